import pg from 'pg';
import {
  bytesOf,
  clientConfig,
  type Database,
  databaseError,
  numberOf,
  type Patience,
  type Row,
  rows,
  textOf,
  usualPatience,
} from '../log/postgres/connection.ts';
import { migrateDatabase } from '../log/postgres/migrations.ts';
import type { NotedBlob, Notes, SealedSnapshot } from './notes.ts';

const buffers = (all: readonly Uint8Array[]): Buffer[] => all.map((it) => Buffer.from(it));

class PostgresNotes implements Notes {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async #rows(text: string, values: unknown[] = []): Promise<Row[]> {
    try {
      return await rows(this.#pool, text, values);
    } catch (error) {
      const cure = 'Check that the database is running and can be reached, then try again.';
      throw databaseError(error, 'the notes of the memory could not be reached', cure);
    }
  }

  async saveSnapshot({ stream, compartment, keyId, version, nonce, sealed }: SealedSnapshot): Promise<void> {
    await this.#rows(
      `INSERT INTO snapshot AS held (stream, compartment, key_id, version, nonce, sealed) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (stream) DO UPDATE SET compartment = excluded.compartment, key_id = excluded.key_id,
         version = excluded.version, nonce = excluded.nonce, sealed = excluded.sealed
       WHERE excluded.version >= held.version`,
      [stream, compartment, Buffer.from(keyId), version, Buffer.from(nonce), Buffer.from(sealed)],
    );
  }

  async loadSnapshot(stream: string): Promise<SealedSnapshot | undefined> {
    const [row] = await this.#rows('SELECT * FROM snapshot WHERE stream = $1', [stream]);
    if (row === undefined) return undefined;
    return {
      stream,
      compartment: textOf(row['compartment']),
      keyId: bytesOf(row['key_id']),
      version: numberOf(row['version']),
      nonce: bytesOf(row['nonce']),
      sealed: bytesOf(row['sealed']),
    };
  }

  async removeSnapshots(keyId: Uint8Array): Promise<void> {
    await this.#rows('DELETE FROM snapshot WHERE key_id = $1', [Buffer.from(keyId)]);
  }

  async noteBlobs(blobs: readonly NotedBlob[], pending: boolean): Promise<void> {
    await this.#rows(
      `INSERT INTO noted_blob (sha256, key_id, from_index, pending)
       SELECT *, $4 FROM unnest($1::bytea[], $2::bytea[], $3::bigint[]) ON CONFLICT (sha256) DO NOTHING`,
      [
        buffers(blobs.map((it) => it.sha256)),
        buffers(blobs.map((it) => it.keyId)),
        blobs.map((it) => it.fromIndex),
        pending,
      ],
    );
  }

  async keepBlobs(sha256s: readonly Uint8Array[]): Promise<void> {
    await this.#rows('UPDATE noted_blob SET pending = false WHERE sha256 = ANY($1::bytea[])', [buffers(sha256s)]);
  }

  async dropBlobs(sha256s: readonly Uint8Array[]): Promise<void> {
    await this.#rows('DELETE FROM noted_blob WHERE sha256 = ANY($1::bytea[])', [buffers(sha256s)]);
  }

  async pendingBlobs(): Promise<readonly NotedBlob[]> {
    const found = await this.#rows('SELECT sha256, key_id, from_index FROM noted_blob WHERE pending');
    return found.map((row) => ({
      sha256: bytesOf(row['sha256']),
      keyId: bytesOf(row['key_id']),
      fromIndex: numberOf(row['from_index']),
    }));
  }

  async blobsOf(keyId: Uint8Array): Promise<readonly Uint8Array[]> {
    const found = await this.#rows('SELECT sha256 FROM noted_blob WHERE key_id = $1', [Buffer.from(keyId)]);
    return found.map((row) => bytesOf(row['sha256']));
  }

  async mark(name: string): Promise<number | undefined> {
    const [row] = await this.#rows('SELECT at FROM mark WHERE name = $1', [name]);
    return row === undefined ? undefined : numberOf(row['at']);
  }

  async setMark(name: string, index: number): Promise<void> {
    await this.#rows('INSERT INTO mark (name, at) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET at = excluded.at', [
      name,
      index,
    ]);
  }

  async close(): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end();
  }
}

/** The memory's notes in PostgreSQL, in the schema of its log. Errors: `log-failed` where the database cannot be reached. */
export async function openPostgresNotes(database: Database, patience: Patience = usualPatience): Promise<Notes> {
  await migrateDatabase(database, patience);
  const pool = new pg.Pool({ ...clientConfig(database, patience, 'notes'), max: 4 });
  // An idle connection that is lost is opened anew when it is needed.
  pool.on('error', () => {});
  return new PostgresNotes(pool);
}
