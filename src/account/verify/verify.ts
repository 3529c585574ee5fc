import { checkpointFile, pendingCheckpointFile } from '../format.ts';
import type { Sha256, VerifyEd25519 } from '../hash.ts';
import { BlobAccounts } from './blobs.ts';
import { equalBytes, toBase64 } from './bytes.ts';
import { FileAccounts } from './files.ts';
import { type Checkpoint, noteLimitBytes, type TrustedKeys } from './note.ts';
import { type Problem, ProblemList } from './problems.ts';
import { Rules } from './rules.ts';
import { type Cosigned, checkNote, readSignedByLog, type SignedCheckpoint, signedByLog } from './signatures.ts';
import type { EvidenceSource } from './source.ts';
import { TreeHash } from './tree.ts';
import { type DueRoot, type Examine, Walk } from './walk.ts';

export interface VerifyOptions {
  readonly source: EvidenceSource;
  readonly keys: TrustedKeys;
  /** A checkpoint that the caller kept from before; `undefined` where there is none. */
  readonly kept: Uint8Array | undefined;
  readonly sha256: Sha256;
  readonly verifyEd25519: VerifyEd25519;
  readonly examine: Examine;
  /** Files that are read at the same time. */
  readonly concurrency: number;
  onProgress(stage: 'entries' | 'blobs', done: number, total: number): void;
}

/** What verification found. */
export interface Verdict {
  readonly ok: boolean;
  /** Entries of the checkpoint that stands at the end; `null` where there is no readable one. */
  readonly size: number | null;
  readonly origin: string | null;
  readonly root: string | null;
  readonly cosigned: readonly Cosigned[];
  /** Entries of a larger checkpoint that the log has signed and the witnesses are being asked for. */
  readonly pending: number | null;
  readonly streams: number;
  readonly blobs: number;
  readonly problems: readonly Problem[];
  /** Problems beyond those told one by one. */
  readonly more: number;
  /** False where the source cannot list its files, so that files which do not belong there were not looked for. */
  readonly filesListed: boolean;
}

/** Verifies evidence from end to end. Throws only what the source throws: no bytes of the evidence make it fail. */
export async function verifyEvidence(options: VerifyOptions): Promise<Verdict> {
  return new Verification(options).run();
}

/** How often a log that goes on growing is followed to account for what was found. */
const ROUNDS = 5;

class Verification {
  readonly #options: VerifyOptions;
  readonly #problems = new ProblemList();
  readonly #blobs = new BlobAccounts(this.#problems);
  readonly #rules = new Rules(this.#problems, this.#blobs);
  readonly #walk: Walk;
  #total = 0;
  /** The signed tree that was last reached. */
  #reached: Pick<DueRoot, 'size' | 'root'> | undefined;
  /** The checkpoint that the entries were last held against. */
  #signed: SignedCheckpoint | undefined;
  #pending: Checkpoint | undefined;
  #hasPendingFile = false;

