import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { openEvidenceFolder } from '../src/store/evidence/files.ts';
import { openDataFolder } from '../src/store/folder/data-folder.ts';
import type { AppendResult } from '../src/store/log/log.ts';
import { openPostgresLog } from '../src/store/log/postgres/open.ts';
import type { Memory } from '../src/store/memory/memory.ts';
import { testSigning } from '../test/log-subject.ts';
import { makeDatabase, postgresUrl, type TestDatabase } from '../test/postgres.ts';
import { EntryMaker } from './log-entries.ts';
import { inFolder, logOpener, quantile } from './log-place.ts';
import type { BenchRow } from './row.ts';
import { countSyncs, syncsBetween } from './sync-count.ts';

const callerCounts = [1, 64, 1_000];
const warmMs = 500;
const measuredMs = 4_000;
const rawMs = 1_500;
const publishMs = 500;
const blockBytes = 4_096;
/** Plain content of a fact that makes an entry of about 400 bytes. */
const contentBytes = 190;
const streamEntries = 10;

type Act = (caller: number) => Promise<AppendResult>;

interface Load {
  readonly perS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly acknowledged: number;
}

/** 4 KiB appended and brought to the disk, one after the other: what the disk gives. */
function rawSyncsPerS(folder: string): number {
  const block = new Uint8Array(blockBytes).fill(0x5a);
  const file = openSync(join(folder, 'raw'), 'a');
  try {
    const startMs = performance.now();
    let done = 0;
    do {
      writeSync(file, block);
      fdatasyncSync(file);
      done++;
    } while (performance.now() - startMs < rawMs);
    return done / ((performance.now() - startMs) / 1_000);
  } finally {
    closeSync(file);
  }
}

/** So many callers append for a while, each once its last append is acknowledged; latencies of what is acknowledged in the time measured. */
async function drive(callers: number, act: Act, onMeasured: () => Promise<void>): Promise<Load> {
  const takenMs: number[] = [];
  let measuring = false;
  let done = false;
  const call = async (caller: number): Promise<void> => {
    while (!done) {
      const startMs = performance.now();
      const { outcome } = await act(caller);
      if (outcome !== 'appended') throw new Error(`an append met a ${outcome}`);
      if (measuring) takenMs.push(performance.now() - startMs);
    }
  };
  const calls = Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  const wait = (ms: number): Promise<unknown> =>
    Promise.race([calls, new Promise((resolve) => setTimeout(resolve, ms))]);
  await wait(warmMs);
  await onMeasured();
  measuring = true;
  const startMs = performance.now();
  await wait(measuredMs);
  measuring = false;
  const seconds = (performance.now() - startMs) / 1_000;
  await onMeasured();
  done = true;
  await calls;
  return {
    perS: takenMs.length / seconds,
    acknowledged: takenMs.length,
    p50Ms: quantile(takenMs, 0.5),
    p99Ms: quantile(takenMs, 0.99),
  };
}

/** The row of one load: beside raw syncs before and after it, with the syncs the log made itself meanwhile. */
async function measure(name: string, folder: string, callers: number, act: Act): Promise<BenchRow> {
  const before = rawSyncsPerS(folder);
  const counts: Awaited<ReturnType<typeof countSyncs>>[] = [];
  const times: number[] = [];
  const load = await drive(callers, act, async () => {
    counts.push(await countSyncs());
    times.push(performance.now());
  });
  const [first = {}, last = {}] = counts;
  const raw = (before + rawSyncsPerS(folder)) / 2;
  // The counts are taken a little before and after what is timed.
  const spanS = ((times[1] ?? 0) - (times[0] ?? 0)) / 1_000;
  const syncs = (place: string): number => syncsBetween(first, last, place) / spanS;
  const own = syncs('journal') + syncs('keys');
  const grouped =
    own === 0
      ? ''
      : `${(load.perS / own).toFixed(1)} entries a sync (journal ${syncs('journal').toFixed(0)}/s, keys ${syncs('keys').toFixed(0)}/s); `;
  return {
    name: `${name}, ${callers} ${callers === 1 ? 'caller' : 'callers'}`,
    ours: `${Math.round(load.perS).toLocaleString('en')} durable entries/s`,
    against: `fdatasync of 4 KiB: ${Math.round(raw).toLocaleString('en')}/s`,
    ratio: load.perS / raw,
    note: `${grouped}p50 ${load.p50Ms.toFixed(2)} ms, p99 ${load.p99Ms.toFixed(2)} ms to the acknowledgement; ${load.acknowledged} measured; published every ${publishMs} ms; load ${loadavg()[0]!.toFixed(1)}`,
  };
}

