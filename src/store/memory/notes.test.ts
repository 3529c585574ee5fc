import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { notesSuite } from '../../../test/conformance/notes.ts';
import { makeDatabase, postgresUrl, type TestDatabase } from '../../../test/postgres.ts';
import { openPostgresNotes } from './notes-postgres.ts';
import { openSqliteNotes } from './notes-sqlite.ts';

notesSuite('in a SQLite file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'notes-'));
  return { open: () => openSqliteNotes(join(folder, 'notes.db')), clear: () => rm(folder, { recursive: true }) };
});

describe.skipIf(postgresUrl === undefined)('notes on PostgreSQL', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await makeDatabase();
  });
  afterAll(() => database?.drop());

  notesSuite('in PostgreSQL', async () => {
    const place = database.fresh();
    return { open: () => openPostgresNotes(place), clear: async () => {} };
  });
});
