import pg from 'pg';
import { commandHash, decodeEntry } from '../../../account/entry.ts';
import { isFault } from '../../../account/fault.ts';
import type { Sha256 } from '../../../account/hash.ts';
import { AtalayaError } from '../../../model/errors.ts';
import type { AppendResult, Filter, Head, StoredEntry } from '../log.ts';
import { commandKey } from '../sequence.ts';
import { bytesOf, databaseError, numberOf, type Row, rows, textOf } from './connection.ts';
import { commandsTaken } from './sequencer.ts';

/** Entries asked for at once: with entries of at most 64 kB, that bounds the memory of a reader. */
const batch = 256;

/** Gives the bytes of published entries from their bundles. */
export interface Bundles {
  /** Bytes of the entry at an index below `published`. */
  entry(index: number, published: number): Promise<Uint8Array>;
}

const nothingChanged = 'nothing could be read';
const askAgain = 'Check that the database is running and can be reached, then ask again.';

/** Reads what is committed: places from the index, bytes from the journal or, once published, from the bundles. */
export class Reader {
  readonly #pool: pg.Pool;
  readonly #bundles: Bundles;
  readonly #sha256: Sha256;
  readonly #asking = new Set<Promise<number>>();

  constructor(config: pg.ClientConfig, bundles: Bundles, sha256: Sha256) {
    this.#pool = new pg.Pool({ ...config, max: 4, idleTimeoutMillis: 30_000 });
    // An idle connection that is lost is opened anew when it is needed.
    this.#pool.on('error', () => {});
    this.#bundles = bundles;
    this.#sha256 = sha256;
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #rows(text: string, values: unknown[] = []): Promise<Row[]> {
    try {
      return await rows(this.#pool, text, values);
    } catch (error) {
      throw databaseError(error, nothingChanged, askAgain);
    }
  }

  /** Asks whoever publishes for a round; gives its number and the size it must reach. */
  async want(channel: string): Promise<{ readonly number: number; readonly size: number }> {
    const [row] = await this.#rows(
      `UPDATE publication SET wanted = wanted + 1 RETURNING wanted, (SELECT size FROM head), pg_notify($1, '')`,
      [channel],
    );
    return { number: numberOf(row?.['wanted']), size: numberOf(row?.['size']) };
  }

