import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { DataKey, RandomBytes } from '../keys/keys.ts';
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
import { openPieces, pageRows } from './pieces.ts';
import { checkSamples, notAfterLast, type SealedPiece, sealPieces } from './sealing.ts';
import type { FindKey, TrackPart, TrackSample, Tracks } from './tracks.ts';

const pieceOf = (row: Row): SealedPiece => ({
  aircraft: textOf(row['aircraft']),
  compartment: textOf(row['compartment']),
  keyId: bytesOf(row['key_id']),
  fromUs: numberOf(row['from_us']),
  toUs: numberOf(row['to_us']),
  count: numberOf(row['samples']),
  nonce: bytesOf(row['nonce']),
  sealed: bytesOf(row['sealed']),
});

class PostgresTracks implements Tracks {
  readonly #pool: pg.Pool;
  readonly #random: RandomBytes;

  constructor(pool: pg.Pool, random: RandomBytes) {
    this.#pool = pool;
    this.#random = random;
  }

  async append(aircraft: string, key: DataKey, compartment: string, samples: readonly TrackSample[]): Promise<void> {
    checkSamples(aircraft, samples);
    if (samples.length === 0) return;
    const pieces = sealPieces(aircraft, key, compartment, samples, this.#random);
    await this.#asked('nothing of the track is known to have been kept', () => this.#insert(aircraft, pieces));
  }

  async #insert(aircraft: string, pieces: readonly SealedPiece[]): Promise<void> {
    const client = await this.#pool.connect();
    let lost: Error | undefined;
    try {
      await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
      // Two processes must not both find themselves after the last.
      await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`atalaya track ${aircraft}`]);
      const [last] = await rows(
        client,
        'SELECT 1 AS later FROM track_piece WHERE aircraft = $1 AND to_us >= $2 LIMIT 1',
        [aircraft, pieces[0]?.fromUs],
      );
      if (last !== undefined) throw notAfterLast(aircraft);
      for (const { fromUs, toUs, compartment, keyId, count, nonce, sealed } of pieces) {
        await client.query(
          `INSERT INTO track_piece (aircraft, from_us, to_us, compartment, key_id, samples, nonce, sealed)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
          [aircraft, fromUs, toUs, compartment, Buffer.from(keyId), count, Buffer.from(nonce), Buffer.from(sealed)],
        );
      }
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch((again: unknown) => {
        lost = again instanceof Error ? again : new Error(String(again));
      });
      throw error;
    } finally {
      client.release(lost);
    }
  }

  async #asked<T>(consequence: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw databaseError(error, consequence, 'Check that the database is running and can be reached, then try again.');
    }
  }

  #rows(text: string, values: unknown[]): Promise<Row[]> {
    return this.#asked('nothing could be read', () => rows(this.#pool, text, values));
  }

  read(aircraft: string, fromUs: number, toUs: number, find: FindKey): AsyncIterable<TrackPart> {
    const page = async (afterUs: number): Promise<readonly SealedPiece[]> => {
      const found = await this.#rows(
        `SELECT * FROM track_piece WHERE aircraft = $1 AND to_us >= $2 AND to_us > $3 AND from_us < $4
         ORDER BY to_us LIMIT ${pageRows}`,
        [aircraft, fromUs, afterUs, toUs],
      );
      return found.map(pieceOf);
    };
    return openPieces(page, fromUs, toUs, find);
  }

  async remove(keyId: Uint8Array): Promise<number> {
    const removed = await this.#rows(
      'WITH gone AS (DELETE FROM track_piece WHERE key_id = $1 RETURNING 1) SELECT count(*) AS n FROM gone',
      [Buffer.from(keyId)],
    );
    return numberOf(removed[0]?.['n']);
  }

  async aircraft(): Promise<readonly { readonly aircraft: string; readonly fromUs: number; readonly toUs: number }[]> {
    const found = await this.#rows(
      'SELECT aircraft, min(from_us) AS from_us, max(to_us) AS to_us FROM track_piece GROUP BY aircraft ORDER BY aircraft',
      [],
    );
    return found.map((row) => ({
      aircraft: textOf(row['aircraft']),
      fromUs: numberOf(row['from_us']),
      toUs: numberOf(row['to_us']),
    }));
  }

  async close(): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end();
  }
}

export interface PostgresTracksOptions {
  readonly database: Database;
  readonly patience?: Patience;
  readonly random?: RandomBytes;
}

/**
 * Tracks in PostgreSQL, in the schema of the log or one of their own. Open stand the aircraft's token, compartment, key id, times and number of
 * samples of each piece; the rest is sealed. Errors: `log-failed` where the database cannot be reached.
 */
export async function openPostgresTracks(options: PostgresTracksOptions): Promise<Tracks> {
  const { database, patience = usualPatience, random = randomBytes } = options;
  await migrateDatabase(database, patience);
  const pool = new pg.Pool({ ...clientConfig(database, patience, 'tracks'), max: 4 });
  // An idle connection that is lost is opened anew when it is needed.
  pool.on('error', () => {});
  return new PostgresTracks(pool, random);
}
