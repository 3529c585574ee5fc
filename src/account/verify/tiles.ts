import { checkpointFile, hashBytes, tileWidth } from '../format.ts';
import { equalBytes } from './bytes.ts';
import { tileName } from './names.ts';
import type { ProblemList } from './problems.ts';
import { allKnown, type Candidate, reconcile, sameHash, unknown } from './reconcile.ts';
import type { EvidenceSource } from './source.ts';
import { type Level, levelsOf, type TreeHash } from './tree.ts';

/** A tile's hashes, and whether they follow from the signed root. */
export interface Truth {
  readonly hashes: Uint8Array;
  readonly trusted: boolean;
}

/** A tile's file as it was found: its hashes where it has the right length (or is too long). */
export interface StoredTile {
  readonly file: string;
  readonly hashes: Uint8Array | undefined;
  /** What is wrong with the file, other than what stands in it. */
  readonly fault:
    | { readonly kind: 'tile-missing' | 'tile-changed' | 'file-unreadable'; readonly detail: string }
    | undefined;
}

/** What the entries themselves give, for where tiles are in doubt. */
export interface FromEntries {
  /** Leaf hashes of the last, partial bundle. */
  edgeLeaves(): Promise<Candidate>;
  /** Root over the leaves of a full bundle. */
  bundleRoot(bundle: number): Promise<Uint8Array | undefined>;
}

/** Reads a tile; a partial one may have grown into the full one since the checkpoint was signed. */
export async function readTile(
  source: EvidenceSource,
  level: number,
  index: number,
  width: number,
): Promise<StoredTile> {
  const sizeBytes = width * hashBytes;
  const file = tileName(level, index, width);
  const read = await source.read(file, sizeBytes);
  if (read.outcome === 'missing' && width < tileWidth) {
    const full = tileName(level, index, tileWidth);
    const grown = await source.read(full, tileWidth * hashBytes);
    if (grown.outcome === 'read' && !grown.goesOn && grown.bytes.length === tileWidth * hashBytes) {
      return { file: full, hashes: grown.bytes.subarray(0, sizeBytes), fault: undefined };
    }
  }
  switch (read.outcome) {
    case 'missing':
      return { file, hashes: undefined, fault: { kind: 'tile-missing', detail: `a tile of ${width} hashes` } };
    case 'unreadable':
      return { file, hashes: undefined, fault: { kind: 'file-unreadable', detail: read.why } };
    case 'read': {
      const { bytes } = read;
      if (bytes.length < sizeBytes) {
        const detail = `cut off: ${bytes.length} bytes, not ${sizeBytes}`;
        return { file, hashes: undefined, fault: { kind: 'tile-changed', detail } };
      }
      const fault = read.goesOn
        ? ({ kind: 'tile-changed', detail: `longer than ${sizeBytes} bytes` } as const)
        : undefined;
      return { file, hashes: bytes, fault };
    }
  }
}

/**
 * The tiles above the leaves, from the signed root downwards: each is true because the true one above it says so. Where a file
 * and the tile above it disagree, the tiles below decide which is wrong.
 */
export class TileTruth {
  readonly #source: EvidenceSource;
  readonly #tree: TreeHash;
  readonly #problems: ProblemList;
  readonly #levels: readonly Level[];
  readonly #entries: FromEntries;
  /** The partial tiles at the right edge, by level; those of width 0 are empty. */
  #edges: readonly Truth[] = [];
  /** The full tile last asked for at each level. */
  readonly #path: ({ readonly index: number; readonly truth: Truth } | undefined)[] = [];

  private constructor(
    source: EvidenceSource,
    tree: TreeHash,
    problems: ProblemList,
    size: number,
    entries: FromEntries,
  ) {
    this.#entries = entries;
    this.#source = source;
    this.#tree = tree;
    this.#problems = problems;
    this.#levels = levelsOf(size);
  }

  /** Reads the right edge of the tree of `size` entries and holds it against the signed root. */
  static async open(
    source: EvidenceSource,
    tree: TreeHash,
    problems: ProblemList,
    size: number,
    root: Uint8Array,
    entries: FromEntries,
  ): Promise<TileTruth> {
    const truth = new TileTruth(source, tree, problems, size, entries);
    await truth.#openEdges(root);
    return truth;
  }

  /** True where the partial tiles at the edge give the signed root. */
  get trusted(): boolean {
    return this.#edges.every((edge) => edge.trusted);
  }

  /** The leaf hashes of the last, partial bundle. */
  get edgeLeaves(): Truth | undefined {
    return this.#edges[0];
  }

  /** Root over the leaves of a full bundle, as the tile above says. */
  async bundleRoot(bundle: number): Promise<Truth> {
    const above = await this.#tile(1, Math.floor(bundle / tileWidth));
    const at = bundle % tileWidth;
    return { hashes: above.hashes.subarray(at * hashBytes, (at + 1) * hashBytes), trusted: above.trusted };
  }

