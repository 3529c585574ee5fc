import { hash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bits, worked } from '../../../test/concern-work.ts';
import { filesOf } from '../../../test/nameless-sender.ts';
import { AtalayaError } from '../../model/errors.ts';
import { dayEnd, dayStart } from '../../store/concerns/spool.ts';
import { type DataFolder, openDataFolder } from '../../store/folder/data-folder.ts';
import { AnonymousConcerns, type AnonymousOptions } from './anonymous.ts';

const morningUs = Date.UTC(2026, 10, 23, 9, 17, 23, 456) * 1_000;
const says = 'The unit flies over the school without a clearance.';
const hourUs = 3_600e6;

let folder: string;
let data: DataFolder;
let nowUs: number;
const said: string[] = [];
const now = (): number => nowUs;
const opened: AnonymousConcerns[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'atalaya-late-concerns-'));
  nowUs = morningUs;
  said.length = 0;
  const place = { folder: join(folder, 'data'), origin: 'concerns.test/log', now };
  data = await openDataFolder({ ...place, publishIntervalMs: 'none', witnesses: [] });
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  await data.close();
  rmSync(folder, { recursive: true, force: true });
});

async function openConcerns(more: Partial<AnonymousOptions> = {}): Promise<AnonymousConcerns> {
  const { keys, memory, log } = data;
  const place = { folder: join(folder, 'data', 'concerns'), keys, memory, log, states: ['USA', 'MEX'] };
  const limits = { bits, mostADay: 1_000, mostReadADay: 1_000, random: randomBytes };
  const say = (line: string): void => void said.push(line);
  const concerns = await AnonymousConcerns.open({ ...place, ...limits, now, say, ...more });
  opened.push(concerns);
  return concerns;
}

const raise = (concerns: AnonymousConcerns, to: string, text: string): Promise<string> =>
  concerns.raise(to, text, worked(concerns.desk.challenge(nowUs), text));

async function raised(): Promise<readonly { readonly to: string; readonly says: string; readonly timeUs: number }[]> {
  const found: { to: string; says: string; timeUs: number }[] = [];
  for await (const { entry, content } of data.memory.browse(0, { kind: 'account.concern-raised' })) {
    if (content.known === 'no') throw new Error(content.why);
    found.push({ ...JSON.parse(new TextDecoder().decode(content.bytes)), timeUs: entry.timeUs });
  }
  return found;
}

/** What a file is, by its bytes and time; a folder, by its time. */
function fingerprint(path: string): string {
  const stat = statSync(path);
  return `${stat.mtimeMs} ${stat.isFile() ? hash('sha256', readFileSync(path), 'hex') : ''}`;
}

