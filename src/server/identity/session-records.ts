import type { Office } from '../../account/people/state.ts';

/** How a person showed who they are. */
export type SignedInBy = 'oidc' | 'chooser';

/** A session as it is kept: what the browser holds of it is not among this. Times in microseconds since 1970. */
export interface SessionRecord {
  readonly person: string;
  /** The office in which the person acts; whether it is in force is seen at each request. */
  readonly office: Office;
  readonly signedInBy: SignedInBy;
  readonly openedUs: number;
  readonly usedUs: number;
  /** When the person last showed who they are, as the provider says. */
  readonly signedInUs: number;
  /** When they last did so because they were asked to. */
  readonly stepUpUs: number | undefined;
}

/** Keeps sessions by the SHA-256 of their ids, in hexadecimal. */
export interface SessionRecords {
  get(key: string): Promise<SessionRecord | undefined>;
  set(key: string, record: SessionRecord): Promise<void>;
  /** Only where it is still there: a session that was ended meanwhile stays ended. */
  replace(key: string, record: SessionRecord): Promise<void>;
  /** Likewise; says when it was used, and changes nothing else. */
  touch(key: string, usedUs: number): Promise<void>;
  delete(key: string): Promise<void>;
  /** Ends all sessions of a person; gives how many. */
  deleteOf(person: string): Promise<number>;
}

/** Sessions that end with the process. Holds so many at most; the one that was unused longest goes first. */
export class SessionsInMemory implements SessionRecords {
  readonly #records = new Map<string, SessionRecord>();
  readonly #most: number;

  constructor(most = 10_000) {
    this.#most = most;
  }

  get size(): number {
    return this.#records.size;
  }

  async get(key: string): Promise<SessionRecord | undefined> {
    return this.#records.get(key);
  }

  async set(key: string, record: SessionRecord): Promise<void> {
    this.#records.delete(key);
    this.#records.set(key, record);
    const [oldest] = this.#records.keys();
    if (this.#records.size > this.#most && oldest !== undefined) this.#records.delete(oldest);
  }

  async replace(key: string, record: SessionRecord): Promise<void> {
    if (this.#records.has(key)) await this.set(key, record);
  }

  async touch(key: string, usedUs: number): Promise<void> {
    const record = this.#records.get(key);
    if (record !== undefined) await this.set(key, { ...record, usedUs });
  }

  async delete(key: string): Promise<void> {
    this.#records.delete(key);
  }

  async deleteOf(person: string): Promise<number> {
    const keys = [...this.#records].filter(([, record]) => record.person === person).map(([key]) => key);
    for (const key of keys) this.#records.delete(key);
    return keys.length;
  }
}