  async #openEdges(root: Uint8Array): Promise<void> {
    const widths = this.#levels.map(({ width }) => width);
    const stored = await Promise.all(
      this.#levels.map(({ full, width }, level) =>
        width === 0 ? undefined : readTile(this.#source, level, full, width),
      ),
    );
    const levelOf = widths.flatMap((width, level) => new Array<number>(width).fill(level));
    const starts = widths.map((_, level) => widths.slice(0, level).reduce((sum, width) => sum + width, 0));
    const slice = (all: Uint8Array, level: number): Uint8Array =>
      all.subarray(starts[level]! * hashBytes, (starts[level]! + widths[level]!) * hashBytes);
    const accept = (all: Uint8Array): boolean => {
      const peaks = widths.flatMap((width, level) => [this.#tree.peaks(slice(all, level), width)]);
      return equalBytes(this.#tree.fold(peaks.reverse().flat()), root);
    };

    const files = joined(stored.map((tile, level) => candidateOf(tile, widths[level]!)));
    let found = reconcile(files, unknown(levelOf.length), () => 0, accept);
    for (const deep of [false, true]) {
      if (found.trusted) break;
      const below = await this.#belowEdges(deep);
      found = reconcile(files, joined(below), (at) => levelOf[at]!, accept);
      if (!found.trusted && deep) this.#tellEdges(stored, below);
    }
    this.#edges = widths.map((_, level) => ({ hashes: slice(found.hashes, level), trusted: found.trusted }));
    for (const [level, tile] of stored.entries()) {
      if (tile !== undefined) this.tell(tile, this.#edges[level]!);
    }
  }

  /** The right edge does not give the signed root, and nothing says why: tells that, and which tiles contradict what is below them. */
  #tellEdges(stored: readonly (StoredTile | undefined)[], below: readonly Candidate[]): void {
    this.#problems.add('root-mismatch', checkpointFile, null, 'the tiles do not give the root that is signed');
    for (const [level, tile] of stored.entries()) {
      const candidate = below[level];
      const hashes = tile?.hashes;
      if (tile === undefined || candidate === undefined || hashes === undefined) continue;
      const wrong = candidate.known.findIndex((known, at) => known === 1 && !sameHash(candidate.hashes, hashes, at));
      if (wrong < 0) continue;
      this.#problems.add('tile-disagrees', tile.file, null, `hash ${wrong} is not that of what stands below it`);
    }
  }

  /** A tile above the leaves: of the edge, or full. */
  async #tile(level: number, index: number): Promise<Truth> {
    if (index >= (this.#levels[level]?.full ?? 0)) {
      const edge = this.#edges[level];
      if (edge === undefined) throw new Error(`no tile ${index} at level ${level}`);
      return edge;
    }
    const held = this.#path[level];
    if (held?.index === index) return held.truth;
    const above = await this.#tile(level + 1, Math.floor(index / tileWidth));
    const at = index % tileWidth;
    const due = above.hashes.subarray(at * hashBytes, (at + 1) * hashBytes);
    const stored = await readTile(this.#source, level, index, tileWidth);
    const accept = (hashes: Uint8Array): boolean => equalBytes(this.#tree.perfect(hashes, 0, tileWidth), due);
    const file = candidateOf(stored, tileWidth);
    let found = reconcile(file, unknown(tileWidth), () => 0, accept);
    for (const deep of [false, true]) {
      if (found.trusted) break;
      found = reconcile(file, await this.#fromBelow(level, index, tileWidth, deep), () => 0, accept);
    }
    const truth: Truth = { hashes: found.hashes, trusted: found.trusted && above.trusted };
    this.tell(stored, truth);
    if (above.trusted && !found.trusted && stored.hashes !== undefined) {
      this.#problems.add('tile-changed', stored.file, null, 'it does not give the hash that the tile above demands');
    }
    this.#path[level] = { index, truth };
    return truth;
  }

  async #belowEdges(deep: boolean): Promise<Candidate[]> {
    const below: Candidate[] = [];
    for (const [level, { full, width }] of this.#levels.entries()) {
      if (width === 0) below.push(unknown(0));
      else if (level === 0) below.push(await this.#entries.edgeLeaves());
      else below.push(await this.#fromBelow(level, full, width, deep));
    }
    return below;
  }

  /**
   * What the full tiles one level below give for a tile; or, `deep`, what the entries give where their tiles stand next below.
   * Their own faults are told when they are used themselves.
   */
  async #fromBelow(level: number, index: number, width: number, deep: boolean): Promise<Candidate> {
    const computed = unknown(width);
    for (let i = 0; i < width; i++) {
      const below = index * tileWidth + i;
      const root = await (deep && level === 1 ? this.#entries.bundleRoot(below) : this.#tileRoot(level - 1, below));
      if (root === undefined) continue;
      computed.hashes.set(root, i * hashBytes);
      computed.known[i] = 1;
    }
    return computed;
  }

  async #tileRoot(level: number, index: number): Promise<Uint8Array | undefined> {
    const { hashes } = await readTile(this.#source, level, index, tileWidth);
    return hashes === undefined ? undefined : this.#tree.perfect(hashes, 0, tileWidth);
  }

  /** Tells what is wrong with a tile's file, held against what is true. */
  tell(stored: StoredTile, truth: Truth): void {
    const { file, hashes, fault } = stored;
    if (fault !== undefined) this.#problems.add(fault.kind, file, null, fault.detail);
    if (hashes === undefined || !truth.trusted) return;
    const count = truth.hashes.length / hashBytes;
    const wrong: number[] = [];
    for (let at = 0; at < count; at++) if (!sameHash(hashes, truth.hashes, at)) wrong.push(at);
    if (wrong.length === 0) return;
    const which = wrong.length === 1 ? `hash ${wrong[0]}` : `${wrong.length} hashes, the first number ${wrong[0]},`;
    this.#problems.add('tile-changed', file, null, `${which} of ${count} not as signed`);
  }
}

function candidateOf(tile: StoredTile | undefined, width: number): Candidate {
  return tile?.hashes === undefined ? unknown(width) : allKnown(tile.hashes);
}

function joined(candidates: readonly Candidate[]): Candidate {
  const all = unknown(candidates.reduce((sum, one) => sum + one.known.length, 0));
  let at = 0;
  for (const { hashes, known } of candidates) {
    all.hashes.set(hashes, at * hashBytes);
    all.known.set(known, at);
    at += known.length;
  }
  return all;
}
