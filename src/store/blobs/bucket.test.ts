import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { blobsSuite } from '../../../test/conformance/blobs.ts';
import { type S3Server, startS3Server } from '../../../test/s3-server.ts';
import { blobPath } from '../../account/tile.ts';
import { openS3Evidence, type S3Evidence } from '../evidence/s3.ts';
import { openBlobBucket } from './bucket.ts';
import { sealBlobs } from './sealed.ts';

let server: S3Server;
let count = 0;
beforeAll(async () => {
  server = await startS3Server();
});
afterAll(() => server.close());

async function names(evidence: S3Evidence): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const name of evidence.list('')) found.push(name);
  return found;
}

blobsSuite('in a bucket', async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'blobs-'));
  const evidence = openS3Evidence({ ...server.place, prefix: `blobs-${count++}/` });
  return {
    storage: await openBlobBucket(evidence, scratch),
    // One byte instead of none: the tests' S3 server does not answer for a range of an empty object.
    tamper: (sha256, bytes) => evidence.replace(blobPath(sha256), bytes.length === 0 ? new Uint8Array(1) : bytes),
    count: async () => (await names(evidence)).length + (await readdir(scratch)).length,
    clear: async () => {
      evidence.close();
      await rm(scratch, { recursive: true });
    },
  };
});

it('a blob that cannot be stored is an error in words, and leaves nothing', async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'blobs-'));
  const patience = { silenceMs: 300, requestMs: 1_000, attempts: 2, backoffMs: 5 };
  const evidence = openS3Evidence({ ...server.place, patience, bucket: 'nowhere', prefix: '' });
  const blobs = sealBlobs(await openBlobBucket(evidence, scratch));
  async function* content(): AsyncIterable<Uint8Array> {
    yield new Uint8Array(100);
  }
  const key = { keyId: new Uint8Array(16), key: new Uint8Array(32) };
  await expect(blobs.put(key, content())).rejects.toMatchObject({
    code: 'log-failed',
    message: expect.stringContaining('NoSuchBucket'),
  });
  expect(await readdir(scratch)).toEqual([]);
  evidence.close();
  await rm(scratch, { recursive: true });
});
