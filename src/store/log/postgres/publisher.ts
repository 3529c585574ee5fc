import type pg from 'pg';
import { type OpenedCheckpoint, openCheckpoint } from '../../../account/checkpoint.ts';
import { equalBytes } from '../../../account/equal.ts';
import { isFault } from '../../../account/fault.ts';
import { checkpointFile, pendingCheckpointFile } from '../../../account/format.ts';
import type { SignEd25519 } from '../../../account/hash.ts';
import type { VerifierKey } from '../../../account/note.ts';
import { AtalayaError } from '../../../model/errors.ts';
import type { Evidence } from '../../evidence/evidence.ts';
import { verifyEd25519 } from '../../hashing.ts';
import { Announcer } from '../announcer.ts';
import { TreeWriter } from '../embedded/tree-writer.ts';
import type { WitnessClient } from '../witness-client.ts';
import { bytesOf, type Link, numberOf, rows } from './connection.ts';
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

/** How long nothing may happen until witnesses that have not cosigned are asked again, or the lock is tried again. */
const restMs = 10_000;

/** Entries that are taken into the tree at once. */
const batch = 2_048;

/** What the holder of the lock has: its connection, the tree it grows, and who signs and asks the witnesses. */
interface Tenure {
  readonly client: pg.Client;
  readonly tree: TreeWriter;
  readonly announcer: Announcer;
  /** Until every witness was asked whether it has seen more than this log holds. */
  fresh: boolean;
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
  #wanted = false;
  #refusal: string | undefined;
  #closed = false;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
    this.#running = this.#run();
  }

  /** What keeps this process from publishing, where it is its turn. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Somebody waits for what is committed to be published, and for every witness to be asked. */
  want(): void {
    this.#wanted = true;
    this.wake();
  }

  /** Something was committed. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.wake();
    await this.#running;
    await this.#tenure?.announcer.close();
    await this.#parts.link.close();
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      const patient = this.#wanted;
      this.#woken = false;
      this.#wanted = false;
      try {
        this.#tenure ??= await this.#begin();
        if (this.#tenure !== undefined) await this.#publish(this.#tenure, patient);
        this.#trouble = undefined;
      } catch (error) {
        await this.#stumble(error);
      }
      await this.#pause();
    }
  }

  /** Waits the interval, and then until there is something to do; not at all where somebody waits to have it published. */
  async #pause(): Promise<void> {
    if (this.#closed || this.#wanted) return;
    const { intervalMs } = this.#parts;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, intervalMs);
      this.#wake = () => {
        if (!this.#closed && !this.#wanted) return;
        clearTimeout(timer);
        resolve();
      };
    });
    const idle = this.#tenure !== undefined && this.#trouble === undefined;
    if (this.#woken || this.#closed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, idle ? restMs : Math.min(restMs, intervalMs * 4));
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
    await held.announcer.close();
    try {
      await held.client.query('UPDATE publication SET troubles = ARRAY[$1::text]', [trouble]);
      await held.client.query('SELECT pg_advisory_unlock_all()');
    } catch {
      this.#parts.link.drop(held.client);
    }
  }

  /** Gets the lock, and takes the tree up where the evidence has it; undefined where another process holds the lock. */
  async #begin(): Promise<Tenure | undefined> {
    const { link, schema } = this.#parts;
    const client = await link.client();
    const [number, values] = lockNumber('publisher', schema);
    const [row] = await rows(client, `SELECT pg_try_advisory_lock(${number}) AS held`, values);
    if (row?.['held'] !== true) return undefined;
    try {
      return await this.#takeUp(client);
    } catch (error) {
      await client.query('SELECT pg_advisory_unlock_all()').catch(() => link.drop(client));
      throw error;
    }
  }

  async #takeUp(client: pg.Client): Promise<Tenure> {
    const { evidence } = this.#parts;
    const [row] = await rows(client, 'SELECT size, signed FROM head, publication');
    const committed = numberOf(row?.['size']);
    const published = this.#open(await evidence.read(checkpointFile), checkpointFile);
    const size = published?.checkpoint.size ?? 0;
    const pending = this.#open(await evidence.read(pendingCheckpointFile), pendingCheckpointFile);
    const kept = row?.['signed'];
    const signed = this.#open(kept === null ? undefined : bytesOf(kept), 'publication.signed');
    let last = published;
    for (const one of [pending, signed]) if ((one?.checkpoint.size ?? 0) > (last?.checkpoint.size ?? 0)) last = one;
    if (last !== undefined && committed < last.checkpoint.size) throw rolledBack(committed, last.checkpoint.size);
    const tree = await TreeWriter.open(evidence, size);
    if (published !== undefined && !equalBytes(tree.root, published.checkpoint.root)) {
      throw new AtalayaError(
        'log-damaged',
        `the tiles of the evidence do not give the root of the checkpoint of size ${size}`,
        checkpointFile,
        'Check the evidence with verify, and restore it from a replica or a backup.',
      );
    }
    return { client, tree, announcer: this.#announcer(client, last, published), fresh: true };
  }

  #announcer(
    client: pg.Client,
    last: OpenedCheckpoint | undefined,
    published: OpenedCheckpoint | undefined,
  ): Announcer {
    const { evidence, origin, key, sign, witnesses, witnessMs } = this.#parts;
    return new Announcer(
      {
        origin,
        key,
        sign,
        verify: verifyEd25519,
        evidence: { ...methodsOf(evidence), ...this.#guarded(client) },
        witnesses,
        witnessTimeoutMs: witnessMs,
        keepSigned: async (note: Uint8Array) => {
          await client.query('UPDATE publication SET signed = $1', [Buffer.from(note)]);
        },
        onRolledBack: (error: AtalayaError) => {
          this.#refusal = error.message;
          this.wake();
        },
      },
      last,
      published,
    );
  }

  /** Replaces a checkpoint only while the lock is held, and never a larger one: a holder that lost it may not know so yet. */
  #guarded(client: pg.Client): Pick<Evidence, 'replace'> {
    const { evidence } = this.#parts;
    return {
      replace: async (name, bytes) => {
        // An error here means that the connection, and with it the lock, is gone.
        await client.query('SELECT 1');
        const there = this.#open(await evidence.read(checkpointFile), checkpointFile)?.checkpoint.size ?? 0;
        const size = this.#open(bytes, name)?.checkpoint.size ?? 0;
        if (there <= size) return evidence.replace(name, bytes);
        const what = `another process has published a checkpoint of size ${there}`;
        throw new AtalayaError('log-failed', what, name, 'Nothing is lost: publishing goes on from there.');
      },
    };
  }

  #open(bytes: Uint8Array | undefined, name: string): OpenedCheckpoint | undefined {
    if (bytes === undefined) return undefined;
    const opened = openCheckpoint(bytes, this.#parts.origin, [this.#parts.key], verifyEd25519);
    if (!isFault(opened)) return opened;
    throw new AtalayaError(
      'log-damaged',
      `a checkpoint of this log does not hold: ${opened.fault}`,
      name,
      'Start with the origin and the key the log was made with, or restore the evidence from a replica.',
    );
  }

  async #publish(tenure: Tenure, patient: boolean): Promise<void> {
    const { reader, evidence } = this.#parts;
    const { client, tree, announcer } = tenure;
    const [row] = await rows(client, 'SELECT size, wanted, refusal FROM head, publication');
    const size = numberOf(row?.['size']);
    if (size < tree.size) throw rolledBack(size, tree.size);
    while (tree.size < size) {
      await tree.append(await reader.journal(tree.size, Math.min(size, tree.size + batch)), false);
    }
    // Once a witness has refused, none is left out until all agree.
    const everyone = tenure.fresh || row?.['refusal'] !== null;
    if (announcer.due(size) || everyone) {
      await tree.settle(false);
      // The journal keeps its rows until here, so a checkpoint never names what a loss of power could take.
      await evidence.sync();
      await announcer.announce(size, tree.root, everyone ? 'all' : patient ? 'lacking' : 'rested');
      tenure.fresh = false;
      await tree.tidy();
      await evidence.sync();
    }
    await this.#record(tenure, size, numberOf(row?.['wanted']));
  }

  /** Tells all processes what stands in the evidence, and takes from the journal what the evidence holds on its disk. */
  async #record({ client, announcer }: Tenure, asked: number, answered: number): Promise<void> {
    const { published, cosigned, troubles } = announcer;
    // What one witness has said is taken back only when all have cosigned.
    const agreed = troubles.length === 0 && [...cosigned.values()].every((size) => size >= asked);
    if (agreed) this.#refusal = undefined;
    await client.query('BEGIN');
    try {
      await client.query(
        `UPDATE publication SET published = $1, asked = $2, troubles = $3::text[], answered = $6,
                refusal = CASE WHEN $4 THEN NULL ELSE coalesce($5, refusal) END`,
        [published, asked, troubles, agreed, this.#refusal, answered],
      );
      await client.query(
        `INSERT INTO cosigned (witness, size) SELECT * FROM unnest($1::text[], $2::bigint[])
         ON CONFLICT (witness) DO UPDATE SET size = excluded.size`,
        [[...cosigned.keys()], [...cosigned.values()]],
      );
      await client.query('DELETE FROM journal WHERE position < $1', [published]);
      await client.query('SELECT pg_notify($1, $2)', [publishedChannel(this.#parts.channel), String(asked)]);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }
}

/** An evidence's methods as an object of their own, to be replaced one by one. */
function methodsOf(evidence: Evidence): Evidence {
  return {
    read: (name) => evidence.read(name),
    readRange: (name, offset, length) => evidence.readRange(name, offset, length),
    write: (name, bytes) => evidence.write(name, bytes),
    replace: (name, bytes) => evidence.replace(name, bytes),
    remove: (name) => evidence.remove(name),
    list: (prefix) => evidence.list(prefix),
    sync: () => evidence.sync(),
  };
}
