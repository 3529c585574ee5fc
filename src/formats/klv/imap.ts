import { type Codec, type DecodeContext, Special } from './codec.ts';
import { intBytes, readUintBig } from './numbers.ts';

/** Constants of one mapping of MISB ST 1201, section 7 (starting point B: range and length in bytes are known). */
export interface ImapMapping {
  readonly min: number;
  readonly max: number;
  readonly lengthBytes: number;
  readonly forwardScale: number;
  readonly reverseScale: number;
  readonly zeroOffset: number;
}

/** IMAPB(min, max, length): ST 1201 section 7.1.2. Lengths of 1 to 8 bytes. */
export function imapMapping(min: number, max: number, lengthBytes: number): ImapMapping {
  if (!(min < max) || !Number.isInteger(lengthBytes) || lengthBytes < 1 || lengthBytes > 8) {
    throw new RangeError(`no IMAPB(${min}, ${max}, ${lengthBytes})`);
  }
  const rangePower = Math.ceil(Math.log2(max - min));
  const dataPower = 8 * lengthBytes - 1;
  const forwardScale = 2 ** (dataPower - rangePower);
  const product = forwardScale * min;
  return {
    min,
    max,
    lengthBytes,
    forwardScale,
    reverseScale: 2 ** (rangePower - dataPower),
    zeroOffset: min < 0 && max > 0 ? product - Math.floor(product) : 0,
  };
}

/** IMAPA(min, max, precision): the length that gives steps no coarser than `precision` (ST 1201 section 7.1.1). */
export function imapLengthBytes(min: number, max: number, precision: number): number {
  const bits = Math.ceil(Math.log2(max - min)) - Math.floor(Math.log2(precision)) + 1;
  return Math.ceil(bits / 8);
}

/** Names of the special values by the top five bits of the first byte (ST 1201 section 7.2.3). */
const specialNames: ReadonlyMap<number, string> = new Map([
  [0b11001, '+Infinity'],
  [0b11101, '-Infinity'],
  [0b11010, '+QNaN'],
  [0b11110, '-QNaN'],
  [0b11011, '+SNaN'],
  [0b11111, '-SNaN'],
  [0b11000, 'User Defined'],
]);
const prefixes: ReadonlyMap<string, number> = new Map([...specialNames].map(([prefix, name]) => [name, prefix]));
const belowMinimum = 'IMAP Below Minimum';
const aboveMaximum = 'IMAP Above Maximum';
const misbDefined = 'MISB Defined';
const reserved = 'Reserved';

/** Names of all special values of ST 1201. */
export const imapSpecialNames: readonly string[] = [
  ...specialNames.values(),
  belowMinimum,
  aboveMaximum,
  misbDefined,
  reserved,
];

function specialOf(first: number, rest: bigint): Special {
  const prefix = first >> 3;
  const payload = (BigInt(first & 7) << 64n) | rest;
  if (prefix === 0b11100) {
    if (first === 0xe0 && rest === 0n) return new Special(belowMinimum);
    if (first === 0xe1 && rest === 0n) return new Special(aboveMaximum);
    return new Special(misbDefined, payload);
  }
  const name = specialNames.get(prefix);
  return name === undefined ? new Special(reserved, (BigInt(first) << 64n) | rest) : new Special(name, payload);
}

/** Bytes of a special value in `lengthBytes`, or `undefined` where ST 1201 has none of that name. */
export function imapSpecialBytes(special: Special, lengthBytes: number): Uint8Array | undefined {
  const rest = special.payload & ((1n << 64n) - 1n);
  const low = Number(special.payload >> 64n);
  const out = new Uint8Array(lengthBytes);
  out.set(intBytes(rest, 8).subarray(8 - (lengthBytes - 1)), 1);
  const prefix = prefixes.get(special.name);
  if (prefix !== undefined) out[0] = (prefix << 3) | low;
  else if (special.name === belowMinimum) out[0] = 0xe0;
  else if (special.name === aboveMaximum) out[0] = 0xe1;
  else if (special.name === misbDefined) out[0] = 0xe0 | low;
  else if (special.name === reserved) out[0] = low;
  else return undefined;
  return out;
}

