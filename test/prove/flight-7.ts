import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ProveOptions, ProveResult } from './bar.ts';
import { corpus } from './flight-7-corpus.ts';
import type { Report, Task } from './flight-7-task.ts';

const MILLION = 1_000_000;
/** CPU time one input of at most 96 KiB may take. A whole one takes a few milliseconds. */
const LIMIT_MS = 1000;
/** A case that does not end at all: the watchdog ends the thread. */
const HANG_MS = 30_000;
const WATCH_EVERY_MS = 1000;
const MOST_THREADS = 4;
/** Memory after collection may differ by what caches and lazily made tables settle to, from the first tenth to the end. */
const GROWTH_ALLOWED_BYTES = 4e6;

/**
 * A million damaged packets and streams through decoder, scanner and demultiplexer. Each must end in good time, throw
 * nothing, leave its input as it was, and say of each trouble where it is; and all of them together must leave nothing behind in memory.
 */
export async function prove({ seed, n, print }: ProveOptions): Promise<ProveResult> {
  const cases = n ?? MILLION;
  const { packets, streams, sources } = corpus();
  print(`${packets.length} whole packets and ${streams.length} whole streams to damage, from ${sources.join(', ')}`);
  const threads = Math.min(availableParallelism(), MOST_THREADS, cases);
  const outcomes = await Promise.all(
    Array.from({ length: threads }, (_, first) =>
      runInThread({ seed, n: cases, first, step: threads, limitMs: LIMIT_MS, heartbeat: new SharedArrayBuffer(4) }),
    ),
  );
  const reports: Report[] = [];
  let failed = 0;
  for (const outcome of outcomes) {
    if (typeof outcome !== 'string') reports.push(outcome);
    else {
      failed++;
      print(`FAILED: ${outcome}`);
    }
  }
  printCounts(reports, print);
  let seen = 0;
  for (const { counts, memory } of reports) {
    seen += counts.packets + counts.streams + counts.adverse - counts.failed;
    failed += counts.failed;
    const grown = growth(memory);
    const line = memory.map((bytes) => (bytes / 1e6).toFixed(1)).join(' ');
    print(`memory of a thread after collection: ${line} MB`);
    if (grown <= GROWTH_ALLOWED_BYTES) continue;
    failed++;
    print(`FAILED: memory grew by ${(grown / 1e6).toFixed(1)} MB from the first tenth to the end`);
  }
  return { passed: seen, failed };
}

function printCounts(reports: readonly Report[], print: (line: string) => void): void {
  const sum = (of: (report: Report) => number): number => reports.reduce((total, report) => total + of(report), 0);
  const issueCounts = new Map<string, number>();
  for (const [code, count] of reports.flatMap((report) => report.issueCounts)) {
    issueCounts.set(code, (issueCounts.get(code) ?? 0) + count);
  }
  const megabytes = (sum(({ counts }) => counts.bytes) / 1e6).toFixed(0);
  print(
    `${sum((it) => it.counts.packets)} damaged packets, ${sum((it) => it.counts.streams)} damaged streams, ${megabytes} MB; ${sum((it) => it.counts.adverse)} adverse inputs`,
  );
  print(`${sum((it) => it.counts.decoded)} packets decoded, every item read and encoded anew`);
  print(`${sum((it) => it.counts.issues)} issues told, each with its place, of ${issueCounts.size} kinds:`);
  for (const [code, count] of [...issueCounts].toSorted((a, b) => b[1] - a[1])) print(`    ${code} ${count}`);
  const slowest = reports.map((report) => report.slowest).toSorted((a, b) => b.ms - a.ms)[0];
  if (slowest !== undefined) {
    print(
      `slowest input: ${slowest.ms.toFixed(1)} ms of CPU time (case ${slowest.index}, ${slowest.bytes} bytes; limit ${LIMIT_MS} ms)`,
    );
  }
  for (const failure of reports.flatMap((report) => report.failures)) {
    print(
      `FAILED case ${failure.index} (${failure.kind} of ${failure.bytes} bytes; ${failure.by.join(', ')}): ${failure.what}`,
    );
    if (failure.inputHex !== undefined) print(`    ${failure.inputHex}`);
  }
}

/** From the second sample, when all code is warm, to the last. */
function growth(memory: readonly number[]): number {
  const first = memory[1] ?? 0;
  return (memory.at(-1) ?? 0) - first;
}

/** The report, or what the watchdog saw. A thread of its own, because a loop without end can only be ended from outside. */
function runInThread(task: Task): Promise<Report | string> {
  const worker = new Worker(new URL('./flight-7-worker.ts', import.meta.url), { workerData: task });
  const heartbeat = new Int32Array(task.heartbeat);
  return new Promise((resolve, reject) => {
    let last = -1;
    let sinceMs = performance.now();
    const watch = setInterval(() => {
      const now = Atomics.load(heartbeat, 0);
      if (now !== last) {
        last = now;
        sinceMs = performance.now();
      } else if (performance.now() - sinceMs > HANG_MS) {
        finish(`case ${now} of seed ${task.seed} has not ended after ${HANG_MS / 1000} s`);
        void worker.terminate();
      }
    }, WATCH_EVERY_MS);
    const finish = (outcome: Report | string): void => {
      clearInterval(watch);
      resolve(outcome);
    };
    worker.on('message', (report: Report) => finish(report));
    worker.on('error', (error) => {
      clearInterval(watch);
      reject(error);
    });
    worker.on('exit', (code) => finish(`the thread ended with ${code} at case ${Atomics.load(heartbeat, 0)}`));
  });
}
