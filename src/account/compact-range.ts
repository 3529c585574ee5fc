import { AtalayaError } from '../model/errors.ts';
import { hashBytes, tileWidth } from './format.ts';
import type { Sha256 } from './hash.ts';
import { foldRight, type Node, nodeHash } from './merkle.ts';
import { edgeTiles, type Tile } from './tile.ts';

/** The fewest perfect subtrees that cover leaves [begin, end), with their hashes from left to right. */
export interface CompactRange {
  readonly begin: number;
  readonly end: number;
  readonly hashes: readonly Uint8Array[];
}

/** The fewest perfect subtrees that cover leaves [begin, end), from left to right. */
export function rangeNodes(begin: number, end: number): Node[] {
  const nodes: Node[] = [];
  let at = begin;
  while (at < end) {
    let level = 0;
    let width = 1;
    while (at % (width * 2) === 0 && at + width * 2 <= end) {
      level++;
      width *= 2;
    }
    nodes.push({ level, index: at / width });
    at += width;
  }
  return nodes;
}

export function emptyRange(begin = 0): CompactRange {
  return { begin, end: begin, hashes: [] };
}

/** Range [a.begin, b.end) of two that touch. Errors: `value-out-of-range` where they do not. */
export function mergeRanges(a: CompactRange, b: CompactRange, sha256: Sha256): CompactRange {
  if (a.end !== b.begin) {
    const what = `A range ends at leaf ${a.end}, the next begins at ${b.begin}`;
    throw new AtalayaError('value-out-of-range', what, 'compact range', 'Merge ranges that touch');
  }
  const levels: number[] = [];
  const hashes: Uint8Array[] = [];
  const indexes: number[] = [];
  const nodes = [...rangeNodes(a.begin, a.end), ...rangeNodes(b.begin, b.end)];
  const all = [...a.hashes, ...b.hashes];
  for (let i = 0; i < nodes.length; i++) {
    let { level, index } = nodes[i]!;
    let hash = all[i]!;
    // Two brothers become their parent.
    while (index % 2 === 1 && levels.at(-1) === level && indexes.at(-1) === index - 1) {
      levels.pop();
      indexes.pop();
      hash = nodeHash(hashes.pop()!, hash, sha256);
      level++;
      index = (index - 1) / 2;
    }
    levels.push(level);
    indexes.push(index);
    hashes.push(hash);
  }
  return { begin: a.begin, end: b.end, hashes };
}

/** The range with one leaf more. */
export function appendLeaf(range: CompactRange, leaf: Uint8Array, sha256: Sha256): CompactRange {
  return mergeRanges(range, { begin: range.end, end: range.end + 1, hashes: [leaf] }, sha256);
}

/** Root of the tree that the range covers (RFC 6962 section 2.1); the range must begin at leaf 0 to be a log's. */
export function rangeRoot(range: CompactRange, sha256: Sha256): Uint8Array {
  return foldRight(range.hashes, sha256);
}

/** The last, unfinished tile of one level: its hashes, and the compact range over them. */
interface EdgeLevel {
  readonly bytes: Uint8Array;
  readonly peaks: readonly Uint8Array[];
}

/** The right edge of a log's tree: all that is needed to append to it. Never changed; appending gives a new one. */
export interface TreeEdge {
  readonly size: number;
  readonly levels: readonly EdgeLevel[];
}

/** A tile with its bytes, to be written. */
export interface TileWrite extends Tile {
  readonly bytes: Uint8Array;
}

export const emptyEdge: TreeEdge = { size: 0, levels: [] };

/** One level while it grows. */
class GrowingLevel {
  readonly #bytes = new Uint8Array(tileWidth * hashBytes);
  #peaks: Uint8Array[];
  #width: number;
  changed = false;

  constructor(from: EdgeLevel | undefined) {
    this.#bytes.set(from?.bytes ?? []);
    this.#width = (from?.bytes.length ?? 0) / hashBytes;
    this.#peaks = [...(from?.peaks ?? [])];
  }

