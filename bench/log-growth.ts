import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { layout } from '../src/store/log/embedded/layout.ts';
import type { AppendResult, Log } from '../src/store/log/log.ts';
import type { Growth, GrowthPoint } from './growth.ts';
import { EntryMaker } from './log-entries.ts';
import { growthPlot } from './log-growth-plot.ts';
import { bytesBelow, inFolder, logOpener, quantile } from './log-place.ts';
import { machine } from './machine.ts';
import type { BenchRow } from './row.ts';

const marks = [10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000];
const windowEntries = 4_096;
const publishEntries = 65_536;
const loads = 300;
const growthPath = fileURLToPath(new URL('log-growth.json', import.meta.url));
const drawingPath = fileURLToPath(new URL('../docs/log-growth.svg', import.meta.url));

/** Grows a log to so many entries and measures it at each mark on the way. */
export async function measureGrowth(entries: number, say: (line: string) => void): Promise<readonly GrowthPoint[]> {
  return inFolder(async (folder) => {
    const open = logOpener(folder);
    const maker = new EntryMaker(1);
    const points: GrowthPoint[] = [];
    let log = await open();
    let done = 0;
    for (const mark of [...marks.filter((mark) => mark < entries), entries]) {
      const grown = await grow(log, maker, mark - done);
      done = mark;
      await log.close();
      const reopenedMs = performance.now();
      log = await open();
      const reopenMs = performance.now() - reopenedMs;
      const readMs = await readStreams(log, maker);
      points.push({
        entries: mark,
        streams: maker.streams,
        ...grown,
        load: Math.round(loadavg()[0]! * 100) / 100,
        indexBytes: bytesBelow(layout(folder).index),
        evidenceBytes: bytesBelow(join(folder, 'evidence')),
        reopenMs,
        streamMs: quantile(readMs, 0.5),
        streamP99Ms: quantile(readMs, 0.99),
      });
      say(`  ${JSON.stringify(points.at(-1))}`);
    }
    await log.close();
    return points;
  });
}

type Grown = Pick<GrowthPoint, 'appendsPerS' | 'cpuUs' | 'publishMs' | 'publishWorstMs' | 'rssMb'>;

/** Two windows are on their way at any time, so that neither side waits for the other. */
async function grow(log: Log, maker: EntryMaker, entries: number): Promise<Grown> {
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  const publishedMs: number[] = [];
  let rss = 0;
  let before: Promise<readonly AppendResult[]> = Promise.resolve([]);
  let unpublished = 0;
  for (let written = 0; written < entries; ) {
    const count = Math.min(windowEntries, entries - written);
    const window = Promise.all(Array.from({ length: count }, () => log.append(maker.next())));
    check(await before);
    before = window;
    written += count;
    unpublished += count;
    rss = Math.max(rss, process.memoryUsage.rss());
    if (unpublished < publishEntries && written < entries) continue;
    check(await before);
    const publishMs = performance.now();
    await log.publish();
    publishedMs.push(performance.now() - publishMs);
    unpublished = 0;
  }
  const seconds = (performance.now() - startMs) / 1_000;
  const { user, system } = process.cpuUsage(startCpu);
  return {
    appendsPerS: entries / seconds,
    cpuUs: (user + system) / entries,
    publishMs: quantile(publishedMs, 0.5),
    publishWorstMs: Math.max(...publishedMs),
    rssMb: rss / 1e6,
  };
}

function check(results: readonly AppendResult[]): void {
  const conflict = results.find(({ outcome }) => outcome !== 'appended');
  if (conflict !== undefined) throw new Error(`an append was refused: ${JSON.stringify(conflict)}`);
}

async function readStreams(log: Log, maker: EntryMaker): Promise<Float64Array> {
  const takenMs = new Float64Array(loads);
  for (let i = 0; i < loads; i++) {
    const startMs = performance.now();
    let read = 0;
    for await (const _ of log.stream(maker.anyStream(), 1)) read++;
    if (read === 0) throw new Error('a stream of the log has no entries');
    takenMs[i] = performance.now() - startMs;
  }
  return takenMs;
}

/** Growth of a log, each figure at the end beside that at the first million or the nearest below the end. */
export async function benchLogGrowth(entries: number, keep: boolean, say: (line: string) => void): Promise<BenchRow[]> {
  const points = await measureGrowth(entries, say);
  const growth: Growth = { date: new Date().toISOString(), machine: machine(), points };
  if (keep) {
    writeFileSync(growthPath, `${JSON.stringify(growth, null, 2)}\n`);
    writeFileSync(drawingPath, growthPlot(growth));
  }
  const last = points.at(-1);
  const first = points.find((point) => point.entries === 100_000) ?? points[0];
  if (last === undefined || first === undefined) return [];
  const beside = (name: string, figure: (point: GrowthPoint) => number, unit: string, less: boolean): BenchRow => ({
    name: `log of ${count(last.entries)} entries: ${name}`,
    ours: `${number(figure(last))} ${unit}`,
    against: `at ${count(first.entries)}: ${number(figure(first))} ${unit}`,
    ratio: less ? figure(first) / figure(last) : figure(last) / figure(first),
    note: `load ${last.load}; all sizes in bench/log-growth.json, drawn in docs/log-growth.svg`,
  });
  return [
    beside('durable, published', (point) => point.appendsPerS, 'entries/s', false),
    beside('CPU for an entry, all threads', (point) => point.cpuUs, '\u00b5s', true),
    beside('publishing 65,536 entries, median', (point) => point.publishMs, 'ms', true),
    beside('index', (point) => point.indexBytes / point.entries, 'B an entry', true),
    beside('evidence', (point) => point.evidenceBytes / point.entries, 'B an entry', true),
    beside('opening it again', (point) => point.reopenMs, 'ms', true),
    beside('resident memory at most', (point) => point.rssMb, 'MB', true),
    beside('reading a random stream whole, median', (point) => point.streamMs, 'ms', true),
    beside('reading a random stream whole, 99 of 100', (point) => point.streamP99Ms, 'ms', true),
  ];
}

const count = (value: number): string => value.toLocaleString('en');
const number = (value: number): string => (value < 100 ? value.toPrecision(3) : Math.round(value).toLocaleString('en'));
