import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { exactly, Id, TimeUs, Token } from '../../model/facts.ts';
import { type Role, roles } from '../../model/office.ts';
import { openDatabase, type SqlDatabase } from '../../store/sqlite/database.ts';
import type { SqlRow } from '../../store/sqlite/protocol.ts';
import type { SessionRecord, SessionRecords } from './session-records.ts';

const migrations = [
  `CREATE TABLE sessions(key TEXT PRIMARY KEY, person TEXT NOT NULL, opened_us INTEGER NOT NULL, used_us INTEGER NOT NULL,
     record TEXT NOT NULL) WITHOUT ROWID;
   CREATE INDEX sessions_person ON sessions(person);
   CREATE INDEX sessions_opened ON sessions(opened_us)`,
];

const role = Type.Unsafe<Role>(Type.Union(roles.map((one) => Type.Literal(one))));
const Kept = Type.Object(
  {
    person: Id,
    office: Type.Object({ role, state: Token, agency: Token }, exactly),
    signedInBy: Type.Union([Type.Literal('oidc'), Type.Literal('chooser')]),
    openedUs: TimeUs,
    signedInUs: TimeUs,
    stepUpUs: Type.Optional(TimeUs),
  },
  exactly,
);

/** What is no session as it is kept now, such as one of another version of the program, is none: the person signs in again. */
function recordOf({ record, used_us: usedUs }: SqlRow): SessionRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(String(record));
  } catch {
    return undefined;
  }
  return Value.Check(Kept, value) ? { ...value, usedUs: Number(usedUs), stepUpUs: value.stepUpUs } : undefined;
}

/** All but when it was used, which has a column of its own. */
const textOf = ({ usedUs: _, ...rest }: SessionRecord): string => JSON.stringify(rest);

/** Sessions in a SQLite file, so that a restart signs nobody out. Those that were opened longer ago than any may last are removed as others come. */
export class SessionsInFile implements SessionRecords {
  readonly #database: SqlDatabase;
  readonly #longestUs: number;

  private constructor(database: SqlDatabase, longestUs: number) {
    this.#database = database;
    this.#longestUs = longestUs;
  }

  /** `longestS` is how long a session lasts at most. Errors: those of the disk. */
  static async open(path: string, longestS: number): Promise<SessionsInFile> {
    return new SessionsInFile(await openDatabase(path, migrations), longestS * 1e6);
  }

  async get(key: string): Promise<SessionRecord | undefined> {
    const [row] = await this.#database.all('SELECT record, used_us FROM sessions WHERE key = ?', [key]);
    return row === undefined ? undefined : recordOf(row);
  }

  async set(key: string, record: SessionRecord): Promise<void> {
    const { person, openedUs, usedUs } = record;
    const sql = 'INSERT OR REPLACE INTO sessions VALUES(?, ?, ?, ?, ?)';
    await this.#database.run([
      { sql: 'DELETE FROM sessions WHERE opened_us < ?', values: [usedUs - this.#longestUs] },
      { sql, values: [key, person, openedUs, usedUs, textOf(record)] },
    ]);
  }

  async replace(key: string, record: SessionRecord): Promise<void> {
    const sql = 'UPDATE sessions SET used_us = ?, record = ? WHERE key = ?';
    await this.#database.run([{ sql, values: [record.usedUs, textOf(record), key] }]);
  }

  async touch(key: string, usedUs: number): Promise<void> {
    await this.#database.run([{ sql: 'UPDATE sessions SET used_us = ? WHERE key = ?', values: [usedUs, key] }]);
  }

  async delete(key: string): Promise<void> {
    await this.#database.run([{ sql: 'DELETE FROM sessions WHERE key = ?', values: [key] }]);
  }

  async deleteOf(person: string): Promise<number> {
    const [count = 0] = await this.#database.run([{ sql: 'DELETE FROM sessions WHERE person = ?', values: [person] }]);
    return count;
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}
