import { hashBytes, nodePrefix, tileWidth } from '../format.ts';
import type { Sha256 } from '../hash.ts';

/** Hashing of the tree of RFC 6962 section 2.1. One for each thread: it reuses its buffer. */
export class TreeHash {
  readonly #sha256: Sha256;
  readonly #node = new Uint8Array(1 + 2 * hashBytes);
  readonly #work = new Uint8Array(tileWidth * hashBytes);

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
    this.#node[0] = nodePrefix;
  }

  node(left: Uint8Array, right: Uint8Array): Uint8Array {
    this.#node.set(left, 1);
    this.#node.set(right, 1 + hashBytes);
    return this.#sha256(this.#node);
  }

  /** Root over a power of two of hashes (at most 256) that stand one after another from the hash number `first` on. */
  perfect(hashes: Uint8Array, first: number, count: number): Uint8Array {
    const work = this.#work;
    work.set(hashes.subarray(first * hashBytes, (first + count) * hashBytes));
    for (let left = count; left > 1; left >>= 1) {
      for (let i = 0; i < left / 2; i++) {
        this.#node.set(work.subarray(i * 2 * hashBytes, (i + 1) * 2 * hashBytes), 1);
        work.set(this.#sha256(this.#node), i * hashBytes);
      }
    }
    return work.slice(0, hashBytes);
  }

  /** Roots of the perfect subtrees that `count` (at most 256) hashes fall into, the largest first. */
  peaks(hashes: Uint8Array, count: number): Uint8Array[] {
    const peaks: Uint8Array[] = [];
    let first = 0;
    for (let size = tileWidth; size >= 1; size /= 2) {
      if (count - first < size) continue;
      peaks.push(this.perfect(hashes, first, size));
      first += size;
    }
    return peaks;
  }

  /** Root over perfect subtrees from left to right; that of no entry at all is the hash of nothing. */
  fold(peaks: readonly Uint8Array[]): Uint8Array {
    let root = peaks.at(-1);
    if (root === undefined) return this.#sha256(new Uint8Array(0));
    for (let i = peaks.length - 2; i >= 0; i--) root = this.node(peaks[i]!, root);
    return root;
  }
}

/** The full bundles so far, as perfect subtrees: what is needed of them to go on. */
export class Peaks {
  readonly #tree: TreeHash;
  readonly #peaks: { readonly hash: Uint8Array; readonly bundles: number }[] = [];

  constructor(tree: TreeHash) {
    this.#tree = tree;
  }

  /** Takes in the root over the 256 leaves of the next bundle. */
  push(root: Uint8Array): void {
    let hash = root;
    let bundles = 1;
    for (let last = this.#peaks.at(-1); last?.bundles === bundles; last = this.#peaks.at(-1)) {
      hash = this.#tree.node(last.hash, hash);
      bundles *= 2;
      this.#peaks.pop();
    }
    this.#peaks.push({ hash, bundles });
  }

  /** Root of the tree of the bundles so far and `count` (below 256) further leaves. */
  root(leaves: Uint8Array, count: number): Uint8Array {
    return this.#tree.fold([...this.#peaks.map((peak) => peak.hash), ...this.#tree.peaks(leaves, count)]);
  }
}

/** How many tiles are full at each level of a tree, and how wide the partial tile behind them is (0: there is none). */
export interface Level {
  readonly full: number;
  readonly width: number;
}

/** Levels of tiles that a tree of `size` entries has, lowest first; none for the empty tree. */
export function levelsOf(size: number): Level[] {
  const levels: Level[] = [];
  for (let hashes = size; hashes > 0; hashes = Math.floor(hashes / tileWidth)) {
    levels.push({ full: Math.floor(hashes / tileWidth), width: hashes % tileWidth });
  }
  return levels;
}
