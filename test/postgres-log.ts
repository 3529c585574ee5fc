import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type EvidenceFolder, openEvidenceFolder } from '../src/store/evidence/files.ts';
import type { Log, StoredEntry } from '../src/store/log/log.ts';
import type { Database } from '../src/store/log/postgres/connection.ts';
import { openPostgresLog, type PostgresLogOptions } from '../src/store/log/postgres/open.ts';
import { testSigning } from './log-subject.ts';
import { makeDatabase, type TestDatabase } from './postgres.ts';

/** Everything that an iteration gives. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Faults of a log that was read whole: gaps, versions out of turn, commands torn apart, times that fall. */
export function faultsOf(stored: readonly StoredEntry[]): string[] {
  const faults: string[] = [];
  const versions = new Map<string, number>();
  const commands = new Map<string, number>();
  stored.forEach(({ index, entry }, at) => {
    if (index !== at) faults.push(`index ${index} at ${at}`);
    const before = versions.get(entry.stream) ?? 0;
    if (entry.version !== before + 1) faults.push(`${entry.stream} goes from ${before} to ${entry.version}`);
    versions.set(entry.stream, entry.version);
    const last = stored[at - 1]?.entry;
    if (last !== undefined && entry.timeUs < last.timeUs) faults.push(`time falls at ${at}`);
    const key = Buffer.from(entry.command).toString('hex');
    const parts = commands.get(key) ?? 0;
    if (entry.part !== parts) faults.push(`part ${entry.part} where ${parts} follows, at ${at}`);
    commands.set(key, parts + 1);
    if (entry.part > 0 && last !== undefined && Buffer.compare(last.command, entry.command) !== 0) {
      faults.push(`a command torn apart at ${at}`);
    }
  });
  return faults;
}

/** Databases and folders for the tests of one file: `fresh` makes a log, `again` opens the same one as another process would. */
export function postgresLogs(): {
  fresh(more?: Partial<PostgresLogOptions>): Promise<Log>;
  again(more?: Partial<PostgresLogOptions>): Promise<Log>;
  place(): Database;
  database(): TestDatabase;
  evidence(): EvidenceFolder;
} {
  let database: TestDatabase;
  let folder: string;
  let place: Database;
  let evidence: EvidenceFolder;
  const opened: Log[] = [];
  beforeAll(async () => {
    database = await makeDatabase();
    folder = mkdtempSync(join(tmpdir(), 'atalaya-pg-log-'));
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((log) => log.close()));
  });
  afterAll(async () => {
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });
  const again = async (more: Partial<PostgresLogOptions> = {}): Promise<Log> => {
    const log = await openPostgresLog({
      database: place,
      evidence,
      signing: testSigning(),
      publishMs: 20,
      publishPatienceMs: 10_000,
      ...more,
    });
    opened.push(log);
    return log;
  };
  return {
    again,
    fresh: async (more) => {
      place = database.fresh();
      evidence = openEvidenceFolder(join(folder, place.schema), join(folder, 'scratch'));
      return again(more);
    },
    place: () => place,
    database: () => database,
    evidence: () => evidence,
  };
}
