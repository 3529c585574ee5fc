import { AtalayaError } from '../../../model/errors.ts';
import type { Evidence } from '../../evidence/evidence.ts';
import type { Filter, Position } from '../log.ts';
import type { IndexRow } from './index-rows.ts';
import { type EntryPlace, LogIndex } from './log-index.ts';
import { openIndex, type Progress, type Recovered } from './recovery.ts';
import { hashKey } from './sequencer.ts';

/** SQLITE_FULL: there is no room; nothing is damaged. */
const FULL = 13;

interface Command {
  readonly first: number;
  readonly count: number;
}

/** What may be asked: the index, and above it what is durable but not yet indexed. */
export interface IndexView {
  version(stream: string): number;
  command(hash: Uint8Array): Command | undefined;
  positions(first: number, count: number): readonly Position[];
  streamPage(stream: string, fromVersion: number, limit: number): readonly EntryPlace[];
  filterPage(filter: Filter, from: number, to: number, limit: number): readonly EntryPlace[];
}

/**
 * The index with its guard: rows wait here until they are written, after their group was acknowledged, while the next is on its way to the
 * disk; and an index that breaks while it is used is made anew from evidence and journal, while those who ask wait.
 */
export class GuardedIndex {
  readonly #path: string;
  readonly #evidence: Evidence;
  readonly #recovered: Recovered;
  #index: LogIndex;
  #waiting: IndexRow[] = [];
  #versions = new Map<string, number>();
  #commands = new Map<string, Command>();
  #healing: Promise<void> | undefined;
  #blocked = false;
  trouble: string | undefined;

  private constructor(path: string, evidence: Evidence, recovered: Recovered, index: LogIndex) {
    this.#path = path;
    this.#evidence = evidence;
    this.#recovered = recovered;
    this.#index = index;
  }

  static async open(path: string, evidence: Evidence, recovered: Recovered, progress: Progress): Promise<GuardedIndex> {
    return new GuardedIndex(path, evidence, recovered, await openIndex(path, evidence, recovered, progress));
  }

  timeUs(index: number): number {
    return this.#index.timeUs(index);
  }

  placeAfter(index: number): number {
    return this.#index.placeAfter(index);
  }

  /** Takes the rows of a durable group; they are written by and by. */
  queue(
    rows: readonly IndexRow[],
    versions: ReadonlyMap<string, number>,
    commands: ReadonlyMap<string, Command>,
  ): void {
    this.#waiting.push(...rows);
    for (const [stream, version] of versions) this.#versions.set(stream, version);
    for (const [command, place] of commands) this.#commands.set(command, place);
  }

  get healing(): boolean {
    return this.#healing !== undefined;
  }

  /** Whether the last try to write what waits failed. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** Writes what waits. Throws `disk-full` where there is no room for it; it then goes on waiting. */
  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    this.#blocked = true;
    await this.#guard(() => this.#write());
    this.#blocked = false;
  }

  #write(): void {
    this.#index.add(this.#waiting.filter(({ index }) => index >= this.#index.size));
    this.#waiting = [];
    this.#versions.clear();
    this.#commands.clear();
  }

  /** Asks the index and what waits above it. */
  use<T>(ask: (view: IndexView) => T): Promise<T> {
    return this.#guard(() => ask(this.#view()));
  }

  #view(): IndexView {
    const index = this.#index;
    return {
      version: (stream) => this.#versions.get(stream) ?? index.version(stream),
      command: (hash) => this.#commands.get(hashKey(hash)) ?? index.command(hash),
      positions: (first, count) => [
        ...index.positions(first, count),
        ...this.#above((row) => row.index >= first && row.index < first + count).map(
          ({ index: at, stream, version }) => ({
            index: at,
            stream,
            version,
          }),
        ),
      ],
      streamPage: (stream, fromVersion, limit) =>
        [
          ...index.streamPage(stream, fromVersion, limit),
          ...this.#above((row) => row.stream === stream && row.version >= fromVersion),
        ].slice(0, limit),
      filterPage: (filter, from, to, limit) =>
        [
          ...index.filterPage(filter, from, to, limit),
          ...this.#above((row) => row.index >= from && row.index < to && takes(filter, row)),
        ].slice(0, limit),
    };
  }

  #above(wanted: (row: IndexRow) => boolean): IndexRow[] {
    return this.#waiting.filter((row) => row.index >= this.#index.size && wanted(row));
  }

  async #guard<T>(act: () => T): Promise<T> {
    await this.#healing;
    try {
      return act();
    } catch (error) {
      if (!isSqlite(error)) throw error;
      if (error.errcode === FULL) {
        const cure = 'Free some space: the log goes on by itself, and nothing acknowledged is lost.';
        throw new AtalayaError('disk-full', 'There is no room for the index', this.#path, cure);
      }
    }
    this.#healing ??= this.#heal().finally(() => {
      this.#healing = undefined;
    });
    await this.#healing;
    return act();
  }

  async #heal(): Promise<void> {
    this.trouble = `The index ${this.#path} broke and is being made anew`;
    try {
      this.#index.close();
    } catch {
      // It is removed in any case.
    }
    LogIndex.remove(this.#path);
    this.#index = await openIndex(this.#path, this.#evidence, this.#recovered, (done, of) => {
      this.trouble = `The index ${this.#path} broke and is being made anew: ${done} of ${of} entries`;
    });
    this.trouble = undefined;
  }

  async close(): Promise<void> {
    await this.flush().catch(() => undefined);
    this.#index.close();
  }
}

function takes(filter: Filter, row: IndexRow): boolean {
  return (
    (filter.kind ?? row.kind) === row.kind &&
    (filter.stream ?? row.stream) === row.stream &&
    (filter.compartment ?? row.compartment) === row.compartment &&
    (filter.state ?? row.state) === row.state &&
    (filter.fromUs ?? row.timeUs) <= row.timeUs &&
    (filter.toUs === undefined || row.timeUs < filter.toUs)
  );
}

function isSqlite(error: unknown): error is Error & { readonly errcode: number } {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number';
}
