import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, rememberingSha256, toHex } from '../../test/account-crypto.ts';
import {
  cctvVectors,
  draftVectors,
  knownConsistencies,
  knownInclusions,
  knownLeaves,
  knownNodes,
  knownRoots,
} from '../../test/merkle-vectors.ts';
import { growStoredTree } from '../../test/stored-tree.ts';
import { AtalayaError } from '../model/errors.ts';
import { leafHash, merkleRoot } from './merkle.ts';
import {
  consistencyPlan,
  type HashReader,
  inclusionPlan,
  makeProof,
  proofFromTiles,
  proofNodes,
  proofTiles,
  readTiles,
  verifyConsistency,
  verifyInclusion,
} from './proof.ts';
import { tilePath } from './tile.ts';

const sha256 = rememberingSha256();
const known: HashReader = (level, index) => fromHex(knownNodes[level]![index]!);
const rootOf = (size: number): Uint8Array => fromHex(knownRoots[size]!);
const leafOf = (index: number): Uint8Array => leafHash(knownLeaves[index]!, sha256);
const other = new Uint8Array(32).fill(0xab);

describe('known proofs', () => {
  it.each(knownInclusions)('of inclusion: leaf $from of $size', ({ from, size, proof }) => {
    const made = makeProof(inclusionPlan(from, size), known, sha256);
    expect(made.map(toHex)).toEqual(proof);
    expect(verifyInclusion(leafOf(from), from, size, made, rootOf(size), sha256)).toBe(true);
  });

  it.each(knownConsistencies)('of consistency: $from to $size', ({ from, size, proof }) => {
    const made = makeProof(consistencyPlan(from, size), known, sha256);
    expect(made.map(toHex)).toEqual(proof);
    expect(verifyConsistency(from, size, rootOf(from), rootOf(size), made, sha256)).toBe(true);
  });

  it('of C2SP CCTV', () => {
    const { leaf0, leaf1, root2 } = cctvVectors;
    expect(verifyInclusion(leaf0, 0, 2, [leaf1], root2, sha256)).toBe(true);
    expect(verifyInclusion(leaf0, 1, 2, [leaf1], root2, sha256)).toBe(false);
    expect(verifyConsistency(1, 2, leaf0, root2, [leaf1], sha256)).toBe(true);
    expect(verifyConsistency(1, 2, leaf1, root2, [leaf0], sha256)).toBe(false);
  });

  it('of inclusion in every subtree, of the draft on Merkle tree certificates', () => {
    const leaves = Array.from({ length: draftVectors.size }, (_, i) => leafHash(new Uint8Array([i]), sha256));
    const read: HashReader = (level, index) =>
      merkleRoot(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level), sha256);
    let lines = '';
    for (let end = 1; end <= draftVectors.size; end++) {
      for (let start = 0; start < end; start++) {
        if (start % 2 ** Math.ceil(Math.log2(end - start)) !== 0) continue;
        const within: HashReader = (level, index) => read(level, start / 2 ** level + index);
        for (let index = start; index < end; index++) {
          const proof = makeProof(inclusionPlan(index - start, end - start), within, sha256);
          lines += `${[`${index} [${start}, ${end})`, ...proof.map(toHex)].join(' ')}\n`;
        }
      }
    }
    expect(toHex(sha256(new TextEncoder().encode(lines)))).toBe(draftVectors.inclusionProofs);
  });
});

