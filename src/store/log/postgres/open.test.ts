import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { command, draft, testSigning } from '../../../../test/log-subject.ts';
import { makeDatabase, postgresUrl, type TestDatabase } from '../../../../test/postgres.ts';
import { type EvidenceFolder, openEvidenceFolder } from '../../evidence/files.ts';
import type { Log, StoredEntry } from '../log.ts';
import type { Database } from './connection.ts';
import { openPostgresLog, type PostgresLogOptions } from './open.ts';

const all = async (entries: AsyncIterable<StoredEntry>): Promise<StoredEntry[]> => {
  const found: StoredEntry[] = [];
  for await (const entry of entries) found.push(entry);
  return found;
};

describe.skipIf(postgresUrl === undefined)('log on PostgreSQL', () => {
  let database: TestDatabase;
  let folder: string;
  let place: Database;
  let evidence: EvidenceFolder;
  const opened: Log[] = [];

  beforeAll(async () => {
    database = await makeDatabase();
    folder = mkdtempSync(join(tmpdir(), 'atalaya-pg-log-'));
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((log) => log.close()));
  });
  afterAll(async () => {
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A fresh log. */
  async function fresh(more: Partial<PostgresLogOptions> = {}): Promise<Log> {
    place = database.fresh();
    evidence = openEvidenceFolder(join(folder, place.schema), join(folder, 'scratch'));
    return again(more);
  }

  /** Another process's view of the same log. */
  async function again(more: Partial<PostgresLogOptions> = {}): Promise<Log> {
    const log = await openPostgresLog({
      database: place,
      evidence,
      signing: testSigning(),
      publishMs: 20,
      publishPatienceMs: 10_000,
      ...more,
    });
    opened.push(log);
    return log;
  }

  it('takes, answers and reads back', async () => {
    const log = await fresh();
    const first = await log.append(command('c1', 1_000, 'review/a', 1, 3));
    expect(first).toEqual({
      outcome: 'appended',
      positions: [0, 1, 2].map((index) => ({ index, stream: 'review/a', version: index + 1 })),
      duplicate: false,
    });
    expect(await log.append(command('c1', 9_000, 'review/other', 7))).toEqual({ ...first, duplicate: true });
    expect(await log.append(command('c2', 1_000, 'review/a', 3))).toEqual({
      outcome: 'conflict',
      stream: 'review/a',
      expectedVersion: 2,
      actualVersion: 3,
    });
    expect(await log.version('review/a')).toBe(3);
    expect(await log.version('review/none')).toBe(0);
    expect(await log.command('c1')).toEqual({ ...first, duplicate: true });
    expect(await log.command('c2')).toBeUndefined();
    const stored = await all(log.stream('review/a', 2));
    expect(stored.map(({ index, entry }) => [index, entry.version, entry.part, entry.parts])).toEqual([
      [1, 2, 1, 3],
      [2, 3, 2, 3],
    ]);
    const { ciphertext } = draft('review/a', 2).body as { ciphertext: Uint8Array }; // cast: drafts of the tests are sealed
    expect(stored[0]?.entry.body).toMatchObject({ form: 'sealed' });
    expect(Buffer.from((stored[0]?.entry.body as { ciphertext: Uint8Array }).ciphertext)).toEqual(
      Buffer.from(ciphertext),
    ); // cast: as above
  });

  it('publishes, empties the journal, and reads on from the bundles', async () => {
    const log = await fresh();
    for (let i = 0; i < 30; i += 1) await log.append(command(`c${i}`, 1_000 + i, 'review/a', 1 + i * 20, 20));
    const head = await log.publish();
    expect(head).toMatchObject({ size: 600, published: 600, troubles: [] });
    expect(await database.run(`SELECT count(*)::int AS n FROM ${place.schema}.journal`)).toEqual([{ n: 0 }]);
    const stored = await all(log.entries(0));
    expect(stored.map((it) => it.index)).toEqual(Array.from({ length: 600 }, (_, i) => i));
    expect(stored.map((it) => it.entry.version)).toEqual(Array.from({ length: 600 }, (_, i) => i + 1));
    await log.append(command('last', 5_000, 'review/b', 1));
    expect((await all(log.entries(595))).map((it) => it.index)).toEqual([595, 596, 597, 598, 599, 600]);
    expect((await all(log.entries(0, { stream: 'review/b' }))).map((it) => it.index)).toEqual([600]);
    expect((await all(log.entries(0, { fromUs: 1_001, toUs: 1_003 }))).map((it) => it.index)).toEqual(
      Array.from({ length: 40 }, (_, i) => i + 20),
    );
    expect(await all(log.entries(0, { kind: 'review.none' }))).toEqual([]);
  });
});
