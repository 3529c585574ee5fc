/**
 * A sparse lattice of square cells over a map plane. A cell is covered when its one sample point is. Cells of level k
 * have a side of 2^k metres, and the sample points of level k + 1 are a subset of those of level k, so that the lattice
 * can be made coarser while it fills and still hold exactly what it would hold had it been coarse from the start. That
 * makes the area an unbiased estimate at every level, where joining cells ("any of the four") would inflate it.
 */

/** Cells along a tile's side. */
export const tileSide = 32;
const tileCells = tileSide * tileSide;
const tileBits = 5;

export const finestLevel = -6;
export const coarsestLevel = 16;

/** Place of a cell's sample point within the cell, in cell sides, by level: a quarter off its middle at most, and soon a sixth. */
const sampleOffsets: readonly number[] = (() => {
  const offsets = [0.5];
  for (let level = finestLevel + 1; level <= coarsestLevel; level++) {
    const below = offsets[offsets.length - 1]!;
    offsets.push((childBit(level) + below) / 2);
  }
  return offsets;
})();

/** Which of the two children along an axis lends its sample point to the parent of `level`; turns about. */
function childBit(level: number): 0 | 1 {
  return ((level - finestLevel) & 1) === 1 ? 0 : 1;
}

export function sampleOffset(level: number): number {
  return sampleOffsets[level - finestLevel]!;
}

/** What is known of 32 x 32 cells. A cell with `looks` 0 was not seen. */
export interface Tile {
  readonly column: number;
  readonly row: number;
  /** Best sample distance, in the unit of the caller; +Infinity where it is not known. */
  readonly gsd: Float32Array;
  readonly firstUs: Float64Array;
  readonly lastUs: Float64Array;
  readonly looks: Uint32Array;
  readonly directions: Uint8Array;
}

/** Bytes one cell costs. */
export const bytesPerCell: number = 4 + 8 + 8 + 4 + 1;

/** Tiles whose memory is had at once: the first time few, then as many as there are. Small pieces stay with the process when they are freed. */
const [fewestInSlab, mostInSlab] = [16, 512];
const tileBytes = bytesPerCell * tileCells;

/** A tile in its part of a slab; wider numbers first, so that all are aligned. */
function tileIn(slab: ArrayBuffer, place: number, column: number, row: number): Tile {
  const at = place * tileBytes;
  return cleared({
    column,
    row,
    firstUs: new Float64Array(slab, at, tileCells),
    lastUs: new Float64Array(slab, at + 8 * tileCells, tileCells),
    gsd: new Float32Array(slab, at + 16 * tileCells, tileCells),
    looks: new Uint32Array(slab, at + 20 * tileCells, tileCells),
    directions: new Uint8Array(slab, at + 24 * tileCells, tileCells),
  });
}

/** The tile as of ground not seen yet. */
function cleared(tile: Tile): Tile {
  tile.gsd.fill(Number.POSITIVE_INFINITY);
  tile.firstUs.fill(Number.POSITIVE_INFINITY);
  tile.lastUs.fill(Number.NEGATIVE_INFINITY);
  tile.looks.fill(0);
  tile.directions.fill(0);
  return tile;
}

// Half the span of tile indices. At the finest level (1.6 cm) this reaches 16,000 km either way.
const keyHalf = 2 ** 25;

/** One number per tile. */
export function tileKey(column: number, row: number): number {
  return (row + keyHalf) * (2 * keyHalf) + (column + keyHalf);
}

/** The tiles of one level, found by their column and row. */
export class Lattice {
  #level: number;
  #tiles = new Map<number, Tile>();
  #lastTile: Tile | undefined;
  /** Memory of tiles that were given up when the cells were made coarser, to be used again. */
  #spare: Tile[] = [];
  /** Memory of which the first `slabLeft` tiles are not in use yet. */
  #slab = new ArrayBuffer(0);
  #slabLeft = 0;

  constructor(level: number) {
    this.#level = Math.max(finestLevel, Math.min(coarsestLevel, level));
  }

