import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tracksSuite } from '../../../test/conformance/tracks.ts';
import { openSqliteTracks } from './sqlite.ts';

tracksSuite('in a SQLite file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tracks-'));
  return { open: () => openSqliteTracks(join(folder, 'tracks.db')), clear: () => rm(folder, { recursive: true }) };
});

it('keeps no position in the open', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tracks-'));
  const path = join(folder, 'tracks.db');
  const tracks = await openSqliteTracks(path);
  const key = { keyId: new Uint8Array(16), key: new Uint8Array(32) };
  const at = { timeUs: 1, latDeg: 31.123456, lonDeg: -110.5, heightM: 2_000.125, headingDeg: 1, speedMS: 50 };
  await tracks.append('N-1', key, 'A', [at]);
  await tracks.close();
  const plain = Buffer.alloc(8);
  plain.writeDoubleBE(at.latDeg);
  const bytes = await readFile(path);
  expect(bytes.includes(plain)).toBe(false);
  expect(bytes.includes('N-1')).toBe(true);
  await rm(folder, { recursive: true });
});
