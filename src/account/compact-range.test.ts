import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rememberingSha256 } from '../../test/account-crypto.ts';
import { numberedLeaf } from '../../test/stored-tree.ts';
import { AtalayaError } from '../model/errors.ts';
import {
  appendLeaf,
  appendToEdge,
  type CompactRange,
  edgeFromTiles,
  edgeRoot,
  emptyEdge,
  emptyRange,
  mergeRanges,
  rangeNodes,
  rangeRoot,
  type TreeEdge,
} from './compact-range.ts';
import { merkleRoot } from './merkle.ts';
import { edgeTiles, tilePath, tilesOf } from './tile.ts';

const sha256 = rememberingSha256();
const leaves = Array.from({ length: 70_000 }, (_, i) => numberedLeaf(i, sha256));

function rangeOf(begin: number, end: number): CompactRange {
  let range = emptyRange(begin);
  for (let i = begin; i < end; i++) range = appendLeaf(range, leaves[i]!, sha256);
  return range;
}

describe('a compact range', () => {
  it('names the fewest whole subtrees', () => {
    expect(rangeNodes(0, 0)).toEqual([]);
    expect(rangeNodes(0, 8)).toEqual([{ level: 3, index: 0 }]);
    expect(rangeNodes(0, 7)).toEqual([
      { level: 2, index: 0 },
      { level: 1, index: 2 },
      { level: 0, index: 6 },
    ]);
    expect(rangeNodes(3, 9)).toEqual([
      { level: 0, index: 3 },
      { level: 2, index: 1 },
      { level: 0, index: 8 },
    ]);
    expect(rangeNodes(2 ** 52, 2 ** 53 - 1)).toHaveLength(52);
  });

  it('has the root of its leaves, one by one or merged from parts', () => {
    let range = emptyRange();
    for (let size = 0; size <= 300; size++) {
      expect(rangeRoot(range, sha256)).toEqual(merkleRoot(leaves.slice(0, size), sha256));
      range = appendLeaf(range, leaves[size]!, sha256);
    }
    fc.assert(
      fc.property(fc.nat(400), fc.nat(400), fc.nat(400), (a, b, c) => {
        const [first, second, third] = [a, b, c].sort((x, y) => x - y) as [number, number, number]; // cast: three stay three
        expect(mergeRanges(rangeOf(first, second), rangeOf(second, third), sha256)).toEqual(rangeOf(first, third));
        expect(rangeOf(first, third).hashes).toHaveLength(rangeNodes(first, third).length);
      }),
      { numRuns: 60 },
    );
  });

  it('is not merged with one that does not touch it', () => {
    expect(() => mergeRanges(rangeOf(0, 2), rangeOf(3, 4), sha256)).toThrow(AtalayaError);
  });
});

/** Grows an edge in batches of these sizes, keeping every tile written. */
function grow(batches: readonly number[]): { edge: TreeEdge; root: Uint8Array; stored: Map<string, Uint8Array> } {
  const stored = new Map<string, Uint8Array>();
  let edge = emptyEdge;
  let root = edgeRoot(edge, sha256);
  for (const batch of batches) {
    const grown = appendToEdge(edge, leaves.slice(edge.size, edge.size + batch), sha256);
    edge = grown.edge;
    root = grown.root;
    for (const tile of grown.tiles) {
      expect(tile.bytes).toHaveLength(tile.width * 32);
      stored.set(tilePath(tile), tile.bytes);
    }
  }
  return { edge, root, stored };
}

describe('the right edge of a tree', () => {
  it.each([0, 1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_000])('has the root at size %d', (size) => {
    const { edge, root, stored } = grow([size]);
    expect(edge.size).toBe(size);
    expect(root).toEqual(merkleRoot(leaves.slice(0, size), sha256));
    // One batch writes exactly the tiles of its size.
    expect([...stored.keys()].sort()).toEqual([...tilesOf(size)].map(tilePath).sort());
  });

  it('is the same however the leaves come, and every tile of every size on the way is written', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 12 }), (batches) => {
        const whole = batches.reduce((sum, batch) => sum + batch, 0);
        const { edge, root, stored } = grow(batches);
        const once = grow([whole]);
        expect(root).toEqual(once.root);
        expect(edge).toEqual(once.edge);
        let size = 0;
        for (const batch of batches) {
          size += batch;
          for (const tile of tilesOf(size)) expect(stored.has(tilePath(tile))).toBe(true);
        }
        for (const [path, bytes] of once.stored) expect(stored.get(path)).toEqual(bytes);
      }),
      { numRuns: 40 },
    );
  });

  it.each([0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 66_000])('is read back from tiles at size %d', (size) => {
    const { edge, root, stored } = grow([size]);
    const back = edgeFromTiles(size, (tile) => stored.get(tilePath(tile))!, sha256);
    expect(edgeRoot(back, sha256)).toEqual(root);
    const more = leaves.slice(size, size + 300);
    expect(appendToEdge(back, more, sha256)).toEqual(appendToEdge(edge, more, sha256));
    expect(edgeTiles(size).every((tile) => stored.has(tilePath(tile)))).toBe(true);
  });

  it('is not read from a tile too short', () => {
    expect(() => edgeFromTiles(3, () => new Uint8Array(64), sha256)).toThrow(AtalayaError);
  });

  it('does not change when it is appended to', () => {
    const { edge } = grow([300]);
    const before = structuredClone(edge);
    appendToEdge(edge, leaves.slice(300, 900), sha256);
    expect(edge).toEqual(before);
  });
});
