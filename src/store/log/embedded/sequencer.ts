import { AtalayaError } from '../../../model/errors.ts';
import { changedOf } from '../unchanged.ts';
import type { BundlePlaces, IndexRow } from './index-rows.ts';
import { headerBytes, recordBytes, sealRecord } from './record.ts';
import { setTime } from './set-time.ts';

/** How far a clock may be behind the last entry's time; see `Log`. */
export const CLOCK_SLACK_US = 5_000_000;

/** An append as it reaches the sequencer: entries encoded, with what must be known of each. */
export interface AppendRequest {
  readonly id: number;
  readonly command: Uint8Array;
  readonly timeUs: number;
  readonly entries: readonly RequestEntry[];
  /** See `Append`. */
  readonly unchanged?: ReadonlyMap<string, number> | undefined;
}

export interface RequestEntry {
  readonly stream: string;
  readonly version: number;
  readonly kind: string;
  readonly compartment: string;
  readonly state: string;
  readonly bytes: Uint8Array;
}

export type Answer =
  | { readonly id: number; readonly outcome: 'appended'; readonly first: number }
  | { readonly id: number; readonly outcome: 'duplicate'; readonly first: number; readonly count: number }
  | {
      readonly id: number;
      readonly outcome: 'conflict';
      readonly stream: string;
      readonly expected: number;
      readonly actual: number;
    }
  | { readonly id: number; readonly outcome: 'refused'; readonly error: AtalayaError };

/** What the log knows that the decision depends on. */
export interface SequencerState {
  readonly size: number;
  readonly timeUs: number;
  readonly places: BundlePlaces;
  version(stream: string): number;
  command(hash: Uint8Array): { readonly first: number; readonly count: number } | undefined;
}

export interface Group {
  /** One sealed record of the journal; undefined where nothing is to be written. */
  readonly record: Uint8Array | undefined;
  readonly rows: readonly IndexRow[];
  readonly answers: readonly Answer[];
  readonly versions: ReadonlyMap<string, number>;
  readonly commands: ReadonlyMap<string, { readonly first: number; readonly count: number }>;
  readonly timeUs: number;
  readonly places: BundlePlaces;
}

/** A hash as the key of a map. */
export const hashKey = (hash: Uint8Array): string =>
  Buffer.from(hash.buffer, hash.byteOffset, hash.length).toString('latin1');

/**
 * Decides over a group of appends in the order they came: which are taken, at which index and time, which contradict the versions
 * or rest on what has changed, and which were taken before. Every answer holds only once the record is durable, for later ones rest on earlier ones.
 */
export function sequence(requests: readonly AppendRequest[], state: SequencerState): Group {
  const group = new Sequencing(state);
  for (const request of requests) group.take(request);
  return group.finish();
}

class Sequencing {
  readonly #state: SequencerState;
  readonly #versions = new Map<string, number>();
  readonly #commands = new Map<string, { readonly first: number; readonly count: number }>();
  readonly #answers: Answer[] = [];
  readonly #rows: IndexRow[] = [];
  readonly #taken: Uint8Array[] = [];
  readonly #places: BundlePlaces;
  #timeUs: number;
  #size: number;

  constructor(state: SequencerState) {
    this.#state = state;
    this.#places = state.places.copy();
    this.#timeUs = state.timeUs;
    this.#size = state.size;
  }

  take(request: AppendRequest): void {
    const { id } = request;
    const before = this.#commands.get(hashKey(request.command)) ?? this.#state.command(request.command);
    if (before !== undefined) {
      this.#answers.push({ id, outcome: 'duplicate', ...before });
      return;
    }
    const refusal = this.#conflict(request) ?? this.#lateness(request);
    if (refusal !== undefined) {
      this.#answers.push(refusal);
      return;
    }
    const first = this.#size;
    const timeUs = Math.max(request.timeUs, this.#timeUs);
    request.entries.forEach((entry, part) => {
      const bytes = timeUs === request.timeUs ? entry.bytes : setTime(entry.bytes, timeUs);
      const { stream, version, kind, compartment, state } = entry;
      const command = part === 0 ? request.command : undefined;
      const place = this.#places.next(bytes.length);
      const parts = request.entries.length;
      this.#rows.push({
        index: this.#size++,
        stream,
        version,
        kind,
        compartment,
        state,
        timeUs,
        place,
        bytes: bytes.length,
        parts,
        command,
      });
      this.#taken.push(bytes);
      this.#versions.set(stream, version);
    });
    this.#timeUs = timeUs;
    this.#commands.set(hashKey(request.command), { first, count: request.entries.length });
    this.#answers.push({ id, outcome: 'appended', first });
  }

  #conflict({ id, entries, unchanged }: AppendRequest): Answer | undefined {
    const last = (stream: string): number => this.#versions.get(stream) ?? this.#state.version(stream);
    const seen = new Map<string, number>();
    for (const { stream, version } of entries) {
      const actual = seen.get(stream) ?? last(stream);
      if (version !== actual + 1) return { id, outcome: 'conflict', stream, expected: version - 1, actual };
      seen.set(stream, version);
    }
    const changed = changedOf(unchanged, last);
    if (changed === undefined) return undefined;
    const { outcome, stream, expectedVersion: expected, actualVersion: actual } = changed;
    return { id, outcome, stream, expected, actual };
  }

  #lateness({ id, timeUs }: AppendRequest): Answer | undefined {
    if (timeUs >= this.#timeUs - CLOCK_SLACK_US) return undefined;
    const lateS = ((this.#timeUs - timeUs) / 1e6).toFixed(1);
    const what = `The clock went backwards: the time handed in is ${lateS} s before the log's last entry`;
    const cure = 'Set the clock right, then repeat the command with the same id; nothing was taken.';
    return { id, outcome: 'refused', error: new AtalayaError('clock-backwards', what, 'timeUs', cure) };
  }

  finish(): Group {
    return {
      record: this.#record(),
      rows: this.#rows,
      answers: this.#answers,
      versions: this.#versions,
      commands: this.#commands,
      timeUs: this.#timeUs,
      places: this.#places,
    };
  }

  #record(): Uint8Array | undefined {
    if (this.#taken.length === 0) return undefined;
    const payload = this.#taken.reduce((sum, { length }) => sum + 2 + length, 0);
    const record = new Uint8Array(recordBytes(payload));
    let at = headerBytes;
    for (const bytes of this.#taken) {
      record[at] = bytes.length >> 8;
      record[at + 1] = bytes.length & 0xff;
      record.set(bytes, at + 2);
      at += 2 + bytes.length;
    }
    sealRecord(record, this.#state.size, this.#taken.length);
    return record;
  }
}
