import { Lattice, sampleOffset, tileSide } from './lattice.ts';

/** A patch of the plane that was looked at, ready to be laid on the lattice. */
export interface PlaneLook {
  /** Vertices x, y, x, y ... in metres, not closed. */
  readonly ring: Float64Array;
  readonly firstUs: number;
  readonly lastUs: number;
  /** Bit of the compass octant it was looked at from; 0 where that is not known. */
  readonly directionBit: number;
  /** Sample distance at the middle, in the caller's unit; +Infinity where it is not known. */
  readonly gsd: number;
  /**
   * How the sample distance grows over the patch: with the range to the power 3/2, since the width of a pixel grows with
   * the range and its length with range over the sine of the grazing angle, which is height over range. Absent: constant.
   */
  readonly eye?: { readonly xM: number; readonly yM: number; readonly heightM: number; readonly centerRangeM: number };
}

/** A cell counts a further look when it comes back into view after this long out of it. */
export const lookGapUs = 10_000_000;

/** Number of cells whose rows and columns the patch touches: an upper bound of the cells it covers. */
export function boundingCells(ring: Float64Array, cellSizeM: number): number {
  const box = boundsOf(ring);
  return ((box.maxX - box.minX) / cellSizeM + 1) * ((box.maxY - box.minY) / cellSizeM + 1);
}

export interface Bounds {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

export function boundsOf(ring: Float64Array): Bounds {
  let minX = Number.POSITIVE_INFINITY;
  let minY = Number.POSITIVE_INFINITY;
  let maxX = Number.NEGATIVE_INFINITY;
  let maxY = Number.NEGATIVE_INFINITY;
  for (let v = 0; v < ring.length; v += 2) {
    const x = ring[v]!;
    const y = ring[v + 1]!;
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
  }
  return { minX, minY, maxX, maxY };
}

/** Area within a ring by the shoelace formula, m^2; positive where it runs counter-clockwise. */
export function signedAreaM2(ring: Float64Array): number {
  let twice = 0;
  const n = ring.length;
  for (let v = 0; v < n; v += 2) {
    const w = v + 2 === n ? 0 : v + 2;
    twice += ring[v]! * ring[w + 1]! - ring[w]! * ring[v + 1]!;
  }
  return twice / 2;
}

/** Where the line y crosses the ring, sorted. Half-open at vertices, so that a shared vertex counts once. */
function crossings(ring: Float64Array, y: number, into: number[]): void {
  into.length = 0;
  const n = ring.length;
  for (let v = 0; v < n; v += 2) {
    const w = v + 2 === n ? 0 : v + 2;
    const y0 = ring[v + 1]!;
    const y1 = ring[w + 1]!;
    if (y0 <= y === y1 <= y) continue;
    const x0 = ring[v]!;
    into.push(x0 + ((y - y0) / (y1 - y0)) * (ring[w]! - x0));
  }
  if (into.length === 2 && into[0]! > into[1]!) into.reverse();
  else if (into.length > 2) into.sort((a, b) => a - b);
}

/** Lays a patch on the lattice (even-odd rule) and gives the number of cells it covered. */
export function paint(lattice: Lattice, look: PlaneLook): number {
  const sizeM = lattice.cellSizeM;
  const offset = sampleOffset(lattice.level);
  const { minY, maxY } = boundsOf(look.ring);
  const firstRow = Math.ceil(minY / sizeM - offset);
  const lastRow = Math.floor(maxY / sizeM - offset);
  const xs: number[] = [];
  let painted = 0;
  for (let row = firstRow; row <= lastRow; row++) {
    const y = (row + offset) * sizeM;
    crossings(look.ring, y, xs);
    for (let k = 0; k + 1 < xs.length; k += 2) {
      const from = Math.ceil(xs[k]! / sizeM - offset);
      const to = Math.ceil(xs[k + 1]! / sizeM - offset);
      if (to > from) paintRun(lattice, look, row, from, to, y, offset);
      painted += Math.max(0, to - from);
    }
  }
  return painted;
}

/** Marks the cells `from` (inclusive) to `to` (exclusive) of one row, a tile at a time. */
function paintRun(
  lattice: Lattice,
  look: PlaneLook,
  row: number,
  from: number,
  to: number,
  y: number,
  offset: number,
): void {
  const sizeM = lattice.cellSizeM;
  const { tile: tileRow, inner: innerRow } = Lattice.split(row);
  const { eye, gsd, firstUs, lastUs, directionBit } = look;
  const dy = eye === undefined ? 0 : y - eye.yM;
  const scale = eye === undefined ? 0 : 1 / (eye.centerRangeM * eye.centerRangeM);
  const dyh = eye === undefined ? 0 : dy * dy + eye.heightM * eye.heightM;
  for (let start = from; start < to; ) {
    const column = Lattice.split(start);
    const tile = lattice.tileFor(column.tile, tileRow);
    const end = Math.min(to, (column.tile + 1) * tileSide);
    let index = innerRow * tileSide + column.inner;
    for (let cell = start; cell < end; cell++, index++) {
      let here = gsd;
      if (eye !== undefined) {
        const dx = (cell + offset) * sizeM - eye.xM;
        const q = (dx * dx + dyh) * scale;
        const root = Math.sqrt(q);
        here = gsd * Math.sqrt(root) * root;
      }
      if (here < tile.gsd[index]!) tile.gsd[index] = here;
      const first = tile.firstUs[index]!;
      const last = tile.lastUs[index]!;
      const looks = tile.looks[index]!;
      if (looks === 0 || firstUs > last + lookGapUs || lastUs < first - lookGapUs) tile.looks[index] = looks + 1;
      if (firstUs < first) tile.firstUs[index] = firstUs;
      if (lastUs > last) tile.lastUs[index] = lastUs;
      tile.directions[index] = tile.directions[index]! | directionBit;
    }
    start = end;
  }
}
