import { appendToBundle } from '../../../account/bundle.ts';
import { tileWidth } from '../../../account/format.ts';
import { AtalayaError } from '../../../model/errors.ts';
import type { Journal } from './journal.ts';
import { splitPayload } from './record.ts';
import type { TreeWriter } from './tree-writer.ts';

const PAGE_BYTES = 2 ** 20;
const RECORDS_KEPT = 8;

interface RecordEntries {
  readonly first: number;
  readonly count: number;
  readonly entries: readonly Uint8Array[];
}

/** A page of the tail: bytes in the form of a bundle, and how many of what was asked it covers. */
export interface TailPage {
  /** Entries below this index stand in full bundles. */
  readonly bundled: number;
  readonly bytes: Uint8Array;
  readonly count: number;
}

/** Reads the entries that stand in no full bundle yet: from the unfinished bundle, and from the journal. */
export class Tail {
  readonly #journal: Journal;
  readonly #tree: TreeWriter;
  #records: RecordEntries[] = [];
  #reading = 0;

  constructor(journal: Journal, tree: TreeWriter) {
    this.#journal = journal;
    this.#tree = tree;
  }

  get #bundled(): number {
    return this.#tree.size - (this.#tree.size % tileWidth);
  }

  /** The record of the journal that holds an entry. */
  async record(index: number): Promise<RecordEntries> {
    const kept = this.#records.find(({ first, count }) => first <= index && index < first + count);
    if (kept !== undefined) return kept;
    const found = await this.#journal.read(index);
    if (found === undefined) {
      throw new AtalayaError('log-damaged', `The journal lacks entry ${index}`, 'journal', 'Restore it from a backup.');
    }
    const record = { first: found.first, count: found.count, entries: splitPayload(found.payload) };
    this.#records = [record, ...this.#records.slice(0, RECORDS_KEPT - 1)];
    return record;
  }

  /** Those of the given entries, in order, that stand in no full bundle. */
  of(indexes: readonly number[]): Promise<TailPage> {
    return this.#collect(indexes.length, (at) => indexes[at]!);
  }

  /** Entries [from, to) as far as they stand in no full bundle; none where `from` does. */
  async from(from: number, to: number): Promise<TailPage> {
    const bundled = this.#bundled;
    if (from < bundled) return { bundled, bytes: new Uint8Array(0), count: 0 };
    return this.#collect(to - from, (at) => from + at);
  }

  async #collect(asked: number, indexAt: (at: number) => number): Promise<TailPage> {
    this.#reading++;
    try {
      const bundled = this.#bundled;
      // Taken at once: the tree may grow while the journal is read.
      const treeSize = this.#tree.size;
      const unfinished = splitPayload(this.#tree.bundle);
      const found: Uint8Array[] = [];
      let bytes = 0;
      let count = 0;
      for (; count < asked && bytes < PAGE_BYTES; count++) {
        const index = indexAt(count);
        if (index < bundled) continue;
        const entry = index < treeSize ? unfinished[index - bundled]! : await this.#fromJournal(index);
        found.push(entry);
        bytes += entry.length;
      }
      return { bundled, bytes: appendToBundle(new Uint8Array(0), found), count };
    } finally {
      this.#reading--;
    }
  }

  async #fromJournal(index: number): Promise<Uint8Array> {
    const { first, entries } = await this.record(index);
    return entries[index - first]!;
  }

  /** Does something to the journal's segments, unless somebody is reading them: then it is left for the next time. */
  async quiet(act: () => Promise<void>): Promise<void> {
    if (this.#reading > 0) return;
    this.#records = [];
    await act();
  }
}
