import { Value } from 'typebox/value';
import { anonymous, concernFacts, concernsOf } from '../../account/concern/state.ts';
import { AtalayaError } from '../../model/errors.ts';
import { factsOf } from '../../model/facts.ts';
import { ConcernSpool, dayEnd, dayStart, type SpoolOptions, shuffled } from '../../store/concerns/spool.ts';
import type { Memory } from '../../store/memory/memory.ts';
import { answerKeyOf, newReceipt } from './receipt.ts';
import { type Work, WorkDesk } from './work.ts';

export interface AnonymousOptions extends Pick<SpoolOptions, 'folder' | 'keys' | 'random'> {
  readonly memory: Pick<Memory, 'remember'>;
  /** States whose inspectors take concerns. */
  readonly states: readonly string[];
  /** Zero bits that the work must show. */
  readonly bits: number;
  readonly mostADay: number;
  /** Microseconds since 1970. */
  readonly now: () => number;
  /** Takes what went wrong at a day's end; nothing is said of a concern. */
  readonly say: (line: string) => void;
}

interface Waiting {
  /** Of the concern's stream. */
  readonly id: string;
  readonly to: string;
  readonly says: string;
  readonly answerKey: string;
}

const fact = factsOf(concernFacts);
const idBytes = 16;

/**
 * Concerns of people who are not known and are not to be. What comes in is a text, a state and work: nothing else of a request is handed to this, and no time finer than
 * the day is kept of it.
 */
export class AnonymousConcerns {
  readonly desk: WorkDesk;
  readonly states: readonly string[];
  readonly #options: AnonymousOptions;
  readonly #spool: ConcernSpool;
  #timer: NodeJS.Timeout | undefined;

  private constructor(options: AnonymousOptions) {
    this.#options = options;
    this.states = options.states;
    this.desk = new WorkDesk(options);
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
    if (!this.states.includes(to)) throw refused(`There are no inspectors of ${to}`, 'to', 'See the states listed');
    this.#demandWork(work, says, nowUs);
    const receipt = newReceipt(this.#options.random);
    const id = Buffer.from(this.#options.random(idBytes)).toString('hex');
    const waiting: Waiting = { id, to, says, answerKey: answerKeyOf(receipt) };
    try {
      await this.#spool.add(concernsOf(to), new TextEncoder().encode(JSON.stringify(waiting)), nowUs);
    } catch (error) {
      if (error instanceof AtalayaError && error.code === 'value-out-of-range') {
        throw refused('The text is too long', 'says', 'Shorten it');
      }
      // Whatever it was: a line about it would tell when somebody raised a concern.
      throw new AtalayaError('log-failed', 'The concern could not be kept', 'concern', 'Try again later');
    }
    return receipt;
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

  #demandWork(work: Work, says: string, nowUs: number): void {
    const verdict = this.desk.take(work, says, nowUs);
    switch (verdict) {
      case 'taken':
        return;
      case 'full':
        throw new AtalayaError('too-many', 'No more concerns are taken today', 'concern', 'Raise it tomorrow');
      case 'unknown':
      case 'used':
        throw refused('This challenge is not good, or was used', 'challenge', 'Ask for another');
      case 'too-little':
        throw refused('The number does not show the work asked for', 'number', `Find one with ${this.desk.bits} bits`);
    }
  }

  async #append(bytes: Uint8Array, timeUs: number): Promise<void> {
    const { id, to, says, answerKey } = waitingOf(bytes);
    const place = { stream: `concern/${id}`, compartment: concernsOf(to) };
    const raised = fact(place, 'account.concern-raised', { by: anonymous, to, says, answerKey });
    await this.#options.memory.remember({
      // The same again after a crash, so that a concern is appended once.
      commandId: `anonymous/${id}`,
      timeUs,
      actor: { role: anonymous, state: to, agency: 'none' },
      expected: new Map([[place.stream, 0]]),
      facts: [{ ...raised, content: new TextEncoder().encode(JSON.stringify(raised.content)) }],
    });
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

function refused(what: string, where: string, cure: string): AtalayaError {
  return new AtalayaError('request-invalid', what, where, cure);
}

function waitingOf(bytes: Uint8Array): Waiting {
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const { id, ...rest } = value as Waiting; // cast: checked in the next lines
  if (/^[0-9a-f]{32}$/.test(id) && Value.Check(concernFacts['account.concern-raised'], { by: anonymous, ...rest })) {
    return { id, ...rest };
  }
  throw new AtalayaError('log-damaged', 'A waiting concern is none', 'concerns', 'Move the file aside and report this');
}
