import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkpointFile, pendingCheckpointFile } from '../../account/format.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { Evidence } from './evidence.ts';
import { inParallel } from './parallel.ts';

/** Files kept open for reading ranges: a stream's entries lie in many bundles. */
const OPEN_LIMIT = 64;
/** Files synced at the same time: a journaling file system takes them in one transaction of its own. */
const SYNCED_AT_ONCE = 8;
const namePattern = /^[0-9a-z]+(?:[./][0-9a-z]+)*$/;

export interface EvidenceFolder extends Evidence {
  close(): Promise<void>;
}

const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

const isAbsent = (error: unknown): boolean => systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR';

/**
 * The evidence as files below a folder. What is written goes through the scratch folder, which must lie on the same disk, and is
 * moved into place: a name in the evidence is whole or absent while the machine runs. After a loss of power a name written since the
 * last `sync` may be damaged, which is why the journal keeps its entries until then.
 */
export function openEvidenceFolder(folder: string, scratch: string): EvidenceFolder {
  return new Folder(folder, scratch);
}

class Folder implements EvidenceFolder {
  readonly #folder: string;
  readonly #scratch: string;
  readonly #open = new Map<string, FileHandle>();
  readonly #made = new Set<string>();
  #dirtyFiles = new Set<string>();
  #dirtyFolders = new Set<string>();
  /** Others write through the same scratch folder: another thread of the log, the blobs. */
  readonly #id = randomUUID();
  #count = 0;

  constructor(folder: string, scratch: string) {
    this.#folder = folder;
    this.#scratch = scratch;
  }

  #path(name: string): string {
    if (!namePattern.test(name)) {
      throw new AtalayaError('value-out-of-range', 'This is no name of the evidence', name, 'Use names of tlog-tiles.');
    }
    return join(this.#folder, name);
  }

