/**
 * The one catalogue of errors that Atalaya raises on purpose. Each code stands for one kind of trouble and fixes
 * the exit code of the command line and the HTTP status of the service.
 */
export const errorCatalogue = {
  usage: { exitCode: 2, httpStatus: 400, title: 'The command was not understood' },
  'file-not-found': { exitCode: 2, httpStatus: 404, title: 'The file could not be opened' },
  'file-unwritable': { exitCode: 2, httpStatus: 507, title: 'The output could not be written' },
  'format-unknown': { exitCode: 3, httpStatus: 422, title: 'The file is of no format that is read here' },
  'format-damaged': { exitCode: 3, httpStatus: 422, title: 'The file is damaged beyond reading' },
  'metadata-damaged': { exitCode: 3, httpStatus: 422, title: 'The metadata of the file is damaged' },
  'no-metadata': { exitCode: 3, httpStatus: 422, title: 'The file holds no motion imagery metadata' },
  'no-position': { exitCode: 3, httpStatus: 422, title: 'The metadata does not tell where the sensor was' },
  'no-video': { exitCode: 3, httpStatus: 422, title: 'The file holds no video' },
  'value-out-of-range': { exitCode: 3, httpStatus: 422, title: 'A value lies outside its range' },
  'no-ground': { exitCode: 3, httpStatus: 422, title: 'The place could not be found on the ground' },
  'request-invalid': { exitCode: 2, httpStatus: 400, title: 'The request was not understood' },
  'request-refused': { exitCode: 2, httpStatus: 403, title: 'The request was refused' },
  'not-found': { exitCode: 2, httpStatus: 404, title: 'There is no such thing' },
  'not-ready': { exitCode: 3, httpStatus: 409, title: 'This is not known yet' },
  'too-large': { exitCode: 3, httpStatus: 413, title: 'The file is too large' },
  'too-many': { exitCode: 3, httpStatus: 429, title: 'Too much is open at once' },
  'clock-backwards': { exitCode: 3, httpStatus: 409, title: 'The clock went backwards' },
  'disk-full': { exitCode: 4, httpStatus: 507, title: 'The disk is full' },
  'log-failed': { exitCode: 4, httpStatus: 503, title: 'The log could not do this now' },
  'log-damaged': { exitCode: 4, httpStatus: 500, title: 'The log is damaged' },
  'rolled-back': { exitCode: 4, httpStatus: 500, title: 'The log stands before where it already was' },
  'key-destroyed': { exitCode: 3, httpStatus: 410, title: 'The key was destroyed' },
  'keyring-damaged': { exitCode: 4, httpStatus: 500, title: 'The keyring is damaged' },
  'folder-locked': { exitCode: 4, httpStatus: 503, title: 'The folder is in use by another process' },
  'keys-unreadable': { exitCode: 2, httpStatus: 422, title: 'The public keys could not be read' },
  'not-reachable': { exitCode: 2, httpStatus: 502, title: 'A server could not be reached' },
  'folder-read-only': { exitCode: 4, httpStatus: 507, title: 'The folder cannot be written to' },
  'not-signed-in': { exitCode: 2, httpStatus: 401, title: 'Nobody is signed in' },
  'not-permitted': { exitCode: 2, httpStatus: 403, title: 'The rules do not permit this' },
  'not-possible': { exitCode: 3, httpStatus: 409, title: 'The state of things does not permit this' },
  'changed-meanwhile': { exitCode: 3, httpStatus: 409, title: 'It was changed meanwhile' },
  stopping: { exitCode: 4, httpStatus: 503, title: 'The service is stopping' },
  'policy-invalid': { exitCode: 3, httpStatus: 500, title: 'The rules are not sound' },
  internal: { exitCode: 70, httpStatus: 500, title: 'A fault in Atalaya itself' },
} as const satisfies Record<string, { exitCode: number; httpStatus: number; title: string }>;

export type ErrorCode = keyof typeof errorCatalogue;

/** A trouble by its name and values (troubles.ts), for its text to be made in other languages. */
export interface TroubleReason {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
}

/** An error a person can act on: what is wrong, where, and how to mend it. */
export class AtalayaError extends Error {
  readonly code: ErrorCode;
  readonly where: string;
  readonly cure: string;
  readonly reason: TroubleReason | undefined;

  constructor(code: ErrorCode, what: string, where: string, cure: string, reason?: TroubleReason) {
    super(what);
    this.name = 'AtalayaError';
    this.code = code;
    this.where = where;
    this.cure = cure;
    this.reason = reason;
  }

  get exitCode(): number {
    return errorCatalogue[this.code].exitCode;
  }

  get httpStatus(): number {
    return errorCatalogue[this.code].httpStatus;
  }

  get title(): string {
    return errorCatalogue[this.code].title;
  }

  /** One line for a terminal: what, where, cure. */
  toLine(): string {
    return `${this.message} (${this.where}). ${this.cure}`;
  }
}