  get width(): number {
    return this.#width;
  }

  get full(): boolean {
    return this.#width === tileWidth;
  }

  push(hash: Uint8Array, sha256: Sha256): void {
    this.#bytes.set(hash, this.#width * hashBytes);
    let peak = hash;
    // As many joins as the number before has ones at its low end: a binary counter's carry.
    for (let carry = this.#width; carry % 2 === 1; carry = (carry - 1) / 2) {
      peak = nodeHash(this.#peaks.pop()!, peak, sha256);
    }
    this.#peaks.push(peak);
    this.#width++;
    this.changed = true;
  }

  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#width * hashBytes);
  }

  /** Hash over the full tile; the level starts anew. */
  finish(): Uint8Array {
    const [root] = this.#peaks;
    this.#peaks = [];
    this.#width = 0;
    this.changed = false;
    return root!;
  }

  freeze(): EdgeLevel {
    return { bytes: this.bytes(), peaks: this.#peaks };
  }
}

/**
 * Appends leaf hashes to a tree: its new edge, its root, and the tiles that must be written so that the new size can be
 * published (C2SP tlog-tiles): each tile that became full, and each partial one that grew, lower levels first.
 */
export function appendToEdge(
  edge: TreeEdge,
  leaves: readonly Uint8Array[],
  sha256: Sha256,
): { readonly edge: TreeEdge; readonly tiles: readonly TileWrite[]; readonly root: Uint8Array } {
  const levels = edge.levels.map((level) => new GrowingLevel(level));
  const counts = edge.levels.map((_, level) => Math.floor(edge.size / tileWidth ** (level + 1)));
  const tiles: TileWrite[] = [];
  const push = (level: number, hash: Uint8Array): void => {
    levels[level] ??= new GrowingLevel(undefined);
    const growing = levels[level];
    growing.push(hash, sha256);
    if (!growing.full) return;
    const index = counts[level] ?? 0;
    counts[level] = index + 1;
    tiles.push({ level, index, width: tileWidth, bytes: growing.bytes() });
    push(level + 1, growing.finish());
  };
  for (const leaf of leaves) push(0, leaf);
  levels.forEach((growing, level) => {
    if (growing.changed && growing.width > 0) {
      tiles.push({ level, index: counts[level] ?? 0, width: growing.width, bytes: growing.bytes() });
    }
  });
  const next = { size: edge.size + leaves.length, levels: levels.map((level) => level.freeze()) };
  return { edge: next, tiles: tiles.sort((a, b) => a.level - b.level), root: edgeRoot(next, sha256) };
}

/** Root of the tree whose edge this is. */
export function edgeRoot(edge: TreeEdge, sha256: Sha256): Uint8Array {
  const hashes = edge.levels.toReversed().flatMap((level) => level.peaks);
  return foldRight(hashes, sha256);
}

/**
 * The edge of a tree from its stored tiles: `read` is asked for each unfinished tile of `edgeTiles(size)`, and gives at least
 * its hashes (a wider or full tile will do). Errors: `value-out-of-range` where a tile is too short.
 */
export function edgeFromTiles(size: number, read: (tile: Tile) => Uint8Array, sha256: Sha256): TreeEdge {
  const levels: EdgeLevel[] = [];
  for (const tile of edgeTiles(size)) {
    const bytes = read(tile);
    if (bytes.length < tile.width * hashBytes) {
      const what = `A tile of level ${tile.level} has ${bytes.length} bytes, ${tile.width * hashBytes} are needed`;
      throw new AtalayaError('value-out-of-range', what, 'tile', 'Rebuild the tiles from the entries');
    }
    while (levels.length < tile.level) levels.push(new GrowingLevel(undefined).freeze());
    const growing = new GrowingLevel(undefined);
    for (let i = 0; i < tile.width; i++) growing.push(bytes.slice(i * hashBytes, (i + 1) * hashBytes), sha256);
    levels.push(growing.freeze());
  }
  return { size, levels };
}
