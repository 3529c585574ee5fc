import { Worker } from 'node:worker_threads';
import { AtalayaError } from '../../../model/errors.ts';
import type {
  FromWorker,
  Question,
  Replies,
  ToldAnswer,
  ToldAppend,
  ToldError,
  ToWorker,
  WorkerStart,
} from './protocol.ts';

export const errorOf = ({ code, message, where, cure }: ToldError): AtalayaError =>
  new AtalayaError(code, message, where, cure);

interface Waiting {
  readonly resolve: (reply: Replies[keyof Replies]) => void;
  readonly reject: (error: unknown) => void;
}

export interface LinkOptions {
  readonly start: WorkerStart;
  readonly onAnswers: (answers: readonly ToldAnswer[], size: number) => void;
  readonly onProgress: (done: number, of: number) => void;
  /** The worker ended by itself: nothing more will be answered. */
  readonly onLost: (error: AtalayaError) => void;
}

/** The main thread's end of the line to the log's worker. */
export class Link {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lost: AtalayaError | undefined;
  #next = 0;

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  /** Starts the worker; resolves with the log's size when the folder is open. Rejects with what kept it from opening. */
  static open(options: LinkOptions): Promise<{ readonly link: Link; readonly size: number }> {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: options.start });
    const link = new Link(worker);
    return new Promise((resolve, reject) => {
      const lose = (error: AtalayaError): void => {
        link.#lose(error);
        reject(error);
        options.onLost(error);
      };
      worker.on('message', (message: FromWorker) => {
        switch (message.is) {
          case 'open':
            resolve({ link, size: message.size });
            return;
          case 'failed':
            reject(errorOf(message.error));
            return;
          case 'progress':
            options.onProgress(message.done, message.of);
            return;
          case 'answers':
            options.onAnswers(message.answers, message.size);
            return;
          case 'reply':
            link.#settle(message.id)?.resolve(message.reply);
            return;
          case 'refusal':
            link.#settle(message.id)?.reject(errorOf(message.error));
            return;
        }
      });
      worker.on('error', (error: Error) => lose(workerLost(error.message, options.start.folder)));
      worker.on('exit', () => lose(workerLost('its worker ended', options.start.folder)));
    });
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #lose(error: AtalayaError): void {
    this.#lost ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#lost);
    this.#waiting.clear();
  }

  get lost(): AtalayaError | undefined {
    return this.#lost;
  }

  append(appends: readonly ToldAppend[], bytes: Uint8Array<ArrayBuffer>): void {
    const message: ToWorker = { is: 'append', appends, bytes };
    this.#worker.postMessage(message, [bytes.buffer]);
  }

  ask<Q extends Question>(question: Q): Promise<Replies[Q['ask']]> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    const id = this.#next++;
    const message: ToWorker = { is: 'question', id, question };
    return new Promise((resolve, reject) => {
      // cast: the worker answers a question with its own kind of reply (`reply` in worker.ts, one case for each)
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      this.#worker.postMessage(message);
    });
  }

  async close(): Promise<void> {
    if (this.#lost !== undefined) return;
    const ended = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    await this.ask({ ask: 'close' });
    await ended;
  }
}

function workerLost(detail: string, folder: string): AtalayaError {
  const cure = 'Start the log again: everything acknowledged is kept. Repeat open commands with the same ids.';
  return new AtalayaError('log-failed', `The log has stopped: ${detail}`, folder, cure);
}
