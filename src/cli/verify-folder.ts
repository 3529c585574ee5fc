import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { blobFolder, checkpointFile, tileFolder } from '../account/format.ts';
import type { EvidenceSource, FileHash, FileRead, FoundName } from '../account/verify/source.ts';
import { AtalayaError } from '../model/errors.ts';

const CHUNK_BYTES = 64 * 1024;
const CHUNKS_IN_A_ROW = 64;
/** A running log writes tiles, then signs: what lies beyond its checkpoint is explained within this time. */
const SETTLE_MS = 500;

/**
 * The folder that holds the evidence: the one named, or `evidence/` in it.
 * @throws AtalayaError `file-not-found` where there is no such folder.
 */
export async function evidenceFolder(path: string): Promise<string> {
  if (!(await isFolder(path))) {
    throw new AtalayaError(
      'file-not-found',
      'There is no such folder',
      path,
      'Name the folder of the evidence, or its URL',
    );
  }
  // Evidence that holds an `evidence` folder is not to be mistaken for a folder that holds evidence.
  for (const name of [checkpointFile, tileFolder, blobFolder]) if (await exists(join(path, name))) return path;
  const inner = join(path, 'evidence');
  return (await isFolder(inner)) ? inner : path;
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/**
 * Evidence in a folder. Links are not followed: a file of the evidence is a file. Files are read without giving up the thread, which
 * costs a tenth of the processor time of asking the system in the background, and there are two for every 256 entries.
 */
export function folderSource(folder: string): EvidenceSource {
  return {
    read: async (name, limitBytes) =>
      withFile(folder, name, (file, sizeBytes) => {
        const bytes = readInto(file, new Uint8Array(Math.min(sizeBytes, limitBytes)), 0);
        return { outcome: 'read', bytes, goesOn: sizeBytes > limitBytes };
      }),
    hash: (name, limitBytes) => hashFile(folder, name, limitBytes),
    list: () => listFiles(folder, ''),
    settle: () => wait(SETTLE_MS),
  };
}

type Absent = Exclude<FileRead, { readonly outcome: 'read' }>;

function withFile<T>(folder: string, name: string, use: (file: number, sizeBytes: number) => T): T | Absent {
  let file: number | undefined;
  try {
    // Without O_NONBLOCK a pipe in the place of a file would hold the reader up for good.
    file = openSync(join(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = fstatSync(file);
    if (!found.isFile()) return { outcome: 'unreadable', why: 'it is no plain file' };
    return use(file, found.size);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { outcome: 'missing' };
    return { outcome: 'unreadable', why: code === 'ELOOP' ? 'it is a link' : `the system says ${code}` };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Fills `into` from a place in the file; what is not filled is cut off. */
function readInto(file: number, into: Uint8Array<ArrayBuffer>, from: number): Uint8Array<ArrayBuffer> {
  let at = 0;
  while (at < into.length) {
    const count = readSync(file, into, at, into.length - at, from + at);
    if (count === 0) return into.slice(0, at);
    at += count;
  }
  return into;
}

/** Hashes a file piece by piece, opening it anew for each few, so that the thread is free between them. */
async function hashFile(folder: string, name: string, limitBytes: number): Promise<FileHash> {
  const hash = createHash('sha256');
  const chunk = new Uint8Array(CHUNK_BYTES);
  for (let sizeBytes = 0; ; ) {
    const read = withFile(folder, name, (file) => {
      for (let i = 0; i < CHUNKS_IN_A_ROW; i++) {
        const bytes = readInto(file, chunk, sizeBytes);
        hash.update(bytes);
        sizeBytes += bytes.length;
        if (bytes.length < CHUNK_BYTES || sizeBytes > limitBytes) return 'end';
      }
      return 'more';
    });
    if (typeof read !== 'string') return read;
    if (read === 'end') return { outcome: 'read', sha256: hash.digest(), sizeBytes };
    await nextTurn();
  }
}

/** Folders of the evidence's own names; a log leaves them empty where it took away what lay in them. */
const ownFolder = /^(?:tile|blob|blob\/[0-9a-f]{2}|tile\/(?:entries|\d{1,2})(?:\/x\d{3})*(?:\/\d{3}\.p)?)$/;

async function* listFiles(folder: string, below: string): AsyncGenerator<FoundName> {
  const opened = await opendir(join(folder, below)).catch((error: unknown) => {
    // A running log may have removed it since.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (opened === undefined) return;
  let isEmpty = true;
  for await (const found of opened) {
    isEmpty = false;
    const name = below === '' ? found.name : `${below}/${found.name}`;
    if (found.isDirectory()) yield* listFiles(folder, name);
    else yield { name, type: found.isFile() ? 'file' : 'other' };
  }
  if (isEmpty && below !== '' && !ownFolder.test(below)) yield { name: below, type: 'other' };
}