function tell(row: BenchRow): BenchRow {
  console.error(`  ${row.name}: ${row.ours}; ${row.against}; ${row.note}`);
  return row;
}

async function logAlone(callers: number): Promise<BenchRow> {
  return inFolder(async (folder) => {
    const log = await logOpener(join(folder, 'log'))(publishMs);
    const maker = new EntryMaker(callers);
    try {
      return tell(await measure('log in files', folder, callers, () => log.append(maker.next())));
    } finally {
      await log.close();
    }
  });
}

/** Each caller decides about one item after the other, ten times about each; a new item needs a new key. */
function remembering(memory: Memory, callers: number): Act {
  // The callers' first items end one after the other, so that new keys are asked for at all times.
  const items = Array.from({ length: callers }, (_, caller) => ({
    name: `b${caller}-0`,
    round: 0,
    version: 0,
    left: 1 + (caller % streamEntries),
  }));
  let made = 0;
  return async (caller) => {
    const item = items[caller]!;
    if (item.left-- === 0) {
      item.left = streamEntries - 1;
      item.version = 0;
      item.name = `b${caller}-${++item.round}`;
    }
    const stream = `observe/${item.name}`;
    const expected = new Map([[stream, item.version++]]);
    const content = new Uint8Array(contentBytes).fill(made++ % 256);
    const fact = { stream, kind: 'observe.callout-made', compartment: 'joint', item: item.name, content };
    const actor = { role: 'analyst', state: 'USA', agency: 'JTF' };
    return memory.remember({ commandId: `bench-${made}`, timeUs: Date.now() * 1_000, actor, expected, facts: [fact] });
  };
}

async function throughMemory(callers: number): Promise<BenchRow> {
  return inFolder(async (folder) => {
    const data = await openDataFolder({
      folder: join(folder, 'data'),
      origin: 'bench.atalaya/memory',
      witnesses: [],
      now: () => Date.now() * 1_000,
      publishIntervalMs: publishMs,
    });
    try {
      const act = remembering(data.memory, callers);
      return tell(await measure('sealed through the memory, in files', folder, callers, act));
    } finally {
      await data.close();
    }
  });
}

async function onPostgres(database: TestDatabase, callers: number): Promise<BenchRow> {
  return inFolder(async (folder) => {
    const evidence = openEvidenceFolder(join(folder, 'evidence'), join(folder, 'scratch'));
    const log = await openPostgresLog({ database: database.fresh(), evidence, signing: testSigning(), publishMs });
    const maker = new EntryMaker(callers);
    const walSyncs = async (): Promise<number> =>
      Number((await database.run('SELECT wal_sync FROM pg_stat_wal'))[0]?.['wal_sync']);
    try {
      const before = await walSyncs();
      let appends = 0;
      const row = await measure('log on PostgreSQL', folder, callers, () => {
        appends++;
        return log.append(maker.next());
      });
      const share = appends / Math.max(1, (await walSyncs()) - before);
      return tell({
        ...row,
        note: `${share.toFixed(1)} entries a sync of the server's WAL, all its work counted; ${row.note}`,
      });
    } finally {
      await log.close();
      await evidence.close();
    }
  });
}

const rows: BenchRow[] = [];
for (const callers of callerCounts) rows.push(await logAlone(callers));
for (const callers of callerCounts) rows.push(await throughMemory(callers));
if (postgresUrl !== undefined) {
  const database = await makeDatabase();
  try {
    for (const callers of callerCounts) rows.push(await onPostgres(database, callers));
  } finally {
    await database.drop();
  }
}
console.log(JSON.stringify(rows));
