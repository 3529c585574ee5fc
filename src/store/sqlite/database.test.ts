import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openDatabase } from './database.ts';

const folders: string[] = [];
async function freshPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sqlite-'));
  folders.push(folder);
  return join(folder, 'file.db');
}
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

const first = 'CREATE TABLE t(a INTEGER PRIMARY KEY, b BLOB, c TEXT, d REAL)';
const insert = 'INSERT INTO t VALUES(?, ?, ?, ?)';

it('keeps values of every kind, and takes a group whole or not at all', async () => {
  const path = await freshPath();
  const database = await openDatabase(path, [first]);
  const bytes = Uint8Array.of(0, 255);
  expect(await database.run([{ sql: insert, values: [1_790_000_000_000_000, bytes, 'é', -0.25] }])).toEqual([1]);
  const twice = { sql: insert, values: [2, null, '', 0] };
  await expect(database.run([twice, twice])).rejects.toThrow('UNIQUE');
  const missed = { sql: 'UPDATE t SET c = ? WHERE a = ?', values: ['x', 9], atLeast: 1 };
  expect(await database.run([{ sql: insert, values: [3, null, '', 0] }, missed])).toEqual([]);
  expect(await database.all('SELECT * FROM t')).toEqual([{ a: 1_790_000_000_000_000, b: bytes, c: 'é', d: -0.25 }]);
  await database.close();
  await database.close();
  await expect(database.all('SELECT 1')).rejects.toThrow('closed');
});

it('leads an older file forward, and refuses a newer one', async () => {
  const path = await freshPath();
  await (await openDatabase(path, [first])).close();
  const database = await openDatabase(path, [first, 'ALTER TABLE t ADD COLUMN e TEXT']);
  expect(await database.all('SELECT e FROM t')).toEqual([]);
  await database.close();
  await expect(openDatabase(path, [first])).rejects.toMatchObject({ code: 'format-unknown' });
});

it('a file that cannot be opened is said so', async () => {
  await expect(openDatabase(join(await freshPath(), 'no', 'file.db'), [first])).rejects.toMatchObject({
    code: 'file-unwritable',
  });
});
