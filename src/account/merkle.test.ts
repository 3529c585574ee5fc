import { describe, expect, it } from 'vitest';
import { fromHex, sha256, toHex } from '../../test/account-crypto.ts';
import { cctvVectors, draftVectors, knownLeaves, knownNodes, knownRoots } from '../../test/merkle-vectors.ts';
import { emptyRoot, foldRight, leafHash, merkleRoot, nodeHash } from './merkle.ts';

const leaves = knownLeaves.map((leaf) => leafHash(leaf, sha256));

describe('the tree of RFC 6962', () => {
  it('has the known leaf and node hashes', () => {
    expect(leaves.map(toHex)).toEqual(knownNodes[0]);
    for (let level = 1; level < knownNodes.length; level++) {
      const below = knownNodes[level - 1]!;
      const row = knownNodes[level]!.map((_, i) => {
        return toHex(nodeHash(fromHex(below[2 * i]!), fromHex(below[2 * i + 1]!), sha256));
      });
      expect(row).toEqual(knownNodes[level]);
    }
  });

  it.each(knownRoots.map((root, size) => [size, root] as const))('has the known root at size %d', (size, root) => {
    expect(toHex(merkleRoot(leaves.slice(0, size), sha256))).toBe(root);
  });

  it('has the known hashes of C2SP CCTV', () => {
    const two = ['0', '1'].map((text) => leafHash(new TextEncoder().encode(text), sha256));
    expect(two).toEqual([cctvVectors.leaf0, cctvVectors.leaf1]);
    expect(merkleRoot(two, sha256)).toEqual(cctvVectors.root2);
  });

  it('has the subtree hashes of the draft on Merkle tree certificates', () => {
    const all = Array.from({ length: draftVectors.size }, (_, i) => leafHash(new Uint8Array([i]), sha256));
    let lines = '';
    for (let end = 1; end <= draftVectors.size; end++) {
      for (let start = 0; start < end; start++) {
        if (start % 2 ** Math.ceil(Math.log2(end - start)) !== 0) continue;
        lines += `[${start}, ${end}) ${toHex(merkleRoot(all.slice(start, end), sha256))}\n`;
      }
    }
    expect(toHex(sha256(new TextEncoder().encode(lines)))).toBe(draftVectors.subtreeHashes);
  });

  it('folds nothing to the root of the empty tree', () => {
    expect(toHex(emptyRoot(sha256))).toBe(knownRoots[0]);
    expect(foldRight([], sha256)).toEqual(emptyRoot(sha256));
  });
});
