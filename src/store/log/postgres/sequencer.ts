import type pg from 'pg';
import type { Entry } from '../../../account/entry-types.ts';
import type { Sha256 } from '../../../account/hash.ts';
import { AtalayaError } from '../../../model/errors.ts';
import type { Append, AppendResult, Position } from '../log.ts';
import { commandKey, type Group, type Known, type Prepared, prepare, sequence, type Tip } from '../sequence.ts';
import { connectionIsLost, databaseError, type Link, numberOf, type Row, rows, textOf } from './connection.ts';

/** At most so many appends, and so many entries and streams that were only read, are committed together. */
const groupAppends = 2_000;
const groupWeight = 4_000;

interface Waiting {
  readonly append: Prepared;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: AtalayaError) => void;
}

interface Parts {
  readonly link: Link;
  readonly channel: string;
  readonly sha256: Sha256;
  readonly encode: (entry: Entry) => Uint8Array;
  /** Awaited before each group is begun. */
  readonly before: () => Promise<void>;
  /** Told the new size after each commit that added entries. */
  readonly onAppended: (size: number) => void;
}

const notTaken = 'nothing of the command was appended';
const sendAgain = 'Check that the database is running and can be reached, then send the command again.';

/**
 * The one order: appends of this process are gathered while another group is committed, then put behind the log's end while its head
 * row is locked, which makes one order of all processes. A commit is one transaction, so a group is taken whole or not at all.
 */
