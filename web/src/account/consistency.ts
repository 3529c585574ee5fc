import { appendLeaf, rangeRoot } from '../../../src/account/compact-range.ts';
import type { Sha256 } from '../../../src/account/hash.ts';
import { inclusionPlan, verifyInclusion } from '../../../src/account/proof.ts';

/**
 * Whether a tree of `size` leaves and `root` is the beginning of a larger one, shown by the inclusion proof of its last leaf in the larger (RFC 9162 section
 * 2.1.3): what stands to the left of the path is all of the smaller tree but that leaf, so both roots come from the same hashes. Never throws.
 */
export function continues(
  before: { readonly size: number; readonly root: Uint8Array },
  now: { readonly size: number; readonly root: Uint8Array },
  leaf: Uint8Array,
  path: readonly Uint8Array[],
  sha256: Sha256,
): boolean {
  const last = before.size - 1;
  if (last < 0 || before.size > now.size) return false;
  if (!verifyInclusion(leaf, last, now.size, path, now.root, sha256)) return false;
  const { steps } = inclusionPlan(last, now.size);
  const isLeft = (at: number): boolean => {
    const first = steps[at]?.[0];
    return first !== undefined && first.index * 2 ** first.level < before.size;
  };
  const hashes = path.filter((_, at) => isLeft(at)).toReversed();
  const root = rangeRoot(appendLeaf({ begin: 0, end: last, hashes }, leaf, sha256), sha256);
  return root.length === before.root.length && root.every((byte, at) => byte === before.root[at]);
}