describe('borders of verification', () => {
  it('an inclusion proof needs a leaf within the tree', () => {
    const root = rootOf(1);
    expect(verifyInclusion(root, 0, 1, [], root, sha256)).toBe(true);
    for (const [index, size] of [
      [0, 0],
      [1, 1],
      [1, 0],
      [2, 1],
      [-1, 1],
      [0.5, 1],
      [0, 1.5],
      [Number.NaN, 1],
      [0, 2 ** 53],
    ] as const) {
      expect(verifyInclusion(root, index, size, [], root, sha256)).toBe(false);
    }
  });

  it('hashes of another length are no hashes', () => {
    const [root, short] = [rootOf(1), rootOf(1).slice(0, 31)];
    expect(verifyInclusion(short, 0, 1, [], short, sha256)).toBe(false);
    expect(verifyInclusion(leafOf(0), 0, 2, [new Uint8Array(0)], rootOf(2), sha256)).toBe(false);
    expect(verifyConsistency(1, 1, short, short, [], sha256)).toBe(false);
    expect(verifyConsistency(1, 2, root, rootOf(2), [new Uint8Array(33)], sha256)).toBe(false);
  });

  it('equal sizes need equal roots and no proof', () => {
    expect(verifyConsistency(3, 3, rootOf(3), rootOf(3), [], sha256)).toBe(true);
    expect(verifyConsistency(3, 3, rootOf(3), rootOf(4), [], sha256)).toBe(false);
    expect(verifyConsistency(3, 3, rootOf(3), rootOf(3), [other], sha256)).toBe(false);
    expect(verifyConsistency(0, 0, rootOf(0), rootOf(0), [], sha256)).toBe(true);
    expect(verifyConsistency(0, 0, other, other, [], sha256)).toBe(false);
    expect(verifyConsistency(0, 0, rootOf(0), rootOf(0), [other], sha256)).toBe(false);
  });

  it('the empty tree is a beginning of every tree, by an empty proof', () => {
    expect(verifyConsistency(0, 5, rootOf(0), rootOf(5), [], sha256)).toBe(true);
    expect(verifyConsistency(0, 5, rootOf(1), rootOf(5), [], sha256)).toBe(false);
    expect(verifyConsistency(0, 5, rootOf(0), rootOf(5), [other], sha256)).toBe(false);
  });

  it('no tree grows backwards, and none without proof', () => {
    expect(verifyConsistency(2, 1, rootOf(2), rootOf(1), [], sha256)).toBe(false);
    expect(verifyConsistency(1, 0, rootOf(1), rootOf(0), [], sha256)).toBe(false);
    expect(verifyConsistency(3, 5, rootOf(3), rootOf(5), [], sha256)).toBe(false);
    expect(verifyConsistency(4, 5, rootOf(4), rootOf(5), [], sha256)).toBe(false);
  });

  it('no plan is made outside the tree', () => {
    for (const [index, size] of [
      [0, 0],
      [5, 5],
      [-1, 5],
      [0.5, 5],
      [0, 2 ** 60],
    ] as const) {
      expect(() => inclusionPlan(index, size)).toThrow(AtalayaError);
    }
    for (const [from, to] of [
      [2, 1],
      [-1, 1],
      [0, Number.NaN],
    ] as const) {
      expect(() => consistencyPlan(from, to)).toThrow(AtalayaError);
    }
    expect(consistencyPlan(0, 9).steps).toEqual([]);
    expect(consistencyPlan(9, 9).steps).toEqual([]);
  });

  it('sizes near 2^53 are planned and verified without losing a bit', () => {
    const size = 2 ** 53 - 1;
    const read: HashReader = (level, index) => sha256(new TextEncoder().encode(`${level} ${index}`));
    for (const index of [0, 2 ** 52 - 1, 2 ** 52, size - 1, 4_503_599_627_370_497]) {
      const plan = inclusionPlan(index, size);
      const proof = makeProof(plan, read, sha256);
      const root = climb(read(0, index), index, size, proof);
      expect(verifyInclusion(read(0, index), index, size, proof, root, sha256)).toBe(true);
      expect(verifyInclusion(read(0, index), index === 0 ? 1 : index - 1, size, proof, root, sha256)).toBe(false);
    }
  });
});

/** Root that a proof leads to, by the recursion of RFC 6962 section 2.1.1 and not by the verifier's bits. */
function climb(leaf: Uint8Array, index: number, size: number, proof: readonly Uint8Array[]): Uint8Array {
  if (size === 1) return leaf;
  let k = 1;
  while (k * 2 < size) k *= 2;
  const sibling = proof.at(-1)!;
  const rest = proof.slice(0, -1);
  return index < k
    ? merkleRoot([climb(leaf, index, k, rest), sibling], sha256)
    : merkleRoot([sibling, climb(leaf, index - k, size - k, rest)], sha256);
}

/** Sizes around the borders of tiles, and some between. */
const published = [
  1, 2, 3, 255, 256, 257, 258, 511, 512, 513, 1000, 40_000, 65_279, 65_280, 65_535, 65_536, 65_537, 65_793, 66_000,
];

describe('proofs from tiles as they are stored', () => {
  const tree = growStoredTree(published, sha256);

  it('of consistency, between all published sizes', () => {
    for (const [to, toRoot] of tree.roots) {
      const read = readTiles(to, tree.read, sha256);
      for (const [from, fromRoot] of tree.roots) {
        if (from > to) continue;
        const proof = makeProof(consistencyPlan(from, to), read, sha256);
        expect(verifyConsistency(from, to, fromRoot, toRoot, proof, sha256)).toBe(true);
        expect(verifyConsistency(from, to, fromRoot, other, proof, sha256)).toBe(false);
        expect(verifyConsistency(from, to, other, toRoot, proof, sha256)).toBe(false);
      }
    }
  });

  it('of inclusion, of the leaves at the borders of tiles', () => {
    for (const [size, root] of tree.roots) {
      const read = readTiles(size, tree.read, sha256);
      for (const border of [...published, 0, size - 1]) {
        for (const index of [border - 1, border]) {
          if (index < 0 || index >= size) continue;
          const proof = makeProof(inclusionPlan(index, size), read, sha256);
          expect(verifyInclusion(tree.leaves[index]!, index, size, proof, root, sha256)).toBe(true);
          expect(verifyInclusion(other, index, size, proof, root, sha256)).toBe(false);
        }
      }
    }
  });

  it('fetch each tile once, and no other', async () => {
    const sizes = fc.constantFrom(...published);
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), async (size, any) => {
        const index = any % size;
        const plan = inclusionPlan(index, size);
        const asked: string[] = [];
        const fetchTile = async (tile: Parameters<typeof tree.read>[0]): Promise<Uint8Array> => {
          asked.push(tilePath(tile));
          return tree.read(tile);
        };
        const proof = await proofFromTiles(plan, fetchTile, sha256);
        expect(verifyInclusion(tree.leaves[index]!, index, size, proof, tree.roots.get(size)!, sha256)).toBe(true);
        expect(asked).toEqual(proofTiles(plan).map(tilePath));
        expect(new Set(asked).size).toBe(asked.length);
        expect(proofNodes(plan).every((node) => (node.index + 1) * 2 ** node.level <= size)).toBe(true);
      }),
    );
  });

  it('are not made of a tile too short', async () => {
    const plan = inclusionPlan(0, 300);
    await expect(proofFromTiles(plan, async () => new Uint8Array(32), sha256)).rejects.toThrow(AtalayaError);
  });
});