export class Sequencer {
  readonly #parts: Parts;
  #queue: Waiting[] = [];
  #running: Promise<void> | undefined;
  #closed = false;
  /** The largest size seen: a database that stands before it has lost acknowledged entries. */
  #highest = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  append(append: Append): Promise<AppendResult> {
    if (this.#closed)
      return Promise.reject(new AtalayaError('log-failed', 'the log is closed', 'log', 'Open it again.'));
    return new Promise((resolve, reject) => {
      const prepared = prepare(append, this.#parts.sha256, this.#parts.encode);
      this.#queue.push({ append: prepared, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Lets what waits come to its end, then takes nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    // Appends of the same turn of the event loop come into one group.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0) await this.#group();
    this.#running = undefined;
  }

  async #group(): Promise<void> {
    let taken: Waiting[] = [];
    const refuse = (error: AtalayaError): void => {
      // Who still waits in the queue would meet the same: without this, each group would wait for the database anew.
      const all = taken.length > 0 ? taken : this.#queue.splice(0);
      for (const it of all) it.reject(error);
    };
    let client: pg.Client;
    await this.#parts.before();
    try {
      client = await this.#parts.link.client();
    } catch (error) {
      refuse(databaseError(error, notTaken, sendAgain));
      return;
    }
    let committing = false;
    try {
      const tip = await lockHead(client);
      if (tip.size < this.#highest) throw rolledBack(tip.size, this.#highest);
      this.#highest = tip.size;
      taken = this.#take();
      const appends = taken.map((it) => it.append);
      const group = sequence(tip, await lookUp(client, appends), appends, this.#parts.encode);
      if (group.entries.length === 0) {
        await client.query('ROLLBACK');
      } else {
        await write(client, group, this.#parts.channel);
        committing = true;
        await client.query('COMMIT');
        this.#highest = group.tip.size;
      }
      if (group.entries.length > 0) this.#parts.onAppended(group.tip.size);
      settle(taken, group);
    } catch (error) {
      // A connection whose state is not known would carry a half-done transaction into the next group.
      if (committing || connectionIsLost(error)) this.#parts.link.drop(client);
      else await client.query('ROLLBACK').catch(() => this.#parts.link.drop(client));
      refuse(
        committing
          ? databaseError(
              error,
              "the answer to the commit was lost, so that it is not known whether the command's entries were appended",
              'Send the same command again when the database answers: it is taken once, and gets the answer it would have got.',
            )
          : databaseError(error, notTaken, sendAgain),
      );
    }
  }

  #take(): Waiting[] {
    let weight = 0;
    let count = 0;
    for (const { append } of this.#queue) {
      weight += append.entries.length + (append.unchanged?.size ?? 0);
      if (count === groupAppends || (count > 0 && weight > groupWeight)) break;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }
}

/** A failover or a restored backup took acknowledged entries away: nothing may be put in their place. */
export const rolledBack = (size: number, known: number): AtalayaError =>
  new AtalayaError(
    'rolled-back',
    `the database holds ${size} entries where the log already had ${known}`,
    'PostgreSQL',
    'Bring the database to its newest state, or rebuild it from the evidence; until then nothing is appended.',
  );

function settle(taken: readonly Waiting[], group: Group): void {
  taken.forEach(({ resolve, reject }, at) => {
    const outcome = group.outcomes[at];
    if (outcome instanceof AtalayaError) reject(outcome);
    else if (outcome !== undefined) resolve(outcome);
  });
}

async function lockHead(client: pg.Client): Promise<Tip> {
  // READ COMMITTED: each further statement sees what was committed before the lock was had.
  await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
  const [row] = await rows(client, 'SELECT size, time_us, refusal FROM head, publication FOR UPDATE OF head');
  const refusal = row?.['refusal'];
  if (typeof refusal === 'string') {
    const cure = 'Restore the log from the replica of the witness that says so.';
    throw new AtalayaError('rolled-back', refusal, 'PostgreSQL', cure);
  }
  return { size: numberOf(row?.['size']), timeUs: numberOf(row?.['time_us']) };
}

/** A command's 16 bytes as PostgreSQL prints them. */
const fromUuid = (value: unknown): string => textOf(value).replaceAll('-', '');

const positionOf = (row: Row): Position => ({
  index: numberOf(row['position']),
  stream: textOf(row['stream']),
  version: numberOf(row['version']),
});

/** Positions of commands taken before, by their key. */
export async function commandsTaken(
  client: pg.ClientBase | pg.Pool,
  keys: readonly string[],
): Promise<Map<string, readonly Position[]>> {
  const found = await rows(
    client,
    `SELECT c.command, e.position, e.stream, e.version
       FROM entry c JOIN entry e ON e.position >= c.position AND e.position < c.position + c.parts
      WHERE c.part = 0 AND c.command = ANY($1::uuid[]) ORDER BY e.position`,
    [keys],
  );
  const taken = new Map<string, Position[]>();
  for (const row of found) {
    const key = fromUuid(row['command']);
    const positions = taken.get(key);
    if (positions === undefined) taken.set(key, [positionOf(row)]);
    else positions.push(positionOf(row));
  }
  return taken;
}

async function lookUp(client: pg.Client, appends: readonly Prepared[]): Promise<Known> {
  const named = appends.flatMap((it) => [
    ...it.entries.map(({ entry }) => entry.stream),
    ...(it.unchanged?.keys() ?? []),
  ]);
  const streams = [...new Set(named)];
  const found = await rows(
    client,
    `SELECT s.stream, e.version FROM unnest($1::text[]) AS s(stream)
       CROSS JOIN LATERAL (SELECT version FROM entry WHERE stream = s.stream ORDER BY version DESC LIMIT 1) e`,
    [streams],
  );
  const versions = new Map(found.map((row) => [textOf(row['stream']), numberOf(row['version'])]));
  return {
    versions,
    commands: await commandsTaken(
      client,
      appends.map((it) => it.key),
    ),
  };
}

async function write(client: pg.Client, group: Group, channel: string): Promise<void> {
  const { entries, tip } = group;
  let offset = 1;
  const offsets = entries.map(({ bytes }) => {
    const at = offset;
    offset += bytes.length;
    return at;
  });
  await client.query(
    `WITH written AS (
       INSERT INTO journal (position, bytes)
       SELECT position, substring($1::bytea FROM at FOR length)
         FROM unnest($2::bigint[], $3::int[], $4::int[]) AS it(position, at, length)
     )
     UPDATE head SET size = $5, time_us = $6`,
    [
      Buffer.concat(entries.map((it) => it.bytes)),
      entries.map((it) => it.index),
      offsets,
      entries.map((it) => it.bytes.length),
      tip.size,
      tip.timeUs,
    ],
  );
  await indexEntries(client, entries);
  await client.query('SELECT pg_notify($1, $2)', [channel, String(tip.size)]);
}

/** Writes the index rows of entries. */
export async function indexEntries(
  client: pg.ClientBase,
  entries: readonly { readonly index: number; readonly entry: Entry }[],
): Promise<void> {
  const column = <T>(of: (entry: Entry) => T): T[] => entries.map((it) => of(it.entry));
  await client.query(
    `INSERT INTO entry (position, stream, version, kind, time_us, state, compartment, command, part, parts)
     SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::uuid[], $9::int[], $10::int[])`,
    [
      entries.map((it) => it.index),
      column((it) => it.stream),
      column((it) => it.version),
      column((it) => it.kind),
      column((it) => it.timeUs),
      column((it) => it.state),
      column((it) => it.compartment),
      column((it) => commandKey(it.command)),
      column((it) => it.part),
      column((it) => it.parts),
    ],
  );
}
