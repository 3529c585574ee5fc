import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keyOf, Sessions } from './sessions.ts';
import { SessionsInFile } from './sessions-sqlite.ts';

const office = { role: 'analyst', state: 'USA', agency: 'CBP' } as const;
const ends = { idleS: 1_800, absoluteS: 43_200 };

let folder: string;
let store: SessionsInFile;
let nowUs: number;

const path = (): string => join(folder, 'sessions.sqlite');
const opened = async (): Promise<Sessions> => {
  store = await SessionsInFile.open(path(), ends.absoluteS);
  return new Sessions({ store, ends, now: () => nowUs, random: randomBytes });
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atalaya-sessions-test-'));
  nowUs = 1_000_000_000_000_000;
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

it('outlast a restart, with what was shown and when, and end as they would have', async () => {
  let sessions = await opened();
  const first = await sessions.open({ person: 'p-a', office, by: 'oidc', atUs: nowUs }, undefined);
  nowUs += 60e6;
  const id = await sessions.stepUp(keyOf(first), { person: 'p-a', by: 'oidc', atUs: nowUs });
  if (id === undefined) throw new Error('no step-up');
  const other = await sessions.open({ person: 'p-b', office, by: 'oidc', atUs: nowUs }, undefined);
  await sessions.actIn(keyOf(other), { ...office, role: 'second-reader' });
  await store.close();
  nowUs += 1_000e6;
  sessions = await opened();
  expect(await sessions.find(id)).toMatchObject({ person: 'p-a', office, signedInAgoS: 1_000, stepUpAgoS: 1_000 });
  expect(await sessions.find(other)).toMatchObject({ office: { role: 'second-reader' }, stepUpAgoS: undefined });
  expect(await sessions.find(first)).toBeUndefined();
  await sessions.close(other);
  expect(await sessions.find(other)).toBeUndefined();
  await store.close();
  nowUs += 1_800e6;
  sessions = await opened();
  expect(await sessions.find(id)).toBeUndefined();
});

it('keep nothing that opens them', async () => {
  const sessions = await opened();
  const id = await sessions.open({ person: 'p-a', office, by: 'oidc', atUs: nowUs }, undefined);
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  expect(files.some((bytes) => bytes.includes(keyOf(id)))).toBe(true);
  for (const bytes of files) {
    expect(bytes.includes(id)).toBe(false);
    expect(bytes.includes(Buffer.from(id, 'base64url'))).toBe(false);
  }
});

it('that were ended while a request was under way stay ended', async () => {
  const sessions = await opened();
  const id = await sessions.open({ person: 'p-a', office, by: 'oidc', atUs: nowUs }, undefined);
  const record = await store.get(keyOf(id));
  if (record === undefined) throw new Error('no session');
  await sessions.close(id);
  await store.touch(keyOf(id), nowUs + 20e6);
  await store.replace(keyOf(id), record);
  expect(await sessions.find(id)).toBeUndefined();
});

it('of one person end together, and old ones leave the file as others come', async () => {
  const sessions = await opened();
  const sign = (person: string) => sessions.open({ person, office, by: 'oidc', atUs: nowUs }, undefined);
  const ids = [await sign('p-a'), await sign('p-a'), await sign('p-b')];
  expect(await sessions.closeAllOf('p-a')).toBe(2);
  expect(await Promise.all(ids.map(async (id) => (await sessions.find(id))?.person))).toEqual([
    undefined,
    undefined,
    'p-b',
  ]);
  nowUs += ends.absoluteS * 1e6 + 1;
  await sign('p-c');
  await store.close();
  const file = new DatabaseSync(path());
  expect(file.prepare('SELECT person FROM sessions').all()).toEqual([{ person: 'p-c' }]);
  file.exec("UPDATE sessions SET record = '{}'");
  const [row] = file.prepare('SELECT key FROM sessions').all();
  file.close();
  await opened();
  // What is no session any more is none, and no error.
  expect(await store.get(String(row?.['key']))).toBeUndefined();
});
