/** What can be wrong with evidence, each kind with its meaning (docs/verify.md lists them for readers). */
export const problemKinds = {
  'checkpoint-missing': 'there is no checkpoint',
  'checkpoint-malformed': 'the checkpoint breaks the form of a signed note or of a checkpoint',
  'origin-mismatch': "the checkpoint's origin is not the name of the log's key",
  'log-signature-missing': "the log's signature is missing",
  'log-signature-invalid': "the log's signature does not hold",
  'cosignature-missing': 'a witness whose key was given has not cosigned',
  'cosignature-invalid': 'a cosignature does not hold',
  'signature-unknown': 'a signature line is by no key that was given',
  'signature-repeated': 'one key signs twice',
  'root-mismatch': 'the entries do not give the root that is signed',
  'rolled-back': 'the log is shorter than the checkpoint that was kept',
  forked: 'the log does not continue a checkpoint it signed before',
  'kept-checkpoint-invalid': 'the checkpoint that was kept is not signed by the log',
  'pending-invalid': 'checkpoint.pending is not validly signed by the log, or does not continue the checkpoint',
  'bundle-missing': 'a file of entries is missing',
  'bundle-damaged': 'a file of entries is cut off, too long or torn',
  'entry-changed': 'an entry is not the one that was signed',
  'tile-missing': 'a tile of hashes is missing',
  'tile-changed': 'a tile of hashes is not the one that was signed',
  'tile-disagrees': 'entries and tile contradict each other, and nothing authentic decides between them',
  'partial-changed': 'an earlier partial file is no beginning of the present one',
  'entry-malformed': 'a signed entry breaks the layout of entries',
  'version-not-next': 'versions of a stream do not follow one another',
  'time-fell': 'an entry is earlier than the one before it',
  'command-torn': "a command's entries are not complete, in order and together",
  'attachment-conflict': 'two entries describe one blob differently',
  'blob-missing': 'a blob is missing, and no entry proves that its key was destroyed',
  'blob-changed': 'a blob is not the one that the entry names',
  'file-unexpected': 'a file belongs to nothing that is signed',
  'file-beyond': 'a file lies beyond the end of the signed log',
  'file-unreadable': 'a file cannot be read',
} as const;

export type ProblemKind = keyof typeof problemKinds;

/** One finding, with its place as exactly as it can be known. */
export interface Problem {
  readonly kind: ProblemKind;
  /** Index of the entry it is about, from 0; `null` where no single entry is. */
  readonly entry: number | null;
  /** File it was found in, relative to the evidence; `null` where it is about no file of the evidence. */
  readonly file: string | null;
  readonly detail: string;
}

/** Problems that are told one by one; what goes beyond is counted. */
export const problemLimit = 1_000;

/** Files remembered as faulty, so that nothing is blamed by comparison with them. */
const FAULTY_LIMIT = 100_000;

/** Gathers problems in bounded memory. */
export class ProblemList {
  readonly told: Problem[] = [];
  #more = 0;
  readonly #faulty = new Set<string>();

  /** Problems beyond those told. */
  get more(): number {
    return this.#more;
  }

  get count(): number {
    return this.told.length + this.#more;
  }

  add(kind: ProblemKind, file: string | null, entry: number | null, detail: string): void {
    if (file !== null && this.#faulty.size < FAULTY_LIMIT) this.#faulty.add(file);
    if (this.told.length < problemLimit) this.told.push({ kind, entry, file, detail });
    else this.#more++;
  }

  /** Problems that are only counted. */
  addUntold(count: number): void {
    this.#more += count;
  }

  /** True where something was found in this file. */
  isFaulty(file: string): boolean {
    return this.#faulty.has(file);
  }
}
