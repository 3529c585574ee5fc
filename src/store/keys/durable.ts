import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../evidence/files.ts';

/** A folder that only its owner may enter (0700), made where there is none. */
export async function privateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  await syncFolder(dirname(folder));
}

/** Writes a file that only its owner may read (0600): whole and on the disk, or not at all. */
export async function writePrivate(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.tmp`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, path);
  await syncFolder(dirname(path));
}

const passBytes = 1 << 20;

/**
 * Overwrites a file with noise in its place, and brings that to the disk. Best effort: file systems that copy on write, and flash memory below them,
 * may keep the former bytes until they reuse the place; a medium that held keys is therefore to be encrypted as a whole, and destroyed in the end.
 */
export async function overwrite(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    const { size } = await handle.stat();
    for (let at = 0; at < size; at += passBytes) {
      const noise = randomBytes(Math.min(passBytes, size - at));
      await handle.write(noise, 0, noise.length, at);
    }
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Removes a file for good, as far as the disk lets it. */
export async function removeForGood(path: string): Promise<void> {
  await unlink(path);
  await syncFolder(dirname(path));
}
