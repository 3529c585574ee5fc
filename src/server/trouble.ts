import { AtalayaError } from '../model/errors.ts';
import { troubleOf } from '../model/troubles.ts';
import type { ProblemView } from '../model/views.ts';

/** Whatever was thrown, as an error of the catalogue. What is no fault of the request tells nothing of the inside. */
export function toAtalayaError(error: unknown): AtalayaError {
  if (error instanceof AtalayaError) return error;
  if (error instanceof Error && 'code' in error) {
    switch (error.code) {
      case 'ENOENT':
      case 'EACCES':
      case 'EISDIR':
        return troubleOf('file-unreadable', 'recording');
      case 'ENOSPC':
      case 'EDQUOT':
        return troubleOf('disk-full', 'data folder');
      case 'EROFS':
        return troubleOf('disk-read-only', 'data folder');
    }
  }
  return troubleOf('own-fault', 'service');
}

export function problemView(error: AtalayaError): ProblemView {
  const { code, title, message, cure, reason } = error;
  return { code, title, detail: message, cure, ...(reason === undefined ? {} : { reason }) };
}
