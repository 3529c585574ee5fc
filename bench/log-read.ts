import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { splitBundle } from '../src/account/bundle.ts';
import { isFault } from '../src/account/fault.ts';
import { tileWidth } from '../src/account/format.ts';
import { entriesPath } from '../src/account/tile.ts';
import { openDataFolder } from '../src/store/folder/data-folder.ts';
import { captureCommand } from '../test/capture-command.ts';
import { inFolder } from './log-place.ts';
import type { BenchRow } from './row.ts';

const entries = Number(process.argv[2]);

interface Timed<T> {
  readonly result: T;
  readonly perS: number;
  /** Of all threads. */
  readonly cpuUs: number;
  /** Garbage included: what the heap of the process grew to. */
  readonly rssMb: number;
}

async function timed<T>(count: number, work: () => T | Promise<T>): Promise<Timed<T>> {
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  const result = await work();
  const seconds = (performance.now() - startMs) / 1_000;
  const { user, system } = process.cpuUsage(startCpu);
  return { result, perS: count / seconds, cpuUs: (user + system) / count, rssMb: process.memoryUsage.rss() / 1e6 };
}

async function command(folder: string, argv: readonly string[]): Promise<string> {
  const { code, out, said } = await captureCommand(folder, argv, Date.now());
  if (code !== 0)
    throw new Error(`atalaya ${argv.join(' ')} ended with ${code}: ${said.join(' ')} ${out.slice(0, 300)}`);
  return out;
}

/** Hashes every entry of the bundles: the least that anybody who verifies has to do. */
function hashAll(evidence: string): number {
  let sum = 0;
  for (let at = 0; at < entries; at += tileWidth) {
    const place = entriesPath({ index: at / tileWidth, width: Math.min(tileWidth, entries - at) });
    const split = splitBundle(readFileSync(join(evidence, place)));
    if (isFault(split)) throw new Error(split.fault);
    for (const entry of split) sum += hash('sha256', entry, 'buffer')[0] ?? 0;
  }
  return sum;
}

interface StreamState {
  version: number;
  lastKind: string;
  lastUs: number;
}

/** Folds all entries to the state of each stream, as a start without an index would. */
async function replay(folder: string): Promise<number> {
  const data = await openDataFolder({
    folder,
    now: () => Date.now() * 1_000,
    publishIntervalMs: 'none',
    witnesses: [],
  });
  try {
    const streams = new Map<string, StreamState>();
    let read = 0;
    for await (const { entry } of data.log.entries(0)) {
      const state = streams.get(entry.stream);
      if (state === undefined) {
        streams.set(entry.stream, { version: entry.version, lastKind: entry.kind, lastUs: entry.timeUs });
      } else {
        if (entry.version !== state.version + 1) throw new Error(`${entry.stream} jumps to ${entry.version}`);
        state.version = entry.version;
        state.lastKind = entry.kind;
        state.lastUs = entry.timeUs;
      }
      read++;
    }
    if (read !== entries) throw new Error(`${read} of ${entries} entries were read`);
    return streams.size;
  } finally {
    await data.close();
  }
}

/** The same, and every content opened and held against its commitment. */
async function open(folder: string): Promise<number> {
  const data = await openDataFolder({
    folder,
    now: () => Date.now() * 1_000,
    publishIntervalMs: 'none',
    witnesses: [],
  });
  try {
    const versions = new Map<string, number>();
    let bytes = 0;
    for await (const { entry, content } of data.memory.browse(0)) {
      if (content.known === 'no') throw new Error(`the content of ${entry.stream} is not known: ${content.why}`);
      versions.set(entry.stream, entry.version);
      bytes += content.bytes.length;
    }
    return bytes;
  } finally {
    await data.close();
  }
}

const perSecond = ({ perS }: { readonly perS: number }): string => `${Math.round(perS).toLocaleString('en')} entries/s`;

function row(name: string, ours: Timed<unknown>, hashed: Timed<unknown>, note = ''): BenchRow {
  const load = `load ${loadavg()[0]!.toFixed(1)}`;
  const cpu = `CPU ${ours.cpuUs.toFixed(2)} \u00b5s an entry in all threads, hashing ${hashed.cpuUs.toFixed(2)} \u00b5s in one`;
  const result: BenchRow = {
    name: `${name}, ${entries.toLocaleString('en')} entries`,
    ours: perSecond(ours),
    against: `SHA-256 of each entry: ${perSecond(hashed)}`,
    ratio: ours.perS / hashed.perS,
    note: `${cpu}; ${note}${load}`,
  };
  console.error(`  ${result.name}: ${result.ours}; ${result.against}; ${result.note}`);
  return result;
}

const rows = await inFolder(async (folder) => {
  const filled = await timed(entries, () =>
    command(folder, ['log', 'fill', 'demo', '--entries', String(entries), '--seed', '1']),
  );
  console.error(`  filled: ${perSecond(filled)}, CPU ${filled.cpuUs.toFixed(1)} \u00b5s an entry`);
  const place = join(folder, 'demo');
  const measured: BenchRow[] = [];
  const hashing = () => timed(entries, () => hashAll(join(place, 'evidence')));
  await hashing();
  const add = async (name: string, work: () => Promise<unknown>, note?: string): Promise<void> => {
    const before = await hashing();
    const ours = await timed(entries, work);
    const after = await hashing();
    const hashed = { ...before, perS: (before.perS + after.perS) / 2, cpuUs: (before.cpuUs + after.cpuUs) / 2 };
    measured.push(row(name, ours, hashed, note));
  };
  await add(
    'verify',
    () => command(folder, ['verify', 'demo', '--keys', 'demo/keys.pub', '--json']),
    'blobs included; ',
  );
  await add('replay: decoded and folded', () => replay(place));
  await add('replay: and every content opened', () => open(place));
  await add('index made anew', () => command(folder, ['log', 'rebuild', 'demo']), 'journal and evidence read; ');
  return measured;
});
console.log(JSON.stringify(rows));