/** Reverse mapping: the number, or the special value, that `bytes[start, end)` stands for (ST 1201 section 7.2.2). */
export function imapDecode(mapping: ImapMapping, bytes: Uint8Array, start: number, end: number): number | Special {
  const first = bytes[start]!;
  if (first >= 0x80) {
    let rest = 0n;
    if (end - start > 1) rest = readUintBig(bytes, start + 1, end);
    if (first === 0x80 && rest === 0n) {
      return mapping.reverseScale * (2 ** (8 * (end - start) - 1) - mapping.zeroOffset) + mapping.min;
    }
    return specialOf(first, rest);
  }
  let raw = 0;
  for (let i = start; i < end; i++) raw = raw * 256 + bytes[i]!;
  const value = mapping.reverseScale * (raw - mapping.zeroOffset) + mapping.min;
  return value;
}

/** The integer whose reverse mapping is this very number, if there is one: rounding may put it a hair off its step. */
function exactCode(mapping: ImapMapping, value: number): number | undefined {
  const { min, lengthBytes, forwardScale, reverseScale, zeroOffset } = mapping;
  const cut = Math.trunc(forwardScale * (value - min) + zeroOffset);
  const highest = 2 ** (8 * lengthBytes - 1);
  for (const code of [cut, cut + 1, cut - 1]) {
    if (code >= 0 && code <= highest && reverseScale * (code - zeroOffset) + min === value) return code;
  }
  return undefined;
}

/**
 * Forward mapping of a number inside [min, max] (ST 1201 section 7.2.1: truncation). A number that a reverse mapping
 * gave goes back to the very same integer, although rounding in doubles may put it a hair below its step. One outside
 * becomes the special value that says so, unless it was read like that (`wasRead`): integers have room beyond the range.
 */
export function imapEncode(mapping: ImapMapping, value: number, wasRead = false): Uint8Array {
  const { min, max, lengthBytes, forwardScale, reverseScale, zeroOffset } = mapping;
  const isNear = value >= min - reverseScale && value <= max + reverseScale;
  const code = isNear || wasRead ? exactCode(mapping, value) : undefined;
  if (code !== undefined) return intBytes(code, lengthBytes);
  if (!isNear) {
    const special = imapSpecialBytes(new Special(outsideName(value, min)), lengthBytes);
    if (special !== undefined) return special;
  }
  const raw = Math.trunc(forwardScale * (value - min) + zeroOffset);
  return intBytes(Math.min(Math.max(raw, 0), 2 ** (8 * lengthBytes - 1)), lengthBytes);
}

/** What ST 1201 calls a number outside the range. */
function outsideName(value: number, min: number): string {
  if (Number.isNaN(value)) return '+QNaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Infinity' : '-Infinity';
  return value < min ? belowMinimum : aboveMaximum;
}

/** Mappings of one range by length in bytes, 1 to 8 (nothing at 0). */
export type ImapMappings = readonly (ImapMapping | undefined)[];

export function imapMappings(min: number, max: number): ImapMappings {
  return Array.from({ length: 9 }, (_, length) => (length === 0 ? undefined : imapMapping(min, max, length)));
}

/**
 * A number mapped by IMAPB (ST 1201). The length that was sent rules the mapping; `lengthBytes` is the length used
 * for encoding where none is asked for.
 */
export function imap(min: number, max: number, lengthBytes: number): Codec<number> {
  const byLength = imapMappings(min, max);
  return {
    describe: `IMAPB(${min}, ${max}), ${lengthBytes} bytes by default`,
    decode(bytes: Uint8Array, start: number, end: number, context: DecodeContext) {
      const mapping = byLength[end - start];
      if (mapping === undefined) {
        context.report('length-unreadable', `IMAPB in ${end - start} bytes; 1 to 8 can be read`, start);
        return undefined;
      }
      const value = imapDecode(mapping, bytes, start, end);
      if (typeof value !== 'number') context.report('special-value', `the standard's "${value.name}"`, start);
      else if (value > max + mapping.reverseScale || value < min - mapping.reverseScale) {
        context.report('value-out-of-range', `${value} lies outside ${min} to ${max}`, start);
      }
      return value;
    },
    encode(value, length) {
      const mapping = byLength[length ?? lengthBytes];
      if (mapping === undefined) throw new RangeError(`no IMAPB has ${length} bytes`);
      return imapEncode(mapping, value, length !== undefined);
    },
    encodeSpecial: (special, length = lengthBytes) => imapSpecialBytes(special, length),
  };
}
