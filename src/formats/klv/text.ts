import type { Codec, DecodeContext } from './codec.ts';
import { intBytes, readUint, uintSize } from './numbers.ts';
import { decodeBrokenUtf8, decodeUtf8, encodeUtf8 } from './utf8.ts';

const utf16 = new TextDecoder('utf-16be', { fatal: true, ignoreBOM: true });

/** Latin-1 reading of bytes that are not the text they should be: something a person can still read. */
function asLatin1(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i]!);
  return text;
}

function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/**
 * UTF-8 text (ST 0107: ISO/IEC 10646). Texts longer than `maxBytes` are read and noted. Bytes that are no UTF-8 are
 * kept in the text as lone surrogates, U+DC00 + byte, and noted: the text alone gives back the very same bytes.
 */
export function text(maxBytes = 127): Codec<string> {
  return {
    describe: `UTF-8, at most ${maxBytes} bytes`,
    cacheable: true,
    decode(bytes, start, end, context) {
      if (end - start > maxBytes) {
        context.report('length-wrong', `${end - start} bytes where the standard allows ${maxBytes}`, start);
      }
      const value = decodeUtf8(bytes, start, end);
      if (value !== undefined) return value;
      context.report('text-invalid', 'not UTF-8; bytes that are no character are shown as U+DC00 + byte', start);
      return decodeBrokenUtf8(bytes, start, end);
    },
    encode: (value) => encodeUtf8(value),
  };
}

/** UTF-16 big-endian text (ST 0102 object country codes of older versions). */
export function textUtf16(maxBytes = 40): Codec<string> {
  return {
    describe: `UTF-16BE, at most ${maxBytes} bytes`,
    decode(bytes, start, end, context) {
      const part = bytes.subarray(start, end);
      if (part.length % 2 === 0) {
        try {
          return utf16.decode(part);
        } catch {
          // falls through to the plain reading
        }
      }
      context.report('text-invalid', 'not UTF-16; shown as Latin-1', start);
      return asLatin1(part);
    },
    encode(value, lengthBytes) {
      if (value.length > 0 && value.length === lengthBytes) return latin1Bytes(value);
      const out = new Uint8Array(2 * value.length);
      for (let i = 0; i < value.length; i++) {
        const unit = value.charCodeAt(i);
        out[2 * i] = unit >> 8;
        out[2 * i + 1] = unit & 0xff;
      }
      return out;
    },
  };
}

/** A code and what the standard says it means; a code that the standard does not assign means `undefined`. */
export interface Enumerated {
  readonly code: number;
  readonly meaning: string;
}

const unassigned = 'Reserved';

/** A code of `lengthBytes`; other lengths up to 6 bytes are read and noted, longer ones are not read. */
function readCode(
  bytes: Uint8Array,
  start: number,
  end: number,
  lengthBytes: number,
  context: DecodeContext,
): number | undefined {
  const length = end - start;
  if (length !== lengthBytes) {
    const message = `${length} bytes where the standard says ${lengthBytes}`;
    context.report(length > 6 ? 'length-unreadable' : 'length-wrong', message, start);
  }
  return length > 6 ? undefined : readUint(bytes, start, end);
}

/** An unsigned integer that stands for one of the standard's meanings. */
export function enumeration(meanings: Readonly<Record<number, string>>, lengthBytes = 1): Codec<Enumerated> {
  const known = new Map<number, Enumerated>();
  for (const [code, meaning] of Object.entries(meanings)) {
    known.set(Number(code), Object.freeze({ code: Number(code), meaning }));
  }
  return {
    describe: `enumeration: ${[...known.values()].map((e) => `${e.code} ${e.meaning}`).join('; ')}`,
    cacheable: true,
    decode(bytes, start, end, context) {
      const code = readCode(bytes, start, end, lengthBytes, context);
      if (code === undefined) return undefined;
      const value = known.get(code);
      if (value !== undefined) return value;
      context.report('value-reserved', `code ${code} is not assigned`, start);
      return { code, meaning: unassigned };
    },
    encode: (value, length) => intBytes(value.code, Math.max(length ?? lengthBytes, uintSize(value.code))),
  };
}

/** Bytes with no structure that is decoded here. */
export function blob(): Codec<Uint8Array> {
  return {
    describe: 'bytes',
    readsEmpty: true,
    decode: (bytes, start, end) => bytes.slice(start, end),
    encode: (value) => value.slice(),
  };
}

/** Named flag bits: `{ code, flags: [...] }` with the names of the bits that are set, lowest first. */
export interface Flags {
  readonly code: number;
  readonly flags: readonly string[];
}

export function flagBits(names: readonly string[], lengthBytes = 1): Codec<Flags> {
  return {
    describe: `flags, bit 0 first: ${names.join('; ')}`,
    cacheable: true,
    decode(bytes, start, end, context) {
      const code = readCode(bytes, start, end, lengthBytes, context);
      if (code === undefined) return undefined;
      const flags: string[] = [];
      for (let bit = 0, rest = code; rest > 0; bit++, rest = Math.floor(rest / 2)) {
        if (rest % 2 === 1) flags.push(names[bit] ?? `bit ${bit}`);
      }
      return { code, flags };
    },
    encode: (value, length = lengthBytes) => intBytes(value.code, length),
  };
}
