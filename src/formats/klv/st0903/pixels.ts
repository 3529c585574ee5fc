import { berLengthBytes, berLengthSize, readBerLength } from '../ber.ts';
import type { Codec } from '../codec.ts';
import { concatBytes } from '../encode.ts';
import { intBytes, readUint, uintSize } from '../numbers.ts';
import type { Entry } from './series.ts';

/** ST 0903 numbers pixels from 1 at the top left, row by row, in at most 6 bytes. */
const maxPixelBytes = 6;

/** A corner of a polygon. */
export interface PixelNumber {
  readonly pixelNumber: number;
  /** Bytes of the number; only where there are more than it needs. */
  readonly lengthBytes?: number;
}

function pixelOf(bytes: Uint8Array, start: number, end: number): PixelNumber {
  const pixelNumber = readUint(bytes, start, end);
  return end - start > uintSize(pixelNumber) ? { pixelNumber, lengthBytes: end - start } : { pixelNumber };
}

function pixelBytes(pixel: PixelNumber): Uint8Array {
  return intBytes(pixel.pixelNumber, Math.max(pixel.lengthBytes ?? 0, uintSize(pixel.pixelNumber)));
}

/** Corner of VMask item 1. */
export const polygonCorner: Entry<PixelNumber> = {
  describe: `pixel number, uint of 1 to ${maxPixelBytes} bytes`,
  decode(bytes, start, end) {
    if (end === start || end - start > maxPixelBytes) return undefined;
    return pixelOf(bytes, start, end);
  },
  encode: pixelBytes,
};

/** Pixels of one row of a bit mask: `runLength` of them from `pixelNumber` on. */
export interface PixelRun extends PixelNumber {
  readonly runLength: number;
  /** Bytes of the BER length before the pixel number, and of the run length; only where longer than needed. */
  readonly prefixSize?: number;
  readonly runSize?: number;
  /** Bytes after the run length. */
  readonly unread?: Uint8Array;
}

/** Run of VMask item 2: the pixel number behind its BER length, then the run length in BER form. */
export const pixelRun: Entry<PixelRun> = {
  describe: 'length-prefixed pixel number and BER run length',
  decode(bytes, start, end, context) {
    const prefix = readBerLength(bytes, start, end);
    if (prefix === undefined || prefix.value === 0 || prefix.value > maxPixelBytes) return undefined;
    const pixelAt = start + prefix.size;
    const runAt = pixelAt + prefix.value;
    const run = readBerLength(bytes, runAt, end);
    if (run === undefined) return undefined;
    const after = runAt + run.size;
    if (after < end) context.report('item-malformed', `${end - after} bytes stand after the run length`, after);
    return {
      ...pixelOf(bytes, pixelAt, runAt),
      runLength: run.value,
      ...(prefix.size > 1 ? { prefixSize: prefix.size } : {}),
      ...(run.size > berLengthSize(run.value) ? { runSize: run.size } : {}),
      ...(after < end ? { unread: bytes.slice(after, end) } : {}),
    };
  },
  encode(value) {
    const pixel = pixelBytes(value);
    const runSize = Math.max(value.runSize ?? 1, berLengthSize(value.runLength));
    const parts: (Uint8Array | readonly number[])[] = [
      berLengthBytes(pixel.length, value.prefixSize ?? 1),
      pixel,
      berLengthBytes(value.runLength, runSize),
    ];
    if (value.unread !== undefined) parts.push(value.unread);
    return concatBytes(parts);
  },
};

/** Dominant colour of a target. */
export interface Color {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

export const color: Codec<Color> = {
  describe: 'red, green, blue: one byte each',
  decode(bytes, start, end, context) {
    if (end - start !== 3) {
      context.report('length-unreadable', `${end - start} bytes where the standard says 3`, start);
      return undefined;
    }
    return { red: bytes[start]!, green: bytes[start + 1]!, blue: bytes[start + 2]! };
  },
  encode: (value) => Uint8Array.of(value.red, value.green, value.blue),
};

/** Which focal plane of an array of them, counted from 1. */
export interface FpaIndex {
  readonly row: number;
  readonly column: number;
}

export const fpaIndex: Codec<FpaIndex> = {
  describe: 'row, column: one byte each',
  decode(bytes, start, end, context) {
    if (end - start !== 2) {
      context.report('length-unreadable', `${end - start} bytes where the standard says 2`, start);
      return undefined;
    }
    return { row: bytes[start]!, column: bytes[start + 1]! };
  },
  encode: (value) => Uint8Array.of(value.row, value.column),
};
