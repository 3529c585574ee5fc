import { rm } from 'node:fs/promises';
import type { OpenedCheckpoint } from '../../../account/checkpoint.ts';
import { tileWidth } from '../../../account/format.ts';
import type { VerifierKey } from '../../../account/note.ts';
import { AtalayaError } from '../../../model/errors.ts';
import { type EvidenceFolder, openEvidenceFolder } from '../../evidence/files.ts';
import type { Filter, Position } from '../log.ts';
import type { Disk } from './disk.ts';
import { GuardedIndex } from './guarded-index.ts';
import { BundlePlaces } from './index-rows.ts';
import type { Journal } from './journal.ts';
import { layout } from './layout.ts';
import { type FolderLock, lockFolder } from './lock.ts';
import type { EntryPlace } from './log-index.ts';
import { type Progress, type Recovered, recover } from './recovery.ts';
import { type Answer, type AppendRequest, type Group, sequence } from './sequencer.ts';
import { readSigned } from './signed.ts';
import { Tail } from './tail.ts';
import type { TreeWriter } from './tree-writer.ts';

/** Rows of the index that one page looks through at most. */
const SCANNED_ROWS = 50_000;
const GROUP_REQUESTS = 4_096;
const GROUP_BYTES = 4 * 2 ** 20;
/** Entries that the tree takes in before others get their turn. */
const TREE_BYTES = 4 * 2 ** 20;

export interface CoreOptions {
  readonly folder: string;
  readonly origin: string;
  readonly key: VerifierKey;
  readonly nowUs: number;
  readonly disk: Disk;
  readonly segmentBytes?: number | undefined;
  readonly progress: Progress;
  /** Told after each durable group, before the next is begun. */
  readonly answered: (answers: readonly CoreAnswer[], size: number) => void;
}

/** An answer with what the caller cannot know by itself: the positions of a command that was taken before. */
export type CoreAnswer = Answer & { readonly positions?: readonly Position[] };

/** A page of entries: places in full bundles, and bytes of those that stand in none yet. */
export interface Page {
  /** Entries below this index stand in full bundles of the evidence. */
  readonly bundled: number;
  readonly places: readonly EntryPlace[];
  /** Bytes of the places at or above `bundled`, in their order, in the form of a bundle. */
  readonly tail: Uint8Array;
  /** Where to go on: a version of the stream, or an index; undefined where nothing follows. */
  readonly next: number | undefined;
}

/**
 * The log of one data folder, as it lives in the worker: takes groups of appends one after the other, each durable in the journal before it is
 * answered; keeps the index behind the journal; grows the tree when it is told to.
 */
export class LogCore {
  readonly #options: CoreOptions;
  readonly #lock: FolderLock;
  readonly #evidence: EvidenceFolder;
  readonly #journal: Journal;
  readonly #tree: TreeWriter;
  readonly #index: GuardedIndex;
  readonly #tail: Tail;
  readonly signed: OpenedCheckpoint | undefined;
  readonly published: OpenedCheckpoint | undefined;
  #queue: AppendRequest[] = [];
  #running: Promise<void> | undefined;
  #size: number;
  #timeUs: number;
  #places: BundlePlaces;
  /** Why nothing is taken for now. */
  #refusal: AtalayaError | undefined;
  #closing = false;

