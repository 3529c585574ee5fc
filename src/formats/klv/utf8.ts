const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** UTF-8 text, or `undefined` where the bytes are none. ASCII needs no decoder: most texts in the field are short and plain. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string | undefined {
  let text = '';
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte >= 0x80) {
      try {
        return utf8.decode(bytes.subarray(start, end));
      } catch {
        return undefined;
      }
    }
    text += String.fromCharCode(byte);
  }
  return text;
}

/** A byte of 0x80 or more that is no part of a character becomes this plus the byte: a surrogate that UTF-8 never gives. */
const escapeBase = 0xdc00;

/** Whether a second byte may follow a first one (RFC 3629 section 4): no overlong form, no surrogate, nothing above U+10FFFF. */
function secondByteFits(first: number, second: number): boolean {
  switch (first) {
    case 0xe0:
      return second >= 0xa0 && second <= 0xbf;
    case 0xed:
      return second >= 0x80 && second <= 0x9f;
    case 0xf0:
      return second >= 0x90 && second <= 0xbf;
    case 0xf4:
      return second >= 0x80 && second <= 0x8f;
    default:
      return second >= 0x80 && second <= 0xbf;
  }
}

function sequenceBytes(first: number): number {
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/** Code point of the sequence of `count` bytes at `at`, or `undefined` where they are no such sequence. */
function codePoint(bytes: Uint8Array, at: number, end: number, count: number): number | undefined {
  if (count === 0 || at + count > end || !secondByteFits(bytes[at]!, bytes[at + 1]!)) return undefined;
  let value = bytes[at]! & (0x7f >> count);
  for (let i = 1; i < count; i++) {
    const byte = bytes[at + i]!;
    if (byte >> 6 !== 0b10) return undefined;
    value = (value << 6) | (byte & 0x3f);
  }
  return value;
}

/**
 * Text of bytes that are not all UTF-8: what can be read is, and each byte that belongs to no character becomes the
 * lone surrogate U+DC00 + byte, so that `encodeUtf8` gives back the very same bytes (as PEP 383 does).
 */
export function decodeBrokenUtf8(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; ) {
    const first = bytes[at]!;
    const count = sequenceBytes(first);
    const point = codePoint(bytes, at, end, count);
    if (point !== undefined) {
      text += String.fromCodePoint(point);
      at += count;
    } else {
      text += String.fromCharCode(first < 0x80 ? first : escapeBase + first);
      at++;
    }
  }
  return text;
}

/** UTF-8 of a text; lone surrogates that `decodeBrokenUtf8` put there become their bytes again. */
export function encodeUtf8(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text);
  const out: number[] = [];
  for (const letter of text) {
    const escaped = letter.length === 1 ? letter.charCodeAt(0) - escapeBase : 0;
    if (escaped >= 0x80 && escaped <= 0xff) out.push(escaped);
    else out.push(...encoder.encode(letter));
  }
  return Uint8Array.from(out);
}
