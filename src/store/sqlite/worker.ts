import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { SqlAnswer, SqlFailure, SqlOpening, SqlRequest, SqlStatement } from './protocol.ts';

/** The thread that owns one SQLite file: its calls block, so they block here. */
const { path, migrations }: SqlOpening = workerData;
const port = parentPort;
if (port === null) throw new Error('This module is the body of a worker thread');

function failureOf(error: unknown): SqlFailure {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { message: error instanceof Error ? error.message : String(error), code };
}

function open(): DatabaseSync {
  const database = new DatabaseSync(path);
  // secure_delete: what is deleted is overwritten in the file, not only unlinked from it.
  database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA busy_timeout=5000');
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version > migrations.length) {
    database.close();
    throw Object.assign(new Error(`The file has layout ${version}; this program knows up to ${migrations.length}`), {
      code: 'LAYOUT',
    });
  }
  for (let at = version; at < migrations.length; at += 1) {
    database.exec(`BEGIN IMMEDIATE; ${migrations[at] ?? ''}; PRAGMA user_version=${at + 1}; COMMIT`);
  }
  return database;
}

const statements = new Map<string, StatementSync>();
function prepared(database: DatabaseSync, sql: string): StatementSync {
  const known = statements.get(sql) ?? database.prepare(sql);
  statements.set(sql, known);
  return known;
}

function run(database: DatabaseSync, group: readonly SqlStatement[]): readonly number[] {
  database.exec('BEGIN IMMEDIATE');
  try {
    const changes: number[] = [];
    for (const { sql, values, atLeast } of group) {
      const changed = Number(prepared(database, sql).run(...values).changes);
      if (changed < (atLeast ?? 0)) {
        database.exec('ROLLBACK');
        return [];
      }
      changes.push(changed);
    }
    database.exec('COMMIT');
    return changes;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

let database: DatabaseSync | undefined;

function answer(request: SqlRequest): SqlAnswer {
  const { id } = request;
  try {
    // Opened at the first request, so that a failure to open is that request's answer.
    database ??= open();
    switch (request.kind) {
      case 'run':
        return { id, kind: 'ran', changes: run(database, request.statements) };
      case 'all':
        return {
          id,
          kind: 'rows',
          rows: prepared(database, request.statement.sql)
            .all(...request.statement.values)
            .map(toRow),
        };
      case 'close':
        database.close();
        return { id, kind: 'closed' };
    }
  } catch (error) {
    return { id, kind: 'failed', failure: failureOf(error) };
  }
}

/** SQLite's rows have no prototype and may hold big integers, which are not asked for here. */
function toRow(row: Record<string, unknown>): Record<string, string | number | Uint8Array | null> {
  const plain: Record<string, string | number | Uint8Array | null> = {};
  for (const [name, value] of Object.entries(row)) {
    const known = typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array;
    plain[name] = known ? value : null;
  }
  return plain;
}

port.on('message', (request: SqlRequest) => {
  port.postMessage(answer(request));
  if (request.kind === 'close') port.close();
});