  private constructor(options: CoreOptions, parts: Opened) {
    this.#options = options;
    this.#lock = parts.lock;
    this.#evidence = parts.evidence;
    this.#journal = parts.recovered.journal;
    this.#tree = parts.recovered.tree;
    this.#index = parts.index;
    this.#tail = new Tail(this.#journal, this.#tree);
    this.signed = parts.signed;
    this.published = parts.published;
    this.#size = this.#journal.end;
    this.#timeUs = this.#size === 0 ? 0 : this.#index.timeUs(this.#size - 1);
    this.#places = new BundlePlaces(
      this.#size,
      this.#size % tileWidth === 0 ? 0 : this.#index.placeAfter(this.#size - 1),
    );
  }

  /** Opens a data folder, made where there is none. Throws what `openEmbeddedLog` throws. */
  static async open(options: CoreOptions): Promise<LogCore> {
    const { folder, origin, key, progress } = options;
    const paths = layout(folder);
    const lock = lockFolder(folder, options.nowUs);
    const evidence = openEvidenceFolder(paths.evidence, paths.scratch);
    try {
      await rm(paths.scratch, { recursive: true, force: true });
      const { last, published } = await readSigned(folder, origin, key);
      const recovered = await recover(options, evidence, last?.checkpoint);
      const index = await GuardedIndex.open(paths.index, evidence, recovered, progress);
      return new LogCore(options, { lock, evidence, recovered, index, signed: last, published });
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  get size(): number {
    return this.#size;
  }

  get troubles(): string[] {
    const { failure } = this.#journal;
    const all = [failure?.toLine(), this.#refusal?.toLine(), this.#index.trouble];
    return all.filter((trouble) => trouble !== undefined);
  }

  append(requests: readonly AppendRequest[]): void {
    if (this.#closing) {
      this.#refuseAll(
        requests,
        new AtalayaError('log-failed', 'The log is closed', this.#options.folder, 'Open it again.'),
      );
      return;
    }
    this.#queue.push(...requests);
    this.#running ??= this.#run();
  }

  /** Takes nothing more: what is asked gets this error. */
  refuse(error: AtalayaError | undefined): void {
    this.#refusal = error;
  }

  async #run(): Promise<void> {
    // Begins in a turn of its own, so that `#running` is set before it can end.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const requests = this.#nextGroup();
      try {
        await this.#take(requests);
      } catch (error) {
        this.#refuseAll(requests, asAtalaya(error));
      }
      if (this.#queue.length === 0) await this.#index.flush().catch(() => undefined);
    }
    this.#running = undefined;
  }

  #refuseAll(requests: readonly AppendRequest[], error: AtalayaError): void {
    this.#options.answered(
      requests.map(({ id }) => ({ id, outcome: 'refused', error })),
      this.#size,
    );
  }

  #nextGroup(): AppendRequest[] {
    let bytes = 0;
    let count = 0;
    for (const { entries } of this.#queue) {
      if (count === GROUP_REQUESTS || bytes > GROUP_BYTES) break;
      for (const entry of entries) bytes += entry.bytes.length;
      count++;
    }
    return this.#queue.splice(0, count);
  }

  async #take(requests: readonly AppendRequest[]): Promise<void> {
    if (this.#refusal !== undefined) throw this.#refusal;
    if (this.#journal.failure !== undefined) throw this.#journal.failure;
    if (this.#index.blocked) await this.#index.flush();
    const group = await this.#index.use((index) =>
      sequence(requests, {
        size: this.#size,
        timeUs: this.#timeUs,
        places: this.#places,
        version: (stream) => index.version(stream),
        command: (hash) => index.command(hash),
      }),
    );
    if (group.record !== undefined) await this.#commit(group, group.record);
    const answers = await this.#withPositions(group.answers);
    this.#options.answered(answers, this.#size);
  }

  async #commit(group: Group, record: Uint8Array): Promise<void> {
    const durable = this.#journal.append(record, this.#size, group.rows.length);
    // While the disk works, the group before is indexed; by then the journal has handed its call to the system.
    setImmediate(() => void this.#index.flush().catch(() => undefined));
    await durable;
    this.#size += group.rows.length;
    this.#timeUs = group.timeUs;
    this.#places = group.places;
    this.#index.queue(group.rows, group.versions, group.commands);
  }

  async #withPositions(answers: readonly Answer[]): Promise<CoreAnswer[]> {
    const full: CoreAnswer[] = [];
    for (const answer of answers) {
      if (answer.outcome !== 'duplicate') {
        full.push(answer);
        continue;
      }
      try {
        full.push({ ...answer, positions: await this.#positions(answer.first, answer.count) });
      } catch (error) {
        // The others of the group are durable, and must hear so.
        full.push({ id: answer.id, outcome: 'refused', error: asAtalaya(error) });
      }
    }
    return full;
  }

  #positions(first: number, count: number): Promise<readonly Position[]> {
    return this.#index.use((index) => index.positions(first, count));
  }

  /** The positions a command got, if it was taken. */
  async command(hash: Uint8Array): Promise<readonly Position[] | undefined> {
    const found = await this.#index.use((index) => index.command(hash));
    return found === undefined ? undefined : this.#positions(found.first, found.count);
  }

  version(stream: string): Promise<number> {
    return this.#index.use((index) => index.version(stream));
  }

  /** A page of a stream. */
  async streamPage(stream: string, fromVersion: number, limit: number): Promise<Page> {
    return this.#page(
      await this.#index.use((index) => index.streamPage(stream, fromVersion, limit)),
      limit,
      ({ version }) => version,
      undefined,
    );
  }

  /** A page of the entries in [from, to) that a filter takes. */
  async filterPage(filter: Filter, from: number, to: number, limit: number): Promise<Page> {
    // By kind or stream an index leads to what is sought; anything else is looked for row by row, and others wait meanwhile.
    const isLed = filter.kind !== undefined || filter.stream !== undefined;
    const until = isLed ? to : Math.min(to, from + SCANNED_ROWS);
    const places = await this.#index.use((index) => index.filterPage(filter, from, until, limit));
    return this.#page(places, limit, ({ index }) => index, until < to ? until : undefined);
  }

  /** @param behind where to go on once all of these places are given. */
  async #page(
    places: readonly EntryPlace[],
    limit: number,
    keyOf: (place: EntryPlace) => number,
    behind: number | undefined,
  ): Promise<Page> {
    const { bundled, bytes, count } = await this.#tail.of(places.map(({ index }) => index));
    return {
      bundled,
      places: places.slice(0, count),
      tail: bytes,
      next: count > 0 && (count < places.length || count === limit) ? keyOf(places[count - 1]!) + 1 : behind,
    };
  }

  /** Bytes of the entries from an index on that stand in no full bundle yet, as many as one page takes. */
  tailFrom(
    from: number,
    to: number,
  ): Promise<{ readonly bundled: number; readonly bytes: Uint8Array; readonly count: number }> {
    return this.#tail.from(from, to);
  }

  /** Writes the files of all that is durable at the call; gives the tree that can be signed. */
  async grow(): Promise<{ readonly size: number; readonly root: Uint8Array }> {
    // Under load the end would run away.
    const end = this.#size;
    while (this.#tree.size < end) {
      const entries: Uint8Array[] = [];
      let bytes = 0;
      for (let at = this.#tree.size; at < end && bytes < TREE_BYTES; ) {
        const { first, count, entries: found } = await this.#tail.record(at);
        entries.push(...found.slice(at - first));
        for (const entry of found) bytes += entry.length;
        at = first + count;
      }
      await this.#tree.append(entries, false);
    }
    await this.#tree.settle(false);
    return this.#head();
  }

  #head(): { readonly size: number; readonly root: Uint8Array } {
    return { size: this.#tree.size, root: this.#tree.root };
  }

  /** After a checkpoint of this size was published: partial files that it does not need go, and so do segments that are in the evidence. */
  async publishedAt(size: number): Promise<void> {
    await this.#tree.tidy();
    // An index that is being made anew reads the journal.
    if (this.#index.healing || !this.#journal.hasSegmentBefore(size)) return;
    await this.#evidence.sync();
    await this.#tail.quiet(() => this.#journal.dropBefore(size));
  }

  /** Finishes what was asked, and lets the folder go. */
  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    await this.#running;
    await this.#index.close();
    await this.#journal.close();
    await this.#evidence.close();
    this.#lock.release();
  }
}

interface Opened {
  readonly lock: FolderLock;
  readonly evidence: EvidenceFolder;
  readonly recovered: Recovered;
  readonly index: GuardedIndex;
  readonly signed: OpenedCheckpoint | undefined;
  readonly published: OpenedCheckpoint | undefined;
}

/** Any error as one that can be told. */
export function asAtalaya(error: unknown): AtalayaError {
  if (error instanceof AtalayaError) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (/disk is full|ENOSPC|EDQUOT/.test(text)) {
    return new AtalayaError('disk-full', 'The disk is full', 'log', 'Free some space: the log goes on by itself.');
  }
  return new AtalayaError('log-failed', text, 'log', 'Start the log again; everything acknowledged is kept.');
}
