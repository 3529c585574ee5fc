import type { Readable } from 'node:stream';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import type { Entry } from '../../account/entry-types.ts';
import type { Bus } from '../../bus/bus.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { Log } from '../../store/log/log.ts';
import { eventOf, RecentEvents } from './live-events.ts';
import { Outlet } from './live-outlet.ts';
import { personStream } from './standing.ts';

/** How often a comment keeps a reader's connection alive, and the reader's rights are looked at again. */
const lookMs = 15_000;
/** Into how many parts that time is cut: readers are looked at one part after the other, never all at once. */
const looksParts = 150;
/** Where each new reader falls in that time: the golden section spreads any number of them evenly. */
const spreading = (Math.sqrt(5) - 1) / 2;
/** From one round of telling to the next: what comes meanwhile is told together, so that telling never takes more than a share of the machine. */
const roundMs = 50;
/** Readers told in one turn: commands get their turn in between. */
const toldInTurn = 40;
const mostReaders = 5_000;
const [connected, alive] = [Buffer.from(': entries\n\n'), Buffer.from(': alive\n\n')];

/** Whether the envelope of an entry is shown to a reader. */
export type Sight = (entry: Entry) => boolean;

/** One reader of the live stream. */
interface Reader {
  readonly out: Outlet;
  /** The stream of the person's standing. */
  readonly own: string;
  /** What the reader may see now; it throws, or gives nothing, where that is nothing any more. */
  readonly look: () => Promise<Sight | undefined>;
  /** As it was looked at last. */
  sees: Sight;
  /** The index of the next entry to be told. */
  next: number;
  /** Up to which index it was seen whether the reader's own standing changed. */
  heard: number;
  /** True while the reader reads from the log itself, or its rights are looked at. */
  busy: boolean;
  /** When it is looked at again, on the clock of `performance`; one that is busy then, before it is told anything more. */
  lookAtMs: number;
}

export interface LiveParts {
  readonly log: Pick<Log, 'entries' | 'head'>;
  readonly bus: Bus;
  readonly say: (line: string) => void;
}

/**
 * Server-sent events (WHATWG HTML 9.2): an envelope per entry, its id the entry's index. New entries are read and written once for all readers, and told to a few
 * readers a turn; what comes meanwhile is told together. Whoever comes late, or does not keep up, reads from the log, at the pace of its own connection.
 */
export class LiveEntries {
  readonly #parts: LiveParts;
  readonly #readers = new Set<Reader>();
  readonly #unsubscribe: () => void;
  readonly #timers: readonly NodeJS.Timeout[];
  readonly #recent: RecentEvents;
  /** How many entries there are as far as was heard. */
  #size: number;
  #followed = 0;
  #pumping = false;
  #telling = false;
  /** When the last round of telling began. */
  #toldMs = Number.NEGATIVE_INFINITY;
  #closed = false;

