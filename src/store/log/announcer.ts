import { type Checkpoint, checkpointBytes, signCheckpoint } from '../../account/checkpoint.ts';
import { verifyCosignature } from '../../account/cosignature.ts';
import { equalBytes } from '../../account/equal.ts';
import { checkpointFile, pendingCheckpointFile } from '../../account/format.ts';
import type { SignEd25519, VerifyEd25519 } from '../../account/hash.ts';
import type { Note, NoteSignature, VerifierKey } from '../../account/note.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { WitnessClient } from './witness-client.ts';

/** Rounds a witness that failed is left alone at most. */
const LONGEST_REST = 64;

export interface AnnouncerOptions {
  readonly origin: string;
  readonly key: VerifierKey;
  readonly sign: SignEd25519;
  readonly verify: VerifyEd25519;
  readonly evidence: Evidence;
  readonly witnesses: readonly WitnessClient[];
  /** How long a checkpoint waits for cosignatures before it is published without them. */
  readonly witnessTimeoutMs: number;
  /** Keeps the checkpoint that was just signed; durable before it resolves, and before anybody else sees the signature. */
  readonly keepSigned: (note: Uint8Array) => Promise<void>;
  /** Told when a witness has cosigned what this log does not hold. */
  readonly onRolledBack: (error: AtalayaError) => void;
}

interface Announced {
  readonly checkpoint: Checkpoint;
  readonly note: Note;
  readonly cosignatures: Map<string, NoteSignature>;
}

interface WitnessState {
  readonly client: WitnessClient;
  asking: Promise<void> | undefined;
  /** Undefined where it has cosigned nothing yet, not even the empty tree. */
  cosignedSize: number | undefined;
  trouble: string | undefined;
  failures: number;
  rest: number;
}

/**
 * Signs checkpoints, asks the witnesses and publishes. A checkpoint stands as `checkpoint.pending` while the witnesses are asked, and as
 * `checkpoint` afterwards, with the cosignatures it got; late ones are added to it. It never signs two trees of one size, nor a smaller one.
 */
export class Announcer {
  readonly #options: AnnouncerOptions;
  readonly #witnesses: readonly WitnessState[];
  #current: Announced | undefined;
  /** Undefined until something was published. */
  #publishedSize: number | undefined;
  #writes: Promise<void> = Promise.resolve();
  #closed = new AbortController();

