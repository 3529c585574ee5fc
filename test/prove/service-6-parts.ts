import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AtalayaError } from '../../src/model/errors.ts';

/** Milliseconds of the machine's own steady clock: the same in all its processes. */
export const steadyMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Somebody who is signed in: what their browser holds. */
export interface Seat {
  readonly person: string;
  readonly cookie: string;
}

/** What the service's process tells once it listens. */
export interface Listening {
  readonly url: string;
  readonly readers: readonly Seat[];
  readonly senders: readonly Seat[];
  readonly officer: Seat;
}

/** What the service has used since it started. */
export interface Usage {
  /** Of all its threads. */
  readonly cpuMs: number;
  /** The longest turn of the main thread since this was asked last. */
  readonly longestTurnMs: number;
  /** How long 99 of 100 turns of the main thread took at most. */
  readonly turnP99Ms: number;
  readonly memoryMb: number;
  readonly files: number;
  readonly filesMost: string;
  /** Calls of fdatasync and fsync, by folder. */
  readonly syncs: Readonly<Record<string, number>>;
}

/** One click: when it was made, when its answer was there, and the index of its first entry. */
export interface Click {
  readonly atMs: number;
  readonly answeredMs: number;
  readonly index: number;
}

export interface Clicks {
  readonly url: string;
  readonly seats: readonly Seat[];
  /** Of all seats together. */
  readonly perS: number;
  readonly count: number;
  readonly seed: number;
}

/** How the readers have heard the entries from one index to another. */
export interface Heard {
  /** Readers still connected. */
  readonly connected: number;
  /** Of them, who has heard every entry once and in order. */
  readonly whole: number;
  /** Persons whose connection the service ended. */
  readonly ended: readonly string[];
  /** What was heard twice, out of order or not at all; the first ones. */
  readonly faults: readonly string[];
  /** For each entry when the last of the readers had heard it. */
  readonly lastMs: readonly number[];
}

export interface ReadersAsked {
  readonly url: string;
  readonly seats: readonly Seat[];
}

/** What the readers' process is asked. */
export type ReadersTask =
  | { readonly do: 'open'; readonly asked: ReadersAsked; readonly from: number }
  | { readonly do: 'cut'; readonly overMs: number }
  | { readonly do: 'heard'; readonly from: number; readonly to: number };

/** A process that answers one message after the other. */
export class Helper {
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;

  constructor(program: URL, preload?: URL) {
    const execArgv = [...process.execArgv, ...(preload === undefined ? [] : ['--import', preload.href])];
    this.#child = fork(fileURLToPath(program), { execArgv });
    this.#exited = new Promise((resolve) => this.#child.once('exit', () => resolve()));
  }

  /** Sends a message and gives the answer. `T` is what the program says that it answers. */
  async ask<T>(message: object): Promise<T> {
    const ended = (): AtalayaError =>
      new AtalayaError('internal', 'A process ended', this.#child.spawnfile, 'See above');
    return new Promise<T>((resolve, reject) => {
      const gone = (): void => reject(ended());
      if (!this.#child.connected) return gone();
      this.#child.once('exit', gone);
      this.#child.once('message', (answer) => {
        this.#child.off('exit', gone);
        // cast: written by the program of this very helper, in the type that it names
        resolve(answer as T);
      });
      this.#child.send(message);
    });
  }

  /** Lets it end by itself. */
  async end(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 20_000);
    await this.#exited;
    clearTimeout(timer);
  }
}

/** In a helper's own process: answers each message in turn; ends when its parent lets it go. */
export function answerParent(answer: (message: unknown) => Promise<object>, close: () => Promise<void>): void {
  process.on('message', (message) => {
    answer(message).then(
      (it) => process.send?.(it),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.once('disconnect', () => void close().then(() => process.exit(0)));
}
