import { AtalayaError } from '../model/errors.ts';
import type { Fault } from './fault.ts';

/** What this subset of CBOR holds: unsigned integers to 2^53-1, byte strings, text, definite arrays. */
export type CborValue = number | Uint8Array | string | readonly CborValue[];

const majorUnsigned = 0;
const majorBytes = 2;
const majorText = 3;
const majorArray = 4;
const word = 0x1_0000_0000;
/** Texts up to this many characters are taken one by one: a coder's call costs more. */
const shortText = 80;
/** A writer that is used again keeps no larger buffer than this. */
const keptBytes = 131_072;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function unencodable(what: string): AtalayaError {
  return new AtalayaError('value-out-of-range', what, 'CBOR', 'Give unsigned integers to 2^53-1, bytes and whole text');
}

/** Writes deterministic CBOR (RFC 8949 section 4.2.1: shortest heads, definite lengths). */
export class CborWriter {
  #bytes = new Uint8Array(512);
  #at = 0;

  #room(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + count));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
  }

  #head(major: number, value: number): void {
    this.#room(9);
    const bytes = this.#bytes;
    const first = major << 5;
    if (value < 24) {
      bytes[this.#at++] = first | value;
      return;
    }
    const power = value < 0x100 ? 0 : value < 0x1_0000 ? 1 : value < word ? 2 : 3;
    const count = 1 << power;
    bytes[this.#at++] = first | (24 + power);
    let rest = value;
    for (let i = count - 1; i >= 0; i--) {
      bytes[this.#at + i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    this.#at += count;
  }

  /** An integer from 0 to 2^53-1; `value-out-of-range` for any other number. */
  unsigned(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw unencodable(`${value} is no unsigned integer`);
    this.#head(majorUnsigned, value);
  }

  bytes(value: Uint8Array): void {
    this.#head(majorBytes, value.length);
    this.#raw(value);
  }

  /** Text as UTF-8; `value-out-of-range` where it holds half a surrogate pair, which has no UTF-8. */
  text(value: string): void {
    if (!value.isWellFormed()) throw unencodable('A text holds half a surrogate pair');
    if (this.#ascii(value)) return;
    const utf8 = encoder.encode(value);
    this.#head(majorText, utf8.length);
    this.#raw(utf8);
  }

  /** Writes a short text of plain characters, the usual one, without an encoder's cost; false where it is not one. */
  #ascii(value: string): boolean {
    const { length } = value;
    if (length > shortText) return false;
    const start = this.#at;
    this.#head(majorText, length);
    this.#room(length);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) {
        this.#at = start;
        return false;
      }
      bytes[at++] = code;
    }
    this.#at = at;
    return true;
  }

  /** The head of an array; its items follow. */
  array(count: number): void {
    this.#head(majorArray, count);
  }

  #raw(value: Uint8Array): void {
    this.#room(value.length);
    this.#bytes.set(value, this.#at);
    this.#at += value.length;
  }

  /** A copy of what was written; the writer is empty again, and may be used anew. */
  finish(): Uint8Array {
    const bytes = this.#bytes.slice(0, this.#at);
    this.#at = 0;
    if (this.#bytes.length > keptBytes) this.#bytes = new Uint8Array(512);
    return bytes;
  }
}

/**
 * Reads deterministic CBOR item by item. The first fault sticks: from then on every reading gives an empty value at once, so
 * that a caller reads a whole structure and asks once. Byte strings are views of the input, not copies.
 */
