import { Lattice, type Tile, tileKey, tileSide } from './lattice.ts';

/** Region number of a cell; 0 is "not covered". */
export type RegionOf = (tile: Tile, index: number) => number;

/** A ring of lattice nodes x, y, x, y ... (node i lies at the lower left of cell i), not closed. */
export type NodeRing = Int32Array;

/** One connected patch of one region: its outer ring, counter-clockwise, and the rings of its holes, clockwise. */
export interface TracedPatch {
  readonly region: number;
  readonly outer: NodeRing;
  readonly holes: readonly NodeRing[];
}

const cells = tileSide * tileSide;
/** A straight run keeps a vertex at every so many nodes: straight lines of the plane bend a little elsewhere. */
const keepEvery = 64;

interface Marked {
  readonly tile: Tile;
  readonly region: Uint8Array;
  /** Number of the connected patch, from 1. */
  readonly patch: Int32Array;
  /** Bit per side of the cell (south, east, north, west) that a ring has run along. */
  readonly walked: Uint8Array;
}

/** Steps along a cell's sides, counter-clockwise: the south side runs east, the east side north, and so on. */
const stepX = [1, 0, -1, 0] as const;
const stepY = [0, 1, 0, -1] as const;

/** The lattice seen as regions: labels and look-ups across tiles. */
class Field {
  readonly tiles: readonly Marked[];
  readonly #byKey = new Map<number, Marked>();
  #recent: Marked | undefined;

  constructor(tiles: readonly Tile[], regionOf: RegionOf) {
    this.tiles = tiles.map((tile) => {
      const region = new Uint8Array(cells);
      for (let i = 0; i < cells; i++) region[i] = tile.looks[i] === 0 ? 0 : regionOf(tile, i);
      return { tile, region, patch: new Int32Array(cells), walked: new Uint8Array(cells) };
    });
    for (const marked of this.tiles) this.#byKey.set(tileKey(marked.tile.column, marked.tile.row), marked);
  }

  at(x: number, y: number): Marked | undefined {
    const column = Lattice.split(x).tile;
    const row = Lattice.split(y).tile;
    const recent = this.#recent;
    if (recent !== undefined && recent.tile.column === column && recent.tile.row === row) return recent;
    const found = this.#byKey.get(tileKey(column, row));
    if (found !== undefined) this.#recent = found;
    return found;
  }

  region(x: number, y: number): number {
    const marked = this.at(x, y);
    return marked === undefined ? 0 : marked.region[indexOf(x, y)]!;
  }
}

function indexOf(x: number, y: number): number {
  return Lattice.split(y).inner * tileSide + Lattice.split(x).inner;
}

/** Numbers the cells that hang together by their sides. */
function labelPatches(field: Field): void {
  let patches = 0;
  for (const marked of field.tiles) {
    for (let i = 0; i < cells; i++) {
      if (marked.region[i] === 0 || marked.patch[i] !== 0) continue;
      patches += 1;
      const x = marked.tile.column * tileSide + (i % tileSide);
      const y = marked.tile.row * tileSide + Math.floor(i / tileSide);
      flood(field, x, y, patches);
    }
  }
}

/** Wave by wave from one cell: what waits is the rim of a wave, where the last come first would let half of all cells wait. */
function flood(field: Field, x0: number, y0: number, patch: number): void {
  const region = field.region(x0, y0);
  mark(field, x0, y0, patch);
  for (let rim = [x0, y0]; rim.length > 0; ) {
    const next: number[] = [];
    for (let at = 0; at < rim.length; at += 2) {
      for (let d = 0; d < 4; d++) {
        const x = rim[at]! + stepX[d]!;
        const y = rim[at + 1]! + stepY[d]!;
        const marked = field.at(x, y);
        if (marked === undefined) continue;
        const i = indexOf(x, y);
        if (marked.region[i] !== region || marked.patch[i] !== 0) continue;
        marked.patch[i] = patch;
        next.push(x, y);
      }
    }
    rim = next;
  }
}

function mark(field: Field, x: number, y: number, patch: number): void {
  const marked = field.at(x, y);
  if (marked !== undefined) marked.patch[indexOf(x, y)] = patch;
}

/**
 * Walks the border of a region once around, the region on its left, starting on side `side` of cell (x, y). At a node
 * where two of its cells touch by a corner only it stays with the cell it came along. A straight run keeps a vertex
 * only where the regions on its other side change, and at fixed nodes: both neighbours decide alike, so their shared
 * border has the same vertices on both sides.
 */
