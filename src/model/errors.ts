/**
 * The one catalogue of errors that Atalaya raises on purpose. Each code stands for one kind of trouble and fixes
 * the exit code of the command line; the HTTP status is mapped from the same table by the server.
 */
export const errorCatalogue = {
  usage: { exitCode: 2, title: 'The command was not understood' },
  'file-not-found': { exitCode: 2, title: 'The file could not be opened' },
  'file-unwritable': { exitCode: 2, title: 'The output could not be written' },
  'format-unknown': { exitCode: 3, title: 'The file is of no format that is read here' },
  'format-damaged': { exitCode: 3, title: 'The file is damaged beyond reading' },
  'no-metadata': { exitCode: 3, title: 'The file holds no motion imagery metadata' },
  'no-video': { exitCode: 3, title: 'The file holds no video' },
  'value-out-of-range': { exitCode: 3, title: 'A value lies outside its range' },
  internal: { exitCode: 70, title: 'A fault in Atalaya itself' },
} as const satisfies Record<string, { exitCode: number; title: string }>;

export type ErrorCode = keyof typeof errorCatalogue;

/** An error a person can act on: what is wrong, where, and how to mend it. */
export class AtalayaError extends Error {
  readonly code: ErrorCode;
  readonly where: string;
  readonly cure: string;

  constructor(code: ErrorCode, what: string, where: string, cure: string) {
    super(what);
    this.name = 'AtalayaError';
    this.code = code;
    this.where = where;
    this.cure = cure;
  }

  get exitCode(): number {
    return errorCatalogue[this.code].exitCode;
  }

  /** One line for a terminal: what, where, cure. */
  toLine(): string {
    return `${this.message} (${this.where}). ${this.cure}`;
  }
}
