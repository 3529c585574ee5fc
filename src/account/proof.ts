import { AtalayaError } from '../model/errors.ts';
import { rangeNodes } from './compact-range.ts';
import { equalBytes } from './equal.ts';
import { hashBytes } from './format.ts';
import type { Sha256 } from './hash.ts';
import { emptyRoot, foldRight, merkleRoot, type Node, nodeHash } from './merkle.ts';
import { type Tile, tileOfNode, tilePath } from './tile.ts';

/** Gives the hash of a perfect subtree. */
export type HashReader = (level: number, index: number) => Uint8Array;

/** What a proof is made of: for each of its hashes the perfect subtrees that are joined to it, the larger first. */
export interface ProofPlan {
  /** Size of the (newer) tree, which says how wide its last tiles are. */
  readonly size: number;
  readonly steps: readonly (readonly Node[])[];
}

/** Largest power of two smaller than n; n is at least 2. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

function requireOrder(low: number, high: number, what: string): void {
  if (Number.isSafeInteger(low) && Number.isSafeInteger(high) && low >= 0 && low <= high) return;
  throw new AtalayaError(
    'value-out-of-range',
    `${what}: ${low} and ${high}`,
    'proof',
    'Ask within the size of the tree',
  );
}

/** Plan of the inclusion proof of a leaf: PATH(m, D[n]) of RFC 6962 section 2.1.1. Errors: `value-out-of-range`. */
export function inclusionPlan(index: number, size: number): ProofPlan {
  requireOrder(index, size - 1, 'No inclusion proof of a leaf in a tree of this size');
  const steps: Node[][] = [];
  let begin = 0;
  let end = size;
  while (end - begin > 1) {
    const middle = begin + split(end - begin);
    if (index < middle) {
      steps.push(rangeNodes(middle, end));
      end = middle;
    } else {
      steps.push(rangeNodes(begin, middle));
      begin = middle;
    }
  }
  return { size, steps: steps.reverse() };
}

/** Plan of the consistency proof between two sizes: PROOF(m, D[n]) of RFC 6962 section 2.1.2; empty where the older is 0 or the same. */
export function consistencyPlan(from: number, to: number): ProofPlan {
  requireOrder(from, to, 'No consistency proof between these sizes');
  if (from === 0 || from === to) return { size: to, steps: [] };
  const steps: Node[][] = [];
  let begin = 0;
  let end = to;
  while (end !== from) {
    const middle = begin + split(end - begin);
    if (from <= middle) {
      steps.push(rangeNodes(middle, end));
      end = middle;
    } else {
      steps.push(rangeNodes(begin, middle));
      begin = middle;
    }
  }
  // The old tree's own hash is known to whoever asks, where it is a whole subtree from leaf 0 on.
  if (begin > 0) steps.push(rangeNodes(begin, end));
  return { size: to, steps: steps.reverse() };
}

/** Every subtree a plan needs, once each, in the order of the plan. */
export function proofNodes(plan: ProofPlan): readonly Node[] {
  return plan.steps.flat();
}

/** Every tile a plan needs, once each. */
export function proofTiles(plan: ProofPlan): readonly Tile[] {
  const tiles = new Map<string, Tile>();
  for (const node of proofNodes(plan)) {
    const { tile } = tileOfNode(node, plan.size);
    tiles.set(tilePath(tile), tile);
  }
  return [...tiles.values()];
}

/** The proof a plan describes. */
export function makeProof(plan: ProofPlan, read: HashReader, sha256: Sha256): Uint8Array[] {
  return plan.steps.map((nodes) => {
    const hashes = nodes.map((node) => read(node.level, node.index));
    return foldRight(hashes, sha256);
  });
}

/**
 * Reads subtrees from tiles of a tree of this size. `tile` gives a tile's bytes: at least its width, more will do. Errors:
 * `value-out-of-range` where they are fewer.
 */
