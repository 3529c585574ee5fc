import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** What the service asks to be solved (src/server/concerns/work.ts): a number that makes the hash begin with so many zero bits. */
export interface Puzzle {
  readonly challenge: string;
  readonly bits: number;
  readonly text: string;
}

function leadingZeroBits(digest: Uint8Array): number {
  let bits = 0;
  for (const byte of digest) {
    if (byte !== 0) return bits + Math.clz32(byte) - 24;
    bits += 8;
  }
  return bits;
}

/** Tries so many numbers at a call, from nought on; gives the one that solves the puzzle, in decimal, once it is found. */
export function solver({ challenge, bits, text }: Puzzle): (count: number) => string | undefined {
  const before = sha256.create().update(utf8ToBytes(`${challenge}:${bytesToHex(sha256(utf8ToBytes(text)))}:`));
  let next = 0;
  return (count) => {
    for (const end = next + count; next < end; next += 1) {
      const number = String(next);
      if (leadingZeroBits(before.clone().update(utf8ToBytes(number)).digest()) >= bits) return number;
    }
    return undefined;
  };
}

/** Numbers that are tried on average. */
export const expectedTries = (bits: number): number => 2 ** bits;

/** The share of people whom so many tries would have been enough for: how far along one is, as far as that can be told. */
export const progressOf = (tries: number, bits: number): number => 1 - Math.exp(-tries / expectedTries(bits));
