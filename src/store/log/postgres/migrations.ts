import type pg from 'pg';
import { AtalayaError } from '../../../model/errors.ts';
import {
  clientConfig,
  type Database,
  databaseError,
  Link,
  numberOf,
  type Patience,
  rows,
  textOf,
} from './connection.ts';

/**
 * The tables, step by step; a step that was once released is never changed. `journal` holds acknowledged entries until the evidence
 * holds them; everything else can be made anew from evidence and journal. Positions count from 0, versions from 1.
 */
const steps: readonly string[] = [
  `CREATE TABLE head (
     one boolean PRIMARY KEY DEFAULT true CHECK (one),
     size bigint NOT NULL CHECK (size >= 0),
     time_us bigint NOT NULL
   ) WITH (fillfactor = 10);
   INSERT INTO head (size, time_us) VALUES (0, 0);

   CREATE TABLE journal (position bigint PRIMARY KEY, bytes bytea NOT NULL);
   -- Entries are ciphertext: to try to compress them costs time and gains nothing.
   ALTER TABLE journal ALTER COLUMN bytes SET STORAGE EXTERNAL;

   CREATE TABLE entry (
     position bigint PRIMARY KEY,
     stream text COLLATE "C" NOT NULL,
     version bigint NOT NULL CHECK (version >= 1),
     kind text COLLATE "C" NOT NULL,
     time_us bigint NOT NULL,
     state text COLLATE "C" NOT NULL,
     compartment text COLLATE "C" NOT NULL,
     command uuid NOT NULL,
     part int NOT NULL,
     parts int NOT NULL,
     UNIQUE (stream, version)
   );
   CREATE UNIQUE INDEX entry_command ON entry (command) WHERE part = 0;
   CREATE INDEX entry_kind ON entry (kind, position);
   CREATE INDEX entry_compartment ON entry (compartment, position);
   CREATE INDEX entry_time ON entry (time_us, position);

   CREATE TABLE publication (
     one boolean PRIMARY KEY DEFAULT true CHECK (one),
     published bigint NOT NULL,
     -- Size that the witnesses were asked about last.
     asked bigint NOT NULL,
     -- How often somebody wanted a round of publishing, and how many of these a round that began later has answered.
     wanted bigint NOT NULL,
     answered bigint NOT NULL,
     troubles text[] NOT NULL,
     -- The checkpoint signed last: two trees of one size are never signed.
     signed bytea,
     -- Why nothing may be appended: a witness has cosigned what this log does not hold.
     refusal text
   ) WITH (fillfactor = 10);
   INSERT INTO publication (published, asked, wanted, answered, troubles) VALUES (0, 0, 0, 0, '{}');
   CREATE TABLE cosigned (witness text COLLATE "C" PRIMARY KEY, size bigint NOT NULL);`,

  `CREATE TABLE track_piece (
     aircraft text COLLATE "C" NOT NULL,
     from_us bigint NOT NULL,
     to_us bigint NOT NULL CHECK (to_us >= from_us),
     compartment text COLLATE "C" NOT NULL,
     key_id bytea NOT NULL,
     samples int NOT NULL,
     nonce bytea NOT NULL,
     sealed bytea NOT NULL,
     PRIMARY KEY (aircraft, to_us)
   );
   CREATE INDEX track_piece_key ON track_piece (key_id);
   ALTER TABLE track_piece ALTER COLUMN sealed SET STORAGE EXTERNAL;`,

  `CREATE TABLE snapshot (
     stream text COLLATE "C" PRIMARY KEY,
     compartment text COLLATE "C" NOT NULL,
     key_id bytea NOT NULL,
     version bigint NOT NULL,
     nonce bytea NOT NULL,
     sealed bytea NOT NULL
   );
   CREATE INDEX snapshot_key ON snapshot (key_id);
   ALTER TABLE snapshot ALTER COLUMN sealed SET STORAGE EXTERNAL;
   CREATE TABLE noted_blob (
     sha256 bytea PRIMARY KEY,
     key_id bytea NOT NULL,
     from_index bigint NOT NULL,
     pending boolean NOT NULL
   );
   CREATE INDEX noted_blob_key ON noted_blob (key_id);
   CREATE INDEX noted_blob_pending ON noted_blob (sha256) WHERE pending;
   CREATE TABLE mark (name text COLLATE "C" PRIMARY KEY, at bigint NOT NULL);`,
];

/** A number that stands for a purpose within one schema, as advisory locks take it. */
export const lockNumber = (purpose: string, schema: string): [text: string, values: unknown[]] => [
  'hashtextextended($1, 0)',
  [`atalaya ${purpose} ${schema}`],
];

/** Refuses a server whose commits do not survive a loss of power: what is acknowledged must be on the disk. */
async function checkDurability(client: pg.Client): Promise<void> {
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    const [row] = await rows(client, 'SELECT current_setting($1) AS value', [setting]);
    if (textOf(row?.['value']) !== 'off') continue;
    throw new AtalayaError(
      'log-failed',
      `PostgreSQL runs with ${setting} off, so that a commit may be lost with the power`,
      'PostgreSQL',
      `Set ${setting} to on in the server's configuration.`,
    );
  }
}

/**
 * Brings a schema to this program's tables, forward only, one process at a time; makes the schema where there is none. Errors:
 * `log-failed` where the schema is newer than this program, or where the server's commits are not durable.
 */
async function migrate(client: pg.Client, schema: string): Promise<void> {
  await checkDurability(client);
  await client.query('BEGIN');
  try {
    const [number, values] = lockNumber('migrations', schema);
    await client.query(`SELECT pg_advisory_xact_lock(${number})`, values);
    const [known] = await rows(client, "SELECT to_regclass($1 || '.migration') IS NOT NULL AS there", [schema]);
    if (known?.['there'] !== true) {
      await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
      await client.query('CREATE TABLE migration (step int PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now())');
    }
    const [row] = await rows(client, 'SELECT coalesce(max(step), 0) AS step FROM migration');
    const step = numberOf(row?.['step']);
    if (step > steps.length) {
      throw new AtalayaError(
        'log-failed',
        `the tables are of a newer version (${step}) than this program knows (${steps.length})`,
        `schema ${schema}`,
        'Start the newer version of the program.',
      );
    }
    for (let next = step + 1; next <= steps.length; next += 1) {
      await client.query(steps[next - 1] ?? '');
      await client.query('INSERT INTO migration (step) VALUES ($1)', [next]);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** `migrate` over a connection of its own. Errors: `log-failed` also where the database cannot be reached. */
export async function migrateDatabase(database: Database, patience: Patience): Promise<void> {
  const setup = new Link(clientConfig(database, patience, 'setup'));
  try {
    await migrate(await setup.client(), database.schema);
  } catch (error) {
    const cure = 'Check that the database is running, its address, and the right to make a schema.';
    throw databaseError(error, 'the tables could not be made ready', cure);
  } finally {
    await setup.close();
  }
}
