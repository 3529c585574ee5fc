import { hash } from 'node:crypto';
import type { Office } from '../../account/people/state.ts';
import { tokenText } from './cookies.ts';
import type { SessionRecord, SessionRecords, SignedInBy } from './session-records.ts';

/** When sessions end, in seconds. */
export interface SessionEnds {
  /** Without a request. */
  readonly idleS: number;
  /** However it is used. */
  readonly absoluteS: number;
}

export const sessionEnds: SessionEnds = { idleS: 30 * 60, absoluteS: 12 * 3600 };

export interface SessionsOptions {
  readonly store: SessionRecords;
  readonly ends: SessionEnds;
  /** Microseconds since 1970. */
  readonly now: () => number;
  readonly random: (count: number) => Uint8Array;
}

/** A session that is in force. */
export interface ActiveSession {
  /** SHA-256 of its id: tells sessions apart, opens none. */
  readonly key: string;
  readonly person: string;
  readonly office: Office;
  readonly signedInBy: SignedInBy;
  /** When the person last showed who they are, microseconds since 1970. */
  readonly signedInUs: number;
  /** Whole seconds since then. */
  readonly signedInAgoS: number;
  /** Whole seconds since they last did so on being asked; undefined where they never were. */
  readonly stepUpAgoS: number | undefined;
}

export interface SignIn {
  readonly person: string;
  readonly office: Office;
  readonly by: SignedInBy;
  /** When the person showed who they are: with single sign-on that may be long before. */
  readonly atUs: number;
}

/** An id's print: all that is kept of it. */
export const keyOf = (id: string): string => hash('sha256', id, 'hex');

const microsPerSecond = 1_000_000;
/** A use is written down no more often than this. */
const usedStepUs = 10 * microsPerSecond;

/** Sessions: random ids of 32 bytes, of which only the SHA-256 is kept; two ends; a new id at every sign-in. */
export class Sessions {
  readonly #options: SessionsOptions;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** Begins a session and gives its id, for the cookie. The session that the browser had before (its print) ends. */
  async open(signIn: SignIn, before: string | undefined): Promise<string> {
    if (before !== undefined) await this.#options.store.delete(before);
    const nowUs = this.#options.now();
    return this.#put({
      person: signIn.person,
      office: signIn.office,
      signedInBy: signIn.by,
      openedUs: nowUs,
      usedUs: nowUs,
      signedInUs: Math.min(signIn.atUs, nowUs),
      stepUpUs: undefined,
    });
  }

  /** The session of an id, if it is in force; it counts as used. */
  async find(id: string): Promise<ActiveSession | undefined> {
    const key = keyOf(id);
    const record = await this.#inForce(key);
    if (record === undefined) return undefined;
    const nowUs = this.#options.now();
    if (nowUs - record.usedUs >= usedStepUs) await this.#options.store.touch(key, nowUs);
    const agoS = (atUs: number): number => Math.max(0, Math.floor((nowUs - atUs) / microsPerSecond));
    return {
      key,
      person: record.person,
      office: record.office,
      signedInBy: record.signedInBy,
      signedInUs: record.signedInUs,
      signedInAgoS: agoS(record.signedInUs),
      stepUpAgoS: record.stepUpUs === undefined ? undefined : agoS(record.stepUpUs),
    };
  }

  /**
   * After a person showed again who they are: the session goes on under a new id, and its absolute end stays. Gives undefined, and ends the session, where it was another
   * person or another way; undefined where it is no longer in force.
   */
  async stepUp(key: string, signIn: Omit<SignIn, 'office'>): Promise<string | undefined> {
    const record = await this.#inForce(key);
    await this.#options.store.delete(key);
    if (record?.person !== signIn.person || record.signedInBy !== signIn.by) return undefined;
    const nowUs = this.#options.now();
    const signedInUs = Math.min(signIn.atUs, nowUs);
    return this.#put({ ...record, usedUs: nowUs, signedInUs, stepUpUs: signedInUs });
  }

  /** The person acts in another office from now on. */
  async actIn(key: string, office: Office): Promise<void> {
    const record = await this.#inForce(key);
    if (record !== undefined) await this.#options.store.replace(key, { ...record, office });
  }

  async close(id: string): Promise<void> {
    await this.#options.store.delete(keyOf(id));
  }

  /** Ends all sessions of a person: their last office was withdrawn, or the provider signed them out. */
  closeAllOf(person: string): Promise<number> {
    return this.#options.store.deleteOf(person);
  }

  async #put(record: SessionRecord): Promise<string> {
    const id = tokenText(this.#options.random);
    await this.#options.store.set(keyOf(id), record);
    return id;
  }

  async #inForce(key: string): Promise<SessionRecord | undefined> {
    const { store, ends, now } = this.#options;
    const record = await store.get(key);
    if (record === undefined) return undefined;
    const nowUs = now();
    const idle = nowUs - record.usedUs >= ends.idleS * microsPerSecond;
    if (!idle && nowUs - record.openedUs < ends.absoluteS * microsPerSecond) return record;
    await store.delete(key);
    return undefined;
  }
}
