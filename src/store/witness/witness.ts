import { join } from 'node:path';
import { checkpointBytes } from '../../account/checkpoint.ts';
import { cosign, cosignatures } from '../../account/cosignature.ts';
import { equalBytes } from '../../account/equal.ts';
import { isFault } from '../../account/fault.ts';
import { checkpointFile, noteCosignature, noteEd25519 } from '../../account/format.ts';
import {
  formatSignature,
  formatVerifierKey,
  isOf,
  makeVerifierKey,
  type Note,
  type NoteSignature,
  noteLimitBytes,
  parseNote,
  type VerifierKey,
  verifyText,
} from '../../account/note.ts';
import {
  checkSignatures,
  decide,
  formatSize,
  parseAddCheckpoint,
  sizeContentType,
  type WitnessState,
} from '../../account/witness.ts';
import { AtalayaError } from '../../model/errors.ts';
import { sha256, verifyEd25519 } from '../hashing.ts';
import type { RandomBytes } from '../keys/keys.ts';
import { loadSigner, type Signer } from '../keys/signing.ts';
import { Replica } from './replica.ts';
import type { Source } from './source.ts';
import { readState, writeState } from './state-file.ts';

export interface WitnessOptions {
  /** Everything the witness keeps: its key, its state, its copy of the evidence. */
  readonly folder: string;
  /** Its name, as cosignatures bear it. */
  readonly name: string;
  /** The log's keys, and those of the other witnesses whose cosignatures are kept with the copy. */
  readonly keys: readonly VerifierKey[];
  readonly source: Source;
  readonly random: RandomBytes;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Brings the witness's keyring up to what the operator shares; called before each cosignature. */
  readonly refreshKeyring?: (destroyed: boolean) => Promise<void>;
}

/** An answer of HTTP. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const plain = 'text/plain; charset=utf-8';

/**
 * A witness of one log, and its replica: it cosigns only what is consistent with what it cosigned last, and only when it holds all of it
 * (C2SP tlog-witness and tlog-cosignature). One request is handled at a time.
 */
export class Witness {
  readonly key: VerifierKey;
  readonly #options: WitnessOptions;
  readonly #signer: Signer;
  readonly #replica: Replica;
  readonly #logs: ReadonlyMap<string, readonly VerifierKey[]>;
  #state: WitnessState | undefined;
  #note: Note | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  readonly #stop = new AbortController();

  private constructor(options: WitnessOptions, signer: Signer, replica: Replica, state: WitnessState | undefined) {
    this.#options = options;
    this.#signer = signer;
    this.#replica = replica;
    this.#state = state;
    this.key = makeVerifierKey(options.name, noteCosignature, signer.publicKey, sha256);
    this.#logs = Map.groupBy(
      options.keys.filter((key) => key.type === noteEd25519),
      (key) => key.name,
    );
  }

  static async open(options: WitnessOptions): Promise<Witness> {
    const signer = await loadSigner(join(options.folder, 'keys', 'witness.key'), options.random);
    const state = await readState(options.folder);
    const replica = await Replica.open(options.folder, state?.size ?? 0);
    const witness = new Witness(options, signer, replica, state);
    const bytes = await replica.evidence.read(checkpointFile);
    const note = bytes === undefined ? undefined : parseNote(bytes);
    if (note !== undefined && !isFault(note)) witness.#note = note;
    return witness;
  }

  /** The line that a verifier is given. */
  get verifierKey(): string {
    return formatVerifierKey(this.key);
  }

  get state(): WitnessState | undefined {
    return this.#state;
  }

  get replica(): Replica {
    return this.#replica;
  }

  /** Answers a request to cosign. Never throws. */
  addCheckpoint(body: Uint8Array): Promise<Answer> {
    const answer = this.#queue.then(() => this.#handle(body)).catch(failed);
    this.#queue = answer;
    return answer;
  }

  /** Adds the cosignatures that others have given meanwhile to the copy's checkpoint. */
  gather(): Promise<boolean> {
    const done = this.#queue.then(() => this.#gather());
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#queue.catch(() => undefined);
    await this.#replica.close();
  }

  async #handle(body: Uint8Array): Promise<Answer> {
    const request = parseAddCheckpoint(body);
    if (isFault(request)) return { status: 400, contentType: plain, body: `${request.fault}\n` };
    const decision = decide(this.#state, request, checkSignatures(request, this.#logs, verifyEd25519), sha256);
    if (decision.status === 409) return { status: 409, contentType: sizeContentType, body: formatSize(decision.size) };
    if (decision.status !== 200) return { status: decision.status, contentType: plain, body: `${decision.why}\n` };
    const { size, root } = decision.state;
    const before = this.#replica.size;
    const copied = await this.#replica.follow(this.#options.source, size, this.#stop.signal);
    if (!equalBytes(copied.root, root)) {
      await this.#replica.backTo(before);
      const why = `the entries that the log gives out make another tree of size ${size} than the one it signed`;
      return { status: 422, contentType: plain, body: `${why}\n` };
    }
    await this.#options.refreshKeyring?.(copied.destructions.length > 0);
    await this.#replica.settle();
    await writeState(this.#options.folder, decision.state);
    this.#state = decision.state;
    const timeS = Math.floor(this.#options.now() / 1000);
    const cosignature = cosign(request.note.text, timeS, this.key, this.#signer.sign);
    this.#note = { text: request.note.text, signatures: [...this.#ofLog(request.note), cosignature] };
    await this.#replica.publish(checkpointFile, checkpointBytes(this.#note));
    return { status: 200, contentType: plain, body: formatSignature(cosignature) };
  }

  #ofLog(note: Note): readonly NoteSignature[] {
    const keys = this.#options.keys.filter((key) => key.type === noteEd25519);
    return note.signatures.filter((signature) =>
      keys.some((key) => verifyText(note.text, signature, key, verifyEd25519)),
    );
  }

  async #gather(): Promise<boolean> {
    const held = this.#note;
    if (held === undefined) return false;
    const others = this.#options.keys.filter((key) => key.type === noteCosignature && key.keyId !== this.key.keyId);
    const missing = others.filter((key) => !held.signatures.some((signature) => isOf(signature, key)));
    if (missing.length === 0) return false;
    const bytes = await this.#options.source.read(checkpointFile, noteLimitBytes);
    const theirs = bytes === undefined ? undefined : parseNote(bytes);
    if (theirs === undefined || isFault(theirs) || theirs.text !== held.text) return false;
    const found = cosignatures(theirs, missing, verifyEd25519);
    if (found.length === 0) return false;
    this.#note = { text: held.text, signatures: [...held.signatures, ...found.map(({ signature }) => signature)] };
    await this.#replica.publish(checkpointFile, checkpointBytes(this.#note));
    return true;
  }
}

/** What a request gets when the copy could not be made: the log asks again with its next checkpoint. */
function failed(error: unknown): Answer {
  const why = error instanceof AtalayaError ? error.toLine() : 'a fault in the witness itself';
  return { status: 503, contentType: plain, body: `${why}\n` };
}
