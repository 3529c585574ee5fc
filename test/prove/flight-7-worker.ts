import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { adverseInputs, checkAdverse } from './flight-7-adverse.ts';
import { BadOutcome, checkPacket, checkStream, type IssueTally } from './flight-7-checks.ts';
import { corpus } from './flight-7-corpus.ts';
import type { Failure, Report, Task } from './flight-7-task.ts';
import { anyMutations, mutate, streamMutations } from './mutate.ts';
import { SeededRandom } from './random.ts';

/** Share of the cases that are whole streams; the rest are single packets. */
const STREAM_SHARE = 0.15;
const MEMORY_SAMPLES = 11;
/** Adverse inputs are of 0.1 to 8 MB. */
const ADVERSE_LIMIT_MS = 4000;
const MOST_FAILURES_TOLD = 20;

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

/** Memory in use after a full collection, bytes: this thread's heap and the buffers it holds. */
function memoryInUse(): number {
  if (typeof collectGarbage === 'function') for (let i = 0; i < 3; i++) collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** CPU time of this thread, milliseconds: what others on the machine do does not count. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function whatOf(error: unknown): string {
  if (error instanceof BadOutcome) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function run(task: Task): Report {
  const seeds = corpus();
  const heartbeat = new Int32Array(task.heartbeat);
  const tally: IssueTally = new Map();
  const failures: Failure[] = [];
  const memory: number[] = [];
  const counts = { packets: 0, streams: 0, adverse: 0, decoded: 0, issues: 0, bytes: 0, failed: 0 };
  let slowest = { ms: 0, index: -1, bytes: 0 };

  const fail = (failure: Omit<Failure, 'what'>, error: unknown): void => {
    counts.failed++;
    if (failures.length < MOST_FAILURES_TOLD) failures.push({ ...failure, what: whatOf(error) });
  };

  // The adverse inputs are few and fixed: the first thread takes them.
  for (const [place, adverse] of task.first === 0 ? adverseInputs.entries() : []) {
    const index = -1 - place;
    Atomics.store(heartbeat, 0, index);
    counts.adverse++;
    const startMs = cpuMs();
    try {
      checkAdverse(adverse, tally);
      const ms = cpuMs() - startMs;
      if (ms > ADVERSE_LIMIT_MS) throw new BadOutcome(`took ${ms.toFixed(0)} ms of CPU time`);
    } catch (error) {
      fail(
        { index, kind: 'adverse input', by: [adverse.name], bytes: adverse.make().length, inputHex: undefined },
        error,
      );
    }
  }

  const sampleEvery = Math.ceil(task.n / task.step / (MEMORY_SAMPLES - 1));
  for (let index = task.first; index < task.n; index += task.step) {
    if (((index - task.first) / task.step) % sampleEvery === 0) memory.push(memoryInUse());
    Atomics.store(heartbeat, 0, index);
    const random = new SeededRandom(task.seed, index);
    const isStream = random.chance(STREAM_SHARE);
    const originals = isStream ? seeds.streams : seeds.packets;
    const { bytes, by } = mutate(random.pick(originals), isStream ? streamMutations : anyMutations, random, originals);
    const kept = bytes.slice();
    const startMs = cpuMs();
    try {
      const outcome = isStream ? checkStream(bytes, random, tally) : checkPacket(bytes, tally);
      const ms = cpuMs() - startMs;
      if (ms > slowest.ms) slowest = { ms, index, bytes: bytes.length };
      if (ms > task.limitMs) throw new BadOutcome(`took ${ms.toFixed(0)} ms of CPU time`);
      if (Buffer.compare(kept, bytes) !== 0) throw new BadOutcome('the input was written to');
      counts.decoded += outcome.packets;
      counts.issues += outcome.issues;
    } catch (error) {
      const inputHex = kept.length <= 400 ? Buffer.from(kept).toString('hex') : undefined;
      fail({ index, kind: isStream ? 'stream' : 'packet', by, bytes: kept.length, inputHex }, error);
    }
    if (isStream) counts.streams++;
    else counts.packets++;
    counts.bytes += kept.length;
  }
  memory.push(memoryInUse());
  return { counts, slowest, memory, failures, issueCounts: [...tally] };
}

// The thread is started with a Task, by flight-7.ts and nobody else.
const task: Task = workerData;
parentPort?.postMessage(run(task));