function walk(field: Field, x0: number, y0: number, side0: number): number[] {
  const nodes: number[] = [];
  const region = field.region(x0, y0);
  let x = x0;
  let y = y0;
  let side = side0;
  do {
    const marked = field.at(x, y);
    if (marked === undefined) break;
    const i = indexOf(x, y);
    marked.walked[i] = marked.walked[i]! | (1 << side);
    const dx = stepX[side]!;
    const dy = stepY[side]!;
    // The side to the right of the direction of travel is where the other region lies.
    const rx = dy;
    const ry = -dx;
    const nodeX = x + (side === 0 || side === 1 ? 1 : 0);
    const nodeY = y + (side === 1 || side === 2 ? 1 : 0);
    if (field.region(x + dx, y + dy) !== region) {
      nodes.push(nodeX, nodeY);
      side = (side + 1) & 3;
      continue;
    }
    const aheadRight = field.region(x + dx + rx, y + dy + ry);
    if (aheadRight === region) {
      nodes.push(nodeX, nodeY);
      x += dx + rx;
      y += dy + ry;
      side = (side + 3) & 3;
      continue;
    }
    const along = dx === 0 ? nodeY : nodeX;
    if (aheadRight !== field.region(x + rx, y + ry) || along % keepEvery === 0) nodes.push(nodeX, nodeY);
    x += dx;
    y += dy;
  } while (x !== x0 || y !== y0 || side !== side0);
  return nodes;
}

/** Cuts a ring that comes twice through a node into rings that do not. */
function simpleRings(nodes: readonly number[]): NodeRing[] {
  const rings: NodeRing[] = [];
  const path: number[] = [];
  const seenAt = new Map<number, number>();
  const x0 = nodes[0] ?? 0;
  const y0 = nodes[1] ?? 0;
  // A connected patch spans fewer nodes than it has cells, so this is one number per node.
  const key = (x: number, y: number): number => (y - y0) * 2 ** 26 + (x - x0);
  for (let n = 0; n < nodes.length; n += 2) {
    const x = nodes[n]!;
    const y = nodes[n + 1]!;
    const before = seenAt.get(key(x, y));
    if (before !== undefined) {
      rings.push(Int32Array.from(path.slice(before)));
      for (let p = before; p < path.length; p += 2) seenAt.delete(key(path[p]!, path[p + 1]!));
      path.length = before;
    }
    seenAt.set(key(x, y), path.length);
    path.push(x, y);
  }
  if (path.length >= 8) rings.push(Int32Array.from(path));
  return rings;
}

function twiceSignedArea(ring: NodeRing): number {
  let twice = 0;
  for (let v = 0; v < ring.length; v += 2) {
    const w = v + 2 === ring.length ? 0 : v + 2;
    twice += ring[v]! * ring[w + 1]! - ring[w]! * ring[v + 1]!;
  }
  return twice;
}

/** The borders of all regions of a lattice, patch by patch, in an order that depends on the cells alone. */
export function tracePatches(lattice: Lattice, regionOf: RegionOf): readonly TracedPatch[] {
  const field = new Field(lattice.tiles(), regionOf);
  labelPatches(field);
  const patches = new Map<number, { region: number; outer: NodeRing | undefined; holes: NodeRing[] }>();
  for (const marked of field.tiles) {
    for (let i = 0; i < cells; i++) {
      const region = marked.region[i]!;
      if (region === 0) continue;
      const x = marked.tile.column * tileSide + (i % tileSide);
      const y = marked.tile.row * tileSide + Math.floor(i / tileSide);
      for (let side = 0; side < 4; side++) {
        // The neighbour across side d lies to the right of its direction.
        if ((marked.walked[i]! & (1 << side)) !== 0) continue;
        if (field.region(x + stepY[side]!, y - stepX[side]!) === region) continue;
        const patch = patches.get(marked.patch[i]!) ?? { region, outer: undefined, holes: [] };
        patches.set(marked.patch[i]!, patch);
        for (const ring of simpleRings(walk(field, x, y, side))) {
          if (twiceSignedArea(ring) > 0) patch.outer = ring;
          else patch.holes.push(ring);
        }
      }
    }
  }
  const traced: TracedPatch[] = [];
  for (const { region, outer, holes } of patches.values()) {
    if (outer !== undefined) traced.push({ region, outer, holes });
  }
  return traced;
}
