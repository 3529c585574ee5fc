import { type Codec, Special } from './codec.ts';
import { intBytes, readUintBig } from './numbers.ts';

/** Value of a 16-bit float (IEEE 754 binary16). */
export function readFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Nearest 16-bit float, ties to even; beyond its range infinity. */
export function float16Bits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  const exponent = size < 2 ** -14 ? -14 : Math.min(Math.floor(Math.log2(size)), 15);
  const steps = size / 2 ** (exponent - 10);
  const floor = Math.floor(steps);
  const over = steps - floor;
  const whole = over > 0.5 || (over === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
  // a subnormal has no hidden bit; a carry out of the fraction runs into the exponent, as it should
  return sign | (whole < 1024 ? whole : ((exponent + 14) << 10) + whole);
}

/** Lengths of floats that are read. */
export function isFloatLength(lengthBytes: number): lengthBytes is 2 | 4 | 8 {
  return lengthBytes === 2 || lengthBytes === 4 || lengthBytes === 8;
}

const notANumber = 'NaN';
/** Where the bytes of a float are put together: cheaper than a view of the packet for each. */
const scratch = new DataView(new ArrayBuffer(8));

/** IEEE 754 float of 2, 4 or 8 bytes; a NaN is kept with its bits, so that it can be written back the same. */
export function readFloat(bytes: Uint8Array, start: number, lengthBytes: 2 | 4 | 8): number | Special {
  for (let i = 0; i < lengthBytes; i++) scratch.setUint8(i, bytes[start + i]!);
  let value: number;
  if (lengthBytes === 2) value = readFloat16(scratch.getUint16(0));
  else value = lengthBytes === 4 ? scratch.getFloat32(0) : scratch.getFloat64(0);
  return Number.isNaN(value) ? new Special(notANumber, readUintBig(bytes, start, start + lengthBytes)) : value;
}

/** Bytes of a float, or of a NaN that `readFloat` gave; nothing stands for other special values. */
export function floatBytes(value: number | Special, lengthBytes: 2 | 4 | 8): Uint8Array {
  if (value instanceof Special) {
    if (value.name !== notANumber) throw new RangeError(`no float stands for "${value.name}"`);
    return intBytes(value.payload, lengthBytes);
  }
  const out = new Uint8Array(lengthBytes);
  const view = new DataView(out.buffer);
  if (lengthBytes === 2) view.setUint16(0, float16Bits(value));
  else if (lengthBytes === 4) view.setFloat32(0, value);
  else view.setFloat64(0, value);
  return out;
}

/** IEEE 754 float whose length, 4 or 8 bytes, is the encoder's choice; `lengthBytes` is used where none is asked for. */
export function floatOfLength(lengthBytes: 4 | 8): Codec<number> {
  return {
    describe: 'IEEE 754 float, 4 or 8 bytes',
    decode(bytes, start, end, context) {
      const length = end - start;
      if (length !== 4 && length !== 8) {
        context.report('length-unreadable', `${length} bytes where the standard says 4 or 8`, start);
        return undefined;
      }
      const value = readFloat(bytes, start, length);
      if (value instanceof Special) context.report('special-value', 'NaN: no number', start);
      return value;
    },
    encode: (value, length = lengthBytes) => floatBytes(value, length === 4 ? 4 : 8),
    encodeSpecial: (special, length = lengthBytes) =>
      special.name === notANumber ? floatBytes(special, length === 4 ? 4 : 8) : undefined,
  };
}

/** IEEE 754 float of the standard's length; the other one is read and noted. Numbers outside [min, max] are noted. */
export function floatFixed(
  lengthBytes: 4 | 8,
  min = Number.NEGATIVE_INFINITY,
  max = Number.POSITIVE_INFINITY,
): Codec<number> {
  const inner = floatOfLength(lengthBytes);
  return {
    ...inner,
    describe: `IEEE 754 float, ${lengthBytes} bytes`,
    decode(bytes, start, end, context) {
      const length = end - start;
      const value = inner.decode(bytes, start, end, context);
      if (value === undefined) return undefined;
      if (length !== lengthBytes) {
        context.report('length-wrong', `${length} bytes where the standard says ${lengthBytes}`, start);
      }
      if (typeof value === 'number' && (value < min || value > max)) {
        context.report('value-out-of-range', `${value} lies outside ${min} to ${max}`, start);
      }
      return value;
    },
  };
}
