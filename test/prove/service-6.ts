import { loadavg } from 'node:os';
import type { Prove, ProveResult } from './bar.ts';
import {
  type Click,
  type Clicks,
  type Heard,
  Helper,
  type Listening,
  type ReadersTask,
  type Usage,
} from './service-6-parts.ts';
import { withProbe } from './service-6-probe.ts';
import type { Withdrawal } from './service-6-senders.ts';
import type { People } from './service-6-service.ts';

const readersAsked = 1_000;
const sendersAsked = 8;
const withdrawn = 10;
const limitMs = 50;
/** Clicks a second of all people together, and for how long: 1,000 people hardly click more than the first. */
const rates = [
  { perS: 20, forS: 30 },
  { perS: 50, forS: 20 },
] as const;
const cutRate = { perS: 20, forS: 10 } as const;

interface Run {
  readonly print: (line: string) => void;
  readonly seed: number;
  readonly service: Helper;
  readonly readers: Helper;
  readonly senders: Helper;
  readonly listening: Listening;
}

/** The value below which a share of the values lies. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

const spread = (values: readonly number[]): string =>
  [['p50', 0.5] as const, ['p95', 0.95] as const, ['p99', 0.99] as const, ['max', 1] as const]
    .map(([name, share]) => `${name} ${quantile(values, share).toFixed(1)}`)
    .join(', ');

const readersDo = (run: Run, task: ReadersTask): Promise<object> => run.readers.ask(task);
const usageOf = ({ service }: Run): Promise<Usage> => service.ask<Usage>({});

/** Clicks, with the readers listening; `meanwhile` goes on beside them. Gives the times to the answers. */
async function phase(
  run: Run,
  name: string,
  asked: Pick<Clicks, 'perS' | 'count'>,
  meanwhile?: () => Promise<object>,
): Promise<{ readonly answersMs: readonly number[]; readonly heard: Heard }> {
  const { print, senders, listening, seed } = run;
  const before = await usageOf(run);
  const task: Clicks = { url: listening.url, seats: listening.senders, seed, ...asked };
  const work = () => Promise.all([senders.ask<{ readonly clicks: readonly Click[] }>(task), meanwhile?.()]);
  const { result, machine } = await withProbe(work);
  const [{ clicks }] = result;
  const after = await usageOf(run);
  const indexes = clicks.map(({ index }) => index);
  const from = Math.min(...indexes);
  const to = Math.max(...indexes) + 1;
  const heard = await run.readers.ask<Heard>({ do: 'heard', from, to } satisfies ReadersTask);
  const answersMs = clicks.map(({ atMs, answeredMs }) => answeredMs - atMs);
  const lastMs = clicks.map(({ atMs, index }) => (heard.lastMs[index - from] ?? Number.NaN) - atMs);
  print(`${name}, ${asked.perS} clicks/s, ${clicks.length} clicks (load ${loadavg()[0]?.toFixed(1)}):`);
  print(`  click to answer, ms: ${spread(answersMs)}`);
  print(`  click to the last of ${heard.connected} readers, ms: ${spread(lastMs)}`);
  const each = (value: number): string => (value / clicks.length).toFixed(1);
  const syncs = (place: string): string => each((after.syncs[place] ?? 0) - (before.syncs[place] ?? 0));
  print(
    `  service: ${each(after.cpuMs - before.cpuMs)} ms of CPU a click; turns p99 ${after.turnP99Ms.toFixed(1)}, longest ${after.longestTurnMs.toFixed(1)} ms; syncs a click: journal ${syncs('journal')}, keys ${syncs('keys')}, evidence ${syncs('evidence')}, other ${syncs('other')}`,
  );
  print(`  the machine: a timer comes late by, ms: ${spread(machine.latenessMs)}`);
  print(`  4 KiB to the disk, ms: ${spread(machine.syncMs)}`);
  for (const fault of heard.faults) print(`  FAILED: ${fault}`);
  return { answersMs, heard };
}

/** Some readers lose their office: they are told nothing more, and the others everything. */
async function withdrawal(run: Run): Promise<ProveResult> {
  const persons = run.listening.readers.slice(0, withdrawn).map(({ person }) => person);
  const { url, officer } = run.listening;
  await run.senders.ask({ url, officer, persons } satisfies Withdrawal);
  const { heard } = await phase(run, `${withdrawn} readers lost their office`, { perS: 20, count: 20 });
  const right = persons.every((one) => heard.ended.includes(one)) && heard.ended.length === withdrawn;
  const passed = (right ? 1 : 0) + heard.whole;
  return { passed, failed: 1 + heard.connected - passed };
}

async function phases(run: Run, n: number | undefined): Promise<ProveResult> {
  const { print, listening, senders } = run;
  const start = { url: listening.url, seats: listening.senders, perS: 50, seed: run.seed };
  const warm = await senders.ask<{ readonly clicks: readonly Click[] }>({ ...start, count: 150 } satisfies Clicks);
  const from = Math.max(...warm.clicks.map(({ index }) => index)) + 1;
  const alone: Clicks = { ...start, perS: 20, count: n ?? 200 };
  const { clicks } = await senders.ask<{ readonly clicks: readonly Click[] }>(alone);
  print(`without readers, 20 clicks/s: ${spread(clicks.map(({ atMs, answeredMs }) => answeredMs - atMs))} ms`);
  await readersDo(run, { do: 'open', asked: { url: listening.url, seats: listening.readers }, from });
  const { files, filesMost, memoryMb } = await usageOf(run);
  print(
    `${listening.readers.length} readers connected: ${files} files open of ${filesMost}, ${memoryMb.toFixed(0)} MB`,
  );
  let passed = 0;
  let failed = 0;
  const count = (right: boolean): void => void (right ? passed++ : failed++);
  for (const { perS, forS } of rates) {
    const { answersMs, heard } = await phase(run, 'with readers', { perS, count: n ?? perS * forS });
    count(quantile(answersMs, 0.99) < limitMs);
    count(heard.whole === listening.readers.length);
  }
  const { perS, forS } = cutRate;
  const cutting = (): Promise<object> => readersDo(run, { do: 'cut', overMs: forS * 1_000 });
  const { heard } = await phase(run, 'each reader cut off once and back', { perS, count: n ?? perS * forS }, cutting);
  passed += heard.whole;
  failed += listening.readers.length - heard.whole;
  const last = await withdrawal(run);
  return { passed: passed + last.passed, failed: failed + last.failed };
}

/**
 * Three processes and real sockets: the service over a data folder with its real disk; 1,000 people who each listen to the live entries; and 8 who click at moments fixed
 * beforehand. 99 of 100 clicks are answered, their entry on the disk, within 50 ms; every reader hears every entry once and in order, also after being cut off; who loses their
 * office hears nothing more. `n` clicks in each part instead of those of the bar.
 */
export const prove: Prove = async ({ n, seed, print }) => {
  const syncCount = new URL('../../bench/sync-count.mjs', import.meta.url);
  const service = new Helper(new URL('./service-6-service.ts', import.meta.url), syncCount);
  const readers = new Helper(new URL('./service-6-readers.ts', import.meta.url));
  const senders = new Helper(new URL('./service-6-senders.ts', import.meta.url));
  try {
    const people: People = { readers: readersAsked, senders: sendersAsked };
    const listening = await service.ask<Listening>(people);
    return await phases({ print, seed, service, readers, senders, listening }, n);
  } finally {
    await Promise.all([readers.end(), senders.end()]);
    await service.end();
  }
};
