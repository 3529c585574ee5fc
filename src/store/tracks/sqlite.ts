import { randomBytes } from 'node:crypto';
import type { DataKey, RandomBytes } from '../keys/keys.ts';
import { openDatabase, type SqlDatabase } from '../sqlite/database.ts';
import type { SqlRow, SqlStatement } from '../sqlite/protocol.ts';
import { openPieces, pageRows } from './pieces.ts';
import { checkSamples, notAfterLast, type SealedPiece, sealPieces } from './sealing.ts';
import type { FindKey, TrackPart, TrackSample, Tracks } from './tracks.ts';

const migrations = [
  `CREATE TABLE pieces(id INTEGER PRIMARY KEY, aircraft TEXT NOT NULL, from_us INTEGER NOT NULL, to_us INTEGER NOT NULL,
     compartment TEXT NOT NULL, key_id BLOB NOT NULL, samples INTEGER NOT NULL, nonce BLOB NOT NULL, sealed BLOB NOT NULL);
   CREATE INDEX pieces_time ON pieces(aircraft, to_us);
   CREATE INDEX pieces_key ON pieces(key_id)`,
];
const insert = `INSERT INTO pieces(aircraft, from_us, to_us, compartment, key_id, samples, nonce, sealed)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE NOT EXISTS(SELECT 1 FROM pieces WHERE aircraft = ?1 AND to_us >= ?2)`;
const select = `SELECT * FROM pieces WHERE aircraft = ? AND to_us >= ? AND to_us > ? AND from_us < ? ORDER BY to_us LIMIT ${pageRows}`;

function statementOf(piece: SealedPiece): SqlStatement {
  const { aircraft, fromUs, toUs, compartment, keyId, count, nonce, sealed } = piece;
  return { sql: insert, values: [aircraft, fromUs, toUs, compartment, keyId, count, nonce, sealed], atLeast: 1 };
}

function pieceOf(row: SqlRow): SealedPiece {
  const text = (name: string): string => String(row[name]);
  const bytes = (name: string): Uint8Array => {
    const value = row[name];
    return value instanceof Uint8Array ? value : new Uint8Array(0);
  };
  return {
    aircraft: text('aircraft'),
    compartment: text('compartment'),
    keyId: bytes('key_id'),
    fromUs: Number(row['from_us']),
    toUs: Number(row['to_us']),
    count: Number(row['samples']),
    nonce: bytes('nonce'),
    sealed: bytes('sealed'),
  };
}

class SqliteTracks implements Tracks {
  readonly #database: SqlDatabase;
  readonly #random: RandomBytes;

  constructor(database: SqlDatabase, random: RandomBytes) {
    this.#database = database;
    this.#random = random;
  }

  async append(aircraft: string, key: DataKey, compartment: string, samples: readonly TrackSample[]): Promise<void> {
    checkSamples(aircraft, samples);
    if (samples.length === 0) return;
    const pieces = sealPieces(aircraft, key, compartment, samples, this.#random);
    const changes = await this.#database.run(pieces.map(statementOf));
    if (changes.length === 0) throw notAfterLast(aircraft);
  }

  read(aircraft: string, fromUs: number, toUs: number, find: FindKey): AsyncIterable<TrackPart> {
    const page = async (afterUs: number): Promise<readonly SealedPiece[]> =>
      (await this.#database.all(select, [aircraft, fromUs, afterUs, toUs])).map(pieceOf);
    return openPieces(page, fromUs, toUs, find);
  }

  async remove(keyId: Uint8Array): Promise<number> {
    const [removed] = await this.#database.run([{ sql: 'DELETE FROM pieces WHERE key_id = ?', values: [keyId] }]);
    // What was deleted may still stand in the write-ahead log.
    await this.#database.all('PRAGMA wal_checkpoint(TRUNCATE)');
    return removed ?? 0;
  }

  async aircraft(): Promise<readonly { readonly aircraft: string; readonly fromUs: number; readonly toUs: number }[]> {
    const sql =
      'SELECT aircraft, min(from_us) AS from_us, max(to_us) AS to_us FROM pieces GROUP BY aircraft ORDER BY aircraft';
    const rows = await this.#database.all(sql);
    return rows.map((row) => ({
      aircraft: String(row['aircraft']),
      fromUs: Number(row['from_us']),
      toUs: Number(row['to_us']),
    }));
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

/**
 * Tracks in a SQLite file. Open in it stand the aircraft's token, compartment, key id, times and number of samples of each piece; the rest is sealed.
 * Errors: `file-unwritable`, `format-unknown`.
 */
export async function openSqliteTracks(path: string, random: RandomBytes = randomBytes): Promise<Tracks> {
  return new SqliteTracks(await openDatabase(path, migrations), random);
}