  async read(name: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(this.#path(name));
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  async readRange(name: string, offset: number, length: number): Promise<Uint8Array | undefined> {
    const handle = await this.#handle(name);
    if (handle === undefined) return undefined;
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }

  /** An open file by name, the longest unused one closed beyond the limit. Only immutable names stay open. */
  async #handle(name: string): Promise<FileHandle | undefined> {
    const held = this.#open.get(name);
    if (held !== undefined) {
      this.#open.delete(name);
      this.#open.set(name, held);
      return held;
    }
    let handle: FileHandle;
    try {
      handle = await open(this.#path(name), 'r');
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
    const first = this.#open.get(name);
    if (first !== undefined) {
      await handle.close();
      return first;
    }
    this.#open.set(name, handle);
    if (this.#open.size > OPEN_LIMIT) {
      const oldest = this.#open.entries().next().value;
      if (oldest !== undefined) {
        this.#open.delete(oldest[0]);
        // FileHandle.close waits for reads under way.
        await oldest[1].close();
      }
    }
    return handle;
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    if (name === checkpointFile || name === pendingCheckpointFile) return this.replace(name, bytes);
    const path = this.#path(name);
    const there = await this.read(name);
    if (there !== undefined) {
      this.#dirtyFiles.add(name);
      if (Buffer.compare(there, bytes) === 0) return;
      throw new AtalayaError(
        'log-damaged',
        'A published file of the evidence holds other bytes than the log gives for it',
        path,
        'Restore the evidence from a replica or a backup.',
      );
    }
    await this.#place(name, bytes, false);
    this.#dirtyFiles.add(name);
  }

  async replace(name: string, bytes: Uint8Array): Promise<void> {
    await this.#forget(name);
    await this.#place(name, bytes, true);
    await syncFolder(dirname(this.#path(name)));
  }

  async #place(name: string, bytes: Uint8Array, durable: boolean): Promise<void> {
    const path = this.#path(name);
    await this.#makeFolder(dirname(path));
    await mkdir(this.#scratch, { recursive: true });
    const part = join(this.#scratch, `${this.#id}-${this.#count++}.part`);
    try {
      const handle = await open(part, 'w');
      try {
        await handle.writeFile(bytes);
        if (durable) await handle.datasync();
      } finally {
        await handle.close();
      }
      await rename(part, path);
    } catch (error) {
      await rm(part, { force: true });
      throw placed(error, path);
    }
    this.#dirtyFolders.add(dirname(path));
  }

  async #makeFolder(folder: string): Promise<void> {
    if (this.#made.has(folder)) return;
    const first = await mkdir(folder, { recursive: true }).catch((error: unknown) => {
      throw placed(error, folder);
    });
    // Each folder made on the way is a name in its parent, which has to be synced too.
    if (first !== undefined) {
      for (let at = folder; at.length >= first.length; at = dirname(at)) this.#dirtyFolders.add(dirname(at));
    }
    if (this.#made.size > 10_000) this.#made.clear();
    this.#made.add(folder);
  }

  async remove(name: string): Promise<void> {
    const path = this.#path(name);
    await this.#forget(name);
    this.#dirtyFiles.delete(name);
    try {
      await unlink(path);
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
    const folder = dirname(path);
    if (!folder.endsWith('.p')) return;
    try {
      await rmdir(folder);
      this.#made.delete(folder);
      this.#dirtyFolders.delete(folder);
      this.#dirtyFolders.add(dirname(folder));
    } catch (error) {
      // Others of the same tile still stand.
      if (systemCode(error) !== 'ENOTEMPTY' && !isAbsent(error)) throw error;
    }
  }

  async #forget(name: string): Promise<void> {
    const held = this.#open.get(name);
    this.#open.delete(name);
    await held?.close();
  }

  async *list(prefix: string): AsyncIterable<string> {
    // A prefix is cut at its last slash to find the folder; the rest filters.
    const folder = prefix.includes('/') ? prefix.slice(0, prefix.lastIndexOf('/')) : '';
    yield* this.#walk(folder, prefix);
  }

  async *#walk(folder: string, prefix: string): AsyncIterable<string> {
    const within = await readdir(join(this.#folder, folder), { withFileTypes: true }).catch((error: unknown) => {
      if (isAbsent(error)) return [];
      throw error;
    });
    for (const item of within) {
      const name = folder === '' ? item.name : `${folder}/${item.name}`;
      if (item.isDirectory()) {
        if (name.startsWith(prefix) || prefix.startsWith(`${name}/`)) yield* this.#walk(name, prefix);
      } else if (name.startsWith(prefix)) yield name;
    }
  }

  async sync(): Promise<void> {
    const files = this.#dirtyFiles;
    const folders = this.#dirtyFolders;
    this.#dirtyFiles = new Set();
    this.#dirtyFolders = new Set();
    try {
      await inParallel([...files], SYNCED_AT_ONCE, async (name) => {
        await this.#syncFile(name);
        files.delete(name);
      });
      // Deepest first, so that a folder's name stands in its parent only once its own names do.
      for (const folder of [...folders].sort((a, b) => b.length - a.length)) {
        await syncFolder(folder);
        folders.delete(folder);
      }
    } catch (error) {
      for (const name of files) this.#dirtyFiles.add(name);
      for (const folder of folders) this.#dirtyFolders.add(folder);
      throw placed(error, this.#folder);
    }
  }

  async #syncFile(name: string): Promise<void> {
    let handle: FileHandle;
    try {
      handle = await open(this.#path(name), 'r');
    } catch (error) {
      if (isAbsent(error)) return;
      throw error;
    }
    try {
      await handle.datasync();
    } catch {
      // The kernel drops what it could not write and calls the same pages clean: asking again would lie. A copy has new pages.
      await this.#place(name, await handle.readFile(), true);
    } finally {
      await handle.close();
    }
  }

  async close(): Promise<void> {
    const held = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(held.map((handle) => handle.close()));
  }
}

/** Makes the names in a folder survive a loss of power. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows has no such call and needs none.
  if (process.platform === 'win32') return;
  let handle: FileHandle;
  try {
    handle = await open(folder, 'r');
  } catch (error) {
    if (isAbsent(error)) return;
    throw error;
  }
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function placed(error: unknown, path: string): unknown {
  const code = systemCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AtalayaError('disk-full', 'The disk is full', path, 'Free some space; nothing acknowledged is lost.');
  }
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    return new AtalayaError('folder-read-only', 'The folder cannot be written to', path, 'Permit writing to it.');
  }
  return error;
}
