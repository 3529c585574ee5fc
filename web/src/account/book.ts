import type { EntriesView, EnvelopeView } from '../../../src/model/log-views.ts';
import { isFiltered, type LogFilter } from '../state/log-filter.ts';

/** Whether an entry is among those looked for, as the service says it too. */
export function matches(entry: EnvelopeView, filter: LogFilter): boolean {
  const { kind, stream, state, compartment, fromUs, toUs } = filter;
  // What is withheld matches no filter.
  if (entry.withheld === true) return !isFiltered(filter);
  return (
    (kind === null || entry.kind === kind) &&
    (stream === null || entry.stream === stream) &&
    (state === null || entry.state === state) &&
    (compartment === null || entry.compartment === compartment) &&
    (fromUs === null || entry.timeUs >= fromUs) &&
    (toUs === null || entry.timeUs < toUs)
  );
}

/** The question for a page of entries. */
export function entriesPath(filter: LogFilter, from: number, count: number): string {
  const query = new URLSearchParams({ from: String(from), count: String(count) });
  for (const [name, value] of Object.entries(filter)) if (value !== null) query.set(name, String(value));
  return `/api/log/entries?${query}`;
}

/** Entries asked for at once. */
export const pageEntries = 200;
/** Pages kept of the log as a whole; those seen longest ago are let go. */
const mostPages = 50;

type Fetch = (path: string) => Promise<EntriesView>;

/**
 * The rows of the list. Unfiltered, row and index are one, and pages are fetched where one looks. Filtered, nobody knows how many there
 * are: rows grow from the first on, as far as one has looked.
 */
export class Book {
  readonly filter: LogFilter;
  readonly #fetch: Fetch;
  readonly #pages = new Map<number, readonly EnvelopeView[]>();
  readonly #asked = new Set<number>();
  /** How long the log was when a page was answered: one that came short is asked for again when there is more, not before. */
  readonly #answeredAt = new Map<number, number>();
  readonly #listeners = new Set<() => void>();
  #found: EnvelopeView[] = [];
  #next: number | null = 0;
  #size = 0;
  #serial = 0;
  #arrived = 0;
  #problem: unknown = null;
  #known = false;
  #closed = false;

  constructor(filter: LogFilter, fetch: Fetch) {
    this.filter = filter;
    this.#fetch = fetch;
  }

  /** Changes with each change, for who draws. */
  get serial(): number {
    return this.#serial;
  }

  /** False until the first answer. */
  get known(): boolean {
    return this.#known;
  }

  /** What was thrown last; null where the last answer was good. */
  get problem(): unknown {
    return this.#problem;
  }

  /** Entries of the log, filtered or not. */
  get size(): number {
    return this.#size;
  }

  /** Rows that came since the book was opened, without having been asked for. */
  get arrived(): number {
    return this.#arrived;
  }

  /** Rows that can be shown now. */
  get rows(): number {
    return isFiltered(this.filter) ? this.#found.length : this.#size;
  }

  /** Whether there may be more rows than `rows`. */
  get more(): boolean {
    return isFiltered(this.filter) && this.#next !== null;
  }

  row(at: number): EnvelopeView | null {
    if (isFiltered(this.filter)) return this.#found[at] ?? null;
    return this.#pages.get(Math.floor(at / pageEntries))?.[at % pageEntries] ?? null;
  }

  /** The row of an entry; -1 where it is not among them. */
  rowOf(index: number): number {
    if (!isFiltered(this.filter)) return index < this.#size ? index : -1;
    return this.#found.findIndex((entry) => entry.index === index);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Fetches what is missing of these rows (`to` is not taken in). */
  need(from: number, to: number): void {
    if (isFiltered(this.filter)) {
      if (this.#next !== null && (to >= this.#found.length || !this.#known)) void this.#ask(this.#next);
      return;
    }
    if (!this.#known) return void this.#ask(0);
    const last = Math.min(to, this.#size) - 1;
    for (let page = Math.floor(from / pageEntries); page <= Math.floor(last / pageEntries); page++) {
      const due = Math.min(pageEntries, this.#size - page * pageEntries);
      const short = (this.#pages.get(page)?.length ?? 0) < due;
      if (short && this.#answeredAt.get(page) !== this.#size) void this.#ask(page * pageEntries);
    }
  }

  /** Asks again after a problem. */
  retry(): void {
    this.#problem = null;
    this.#tell();
    this.need(0, 1);
  }

  /** The log was heard to be longer: what is new is fetched where one looks. */
  grow(size: number): void {
    if (size <= this.#size || !this.#known) return;
    if (this.#next === null) this.#next = this.#size;
    // Which of them the filter lets through is known when they are fetched.
    if (!isFiltered(this.filter)) this.#arrived += size - this.#size;
    this.#size = size;
    this.#tell();
  }

  /** Takes in an entry that was told live. */
  append(entry: EnvelopeView): void {
    if (entry.index < this.#size || !this.#known) return;
    if (entry.index > this.#size) {
      this.grow(entry.index + 1);
      return;
    }
    const whole = this.#next === null;
    this.#size = entry.index + 1;
    if (isFiltered(this.filter)) {
      // Not at the end yet: it will be found there.
      if (whole && matches(entry, this.filter)) {
        this.#found = [...this.#found, entry];
        this.#arrived += 1;
      }
    } else {
      this.#arrived += 1;
      const page = Math.floor(entry.index / pageEntries);
      const rows = this.#pages.get(page) ?? [];
      if (rows.length === entry.index % pageEntries) this.#pages.set(page, [...rows, entry]);
    }
    this.#tell();
  }

  close(): void {
    this.#closed = true;
    this.#listeners.clear();
  }

  async #ask(from: number): Promise<void> {
    if (this.#asked.has(from) || this.#closed || this.#problem !== null) return;
    this.#asked.add(from);
    try {
      const { size, entries, next } = await this.#fetch(entriesPath(this.filter, from, pageEntries));
      // An answer may know of entries before they are told live.
      if (this.#known && !isFiltered(this.filter)) this.#arrived += Math.max(0, size - this.#size);
      this.#size = Math.max(this.#size, size);
      this.#known = true;
      if (isFiltered(this.filter)) {
        this.#found = [...this.#found, ...entries];
        this.#next = next;
      } else this.#keep(Math.floor(from / pageEntries), entries);
    } catch (thrown) {
      this.#problem = thrown;
    } finally {
      this.#asked.delete(from);
    }
    this.#tell();
  }

  #keep(page: number, entries: readonly EnvelopeView[]): void {
    // What was told live meanwhile may be more than what was answered.
    this.#answeredAt.set(page, this.#size);
    if ((this.#pages.get(page)?.length ?? 0) > entries.length) return;
    this.#pages.delete(page);
    this.#pages.set(page, entries);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= mostPages) break;
      this.#pages.delete(oldest);
      this.#answeredAt.delete(oldest);
    }
  }

  #tell(): void {
    if (this.#closed) return;
    this.#serial += 1;
    for (const listener of [...this.#listeners]) listener();
  }
}
