import type { DatabaseSync } from 'node:sqlite';
import { AtalayaError } from '../../../model/errors.ts';

/** Forward steps of the index's tables; `user_version` counts those taken. Only ever appended to. */
const migrations: readonly string[] = [
  `CREATE TABLE streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
   CREATE TABLE words (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
   CREATE TABLE entries (
     idx INTEGER PRIMARY KEY,
     stream INTEGER NOT NULL,
     version INTEGER NOT NULL,
     kind INTEGER NOT NULL,
     compartment INTEGER NOT NULL,
     state INTEGER NOT NULL,
     time_us INTEGER NOT NULL,
     place INTEGER NOT NULL,
     bytes INTEGER NOT NULL,
     parts INTEGER NOT NULL,
     command BLOB
   ) STRICT;
   CREATE UNIQUE INDEX entries_of_stream ON entries (stream, version);
   CREATE INDEX entries_of_kind ON entries (kind);
   CREATE TABLE commands (
     run INTEGER NOT NULL,
     key INTEGER NOT NULL,
     first INTEGER NOT NULL,
     PRIMARY KEY (run, key, first)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE runs (run INTEGER PRIMARY KEY, until INTEGER NOT NULL, filter BLOB NOT NULL) STRICT;`,
];

export const schemaVersion = migrations.length;

/**
 * Brings the tables to this program's version. A newer version is refused: an older program would read it wrongly.
 * @throws AtalayaError `log-damaged`.
 */
export function migrate(database: DatabaseSync, path: string): void {
  const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (found > schemaVersion) {
    throw new AtalayaError(
      'log-damaged',
      `The index is of version ${found}, this program knows versions up to ${schemaVersion}`,
      path,
      'Use the newer program that wrote it, or rebuild the index: atalaya log rebuild.',
    );
  }
  for (let version = found; version < schemaVersion; version++) {
    database.exec(`BEGIN IMMEDIATE; ${migrations[version]!} PRAGMA user_version = ${version + 1}; COMMIT`);
  }
}
