import type { IssueCode } from './issue.ts';

/**
 * A value that the standard names instead of a number: "Out of Range", "Reserved", NaN of ST 1201, or an item of
 * length zero (ST 0107: the value is unknown). Typed accessors show such an item as absent; the record keeps it.
 */
export class Special {
  readonly name: string;
  /** What tells it from others of the same name when it is written back (the payload of a NaN). */
  readonly payload: bigint;

  constructor(name: string, payload = 0n) {
    this.name = name;
    this.payload = payload;
  }
}

/** An item of length zero: sent on purpose to say that the value is not known (ST 0107, zero-length items). */
export const unknownValue = new Special('Unknown');

/** What a codec may say while it decodes. */
export interface DecodeContext {
  /** Notes something wrong; `at` is an index into the packet's bytes. */
  report(code: IssueCode, message: string, at: number): void;
  /**
   * Appends `tag` (a tag, a field's name or an index) to the tag path of issues until `leave` is called. False, and
   * an issue, beyond a fixed depth: there is then nothing to leave.
   */
  enter(tag: string | number, at: number): boolean;
  leave(): void;
}

/** Fixed-length numbers that map linearly to their range: the fast path of the decoder. */
export interface LinearMap {
  readonly signed: boolean;
  readonly lengthBytes: 1 | 2 | 4 | 8;
  /** value = raw * scale + offset */
  readonly scale: number;
  readonly offset: number;
  /** Raw value that means `special` instead of a number; NaN where there is none. */
  readonly sentinel: number;
  readonly special: Special | undefined;
}

/**
 * Decodes and encodes the value part of one item. `T` is what a reader gets.
 *
 * `decode` sees the whole packet (`bytes`) and the value's place in it; it never throws for bad bytes: it reports an
 * issue and gives `undefined`. `encode` gives the value's bytes; `lengthBytes` is the length it was read in, where
 * the standard leaves the length free.
 */
export interface Codec<T> {
  /** For the documentation made from the tables. */
  readonly describe: string;
  readonly linear?: LinearMap;
  /** True where equal bytes always give equal immutable values, so that the decoder may reuse the last one. */
  readonly cacheable?: boolean;
  /** True where the value refers to the bytes it was decoded from (sets do, for their raw bytes). */
  readonly keepsBytes?: boolean;
  /** True where an empty value has a meaning of its own and is not a zero-length "unknown". */
  readonly readsEmpty?: boolean;
  decode(bytes: Uint8Array, start: number, end: number, context: DecodeContext): T | Special | undefined;
  encode(value: T, lengthBytes?: number): Uint8Array;
  /** Bytes of a special value, where this codec has such. */
  encodeSpecial?(special: Special, lengthBytes?: number): Uint8Array | undefined;
}

/** Value type of a codec. */
export type ValueOf<C> = C extends Codec<infer T> ? T : never;
