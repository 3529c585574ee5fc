import { type FileHandle, mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { blobPath } from '../../account/tile.ts';
import { AtalayaError } from '../../model/errors.ts';
import { isAbsent } from '../absent.ts';
import { syncFolder } from '../evidence/files.ts';
import { unwritable } from '../unwritable.ts';
import type { BlobStorage, StagedBlob } from './storage.ts';

const ending = '.blob';

/** A staged file: written in the scratch folder, moved into the evidence once it has its name. */
class StagedFile implements StagedBlob {
  readonly #evidence: string;
  readonly #path: string;
  readonly #handle: FileHandle;
  #open = true;
  #published = false;

  constructor(evidence: string, path: string, handle: FileHandle) {
    this.#evidence = evidence;
    this.#path = path;
    this.#handle = handle;
  }

  async write(ciphertext: Uint8Array): Promise<void> {
    try {
      await this.#handle.writeFile(ciphertext);
    } catch (error) {
      throw unwritable(error, this.#path);
    }
  }

  async publish(sha256: Uint8Array): Promise<void> {
    const path = join(this.#evidence, blobPath(sha256));
    try {
      await this.#handle.datasync();
      await this.#close();
      const first = await mkdir(dirname(path), { recursive: true });
      await rename(this.#path, path);
      this.#published = true;
      // Each folder made on the way is a name in its parent.
      const top = first === undefined ? dirname(path) : dirname(first);
      for (let at = dirname(path); at.length >= top.length; at = dirname(at)) await syncFolder(at);
    } catch (error) {
      throw unwritable(error, path);
    }
  }

  async abandon(): Promise<void> {
    await this.#close();
    if (this.#published) return;
    await unlink(this.#path).catch((error: unknown) => {
      if (!isAbsent(error)) throw error;
    });
  }

  async #close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#handle.close();
  }
}

class BlobFolder implements BlobStorage {
  readonly #evidence: string;
  readonly #scratch: string | undefined;
  #count = 0;

  constructor(evidence: string, scratch: string | undefined) {
    this.#evidence = evidence;
    this.#scratch = scratch;
  }

  async stage(): Promise<StagedBlob> {
    if (this.#scratch === undefined) {
      const cure = 'Open it as its operator';
      throw new AtalayaError('folder-read-only', 'These blobs are opened for reading', this.#evidence, cure);
    }
    const path = join(this.#scratch, `${process.pid}-${this.#count++}${ending}`);
    try {
      return new StagedFile(this.#evidence, path, await open(path, 'w', 0o600));
    } catch (error) {
      throw unwritable(error, path);
    }
  }

  async readRange(sha256: Uint8Array, offset: number, length: number): Promise<Uint8Array | undefined> {
    let handle: FileHandle;
    try {
      handle = await open(join(this.#evidence, blobPath(sha256)), 'r');
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
    try {
      const bytes = Buffer.allocUnsafe(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    } finally {
      await handle.close();
    }
  }

  async has(sha256: Uint8Array): Promise<boolean> {
    try {
      return (await stat(join(this.#evidence, blobPath(sha256)))).isFile();
    } catch (error) {
      if (isAbsent(error)) return false;
      throw error;
    }
  }

  async remove(sha256: Uint8Array): Promise<void> {
    const path = join(this.#evidence, blobPath(sha256));
    try {
      await unlink(path);
    } catch (error) {
      if (isAbsent(error)) return;
      throw unwritable(error, path);
    }
    await syncFolder(dirname(path));
  }
}

/**
 * Blobs as files `blob/<2>/<64>` of the evidence. The scratch folder must lie on the same disk; what a process that ended left there is removed.
 * Errors: `file-unwritable`.
 */
export async function openBlobFolder(evidence: string, scratch: string): Promise<BlobStorage> {
  try {
    await mkdir(scratch, { recursive: true, mode: 0o700 });
    for (const name of await readdir(scratch)) if (name.endsWith(ending)) await unlink(join(scratch, name));
  } catch (error) {
    throw unwritable(error, scratch);
  }
  return new BlobFolder(evidence, scratch);
}

/** The same, only to be read: nothing is made, and what another process is about to store is left alone. */
export function readBlobFolder(evidence: string): BlobStorage {
  return new BlobFolder(evidence, undefined);
}
