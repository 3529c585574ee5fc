import { AtalayaError } from '../model/errors.ts';

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** What the system's refusals mean to a person, and what helps. */
const meanings: Readonly<Record<string, readonly [what: string, cure: string]>> = {
  EACCES: ['There is no permission to write here', 'Choose a folder that you may write to.'],
  EPERM: ['There is no permission to write here', 'Choose a folder that you may write to.'],
  EROFS: ['The disk is read-only', 'Choose a folder on another disk.'],
  ENOSPC: ['The disk is full', 'Free some space, or choose a folder on another disk.'],
  EDQUOT: ['The disk quota is used up', 'Free some space, or choose a folder on another disk.'],
  ENOENT: ['There is no such folder to write in', 'Make the folder first, or choose another.'],
  EEXIST: ['A file stands where a folder is needed', 'Choose another folder, or move the file away.'],
  ENOTDIR: ['A file stands where a folder is needed', 'Choose another folder, or move the file away.'],
  EISDIR: ['A folder stands where a file is to be written', 'Choose another folder, or move that one away.'],
  ENOTEMPTY: ['A folder stands where a file is to be written', 'Choose another folder, or move that one away.'],
  ENAMETOOLONG: ['The name is too long for this disk', 'Choose a shorter name.'],
};

/** SQLite's own words for the same refusals: full, cannot open, read-only, I/O error. */
const sqliteCodes = /database or disk is full|unable to open database file|readonly database|disk I\/O error/;

/**
 * An error met while writing, as `file-unwritable` where the system refused to write; an error that already is one of ours, or that
 * is a fault of the program, comes back as it is.
 */
export function unwritable(error: unknown, path: string): unknown {
  if (error instanceof AtalayaError) return error;
  const code = codeOf(error);
  const meaning = code === undefined ? undefined : meanings[code];
  if (meaning !== undefined) return new AtalayaError('file-unwritable', meaning[0], path, meaning[1]);
  const text = error instanceof Error ? error.message : String(error);
  if (code === 'ERR_SQLITE_ERROR' && sqliteCodes.test(text)) {
    return new AtalayaError(
      'file-unwritable',
      `The file could not be written: ${text}`,
      path,
      'Check the folder and its free space.',
    );
  }
  if (code !== undefined && /^E[A-Z0-9]+$/.test(code)) {
    return new AtalayaError('file-unwritable', `The system refused to write (${code})`, path, 'Choose another folder.');
  }
  return error;
}
