import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Attachment } from '../../src/account/entry-types.ts';
import type { Blobs } from '../../src/store/blobs/blobs.ts';
import { sealBlobs } from '../../src/store/blobs/sealed.ts';
import { sealedChunkBytes } from '../../src/store/blobs/sealing.ts';
import type { BlobStorage } from '../../src/store/blobs/storage.ts';

export interface BlobsUnderTest {
  readonly storage: BlobStorage;
  /** Puts other bytes where a blob lies, as damage or malice would. */
  tamper(sha256: Uint8Array, bytes: Uint8Array): Promise<void>;
  /** How many things lie in the storage, the unpublished among them. */
  count(): Promise<number>;
  clear(): Promise<void>;
}

const key = { keyId: new Uint8Array(16).fill(1), key: new Uint8Array(32).fill(2) };

/** Content that repeats nowhere within a chunk's length. */
function contentOf(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i += 1) bytes[i] = (i * 31 + (i >> 8) * 7 + (i >> 16) * 13) & 0xff;
  return bytes;
}

async function* pieces(content: Uint8Array, pieceBytes: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < content.length; at += pieceBytes) yield content.subarray(at, at + pieceBytes);
}

export async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

async function bytesOf(storage: BlobStorage, blob: Attachment): Promise<Uint8Array> {
  const bytes = await storage.readRange(blob.sha256, 0, blob.sizeBytes + 1);
  if (bytes === undefined) throw new Error('The blob is not there');
  return Uint8Array.from(bytes);
}

