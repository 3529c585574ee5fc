/**
 * Basic Encoding Rules of MISB ST 0107: lengths in short or long form (ISO/IEC 8825-1), and object identifiers
 * (BER-OID: base 128, high bit set on every byte but the last) for tags and many small integers.
 */

/** Largest long form that is read: some encoders pad with leading zeros. */
const maxLengthBytes = 16;
/** Longest value: what four bytes of length can say. */
const maxLength = 2 ** 32 - 1;
/** Largest BER-OID: 6 bytes give 42 bits, well inside a double. */
const maxOidBytes = 6;

export interface BerNumber {
  readonly value: number;
  /** Bytes used by the encoding, 1 or more. */
  readonly size: number;
}

/** Reads a BER length at `at`, or `undefined` where it is cut off, indefinite or over 2^32 - 1. */
export function readBerLength(bytes: Uint8Array, at: number, end: number): BerNumber | undefined {
  if (at >= end) return undefined;
  const first = bytes[at]!;
  if (first < 0x80) return { value: first, size: 1 };
  const count = first & 0x7f;
  if (count === 0 || count > maxLengthBytes || at + 1 + count > end) return undefined;
  let value = 0;
  for (let i = 1; i <= count; i++) value = value * 256 + bytes[at + i]!;
  return value > maxLength ? undefined : { value, size: 1 + count };
}

/** Reads a BER-OID number at `at`, or `undefined` where it is cut off or over 6 bytes. */
export function readBerOid(bytes: Uint8Array, at: number, end: number): BerNumber | undefined {
  let value = 0;
  for (let i = 0; i < maxOidBytes && at + i < end; i++) {
    const byte = bytes[at + i]!;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, size: i + 1 };
  }
  return undefined;
}

/** Bytes that the shortest BER length of `value` takes. */
export function berLengthSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x100) return 2;
  if (value < 0x10000) return 3;
  return value < 0x1000000 ? 4 : 5;
}

/**
 * Writes a BER length in exactly `size` bytes (1: short form; 2 and more: long form), so that a length once read in a
 * longer form than needed can be written back the same. The default is the shortest form.
 */
export function berLengthBytes(value: number, size: number = berLengthSize(value)): number[] {
  if (size <= 1) return [value];
  const out = [0x80 | (size - 1)];
  for (let i = size - 2; i >= 0; i--) out.push(Math.floor(value / 256 ** i) % 256);
  return out;
}

/** Writes a BER-OID number in at least `size` bytes (padding with leading 0x80, as some encoders do). */
export function berOidBytes(value: number, size = 1): number[] {
  const out = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) out.unshift(0x80 | (rest % 128));
  while (out.length < size) out.unshift(0x80);
  return out;
}
