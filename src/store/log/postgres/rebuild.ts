import type pg from 'pg';
import { splitBundle } from '../../../account/bundle.ts';
import { type OpenedCheckpoint, openCheckpoint } from '../../../account/checkpoint.ts';
import { appendToEdge, edgeRoot, emptyEdge, type TreeEdge } from '../../../account/compact-range.ts';
import { decodeEntry } from '../../../account/entry.ts';
import { equalBytes } from '../../../account/equal.ts';
import { isFault } from '../../../account/fault.ts';
import { checkpointFile } from '../../../account/format.ts';
import { leafHash } from '../../../account/merkle.ts';
import type { VerifierKey } from '../../../account/note.ts';
import { bundlesOf } from '../../../account/tile.ts';
import { AtalayaError } from '../../../model/errors.ts';
import type { Evidence } from '../../evidence/evidence.ts';
import { readBundle } from '../../evidence/tree-files.ts';
import { sha256, verifyEd25519 } from '../../hashing.ts';
import {
  bytesOf,
  clientConfig,
  type Database,
  databaseError,
  Link,
  numberOf,
  type Patience,
  rows,
  usualPatience,
} from './connection.ts';
import { lockNumber, migrateDatabase } from './migrations.ts';
import { indexEntries } from './sequencer.ts';

export interface RebuildOptions {
  readonly database: Database;
  readonly evidence: Evidence;
  readonly origin: string;
  /** The log's public key: what is rebuilt is what it signed. */
  readonly key: VerifierKey;
  readonly patience?: Patience;
  readonly onProgress?: (done: number, of: number) => void;
}

/** Entries read from the journal at once. */
const batch = 1_024;

/**
 * Makes the index anew from evidence and journal, in one transaction: it is there whole, or as it was before. Also brings up a log in an empty
 * database. Every entry is held against the root that the log signed. Gives the entries it then holds. Errors: `log-failed` where a process
 * of this log is publishing, `log-damaged` where evidence or journal do not hold together.
 */
export async function rebuildPostgresLog(options: RebuildOptions): Promise<number> {
  const { database, evidence, patience = usualPatience } = options;
  await migrateDatabase(database, patience);
  const published = await readCheckpoint(options, evidence);
  const link = new Link(clientConfig(database, patience, 'rebuild'));
  try {
    const client = await link.client();
    const [number, values] = lockNumber('publisher', database.schema);
    const [lock] = await rows(client, `SELECT pg_try_advisory_lock(${number}) AS held`, values);
    if (lock?.['held'] !== true) {
      const what = 'a process of this log is publishing';
      throw new AtalayaError('log-failed', what, `schema ${database.schema}`, 'Stop the service, then rebuild.');
    }
    await client.query('BEGIN');
    const size = await fill(client, options, published);
    await client.query('COMMIT');
    return size;
  } catch (error) {
    throw databaseError(error, 'the index is as it was before', 'Mend what is said, then rebuild again.');
  } finally {
    // An open transaction ends with its connection.
    await link.close();
  }
}

async function readCheckpoint(
  { origin, key }: RebuildOptions,
  evidence: Evidence,
): Promise<OpenedCheckpoint | undefined> {
  const bytes = await evidence.read(checkpointFile);
  if (bytes === undefined) return undefined;
  const opened = openCheckpoint(bytes, origin, [key], verifyEd25519);
  if (!isFault(opened)) return opened;
  throw damaged(`the checkpoint does not hold: ${opened.fault}`, checkpointFile);
}

const damaged = (what: string, where: string): AtalayaError =>
  new AtalayaError(
    'log-damaged',
    what,
    where,
    'Check the evidence with verify, and restore it from a replica or a backup.',
  );

async function fill(
  client: pg.Client,
  options: RebuildOptions,
  published: OpenedCheckpoint | undefined,
): Promise<number> {
  // Appends wait for the head's lock until the rebuilt index stands.
  const [head] = await rows(client, 'SELECT size FROM head FOR UPDATE');
  await client.query('TRUNCATE entry, cosigned');
  const index = new Filler(client);
  const signedSize = published?.checkpoint.size ?? 0;
  const total = Math.max(signedSize, numberOf(head?.['size']));
  let edge: TreeEdge = emptyEdge;
  for (const place of bundlesOf(signedSize)) {
    const entries = splitBundle(await readBundle(options.evidence, place.index, place.width));
    if (isFault(entries)) throw damaged(`a bundle is broken: ${entries.fault}`, `bundle ${place.index}`);
    const some = entries.slice(0, place.width);
    const leaves = some.map((it) => leafHash(it, sha256));
    edge = appendToEdge(edge, leaves, sha256).edge;
    await index.take(some);
    options.onProgress?.(index.size, total);
  }
  if (published !== undefined && !equalBytes(edgeRoot(edge, sha256), published.checkpoint.root)) {
    throw damaged('the bundles do not give the root that the log signed', checkpointFile);
  }
  await client.query('DELETE FROM journal WHERE position < $1', [signedSize]);
  for (;;) {
    const found = await rows(
      client,
      'SELECT position, bytes FROM journal WHERE position >= $1 ORDER BY position LIMIT $2',
      [index.size, batch],
    );
    const gap = found.findIndex((row, i) => numberOf(row['position']) !== index.size + i);
    if (gap >= 0) throw damaged(`the journal lacks entry ${index.size + gap}`, 'journal');
    if (found.length === 0) break;
    await index.take(found.map((row) => bytesOf(row['bytes'])));
    options.onProgress?.(index.size, total);
  }
  if (index.size < total) throw damaged(`the journal lacks entry ${index.size}, which was acknowledged`, 'journal');
  await client.query('UPDATE head SET size = $1, time_us = $2', [index.size, index.timeUs]);
  await client.query('UPDATE publication SET published = $1', [signedSize]);
  return index.size;
}

/** Writes index rows of entries, one after the other. */
class Filler {
  readonly #client: pg.Client;
  size = 0;
  timeUs = 0;

  constructor(client: pg.Client) {
    this.#client = client;
  }

  async take(entries: readonly Uint8Array[]): Promise<void> {
    const decoded = entries.map((bytes, i) => {
      const entry = decodeEntry(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
      if (isFault(entry)) throw damaged(`not an entry: ${entry.fault}`, `entry ${this.size + i}`);
      return { index: this.size + i, entry };
    });
    await indexEntries(this.#client, decoded);
    this.size += entries.length;
    this.timeUs = decoded.at(-1)?.entry.timeUs ?? this.timeUs;
  }
}
