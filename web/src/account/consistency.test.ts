import fc from 'fast-check';
import { expect, it } from 'vitest';
import { merkleRoot } from '../../../src/account/merkle.ts';
import { inclusionPlan, makeProof, readTiles } from '../../../src/account/proof.ts';
import { continues } from './consistency.ts';
import { sha256 } from './crypto.ts';

const leaves = Array.from({ length: 40 }, (_, i) => sha256(Uint8Array.of(i)));
const root = (size: number, from = leaves) => merkleRoot(from.slice(0, size), sha256);
const tile = (): Uint8Array => Uint8Array.from(leaves.flatMap((leaf) => [...leaf]));
const path = (index: number, size: number) =>
  makeProof(inclusionPlan(index, size), readTiles(size, tile, sha256), sha256);
const sizes = fc
  .tuple(fc.integer({ min: 1, max: leaves.length }), fc.integer({ min: 1, max: leaves.length }))
  .map(([a, b]): readonly [number, number] => (a < b ? [a, b] : [b, a]));

it('a tree continues each of its beginnings', () => {
  for (let before = 1; before <= leaves.length; before++) {
    for (let now = before; now <= leaves.length; now++) {
      const olds = { size: before, root: root(before) };
      const news = { size: now, root: root(now) };
      expect(continues(olds, news, leaves[before - 1]!, path(before - 1, now), sha256), `${before} ${now}`).toBe(true);
    }
  }
});

it('a tree of which one leaf was another continues it not', () => {
  fc.assert(
    fc.property(sizes, fc.nat(), ([before, now], at) => {
      const other = leaves.map((leaf, i) => (i === at % before ? sha256(leaf) : leaf));
      const olds = { size: before, root: root(before, other) };
      const news = { size: now, root: root(now) };
      expect(continues(olds, news, leaves[before - 1]!, path(before - 1, now), sha256)).toBe(false);
    }),
  );
});

it('neither a shorter tree, nor an empty one, nor another path or leaf', () => {
  fc.assert(
    fc.property(sizes, fc.nat(), fc.uint8Array({ minLength: 32, maxLength: 32 }), ([before, now], at, hash) => {
      const olds = { size: before, root: root(before) };
      const news = { size: now, root: root(now) };
      const proof = path(before - 1, now);
      expect(continues(olds, news, hash, proof, sha256)).toBe(false);
      if (proof.length > 0) {
        const wrong = proof.with(at % proof.length, hash);
        expect(continues(olds, news, leaves[before - 1]!, wrong, sha256)).toBe(false);
      }
      expect(continues({ ...olds, size: now + 1 }, news, leaves[before - 1]!, proof, sha256)).toBe(false);
      expect(continues({ ...olds, size: 0 }, news, leaves[before - 1]!, proof, sha256)).toBe(false);
    }),
  );
});
