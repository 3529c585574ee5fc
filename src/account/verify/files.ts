import { checkpointFile, pendingCheckpointFile, tileWidth } from '../format.ts';
import type { BlobAccounts } from './blobs.ts';
import { equalBytes, quoted } from './bytes.ts';
import { parseBlobName, parseTileName, type TileName, tileName } from './names.ts';
import type { ProblemKind, ProblemList } from './problems.ts';
import type { EvidenceSource, FoundName } from './source.ts';
import { levelsOf } from './tree.ts';

/** What a name below the evidence's prefix is, to a log of a certain size. */
export type Standing =
  | { readonly is: 'expected' }
  /** A partial tile or bundle that is narrower than the one that is needed: left from an earlier checkpoint. */
  | { readonly is: 'earlier'; readonly tile: TileName; readonly present: TileName }
  | { readonly is: 'wrong'; readonly kind: ProblemKind; readonly detail: string };

const unexpected = (detail: string): Standing => ({ is: 'wrong', kind: 'file-unexpected', detail });

/** Says of a file's name whether a log of `size` entries accounts for it. */
export function standingOf(name: string, size: number, blobs: BlobAccounts, hasPending: boolean): Standing {
  if (name === checkpointFile || (hasPending && name === pendingCheckpointFile)) return { is: 'expected' };
  const blob = parseBlobName(name);
  if (blob !== undefined) {
    return blobs.isNamed(blob) ? { is: 'expected' } : unexpected('no entry names this blob');
  }
  const tile = parseTileName(name);
  if (tile === undefined) return unexpected('no part of the evidence has this name');
  const level = levelsOf(size)[tile.level === 'entries' ? 0 : tile.level];
  const full = level?.full ?? 0;
  const width = level?.width ?? 0;
  if (tile.index < full) {
    if (tile.width === tileWidth) return { is: 'expected' };
    return { is: 'earlier', tile, present: { ...tile, width: tileWidth } };
  }
  if (tile.index === full && tile.width === width) return { is: 'expected' };
  if (tile.index === full && tile.width < width) return { is: 'earlier', tile, present: { ...tile, width } };
  return { is: 'wrong', kind: 'file-beyond', detail: `it lies beyond the ${size} entries that are signed` };
}

/** Files that are kept by name while a running log may still account for them. */
const WRONG_LIMIT = 100_000;

/** Accounts for every file of the evidence. */
export class FileAccounts {
  readonly #source: EvidenceSource;
  readonly #blobs: BlobAccounts;
  readonly #problems: ProblemList;
  /** Files of the list that are not accounted for, as far as they are kept. */
  #wrong: FoundName[] = [];
  #uncounted = 0;
  #held: { readonly name: string; readonly bytes: Uint8Array } | undefined;

  constructor(source: EvidenceSource, blobs: BlobAccounts, problems: ProblemList) {
    this.#source = source;
    this.#blobs = blobs;
    this.#problems = problems;
  }

  /** Lists every file, once, and holds each against a log of `size` entries. */
  async list(size: number, hasPending: boolean): Promise<void> {
    for await (const found of this.#source.list?.() ?? []) {
      if (await this.#isAccountedFor(found, size, hasPending)) continue;
      if (this.#wrong.length < WRONG_LIMIT) this.#wrong.push(found);
      else this.#uncounted++;
    }
  }

  /**
   * True where every file that was listed is accounted for. Those that are not are held against the log as it is now: what a running log
   * has written since the list was made is not looked at, or a verifier would never be done with it.
   */
  async isDone(size: number, hasPending: boolean): Promise<boolean> {
    const wrong = this.#wrong;
    this.#wrong = [];
    for (const found of wrong) if (!(await this.#isAccountedFor(found, size, hasPending))) this.#wrong.push(found);
    return this.#wrong.length + this.#uncounted === 0;
  }

  /** Tells of the files that are not accounted for and are still there. */
  async tell(size: number, hasPending: boolean): Promise<void> {
    for (const { name, type } of this.#wrong) {
      if (type === 'other') {
        this.#problems.add('file-unexpected', name, null, 'it is no plain file');
        continue;
      }
      const standing = standingOf(name, size, this.#blobs, hasPending);
      if (standing.is !== 'wrong' || (await this.#source.read(name, 0)).outcome === 'missing') continue;
      this.#problems.add(standing.kind, name, null, `${standing.detail}: ${quoted(name)}`);
    }
    this.#problems.addUntold(this.#uncounted);
  }

  async #isAccountedFor({ name, type }: FoundName, size: number, hasPending: boolean): Promise<boolean> {
    if (type === 'other') return false;
    const standing = standingOf(name, size, this.#blobs, hasPending);
    switch (standing.is) {
      case 'expected':
        return true;
      case 'earlier':
        await this.#tellEarlier(name, standing.tile, standing.present);
        return true;
      case 'wrong':
        return false;
    }
  }

  /** An earlier partial file must be a beginning of the present one, which was checked before. */
  async #tellEarlier(name: string, tile: TileName, present: TileName): Promise<void> {
    const bytes = await this.#present(present);
    const read = await this.#source.read(name, (bytes?.length ?? 0) + 1);
    if (read.outcome === 'missing') return; // a running log took it away
    if (read.outcome === 'unreadable') {
      this.#problems.add('file-unreadable', name, null, read.why);
      return;
    }
    // Where the present file is itself at fault, that was told, and nothing can be said of the earlier one.
    if (bytes === undefined) return;
    const length = tile.level === 'entries' ? lengthOfEntries(bytes, tile.width) : tile.width * 32;
    if (equalBytes(read.bytes, bytes.subarray(0, length))) return;
    this.#problems.add('partial-changed', name, null, `it is not the first ${tile.width} of what stands there now`);
  }

  async #present(tile: TileName): Promise<Uint8Array | undefined> {
    for (const width of tile.width === tileWidth ? [tileWidth] : [tile.width, tileWidth]) {
      const name = tileName(tile.level, tile.index, width);
      if (this.#problems.isFaulty(name)) return undefined;
      if (this.#held?.name === name) return this.#held.bytes;
      const read = await this.#source.read(name, 256 * 65_537);
      if (read.outcome !== 'read') continue;
      this.#held = { name, bytes: read.bytes };
      return read.bytes;
    }
    return undefined;
  }
}

/** Bytes that the first `count` entries of a bundle take up. */
function lengthOfEntries(bundle: Uint8Array, count: number): number {
  let at = 0;
  for (let i = 0; i < count; i++) at += 2 + ((bundle[at] ?? 0) << 8) + (bundle[at + 1] ?? 0);
  return at;
}
