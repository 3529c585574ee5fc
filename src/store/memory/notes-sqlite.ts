import { openDatabase, type SqlDatabase } from '../sqlite/database.ts';
import type { SqlRow } from '../sqlite/protocol.ts';
import type { NotedBlob, Notes, SealedSnapshot } from './notes.ts';

const migrations = [
  `CREATE TABLE snapshots(stream TEXT PRIMARY KEY, compartment TEXT NOT NULL, key_id BLOB NOT NULL, version INTEGER NOT NULL,
     nonce BLOB NOT NULL, sealed BLOB NOT NULL);
   CREATE INDEX snapshots_key ON snapshots(key_id);
   CREATE TABLE blobs(sha256 BLOB PRIMARY KEY, key_id BLOB NOT NULL, from_index INTEGER NOT NULL, pending INTEGER NOT NULL) WITHOUT ROWID;
   CREATE INDEX blobs_key ON blobs(key_id);
   CREATE INDEX blobs_pending ON blobs(pending) WHERE pending = 1;
   CREATE TABLE marks(name TEXT PRIMARY KEY, at INTEGER NOT NULL)`,
];

function bytes(row: SqlRow, name: string): Uint8Array {
  const value = row[name];
  return value instanceof Uint8Array ? value : new Uint8Array(0);
}

class SqliteNotes implements Notes {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  async saveSnapshot({ stream, compartment, keyId, version, nonce, sealed }: SealedSnapshot): Promise<void> {
    const sql = `INSERT INTO snapshots VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT(stream) DO UPDATE SET compartment = excluded.compartment,
      key_id = excluded.key_id, version = excluded.version, nonce = excluded.nonce, sealed = excluded.sealed WHERE excluded.version >= version`;
    await this.#database.run([{ sql, values: [stream, compartment, keyId, version, nonce, sealed] }]);
  }

  async loadSnapshot(stream: string): Promise<SealedSnapshot | undefined> {
    const [row] = await this.#database.all('SELECT * FROM snapshots WHERE stream = ?', [stream]);
    if (row === undefined) return undefined;
    return {
      stream,
      compartment: String(row['compartment']),
      keyId: bytes(row, 'key_id'),
      version: Number(row['version']),
      nonce: bytes(row, 'nonce'),
      sealed: bytes(row, 'sealed'),
    };
  }

  async removeSnapshots(keyId: Uint8Array): Promise<void> {
    await this.#database.run([{ sql: 'DELETE FROM snapshots WHERE key_id = ?', values: [keyId] }]);
    // What was deleted may still stand in the write-ahead log.
    await this.#database.all('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  async noteBlobs(blobs: readonly NotedBlob[], pending: boolean): Promise<void> {
    const sql = 'INSERT INTO blobs VALUES(?, ?, ?, ?) ON CONFLICT(sha256) DO NOTHING';
    await this.#database.run(
      blobs.map(({ sha256, keyId, fromIndex }) => ({ sql, values: [sha256, keyId, fromIndex, pending ? 1 : 0] })),
    );
  }

  async keepBlobs(sha256s: readonly Uint8Array[]): Promise<void> {
    await this.#each('UPDATE blobs SET pending = 0 WHERE sha256 = ?', sha256s);
  }

  async dropBlobs(sha256s: readonly Uint8Array[]): Promise<void> {
    await this.#each('DELETE FROM blobs WHERE sha256 = ?', sha256s);
  }

  async pendingBlobs(): Promise<readonly NotedBlob[]> {
    const rows = await this.#database.all('SELECT * FROM blobs WHERE pending = 1');
    return rows.map((row) => ({
      sha256: bytes(row, 'sha256'),
      keyId: bytes(row, 'key_id'),
      fromIndex: Number(row['from_index']),
    }));
  }

  async blobsOf(keyId: Uint8Array): Promise<readonly Uint8Array[]> {
    const rows = await this.#database.all('SELECT sha256 FROM blobs WHERE key_id = ?', [keyId]);
    return rows.map((row) => bytes(row, 'sha256'));
  }

  async mark(name: string): Promise<number | undefined> {
    const [row] = await this.#database.all('SELECT at FROM marks WHERE name = ?', [name]);
    return row === undefined ? undefined : Number(row['at']);
  }

  async setMark(name: string, index: number): Promise<void> {
    const sql = 'INSERT INTO marks VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET at = excluded.at';
    await this.#database.run([{ sql, values: [name, index] }]);
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  async #each(sql: string, sha256s: readonly Uint8Array[]): Promise<void> {
    if (sha256s.length > 0) await this.#database.run(sha256s.map((sha256) => ({ sql, values: [sha256] })));
  }
}

/** The memory's notes in a SQLite file. Errors: `file-unwritable`, `format-unknown`. */
export async function openSqliteNotes(path: string): Promise<Notes> {
  return new SqliteNotes(await openDatabase(path, migrations));
}
