import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { blobPath } from '../../account/tile.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { S3Evidence } from '../evidence/s3.ts';
import { unwritable } from '../unwritable.ts';
import type { BlobStorage, StagedBlob } from './storage.ts';

const ending = '.upload';

/** Ciphertext gathered in a file, for its name is known only at its end, and an object is sent under its name. */
class StagedUpload implements StagedBlob {
  readonly #evidence: S3Evidence;
  readonly #path: string;
  readonly #handle: FileHandle;
  #written = 0;
  #gone = false;

  constructor(evidence: S3Evidence, path: string, handle: FileHandle) {
    this.#evidence = evidence;
    this.#path = path;
    this.#handle = handle;
  }

  async write(ciphertext: Uint8Array): Promise<void> {
    try {
      await this.#handle.writeFile(ciphertext);
      this.#written += ciphertext.length;
    } catch (error) {
      throw unwritable(error, this.#path);
    }
  }

  async publish(sha256: Uint8Array, sizeBytes: number): Promise<void> {
    if (this.#written !== sizeBytes) {
      const what = `${this.#written} bytes were written of a blob of ${sizeBytes}`;
      throw new AtalayaError('internal', what, this.#path, 'Report this as a fault.');
    }
    await this.#evidence.writeFile(blobPath(sha256), this.#path);
    await this.abandon();
  }

  async abandon(): Promise<void> {
    if (this.#gone) return;
    this.#gone = true;
    await this.#handle.close();
    await rm(this.#path, { force: true });
  }
}

class BlobBucket implements BlobStorage {
  readonly #evidence: S3Evidence;
  readonly #scratch: string;
  #count = 0;

  constructor(evidence: S3Evidence, scratch: string) {
    this.#evidence = evidence;
    this.#scratch = scratch;
  }

  async stage(): Promise<StagedBlob> {
    const path = join(this.#scratch, `${process.pid}-${this.#count++}${ending}`);
    try {
      return new StagedUpload(this.#evidence, path, await open(path, 'w', 0o600));
    } catch (error) {
      throw unwritable(error, path);
    }
  }

  readRange(sha256: Uint8Array, offset: number, length: number): Promise<Uint8Array | undefined> {
    return this.#evidence.readRange(blobPath(sha256), offset, length);
  }

  has(sha256: Uint8Array): Promise<boolean> {
    return this.#evidence.has(blobPath(sha256));
  }

  remove(sha256: Uint8Array): Promise<void> {
    return this.#evidence.remove(blobPath(sha256));
  }
}

/**
 * Blobs as objects `blob/<2>/<64>` of the evidence in a bucket. They are gathered in the scratch folder, this process's own, where what an
 * earlier one left is removed. Errors: `file-unwritable`, `log-failed` while the storage cannot be reached.
 */
export async function openBlobBucket(evidence: S3Evidence, scratch: string): Promise<BlobStorage> {
  try {
    await mkdir(scratch, { recursive: true, mode: 0o700 });
    for (const name of await readdir(scratch)) if (name.endsWith(ending)) await rm(join(scratch, name));
  } catch (error) {
    throw unwritable(error, scratch);
  }
  return new BlobBucket(evidence, scratch);
}