  /** @param last what was signed last, @param published what `checkpoint` holds. */
  constructor(
    options: AnnouncerOptions,
    last: { readonly checkpoint: Checkpoint; readonly note: Note } | undefined,
    published: { readonly checkpoint: Checkpoint; readonly note: Note } | undefined,
  ) {
    this.#options = options;
    this.#publishedSize = published?.checkpoint.size;
    if (last !== undefined)
      this.#current = { checkpoint: last.checkpoint, note: ownNote(last.note, options.key), cosignatures: new Map() };
    this.#witnesses = options.witnesses.map((client) => {
      const found = published?.note.signatures.find((line) => this.#holds(published.note.text, line, client.key));
      if (found !== undefined && published?.checkpoint.size === last?.checkpoint.size) {
        this.#current?.cosignatures.set(client.key.name, found);
      }
      const cosignedSize = found === undefined ? undefined : published?.checkpoint.size;
      return { client, asking: undefined, cosignedSize, trouble: undefined, failures: 0, rest: 0 };
    });
  }

  #holds(text: string, line: NoteSignature, key: VerifierKey): boolean {
    return verifyCosignature(text, line, key, this.#options.verify) !== undefined;
  }

  get published(): number {
    return this.#publishedSize ?? 0;
  }

  /** Size that each witness cosigned last, by the name of its key. */
  get cosigned(): ReadonlyMap<string, number> {
    return new Map(this.#witnesses.map(({ client, cosignedSize }) => [client.key.name, cosignedSize ?? 0]));
  }

  get troubles(): string[] {
    return this.#witnesses.map(({ trouble }) => trouble).filter((trouble) => trouble !== undefined);
  }

  /** Whether a round would do anything. */
  due(size: number): boolean {
    if (size !== this.#current?.checkpoint.size || size !== this.#publishedSize) return true;
    return this.#witnesses.some((witness) => this.#wants(witness));
  }

  #wants(witness: WitnessState): boolean {
    const size = this.#current?.checkpoint.size ?? 0;
    return witness.cosignedSize === undefined || witness.cosignedSize < size;
  }

  /**
   * Publishes a tree whose files stand in the evidence.
   * @param whom `all` asks every witness, also those who have cosigned this very tree: whether they have seen a later one;
   * `lacking` those who have not; `rested` of these leaves out for some rounds who failed.
   * @throws AtalayaError `rolled-back` where the tree contradicts what was signed.
   */
  async announce(size: number, root: Uint8Array, whom: 'all' | 'lacking' | 'rested'): Promise<void> {
    const current = await this.#sign(size, root);
    const asked = this.#witnesses.filter((witness) => {
      if (whom === 'all') return true;
      return this.#wants(witness) && (whom === 'lacking' || witness.rest-- <= 0);
    });
    const answers = asked.map((witness) => (witness.asking ??= this.#ask(witness, current)));
    await withTimeout(Promise.all(answers), this.#options.witnessTimeoutMs);
    await this.#publish(current);
  }

  async #sign(size: number, root: Uint8Array): Promise<Announced> {
    const before = this.#current;
    if (before !== undefined && size <= before.checkpoint.size) {
      if (size === before.checkpoint.size && equalBytes(root, before.checkpoint.root)) return before;
      const what = `A checkpoint of ${before.checkpoint.size} entries was signed; this tree of ${size} contradicts it`;
      throw new AtalayaError('rolled-back', what, this.#options.origin, 'Restore the folder from a replica.');
    }
    const { origin, key, sign, keepSigned, evidence } = this.#options;
    const checkpoint = { origin, size, root, extensions: [] };
    const note = signCheckpoint(checkpoint, key, sign);
    const bytes = checkpointBytes(note);
    await keepSigned(bytes);
    await evidence.replace(pendingCheckpointFile, bytes);
    this.#current = { checkpoint, note, cosignatures: new Map() };
    return this.#current;
  }

  async #ask(witness: WitnessState, { checkpoint, note, cosignatures }: Announced): Promise<void> {
    const { client } = witness;
    try {
      const line = await client.cosign(checkpoint, note, this.#closed.signal);
      if (!this.#holds(note.text, line, client.key)) {
        throw new AtalayaError('request-refused', 'Its cosignature does not hold', client.key.name, 'Check its key.');
      }
      cosignatures.set(client.key.name, line);
      witness.cosignedSize = Math.max(witness.cosignedSize ?? 0, checkpoint.size);
      witness.trouble = undefined;
      witness.failures = 0;
      witness.rest = 0;
      if (this.#publishedSize === checkpoint.size) await this.#write(checkpoint.size);
    } catch (error) {
      if (this.#closed.signal.aborted) return;
      witness.failures++;
      witness.rest = Math.min(LONGEST_REST, 2 ** witness.failures);
      const text = error instanceof AtalayaError ? error.toLine() : String(error);
      witness.trouble = `The witness ${client.key.name} has not cosigned ${checkpoint.size} entries: ${text}`;
      if (error instanceof AtalayaError && error.code === 'rolled-back') this.#options.onRolledBack(error);
    } finally {
      witness.asking = undefined;
    }
  }

  async #publish({ checkpoint }: Announced): Promise<void> {
    const { size } = checkpoint;
    if (this.#publishedSize !== size) await this.#write(size);
    this.#publishedSize = size;
  }

  /** Writes the checkpoint with the cosignatures it has by now; one write after the other. */
  #write(size: number): Promise<void> {
    this.#writes = this.#writes
      .catch(() => undefined)
      .then(async () => {
        const current = this.#current;
        if (current?.checkpoint.size !== size) return;
        const { note, cosignatures } = current;
        const lines = this.#witnesses.map(({ client }) => cosignatures.get(client.key.name));
        const signatures = [...note.signatures, ...lines.filter((line) => line !== undefined)];
        await this.#options.evidence.replace(checkpointFile, checkpointBytes({ text: note.text, signatures }));
        await this.#options.evidence.remove(pendingCheckpointFile);
      });
    return this.#writes;
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#writes.catch(() => undefined);
  }
}

/** The note with the log's own signature only. */
function ownNote(note: Note, key: VerifierKey): Note {
  return {
    text: note.text,
    signatures: note.signatures.filter((line) => line.keyId === key.keyId && line.name === key.name),
  };
}

async function withTimeout(work: Promise<unknown>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
