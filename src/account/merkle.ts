import { hashBytes, leafPrefix, nodePrefix } from './format.ts';
import type { Sha256 } from './hash.ts';

/** A perfect subtree: `level` 0 is a leaf, `index` counts subtrees of that level from the left; it spans 2^level leaves. */
export interface Node {
  readonly level: number;
  readonly index: number;
}

/** Hash of an entry's bytes (RFC 6962 section 2.1): SHA-256(0x00 || entry). */
export function leafHash(entry: Uint8Array, sha256: Sha256): Uint8Array {
  const message = new Uint8Array(1 + entry.length);
  message[0] = leafPrefix;
  message.set(entry, 1);
  return sha256(message);
}

// One message for all nodes: it is filled and hashed before anybody else can see it.
const nodeMessage = new Uint8Array(1 + 2 * hashBytes);
nodeMessage[0] = nodePrefix;

/** Hash of two subtrees side by side (RFC 6962 section 2.1): SHA-256(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array, sha256: Sha256): Uint8Array {
  nodeMessage.set(left, 1);
  nodeMessage.set(right, 1 + hashBytes);
  return sha256(nodeMessage);
}

/** Root of the empty tree (RFC 6962 section 2.1): SHA-256 of nothing. */
export function emptyRoot(sha256: Sha256): Uint8Array {
  return sha256(new Uint8Array(0));
}

/** Hash over subtrees from left to right, the larger first: each is joined to all that stands to its right. */
export function foldRight(hashes: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  let hash = hashes.at(-1);
  if (hash === undefined) return emptyRoot(sha256);
  for (let i = hashes.length - 2; i >= 0; i--) hash = nodeHash(hashes[i]!, hash, sha256);
  return hash;
}

/** Root of the tree over leaf hashes (or over any hashes of one level), RFC 6962 section 2.1. */
export function merkleRoot(hashes: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  if (hashes.length === 0) return emptyRoot(sha256);
  let row = hashes;
  while (row.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i + 1 < row.length; i += 2) above.push(nodeHash(row[i]!, row[i + 1]!, sha256));
    // The odd one out goes up as it is: it is the right part of a split at a power of two.
    if (row.length % 2 === 1) above.push(row[row.length - 1]!);
    row = above;
  }
  return row[0]!;
}