  get level(): number {
    return this.#level;
  }

  get cellSizeM(): number {
    return 2 ** this.#level;
  }

  get tileCount(): number {
    return this.#tiles.size;
  }

  /** Lets go of memory held for tiles to come. */
  trim(): void {
    this.#spare = [];
  }

  /** Tiles by row and then column, whatever order they came in. */
  tiles(): readonly Tile[] {
    return [...this.#tiles.entries()].sort((a, b) => a[0] - b[0]).map(([, tile]) => tile);
  }

  tileAt(column: number, row: number): Tile | undefined {
    return this.#tiles.get(tileKey(column, row));
  }

  /** The tile, made where it is not there yet. */
  tileFor(column: number, row: number): Tile {
    const recent = this.#lastTile;
    if (recent !== undefined && recent.column === column && recent.row === row) return recent;
    const key = tileKey(column, row);
    let tile = this.#tiles.get(key);
    if (tile === undefined) {
      tile = this.#newTile(column, row);
      this.#tiles.set(key, tile);
    }
    this.#lastTile = tile;
    return tile;
  }

  /** Doubles the side of the cells. False where they are as coarse as they get. */
  coarsen(): boolean {
    if (this.#level >= coarsestLevel) return false;
    const bit = childBit(this.#level + 1);
    const fine = this.#tiles;
    this.#tiles = new Map();
    this.#lastTile = undefined;
    this.#level += 1;
    for (const tile of fine.values()) {
      this.#adopt(tile, bit);
      this.#spare.push(tile);
    }
    return true;
  }

  #newTile(column: number, row: number): Tile {
    const spare = this.#spare.pop();
    if (spare !== undefined) return cleared({ ...spare, column, row });
    if (this.#slabLeft === 0) {
      this.#slabLeft = Math.max(fewestInSlab, Math.min(mostInSlab, this.#tiles.size));
      this.#slab = new ArrayBuffer(this.#slabLeft * tileBytes);
    }
    this.#slabLeft--;
    return tileIn(this.#slab, this.#slabLeft, column, row);
  }

  #adopt(child: Tile, bit: 0 | 1): void {
    // A tile has an even number of cells to its side, so its corner lies on the parents' lattice.
    const half = tileSide / 2;
    const parentColumn = child.column >> 1;
    const parentRow = child.row >> 1;
    const x0 = (child.column & 1) * half;
    const y0 = (child.row & 1) * half;
    let parent: Tile | undefined;
    for (let y = bit; y < tileSide; y += 2) {
      for (let x = bit; x < tileSide; x += 2) {
        const from = y * tileSide + x;
        if (child.looks[from] === 0) continue;
        parent ??= this.tileFor(parentColumn, parentRow);
        const to = (y0 + (y >> 1)) * tileSide + x0 + (x >> 1);
        parent.gsd[to] = child.gsd[from]!;
        parent.firstUs[to] = child.firstUs[from]!;
        parent.lastUs[to] = child.lastUs[from]!;
        parent.looks[to] = child.looks[from]!;
        parent.directions[to] = child.directions[from]!;
      }
    }
  }

  /** Tile coordinate and index within the tile of a cell coordinate. */
  static split(cell: number): { readonly tile: number; readonly inner: number } {
    return { tile: cell >> tileBits, inner: cell & (tileSide - 1) };
  }

  /** The tile and index of the cell that holds a point of the plane, or `undefined` where there is no tile. */
  cellAt(xM: number, yM: number): { readonly tile: Tile; readonly index: number } | undefined {
    // Squares are drawn about their sample points, so the shift of the sample is the shift of the square.
    const shift = sampleOffset(this.#level) - 0.5;
    const column = Lattice.split(Math.floor(xM / this.cellSizeM - shift));
    const row = Lattice.split(Math.floor(yM / this.cellSizeM - shift));
    const tile = this.tileAt(column.tile, row.tile);
    return tile === undefined ? undefined : { tile, index: row.inner * tileSide + column.inner };
  }
}