  constructor(options: VerifyOptions) {
    this.#options = options;
    this.#walk = new Walk({
      source: options.source,
      tree: new TreeHash(options.sha256),
      problems: this.#problems,
      rules: this.#rules,
      examine: options.examine,
      ahead: options.concurrency,
      onEntries: (done) => options.onProgress('entries', done, this.#total),
    });
  }

  async run(): Promise<Verdict> {
    const { source } = this.#options;
    this.#signed = await this.#readCheckpoint(this.#problems);
    const kept = this.#readKept();
    if (this.#signed !== undefined && (await this.#walkTo(this.#signed.checkpoint, kept))) {
      await this.#goOnToPending();
      const files = new FileAccounts(source, this.#blobs, this.#problems);
      await files.list(this.#walk.size, this.#hasPendingFile);
      let missing = await this.#checkBlobs();
      // A running log may have moved on while it was read: what is not accounted for yet may be by its next checkpoint.
      for (let round = 0; round < ROUNDS; round++) {
        const isDone = await files.isDone(this.#walk.size, this.#hasPendingFile);
        if (isDone && missing.every((blob) => this.#blobs.isExplained(blob))) break;
        await source.settle();
        const before = this.#walk.size;
        await this.#goOn();
        missing = [...missing, ...(await this.#checkBlobs())];
        if (this.#walk.size === before) break;
      }
      this.#rules.finish();
      this.#blobs.tellMissing(missing);
      await files.tell(this.#walk.size, this.#hasPendingFile);
    }
    return this.#verdict();
  }

  #verdict(): Verdict {
    const problems = this.#problems;
    const checkpoint = this.#signed?.checkpoint;
    const pending =
      this.#pending !== undefined && this.#pending.size > (checkpoint?.size ?? 0) ? this.#pending.size : null;
    return {
      ok: problems.count === 0,
      size: checkpoint?.size ?? null,
      origin: checkpoint?.origin ?? null,
      root: checkpoint === undefined ? null : toBase64(checkpoint.root),
      cosigned: this.#signed?.cosigned ?? [],
      pending,
      streams: this.#rules.streams,
      blobs: this.#blobs.count,
      problems: problems.told,
      more: problems.more,
      filesListed: this.#options.source.list !== undefined,
    };
  }

  async #readCheckpoint(problems: ProblemList): Promise<SignedCheckpoint | undefined> {
    const { source, keys, verifyEd25519 } = this.#options;
    const read = await source.read(checkpointFile, noteLimitBytes + 1);
    switch (read.outcome) {
      case 'missing':
        problems.add(
          'checkpoint-missing',
          checkpointFile,
          null,
          'nothing says how long the log is, so nothing was checked',
        );
        return undefined;
      case 'unreadable':
        problems.add('file-unreadable', checkpointFile, null, read.why);
        return undefined;
      case 'read':
        return checkNote(read.bytes, checkpointFile, keys, verifyEd25519, problems);
    }
  }

  #readKept(): DueRoot[] {
    const { kept: bytes, keys, verifyEd25519 } = this.#options;
    if (bytes === undefined) return [];
    const kept = readSignedByLog(bytes, keys, verifyEd25519);
    if (typeof kept === 'string') {
      this.#problems.add('kept-checkpoint-invalid', null, null, kept);
      return [];
    }
    const size = this.#signed?.checkpoint.size;
    if (size !== undefined && kept.size > size) {
      const detail = `the checkpoint that was kept has ${kept.size} entries, the present one ${size}`;
      this.#problems.add('rolled-back', checkpointFile, null, detail);
    }
    return [{ size: kept.size, root: kept.root, kind: 'forked', file: checkpointFile }];
  }

  /** Goes through the entries up to a checkpoint; false where its root is not known to be the log's and does not fit. */
  async #walkTo(checkpoint: Checkpoint, due: readonly DueRoot[]): Promise<boolean> {
    const { keys, verifyEd25519 } = this.#options;
    const { size, root } = checkpoint;
    this.#total = size;
    const own: DueRoot = { size, root, kind: 'root-mismatch', file: checkpointFile };
    const isSigned = typeof signedByLog(checkpoint, keys, verifyEd25519) !== 'string';
    this.#reached = { size, root };
    return this.#walk.to(size, root, [...due, own], !isSigned);
  }

  /** Reads checkpoint.pending and goes on to it: it explains what lies beyond the checkpoint, if it continues it. */
  async #goOnToPending(): Promise<void> {
    const { source, keys, verifyEd25519 } = this.#options;
    const read = await source.read(pendingCheckpointFile, noteLimitBytes + 1);
    this.#hasPendingFile = read.outcome !== 'missing';
    this.#pending = undefined;
    if (read.outcome === 'missing') return;
    const tell = (why: string): void => this.#problems.add('pending-invalid', pendingCheckpointFile, null, why);
    if (read.outcome === 'unreadable') return tell(read.why);
    const pending = readSignedByLog(read.bytes, keys, verifyEd25519);
    if (typeof pending === 'string') return tell(pending);
    const present = this.#signed?.checkpoint;
    if (present === undefined) return;
    if (pending.size < present.size) return tell(`its ${pending.size} entries are fewer than the checkpoint's`);
    if (pending.size === present.size) {
      if (!equalBytes(pending.root, present.root))
        tell('its root differs from that of the checkpoint of the same size');
      return;
    }
    this.#pending = pending;
    await this.#extend(pending, { kind: 'pending-invalid', file: pendingCheckpointFile });
  }

  /** Reads the checkpoint once more and goes on to it, if the log has moved on. */
  async #goOn(): Promise<void> {
    const problems = new ProblemList();
    const next = await this.#readCheckpoint(problems);
    const present = this.#signed?.checkpoint;
    if (next !== undefined && present !== undefined && !equalBytes(next.checkpoint.text, present.text)) {
      for (const { kind, file, entry, detail } of problems.told) this.#problems.add(kind, file, entry, detail);
      if (next.checkpoint.size < present.size) {
        const detail = `while it was read it went from ${present.size} entries to ${next.checkpoint.size}`;
        this.#problems.add('rolled-back', checkpointFile, null, detail);
        return;
      }
      this.#signed = next;
      if (next.checkpoint.size > this.#walk.size) {
        await this.#extend(next.checkpoint, { kind: 'root-mismatch', file: checkpointFile });
      }
    }
    const { told } = this.#problems;
    // It was told of already where it was wrong the first time.
    if (!told.some(({ kind }) => kind === 'pending-invalid')) await this.#goOnToPending();
  }

  async #extend(next: Checkpoint, own: Pick<DueRoot, 'kind' | 'file'>): Promise<void> {
    if (next.size <= this.#walk.size) return;
    this.#total = next.size;
    const due: DueRoot[] = [{ ...own, size: next.size, root: next.root }];
    if (this.#reached !== undefined) due.push({ ...this.#reached, kind: 'forked', file: own.file });
    this.#reached = { size: next.size, root: next.root };
    await this.#walk.to(next.size, next.root, due, false);
  }

  async #checkBlobs(): Promise<number[]> {
    const { source, concurrency, onProgress } = this.#options;
    return this.#blobs.check(source, concurrency, (done) => onProgress('blobs', done, this.#blobs.count));
  }
}