describe('the concerns of a day that ended unnoticed', () => {
  /** The machine was asleep at midnight, and somebody was served before the concerns were. */
  async function pastMidnight(): Promise<number> {
    nowUs = dayEnd(morningUs) + 8 * hourUs + 123_456;
    const note = { stream: 'note/1', kind: 'test.noted', compartment: 'ops', item: 'note-1' };
    const result = await data.memory.remember({
      commandId: 'note',
      timeUs: nowUs,
      actor: { role: 'analyst', state: 'USA', agency: 'A' },
      expected: new Map([[note.stream, 0]]),
      facts: [{ ...note, content: new TextEncoder().encode('{}') }],
    });
    expect(result.outcome).toBe('appended');
    return nowUs;
  }
  const texts = async (): Promise<readonly string[]> => (await raised()).map((one) => one.says).sort();

  it('are appended at the next start, at the time of the last entry, and what is of today is not', async () => {
    const before = await openConcerns();
    await raise(before, 'USA', 'of yesterday');
    await raise(before, 'MEX', 'of yesterday too');
    const lastUs = await pastMidnight();
    nowUs += 1;
    await raise(before, 'USA', 'of today');
    await before.close();
    nowUs += hourUs;
    const again = await openConcerns();
    expect(await texts()).toEqual(['of yesterday', 'of yesterday too']);
    for (const { timeUs } of await raised()) expect(timeUs).toBe(lastUs);
    expect(said).toEqual([]);
    nowUs = dayEnd(nowUs);
    expect(await again.flushConcerns(nowUs)).toBe(1);
    expect((await raised()).find((one) => one.says === 'of today')?.timeUs).toBe(nowUs);
  });

  it('are appended as soon as it is looked, and once', async () => {
    const concerns = await openConcerns({ lookEveryMs: 5 });
    await raise(concerns, 'USA', says);
    const lastUs = await pastMidnight();
    nowUs += hourUs;
    await vi.waitFor(async () => expect(await texts()).toEqual([says]), { timeout: 5_000, interval: 10 });
    expect((await raised())[0]?.timeUs).toBe(lastUs);
    expect(said).toEqual([]);
  });

  it('are tried again within the day where the log failed, without those of the new day; it is said once', async () => {
    let fails = true;
    let asked = 0;
    const remember: typeof data.memory.remember = (command) => {
      asked += 1;
      if (fails) throw new AtalayaError('log-failed', 'played', 'log', '');
      return data.memory.remember(command);
    };
    const recall: typeof data.memory.recall = (...stream) => data.memory.recall(...stream);
    const concerns = await openConcerns({ lookEveryMs: 5, memory: { remember, recall } });
    await raise(concerns, 'USA', 'of yesterday');
    nowUs = dayEnd(nowUs) + hourUs;
    await vi.waitFor(() => expect(asked).toBeGreaterThan(2), { timeout: 5_000, interval: 5 });
    await raise(concerns, 'USA', 'of today');
    fails = false;
    await vi.waitFor(async () => expect(await texts()).toEqual(['of yesterday']), { timeout: 5_000, interval: 10 });
    expect(said).toEqual([expect.stringContaining('played')]);
    nowUs = dayEnd(nowUs);
    expect(await concerns.flushConcerns(nowUs)).toBe(1);
    expect(await texts()).toEqual(['of today', 'of yesterday']);
  });

  it('leave the keys alone when one more comes in: no file but the spool is of that moment', async () => {
    const concerns = await openConcerns();
    nowUs = dayEnd(nowUs) + hourUs;
    const bytesOf = (): ReadonlyMap<string, string> =>
      new Map(filesOf(join(folder, 'data', 'keys')).map((path) => [path, fingerprint(path)]));
    const before = bytesOf();
    expect(before.size).toBeGreaterThan(1);
    await raise(concerns, 'USA', says);
    expect(bytesOf()).toEqual(before);
    expect(await concerns.flushConcerns(dayStart(nowUs))).toBe(0);
    nowUs = dayEnd(nowUs);
    expect(await concerns.flushConcerns(nowUs)).toBe(1);
  });
});

it('the time at which the system changed a spool last, which nobody can set, is soon that of a look again', async () => {
  const concerns = await openConcerns({ lookEveryMs: 5 });
  const spools = (): readonly string[] =>
    filesOf(join(folder, 'data', 'concerns')).filter((path) => path.endsWith('.spool'));
  const changedMs = (): readonly number[] => spools().map((path) => statSync(path).ctimeMs);
  await raise(concerns, 'USA', says);
  const raisedMs = Math.max(...changedMs());
  expect(changedMs()).toHaveLength(2);
  await vi.waitFor(() => expect(Math.min(...changedMs())).toBeGreaterThan(raisedMs), { timeout: 5_000, interval: 5 });
  await concerns.close();
  for (const path of spools()) expect(statSync(path).mtimeMs).toBe(dayStart(nowUs) / 1_000);
  nowUs = dayEnd(nowUs);
  expect(await concerns.flushConcerns(nowUs)).toBe(1);
  expect(said).toEqual([]);
});
