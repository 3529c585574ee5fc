import { createHash } from 'node:crypto';
import { constants, type FileHandle, open, opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { blobFolder, checkpointFile, tileFolder } from '../account/format.ts';
import type { EvidenceSource, FileHash, FileRead, FoundName } from '../account/verify/source.ts';
import { AtalayaError } from '../model/errors.ts';

const CHUNK_BYTES = 256 * 1024;
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

/** Evidence in a folder. Links are not followed: a file of the evidence is a file. */
export function folderSource(folder: string): EvidenceSource {
  return {
    read: (name, limitBytes) => withFile(folder, name, (file, sizeBytes) => readUpTo(file, sizeBytes, limitBytes)),
    hash: (name, limitBytes) => withFile(folder, name, (file) => hashUpTo(file, limitBytes)),
    list: () => listFiles(folder, ''),
    settle: () => wait(SETTLE_MS),
  };
}

type Absent = Exclude<FileRead, { readonly outcome: 'read' }>;

async function withFile<T>(
  folder: string,
  name: string,
  use: (file: FileHandle, sizeBytes: number) => Promise<T>,
): Promise<T | Absent> {
  let file: FileHandle | undefined;
  try {
    // Without O_NONBLOCK a pipe in the place of a file would hold the reader up for good.
    file = await open(join(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = await file.stat();
    if (!found.isFile()) return { outcome: 'unreadable', why: 'it is no plain file' };
    return await use(file, found.size);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { outcome: 'missing' };
    return { outcome: 'unreadable', why: code === 'ELOOP' ? 'it is a link' : `the system says ${code}` };
  } finally {
    await file?.close();
  }
}

async function readUpTo(file: FileHandle, sizeBytes: number, limitBytes: number): Promise<FileRead> {
  const bytes = new Uint8Array(Math.min(sizeBytes, limitBytes));
  let at = 0;
  while (at < bytes.length) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return { outcome: 'read', bytes: at === bytes.length ? bytes : bytes.slice(0, at), goesOn: sizeBytes > limitBytes };
}

async function hashUpTo(file: FileHandle, limitBytes: number): Promise<FileHash> {
  const hash = createHash('sha256');
  const chunk = new Uint8Array(CHUNK_BYTES);
  let sizeBytes = 0;
  while (sizeBytes <= limitBytes) {
    const { bytesRead } = await file.read(chunk, 0, chunk.length, sizeBytes);
    if (bytesRead === 0) break;
    hash.update(chunk.subarray(0, bytesRead));
    sizeBytes += bytesRead;
  }
  return { outcome: 'read', sha256: hash.digest(), sizeBytes };
}

async function* listFiles(folder: string, below: string): AsyncGenerator<FoundName> {
  const opened = await opendir(join(folder, below)).catch((error: unknown) => {
    // A running log may have removed it since.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (opened === undefined) return;
  for await (const found of opened) {
    const name = below === '' ? found.name : `${below}/${found.name}`;
    if (found.isDirectory()) yield* listFiles(folder, name);
    else yield { name, type: found.isFile() ? 'file' : 'other' };
  }
}
