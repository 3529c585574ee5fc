import { get, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import {
  answerParent,
  type Heard,
  type ReadersAsked,
  type ReadersTask,
  type Seat,
  steadyMs,
} from './service-6-parts.ts';

const waitMs = 30_000;
const faultsShown = 10;

/** One reader of the live stream: what it heard is only counted, so that 1,000 of them leave the machine to the service. */
class Reader {
  readonly #url: string;
  readonly #seat: Seat;
  readonly #onHeard: (index: number) => void;
  #answer: IncomingMessage | undefined;
  #rest = '';
  /** The index that comes next. */
  next: number;
  ended = false;
  readonly faults: string[] = [];

  constructor(url: string, seat: Seat, next: number, onHeard: (index: number) => void) {
    this.#url = url;
    this.#seat = seat;
    this.next = next;
    this.#onHeard = onHeard;
  }

  get person(): string {
    return this.#seat.person;
  }

  /** Connects, and goes on after the last entry that was heard. */
  async connect(): Promise<void> {
    const headers = { cookie: this.#seat.cookie, 'last-event-id': String(this.next - 1) };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${this.#url}/api/events`, { headers, agent: false }, resolve).on('error', reject);
    });
    if (answer.statusCode !== 200) throw new Error(`${this.person}: ${answer.statusCode}`);
    this.#answer = answer;
    this.#rest = '';
    answer.setEncoding('latin1');
    answer.on('data', (text: string) => {
      if (this.#answer === answer) this.#take(text);
    });
    answer.on('error', () => undefined);
    answer.on('end', () => {
      if (this.#answer === answer) this.ended = true;
    });
  }

  cut(): void {
    this.#answer?.destroy();
    this.#answer = undefined;
  }

  #take(text: string): void {
    const events = (this.#rest + text).split('\n\n');
    this.#rest = events.pop() ?? '';
    for (const event of events) {
      if (!event.startsWith('id: ')) continue;
      const index = Number.parseInt(event.slice(4), 10);
      if (index !== this.next) this.faults.push(`${this.person} heard ${index} where ${this.next} follows`);
      else if (!event.includes(`data: {"index":${index},`)) this.faults.push(`${this.person}: ${event.slice(0, 80)}`);
      this.next = index + 1;
      this.#onHeard(index);
    }
  }
}

let readers: readonly Reader[] = [];
/** By index, when it was heard last by anybody. */
const lastMs: number[] = [];

async function open({ url, seats }: ReadersAsked, from: number): Promise<object> {
  readers = seats.map((seat) => new Reader(url, seat, from, (index) => (lastMs[index] = steadyMs())));
  for (const reader of readers) await reader.connect();
  return { connected: readers.length };
}

/** Cuts every connection in turn, and has each resume by the last id it heard. */
async function cut(overMs: number): Promise<object> {
  const began = performance.now();
  for (const [i, reader] of readers.entries()) {
    await pause(Math.max(0, began + (overMs * i) / readers.length - performance.now()));
    reader.cut();
    await reader.connect();
  }
  return { cut: readers.length };
}

async function heard(from: number, to: number): Promise<Heard> {
  const connected = (): Reader[] => readers.filter((one) => !one.ended);
  const end = performance.now() + waitMs;
  while (connected().some(({ next }) => next < to) && performance.now() < end) await pause(10);
  const whole = connected().filter((one) => one.next === to && one.faults.length === 0);
  const behind = connected().filter((one) => one.next !== to);
  return {
    connected: connected().length,
    whole: whole.length,
    ended: readers.flatMap((one) => (one.ended ? [one.person] : [])),
    faults: [
      ...readers.flatMap(({ faults }) => faults),
      ...behind.map(({ person, next }) => `${person} heard up to ${next} of ${to}`),
    ].slice(0, faultsShown),
    lastMs: Array.from({ length: to - from }, (_, i) => lastMs[from + i] ?? Number.NaN),
  };
}

answerParent(
  async (message) => {
    // cast: service-6.ts starts this process, and sends these
    const task = message as ReadersTask;
    switch (task.do) {
      case 'open':
        return open(task.asked, task.from);
      case 'cut':
        return cut(task.overMs);
      case 'heard':
        return heard(task.from, task.to);
    }
  },
  async () => {
    for (const reader of readers) reader.cut();
  },
);
