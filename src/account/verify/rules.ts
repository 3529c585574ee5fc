import { tileWidth } from '../format.ts';
import type { BlobAccounts } from './blobs.ts';
import {
  type BundleDigest,
  columns,
  commandWords,
  keyWords,
  partColumn,
  partsColumn,
  streamWords,
  timeColumn,
  versionColumn,
} from './examine.ts';
import type { ProblemList } from './problems.ts';
import { Column, KeyTable } from './tables.ts';

/** A bundle whose leaves were compared with what is signed. */
export interface CheckedBundle {
  readonly file: string;
  /** Index of its first entry. */
  readonly first: number;
  /** Entries it should hold. */
  readonly width: number;
  readonly digest: BundleDigest;
  /** 1 for each entry that is not the one that was signed; absent where all are. */
  readonly changed: Uint8Array | undefined;
}

/**
 * What must hold from entry to entry: versions without gap in each stream, time never falling, the parts of a command
 * complete, in order and together. Entries that are not the signed ones are passed over, and nothing is blamed on others for their loss.
 */
export class Rules {
  readonly #problems: ProblemList;
  readonly #blobs: BlobAccounts;
  readonly #streams = new KeyTable(streamWords);
  readonly #versions = new Column();
  #lost = false;
  #timeUs = 0;
  /** The command that the last entry belongs to; `parts` 0: not known. */
  readonly #command = new Uint32Array(commandWords);
  #nextPart = 0;
  #parts = 0;
  #done = 0;
  #lastFile: string | null = null;

  constructor(problems: ProblemList, blobs: BlobAccounts) {
    this.#problems = problems;
    this.#blobs = blobs;
  }

  /** Number of streams seen. */
  get streams(): number {
    return this.#streams.size;
  }

  /** Takes the entries of the next bundle; those taken before (of a bundle that has grown since) are passed over. */
  take(bundle: CheckedBundle): void {
    const { digest, first, file, changed } = bundle;
    const from = Math.max(0, this.#done - first);
    const malformed = new Map(digest.malformed.map(({ at, why }) => [at, why]));
    const isGood = (at: number): boolean =>
      at >= from && at < digest.count && changed?.[at] !== 1 && !malformed.has(at);
    for (let at = from; at < digest.count; at++) {
      if (changed?.[at] === 1) this.lose();
      else if (malformed.has(at)) {
        this.#problems.add('entry-malformed', file, first + at, malformed.get(at) ?? '');
        this.lose();
      } else this.#entry(digest, at, first + at, file);
    }
    if (digest.count < bundle.width) this.lose();
    for (const { at, attachments } of digest.attached) {
      if (isGood(at)) for (const attachment of attachments) this.#blobs.refer(attachment, first + at, file);
    }
    for (const { at, keyIds } of digest.destroyed) if (isGood(at)) this.#blobs.destroy(keyIds);
    this.#done = first + bundle.width;
    this.#lastFile = file;
  }

  /** Entries are missing here: what follows cannot be held against what came before. */
  lose(): void {
    this.#lost = true;
    this.#parts = 0;
  }

  /** A bundle that could not be read at all. */
  pass(first: number, width: number): void {
    this.lose();
    this.#done = first + Math.min(width, tileWidth);
  }

  /** The log ends here: so must its last command. */
  finish(): void {
    if (this.#parts > 0 && this.#nextPart < this.#parts) {
      const detail = `the log ends after ${this.#nextPart} of ${this.#parts} parts of a command`;
      this.#problems.add('command-torn', this.#lastFile, this.#done - 1, detail);
    }
  }

  #entry(digest: BundleDigest, at: number, index: number, file: string): void {
    const row = at * columns;
    const { numbers, keys } = digest;
    const timeUs = numbers[row + timeColumn]!;
    if (timeUs < this.#timeUs) {
      const detail = `its time ${timeUs} is ${this.#timeUs - timeUs} microseconds before that of an earlier entry`;
      this.#problems.add('time-fell', file, index, detail);
    } else this.#timeUs = timeUs;
    this.#version(numbers[row + versionColumn]!, keys, at * keyWords, index, file);
    this.#part(numbers[row + partColumn]!, numbers[row + partsColumn]!, keys, at * keyWords + streamWords, index, file);
  }

  #version(version: number, keys: Uint32Array, keyAt: number, index: number, file: string): void {
    const stream = this.#streams.put(keys, keyAt);
    const due = this.#versions.get(stream) + 1;
    if (version === due || (this.#lost && version > due)) {
      this.#versions.set(stream, version);
      return;
    }
    this.#problems.add('version-not-next', file, index, `version ${version} of its stream, where ${due} is due`);
    if (version > due) this.#versions.set(stream, version);
  }

  #part(part: number, parts: number, keys: Uint32Array, keyAt: number, index: number, file: string): void {
    const command = this.#command;
    let same = true;
    for (let i = 0; i < commandWords; i++) {
      if (command[i] !== keys[keyAt + i]) same = false;
      command[i] = keys[keyAt + i]!;
    }
    const known = this.#parts > 0;
    const open = known && this.#nextPart < this.#parts;
    let fault: string | undefined;
    if (known && part === 0 && same) fault = 'its command begins a second time';
    else if (known && part === 0 && open) {
      fault = `a command begins after ${this.#nextPart} of ${this.#parts} parts of another`;
    } else if (known && part > 0 && (!open || !same || part !== this.#nextPart || parts !== this.#parts)) {
      fault = `part ${part} of ${parts} of a command does not follow its part ${part - 1}`;
    } else if (!known && !this.#lost && part > 0) fault = `the log begins with part ${part} of a command`;
    if (fault !== undefined) this.#problems.add('command-torn', file, index, fault);
    this.#nextPart = part + 1;
    this.#parts = parts;
  }
}
