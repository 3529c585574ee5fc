import { rmSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { AtalayaError } from '../../../model/errors.ts';
import type { Filter, Position } from '../log.ts';
import { CommandRuns, usualRunCommands } from './command-runs.ts';
import type { IndexRow } from './index-rows.ts';
import { migrate } from './index-schema.ts';

const STREAMS_CACHED = 100_000;
const CACHE_KIB = 64 * 1024;
/** Pages of the write-ahead log before it is folded in: a page that is dirtied often is then written once. */
const WAL_PAGES = 8_192;

/** Place of an entry in its bundle. */
export interface EntryPlace {
  readonly index: number;
  readonly version: number;
  readonly place: number;
  readonly bytes: number;
}

interface StreamState {
  readonly id: number;
  version: number;
}

/**
 * The index of a data folder in SQLite: stream and version, command, kind, time, place in bundle. It is written after the journal and
 * never ahead of it, and can be made anew from evidence and journal; so `synchronous = NORMAL` is enough: a loss of power can take its last
 * transactions, which the start adds again, but cannot damage it. The folder is this process's alone, so the index is too: no locks are asked for
 * with each question.
 */
export class LogIndex {
  readonly #database: DatabaseSync;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #streams = new Map<string, StreamState>();
  readonly #words = new Map<string, number>();
  readonly #runCommands: number;
  #commands: CommandRuns;
  #size: number;

  private constructor(database: DatabaseSync, runCommands: number) {
    this.#database = database;
    this.#runCommands = runCommands;
    this.#statements = prepare(database);
    this.#size = number(this.#statements.size.get(), 'size');
    this.#commands = new CommandRuns(database, runCommands);
  }

  /** Opens or makes the index. Throws SQLite's errors where the file is damaged, `log-damaged` where it is of a newer version. */
  static open(path: string, runCommands = usualRunCommands): LogIndex {
    const database = new DatabaseSync(path, { timeout: 1000 });
    try {
      database.exec(
        `PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${CACHE_KIB}; PRAGMA wal_autocheckpoint = ${WAL_PAGES}`,
      );
      migrate(database, path);
      return new LogIndex(database, runCommands);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  static remove(path: string): void {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  }

  /** Entries it knows: all below this index. */
  get size(): number {
    return this.#size;
  }

  /** Adds entries in one transaction; they must follow those it has. */
  add(rows: readonly IndexRow[]): void {
    if (rows.length === 0) return;
    const { insert } = this.#statements;
    this.#database.exec('BEGIN');
    try {
      for (const row of rows) {
        const stream = this.#stream(row.stream, true)!;
        const { index, version, kind, compartment, state, timeUs, place, bytes, parts, command } = row;
        insert.run(
          index,
          stream.id,
          version,
          this.#word(kind),
          this.#word(compartment),
          this.#word(state),
          timeUs,
          place,
          bytes,
          parts,
          command ?? null,
        );
        if (command !== undefined) this.#commands.add(command, index);
        stream.version = version;
      }
      this.#commands.settle(rows.length, rows.at(-1)!.index + 1);
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#streams.clear();
      this.#words.clear();
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      this.#commands = new CommandRuns(this.#database, this.#runCommands);
      throw error;
    }
    this.#size = rows.at(-1)!.index + 1;
  }

  #stream(name: string, make: boolean): StreamState | undefined {
    const cached = this.#streams.get(name);
    if (cached !== undefined) return cached;
    const { findStream, lastVersion, insertStream } = this.#statements;
    const found = findStream.get(name);
    if (found === undefined && !make) return undefined;
    const id = found === undefined ? Number(insertStream.run(name).lastInsertRowid) : number(found, 'id');
    const version = found === undefined ? 0 : number(lastVersion.get(id), 'version');
    const state = { id, version };
    if (this.#streams.size >= STREAMS_CACHED) {
      // The oldest tenth goes: streams are worked on for a while and then rest.
      for (const old of [...this.#streams.keys()].slice(0, STREAMS_CACHED / 10)) this.#streams.delete(old);
    }
    this.#streams.set(name, state);
    return state;
  }

  #word(text: string): number {
    const known = this.#words.get(text);
    if (known !== undefined) return known;
    const found = this.#statements.findWord.get(text);
    const id =
      found === undefined ? Number(this.#statements.insertWord.run(text).lastInsertRowid) : number(found, 'id');
    this.#words.set(text, id);
    return id;
  }

  version(stream: string): number {
    return this.#stream(stream, false)?.version ?? 0;
  }

  /** First entry and number of entries of a command. */
  command(command: Uint8Array): { readonly first: number; readonly count: number } | undefined {
    for (const first of this.#commands.candidates(command)) {
      const row = this.#statements.commandRow.get(first);
      const found = row?.['command'];
      if (found instanceof Uint8Array && Buffer.compare(found, command) === 0)
        return { first, count: number(row, 'parts') };
    }
    return undefined;
  }

  positions(first: number, count: number): Position[] {
    return this.#statements.positions.all(first, first + count).map((row) => ({
      index: number(row, 'idx'),
      stream: text(row, 'name'),
      version: number(row, 'version'),
    }));
  }

  /** Whether it holds this very row. */
  agrees(row: IndexRow): boolean {
    const [position] = this.positions(row.index, 1);
    const same = position?.stream === row.stream && position.version === row.version;
    return same && this.timeUs(row.index) === row.timeUs && this.placeAfter(row.index) === row.place + row.bytes;
  }

  timeUs(index: number): number {
    return number(this.#statements.time.get(index), 'time_us');
  }

  placeAfter(index: number): number {
    const row = this.#statements.place.get(index);
    return number(row, 'place') + number(row, 'bytes');
  }

  /** Places of a stream's entries from a version on. */
  streamPage(stream: string, fromVersion: number, limit: number): EntryPlace[] {
    const found = this.#stream(stream, false);
    return found === undefined ? [] : this.#statements.streamPage.all(found.id, fromVersion, limit).map(placeOf);
  }

  /** Places of entries in [from, to) that a filter takes, in order. */
  filterPage(filter: Filter, from: number, to: number, limit: number): EntryPlace[] {
    const low = filter.fromUs === undefined ? from : Math.max(from, this.#firstAt(filter.fromUs));
    const high = filter.toUs === undefined ? to : Math.min(to, this.#firstAt(filter.toUs));
    const conditions = ['idx >= ? AND idx < ?'];
    const values = [low, high];
    for (const column of ['kind', 'compartment', 'state'] as const) {
      const wanted = filter[column];
      if (wanted === undefined) continue;
      const word = this.#statements.findWord.get(wanted);
      if (word === undefined) return [];
      conditions.push(`${column} = ?`);
      values.push(number(word, 'id'));
    }
    if (filter.stream !== undefined) {
      const stream = this.#stream(filter.stream, false);
      if (stream === undefined) return [];
      conditions.push('stream = ?');
      values.push(stream.id);
    }
    const sql = `SELECT idx, version, place, bytes FROM entries WHERE ${conditions.join(' AND ')} ORDER BY idx LIMIT ?`;
    return this.#database
      .prepare(sql)
      .all(...values, limit)
      .map(placeOf);
  }

  /** The first entry of this time or later: times never fall along the log, so halving finds it. */
  #firstAt(timeUs: number): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.timeUs(middle) < timeUs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  close(): void {
    this.#database.close();
  }
}

function prepare(database: DatabaseSync) {
  const of = (sql: string): StatementSync => database.prepare(sql);
  return {
    size: of('SELECT coalesce(max(idx) + 1, 0) AS size FROM entries'),
    insert: of('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    commandRow: of('SELECT command, parts FROM entries WHERE idx = ?'),
    findStream: of('SELECT id FROM streams WHERE name = ?'),
    insertStream: of('INSERT INTO streams (name) VALUES (?)'),
    lastVersion: of('SELECT coalesce(max(version), 0) AS version FROM entries WHERE stream = ?'),
    findWord: of('SELECT id FROM words WHERE text = ?'),
    insertWord: of('INSERT INTO words (text) VALUES (?)'),
    positions: of(
      'SELECT idx, name, version FROM entries JOIN streams ON streams.id = stream WHERE idx >= ? AND idx < ? ORDER BY idx',
    ),
    time: of('SELECT time_us FROM entries WHERE idx = ?'),
    place: of('SELECT place, bytes FROM entries WHERE idx = ?'),
    streamPage: of(
      'SELECT idx, version, place, bytes FROM entries WHERE stream = ? AND version >= ? ORDER BY version LIMIT ?',
    ),
  };
}

function placeOf(row: Record<string, unknown>): EntryPlace {
  return {
    index: number(row, 'idx'),
    version: number(row, 'version'),
    place: number(row, 'place'),
    bytes: number(row, 'bytes'),
  };
}

function number(row: Record<string, unknown> | undefined, column: string): number {
  const value = row?.[column];
  if (typeof value === 'number') return value;
  throw damaged(column);
}

function text(row: Record<string, unknown>, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw damaged(column);
}

function damaged(column: string): AtalayaError {
  const what = `The index gives no ${column} where one belongs`;
  return new AtalayaError('log-damaged', what, 'index', 'It is made anew at the next start; or: atalaya log rebuild.');
}