/** What every storage of blobs keeps to (src/store/blobs/). */
export function blobsSuite(name: string, make: () => Promise<BlobsUnderTest>): void {
  describe(`blobs: ${name}`, () => {
    let under: BlobsUnderTest | undefined;
    const start = async (): Promise<{ blobs: Blobs; it: BlobsUnderTest }> => {
      under = await make();
      return { blobs: sealBlobs(under.storage), it: under };
    };
    afterEach(() => under?.clear());

    it('gives back what was put, at lengths about the chunk', async () => {
      const { blobs, it } = await start();
      for (const length of [0, 1, 65_535, 65_536, 65_537, 131_072, 1_200_000]) {
        const content = contentOf(length);
        const blob = await blobs.put(key, pieces(content, 10_007));
        expect(blob.keyId).toEqual(key.keyId);
        const stored = await bytesOf(it.storage, blob);
        expect(stored.length).toBe(blob.sizeBytes);
        expect(new Uint8Array(createHash('sha256').update(stored).digest())).toEqual(blob.sha256);
        expect(Buffer.compare(await collect(blobs.get(key.key, blob)), content)).toBe(0);
        expect(await blobs.has(blob.sha256)).toBe(true);
        await blobs.remove(blob.sha256);
        expect(await blobs.has(blob.sha256)).toBe(false);
        await blobs.remove(blob.sha256);
        await expect(collect(blobs.get(key.key, blob))).rejects.toMatchObject({ code: 'log-damaged' });
      }
    });

    it('opens any range, reading only the chunks that it touches', async () => {
      const { it } = await start();
      let read = 0;
      const counting: BlobStorage = {
        ...methodsOf(it.storage),
        readRange: async (sha256, offset, length) => {
          const bytes = await it.storage.readRange(sha256, offset, length);
          read += bytes?.length ?? 0;
          return bytes;
        },
      };
      const blobs = sealBlobs(counting);
      const content = contentOf(400_000);
      const blob = await blobs.put(key, pieces(content, 65_536));
      const place = fc.integer({ min: -5, max: 400_100 });
      await fc.assert(
        fc.asyncProperty(place, place, async (from, to) => {
          read = 0;
          const expected = content.subarray(Math.max(0, from), Math.max(0, from, to));
          const found = await collect(blobs.get(key.key, blob, { from, to }));
          expect(Buffer.compare(found, expected)).toBe(0);
          const chunks = expected.length === 0 ? 0 : Math.ceil(to / 65_536) - Math.floor(Math.max(0, from) / 65_536);
          expect(read).toBeLessThanOrEqual(chunks === 0 ? 32 + sealedChunkBytes : 32 + chunks * sealedChunkBytes);
        }),
        { numRuns: 40 },
      );
    });

    it('refuses what was cut off, swapped, moved or changed, whole and in ranges', async () => {
      const { blobs, it } = await start();
      const content = contentOf(200_000);
      const blob = await blobs.put(key, pieces(content, 65_536));
      const bytes = await bytesOf(it.storage, blob);
      const chunk = (i: number): Uint8Array =>
        bytes.subarray(32 + i * sealedChunkBytes, 32 + (i + 1) * sealedChunkBytes);
      const salt = bytes.subarray(0, 32);
      const other = await bytesOf(it.storage, await blobs.put(key, pieces(content, 65_536)));
      const changed = Uint8Array.from(bytes);
      changed[100_000] = (changed[100_000] ?? 0) ^ 1;
      const bad: Record<string, Uint8Array> = {
        'cut within a chunk': bytes.subarray(0, bytes.length - 1),
        'cut at a chunk': bytes.subarray(0, 32 + 3 * sealedChunkBytes),
        swapped: Buffer.concat([salt, chunk(1), chunk(0), chunk(2), chunk(3)]),
        repeated: Buffer.concat([salt, chunk(0), chunk(0), chunk(2), chunk(3)]),
        'a chunk of another blob': Buffer.concat([salt, chunk(0), other.subarray(32 + sealedChunkBytes)]),
        'a changed bit': changed,
        'another salt': Buffer.concat([other.subarray(0, 32), bytes.subarray(32)]),
        empty: new Uint8Array(0),
      };
      for (const [how, instead] of Object.entries(bad)) {
        await it.tamper(blob.sha256, instead);
        await expect(collect(blobs.get(key.key, blob)), how).rejects.toMatchObject({ code: 'log-damaged' });
        const range = { from: 65_000, to: 199_999 };
        await expect(collect(blobs.get(key.key, blob, range)), how).rejects.toMatchObject({ code: 'log-damaged' });
      }
      // A shorter blob that is whole in itself, under an entry that says so: the last chunk's flag tells.
      await it.tamper(blob.sha256, bytes.subarray(0, 32 + 3 * sealedChunkBytes));
      const shorter = { ...blob, sizeBytes: 32 + 3 * sealedChunkBytes };
      await expect(collect(blobs.get(key.key, shorter))).rejects.toMatchObject({ code: 'log-damaged' });
      for (const sizeBytes of [0, 31, 47, 32 + sealedChunkBytes + 16, Number.NaN]) {
        await expect(collect(blobs.get(key.key, { ...blob, sizeBytes }))).rejects.toMatchObject({
          code: 'log-damaged',
        });
      }
      await it.tamper(blob.sha256, other);
      await expect(collect(blobs.get(key.key, blob))).rejects.toMatchObject({ code: 'log-damaged' });
      await it.tamper(blob.sha256, bytes);
      await expect(collect(blobs.get(new Uint8Array(32), blob))).rejects.toMatchObject({ code: 'log-damaged' });
      expect(Buffer.compare(await collect(blobs.get(key.key, blob)), content)).toBe(0);
    });

    it('leaves nothing behind when the content breaks off, and tells the name before it stands', async () => {
      const { blobs, it } = await start();
      async function* broken(): AsyncIterable<Uint8Array> {
        yield contentOf(100_000);
        throw new Error('the source broke off');
      }
      await expect(blobs.put(key, broken())).rejects.toThrow('the source broke off');
      expect(await it.count()).toBe(0);
      const noting = blobs.put(key, pieces(contentOf(10), 10), async ({ sha256 }) => {
        expect(await blobs.has(sha256)).toBe(false);
        throw new Error('could not be noted');
      });
      await expect(noting).rejects.toThrow('could not be noted');
      expect(await it.count()).toBe(0);
    });
  });
}

/** A storage's methods as an object of their own, to be replaced one by one. */
function methodsOf(storage: BlobStorage): BlobStorage {
  return {
    stage: () => storage.stage(),
    readRange: (sha256, offset, length) => storage.readRange(sha256, offset, length),
    has: (sha256) => storage.has(sha256),
    remove: (sha256) => storage.remove(sha256),
  };
}
