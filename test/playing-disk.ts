import { type Disk, type DiskFile, systemDisk } from '../src/store/log/embedded/disk.ts';

/** A disk whose failures are played: each call first passes `fail`, which may throw what a system would. */
export function playingDisk(fail: (call: 'open' | 'write' | 'sync' | 'truncate', path: string) => void): Disk {
  const wrap = (file: DiskFile, path: string): DiskFile => ({
    ...file,
    write: async (bytes, position) => {
      try {
        fail('write', path);
      } catch (error) {
        // A full disk takes what still fits.
        await file.write(bytes.subarray(0, Math.floor(bytes.length / 2)), position);
        throw error;
      }
      await file.write(bytes, position);
    },
    sync: async () => {
      fail('sync', path);
      await file.sync();
    },
    truncate: async (length) => {
      fail('truncate', path);
      await file.truncate(length);
    },
  });
  return {
    open: async (path, create) => {
      fail('open', path);
      return wrap(await systemDisk.open(path, create), path);
    },
    syncFolder: systemDisk.syncFolder,
  };
}

/** An error as the system gives it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: played`), { code });
}
