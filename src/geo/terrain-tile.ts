/**
 * One tile of terrain: posts above the ellipsoid, the bilinear surface through them, and a pyramid of least and
 * greatest heights by which a ray passes over whole blocks of cells at once.
 *
 * A cell lies between four posts; cell (row, column) has its north-west post at the same row and column. A cell with a
 * void among its posts is a void.
 */
export interface TerrainTile {
  readonly name: string;
  /** Posts, not cells. */
  readonly rows: number;
  readonly columns: number;
  readonly northDeg: number;
  readonly westDeg: number;
  readonly southDeg: number;
  readonly eastDeg: number;
  readonly stepLatitudeDeg: number;
  readonly stepLongitudeDeg: number;
  /** Heights above the ellipsoid, metres, row by row from the north-west; NaN for a void. */
  readonly posts: Float32Array;
  /** True where no finer tile lies over this one: it is the ground wherever it reaches. */
  readonly topmost: boolean;
  /** Least and greatest known height; `undefined` where no post is known. */
  readonly range: HeightRange | undefined;
  readonly pyramid: readonly PyramidLevel[];
}

export interface HeightRange {
  readonly minM: number;
  readonly maxM: number;
}

interface PyramidLevel {
  /** Side of a block, in cells. */
  readonly block: number;
  readonly rows: number;
  readonly columns: number;
  readonly minM: Float32Array;
  readonly maxM: Float32Array;
}

/** No ground on earth is higher above the ellipsoid (Chimborazo, 6,300 m; Everest, 8,820 m). */
export const highestGroundM = 9000;
/** No ground, that of the sea included, is lower above the ellipsoid (Challenger Deep, -10,900 m). */
export const lowestGroundM = -12_000;

const firstBlock = 4;

/** What a tile is made of; `posts` is kept, not copied. */
export type TilePosts = Omit<TerrainTile, 'range' | 'pyramid' | 'stepLatitudeDeg' | 'stepLongitudeDeg'>;

/** Builds the pyramid over posts. In it a void is taken to lie anywhere between the tile's own extremes. */
export function terrainTile(t: TilePosts): TerrainTile {
  const range = knownRange(t.posts);
  const levels: PyramidLevel[] = [basePyramid(t, range ?? { minM: lowestGroundM, maxM: highestGroundM })];
  for (let last = levels[0]!; last.rows > 1 || last.columns > 1; ) {
    last = coarser(last);
    levels.push(last);
  }
  return {
    ...t,
    stepLatitudeDeg: (t.northDeg - t.southDeg) / (t.rows - 1),
    stepLongitudeDeg: (t.eastDeg - t.westDeg) / (t.columns - 1),
    range,
    pyramid: levels,
  };
}

function knownRange(posts: Float32Array): HeightRange | undefined {
  let minM = Number.POSITIVE_INFINITY;
  let maxM = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < posts.length; i++) {
    const height = posts[i]!;
    if (height < minM) minM = height;
    if (height > maxM) maxM = height;
  }
  return minM <= maxM ? { minM, maxM } : undefined;
}

function basePyramid(t: TilePosts, unknown: HeightRange): PyramidLevel {
  const rows = Math.ceil((t.rows - 1) / firstBlock);
  const columns = Math.ceil((t.columns - 1) / firstBlock);
  const minM = new Float32Array(rows * columns);
  const maxM = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    const lastRow = Math.min(t.rows - 1, (r + 1) * firstBlock);
    for (let c = 0; c < columns; c++) {
      const lastColumn = Math.min(t.columns - 1, (c + 1) * firstBlock);
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      let known = true;
      for (let row = r * firstBlock; row <= lastRow; row++) {
        for (let i = row * t.columns + c * firstBlock; i <= row * t.columns + lastColumn; i++) {
          const height = t.posts[i]!;
          if (height < low) low = height;
          if (height > high) high = height;
          if (Number.isNaN(height)) known = false;
        }
      }
      minM[r * columns + c] = known ? low : unknown.minM;
      maxM[r * columns + c] = known ? high : unknown.maxM;
    }
  }
  return { block: firstBlock, rows, columns, minM, maxM };
}

function coarser(level: PyramidLevel): PyramidLevel {
  const rows = Math.ceil(level.rows / 2);
  const columns = Math.ceil(level.columns / 2);
  const minM = new Float32Array(rows * columns).fill(Number.POSITIVE_INFINITY);
  const maxM = new Float32Array(rows * columns).fill(Number.NEGATIVE_INFINITY);
  for (let r = 0; r < level.rows; r++) {
    for (let c = 0; c < level.columns; c++) {
      const from = r * level.columns + c;
      const to = (r >> 1) * columns + (c >> 1);
      minM[to] = Math.min(minM[to]!, level.minM[from]!);
      maxM[to] = Math.max(maxM[to]!, level.maxM[from]!);
    }
  }
  return { block: level.block * 2, rows, columns, minM, maxM };
}

/**
 * Bounds of the surface over a box of grid coordinates (`column` east and `row` south from the north-west post, in
 * cells; held within the tile). Conservative: the true extremes lie within.
 */
export function boundsOver(
  tile: TerrainTile,
  columnFrom: number,
  columnTo: number,
  rowFrom: number,
  rowTo: number,
): HeightRange {
  const c0 = clampCell(columnFrom, tile.columns);
  const c1 = clampCell(columnTo, tile.columns);
  const r0 = clampCell(rowFrom, tile.rows);
  const r1 = clampCell(rowTo, tile.rows);
  const span = Math.max(c1 - c0, r1 - r0, 1);
  let k = 0;
  while (k + 1 < tile.pyramid.length && tile.pyramid[k]!.block < span) k++;
  const level = tile.pyramid[k]!;
  const lastRow = Math.floor(r1 / level.block);
  const lastColumn = Math.floor(c1 / level.block);
  let minM = Number.POSITIVE_INFINITY;
  let maxM = Number.NEGATIVE_INFINITY;
  for (let r = Math.floor(r0 / level.block); r <= lastRow; r++) {
    for (let c = Math.floor(c0 / level.block); c <= lastColumn; c++) {
      const i = r * level.columns + c;
      if (level.minM[i]! < minM) minM = level.minM[i]!;
      if (level.maxM[i]! > maxM) maxM = level.maxM[i]!;
    }
  }
  return { minM, maxM };
}

function clampCell(at: number, posts: number): number {
  return Math.max(0, Math.min(posts - 2, Math.floor(at)));
}

/**
 * Height of a tile's surface above the ellipsoid at grid coordinates, metres; `undefined` in a void. A post of no
 * weight does not matter: exactly on a known post, or on the line between two, the height is known.
 */
export function heightAt(tile: TerrainTile, column: number, row: number): number | undefined {
  const c = clampCell(column, tile.columns);
  const r = clampCell(row, tile.rows);
  const x = Math.max(0, Math.min(1, column - c));
  const y = Math.max(0, Math.min(1, row - r));
  const i = r * tile.columns + c;
  const { posts } = tile;
  const north = between(posts[i]!, posts[i + 1]!, x);
  const south = between(posts[i + tile.columns]!, posts[i + tile.columns + 1]!, x);
  const height = between(north, south, y);
  return Number.isNaN(height) ? undefined : height;
}

function between(a: number, b: number, t: number): number {
  if (t === 0) return a;
  if (t === 1) return b;
  return a + (b - a) * t;
}
