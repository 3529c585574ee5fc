import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type BundleDigest, BundleExaminer } from '../account/verify/examine.ts';
import type { Examine } from '../account/verify/walk.ts';
import { sha256 } from './verify-sha256.ts';

/** Threads beyond this do not help: one thread holds their results against the tree. */
const MOST_THREADS = 8;
/** Bundles that are examined before threads are started: short logs are done by then. */
const BUNDLES_ALONE = 64;

export interface Examiners {
  readonly examine: Examine;
  close(): Promise<void>;
}

interface Thread {
  readonly worker: Worker;
  /** Those who wait for its answers, which come in the order of the questions. */
  readonly waiting: { resolve(digest: BundleDigest): void; reject(error: unknown): void }[];
}

/** Examines bundles in this thread at first, then in one for each core. */
export function startExaminers(): Examiners {
  const own = new BundleExaminer(sha256);
  const threads: Thread[] = [];
  let alone = 0;
  const examine: Examine = async (task) => {
    if (alone < BUNDLES_ALONE) {
      alone++;
      return own.examine(task);
    }
    if (threads.length === 0) {
      const count = Math.min(MOST_THREADS, availableParallelism());
      for (let i = 0; i < count; i++) threads.push(startThread());
    }
    const thread = threads.reduce((best, one) => (one.waiting.length < best.waiting.length ? one : best));
    return new Promise((resolve, reject) => {
      thread.waiting.push({ resolve, reject });
      thread.worker.postMessage(task, [task.bytes.buffer]);
    });
  };
  return {
    examine,
    close: async () => {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}

function startThread(): Thread {
  const worker = new Worker(new URL('./verify-thread.ts', import.meta.url));
  const thread: Thread = { worker, waiting: [] };
  worker.on('message', (digest: BundleDigest) => thread.waiting.shift()?.resolve(digest));
  const fail = (error: unknown): void => {
    for (const { reject } of thread.waiting.splice(0)) reject(error);
  };
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('a thread of the verifier ended')));
  return thread;
}
