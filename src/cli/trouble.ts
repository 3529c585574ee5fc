import { AtalayaError } from '../model/errors.ts';

/** Whatever was thrown, as an error of the catalogue: the system's errors by their code, anything else as `internal`. */
export function toAtalayaError(error: unknown): AtalayaError {
  if (error instanceof AtalayaError) return error;
  return (
    fromSystem(error) ??
    new AtalayaError(
      'internal',
      `A fault in Atalaya itself: ${error instanceof Error ? error.message : String(error)}`,
      firstOwnFrame(error) ?? 'place unknown',
      'Please report it, with what ATALAYA_DEBUG=1 prints',
    )
  );
}

function fromSystem(error: unknown): AtalayaError | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  const path = 'path' in error ? String(error.path) : String(error.syscall);
  switch (error.code) {
    case 'ENOENT':
      return new AtalayaError('file-not-found', 'There is no such file or folder', path, 'Check the name');
    case 'EISDIR':
      return new AtalayaError('file-not-found', 'This is a folder, where a file is needed', path, 'Name a file');
    case 'ENOTDIR':
      return new AtalayaError('file-not-found', 'A part of this path is no folder', path, 'Check the name');
    case 'EACCES':
    case 'EPERM': {
      const writing = error.syscall === 'mkdir' || error.syscall === 'write' || error.syscall === 'rename';
      const code = writing ? 'file-unwritable' : 'file-not-found';
      return new AtalayaError(code, 'Permission is denied', path, 'Check the owner and the mode');
    }
    case 'ENOSPC':
    case 'EDQUOT':
      return new AtalayaError('file-unwritable', 'The disk is full', path, 'Make room, or write elsewhere');
    case 'EROFS':
      return new AtalayaError('file-unwritable', 'The disk is read-only', path, 'Write elsewhere');
    default:
      return undefined;
  }
}

/** The first line of the stack that lies in Atalaya's own sources, without its folder. */
function firstOwnFrame(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.stack === undefined) return undefined;
  return /\/(?:src|sim|bin)\/[^\s()]*:\d+/.exec(error.stack)?.[0].slice(1);
}
