import { AtalayaError } from '../model/errors.ts';
import type { ProblemView } from '../model/views.ts';

/** Whatever was thrown, as an error of the catalogue. What is no fault of the request tells nothing of the inside. */
export function toAtalayaError(error: unknown): AtalayaError {
  if (error instanceof AtalayaError) return error;
  if (error instanceof Error && 'code' in error) {
    switch (error.code) {
      case 'ENOENT':
      case 'EACCES':
      case 'EISDIR':
        return new AtalayaError(
          'file-not-found',
          'The file cannot be read',
          'recording',
          'Check that it is still there',
        );
      case 'ENOSPC':
      case 'EDQUOT':
        return new AtalayaError('file-unwritable', 'The disk is full', 'data folder', 'Close flights, or make room');
      case 'EROFS':
        return new AtalayaError(
          'file-unwritable',
          'The disk is read-only',
          'data folder',
          'Set TMPDIR to another disk',
        );
    }
  }
  return new AtalayaError(
    'internal',
    'Something went wrong in the service itself',
    'service',
    'Try again; if it happens again, report it with what the service printed',
  );
}

export function problemView(error: AtalayaError): ProblemView {
  return { code: error.code, title: error.title, detail: error.message, cure: error.cure };
}
