import { appendToEdge, emptyEdge } from '../src/account/compact-range.ts';
import type { Sha256 } from '../src/account/hash.ts';
import { leafHash } from '../src/account/merkle.ts';
import { type Tile, tilePath } from '../src/account/tile.ts';

/** A tree grown as a publisher grows it: its tiles as they would be stored, and its root at each published size. */
export interface StoredTree {
  readonly tiles: ReadonlyMap<string, Uint8Array>;
  readonly roots: ReadonlyMap<number, Uint8Array>;
  readonly leaves: readonly Uint8Array[];
  /** A tile by exactly its path; an error where it was never stored. */
  read(tile: Tile): Uint8Array;
}

/** The hash of leaf `index` of every stored tree. */
export function numberedLeaf(index: number, sha256: Sha256): Uint8Array {
  return leafHash(new TextEncoder().encode(`leaf ${index}`), sha256);
}

/** Grows a tree through these published sizes (rising). A stored tile that would change is an error: they are immutable. */
export function growStoredTree(sizes: readonly number[], sha256: Sha256): StoredTree {
  const tiles = new Map<string, Uint8Array>();
  const roots = new Map<number, Uint8Array>();
  const leaves: Uint8Array[] = [];
  let edge = emptyEdge;
  for (const size of sizes) {
    const batch: Uint8Array[] = [];
    for (let index = leaves.length; index < size; index++) batch.push(numberedLeaf(index, sha256));
    leaves.push(...batch);
    const grown = appendToEdge(edge, batch, sha256);
    edge = grown.edge;
    roots.set(size, grown.root);
    for (const tile of grown.tiles) {
      const path = tilePath(tile);
      const before = tiles.get(path);
      if (before !== undefined && Buffer.compare(before, tile.bytes) !== 0) throw new Error(`${path} changed`);
      tiles.set(path, tile.bytes);
    }
  }
  const read = (tile: Tile): Uint8Array => {
    const bytes = tiles.get(tilePath(tile));
    if (bytes === undefined) throw new Error(`${tilePath(tile)} was never stored`);
    return bytes;
  };
  return { tiles, roots, leaves, read };
}
