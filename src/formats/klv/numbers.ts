import { type Codec, type DecodeContext, type LinearMap, Special } from './codec.ts';

/** Unsigned big-endian integer of 0 to 6 bytes, exact in a double; longer ones by `readUintBig`. */
export function readUint(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * 256 + bytes[i]!;
  return value;
}

export function readUintBig(bytes: Uint8Array, start: number, end: number): bigint {
  let value = 0n;
  for (let i = start; i < end; i++) value = (value << 8n) | BigInt(bytes[i]!);
  return value;
}

/** Two's complement big-endian integer of 1 to 6 bytes. */
export function readInt(bytes: Uint8Array, start: number, end: number): number {
  const value = readUint(bytes, start, end);
  const span = 256 ** (end - start);
  return value >= span / 2 ? value - span : value;
}

/** Big-endian bytes of an integer (negative ones in two's complement) in exactly `lengthBytes`. */
export function intBytes(value: number | bigint, lengthBytes: number): Uint8Array {
  const out = new Uint8Array(lengthBytes);
  if (typeof value === 'number' && Math.abs(value) < 2 ** 47 && lengthBytes <= 6) {
    let rest = value < 0 ? value + 256 ** lengthBytes : value;
    for (let i = lengthBytes - 1; i >= 0; i--) {
      out[i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    return out;
  }
  let rest = BigInt.asUintN(8 * lengthBytes, BigInt(value));
  for (let i = lengthBytes - 1; i >= 0; i--) {
    out[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return out;
}

/** Shortest length, in bytes, that holds a nonnegative integer. */
export function uintSize(value: number | bigint): number {
  let size = 1;
  for (let limit = 256n; BigInt(value) >= limit; limit *= 256n) size++;
  return size;
}

/** Shortest length, in bytes, that holds an integer in two's complement. */
export function intSize(value: number | bigint): number {
  let size = 1;
  for (let limit = 128n; BigInt(value) >= limit || BigInt(value) < -limit; limit *= 256n) size++;
  return size;
}

function noteLength(context: DecodeContext, got: number, want: number, at: number): void {
  context.report('length-wrong', `${got} bytes where the standard says ${want}`, at);
}

/** A linear codec whose number is a plain count (`steps`), or an integer stretched over a range (`range`). */
type Meaning = 'steps' | 'range';

/**
 * Linear codec shared by `scaledUint`, `scaledInt` and the plain integers of fixed length.
 *
 * A length other than the standard's: plain counts are the same integer in fewer or more bytes. A stretched integer in
 * fewer bytes is taken over the full scale of those (coarser, but the same range); in more bytes it is the same integer
 * padded with leading zeros, as encoders in the wild send it, and only where it does not fit the standard's length is it
 * taken over the full scale of the bytes that were sent.
 */
function linearCodec(map: LinearMap, min: number, max: number, meaning: Meaning, describe: string): Codec<number> {
  const { signed, lengthBytes, scale, offset, sentinel, special } = map;
  const span = 256 ** lengthBytes;
  const lowest = signed ? -span / 2 : 0;
  const highest = signed ? span / 2 - 1 : span - 1;
  const fullScale = (length: number): number =>
    meaning === 'steps' ? scale : (max - min) / (256 ** length - (signed ? 2 : 1));
  const isShort = (length: number): boolean => meaning === 'range' && length < lengthBytes;
  const sentinelOf = (length: number): number => (isShort(length) ? -(256 ** length) / 2 : sentinel);
  /** Whether the number is one that the standard's length gives. */
  const isNarrow = (value: number): boolean => {
    const raw = Math.round((value - offset) / scale);
    return raw >= lowest && raw <= highest && raw * scale + offset === value;
  };
  return {
    describe,
    linear: map,
    decode(bytes, start, end, context) {
      const length = end - start;
      if (length !== lengthBytes) {
        if (length > 6) {
          context.report('length-unreadable', `${length} bytes where the standard says ${lengthBytes}`, start);
          return undefined;
        }
        noteLength(context, length, lengthBytes, start);
      }
      const raw = signed ? readInt(bytes, start, end) : readUint(bytes, start, end);
      if (special !== undefined && raw === sentinelOf(length)) {
        context.report('special-value', `the standard's "${special.name}"`, start);
        return special;
      }
      if (isShort(length)) return raw * fullScale(length) + offset;
      if (raw < lowest || raw > highest) {
        const value = raw * fullScale(length) + offset;
        // Beside the same number in the standard's length, by the least a double can: each goes back to its own bytes.
        return meaning === 'range' && isNarrow(value)
          ? value + Math.max(Math.abs(value) * Number.EPSILON, 1e-300)
          : value;
      }
      return raw * scale + offset;
    },
    encode(value, length = lengthBytes) {
      // What was read in another length than the standard's may be at the full scale of that (see above).
      const isFull = isShort(length) || (length > lengthBytes && !isNarrow(value));
      const raw = Math.round((value - offset) / (isFull ? fullScale(length) : scale));
      const limit = 256 ** (isFull ? length : Math.min(length, lengthBytes)) / (signed ? 2 : 1);
      if (!(raw >= (signed ? -limit : 0) && raw < limit) || (special !== undefined && raw === sentinelOf(length))) {
        throw new RangeError(`${value} in ${length} bytes lies outside ${min} to ${max}`);
      }
      return intBytes(raw, length);
    },
    encodeSpecial(asked, length = lengthBytes) {
      return special !== undefined && asked.name === special.name ? intBytes(sentinelOf(length), length) : undefined;
    },
  };
}

/** Unsigned integer mapped linearly onto [min, max] (ST 0601 section 6.4: LSB = range / (2^n - 1)). */
export function scaledUint(lengthBytes: 1 | 2 | 4, min: number, max: number): Codec<number> {
  const scale = (max - min) / (256 ** lengthBytes - 1);
  return linearCodec(
    { signed: false, lengthBytes, scale, offset: min, sentinel: Number.NaN, special: undefined },
    min,
    max,
    'range',
    `uint${8 * lengthBytes} mapped to [${min}, ${max}]`,
  );
}

/**
 * Signed integer mapped linearly onto a symmetric range (LSB = range / (2^n - 2)); the most negative integer is the
 * special value that the standard names for the item.
 */
export function scaledInt(lengthBytes: 1 | 2 | 4, bound: number, special: string): Codec<number> {
  const scale = (2 * bound) / (256 ** lengthBytes - 2);
  return linearCodec(
    { signed: true, lengthBytes, scale, offset: 0, sentinel: -(256 ** lengthBytes) / 2, special: new Special(special) },
    -bound,
    bound,
    'range',
    `int${8 * lengthBytes} mapped to [${-bound}, ${bound}], most negative: ${special}`,
  );
}

/** Unsigned integer of a fixed length of 1, 2 or 4 bytes, times `step`. */
export function uintFixed(lengthBytes: 1 | 2 | 4, step = 1): Codec<number> {
  const max = (256 ** lengthBytes - 1) * step;
  return linearCodec(
    { signed: false, lengthBytes, scale: step, offset: 0, sentinel: Number.NaN, special: undefined },
    0,
    max,
    'steps',
    `uint${8 * lengthBytes}${step === 1 ? '' : ` in steps of ${step}`}`,
  );
}

/** Signed integer of a fixed length of 1, 2 or 4 bytes. */
export function intFixed(lengthBytes: 1 | 2 | 4): Codec<number> {
  const max = 256 ** lengthBytes / 2;
  return linearCodec(
    { signed: true, lengthBytes, scale: 1, offset: 0, sentinel: Number.NaN, special: undefined },
    -max,
    max - 1,
    'steps',
    `int${8 * lengthBytes}`,
  );
}

/** Integers over 2^53 are kept whole, as the payload of a special value: a double would round them. */
export const beyondExact = 'Beyond 2^53';

function beyondExactBytes(special: Special, lengthBytes = 8): Uint8Array | undefined {
  return special.name === beyondExact ? intBytes(special.payload, lengthBytes) : undefined;
}

function variableInteger(maxBytes: number, signed: boolean): Codec<number> {
  return {
    describe: `${signed ? 'int' : 'uint'}, 1 to ${maxBytes} bytes`,
    decode(bytes, start, end, context) {
      const length = end - start;
      if (length > 8) {
        context.report('length-unreadable', `${length} bytes where the standard allows ${maxBytes}`, start);
        return undefined;
      }
      if (length > maxBytes) noteLength(context, length, maxBytes, start);
      if (length <= 6) return signed ? readInt(bytes, start, end) : readUint(bytes, start, end);
      const low = end - 4;
      const high = signed ? readInt(bytes, start, low) : readUint(bytes, start, low);
      const value = high * 4294967296 + readUint(bytes, low, end);
      if (Number.isSafeInteger(value)) return value;
      const raw = readUintBig(bytes, start, end);
      return new Special(beyondExact, signed ? BigInt.asIntN(8 * length, raw) : raw);
    },
    encodeSpecial: beyondExactBytes,
    encode(value, lengthBytes) {
      if (!Number.isSafeInteger(value) || (!signed && value < 0))
        throw new RangeError(`${value} is no ${this.describe}`);
      return intBytes(value, lengthBytes ?? (signed ? intSize(value) : uintSize(value)));
    },
  };
}

/** Unsigned integer of variable length, up to 8 bytes; values beyond 2^53 are special values. */
export const uintVariable = (maxBytes = 8): Codec<number> => variableInteger(maxBytes, false);

/** Two's complement integer of variable length. */
export const intVariable = (maxBytes = 8): Codec<number> => variableInteger(maxBytes, true);

const timeMap: LinearMap = {
  signed: false,
  lengthBytes: 8,
  scale: 1,
  offset: 0,
  sentinel: Number.NaN,
  special: undefined,
};

/**
 * Microseconds since 1970-01-01 in MISB time (ST 0603) as an unsigned integer, 8 bytes or fewer. A double holds
 * them exactly until the year 2255.
 */
export function timeUs(lengthBytes = 8): Codec<number> {
  const inner = variableInteger(8, false);
  return {
    describe: `uint64 microseconds since 1970`,
    ...(lengthBytes === 8 ? { linear: timeMap } : {}),
    decode(bytes, start, end, context) {
      if (end - start !== lengthBytes && end - start <= 8) noteLength(context, end - start, lengthBytes, start);
      return inner.decode(bytes, start, end, context);
    },
    encode: (value, length = lengthBytes) => inner.encode(value, length),
    encodeSpecial: beyondExactBytes,
  };
}
