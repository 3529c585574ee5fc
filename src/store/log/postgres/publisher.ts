import type pg from 'pg';
import {
  type Checkpoint,
  checkpointBytes,
  type OpenedCheckpoint,
  openCheckpoint,
  signCheckpoint,
} from '../../../account/checkpoint.ts';
import { verifyCosignature } from '../../../account/cosignature.ts';
import { equalBytes } from '../../../account/equal.ts';
import { isFault } from '../../../account/fault.ts';
import { checkpointFile, pendingCheckpointFile } from '../../../account/format.ts';
import type { SignEd25519 } from '../../../account/hash.ts';
import type { Note, NoteSignature, VerifierKey } from '../../../account/note.ts';
import { AtalayaError } from '../../../model/errors.ts';
import type { Evidence } from '../../evidence/evidence.ts';
import { verifyEd25519 } from '../embedded/hashing.ts';
import { TreeWriter } from '../embedded/tree-writer.ts';
import type { WitnessClient } from '../witness-client.ts';
import { type Link, numberOf, rows } from './connection.ts';
import { publishedChannel } from './listener.ts';
import { lockNumber } from './migrations.ts';
import type { Reader } from './reader.ts';
import { rolledBack } from './sequencer.ts';

/** Who signs, and who is asked to cosign. */
export interface Signing {
  readonly origin: string;
  readonly key: VerifierKey;
  readonly sign: SignEd25519;
  readonly witnesses: readonly WitnessClient[];
}

export interface PublisherParts extends Signing {
  readonly link: Link;
  readonly reader: Reader;
  readonly evidence: Evidence;
  readonly schema: string;
  readonly channel: string;
  /** Least time between two checkpoints, and between two attempts to get the lock or to mend trouble. */
  readonly intervalMs: number;
  readonly witnessMs: number;
}

/** Entries that are taken into the tree at once. */
const batch = 2_048;

/** What the holder of the lock knows: the tree it grows, and the checkpoint that stands in the evidence. */
interface Tenure {
  readonly client: pg.Client;
  readonly tree: TreeWriter;
  published: OpenedCheckpoint | undefined;
}

/**
 * Publishes what is committed: bundles and tiles, a signed checkpoint, the witnesses' cosignatures. One process at a time, the holder of an
 * advisory lock, which PostgreSQL drops with the connection; the next one takes the tree up from the evidence. A holder that lost its
 * connection without knowing can only write the same bytes, since the order of entries is fixed by then.
 */
