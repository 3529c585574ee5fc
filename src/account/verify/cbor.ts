/** Bytes that are not what is due at their place: the offset within the item, and what is wrong. */
export class CborFault extends Error {
  constructor(offset: number, what: string) {
    super(`byte ${offset}: ${what}`);
    this.name = 'CborFault';
  }
}

/** Major types (RFC 8949 section 3.1). */
const UINT = 0;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const NAMES = ['a whole number', 'a negative number', 'bytes', 'text', 'an array', 'a map', 'a tag', 'a simple value'];

/**
 * Reads the deterministic encoding (RFC 8949 section 4.2.1) item by item, as far as entries use it: whole numbers to
 * 2^53 - 1, bytes, text and arrays, all of definite length and in the shortest form. Every other thing is a CborFault.
 */
export class CborReader {
  #bytes = new Uint8Array(0);
  #start = 0;
  #end = 0;
  /** Where the next item stands. */
  at = 0;

  open(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.at = start;
  }

  uint(): number {
    return this.#head(UINT);
  }

  /** Number of items of an array, which follow. */
  array(): number {
    return this.#head(ARRAY);
  }

  /** Length of a byte string; its content ends at `at`. */
  byteString(): number {
    return this.#skip(this.#head(BYTES));
  }

  /** Length of a text in bytes; its content ends at `at`. It is not checked to be UTF-8. */
  text(): number {
    return this.#skip(this.#head(TEXT));
  }

  /** A byte string of a given length; gives where its content starts. */
  fixedBytes(length: number): number {
    const from = this.at;
    const found = this.byteString();
    if (found !== length) throw this.fault(from, `${found} bytes, not ${length}`);
    return this.at - length;
  }

  /** An array that must have this many items. */
  fixedArray(items: number): void {
    const from = this.at;
    const found = this.array();
    if (found !== items) throw this.fault(from, `an array of ${found} items, not ${items}`);
  }

  finish(): void {
    if (this.at !== this.#end) throw this.fault(this.at, 'bytes after the end of the item');
  }

  fault(at: number, what: string): CborFault {
    return new CborFault(at - this.#start, what);
  }

  #skip(length: number): number {
    if (length > this.#end - this.at) throw this.fault(this.at, `${length} bytes are announced, more than there are`);
    this.at += length;
    return length;
  }

  #head(major: number): number {
    const at = this.at;
    if (at >= this.#end) throw this.fault(at, 'the item is cut off');
    const first = this.#bytes[at]!;
    if (first >> 5 !== major) throw this.fault(at, `${NAMES[first >> 5]} where ${NAMES[major]} is due`);
    const info = first & 31;
    if (info < 24) {
      this.at = at + 1;
      return info;
    }
    if (info > 27) throw this.fault(at, 'a length that is not definite');
    const width = 1 << (info - 24);
    if (at + 1 + width > this.#end) throw this.fault(at, 'the item is cut off');
    let value = 0;
    for (let i = 1; i <= width; i++) value = value * 256 + this.#bytes[at + i]!;
    const least = info === 24 ? 24 : 2 ** (4 * width);
    if (value < least) throw this.fault(at, `${value} is not in its shortest form`);
    if (value > Number.MAX_SAFE_INTEGER) throw this.fault(at, 'a number above 2^53 - 1');
    this.at = at + 1 + width;
    return value;
  }
}
