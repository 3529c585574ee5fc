import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { AtalayaError } from '../src/model/errors.ts';
import type { Piece } from './encode-piece.ts';
import type { AccessUnit } from './mp4.ts';
import { frameCount, type SortieOptions } from './sortie.ts';

export interface VideoOptions {
  /** Seconds from keyframe to keyframe; 1 where left out. */
  readonly keyframeS?: number;
  /** Quantisation parameter of H.264, 10 (fine, large) to 51 (coarse, small); 24 where left out. */
  readonly quantisation?: number;
  /** Of the encoder, 0 (slow, small) to 10 (fast); 10 where left out. */
  readonly speed?: number;
  /** Threads that render and encode; at most two, and no more than the machine has cores, where left out. */
  readonly threads?: number;
  /** Ends the threads at once, without waiting for the run of frames that they are at. */
  readonly signal?: AbortSignal;
}

/** The runs of frames that are encoded by themselves: two keyframe intervals each. They do not depend on the threads. */
function* piecesOf(sortie: SortieOptions, video: VideoOptions): Generator<Piece> {
  const keyframeEvery = Math.max(1, Math.round((video.keyframeS ?? 1) * sortie.rateHz));
  const perPiece = 2 * keyframeEvery;
  const count = frameCount(sortie);
  for (let firstFrame = 0; firstFrame < count; firstFrame += perPiece) {
    yield {
      seed: sortie.seed,
      rateHz: sortie.rateHz,
      firstFrame,
      frames: Math.min(perPiece, count - firstFrame),
      keyframeEvery,
      quantisation: video.quantisation ?? 24,
      speed: video.speed ?? 10,
    };
  }
}

interface Answer {
  readonly units?: readonly AccessUnit[];
  readonly error?: string;
}

interface Waiting {
  readonly resolve: (units: readonly AccessUnit[]) => void;
  readonly reject: (error: AtalayaError) => void;
}

/** A thread that encodes one piece at a time. */
class EncoderThread {
  readonly #worker = new Worker(new URL('./video-worker.ts', import.meta.url));
  #waiting: Waiting | undefined;
  #ended = false;

  constructor() {
    this.#worker.on('message', ({ units, error }: Answer) => {
      if (units === undefined) this.#fail(error ?? 'no answer');
      else this.#taken()?.resolve(units);
    });
    this.#worker.on('error', (error) => this.#fail(String(error)));
    this.#worker.on('exit', (code) => {
      this.#ended = true;
      this.#fail(`its thread ended with ${code}`);
    });
  }

  encode(piece: Piece): Promise<readonly AccessUnit[]> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      if (this.#ended) this.#fail('its thread has ended');
      else this.#worker.postMessage(piece);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #taken(): Waiting | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting;
  }

  #fail(why: string): void {
    const message = `The simulated video could not be encoded: ${why}`;
    this.#taken()?.reject(new AtalayaError('internal', message, 'simulated video', 'Report it, with the seed.'));
  }
}

/**
 * The pictures of a simulated sortie, in order, each run of frames as soon as it is encoded: the first come after a second or
 * so. A few runs are made ahead, no more, so that memory does not grow with the sortie. The same options give the same bytes,
 * whatever the number of threads.
 */
export async function* simulatedPictures(
  sortie: SortieOptions,
  video: VideoOptions = {},
): AsyncGenerator<readonly AccessUnit[]> {
  video.signal?.throwIfAborted();
  const count = Math.max(1, video.threads ?? Math.min(2, availableParallelism()));
  const threads = Array.from({ length: count }, () => new EncoderThread());
  const close = async (): Promise<void> => void (await Promise.all(threads.map((thread) => thread.close())));
  video.signal?.addEventListener('abort', close, { once: true });
  try {
    // One chain per thread: a piece waits for the one before it on the same thread, and for its turn to be read.
    const pieces = piecesOf(sortie, video);
    const ahead: Promise<readonly AccessUnit[]>[] = [];
    let turn = 0;
    const start = (): void => {
      const next = pieces.next();
      if (next.done === true) return;
      const thread = threads[turn++ % count]!;
      const busy = ahead.length >= count ? ahead[ahead.length - count] : undefined;
      const made = (busy ?? Promise.resolve()).then(() => thread.encode(next.value));
      // told when it is its turn to be read
      made.catch(() => undefined);
      ahead.push(made);
    };
    for (let i = 0; i < 2 * count; i++) start();
    for (let first = ahead.shift(); first !== undefined; first = ahead.shift()) {
      const units = await first;
      start();
      yield units;
    }
  } finally {
    video.signal?.removeEventListener('abort', close);
    await close();
  }
}
