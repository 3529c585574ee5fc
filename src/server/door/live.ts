import { PassThrough, type Readable } from 'node:stream';
import type { Entry } from '../../account/entry-types.ts';
import type { Bus } from '../../bus/bus.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { Log, StoredEntry } from '../../store/log/log.ts';
import { envelopeView, withheldView } from './envelope.ts';
import { personStream } from './standing.ts';

/** How often a comment keeps a connection alive, and rights are looked at again. */
const keepAliveMs = 15_000;
const mostReaders = 5_000;

/** Whether the envelope of an entry is shown to a reader. */
export type Sight = (entry: Entry) => boolean;

/** One reader of the live stream. */
interface Reader {
  readonly out: PassThrough;
  readonly person: string;
  /** What the reader may see now; it throws, or gives nothing, where that is nothing any more. */
  readonly look: () => Promise<Sight | undefined>;
  /** As it was looked at last. */
  sees: Sight;
  /** The index of the next entry to be told. */
  next: number;
  /** True while the reader reads from the log itself, or its rights are looked at. */
  busy: boolean;
}

export interface LiveParts {
  readonly log: Pick<Log, 'entries' | 'head'>;
  readonly bus: Bus;
  readonly say: (line: string) => void;
}

function eventOf({ index, entry }: StoredEntry, seen: boolean): string {
  const view = seen ? envelopeView(index, entry) : withheldView(index, entry);
  return `id: ${index}\nevent: entry\ndata: ${JSON.stringify(view)}\n\n`;
}

/**
 * Server-sent events (WHATWG HTML 9.2): an envelope per entry, its id the entry's index. New entries are read once for all readers; whoever comes late,
 * or does not keep up, reads from the log, at the pace of its own connection.
 */
export class LiveEntries {
  readonly #parts: LiveParts;
  readonly #readers = new Set<Reader>();
  readonly #unsubscribe: () => void;
  readonly #timer: NodeJS.Timeout;
  /** Entries up to here were told, and how many there are as far as was heard. */
  #told: number;
  #size: number;
  #pumping = false;
  #closed = false;

  private constructor(parts: LiveParts, size: number) {
    this.#parts = parts;
    this.#told = size;
    this.#size = size;
    this.#unsubscribe = parts.bus.subscribe('log.grown', (message) => {
      this.#size = Math.max(this.#size, message.size);
      void this.#pump();
    });
    this.#timer = setInterval(() => this.#keepAlive(), keepAliveMs).unref();
  }

  static async open(parts: LiveParts): Promise<LiveEntries> {
    const live = new LiveEntries(parts, (await parts.log.head()).size);
    // What was appended while it was being opened.
    live.#size = Math.max(live.#size, (await parts.log.head()).size);
    void live.#pump();
    return live;
  }

  get readers(): number {
    return this.#readers.size;
  }

  /**
   * A stream of the entries from an index on (from now on where none is given), for a person.
   * @throws AtalayaError `too-many`, `stopping`, or `request-invalid` where the index lies beyond the log.
   */
  follow(person: string, fromIndex: number | undefined, sees: Sight, look: Reader['look']): Readable {
    if (this.#closed) throw new AtalayaError('stopping', 'Nothing is told any more', 'events', 'Connect again later');
    if (this.#readers.size >= mostReaders) {
      throw new AtalayaError('too-many', `${mostReaders} readers are connected`, 'events', 'Connect again later');
    }
    const next = fromIndex ?? this.#told;
    if (next > this.#size) {
      const cure = `The log has ${this.#size} entries: read it from the start, and see whether it was restored`;
      throw new AtalayaError('request-invalid', `There is no entry ${next - 1} to go on from`, 'Last-Event-ID', cure);
    }
    const out = new PassThrough();
    const reader: Reader = { out, person, look, sees, next, busy: false };
    this.#readers.add(reader);
    out.on('close', () => this.#readers.delete(reader));
    // A first line at once, so that the page knows it is connected.
    out.write(': entries\n\n');
    if (next < this.#told) void this.#catchUp(reader);
    return out;
  }

  /** Ends all readers; they come again by themselves, and miss nothing. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#unsubscribe();
    for (const { out } of this.#readers) out.end();
    this.#readers.clear();
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#told < this.#size && !this.#closed) {
        const from = this.#told;
        for await (const stored of this.#parts.log.entries(from)) this.#tell(stored);
        // The news came before the entry can be read: the next news looks again.
        if (this.#told === from) break;
      }
    } catch (error) {
      this.#parts.say(`live entries: ${error instanceof AtalayaError ? error.toLine() : String(error)}`);
    } finally {
      this.#pumping = false;
    }
  }

  #tell(stored: StoredEntry): void {
    const { index, entry } = stored;
    const [event, withheld] = [eventOf(stored, true), eventOf(stored, false)];
    this.#told = index + 1;
    for (const reader of this.#readers) {
      if (reader.busy) continue;
      // Whoever's standing changes is looked at again before being told anything more.
      if (entry.stream === personStream(reader.person)) void this.#catchUp(reader, true);
      else if (reader.next === index && !reader.out.writableNeedDrain)
        this.#write(reader, index, reader.sees(entry) ? event : withheld);
      else if (reader.next <= index) void this.#catchUp(reader);
    }
  }

  #write(reader: Reader, index: number, event: string): boolean {
    reader.next = index + 1;
    return reader.out.write(event);
  }

  /** Tells a reader from the log what it has missed. */
  async #catchUp(reader: Reader, look = false): Promise<void> {
    reader.busy = true;
    try {
      if (look && !(await this.#mayStillRead(reader))) return void reader.out.end();
      await drained(reader.out);
      while (reader.next < this.#told && this.#readers.has(reader)) {
        for await (const stored of this.#parts.log.entries(reader.next)) {
          if (!this.#write(reader, stored.index, eventOf(stored, reader.sees(stored.entry)))) await drained(reader.out);
          if (!this.#readers.has(reader)) return;
          const own = stored.entry.stream === personStream(reader.person);
          if (own && !(await this.#mayStillRead(reader))) return void reader.out.end();
        }
      }
    } catch (error) {
      this.#parts.say(`live entries: ${error instanceof AtalayaError ? error.toLine() : String(error)}`);
      reader.out.end();
    } finally {
      reader.busy = false;
    }
  }

  async #mayStillRead(reader: Reader): Promise<boolean> {
    try {
      const sees = await reader.look();
      if (sees === undefined) return false;
      reader.sees = sees;
      return true;
    } catch {
      return false;
    }
  }

  #keepAlive(): void {
    // News may be lost on a bus; the log is asked now and then.
    this.#parts.log.head().then(
      ({ size }) => {
        this.#size = Math.max(this.#size, size);
        return this.#pump();
      },
      () => undefined,
    );
    for (const reader of this.#readers) {
      if (reader.busy) continue;
      if (!reader.out.writableNeedDrain) reader.out.write(': alive\n\n');
      void this.#catchUp(reader, true);
    }
  }
}

/** Resolves when a stream takes more, or is gone. */
function drained(out: PassThrough): Promise<void> {
  if (!out.writableNeedDrain || out.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      out.off('drain', done);
      out.off('close', done);
      resolve();
    };
    out.once('drain', done);
    out.once('close', done);
  });
}
