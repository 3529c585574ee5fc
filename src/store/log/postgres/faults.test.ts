import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FlakyProxy, startFlakyProxy } from '../../../../test/flaky-proxy.ts';
import { command } from '../../../../test/log-subject.ts';
import { postgresUrl } from '../../../../test/postgres.ts';
import { all, faultsOf, postgresLogs } from '../../../../test/postgres-log.ts';
import { startS3Server } from '../../../../test/s3-server.ts';
import { openS3Evidence } from '../../evidence/s3.ts';
import type { Log } from '../log.ts';

const quick = { connectMs: 1_000, statementMs: 1_000 };

/** Appends commands of one stream in turn, each again until it is answered; gives how often it had to. */
async function insist(log: Log, stream: string, count: number, faults: Set<string>): Promise<number> {
  let repeats = 0;
  for (let i = 1; i <= count; i += 1) {
    for (;;) {
      try {
        const result = await log.append(command(`${stream} ${i}`, 1_000, stream, i));
        if (result.outcome === 'conflict') throw new Error(`${stream} ${i} is in conflict at ${result.actualVersion}`);
        break;
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
        faults.add(code);
        if (code !== 'log-failed') throw error;
        repeats += 1;
        await wait(20);
      }
    }
  }
  return repeats;
}

describe.skipIf(postgresUrl === undefined)('log on PostgreSQL when things go wrong', () => {
  const { fresh, again, place, database } = postgresLogs();
  let proxy: FlakyProxy;
  beforeAll(async () => {
    proxy = await startFlakyProxy(Number(new URL(postgresUrl ?? 'postgres://x:5432').port || 5432));
  });
  afterAll(() => proxy.close());

  /** The same log, reached through the proxy. */
  const throughProxy = (): Promise<Log> => {
    const url = new URL(place().url);
    url.port = String(proxy.port);
    return again({ database: { ...place(), url: url.href }, patience: quick });
  };

  it('has one order for several writers, without a gap', async () => {
    const logs = [await fresh(), await again(), await again()];
    const faults = new Set<string>();
    await Promise.all(
      logs.flatMap((log, l) => Array.from({ length: 20 }, (_, s) => insist(log, `review/s-${l}-${s}`, 10, faults))),
    );
    // Of a command sent through all at once, one takes it and the others get its answer; of versions in conflict, one wins.
    const same = await Promise.all(logs.map((log) => log.append(command('same', 2_000, 'review/same', 1, 2))));
    expect(new Set(same.map((it) => (it.outcome === 'appended' ? it.positions[0]?.index : -1))).size).toBe(1);
    expect(same.filter((it) => it.outcome === 'appended' && !it.duplicate)).toHaveLength(1);
    const rivals = await Promise.all(logs.map((log, l) => log.append(command(`rival ${l}`, 2_000, 'review/rival', 1))));
    expect(rivals.filter((it) => it.outcome === 'appended')).toHaveLength(1);
    const stored = await all((logs[1] ?? logs[0]!).entries(0));
    expect(stored).toHaveLength(603);
    expect(faultsOf(stored)).toEqual([]);
    expect([...faults]).toEqual([]);
    const head = await logs[2]?.publish();
    expect(head).toMatchObject({ size: 603, published: 603 });
  });

  it('goes on by itself after its connections were ended, again and again', async () => {
    const log = await fresh({ patience: quick });
    const faults = new Set<string>();
    let working = true;
    const breaking = (async () => {
      let broken = 0;
      while (working) {
        broken += await database().terminate('atalaya ');
        await wait(40);
      }
      return broken;
    })();
    const repeats = await Promise.all(Array.from({ length: 10 }, (_, s) => insist(log, `review/s-${s}`, 40, faults)));
    working = false;
    expect(await breaking).toBeGreaterThan(5);
    expect(repeats.reduce((a, b) => a + b)).toBeGreaterThan(0);
    expect([...faults]).toEqual(['log-failed']);
    const heard: number[] = [];
    log.subscribe((size) => heard.push(size));
    await expect
      .poll(() => log.publish(), { timeout: 10_000 })
      .toMatchObject({ size: 400, published: 400, troubles: [] });
    const stored = await all(log.entries(0));
    expect(stored).toHaveLength(400);
    expect(faultsOf(stored)).toEqual([]);
    const other = await again();
    await other.append(command('after', 9_000, 'review/after', 1));
    await expect.poll(() => heard.at(-1), { timeout: 5_000 }).toBe(401);
  });

  it('fails in words while the database is away, and goes on when it is back', async () => {
    await fresh();
    const log = await throughProxy();
    await log.append(command('c1', 1_000, 'review/a', 1));
    proxy.set('broken');
    await expect(log.append(command('c2', 1_000, 'review/a', 2))).rejects.toMatchObject({
      code: 'log-failed',
      message: expect.stringContaining('nothing of the command was appended'),
    });
    await expect(log.version('review/a')).rejects.toMatchObject({ code: 'log-failed' });
    await expect(log.head()).rejects.toMatchObject({ code: 'log-failed' });
    proxy.set('open');
    expect(await log.append(command('c2', 1_000, 'review/a', 2))).toMatchObject({
      outcome: 'appended',
      duplicate: false,
    });
    expect(await log.publish()).toMatchObject({ size: 2, published: 2 });
  });

  it('does not wait for ever for a database that has fallen silent', async () => {
    await fresh();
    const log = await throughProxy();
    await log.append(command('c1', 1_000, 'review/a', 1));
    proxy.set('silent');
    await expect(log.append(command('c2', 1_000, 'review/a', 2))).rejects.toMatchObject({ code: 'log-failed' });
    proxy.set('open');
    expect(await log.append(command('c2', 1_000, 'review/a', 2))).toMatchObject({ outcome: 'appended' });
    expect(await log.version('review/a')).toBe(2);
  });

  it('says that it does not know where the answer to a commit was lost, and answers the same command', async () => {
    await fresh();
    const log = await throughProxy();
    proxy.set('commit-unanswered');
    await expect(log.append(command('c1', 1_000, 'review/a', 1, 3))).rejects.toMatchObject({
      code: 'log-failed',
      message: expect.stringContaining('it is not known whether'),
    });
    proxy.set('open');
    expect(await log.append(command('c1', 1_000, 'review/a', 1, 3))).toMatchObject({
      outcome: 'appended',
      duplicate: true,
    });
    expect((await all(log.entries(0))).map((it) => it.index)).toEqual([0, 1, 2]);
  });

  it('publishes on when whoever published is gone', async () => {
    const first = await fresh();
    await first.append(command('c1', 1_000, 'review/a', 1, 300));
    await first.publish();
    const second = await again();
    await second.append(command('c2', 1_000, 'review/b', 1, 5));
    expect(await second.publish()).toMatchObject({ published: 305 });
    await first.close();
    await second.append(command('c3', 1_000, 'review/c', 1, 300));
    expect(await second.publish()).toMatchObject({ published: 605, troubles: [] });
    expect(faultsOf(await all(second.entries(0)))).toEqual([]);
  });

  it('refuses to go on from a database that stands before where it was', async () => {
    const log = await fresh();
    await log.append(command('c1', 1_000, 'review/a', 1, 3));
    await log.publish();
    const { schema } = place();
    await database().run(`DELETE FROM ${schema}.entry WHERE position >= 2`);
    await database().run(`UPDATE ${schema}.head SET size = 2`);
    await expect(log.append(command('c2', 1_000, 'review/a', 3))).rejects.toMatchObject({ code: 'rolled-back' });
    // Another process knows it from the evidence.
    await log.close();
    const other = await again({ publishPatienceMs: 300 });
    await expect
      .poll(async () => (await other.head()).troubles.join())
      .toContain('holds 2 entries where the log already had 3');
  });

  it('keeps everything while the storage of the evidence is away, and publishes it when it is back', async () => {
    const server = await startS3Server();
    const patience = { silenceMs: 300, requestMs: 1_000, attempts: 2, backoffMs: 5 };
    const evidence = openS3Evidence({ ...server.place, patience, prefix: 'log/' });
    const log = await fresh({ evidence, publishPatienceMs: 1_500 });
    try {
      await log.append(command('c1', 1_000, 'review/a', 1, 300));
      expect(await log.publish()).toMatchObject({ published: 300, troubles: [] });
      await server.breakOff();
      expect(await log.append(command('c2', 1_000, 'review/a', 301, 300))).toMatchObject({ outcome: 'appended' });
      await expect(log.publish()).rejects.toMatchObject({
        code: 'log-failed',
        message: expect.stringMatching(/300 acknowledged entries are not yet published: .*storage/),
      });
      expect((await log.head()).troubles.join()).toContain('storage');
      // What the evidence does not hold is still read, and what it holds fails in words.
      expect((await all(log.stream('review/a', 400))).length).toBe(201);
      await expect(all(log.stream('review/a', 1))).rejects.toMatchObject({ code: 'log-failed' });
      await server.start();
      await expect
        .poll(() => log.publish().catch(() => undefined), { timeout: 10_000 })
        .toMatchObject({ published: 600, troubles: [] });
      expect(faultsOf(await all(log.entries(0)))).toEqual([]);
      expect(await all(log.entries(0))).toHaveLength(600);
    } finally {
      await log.close();
      evidence.close();
      await server.close();
    }
  });
});
