import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lattice, sampleOffset, tileSide } from './lattice.ts';
import { paint } from './raster.ts';
import { type NodeRing, tracePatches } from './trace.ts';

const side = 12;
/** Cells lie around the corner of four tiles, so that every ring runs over their borders. */
const shift = -side / 2;

function latticeOf(cells: readonly number[]): Lattice {
  const lattice = new Lattice(0);
  cells.forEach((region, i) => {
    if (region === 0) return;
    const x = Lattice.split((i % side) + shift);
    const y = Lattice.split(Math.floor(i / side) + shift);
    const tile = lattice.tileFor(x.tile, y.tile);
    tile.looks[y.inner * tileSide + x.inner] = region;
  });
  return lattice;
}

function signedArea(ring: NodeRing): number {
  let twice = 0;
  for (let v = 0; v < ring.length; v += 2) {
    const w = (v + 2) % ring.length;
    twice += (ring[v] ?? 0) * (ring[w + 1] ?? 0) - (ring[w] ?? 0) * (ring[v + 1] ?? 0);
  }
  return twice / 2;
}

/** Patches of cells that hang together by their sides, counted by union of neighbours. */
function countPatches(cells: readonly number[]): number {
  const root = cells.map((_, i) => i);
  const find = (i: number): number => (root[i] === i || root[i] === undefined ? i : find(root[i]));
  cells.forEach((region, i) => {
    if (region === 0) return;
    if (i % side > 0 && cells[i - 1] === region) root[find(i)] = find(i - 1);
    if (i >= side && cells[i - side] === region) root[find(i)] = find(i - side);
  });
  return cells.filter((region, i) => region > 0 && find(i) === i).length;
}

/** Whether the middle of a cell lies within a ring of nodes. */
function holds(ring: NodeRing, x: number, y: number): boolean {
  let inside = false;
  for (let v = 0; v < ring.length; v += 2) {
    const w = (v + 2) % ring.length;
    const [y0, y1] = [ring[v + 1] ?? 0, ring[w + 1] ?? 0];
    if (y0 > y !== y1 > y && (ring[v] ?? 0) > x) inside = !inside;
  }
  return inside;
}

describe('borders of regions', () => {
  const cells = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: side * side, maxLength: side * side });

  it('are simple rings that hold exactly their cells, one patch each, pinched corners and all', () => {
    fc.assert(
      fc.property(cells, (list) => {
        const lattice = latticeOf(list);
        const patches = tracePatches(lattice, (tile, i) => tile.looks[i] ?? 0);
        expect(patches).toHaveLength(countPatches(list));
        for (const { outer, holes } of patches) {
          expect(signedArea(outer)).toBeGreaterThan(0);
          for (const hole of holes) expect(signedArea(hole)).toBeLessThan(0);
          for (const ring of [outer, ...holes]) {
            const nodes = Array.from({ length: ring.length / 2 }, (_, v) => `${ring[2 * v]} ${ring[2 * v + 1]}`);
            expect(new Set(nodes).size).toBe(nodes.length);
          }
        }
        list.forEach((region, i) => {
          const x = (i % side) + shift + 0.5;
          const y = Math.floor(i / side) + shift + 0.5;
          const within = patches.filter(
            ({ outer, holes }) => holds(outer, x, y) && !holes.some((hole) => holds(hole, x, y)),
          );
          expect(within.map((patch) => patch.region)).toEqual(region === 0 ? [] : [region]);
        });
      }),
      { numRuns: 120 },
    );
  });

  it('have the same edges on both sides', () => {
    fc.assert(
      fc.property(cells, (list) => {
        const patches = tracePatches(latticeOf(list), (tile, i) => tile.looks[i] ?? 0);
        const edges = new Map<string, number>();
        for (const { outer, holes } of patches) {
          for (const ring of [outer, ...holes]) {
            for (let v = 0; v < ring.length; v += 2) {
              const w = (v + 2) % ring.length;
              edges.set(`${ring[v]} ${ring[v + 1]} ${ring[w]} ${ring[w + 1]}`, 1);
            }
          }
        }
        // Every edge between two covered cells must come back the other way.
        const at = (x: number, y: number): number =>
          x < shift || y < shift || x >= shift + side || y >= shift + side
            ? 0
            : (list[(y - shift) * side + x - shift] ?? 0);
        for (const edge of edges.keys()) {
          const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = edge.split(' ').map(Number);
          const [dx, dy] = [Math.sign(x1 - x0), Math.sign(y1 - y0)];
          const right = at(x0 + (dx < 0 ? -1 : dy < 0 ? -1 : 0), y0 + (dx > 0 ? -1 : dy < 0 ? -1 : 0));
          const beyond = dx !== 0 ? right : at(x0 + (dy > 0 ? 0 : -1), y0 + (dy > 0 ? 0 : -1));
          if (beyond > 0) expect(edges.has(`${x1} ${y1} ${x0} ${y0}`)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('Lattice', () => {
  it('made coarser holds what it would hold had it been coarse from the start', () => {
    const coordinate = fc.double({ min: -90, max: 90, noNaN: true });
    const triangle = fc.tuple(coordinate, coordinate, coordinate, coordinate, coordinate, coordinate);
    fc.assert(
      fc.property(fc.array(triangle, { minLength: 1, maxLength: 6 }), fc.integer({ min: 0, max: 3 }), (list, steps) => {
        const looks = list.map((corners, i) => ({
          ring: Float64Array.from(corners),
          firstUs: i,
          lastUs: i,
          directionBit: 1 << i,
          gsd: 10 - i,
        }));
        const grown = new Lattice(-1);
        const coarse = new Lattice(-1 + steps);
        for (const look of looks) {
          paint(grown, look);
          paint(coarse, look);
        }
        for (let s = 0; s < steps; s++) grown.coarsen();
        expect(grown.level).toBe(coarse.level);
        const seen = (lattice: Lattice): string[] =>
          lattice
            .tiles()
            .flatMap(({ column, row, looks: counts, gsd, directions, firstUs }) =>
              [...counts].flatMap((n, i) =>
                n === 0 ? [] : [`${column} ${row} ${i}: ${n} ${gsd[i]} ${directions[i]} ${firstUs[i]}`],
              ),
            );
        expect(seen(grown)).toEqual(seen(coarse));
      }),
      { numRuns: 60 },
    );
  });

  it('samples within a sixth of the middle of a cell at every level', () => {
    for (let level = -6; level <= 16; level++) expect(Math.abs(sampleOffset(level) - 0.5)).toBeLessThan(0.26);
    for (let level = -2; level <= 16; level++) expect(Math.abs(sampleOffset(level) - 0.5)).toBeLessThan(0.19);
  });
});
