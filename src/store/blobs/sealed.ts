import { createHash, randomBytes } from 'node:crypto';
import type { Attachment } from '../../account/entry-types.ts';
import { equalBytes } from '../../account/equal.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { DataKey, RandomBytes } from '../keys/keys.ts';
import type { Blobs } from './blobs.ts';
import { blobShape, chunkBytes, chunkKey, openChunk, saltBytes, sealedChunkBytes, sealStream } from './sealing.ts';
import type { BlobStorage } from './storage.ts';

/** Chunks read from the storage at once: a request to a bucket costs more than what it brings. */
const chunksAtOnce = 16;

function damaged(blob: Attachment, what: string): AtalayaError {
  const name = Buffer.from(blob.sha256).toString('hex');
  const cure = 'Run atalaya verify; take the blob from a replica, where one holds it.';
  return new AtalayaError('log-damaged', what, `blob ${name}`, cure);
}

class SealedBlobs implements Blobs {
  readonly #storage: BlobStorage;
  readonly #random: RandomBytes;

  constructor(storage: BlobStorage, random: RandomBytes) {
    this.#storage = storage;
    this.#random = random;
  }

  async put(
    { keyId, key }: DataKey,
    content: AsyncIterable<Uint8Array>,
    beforeStored?: (blob: Attachment) => Promise<void>,
  ): Promise<Attachment> {
    const staged = await this.#storage.stage();
    try {
      const hash = createHash('sha256');
      let sizeBytes = 0;
      for await (const piece of sealStream(key, this.#random(saltBytes), content)) {
        hash.update(piece);
        sizeBytes += piece.length;
        await staged.write(piece);
      }
      const blob = { sha256: new Uint8Array(hash.digest()), sizeBytes, keyId };
      await beforeStored?.(blob);
      await staged.publish(blob.sha256, sizeBytes);
      return blob;
    } catch (error) {
      await staged.abandon();
      throw error;
    }
  }

  async *get(dataKey: Uint8Array, blob: Attachment, range?: { readonly from: number; readonly to: number }) {
    const shape = blobShape(blob.sizeBytes);
    if (shape === undefined) throw damaged(blob, `No blob has ${blob.sizeBytes} bytes`);
    const from = Math.max(0, range?.from ?? 0);
    const to = Math.min(shape.contentBytes, range?.to ?? shape.contentBytes);
    const whole = range === undefined ? createHash('sha256') : undefined;
    if (whole === undefined && from >= to) return;
    const salt = await this.#read(blob, 0, saltBytes);
    whole?.update(salt);
    const key = chunkKey(dataKey, salt);
    const [first, end] = [Math.floor(from / chunkBytes), Math.max(1, Math.ceil(to / chunkBytes))];
    for (let chunk = first; chunk < end; ) {
      const count = Math.min(chunksAtOnce, end - chunk);
      const start = saltBytes + chunk * sealedChunkBytes;
      const bytes = await this.#read(blob, start, Math.min(count * sealedChunkBytes, blob.sizeBytes - start));
      whole?.update(bytes);
      for (let i = 0; i < count; i += 1, chunk += 1) {
        const sealed = bytes.subarray(i * sealedChunkBytes, (i + 1) * sealedChunkBytes);
        const content = openChunk(key, chunk, chunk === shape.chunks - 1, sealed);
        if (content === undefined) throw damaged(blob, `Chunk ${chunk} of a blob does not open`);
        const skipped = Math.max(0, from - chunk * chunkBytes);
        yield new Uint8Array(content.subarray(skipped, Math.max(skipped, to - chunk * chunkBytes)));
      }
    }
    if (whole !== undefined && !equalBytes(whole.digest(), blob.sha256))
      throw damaged(blob, 'A blob is another than it is named for');
  }

  has(sha256: Uint8Array): Promise<boolean> {
    return this.#storage.has(sha256);
  }

  remove(sha256: Uint8Array): Promise<void> {
    return this.#storage.remove(sha256);
  }

  async #read(blob: Attachment, offset: number, length: number): Promise<Uint8Array> {
    const bytes = await this.#storage.readRange(blob.sha256, offset, length);
    if (bytes === undefined) throw damaged(blob, 'A blob is missing');
    if (bytes.length !== length) throw damaged(blob, 'A blob is shorter than the log says');
    return bytes;
  }
}

/** Blobs over any storage of ciphertext; randomness is the system's where nothing else is said. */
export function sealBlobs(storage: BlobStorage, random: RandomBytes = randomBytes): Blobs {
  return new SealedBlobs(storage, random);
}