  async version(stream: string): Promise<number> {
    const [row] = await this.#rows('SELECT version FROM entry WHERE stream = $1 ORDER BY version DESC LIMIT 1', [
      stream,
    ]);
    return row === undefined ? 0 : numberOf(row['version']);
  }

  async command(commandId: string): Promise<AppendResult | undefined> {
    const key = commandKey(commandHash(commandId, this.#sha256));
    try {
      const positions = (await commandsTaken(this.#pool, [key])).get(key);
      return positions === undefined ? undefined : { outcome: 'appended', positions, duplicate: true };
    } catch (error) {
      throw databaseError(error, nothingChanged, askAgain);
    }
  }

  async size(): Promise<number> {
    const [row] = await this.#rows('SELECT size FROM head');
    return numberOf(row?.['size']);
  }

  /** The log's head as the database has it, the size up to which the witnesses were asked, and the last wanted round that was made. */
  async head(): Promise<Head & { readonly asked: number; readonly answered: number }> {
    const [row] = await this.#rows(
      `SELECT size, published, asked, answered, troubles,
              (SELECT coalesce(json_object_agg(witness, size), '{}') FROM cosigned) AS cosigned
         FROM head, publication`,
    );
    const cosigned: unknown = row?.['cosigned'];
    const troubles: unknown = row?.['troubles'];
    return {
      size: numberOf(row?.['size']),
      published: numberOf(row?.['published']),
      asked: numberOf(row?.['asked']),
      answered: numberOf(row?.['answered']),
      cosigned: new Map(Object.entries(cosigned ?? {}).map(([witness, size]) => [witness, numberOf(size)])),
      troubles: Array.isArray(troubles) ? troubles.map(textOf) : [],
    };
  }

  async *stream(stream: string, fromVersion: number): AsyncIterable<StoredEntry> {
    const last = await this.version(stream);
    for (let from = Math.max(1, fromVersion); from <= last; from += batch) {
      const found = await this.#rows(
        'SELECT position FROM entry WHERE stream = $1 AND version >= $2 AND version < $3 ORDER BY version',
        [stream, from, Math.min(from + batch, last + 1)],
      );
      yield* this.#fetch(found.map((row) => numberOf(row['position'])));
    }
  }

  /** Entries to the size at the moment of the call, which is asked at once and not when the first is taken. */
  entries(fromIndex: number, filter: Filter = {}): AsyncIterable<StoredEntry> {
    const size = this.size();
    this.#asking.add(size);
    size.catch(() => undefined).finally(() => this.#asking.delete(size));
    return this.#range(size, fromIndex, filter);
  }

  /** Resolves when every size asked for so far is known: what is appended after is not among it. */
  async settled(): Promise<void> {
    if (this.#asking.size > 0) await Promise.allSettled(this.#asking);
  }

  async *#range(asked: Promise<number>, fromIndex: number, filter: Filter): AsyncIterable<StoredEntry> {
    const size = await asked;
    const { where, values } = conditions(filter);
    if (where === '') {
      for (let from = Math.max(0, fromIndex); from < size; from += batch) {
        const count = Math.min(batch, size - from);
        yield* this.#fetch(Array.from({ length: count }, (_, i) => from + i));
      }
      return;
    }
    for (let from = Math.max(0, fromIndex); from < size; ) {
      const found = await this.#rows(
        `SELECT position FROM entry WHERE position >= $1 AND position < $2${where} ORDER BY position LIMIT ${batch}`,
        [from, size, ...values],
      );
      const positions = found.map((row) => numberOf(row['position']));
      yield* this.#fetch(positions);
      if (positions.length < batch) return;
      from = (positions.at(-1) ?? size) + 1;
    }
  }

  /** Raw bytes of entries that are not yet published, or were not so a moment ago. */
  async journal(from: number, to: number): Promise<Uint8Array[]> {
    const found = await this.#rows(
      'SELECT bytes FROM journal WHERE position >= $1 AND position < $2 ORDER BY position',
      [from, to],
    );
    if (found.length !== to - from) throw gap(from, to);
    return found.map((row) => bytesOf(row['bytes']));
  }

  async *#fetch(positions: readonly number[]): AsyncIterable<StoredEntry> {
    if (positions.length === 0) return;
    const found = await this.#rows('SELECT position, bytes FROM journal WHERE position = ANY($1::bigint[])', [
      positions,
    ]);
    const journal = new Map(found.map((row) => [numberOf(row['position']), bytesOf(row['bytes'])]));
    // A row leaves the journal only after its bundle was synced, so what is missing there is published by now.
    const published = journal.size < positions.length ? (await this.head()).published : 0;
    for (const index of positions) {
      const held = journal.get(index);
      if (held === undefined && index >= published) throw gap(index, index + 1);
      const bytes = held ?? (await this.#bundles.entry(index, published));
      const entry = decodeEntry(bytes);
      if (isFault(entry)) {
        throw new AtalayaError(
          'log-damaged',
          `not an entry: ${entry.fault}`,
          `entry ${index}`,
          'Check the log with verify.',
        );
      }
      yield { index, entry };
    }
  }
}

const gap = (from: number, to: number): AtalayaError =>
  new AtalayaError(
    'log-damaged',
    'neither journal nor evidence holds these entries',
    `entries ${from} to ${to - 1}`,
    'Check the log with verify, and restore what is missing from a replica.',
  );

/** The filter's fields as SQL; parameters count from $3. */
function conditions(filter: Filter): { readonly where: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [];
  let where = '';
  const add = (condition: string, value: unknown): void => {
    if (value === undefined) return;
    values.push(value);
    where += ` AND ${condition} $${values.length + 2}`;
  };
  add('kind =', filter.kind);
  add('stream =', filter.stream);
  add('compartment =', filter.compartment);
  add('state =', filter.state);
  add('time_us >=', filter.fromUs);
  add('time_us <', filter.toUs);
  return { where, values };
}
