import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { anonymous, concernFacts, concernsOf } from '../../account/concern/state.ts';
import type { ConcernThreadView } from '../../model/concern-views.ts';
import { AtalayaError } from '../../model/errors.ts';
import { exactly, factsOf, TimeUs, Token, Words } from '../../model/facts.ts';
import { troubleOf } from '../../model/troubles.ts';
import { ConcernSpool, dayEnd, dayStart, type SpoolOptions, shuffled } from '../../store/concerns/spool.ts';
import type { Log } from '../../store/log/log.ts';
import type { Memory } from '../../store/memory/memory.ts';
import { concernOf, newReceipt } from './receipt.ts';
import { type Thread, threadOf } from './thread.ts';
import { type Work, WorkDesk } from './work.ts';

export interface AnonymousOptions extends Pick<SpoolOptions, 'folder' | 'keys' | 'random'> {
  readonly memory: Pick<Memory, 'remember' | 'recall'>;
  readonly log: Pick<Log, 'head' | 'entries'>;
  /** States whose inspectors take concerns. */
  readonly states: readonly string[];
  /** Zero bits that the work must show. */
  readonly bits: number;
  readonly mostADay: number;
  /** Concerns that are looked at by their receipts in a day at most. */
  readonly mostReadADay: number;
  /** Microseconds since 1970. */
  readonly now: () => number;
  /** Takes what went wrong at a day's end; nothing is said of a concern. */
  readonly say: (line: string) => void;
  /** Between two looks whether a day has ended; a minute where nothing is said. */
  readonly lookEveryMs?: number;
}

/** A text that waits for the day's end. */
interface Waiting {
  /** Of this text alone, so that it is appended once. */
  readonly id: string;
  /** Of the concern's stream. */
  readonly concern: string;
  readonly does: 'raise' | 'add';
  readonly to: string;
  readonly says: string;
  /** The midnight that the day began with on which it came in: it is not appended before that day's end, whatever else is. */
  readonly dayUs?: number;
}

const RandomId = Type.String({ pattern: '^[0-9a-f]{32}$' });
const WaitingSchema = Type.Object(
  {
    id: RandomId,
    concern: RandomId,
    does: Type.Union([Type.Literal('raise'), Type.Literal('add')]),
    to: Token,
    says: Words,
    // Absent in what an earlier version kept.
    dayUs: Type.Optional(TimeUs),
  },
  exactly,
);

const lookEveryMs = 60_000;
const fact = factsOf(concernFacts);
const idBytes = 16;
/** Inspectors may write in a concern at the same moment. */
const tries = 4;

/**
 * Concerns of people who are not known and are not to be. What comes in is a text, a state and work: nothing else of a request is handed to this, and no time finer than
 * the day is kept of it.
 */
export class AnonymousConcerns {
  readonly desk: WorkDesk;
  /** For looking at a concern: of its own, so that much looking keeps nobody from raising one. */
  readonly readDesk: WorkDesk;
  readonly states: readonly string[];
  readonly #options: AnonymousOptions;
  readonly #spool: ConcernSpool;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  /** The last midnight whose texts are all appended. */
  #doneUs = 0;
  /** Whether it was said that texts wait on: once is enough until they do no more. */
  #saidTrouble = false;
  #closed = false;

  private constructor(options: AnonymousOptions) {
    this.#options = options;
    this.states = options.states;
    this.desk = new WorkDesk(options);
    this.readDesk = new WorkDesk({ ...options, mostADay: options.mostReadADay });
    this.#spool = new ConcernSpool({ ...options, compartments: options.states.map(concernsOf) });
  }

  /** Opens the spool; what waits from a former day is appended first. */
  static async open(options: AnonymousOptions): Promise<AnonymousConcerns> {
    const concerns = new AnonymousConcerns(options);
    const nowUs = options.now();
    await concerns.flushConcerns(dayStart(nowUs));
    await concerns.#spool.prepare(nowUs);
    concerns.#schedule();
    return concerns;
  }