export class Publisher {
  readonly #parts: PublisherParts;
  readonly #running: Promise<void>;
  #tenure: Tenure | undefined;
  #trouble: string | undefined;
  #wake = () => {};
  #woken = false;
  #closed = false;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
    this.#running = this.#run();
  }

  /** What keeps this process from publishing, where it is its turn. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Something was committed, or somebody waits. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.wake();
    await this.#running;
    await this.#parts.link.close();
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      this.#woken = false;
      try {
        this.#tenure ??= await this.#begin();
        if (this.#tenure !== undefined) await this.#publish(this.#tenure);
        this.#trouble = undefined;
      } catch (error) {
        await this.#stumble(error);
      }
      await this.#pause();
    }
  }

  /** Waits the interval, and then until woken, but at most five intervals where the lock is held elsewhere or trouble is to be mended. */
  async #pause(): Promise<void> {
    if (this.#closed) return;
    const { intervalMs } = this.#parts;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, intervalMs);
      this.#wake = () => {
        if (!this.#closed) return;
        clearTimeout(timer);
        resolve();
      };
    });
    const idle = this.#tenure !== undefined && this.#trouble === undefined;
    if (this.#woken || this.#closed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, intervalMs * (idle ? 50 : 4));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #stumble(error: unknown): Promise<void> {
    const trouble = error instanceof AtalayaError ? error.toLine() : String(error);
    this.#trouble = trouble;
    const held = this.#tenure;
    // The tree may be half grown: it is taken up anew from the evidence.
    this.#tenure = undefined;
    if (held === undefined) return;
    try {
      await held.client.query('UPDATE publication SET troubles = ARRAY[$1::text]', [trouble]);
      await held.client.query('SELECT pg_advisory_unlock_all()');
    } catch {
      this.#parts.link.drop(held.client);
    }
  }

  /** Gets the lock, and takes the tree up where the evidence has it; undefined where another process holds the lock. */
  async #begin(): Promise<Tenure | undefined> {
    const { link, evidence, schema } = this.#parts;
    const client = await link.client();
    const [number, values] = lockNumber('publisher', schema);
    const [row] = await rows(client, `SELECT pg_try_advisory_lock(${number}) AS held`, values);
    if (row?.['held'] !== true) return undefined;
    try {
      const published = await this.#readCheckpoint();
      const size = published?.checkpoint.size ?? 0;
      const [head] = await rows(client, 'SELECT size FROM head');
      const committed = numberOf(head?.['size']);
      if (committed < size) throw rolledBack(committed, size);
      const tree = await TreeWriter.open(evidence, size);
      if (published !== undefined && !equalBytes(tree.root, published.checkpoint.root)) {
        throw new AtalayaError(
          'log-damaged',
          `the tiles of the evidence do not give the root of the checkpoint of size ${size}`,
          checkpointFile,
          'Check the evidence with verify, and restore it from a replica or a backup.',
        );
      }
      return { client, tree, published };
    } catch (error) {
      await client.query('SELECT pg_advisory_unlock_all()').catch(() => link.drop(client));
      throw error;
    }
  }

  async #readCheckpoint(): Promise<OpenedCheckpoint | undefined> {
    const { evidence, origin, key } = this.#parts;
    const bytes = await evidence.read(checkpointFile);
    if (bytes === undefined) return undefined;
    const opened = openCheckpoint(bytes, origin, [key], verifyEd25519);
    if (!isFault(opened)) return opened;
    throw new AtalayaError(
      'log-damaged',
      `the checkpoint of the evidence does not hold: ${opened.fault}`,
      checkpointFile,
      'Start with the origin and the key the log was made with, or restore the evidence from a replica.',
    );
  }

  async #publish(tenure: Tenure): Promise<void> {
    const { reader, evidence } = this.#parts;
    const { client, tree } = tenure;
    const [row] = await rows(client, 'SELECT size FROM head');
    const size = numberOf(row?.['size']);
    if (size < tree.size) throw rolledBack(size, tree.size);
    while (tree.size < size) {
      await tree.append(await reader.journal(tree.size, Math.min(size, tree.size + batch)), false);
    }
    const missing = this.#parts.witnesses.filter((it) => !isCosigned(tenure.published?.note, it.key));
    const grown = tenure.published === undefined || size > tenure.published.checkpoint.size;
    if (!grown && missing.length === 0) return this.#record(tenure, []);
    await tree.settle(false);
    await evidence.sync();
    const checkpoint: Checkpoint = { origin: this.#parts.origin, size, root: tree.root, extensions: [] };
    const before = grown ? undefined : tenure.published?.note;
    const signed = signCheckpoint(checkpoint, this.#parts.key, this.#parts.sign);
    const note = before ?? signed;
    await this.#assertAhead(client, size);
    if (grown) await evidence.replace(pendingCheckpointFile, checkpointBytes(note));
    const { cosignatures, troubles } = await this.#askWitnesses(
      checkpoint,
      note,
      grown ? this.#parts.witnesses : missing,
    );
    if (grown || cosignatures.length > 0) {
      const full: Note = { text: note.text, signatures: [...note.signatures, ...cosignatures] };
      await this.#assertAhead(client, size);
      await evidence.replace(checkpointFile, checkpointBytes(full));
      tenure.published = { checkpoint, note: full };
    }
    await evidence.remove(pendingCheckpointFile);
    await tree.tidy();
    await evidence.sync();
    await this.#record(tenure, troubles);
  }

  /** Refuses to go on where the lock is no longer this process's, or another has already published more. */
  async #assertAhead(client: pg.Client, size: number): Promise<void> {
    // An error here means that the connection, and with it the lock, is gone.
    await client.query('SELECT 1');
    const there = await this.#readCheckpoint();
    if (there === undefined || there.checkpoint.size <= size) return;
    throw new AtalayaError(
      'log-failed',
      `another process has published a checkpoint of size ${there.checkpoint.size}`,
      checkpointFile,
      'Nothing is lost: publishing goes on from there.',
    );
  }

  async #askWitnesses(
    checkpoint: Checkpoint,
    note: Note,
    witnesses: readonly WitnessClient[],
  ): Promise<{ readonly cosignatures: readonly NoteSignature[]; readonly troubles: readonly string[] }> {
    const troubles: string[] = [];
    const answers = await Promise.all(
      witnesses.map(async (witness) => {
        try {
          const line = await witness.cosign(checkpoint, note, AbortSignal.timeout(this.#parts.witnessMs));
          if (verifyCosignature(note.text, line, witness.key, verifyEd25519) !== undefined) return line;
          troubles.push(`${witness.key.name}: its cosignature does not hold`);
        } catch (error) {
          troubles.push(`${witness.key.name}: ${error instanceof AtalayaError ? error.toLine() : String(error)}`);
        }
        return undefined;
      }),
    );
    return { cosignatures: answers.filter((it) => it !== undefined), troubles };
  }

  /** Tells all processes what stands in the evidence, and takes from the journal what the evidence holds on its disk. */
  async #record({ client, published }: Tenure, troubles: readonly string[]): Promise<void> {
    const size = published?.checkpoint.size ?? 0;
    const witnesses = this.#parts.witnesses
      .filter((it) => isCosigned(published?.note, it.key))
      .map((it) => it.key.name);
    await client.query('BEGIN');
    try {
      await client.query('UPDATE publication SET published = $1, asked = $1, troubles = $2::text[]', [size, troubles]);
      await client.query(
        `INSERT INTO cosigned (witness, size) SELECT name, $2 FROM unnest($1::text[]) AS it(name)
         ON CONFLICT (witness) DO UPDATE SET size = excluded.size`,
        [witnesses, size],
      );
      await client.query('DELETE FROM journal WHERE position < $1', [size]);
      await client.query('SELECT pg_notify($1, $2)', [publishedChannel(this.#parts.channel), String(size)]);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }
}

/** Whether a note carries a cosignature of this witness that holds. */
function isCosigned(note: Note | undefined, key: VerifierKey): boolean {
  return note?.signatures.some((line) => verifyCosignature(note.text, line, key, verifyEd25519) !== undefined) ?? false;
}
