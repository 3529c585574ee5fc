import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AtalayaError } from '../../../model/errors.ts';

export interface FolderLock {
  release(): void;
}

/** What `lock.owner` says of the process that holds the folder. */
interface Owner {
  readonly pid: number;
  readonly sinceUs: number;
}

/**
 * Locks a data folder against every other process, and against another log of this one. The lock is an exclusive SQLite
 * transaction on the file `lock`: the kernel drops it when the process dies, however it dies. Who holds it stands beside it in
 * `lock.owner`, because the locked file itself cannot be read, and must not: closing any other handle of it would drop the lock (POSIX).
 * Throws `folder-locked`, `folder-read-only`.
 */
export function lockFolder(folder: string, nowUs: number, name = 'lock'): FolderLock {
  const path = join(folder, name);
  const ownerPath = `${path}.owner`;
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    writeFileSync(ownerPath, JSON.stringify({ pid: process.pid, sinceUs: nowUs } satisfies Owner));
  } catch (error) {
    database?.close();
    throw refusal(error, folder, path, ownerPath);
  }
  const held = database;
  return {
    release: () => {
      rmSync(ownerPath, { force: true });
      held.close();
    },
  };
}

function refusal(error: unknown, folder: string, path: string, ownerPath: string): unknown {
  const text = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (/database is locked/.test(text)) {
    return new AtalayaError(
      'folder-locked',
      `The folder is open in ${ownerOf(ownerPath)}`,
      folder,
      'Stop that process first, or work through it.',
    );
  }
  if (/readonly database|unable to open database/.test(text) || code === 'EROFS' || code === 'EACCES') {
    return new AtalayaError(
      'folder-read-only',
      `The folder cannot be written to: ${text}`,
      folder,
      'Permit writing to the folder, or mount its disk for writing.',
    );
  }
  if (/disk is full/.test(text) || code === 'ENOSPC') {
    return new AtalayaError('disk-full', 'The disk is full', folder, 'Free some space and start again.');
  }
  if (/not a database/.test(text)) {
    return new AtalayaError(
      'log-damaged',
      'The lock file is damaged',
      path,
      'Nothing is kept in it: remove it and start again.',
    );
  }
  return error;
}

function ownerOf(path: string): string {
  try {
    const owner: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof owner !== 'object' || owner === null || !('pid' in owner) || !('sinceUs' in owner))
      return 'another process';
    if (typeof owner.pid !== 'number' || typeof owner.sinceUs !== 'number') return 'another process';
    return `process ${owner.pid} since ${new Date(owner.sinceUs / 1000).toISOString()}`;
  } catch {
    return 'another process';
  }
}
