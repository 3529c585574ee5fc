import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { openKeyring } from './files.ts';
import { x25519Raw } from './hpke.ts';
import { exportShare, heldShare, importShare, type SharePiece } from './share.ts';

const state = generateKeyPairSync('x25519').privateKey;
const statePublic = x25519Raw(state);
const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function places(): Promise<{ operator: string; own: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'share-'));
  folders.push(folder);
  return { operator: join(folder, 'operator'), own: join(folder, 'own') };
}

async function all(pieces: AsyncIterable<SharePiece>): Promise<SharePiece[]> {
  const list: SharePiece[] = [];
  for await (const piece of pieces) list.push(piece);
  return list;
}

async function everything(folder: string): Promise<Buffer> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  return Buffer.concat(
    await Promise.all(names.filter((it) => it.isFile()).map((it) => readFile(join(it.parentPath, it.name)))),
  );
}

it('gives a state exactly its compartments, which open alone', async () => {
  const { operator, own } = await places();
  const keys = await openKeyring(operator, { epochItems: 3 });
  const mine = await Promise.all(Array.from({ length: 7 }, (_, i) => keys.dataKey('MEX-A', `item-${i}`)));
  const other = await keys.dataKey('USA-A', 'item');
  const pieces = await all(exportShare(keys, ['MEX-A', 'MEX-NONE'], statePublic));
  expect(pieces.map(({ name }) => name)).toEqual([
    'MEX-A/00000001-00000001.0',
    'MEX-A/00000002-00000001.0',
    'MEX-A/00000003-00000001.0',
  ]);
  for (const { key } of mine)
    expect(Buffer.concat(pieces.map(({ bytes }) => bytes)).includes(Buffer.from(key))).toBe(false);
  await importShare(own, state, pieces);
  const share = await openKeyring(own, { epochItems: 3 });
  for (const { keyId, key } of mine) expect(await share.find('MEX-A', keyId)).toEqual(key);
  expect(await share.find('USA-A', other.keyId)).toBeUndefined();
  expect(await share.compartments()).toEqual(['MEX-A']);
});

it('brings only what is new, and goes on where it stopped', async () => {
  const { operator, own } = await places();
  const keys = await openKeyring(operator);
  await keys.dataKey('A', 'one');
  await importShare(own, state, exportShare(keys, ['A'], statePublic, await heldShare(own)));
  expect(await all(exportShare(keys, ['A'], statePublic, await heldShare(own)))).toEqual([]);
  const late = await Promise.all([keys.dataKey('A', 'two'), keys.dataKey('A', 'three')]);
  const pieces = await all(exportShare(keys, ['A'], statePublic, await heldShare(own)));
  expect(pieces.map(({ name }) => name)).toEqual(['A/00000001-00000001.1']);
  await importShare(own, state, pieces);
  await expect(importShare(own, state, pieces)).rejects.toMatchObject({ code: 'keyring-damaged' });
  const share = await openKeyring(own);
  for (const { keyId, key } of late) expect(await share.find('A', keyId)).toEqual(key);
});

it('takes a destruction along: nothing of it is left at the state, and what it held before opens nothing', async () => {
  const { operator, own } = await places();
  const keys = await openKeyring(operator);
  const [gone, stays] = await Promise.all([keys.dataKey('A', 'gone'), keys.dataKey('A', 'stays')]);
  await importShare(own, state, exportShare(keys, ['A'], statePublic));
  const former = (await readFile(join(own, 'A', '00000001-00000001.keys'))).subarray(24, 56);
  await keys.destroy([{ compartment: 'A', keyId: gone.keyId }]);
  await importShare(own, state, exportShare(keys, ['A'], statePublic, await heldShare(own)));
  expect((await readdir(join(own, 'A'))).sort()).toEqual(['00000001-00000002.keys', 'destroyed']);
  expect((await everything(own)).includes(former)).toBe(false);
  const share = await openKeyring(own);
  expect(await share.find('A', gone.keyId)).toBeUndefined();
  expect(await share.isDestroyed(gone.keyId)).toBe(true);
  expect(await share.find('A', stays.keyId)).toEqual(stays.key);
});

it('a state that took over only what was destroyed finishes that itself, and is brought in line after', async () => {
  const { operator, own } = await places();
  const keys = await openKeyring(operator);
  const [gone, stays] = await Promise.all([keys.dataKey('A', 'gone'), keys.dataKey('A', 'stays')]);
  await importShare(own, state, exportShare(keys, ['A'], statePublic));
  await keys.destroy([{ compartment: 'A', keyId: gone.keyId }]);
  const pieces = await all(exportShare(keys, ['A'], statePublic));
  await importShare(own, state, pieces.slice(0, 1));
  const alone = await openKeyring(own);
  expect(await alone.find('A', gone.keyId)).toBeUndefined();
  expect(await alone.find('A', stays.keyId)).toEqual(stays.key);
  const late = await keys.dataKey('A', 'late');
  await importShare(own, state, exportShare(keys, ['A'], statePublic, await heldShare(own)));
  const share = await openKeyring(own);
  expect(await share.find('A', late.keyId)).toEqual(late.key);
  expect(await readdir(join(own, 'A'))).toHaveLength(2);
});

it('opens with the right private key only, and takes any bytes without harm', async () => {
  const { operator, own } = await places();
  const keys = await openKeyring(operator);
  const { keyId, key } = await keys.dataKey('A', 'one');
  const [piece] = await all(exportShare(keys, ['A'], statePublic));
  if (piece === undefined) throw new Error('One piece was exported');
  const wrong = generateKeyPairSync('x25519').privateKey;
  await expect(importShare(own, wrong, [piece])).rejects.toMatchObject({ code: 'keyring-damaged' });
  await importShare(own, state, [piece]);
  const flip = fc.tuple(fc.nat({ max: piece.bytes.length - 1 }), fc.integer({ min: 1, max: 255 }));
  await fc.assert(
    fc.asyncProperty(flip, async ([at, mask]) => {
      const bytes = Uint8Array.from(piece.bytes);
      bytes[at] = (bytes[at] ?? 0) ^ mask;
      const taken = importShare(own, state, [{ name: piece.name, bytes }]);
      await expect(taken).rejects.toMatchObject({ code: 'keyring-damaged' });
    }),
    { numRuns: 60 },
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      await expect(importShare(own, state, [{ name: 'x', bytes }])).rejects.toMatchObject({ code: 'keyring-damaged' });
    }),
    { numRuns: 100 },
  );
  await importShare(own, state, [piece]);
  expect(await (await openKeyring(own)).find('A', keyId)).toEqual(key);
});
