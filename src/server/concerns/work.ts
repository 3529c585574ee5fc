import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/**
 * Proof of work in place of a limit by address (Back, "Hashcash", 2002): whoever raises an anonymous concern finds a number whose SHA-256, over the challenge, the text's hash
 * and the number, begins with so many zero bits. A challenge says of its time the day alone and is known again by its seal, so none is kept until it is used.
 */
export const leastBits = 8;
export const mostBits = 24;

const dayUs = 86_400_000_000;
const randomPart = 16;
const sealPart = 16;
const challengePattern = /^[A-Za-z0-9_-]{48}$/;

export interface WorkOptions {
  readonly bits: number;
  readonly random: (count: number) => Uint8Array;
  /** Challenges taken in a day at most: all concerns of all people. */
  readonly mostADay: number;
}

/** What is done: by the asker, and to be checked here. */
export interface Work {
  readonly challenge: string;
  /** Decimal. */
  readonly number: string;
}

/** The bytes whose hash counts. */
export function workText({ challenge, number }: Work, text: string): string {
  return `${challenge}:${hash('sha256', text, 'hex')}:${number}`;
}

export function leadingZeroBits(digest: Uint8Array): number {
  let bits = 0;
  for (const byte of digest) {
    if (byte !== 0) return bits + Math.clz32(byte) - 24;
    bits += 8;
  }
  return bits;
}

/** Gives out challenges and takes work. Holds the used challenges of a day. */
export class WorkDesk {
  readonly #options: WorkOptions;
  readonly #key: Uint8Array;
  #day = -1;
  #used = new Set<string>();

  constructor(options: WorkOptions) {
    if (!(options.bits >= leastBits && options.bits <= mostBits)) {
      throw new RangeError(`Work of ${options.bits} bits, where ${leastBits} to ${mostBits} can be asked`);
    }
    this.#options = options;
    this.#key = options.random(32);
  }

  get bits(): number {
    return this.#options.bits;
  }

  /** A fresh challenge, good for this day and the next. */
  challenge(nowUs: number): string {
    const body = Buffer.alloc(4 + randomPart);
    body.writeUInt32BE(Math.floor(nowUs / dayUs), 0);
    body.set(this.#options.random(randomPart), 4);
    return Buffer.concat([body, this.#seal(body)]).toString('base64url');
  }

  /** Takes work for a text: `taken` once for each challenge. */
  take(work: Work, text: string, nowUs: number): 'taken' | 'unknown' | 'too-little' | 'used' | 'full' {
    const today = Math.floor(nowUs / dayUs);
    if (!this.#known(work.challenge, today)) return 'unknown';
    if (leadingZeroBits(hash('sha256', workText(work, text), 'buffer')) < this.#options.bits) return 'too-little';
    if (this.#day !== today) this.#turn(today);
    if (this.#used.has(work.challenge)) return 'used';
    if (this.#used.size >= 2 * this.#options.mostADay || this.#taken >= this.#options.mostADay) return 'full';
    this.#used.add(work.challenge);
    this.#taken += 1;
    return 'taken';
  }

  #taken = 0;

  /** Challenges of yesterday still count, so that those used yesterday are kept one day more. */
  #turn(today: number): void {
    const yesterday = [...this.#used].filter((one) => dayOf(one) >= today - 1);
    this.#used = new Set(today === this.#day + 1 ? yesterday : []);
    this.#day = today;
    this.#taken = 0;
  }

  #known(challenge: string, today: number): boolean {
    if (!challengePattern.test(challenge)) return false;
    const bytes = Buffer.from(challenge, 'base64url');
    const body = bytes.subarray(0, 4 + randomPart);
    const day = body.readUInt32BE(0);
    const fresh = day === today || day === today - 1;
    return fresh && timingSafeEqual(bytes.subarray(4 + randomPart), this.#seal(body));
  }

  #seal(body: Uint8Array): Uint8Array {
    return createHmac('sha256', this.#key).update(body).digest().subarray(0, sealPart);
  }
}

const dayOf = (challenge: string): number => Buffer.from(challenge, 'base64url').readUInt32BE(0);
