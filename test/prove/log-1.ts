import { appendToEdge, edgeFromTiles, edgeRoot } from '../../src/account/compact-range.ts';
import {
  consistencyPlan,
  inclusionPlan,
  makeProof,
  readTiles,
  verifyConsistency,
  verifyInclusion,
} from '../../src/account/proof.ts';
import { sha256 } from '../account-crypto.ts';
import { proveAllPairs } from '../all-pairs.ts';
import { growStoredTree, type StoredTree } from '../stored-tree.ts';
import type { ProveOptions, ProveResult } from './bar.ts';
import { SeededRandom } from './random.ts';

/** Sizes up to which every pair is proved. */
const pairsTo = 600;
const largest = 2 ** 20;
/** Sizes at the borders of tiles of every level below 2^20. */
const borders = [
  1,
  2,
  255,
  256,
  257,
  511,
  512,
  513,
  65_535,
  65_536,
  65_537,
  131_071,
  131_072,
  131_073,
  largest - 1,
  largest,
];
const randomSizes = 200;
/** Random proofs from tiles, unless `--n` says otherwise. */
const proofCount = 20_000;

interface Count {
  passed: number;
  failed: number;
}

function count(counts: Count, right: boolean, print: (line: string) => void, what: () => string): void {
  if (right) counts.passed++;
  else if (counts.failed++ < 10) print(`wrong: ${what()}`);
}

function changed(proof: readonly Uint8Array[], place: number, bit: number): readonly Uint8Array[] {
  const hash = proof[place]!.slice();
  hash[bit >> 3]! ^= 1 << (bit & 7);
  return proof.with(place, hash);
}

function proveOne(
  tree: StoredTree,
  sizes: readonly number[],
  random: SeededRandom,
  counts: Count,
  print: ProveOptions['print'],
): void {
  const to = random.pick(sizes);
  const read = readTiles(to, tree.read, sha256);
  const root = tree.roots.get(to)!;
  const near = random.pick(borders) + random.between(-2, 1);
  const index = random.chance(0.25) && near >= 0 && near < to ? near : random.below(to);
  const inclusion = makeProof(inclusionPlan(index, to), read, sha256);
  const includes = (proof: readonly Uint8Array[]): boolean =>
    verifyInclusion(tree.leaves[index]!, index, to, proof, root, sha256);
  count(counts, includes(inclusion), print, () => `inclusion of ${index} in ${to}`);
  const from = sizes[random.below(sizes.indexOf(to) + 1)]!;
  const consistency = makeProof(consistencyPlan(from, to), read, sha256);
  const extend = (proof: readonly Uint8Array[]): boolean =>
    verifyConsistency(from, to, tree.roots.get(from)!, root, proof, sha256);
  count(counts, extend(consistency), print, () => `consistency of ${from} and ${to}`);
  for (const [proof, check, what] of [
    [inclusion, includes, 'inclusion'],
    [consistency, extend, 'consistency'],
  ] as const) {
    if (proof.length === 0) continue;
    const spoilt = changed(proof, random.below(proof.length), random.below(256));
    count(counts, !check(spoilt), print, () => `a changed bit in the ${what} proof of ${from} or ${index} in ${to}`);
  }
}

/** The edge read back from the tiles of each published size has that size's root, and grows on to the next one's. */
function proveEdges(tree: StoredTree, sizes: readonly number[], counts: Count, print: ProveOptions['print']): void {
  for (const [i, size] of sizes.entries()) {
    const edge = edgeFromTiles(size, tree.read, sha256);
    const same = Buffer.compare(edgeRoot(edge, sha256), tree.roots.get(size)!) === 0;
    count(counts, same, print, () => `edge at ${size}`);
    const next = sizes[i + 1];
    if (next === undefined) continue;
    const { root } = appendToEdge(edge, tree.leaves.slice(size, next), sha256);
    count(counts, Buffer.compare(root, tree.roots.get(next)!) === 0, print, () => `growth from ${size} to ${next}`);
  }
}

/**
 * Every proof of every pair of sizes to 600, each also offered spoilt; and random proofs from the tiles of a tree of 2^20
 * leaves, as a publisher stores them, of random published sizes and those at the borders of tiles.
 */
export async function prove({ seed, n, print }: ProveOptions): Promise<ProveResult> {
  const random = new SeededRandom(seed);
  const pairs = proveAllPairs(pairsTo, 1, sha256);
  print(`sizes to ${pairsTo}: ${pairs.held} proofs held, ${pairs.refused} spoilt ones refused`);
  if (pairs.wrong !== undefined) print(`wrong: ${pairs.wrong}`);
  const counts: Count = { passed: pairs.held + pairs.refused, failed: pairs.wrong === undefined ? 0 : 1 };
  const chosen = new Set(borders);
  while (chosen.size < borders.length + randomSizes) chosen.add(random.between(1, largest));
  const sizes = [...chosen].sort((a, b) => a - b);
  const tree = growStoredTree(sizes, sha256);
  print(
    `a tree of ${largest} leaves through ${sizes.length} published sizes: ${tree.tiles.size} tiles, none ever changed`,
  );
  proveEdges(tree, sizes, counts, print);
  const proofs = n ?? proofCount;
  for (let i = 0; i < proofs; i++) proveOne(tree, sizes, random, counts, print);
  print(`${proofs} random leaves and pairs of sizes, from tiles`);
  return counts;
}
