import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { anonymous, concernFacts, concernsOf } from '../../account/concern/state.ts';
import type { ConcernThreadView } from '../../model/concern-views.ts';
import { AtalayaError } from '../../model/errors.ts';
import { exactly, factsOf, Token, Words } from '../../model/facts.ts';
import { troubleOf } from '../../model/troubles.ts';
import { ConcernSpool, dayEnd, dayStart, type SpoolOptions, shuffled } from '../../store/concerns/spool.ts';
import type { Memory } from '../../store/memory/memory.ts';
import { concernOf, newReceipt } from './receipt.ts';
import { type Thread, threadOf } from './thread.ts';
import { type Work, WorkDesk } from './work.ts';

export interface AnonymousOptions extends Pick<SpoolOptions, 'folder' | 'keys' | 'random'> {
  readonly memory: Pick<Memory, 'remember' | 'recall'>;
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
}

const RandomId = Type.String({ pattern: '^[0-9a-f]{32}$' });
const WaitingSchema = Type.Object(
  {
    id: RandomId,
    concern: RandomId,
    does: Type.Union([Type.Literal('raise'), Type.Literal('add')]),
    to: Token,
    says: Words,
  },
  exactly,
);

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

  private constructor(options: AnonymousOptions) {
    this.#options = options;
    this.states = options.states;
    this.desk = new WorkDesk(options);
    this.readDesk = new WorkDesk({ ...options, mostADay: options.mostReadADay });
    this.#spool = new ConcernSpool({ ...options, compartments: options.states.map(concernsOf) });
  }

  /** Opens the spool; what waits from a former day is appended first, before anything else can be, with the time of the last midnight. */
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
    await this.#keep({ id: this.#newId(), concern: concernOf(receipt), does: 'raise', to, says }, nowUs);
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
    await this.#keep({ id: this.#newId(), concern: concernOf(receipt), does: 'add', to, says }, nowUs);
  }

  #newId(): string {
    return Buffer.from(this.#options.random(idBytes)).toString('hex');
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

  async #keep(waiting: Waiting, nowUs: number): Promise<void> {
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
   * Appends what waits from days that ended by `dayEndUs`, in random order, with that time, and forgets it. What the log does not take now waits for the
   * next midnight. Gives how many were appended.
   */
  async flushConcerns(dayEndUs: number): Promise<number> {
    const texts = await Promise.all(this.states.map((state) => this.#spool.read(concernsOf(state), dayEndUs)));
    let count = 0;
    try {
      for (const bytes of shuffled(texts.flat())) {
        await this.#append(bytes, dayEndUs);
        count += 1;
      }
    } catch (error) {
      const why = error instanceof AtalayaError ? error.toLine() : 'the log failed';
      this.#options.say(`Anonymous concerns wait for the next midnight: ${why}`);
      return count;
    }
    for (const [i, state] of this.states.entries())
      await this.#spool.clear(concernsOf(state), texts[i] ?? [], dayEndUs);
    return count;
  }

  /** Ends the waiting for midnights; what waits is on the disk. */
  close(): void {
    clearTimeout(this.#timer);
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

  async #append(bytes: Uint8Array, timeUs: number): Promise<void> {
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
      const result = await memory.remember({
        // The same again after a crash, so that a text is appended once.
        commandId: `anonymous/${id}`,
        timeUs,
        actor: { role: anonymous, state: to, agency: 'none' },
        expected: new Map([[place.stream, version]]),
        facts: [{ ...said, content: new TextEncoder().encode(JSON.stringify(said.content)) }],
      });
      if (result.outcome === 'appended') return;
    }
    throw new AtalayaError('changed-meanwhile', 'A concern changed again and again', 'concerns', '');
  }

  #schedule(): void {
    const nowUs = this.#options.now();
    const endUs = dayEnd(nowUs);
    const wait = Math.max(1, Math.ceil((endUs - nowUs) / 1_000));
    this.#timer = setTimeout(() => void this.#midnight(endUs), wait).unref();
  }

  async #midnight(dayEndUs: number): Promise<void> {
    try {
      await this.flushConcerns(dayEndUs);
      await this.#spool.prepare(this.#options.now());
    } catch {
      this.#options.say('The waiting anonymous concerns could not be read or written');
    }
    this.#schedule();
  }
}

function waitingOf(bytes: Uint8Array): Waiting {
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (Value.Check(WaitingSchema, value)) return value;
  throw new AtalayaError('log-damaged', 'A waiting concern is none', 'concerns', 'Move the file aside and report this');
}
