import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testSigner } from '../../../test/conformance/log-key.ts';
import { checkpointBytes, signCheckpoint } from '../../account/checkpoint.ts';
import { noteEd25519 } from '../../account/format.ts';
import { makeVerifierKey } from '../../account/note.ts';
import { sha256 } from '../hashing.ts';
import { findCheckpoint, originOf, readCheckpoint } from './checkpoint.ts';
import { openDataFolder } from './data-folder.ts';

const origin = 'log.test/checkpoint';
const signer = testSigner(origin);
const key = makeVerifierKey(origin, noteEd25519, signer.publicKey, sha256);

function bytesOf(size: number): Uint8Array {
  return checkpointBytes(
    signCheckpoint({ origin, size, root: new Uint8Array(32).fill(size), extensions: [] }, key, signer.sign),
  );
}

describe('the checkpoint of a folder', () => {
  let folder: string;
  const put = (name: string, bytes: Uint8Array | string) => writeFile(join(folder, 'evidence', name), bytes);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atalaya-checkpoint-'));
    await mkdir(join(folder, 'evidence'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is the published one, else the one that waits for cosignatures, else none', async () => {
    expect(await findCheckpoint(folder)).toBeUndefined();
    expect(await originOf(join(folder, 'nowhere'))).toBeUndefined();
    await expect(readCheckpoint(folder)).rejects.toMatchObject({ code: 'not-ready', where: folder });
    await put('checkpoint.pending', bytesOf(2));
    expect((await readCheckpoint(folder)).checkpoint.size).toBe(2);
    await put('checkpoint', bytesOf(1));
    expect(await readCheckpoint(folder)).toMatchObject({ checkpoint: { origin, size: 1 }, signers: [origin] });
    expect(new Uint8Array((await readCheckpoint(folder)).bytes)).toEqual(bytesOf(1));
    expect(await originOf(folder)).toBe(origin);
  });

  it('is not looked for in a file', async () => {
    await put('file', '');
    expect(await originOf(join(folder, 'evidence', 'file'))).toBeUndefined();
  });

  it('that is damaged or cannot be read is no missing log: nothing is founded in its place', async () => {
    await put('checkpoint.pending', bytesOf(2));
    for (const bad of ['', 'no note', `${origin}\n1\n`, `log\n-1\nAAAA\n\n\u2014 ${origin} AAAAAAAA\n`]) {
      await put('checkpoint', bad);
      const where = join(folder, 'evidence', 'checkpoint');
      await expect(originOf(folder), JSON.stringify(bad)).rejects.toMatchObject({ code: 'log-damaged', where });
      const founding = openDataFolder({ folder, origin: 'log.test/other', now: () => 0 });
      await expect(founding).rejects.toMatchObject({ code: 'log-damaged', where });
    }
    await rm(join(folder, 'evidence', 'checkpoint'));
    await mkdir(join(folder, 'evidence', 'checkpoint'));
    await expect(originOf(folder)).rejects.toMatchObject({ code: 'EISDIR' });
  });
});
