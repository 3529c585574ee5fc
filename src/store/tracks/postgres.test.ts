import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tracksSuite } from '../../../test/conformance/tracks.ts';
import { makeDatabase, postgresUrl, type TestDatabase } from '../../../test/postgres.ts';
import { openPostgresTracks } from './postgres.ts';

describe.skipIf(postgresUrl === undefined)('tracks on PostgreSQL', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await makeDatabase();
  });
  afterAll(() => database?.drop());

  tracksSuite('in PostgreSQL', async () => {
    const place = database.fresh();
    return { open: () => openPostgresTracks({ database: place }), clear: async () => {} };
  });

  it('takes from several processes only what comes after the last', async () => {
    const place = database.fresh();
    const tracks = await Promise.all([1, 2, 3].map(() => openPostgresTracks({ database: place })));
    const key = { keyId: new Uint8Array(16), key: new Uint8Array(32) };
    const at = (timeUs: number) => ({ timeUs, latDeg: 31, lonDeg: -110, heightM: 1, headingDeg: 2, speedMS: 3 });
    const results = await Promise.allSettled(tracks.map((it) => it.append('N-1', key, 'A', [at(10), at(20)])));
    expect(results.filter((it) => it.status === 'fulfilled')).toHaveLength(1);
    for (const it of results)
      if (it.status === 'rejected') expect(it.reason).toMatchObject({ code: 'value-out-of-range' });
    expect(await database.terminate('atalaya tracks')).toBeGreaterThan(0);
    await expect
      .poll(() => tracks[0]?.aircraft().catch(() => undefined))
      .toEqual([{ aircraft: 'N-1', fromUs: 10, toUs: 20 }]);
    await Promise.all(tracks.map((it) => it.close()));
  });
});
