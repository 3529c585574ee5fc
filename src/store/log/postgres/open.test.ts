import { describe, expect, it } from 'vitest';
import { command, draft, testSigning } from '../../../../test/log-subject.ts';
import { postgresUrl } from '../../../../test/postgres.ts';
import { all, postgresLogs } from '../../../../test/postgres-log.ts';
import type { Database } from './connection.ts';
import { openPostgresLog } from './open.ts';
import { type RebuildOptions, rebuildPostgresLog } from './rebuild.ts';

describe.skipIf(postgresUrl === undefined)('log on PostgreSQL', () => {
  const { fresh, again, place, database, evidence } = postgresLogs();

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
    const [asked, found] = [draft('review/a', 2).body, stored[0]?.entry.body];
    expect(asked.form === 'sealed' && Buffer.from(asked.ciphertext)).toEqual(
      found?.form === 'sealed' && Buffer.from(found.ciphertext),
    );
  });

  it('publishes, empties the journal, and reads on from the bundles', async () => {
    const log = await fresh();
    for (let i = 0; i < 30; i += 1) await log.append(command(`c${i}`, 1_000 + i, 'review/a', 1 + i * 20, 20));
    const head = await log.publish();
    expect(head).toMatchObject({ size: 600, published: 600, troubles: [] });
    expect(await database().run(`SELECT count(*)::int AS n FROM ${place().schema}.journal`)).toEqual([{ n: 0 }]);
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

  it('is opened by several at once, and refused where the tables are newer', async () => {
    await fresh();
    const bare = { database: database().fresh(), evidence: evidence() };
    const logs = await Promise.all([1, 2, 3, 4].map(() => openPostgresLog(bare)));
    await logs[0]?.append(command('c', 1, 'review/a', 1));
    expect(await logs[3]?.version('review/a')).toBe(1);
    await Promise.all(logs.map((log) => log.close()));
    await database().run(`INSERT INTO ${bare.database.schema}.migration (step) VALUES (99)`);
    await expect(openPostgresLog(bare)).rejects.toMatchObject({
      code: 'log-failed',
      message: expect.stringContaining('newer version (99)'),
    });
  });

  it('tells of each group, in every process', async () => {
    const log = await fresh();
    const other = await again({ signing: undefined });
    const heard: number[] = [];
    const end = other.subscribe((size) => heard.push(size));
    for (let i = 1; i <= 5; i += 1) await log.append(command(`c${i}`, i, 'review/a', i));
    await expect.poll(() => heard.at(-1)).toBe(5);
    expect(heard).toEqual([...heard].sort((a, b) => a - b));
    end();
    await log.append(command('c6', 6, 'review/a', 6));
    await log.publish();
    expect(heard.at(-1)).toBe(5);
  });

  it('raises a time that lies a little behind, and refuses one that lies more', async () => {
    const log = await fresh();
    await log.append(command('c1', 20_000_000, 'review/a', 1));
    await log.append(command('c2', 15_000_000, 'review/a', 2));
    await expect(log.append(command('c3', 14_999_999, 'review/a', 3))).rejects.toMatchObject({
      code: 'clock-backwards',
    });
    // One that is refused takes no other of its group with it.
    const results = await Promise.allSettled([
      log.append(command('c4', 21_000_000, 'review/a', 3)),
      log.append(command('c5', 1, 'review/b', 1)),
      log.append({ commandId: 'c6', timeUs: 21_000_000, drafts: [{ ...draft('review/c', 1), stream: 'No Stream' }] }),
      log.append({ commandId: 'c7', timeUs: 21_000_000, drafts: [] }),
      log.append(command('c8', 22_000_000, 'review/a', 4)),
    ]);
    expect(results.map((it) => (it.status === 'fulfilled' ? it.value.outcome : it.reason.code))).toEqual([
      'appended',
      'clock-backwards',
      'value-out-of-range',
      'value-out-of-range',
      'appended',
    ]);
    const stored = await all(log.entries(0));
    expect(stored.map((it) => it.entry.timeUs)).toEqual([20_000_000, 20_000_000, 21_000_000, 22_000_000]);
  });

  it('is made anew from evidence and journal, in place or in an empty database', async () => {
    const log = await fresh({ publishMs: 20 });
    for (let i = 0; i < 30; i += 1)
      await log.append(command(`c${i}`, 1_000 + i, `review/${i % 7}`, 1 + Math.floor(i / 7) * 20, 20));
    await log.publish();
    const { origin, key } = testSigning();
    const elsewhere = database().fresh();
    const rebuild = (where: Database) => rebuildPostgresLog({ database: where, evidence: evidence(), origin, key });
    await expect(rebuild(place())).rejects.toMatchObject({
      code: 'log-failed',
      message: 'a process of this log is publishing',
    });
    await log.close();
    const quiet = await again({ signing: undefined });
    await quiet.append(command('unpublished', 2_000, 'review/late', 1, 5));
    const before = await all(quiet.entries(0));
    const tables = await database().run(`SELECT * FROM ${place().schema}.entry ORDER BY position`);
    await database().run(`DELETE FROM ${place().schema}.entry WHERE position % 3 = 0`);
    await database().run(`UPDATE ${place().schema}.entry SET kind = 'wrong'`);
    expect(await rebuild(place())).toBe(605);
    expect(await database().run(`SELECT * FROM ${place().schema}.entry ORDER BY position`)).toEqual(tables);
    expect(await all(quiet.entries(0))).toEqual(before);
    expect(await quiet.append(command('c3', 1, 'review/3', 1))).toMatchObject({ duplicate: true });
    // The database is lost: the evidence has all but what was never published.
    expect(await rebuild(elsewhere)).toBe(600);
    const anew = await again({ database: elsewhere });
    expect(await all(anew.entries(0))).toEqual(before.slice(0, 600));
    await anew.append(command('next', 3_000, 'review/late', 1));
    expect(await anew.publish()).toMatchObject({ size: 601, published: 601, troubles: [] });
  });

  it('is not made anew from evidence that does not hold together', async () => {
    const log = await fresh();
    await log.append(command('c1', 1_000, 'review/a', 1, 300));
    await log.publish();
    await log.close();
    const { origin, key } = testSigning();
    const rebuild = (other: Partial<RebuildOptions> = {}) =>
      rebuildPostgresLog({ database: place(), evidence: evidence(), origin, key, ...other });
    await expect(rebuild({ origin: 'log.test/other' })).rejects.toMatchObject({ code: 'log-damaged' });
    const name = 'tile/entries/000';
    const bundle = await evidence().read(name);
    if (bundle === undefined) throw new Error('the bundle was published');
    const spoilt = Uint8Array.from(bundle);
    // The last byte of the last entry's ciphertext, so that it still decodes.
    spoilt[spoilt.length - 1] = (spoilt.at(-1) ?? 0) ^ 1;
    await evidence().remove(name);
    await evidence().write(name, spoilt);
    await expect(rebuild()).rejects.toMatchObject({ code: 'log-damaged' });
    await evidence().remove(name);
    await expect(rebuild()).rejects.toMatchObject({ code: 'log-damaged' });
    await evidence().write(name, bundle);
    // What was not made anew is as it was.
    const [row] = await database().run(`SELECT count(*)::int AS n FROM ${place().schema}.entry`);
    expect(row).toEqual({ n: 300 });
    expect(await rebuild()).toBe(300);
  });
});