export function readTiles(size: number, tile: (tile: Tile) => Uint8Array, sha256: Sha256): HashReader {
  return (level, index) => {
    const place = tileOfNode({ level, index }, size);
    const bytes = tile(place.tile);
    if ((place.offset + place.count) * hashBytes > bytes.length) {
      const what = `The tile ${tilePath(place.tile)} has ${bytes.length} bytes`;
      throw new AtalayaError('value-out-of-range', what, tilePath(place.tile), 'Give the whole tile of this size');
    }
    const hashes: Uint8Array[] = [];
    for (let i = 0; i < place.count; i++) {
      const at = (place.offset + i) * hashBytes;
      hashes.push(bytes.slice(at, at + hashBytes));
    }
    return merkleRoot(hashes, sha256);
  };
}

/** Fetches the tiles of a plan together, and makes its proof of them. */
export async function proofFromTiles(
  plan: ProofPlan,
  fetchTile: (tile: Tile) => Promise<Uint8Array>,
  sha256: Sha256,
): Promise<Uint8Array[]> {
  const fetched = new Map<string, Uint8Array>();
  await Promise.all(
    proofTiles(plan).map(async (tile) => {
      fetched.set(tilePath(tile), await fetchTile(tile));
    }),
  );
  return makeProof(
    plan,
    readTiles(plan.size, (tile) => fetched.get(tilePath(tile))!, sha256),
    sha256,
  );
}

function wellFormed(size: number, hashes: readonly Uint8Array[]): boolean {
  return Number.isSafeInteger(size) && size >= 0 && hashes.every((hash) => hash.length === hashBytes);
}

/** Half of a number without its lowest bit; exact up to 2^53, where >> is not. */
function half(value: number): number {
  return Math.floor(value / 2);
}

/** Whether a proof shows the leaf at its index in the tree of that size and root (RFC 9162 section 2.1.3.2). Never throws. */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
  sha256: Sha256,
): boolean {
  if (!wellFormed(size, [leaf, root, ...proof]) || !wellFormed(index, []) || index >= size) return false;
  let fn = index;
  let sn = size - 1;
  let hash = leaf;
  for (const step of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(step, hash, sha256);
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      hash = nodeHash(hash, step, sha256);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && equalBytes(hash, root);
}

/**
 * Whether a proof shows that the tree of size `from` is a beginning of the tree of size `to` (RFC 9162 section 2.1.4.2). The
 * empty tree is a beginning of every tree, by an empty proof. Never throws.
 */
export function verifyConsistency(
  from: number,
  to: number,
  fromRoot: Uint8Array,
  toRoot: Uint8Array,
  proof: readonly Uint8Array[],
  sha256: Sha256,
): boolean {
  if (!wellFormed(from, [fromRoot, toRoot, ...proof]) || !wellFormed(to, []) || from > to) return false;
  if (from === to) return proof.length === 0 && equalBytes(fromRoot, toRoot) && (to > 0 || isEmptyRoot(toRoot, sha256));
  if (from === 0) return proof.length === 0 && isEmptyRoot(fromRoot, sha256);
  let fn = from - 1;
  let sn = to - 1;
  while (fn % 2 === 1) {
    fn = half(fn);
    sn = half(sn);
  }
  // Where the old tree is a whole subtree (fn came down to 0), its root is the first hash, which the proof leaves out.
  const path = fn === 0 ? [fromRoot, ...proof] : proof;
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let fromHash = first;
  let toHash = first;
  for (const step of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fromHash = nodeHash(step, fromHash, sha256);
      toHash = nodeHash(step, toHash, sha256);
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      toHash = nodeHash(toHash, step, sha256);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && equalBytes(fromHash, fromRoot) && equalBytes(toHash, toRoot);
}

function isEmptyRoot(root: Uint8Array, sha256: Sha256): boolean {
  return equalBytes(root, emptyRoot(sha256));
}
