import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AtalayaError } from '../../model/errors.ts';
import { readBlobFolder } from '../blobs/folder.ts';
import { sealBlobs } from '../blobs/sealed.ts';
import { openKeyring } from '../keys/files.ts';
import type { Keys } from '../keys/keys.ts';
import { lockFolder } from '../log/embedded/lock.ts';
import type { Filter, Head } from '../log/log.ts';
import { openContents } from '../memory/contents.ts';
import type { Remembered } from '../memory/memory.ts';
import { readCheckpoint } from './checkpoint.ts';
import { keysFolder } from './data-folder.ts';
import { openReadOnlyLog } from './read-only-log.ts';

/** A folder of evidence as its reader sees it: a state's replica, a backup, or the operator's own. */
export interface FolderReader {
  readonly origin: string;
  /** Why no content is opened, in a sentence; undefined where the keyring is used. */
  readonly sealedBecause: string | undefined;
  browse(fromIndex: number, filter: Filter): AsyncIterable<Remembered>;
  head(): Promise<Head>;
  close(): Promise<void>;
}

/** Opens a folder for reading: envelopes from its evidence, and the content that the keyring under `keys/` opens, and no other. */
export async function openReader(folder: string, nowUs: number): Promise<FolderReader> {
  const { origin } = (await readCheckpoint(folder)).checkpoint;
  const log = await openReadOnlyLog(folder);
  const { keys, release, sealedBecause } = await keyringOf(folder, nowUs);
  const storage = readBlobFolder(join(folder, 'evidence'));
  const contents = openContents(keys, sealBlobs(storage));
  return {
    origin,
    sealedBecause,
    browse: async function* (fromIndex, filter) {
      for await (const one of log.entries(fromIndex, filter)) yield { ...one, content: await contents(one.entry) };
    },
    head: () => log.head(),
    close: async () => {
      await keys?.close();
      release();
      await log.close();
    },
  };
}

interface Ring {
  readonly keys: Keys | undefined;
  readonly release: () => void;
  readonly sealedBecause: string | undefined;
}

/** The keyring belongs to one process at a time, so it is opened under the folder's lock. */
async function keyringOf(folder: string, nowUs: number): Promise<Ring> {
  const without = (why: string): Ring => ({ keys: undefined, release: () => undefined, sealedBecause: why });
  const ring = join(folder, keysFolder, 'ring');
  // Nothing is made in a backup or another's copy, which has no keyring.
  if (
    !(await stat(ring).then(
      (it) => it.isDirectory(),
      () => false,
    ))
  )
    return without('There is no keyring in this folder: contents stay sealed.');
  try {
    const lock = lockFolder(folder, nowUs);
    try {
      const keys = await openKeyring(ring);
      return { keys, release: () => lock.release(), sealedBecause: undefined };
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    if (!(error instanceof AtalayaError)) throw error;
    if (error.code === 'folder-locked')
      return without('Another process has this folder open and holds its keyring: contents stay sealed here.');
    if (error.code === 'folder-read-only')
      return without('The folder cannot be written to, so its keyring stays closed: contents stay sealed.');
    throw error;
  }
}