  private constructor(parts: LiveParts, size: number) {
    this.#parts = parts;
    this.#recent = new RecentEvents(size);
    this.#size = size;
    this.#unsubscribe = parts.bus.subscribe('log.grown', (message) => {
      this.#size = Math.max(this.#size, message.size);
      void this.#pump();
    });
    this.#timers = [
      setInterval(() => this.#askLog(), lookMs).unref(),
      setInterval(() => this.#lookAgain(), lookMs / looksParts).unref(),
    ];
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
    const next = fromIndex ?? this.#recent.end;
    if (next > this.#size) {
      const cure = `The log has ${this.#size} entries: read it from the start, and see whether it was restored`;
      throw new AtalayaError('request-invalid', `There is no entry ${next - 1} to go on from`, 'Last-Event-ID', cure);
    }
    const out = new Outlet();
    const lookAtMs = performance.now() + lookMs * (1 - ((this.#followed++ * spreading) % 1));
    const own = personStream(person);
    const reader: Reader = { out, own, look, sees, next, heard: this.#recent.end, busy: false, lookAtMs };
    this.#readers.add(reader);
    out.on('close', () => this.#readers.delete(reader));
    // A first line at once, so that the page knows it is connected.
    out.tell(connected);
    if (next < this.#recent.end) void this.#catchUp(reader);
    return out;
  }

  /** Ends all readers; they come again by themselves, and miss nothing. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#unsubscribe();
    for (const { out } of this.#readers) out.end();
    this.#readers.clear();
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#recent.end < this.#size && !this.#closed) {
        const from = this.#recent.end;
        for await (const stored of this.#parts.log.entries(from)) this.#recent.add(stored);
        // The news came before the entry can be read: the next news looks again.
        if (this.#recent.end === from) break;
        void this.#tellAll();
      }
    } catch (error) {
      this.#sayWhy(error);
    } finally {
      this.#pumping = false;
    }
  }

  #sayWhy(error: unknown): void {
    this.#parts.say(`live entries: ${error instanceof AtalayaError ? error.toLine() : String(error)}`);
  }

  /** Tells all readers what is new, a few a turn, until there is nothing new. */
  async #tellAll(): Promise<void> {
    if (this.#telling) return;
    this.#telling = true;
    for (let told = -1; told < this.#recent.end && !this.#closed; ) {
      const waitMs = this.#toldMs + roundMs - performance.now();
      if (waitMs > 0) await pause(waitMs, undefined, { ref: false });
      this.#toldMs = performance.now();
      told = this.#recent.end;
      let left = toldInTurn;
      for (const reader of this.#readers) {
        if (!this.#tellOne(reader) || --left > 0) continue;
        left = toldInTurn;
        await turn();
      }
    }
    this.#telling = false;
  }

  #tellOne(reader: Reader): boolean {
    try {
      return this.#tell(reader);
    } catch (error) {
      this.#sayWhy(error);
      this.#end(reader);
      return false;
    }
  }

  #end(reader: Reader): void {
    this.#readers.delete(reader);
    reader.out.end();
  }

  /** Tells a reader what is new, and gives whether there was anything. */
  #tell(reader: Reader): boolean {
    const { end, begin } = this.#recent;
    if (reader.busy) this.#heed(reader);
    if (reader.busy || reader.next >= end) return false;
    reader.heard = end;
    if (reader.next < begin || !reader.out.wanted) {
      void this.#catchUp(reader);
      return true;
    }
    const fresh = this.#recent.from(reader.next);
    // Whoever's standing changes is looked at again before being told anything more.
    if (fresh.some(({ entry }) => entry.stream === reader.own)) {
      void this.#catchUp(reader, true);
      return true;
    }
    const bytes = this.#recent.bytes(
      reader.next,
      fresh.map(({ entry }) => reader.sees(entry)),
    );
    reader.next = end;
    reader.out.tell(bytes);
    return true;
  }

  /** One that reads from the log may be far behind its own standing: it is looked at before the next entry. */
  #heed(reader: Reader): void {
    const { begin, end } = this.#recent;
    const fresh = this.#recent.from(reader.heard);
    if (reader.heard < begin || fresh.some(({ entry }) => entry.stream === reader.own)) {
      reader.lookAtMs = Number.NEGATIVE_INFINITY;
    }
    reader.heard = end;
  }

  /** Tells a reader from the log what it has missed. */
  async #catchUp(reader: Reader, look = false): Promise<void> {
    const { out, own } = reader;
    reader.busy = true;
    try {
      if (look && !(await this.#mayStillRead(reader))) return this.#end(reader);
      await out.drained();
      while (reader.next < this.#recent.end && this.#readers.has(reader)) {
        for await (const stored of this.#parts.log.entries(reader.next)) {
          const due = performance.now() >= reader.lookAtMs;
          if (due && !(await this.#mayStillRead(reader))) return this.#end(reader);
          reader.next = stored.index + 1;
          if (!out.tell(eventOf(stored, reader.sees(stored.entry)))) await out.drained();
          if (!this.#readers.has(reader)) return;
          if (stored.entry.stream === own && !(await this.#mayStillRead(reader))) return this.#end(reader);
        }
      }
    } catch (error) {
      this.#sayWhy(error);
      this.#end(reader);
    } finally {
      reader.busy = false;
    }
  }

  async #mayStillRead(reader: Reader): Promise<boolean> {
    reader.lookAtMs = performance.now() + lookMs;
    try {
      const sees = await reader.look();
      if (sees === undefined) return false;
      reader.sees = sees;
      return true;
    } catch {
      return false;
    }
  }

  /** News may be lost on a bus; the log is asked now and then. */
  #askLog(): void {
    this.#parts.log.head().then(
      ({ size }) => {
        this.#size = Math.max(this.#size, size);
        return this.#pump();
      },
      () => undefined,
    );
  }

  /** Keeps connections alive, and looks at the rights of those whose time has come. */
  #lookAgain(): void {
    const nowMs = performance.now();
    for (const reader of this.#readers) {
      if (reader.lookAtMs > nowMs || reader.busy) continue;
      if (reader.out.wanted) reader.out.tell(alive);
      void this.#catchUp(reader, true);
    }
  }
}
