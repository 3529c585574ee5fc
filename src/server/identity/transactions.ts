import { tokenText } from './cookies.ts';
import { keyOf } from './sessions.ts';

/** A sign-in that was begun: what must come back with the person. */
export interface Transaction {
  readonly state: string;
  readonly nonce: string;
  /** Proof key of the code exchange (RFC 7636). */
  readonly verifier: string;
  readonly atUs: number;
  /** Whether the session is to go on after a fresh sign-in, or another to begin. */
  readonly stepUp: boolean;
  /** Print of the session that was in force. */
  readonly session: string | undefined;
}

/** How long a person may take at the provider. */
const longestUs = 10 * 60 * 1_000_000;

/** Sign-ins under way, by the print of the token that the browser holds of each. Each serves once. Holds so many at most; the oldest goes first. */
export class Transactions {
  readonly #open = new Map<string, Transaction>();
  readonly #random: (count: number) => Uint8Array;
  readonly #most: number;

  constructor(random: (count: number) => Uint8Array, most = 1_000) {
    this.#random = random;
    this.#most = most;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Keeps one and gives its token, for the cookie. */
  begin(transaction: Transaction): string {
    const token = tokenText(this.#random);
    this.#open.set(keyOf(token), transaction);
    const [oldest] = this.#open.keys();
    if (this.#open.size > this.#most && oldest !== undefined) this.#open.delete(oldest);
    return token;
  }

  /** Takes one out, if it is not too old. */
  take(token: string | undefined, nowUs: number): Transaction | undefined {
    if (token === undefined) return undefined;
    const key = keyOf(token);
    const found = this.#open.get(key);
    this.#open.delete(key);
    return found !== undefined && nowUs - found.atUs < longestUs ? found : undefined;
  }
}
