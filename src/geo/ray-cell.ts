import { radiiM, sinCosDeg } from './ellipsoid.ts';
import { addCrossings, extremes, type LocalPath, type PathBox, type Quadratic, scaled, valueAt } from './ray-path.ts';
import { columnOf, rowOf, turnsDeg } from './terrain.ts';
import { highestGroundM, type TerrainTile } from './terrain-tile.ts';

/** A place this close to the ground counts as on it, metres. */
export const onGroundM = 1e-3;

/** What a stretch of a ray meets in a tile; `s` is the parameter of the `LocalPath`. */
export type CellCrossing =
  | { readonly kind: 'ground'; readonly s: number; readonly row: number; readonly column: number }
  /** A void over which the ray is no higher than the tile's highest post. */
  | { readonly kind: 'void'; readonly s: number }
  /** Known ground met from beneath: the ray went under it where the ground is not known. */
  | { readonly kind: 'buried'; readonly s: number }
  | { readonly kind: 'none' };

/** What a walk over a tile starts from and is to heed; `unknown` is kept up to date for the stretch that follows. */
export interface WalkState {
  /** Whether a void ends the walk. */
  readonly voidsBlock: boolean;
  /** The kind of unknown ground the ray was low over until now. */
  unknown: 'void-post' | 'no-tile' | undefined;
  /** Whether it ever was. */
  crossedUnknown: boolean;
}

/** Walks a stretch [from, to] of a path cell by cell over a tile to the first ground. */
export function firstCrossing(
  tile: TerrainTile,
  path: LocalPath,
  from: number,
  to: number,
  state: WalkState,
): CellCrossing {
  const turns = turnsDeg(tile, path.longitudeDeg.c0);
  const column = scaled(path.longitudeDeg, tile.westDeg + turns, 1 / tile.stepLongitudeDeg);
  const row = scaled(path.latitudeDeg, tile.northDeg, -1 / tile.stepLatitudeDeg);
  const cuts = [from, to];
  addIntegerCrossings(column, from, to, cuts);
  addIntegerCrossings(row, from, to, cuts);
  cuts.sort((a, b) => a - b);
  for (let i = 0; i + 1 < cuts.length; i++) {
    const start = cuts[i]!;
    const end = cuts[i + 1]!;
    if (end - start < 1e-14) continue;
    const middle = (start + end) / 2;
    const cell = cellOf(tile, column, row, path, Math.floor(valueAt(column, middle)), Math.floor(valueAt(row, middle)));
    if (Number.isNaN(cell.highestM)) {
      const s = firstAtOrBelow(path.heightM, tile.range?.maxM ?? highestGroundM, start, end);
      if (s === undefined) continue;
      if (state.voidsBlock) return { kind: 'void', s };
      state.unknown = 'void-post';
      state.crossedUnknown = true;
      continue;
    }
    const cameFromUnknown = state.unknown !== undefined;
    state.unknown = undefined;
    if (extremes(path.heightM, start, end).min > cell.highestM) continue;
    if (cameFromUnknown && cell.clearanceM(start) < -onGroundM) return { kind: 'buried', s: start };
    const s = solveCell(cell.clearanceM, start, end, path.fromRangeM === 0 && start === 0);
    if (s !== undefined) return { kind: 'ground', s, row: cell.row, column: cell.column };
  }
  return { kind: 'none' };
}

function addIntegerCrossings(q: Quadratic, from: number, to: number, out: number[]): void {
  const { min, max } = extremes(q, from, to);
  for (let k = Math.ceil(min); k <= max; k++) addCrossings(q, k, from, to, out);
}

/** First s in [from, to] at which a quadratic is at a bound or below; `undefined` where it never is. */
export function firstAtOrBelow(q: Quadratic, bound: number, from: number, to: number): number | undefined {
  if (valueAt(q, from) <= bound) return from;
  const at: number[] = [];
  addCrossings(q, bound, from, to, at);
  if (at.length > 0) return Math.min(...at);
  return valueAt(q, to) <= bound ? to : undefined;
}

/** One cell under a path: its highest post (NaN with a void), and how high the path is above its surface at s. */
function cellOf(
  tile: TerrainTile,
  columnPath: Quadratic,
  rowPath: Quadratic,
  path: LocalPath,
  atColumn: number,
  atRow: number,
) {
  const column = Math.max(0, Math.min(tile.columns - 2, atColumn));
  const row = Math.max(0, Math.min(tile.rows - 2, atRow));
  const { posts, columns } = tile;
  const i = row * columns + column;
  const nw = posts[i]!;
  const ne = posts[i + 1]!;
  const sw = posts[i + columns]!;
  const se = posts[i + columns + 1]!;
  const clearanceM = (s: number): number => {
    const x = valueAt(columnPath, s) - column;
    const y = valueAt(rowPath, s) - row;
    return valueAt(path.heightM, s) - (nw + (ne - nw) * x + (sw - nw) * y + (nw - ne - sw + se) * x * y);
  };
  return { row, column, highestM: Math.max(nw, ne, sw, se), clearanceM };
}

