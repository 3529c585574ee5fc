import { writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { syncFolder } from '../../evidence/files.ts';

/** A file of the journal. Handed in, so that a full, failing or lying disk can be played. */
export interface DiskFile {
  /** Writes all bytes at a position, or throws the system's error. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  read(length: number, position: number): Promise<Uint8Array>;
  truncate(length: number): Promise<void>;
  /** Resolves when content and length survive a loss of power (fdatasync). */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface Disk {
  open(path: string, create: boolean): Promise<DiskFile>;
  /** Makes the names in a folder survive a loss of power. */
  syncFolder(folder: string): Promise<void>;
}

export const systemDisk: Disk = { open: openFile, syncFolder };

async function openFile(path: string, create: boolean): Promise<DiskFile> {
  const handle = await open(path, create ? 'wx+' : 'r+');
  return {
    // Into the page cache at once: so the sync that follows is under way before the worker turns to the index.
    write: async (bytes, position) => {
      let written = 0;
      while (written < bytes.length) {
        written += writeSync(handle.fd, bytes, written, bytes.length - written, position + written);
      }
    },
    read: async (length, position) => {
      const bytes = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await handle.read(bytes, filled, length - filled, position + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    },
    truncate: (length) => handle.truncate(length),
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
}
