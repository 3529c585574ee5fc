import { type Codec, Special } from '../codec.ts';
import { imap, imapMappings } from '../imap.ts';
import { intBytes, intSize, readInt, readUint, readUintBig, uintFixed, uintSize } from '../numbers.ts';

/**
 * How ST 0903 writes real numbers: `imap` from ST 0903.4 on (IMAPB of ST 1201), `linear` up to ST 0903.3 and
 * RP 0903.2 (integers mapped linearly onto the same ranges, single items in as few bytes as hold the integer).
 */
export type Mapping = 'imap' | 'linear';

/** Longest IMAPB that a double still holds exactly, so that it can be written back. */
const exactImapBytes = 6;

/**
 * IMAPB whose codes beyond the range are kept as reserved codes: no number stands for them, and a number would be
 * written back as another code.
 */
export function imapCode(min: number, max: number, lengthBytes: number): Codec<number> {
  const inner = imap(min, max, lengthBytes);
  const steps = imapMappings(min, max).map((mapping) => mapping?.reverseScale ?? 0);
  return {
    ...inner,
    decode(bytes, start, end, context) {
      if (end - start > exactImapBytes) {
        context.report('length-unreadable', `${end - start} bytes are more than can be kept exactly`, start);
        return undefined;
      }
      const value = inner.decode(bytes, start, end, context);
      if (typeof value !== 'number') return value;
      const step = steps[end - start]!;
      if (value >= min - step && value <= max + step) return value;
      return new Special('Reserved', (BigInt(bytes[start]!) << 64n) | readUintBig(bytes, start + 1, end));
    },
  };
}

/** IMAPB whose length the standard fixes; another length is read by that length and reported. */
function imapFixed(min: number, max: number, lengthBytes: number): Codec<number> {
  const inner = imapCode(min, max, lengthBytes);
  return {
    ...inner,
    describe: `IMAPB(${min}, ${max}, ${lengthBytes})`,
    decode(bytes, start, end, context) {
      if (end - start !== lengthBytes && end - start <= exactImapBytes) {
        context.report('length-wrong', `${end - start} bytes where the standard says ${lengthBytes}`, start);
      }
      return inner.decode(bytes, start, end, context);
    },
  };
}

/** Confidence of ST 0903: IMAPB(0, 100) in as many bytes as the sender likes. */
export const confidencePercent: Codec<number> = imapCode(0, 100, 2);

/** Unsigned integer of 1 byte up to `maxBytes`, of which the full scale of `maxBytes` stands for `max`. */
function linearUint(min: number, max: number, maxBytes: number): Codec<number> {
  const scale = (max - min) / (256 ** maxBytes - 1);
  return {
    describe: `uint of 1 to ${maxBytes} bytes, 0 to 2^${8 * maxBytes}-1 mapped to [${min}, ${max}]`,
    decode(bytes, start, end, context) {
      const length = end - start;
      if (length > maxBytes) {
        context.report('length-unreadable', `${length} bytes where the standard allows ${maxBytes}`, start);
        return undefined;
      }
      return readUint(bytes, start, end) * scale + min;
    },
    encode(value, lengthBytes) {
      const raw = Math.round((value - min) / scale);
      if (!(raw >= 0 && raw < 256 ** maxBytes)) throw new RangeError(`${value} lies outside ${min} to ${max}`);
      return intBytes(raw, Math.max(lengthBytes ?? 0, uintSize(raw)));
    },
  };
}

const offsetBound = 19.2;
const offsetBytes = 3;
const offsetScale = offsetBound / (2 ** 23 - 1);
const offsetErrorRaw = -(2 ** 23);
/** ST 0903.3: an offset that cannot be given, such as that of a target above the horizon. */
const offsetError = new Special('Error');

/** Two's complement integer of 1 to 3 bytes; 2^23-1 stands for 19.2 degrees. */
const linearOffset: Codec<number> = {
  describe: `int of 1 to ${offsetBytes} bytes, 2^23-1 stands for ${offsetBound}, most negative: Error`,
  decode(bytes, start, end, context) {
    const length = end - start;
    if (length > offsetBytes) {
      context.report('length-unreadable', `${length} bytes where the standard allows ${offsetBytes}`, start);
      return undefined;
    }
    const raw = readInt(bytes, start, end);
    if (raw !== offsetErrorRaw) return raw * offsetScale;
    context.report('special-value', `the standard's "${offsetError.name}"`, start);
    return offsetError;
  },
  encode(value, lengthBytes) {
    const raw = Math.round(value / offsetScale);
    if (!(Math.abs(raw) < 2 ** 23)) throw new RangeError(`${value} lies outside +-${offsetBound}`);
    return intBytes(raw, Math.max(lengthBytes ?? 0, intSize(raw)));
  },
  encodeSpecial: (special) => (special.name === offsetError.name ? intBytes(offsetErrorRaw, offsetBytes) : undefined),
};

export const heightRangeM = { min: -900, max: 19000 } as const;

export function fieldOfViewDeg(mapping: Mapping): Codec<number> {
  return mapping === 'imap' ? imapFixed(0, 180, 2) : linearUint(0, 180, 2);
}

/** Offset from the frame centre of the set around this one (ST 0601 items 23 and 24). */
export function offsetDeg(mapping: Mapping): Codec<number> {
  return mapping === 'imap' ? imapFixed(-offsetBound, offsetBound, offsetBytes) : linearOffset;
}

export function heightM(mapping: Mapping): Codec<number> {
  const { min, max } = heightRangeM;
  return mapping === 'imap' ? imapFixed(min, max, 2) : linearUint(min, max, 2);
}

/** Whole percent in one byte. */
export const percent: Codec<number> = {
  describe: 'uint8, 0 to 100',
  decode(bytes, start, end, context) {
    const value = uintFixed(1).decode(bytes, start, end, context);
    if (typeof value === 'number' && value > 100) {
      context.report('value-out-of-range', `${value} lies outside 0 to 100`, start);
    }
    return value;
  },
  encode: (value, lengthBytes) => uintFixed(1).encode(value, lengthBytes),
};
