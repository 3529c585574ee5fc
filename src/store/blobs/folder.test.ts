import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { blobsSuite } from '../../../test/conformance/blobs.ts';
import { blobPath } from '../../account/tile.ts';
import { openBlobFolder } from './folder.ts';

async function files(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

blobsSuite('in a folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'blobs-'));
  const evidence = join(folder, 'evidence');
  const storage = await openBlobFolder(evidence, join(folder, 'scratch'));
  return {
    storage,
    tamper: (sha256, bytes) => writeFile(join(evidence, blobPath(sha256)), bytes),
    count: async () => (await files(folder)).length,
    clear: () => rm(folder, { recursive: true }),
  };
});

it('what a process that ended left staged is removed at the next start, and nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'blobs-'));
  await writeFile(join(folder, '99-0.blob'), 'half');
  await writeFile(join(folder, '99-0.part'), 'of the evidence');
  await openBlobFolder(join(folder, 'evidence'), folder);
  expect(await files(folder)).toEqual(['99-0.part']);
  await rm(folder, { recursive: true });
});

it('a scratch folder that cannot be made is said so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'blobs-'));
  await writeFile(join(folder, 'file'), '');
  await expect(openBlobFolder(folder, join(folder, 'file', 'scratch'))).rejects.toMatchObject({
    code: 'file-unwritable',
  });
  await rm(folder, { recursive: true });
});