  /**
   * Takes a concern and gives its receipt. Errors: `request-invalid`, `too-many` where the day's concerns are too many, `log-failed` where it could not be kept; none
   * of them says more.
   */
  async raise(to: string, says: string, work: Work): Promise<string> {
    const nowUs = this.#options.now();
    if (!this.states.includes(to)) throw troubleOf('no-inspectors', 'to', { state: to });
    this.#demandWork(this.desk, work, says, nowUs);
    const receipt = newReceipt(this.#options.random);
    await this.#keep({ concern: concernOf(receipt), does: 'raise', to, says }, nowUs);
    return receipt;
  }

  /**
   * The concern of a receipt, with the inspectors' answers. Nothing is kept of it that it was looked at. Errors: `request-invalid`, `too-many`; `not-found` also for what was
   * raised today.
   */
  async read(receipt: string, work: Work): Promise<ConcernThreadView> {
    this.#demandWork(this.readDesk, work, receipt, this.#options.now());
    return (await this.#threadOf(receipt)).view;
  }

  /** Adds to the concern of a receipt; it stands in the log from midnight on, as concerns do. Errors: as `raise` and `read`. */
  async add(receipt: string, says: string, work: Work): Promise<void> {
    const nowUs = this.#options.now();
    this.#demandWork(this.desk, work, says, nowUs);
    const { to } = await this.#threadOf(receipt);
    if (!this.states.includes(to)) throw troubleOf('no-inspectors', 'receipt', { state: to });
    await this.#keep({ concern: concernOf(receipt), does: 'add', to, says }, nowUs);
  }

  async #threadOf(receipt: string): Promise<Thread> {
    let thread: Thread | undefined;
    try {
      thread = await threadOf(this.#options.memory, concernOf(receipt));
    } catch {
      throw troubleOf('concern-not-read', 'receipt');
    }
    if (thread !== undefined) return thread;
    throw troubleOf('receipt-unknown', 'receipt');
  }

  async #keep(text: Omit<Waiting, 'id' | 'dayUs'>, nowUs: number): Promise<void> {
    const id = Buffer.from(this.#options.random(idBytes)).toString('hex');
    const waiting: Waiting = { id, dayUs: dayStart(nowUs), ...text };
    try {
      await this.#spool.add(concernsOf(waiting.to), new TextEncoder().encode(JSON.stringify(waiting)), nowUs);
    } catch (error) {
      if (error instanceof AtalayaError && error.code === 'value-out-of-range') {
        throw troubleOf('text-too-long', 'says');
      }
      // Whatever it was: a line about it would tell when somebody raised a concern.
      throw troubleOf('concern-not-kept', 'concern');
    }
  }

  /**
   * Appends what waits from days that ended by `dayEndUs`, in random order, and forgets it. The time is that midnight's, or the log's last entry's where that is later already: the
   * log's time does not go back. What the log does not take now is tried again soon. Gives how many were appended.
   */
  async flushConcerns(dayEndUs: number): Promise<number> {
    const texts = await Promise.all(this.states.map((state) => this.#endedBy(concernsOf(state), dayEndUs)));
    let count = 0;
    try {
      for (const bytes of shuffled(texts.flat())) {
        await this.#append(bytes, dayEndUs);
        count += 1;
      }
    } catch (error) {
      const why = error instanceof AtalayaError ? error.toLine() : 'the log failed';
      this.#sayTrouble(`Anonymous concerns of former days wait until the log takes them: ${why}`);
      return count;
    }
    for (const [i, state] of this.states.entries())
      await this.#spool.clear(concernsOf(state), texts[i] ?? [], dayEndUs);
    this.#doneUs = Math.max(this.#doneUs, dayEndUs);
    this.#saidTrouble = false;
    return count;
  }

  /** Nothing of a day that has not ended: beside what is appended late, it would tell by the log's time when it came in. */
  async #endedBy(compartment: string, dayEndUs: number): Promise<readonly Uint8Array[]> {
    const texts = await this.#spool.read(compartment, dayEndUs);
    return texts.filter((bytes) => (waitingOf(bytes).dayUs ?? 0) < dayEndUs);
  }

  #sayTrouble(line: string): void {
    // What the end of the service cuts off is tried again at the next start.
    if (!this.#saidTrouble && !this.#closed) this.#options.say(line);
    this.#saidTrouble = true;
  }

  /** Ends the waiting for midnights, once the look under way has ended; what waits is on the disk. */
  close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    return this.#looking;
  }

  #demandWork(desk: WorkDesk, work: Work, says: string, nowUs: number): void {
    const verdict = desk.take(work, says, nowUs);
    switch (verdict) {
      case 'taken':
        return;
      case 'full':
        throw troubleOf('day-is-full', 'concern');
      case 'unknown':
      case 'used':
        throw troubleOf('challenge-used', 'challenge');
      case 'too-little':
        throw troubleOf('work-too-little', 'number', { bits: String(desk.bits) });
    }
  }

  async #append(bytes: Uint8Array, dayEndUs: number): Promise<void> {
    const { id, concern, does, to, says } = waitingOf(bytes);
    const place = { stream: `concern/${concern}`, compartment: concernsOf(to) };
    const said =
      does === 'raise'
        ? fact(place, 'account.concern-raised', { by: anonymous, to, says })
        : fact(place, 'account.concern-added', { by: anonymous, says });
    const { memory } = this.#options;
    for (let i = 0; i < tries; i += 1) {
      const version = does === 'raise' ? 0 : (await threadOf(memory, concern))?.version;
      // What it was to be added to was deleted meanwhile, and it with it.
      if (version === undefined) return;
      const timeUs = Math.max(dayEndUs, await this.#lastUs());
      const command = {
        // The same again after a crash, so that a text is appended once.
        commandId: `anonymous/${id}`,
        timeUs,
        actor: { role: anonymous, state: to, agency: 'none' },
        expected: new Map([[place.stream, version]]),
        facts: [{ ...said, content: new TextEncoder().encode(JSON.stringify(said.content)) }],
      };
      if (await this.#took(command)) return;
    }
    throw new AtalayaError('changed-meanwhile', 'A concern changed again and again', 'concerns', '');
  }

  /** False where somebody else's entry came between, of the concern's stream or of a later time. */
  async #took(command: Parameters<Memory['remember']>[0]): Promise<boolean> {
    try {
      return (await this.#options.memory.remember(command)).outcome === 'appended';
    } catch (error) {
      if (error instanceof AtalayaError && error.code === 'clock-backwards') return false;
      throw error;
    }
  }

  /** The time of the log's last entry: of somebody else, or of another concern appended just now. */
  async #lastUs(): Promise<number> {
    const { log } = this.#options;
    const { size } = await log.head();
    for await (const { entry } of log.entries(Math.max(0, size - 1))) return entry.timeUs;
    return 0;
  }

  /** A timer stands still while the machine sleeps, so it is looked now and then whether a day has ended. */
  #schedule(): void {
    const nowUs = this.#options.now();
    const untilMidnightMs = Math.ceil((dayEnd(nowUs) - nowUs) / 1_000);
    const wait = Math.max(1, Math.min(untilMidnightMs, this.#options.lookEveryMs ?? lookEveryMs));
    this.#timer = setTimeout(() => {
      this.#looking = this.#look();
    }, wait).unref();
  }

  async #look(): Promise<void> {
    const todayUs = dayStart(this.#options.now());
    try {
      if (todayUs > this.#doneUs) await this.flushConcerns(todayUs);
      // Whether anything came in or not: when the system changed a file last cannot be set, and would tell when the last concern came in.
      await this.#spool.prepare(todayUs);
    } catch {
      this.#sayTrouble('The waiting anonymous concerns could not be read or written');
    }
    if (!this.#closed) this.#schedule();
  }
}

function waitingOf(bytes: Uint8Array): Waiting {
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (Value.Check(WaitingSchema, value)) return value;
  throw new AtalayaError('log-damaged', 'A waiting concern is none', 'concerns', 'Move the file aside and report this');
}