/**
 * First s in [from, to] where the clearance is gone. Along a path the clearance over a bilinear cell is a quadratic but
 * for a ten-thousandth: the turning point of the quadratic through three values splits the stretch into two on each of
 * which it only falls or only rises.
 */
function solveCell(clearanceM: (s: number) => number, from: number, to: number, start: boolean): number | undefined {
  const first = clearanceM(from);
  // A ray that starts on the ground and leaves it has not met it.
  if (first <= 0 && !start) return from;
  const middle = clearanceM((from + to) / 2);
  const last = clearanceM(to);
  const bend = 2 * (first - 2 * middle + last);
  const turn = bend > 0 ? (bend - last + first) / (2 * bend) : 1;
  if (turn > 0 && turn < 1) {
    const lowest = from + turn * (to - from);
    if (clearanceM(lowest) <= 0) return bisected(clearanceM, from, lowest);
  }
  if (last > 0) return undefined;
  if (first <= 0 && middle <= first) return from;
  return bisected(clearanceM, from, to);
}

/** Root of a function that falls from above zero to at most zero: the Illinois rule, held to its bracket. */
function bisected(f: (s: number) => number, from: number, to: number): number {
  let a = from;
  let b = to;
  let fa = Math.max(f(a), 0);
  let fb = f(b);
  let side = 0;
  for (let i = 0; i < 100 && b - a > 1e-13; i++) {
    const guess = fa - fb > 0 ? (fa * b - fb * a) / (fa - fb) : (a + b) / 2;
    const s = guess > a && guess < b ? guess : (a + b) / 2;
    const fs = f(s);
    if (Math.abs(fs) < 1e-9) return s;
    if (fs > 0) {
      a = s;
      fa = fs;
      if (side === 1) fb /= 2;
      side = 1;
    } else {
      b = s;
      fb = fs;
      if (side === -1) fa /= 2;
      side = -1;
    }
  }
  return b;
}

/** Rise of the ground per metre eastward and northward, in one cell at a place. */
export function slopeAt(
  tile: TerrainTile,
  place: { readonly latitudeDeg: number; readonly longitudeDeg: number; readonly heightM: number },
  cell: { readonly row: number; readonly column: number },
): { readonly eastward: number; readonly northward: number } {
  const x = columnOf(tile, place.longitudeDeg) - cell.column;
  const y = rowOf(tile, place.latitudeDeg) - cell.row;
  const i = cell.row * tile.columns + cell.column;
  const nw = tile.posts[i]!;
  const ne = tile.posts[i + 1]!;
  const sw = tile.posts[i + tile.columns]!;
  const se = tile.posts[i + tile.columns + 1]!;
  const { meridianM, primeVerticalM } = radiiM(place.latitudeDeg);
  const { cos } = sinCosDeg(place.latitudeDeg);
  const perDeg = Math.PI / 180;
  const eastM = (primeVerticalM + place.heightM) * cos * tile.stepLongitudeDeg * perDeg;
  const northM = (meridianM + place.heightM) * tile.stepLatitudeDeg * perDeg;
  return {
    eastward: ((ne - nw) * (1 - y) + (se - sw) * y) / eastM,
    northward: -((sw - nw) * (1 - x) + (se - ne) * x) / northM,
  };
}

/** The parameters at which a path crosses an edge of any of the tiles, with 0 and 1, in order. */
export function tileCuts(path: LocalPath, tiles: readonly TerrainTile[]): number[] {
  const cuts = [0, 1];
  for (const tile of tiles) {
    const turns = turnsDeg(tile, path.longitudeDeg.c0);
    addCrossings(path.latitudeDeg, tile.northDeg, 0, 1, cuts);
    addCrossings(path.latitudeDeg, tile.southDeg, 0, 1, cuts);
    addCrossings(path.longitudeDeg, tile.westDeg + turns, 0, 1, cuts);
    addCrossings(path.longitudeDeg, tile.eastDeg + turns, 0, 1, cuts);
  }
  return cuts.sort((a, b) => a - b);
}

/** Grid columns of a box's western and eastern side, counted in one turn. */
export function columnsOf(tile: TerrainTile, box: PathBox): readonly [number, number] {
  const turns = turnsDeg(tile, (box.westDeg + box.eastDeg) / 2);
  const column = (longitudeDeg: number) => (longitudeDeg - turns - tile.westDeg) / tile.stepLongitudeDeg;
  return [column(box.westDeg), column(box.eastDeg)];
}

/** Whether a tile holds a box whole. */
export function holds(tile: TerrainTile, box: PathBox): boolean {
  if (box.northDeg > tile.northDeg || box.southDeg < tile.southDeg) return false;
  const [west, east] = columnsOf(tile, box);
  return west >= 0 && east <= tile.columns - 1;
}

/** The lesser of the two distances between posts, metres. */
export function postSpacingM(tile: TerrainTile, latitudeDeg: number): number {
  const degreeM = 111_000;
  return degreeM * Math.min(tile.stepLatitudeDeg, tile.stepLongitudeDeg * sinCosDeg(latitudeDeg).cos);
}
