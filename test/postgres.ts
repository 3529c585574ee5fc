import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import pg from 'pg';
import type { Database } from '../src/store/log/postgres/connection.ts';

/** The PostgreSQL that tests may use; undefined where none is named, and then what needs one is skipped by name. */
export const postgresUrl = process.env['ATALAYA_POSTGRES'];

/** A database made for one test file. */
export interface TestDatabase {
  readonly url: string;
  /** A schema nobody has used, within that database. */
  fresh(): Database;
  /** Runs one statement beside whatever is tested. */
  run(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Ends connections whose application name begins so; gives how many. */
  terminate(application: string): Promise<number>;
  drop(): Promise<void>;
}

function urlOf(database: string): string {
  const url = new URL(postgresUrl ?? 'postgres://127.0.0.1:5432');
  if (url.username === '') url.username = userInfo().username;
  url.pathname = `/${database}`;
  return url.href;
}

async function once(url: string, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** Makes a database of a name that nobody uses. */
export async function makeDatabase(): Promise<TestDatabase> {
  const name = `atalaya_test_${randomBytes(6).toString('hex')}`;
  const maintenance = urlOf('postgres');
  await once(maintenance, `CREATE DATABASE ${name}`);
  const url = urlOf(name);
  let count = 0;
  return {
    url,
    fresh: () => ({ url, schema: `log_${count++}` }),
    run: (text, values) => once(url, text, values),
    terminate: async (application) => {
      const ended = await once(
        maintenance,
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name LIKE $2',
        [name, `${application}%`],
      );
      return ended.length;
    },
    drop: async () => {
      await once(maintenance, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}
