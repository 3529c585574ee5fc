import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDatabase, postgresUrl, type TestDatabase } from '../../../test/postgres.ts';
import { all } from '../../../test/postgres-log.ts';
import { type S3Server, startS3Server } from '../../../test/s3-server.ts';
import { openS3Evidence } from '../evidence/s3.ts';
import type { Command } from '../memory/memory.ts';
import { openServerStore, rebuildServerStore, type ServerStoreOptions } from './server-store.ts';

const nowUs = 1_790_000_000_000_000;
const compartment = 'USA-NAS';

describe.skipIf(postgresUrl === undefined)('the store of a service', () => {
  let database: TestDatabase;
  let server: S3Server;
  let folder: string;
  beforeAll(async () => {
    database = await makeDatabase();
    server = await startS3Server();
    folder = await mkdtemp(join(tmpdir(), 'atalaya-server-'));
  });
  afterAll(async () => {
    await database?.drop();
    await server?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  it.each(['a folder', 'a bucket'])('remembers, deletes and is rebuilt, with its evidence in %s', async (where) => {
    const place = database.fresh();
    const bucket = { ...server.place, prefix: `${place.schema}/` };
    const options: ServerStoreOptions = {
      folder: join(folder, place.schema),
      origin: 'log.test/server',
      database: place,
      witnesses: [],
      now: () => nowUs,
      publishMs: 20,
      alone: true,
      ...(where === 'a bucket' ? { bucket } : {}),
    };
    const command = (commandId: string, version: number, stream: string, content: string): Command => ({
      commandId,
      timeUs: nowUs,
      actor: { role: 'analyst', state: 'USA', agency: 'NAS' },
      expected: new Map([[stream, version]]),
      facts: [{ stream, kind: 'find.noted', compartment, content: new TextEncoder().encode(content) }],
    });
    let store = await openServerStore(options);
    await store.memory.remember(command('c1', 0, 'find/kept', 'a word'));
    await store.memory.remember(command('c2', 0, 'find/gone', 'x'.repeat(9_000)));
    await store.memory.saveSnapshot('find/kept', compartment, 'find/kept', 1, new TextEncoder().encode('folded'));
    await store.log.publish();
    await store.close();
    store = await openServerStore(options);
    const shown = async (stream: string): Promise<string[]> =>
      (await all(store.memory.recall(stream))).map(({ content }) =>
        content.known === 'yes' ? new TextDecoder().decode(content.bytes) : content.why,
      );
    expect(await shown('find/kept')).toEqual(['a word']);
    expect(await shown('find/gone')).toEqual(['x'.repeat(9_000)]);
    expect((await store.memory.loadSnapshot('find/kept'))?.version).toBe(1);
    const { facts: _facts, expected: _expected, ...order } = command('c3', 0, 'find/gone', '');
    await store.memory.forget(order, compartment, 'find/gone', 'retention-1');
    expect(await shown('find/gone')).toEqual(['destroyed']);
    if (where === 'a bucket') {
      const evidence = openS3Evidence(bucket);
      expect(await all(evidence.list('blob/'))).toEqual([]);
      evidence.close();
    }
    const { size } = await store.log.publish();
    await store.close();
    await database.run(`DELETE FROM ${place.schema}.entry`);
    expect(await rebuildServerStore(options, () => {})).toBe(size);
    store = await openServerStore(options);
    expect(await shown('find/kept')).toEqual(['a word']);
    expect(await shown('find/gone')).toEqual(['destroyed']);
    expect(await store.log.head()).toMatchObject({ size, published: size });
    await store.close();
  });

  it('is refused, and lets go of everything, where there is no log and no origin', async () => {
    const options = { folder: join(folder, 'none'), database: database.fresh(), witnesses: [], now: () => nowUs };
    await expect(openServerStore(options)).rejects.toMatchObject({ code: 'usage' });
  });
});