export class CborReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #fault: Fault | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get fault(): Fault | undefined {
    return this.#fault;
  }

  get at(): number {
    return this.#at;
  }

  /** Major type of the next item (RFC 8949 section 3), -1 where there is none. */
  get major(): number {
    return this.#at < this.#bytes.length ? this.#bytes[this.#at]! >> 5 : -1;
  }

  /** Ends the reading with a fault at an offset; a caller may add refusals of its own. */
  refuse(fault: string, at = this.#at): 0 {
    this.#fault ??= { fault, at };
    this.#at = this.#bytes.length;
    return 0;
  }

  #head(major: number, name: string): number {
    const bytes = this.#bytes;
    const start = this.#at;
    if (start >= bytes.length) return this.refuse(`${name} expected, the bytes end`);
    const first = bytes[start]!;
    if (first >> 5 !== major) return this.refuse(`${name} expected, CBOR type ${first >> 5} found`);
    const info = first & 31;
    if (info < 24) {
      this.#at = start + 1;
      return info;
    }
    return this.#longHead(info, start, name);
  }

  #longHead(info: number, start: number, name: string): number {
    if (info > 27) return this.refuse(`${name} of indefinite or reserved length`);
    const count = 1 << (info - 24);
    const end = start + 1 + count;
    if (end > this.#bytes.length) return this.refuse(`${name} expected, the bytes end`);
    let value = 0;
    for (let i = start + 1; i < end; i++) value = value * 256 + this.#bytes[i]!;
    const least = count === 1 ? 24 : count === 2 ? 0x100 : count === 4 ? 0x1_0000 : word;
    if (value < least) return this.refuse(`${name} not in its shortest form`);
    if (value > Number.MAX_SAFE_INTEGER) return this.refuse(`${name} above 2^53-1`);
    this.#at = end;
    return value;
  }

  unsigned(): number {
    return this.#head(majorUnsigned, 'an unsigned integer');
  }

  #span(major: number, name: string): number {
    const start = this.#at;
    const length = this.#head(major, name);
    if (length > this.#bytes.length - this.#at) return this.refuse(`${name} longer than the bytes`, start);
    return length;
  }

  bytes(): Uint8Array {
    const length = this.#span(majorBytes, 'a byte string');
    const from = this.#at;
    this.#at += length;
    return new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset + from, length);
  }

  text(): string {
    const length = this.#span(majorText, 'a text');
    const from = this.#at;
    const end = from + length;
    const bytes = this.#bytes;
    let text = '';
    for (let i = from; i < end; i++) {
      const byte = bytes[i]!;
      if (byte > 127 || length > shortText) return this.#utf8(from, end);
      text += String.fromCharCode(byte);
    }
    this.#at = end;
    return text;
  }

  #utf8(from: number, end: number): string {
    try {
      const text = decoder.decode(this.#bytes.subarray(from, end));
      this.#at = end;
      return text;
    } catch {
      this.refuse('a text that is no UTF-8', from);
      return '';
    }
  }

  /** Items of the array that begins here. */
  array(): number {
    // An item is at least one byte, so a longer array is refused before anybody makes room for it.
    return this.#span(majorArray, 'an array');
  }

  /** Refuses what stands behind the last item. */
  end(): void {
    if (this.#at < this.#bytes.length) this.refuse('bytes behind the last item');
  }
}

function write(writer: CborWriter, value: CborValue): void {
  if (typeof value === 'number') writer.unsigned(value);
  else if (typeof value === 'string') writer.text(value);
  else if (value instanceof Uint8Array) writer.bytes(value);
  else {
    writer.array(value.length);
    for (const item of value) write(writer, item);
  }
}

/** Deterministic CBOR of a value. Errors: `value-out-of-range`. */
export function encodeCbor(value: CborValue): Uint8Array {
  const writer = new CborWriter();
  write(writer, value);
  return writer.finish();
}

function read(reader: CborReader, depth: number): CborValue {
  switch (reader.major) {
    case majorUnsigned:
      return reader.unsigned();
    case majorBytes:
      return reader.bytes();
    case majorText:
      return reader.text();
    case majorArray: {
      if (depth === 0) return reader.refuse('arrays too deep');
      const count = reader.array();
      const items: CborValue[] = [];
      for (let i = 0; i < count && reader.fault === undefined; i++) items.push(read(reader, depth - 1));
      return items;
    }
    default:
      return reader.refuse(reader.major < 0 ? 'the bytes end' : `CBOR type ${reader.major} is not used here`);
  }
}

export interface CborLimits {
  /** Arrays within arrays. */
  readonly depth?: number;
  readonly sizeBytes?: number;
}

/** One CBOR value and nothing else; refuses whatever `encodeCbor` would not have written. Byte strings are views. */
export function decodeCbor(bytes: Uint8Array, limits: CborLimits = {}): { readonly value: CborValue } | Fault {
  const { depth = 16, sizeBytes = 16_777_216 } = limits;
  if (bytes.length > sizeBytes) return { fault: `${bytes.length} bytes, at most ${sizeBytes} are read`, at: sizeBytes };
  const reader = new CborReader(bytes);
  const value = read(reader, depth);
  reader.end();
  return reader.fault ?? { value };
}
