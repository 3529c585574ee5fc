import { berOidBytes, readBerOid } from './ber.ts';
import { type Codec, type DecodeContext, Special } from './codec.ts';
import { concatBytes } from './encode.ts';
import { floatBytes, isFloatLength, readFloat } from './floats.ts';
import { type ImapMapping, imapDecode, imapEncode, imapMapping, imapMappings, imapSpecialBytes } from './imap.ts';
import { intBytes, readUint, readUintBig } from './numbers.ts';
import type { Enumerated } from './text.ts';

type Element = number | Special;

/** A rectangle of equal values in a run-length encoded array. */
export interface Run {
  readonly value: Element;
  /** First index in each dimension. */
  readonly start: readonly number[];
  /** Extent in each dimension. */
  readonly extent: readonly number[];
}

/** A multi-dimensional array (MISB ST 1303), the last index running fastest. */
export interface MultiArray {
  readonly dimensions: readonly number[];
  readonly elementBytes: number;
  readonly algorithm: Enumerated;
  /** Flat, the last index running fastest; empty for run-length encoding (see `runs` and `expandRuns`). */
  readonly elements: readonly Element[];
  /** Range of the mapping, and the bytes of each of its ends, for ST 1201 elements. */
  readonly min?: number;
  readonly max?: number;
  readonly boundBytes?: 4 | 8;
  /** What was taken from all elements of an unsigned integer array; already added to them here. */
  readonly bias?: number;
  /** Run-length encoding: value outside all runs, and the runs in their order (a later one lies over an earlier). */
  readonly background?: Element;
  readonly runs?: readonly Run[];
  /** Unused bits of the last byte of a Boolean array, where an encoder set any. */
  readonly paddingBits?: number;
  readonly trailing?: Uint8Array;
}

/** Array Processing Algorithms (ST 1303 section 6.2.3). */
const algorithms: ReadonlyMap<number, string> = new Map([
  [1, 'Natural Format'],
  [2, 'ST 1201'],
  [3, 'Boolean Array'],
  [4, 'Unsigned Integer'],
  [5, 'Run-Length Encoding'],
]);

/** How single elements in their natural format are read and written; `index` is the place in the flat array. */
export interface ElementKind {
  readonly describe: string;
  read(
    bytes: Uint8Array,
    at: number,
    length: number,
    index: number,
    dimensions: readonly number[],
  ): Element | undefined;
  write(value: Element, length: number, index: number, dimensions: readonly number[]): Uint8Array;
}

/** IEEE 754 floats of 2, 4 or 8 bytes. */
export const floatElements: ElementKind = {
  describe: 'floats',
  read: (bytes, at, length) => (isFloatLength(length) ? readFloat(bytes, at, length) : undefined),
  write(value, length) {
    if (!isFloatLength(length)) throw new RangeError(`no float has ${length} bytes`);
    return floatBytes(value, length);
  },
};

/** Unsigned integers of 1 to 8 bytes, as long as they are exact in a double. */
export const uintElements: ElementKind = {
  describe: 'unsigned integers',
  read(bytes, at, length) {
    if (length <= 6) return readUint(bytes, at, at + length);
    const value = length > 8 ? Number.NaN : Number(readUintBig(bytes, at, at + length));
    return Number.isSafeInteger(value) ? value : undefined;
  },
  write: (value, length) => intBytes(integer(value), length),
};

function integer(value: Element): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError('an element is no unsigned integer');
}

/** Numbers mapped by IMAPB with a range of their own for each row (first index): ST 1601 items 9 and 10. */
export function mappedRows(ranges: readonly (readonly [min: number, max: number])[]): ElementKind {
  const mappings = ranges.map(([min, max]) => imapMappings(min, max));
  const mappingOf = (length: number, index: number, dimensions: readonly number[]): ImapMapping | undefined => {
    let perRow = 1;
    for (let i = 1; i < dimensions.length; i++) perRow *= dimensions[i]!;
    return mappings[Math.floor(index / perRow)]?.[length];
  };
  return {
    describe: `IMAPB by row: ${ranges.map(([min, max]) => `(${min}, ${max})`).join(' ')}`,
    read(bytes, at, length, index, dimensions) {
      const mapping = mappingOf(length, index, dimensions);
      return mapping === undefined ? undefined : imapDecode(mapping, bytes, at, at + length);
    },
    write(value, length, index, dimensions) {
      const mapping = mappingOf(length, index, dimensions);
      if (mapping === undefined) throw new RangeError(`no mapping for element ${index} in ${length} bytes`);
      return mappedBytes(mapping, value);
    },
  };
}

function mappedBytes(mapping: ImapMapping, value: Element): Uint8Array {
  if (typeof value === 'number') return imapEncode(mapping, value, true);
  const bytes = imapSpecialBytes(value, mapping.lengthBytes);
  if (bytes === undefined) throw new RangeError(`no IMAP bytes stand for "${value.name}"`);
  return bytes;
}

/** Reads numbers one after the other; `failed` once one of them could not be read. */
class Reader {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;
  failed = false;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** BER-OID in the shortest form, which is the only one that can be written back. */
  oid(): number {
    const found = readBerOid(this.bytes, this.at, this.end);
    if (found === undefined || found.size !== berOidBytes(found.value).length) {
      this.failed = true;
      return 0;
    }
    this.at += found.size;
    return found.value;
  }

  oids(count: number): number[] {
    const out: number[] = [];
    for (let i = 0; i < count && !this.failed; i++) out.push(this.oid());
    return out;
  }

  get left(): number {
    return this.end - this.at;
  }
}

const maxDimensions = 8;

interface Head {
  readonly dimensions: readonly number[];
  readonly count: number;
  readonly elementBytes: number;
  readonly algorithm: Enumerated;
}

function readHead(reader: Reader): Head | undefined {
  const dimensionCount = reader.oid();
  if (reader.failed || dimensionCount < 1 || dimensionCount > maxDimensions) return undefined;
  const dimensions = reader.oids(dimensionCount);
  const elementBytes = reader.oid();
  const code = reader.oid();
  const meaning = algorithms.get(code);
  const count = dimensions.reduce((product, size) => product * size, 1);
  if (reader.failed || meaning === undefined || count < 1 || elementBytes < 1) return undefined;
  return { dimensions, count, elementBytes, algorithm: { code, meaning } };
}

type Body = Omit<MultiArray, 'dimensions' | 'elementBytes' | 'algorithm' | 'trailing'>;

function readNatural(reader: Reader, head: Head, kind: ElementKind): Body | undefined {
  if (head.count * head.elementBytes > reader.left) return undefined;
  const elements: Element[] = [];
  for (let i = 0; i < head.count; i++) {
    const value = kind.read(reader.bytes, reader.at, head.elementBytes, i, head.dimensions);
    if (value === undefined) return undefined;
    elements.push(value);
    reader.at += head.elementBytes;
  }
  return { elements };
}

function readMapped(reader: Reader, head: Head): Body | undefined {
  const bounds = reader.left - head.count * head.elementBytes;
  if ((bounds !== 8 && bounds !== 16) || head.elementBytes > 8) return undefined;
  const boundBytes = bounds === 8 ? 4 : 8;
  const min = readFloat(reader.bytes, reader.at, boundBytes);
  const max = readFloat(reader.bytes, reader.at + boundBytes, boundBytes);
  if (typeof min !== 'number' || typeof max !== 'number' || !(min < max)) return undefined;
  const mapping = imapMapping(min, max, head.elementBytes);
  if (!Number.isFinite(max - min) || !Number.isFinite(mapping.forwardScale) || mapping.reverseScale === 0) {
    return undefined;
  }
  reader.at += bounds;
  const elements: Element[] = [];
  for (let i = 0; i < head.count; i++, reader.at += head.elementBytes) {
    elements.push(imapDecode(mapping, reader.bytes, reader.at, reader.at + head.elementBytes));
  }
  return { elements, min, max, boundBytes };
}

function readBooleans(reader: Reader, head: Head): Body | undefined {
  const length = Math.ceil(head.count / 8);
  if (length > reader.left) return undefined;
  const elements: number[] = [];
  for (let i = 0; i < head.count; i++) elements.push((reader.bytes[reader.at + (i >> 3)]! >> (7 - (i & 7))) & 1);
  const unused = 8 * length - head.count;
  const paddingBits = reader.bytes[reader.at + length - 1]! & ((1 << unused) - 1);
  reader.at += length;
  return paddingBits === 0 ? { elements } : { elements, paddingBits };
}

function readUints(reader: Reader, head: Head): Body | undefined {
  const bias = reader.oid();
  if (head.count > reader.left) return undefined;
  const elements = reader.oids(head.count).map((value) => value + bias);
  return reader.failed ? undefined : { elements, bias };
}

function readRuns(reader: Reader, head: Head, kind: ElementKind): Body | undefined {
  const { elementBytes, dimensions } = head;
  const value = (): Element | undefined => {
    if (elementBytes > reader.left) return undefined;
    reader.at += elementBytes;
    return kind.read(reader.bytes, reader.at - elementBytes, elementBytes, 0, dimensions);
  };
  const background = value();
  if (background === undefined) return undefined;
  const runs: Run[] = [];
  while (reader.left > 0) {
    const one = value();
    const start = reader.oids(dimensions.length);
    const extent = reader.oids(dimensions.length);
    if (one === undefined || reader.failed) return undefined;
    runs.push({ value: one, start, extent });
  }
  return { elements: [], background, runs };
}

function readBody(reader: Reader, head: Head, kind: ElementKind): Body | undefined {
  switch (head.algorithm.code) {
    case 1:
      return readNatural(reader, head, kind);
    case 2:
      return readMapped(reader, head);
    case 3:
      return readBooleans(reader, head);
    case 4:
      return readUints(reader, head);
    default:
      return readRuns(reader, head, kind);
  }
}

function writeBody(value: MultiArray, kind: ElementKind): (Uint8Array | readonly number[])[] {
  const { elements, elementBytes, dimensions } = value;
  switch (value.algorithm.code) {
    case 1:
      return elements.map((element, i) => kind.write(element, elementBytes, i, dimensions));
    case 2: {
      const { min = 0, max = 1, boundBytes = 8 } = value;
      const mapping = imapMapping(min, max, elementBytes);
      const bounds = [floatBytes(min, boundBytes), floatBytes(max, boundBytes)];
      return [...bounds, ...elements.map((element) => mappedBytes(mapping, element))];
    }
    case 3: {
      const out = new Uint8Array(Math.ceil(elements.length / 8));
      for (const [i, element] of elements.entries()) {
        if (element !== 0) out[i >> 3] = out[i >> 3]! | (0x80 >> (i & 7));
      }
      if (out.length > 0) out[out.length - 1] = out[out.length - 1]! | (value.paddingBits ?? 0);
      return [out];
    }
    case 4: {
      const bias = value.bias ?? 0;
      return [berOidBytes(bias), ...elements.map((element) => berOidBytes(integer(element) - bias))];
    }
    case 5: {
      const element = (one: Element): Uint8Array => kind.write(one, elementBytes, 0, dimensions);
      const runs = (value.runs ?? []).map((run) => {
        const places = [...run.start, ...run.extent].flatMap((place) => berOidBytes(place));
        return concatBytes([element(run.value), places]);
      });
      return [element(value.background ?? 0), ...runs];
    }
    default:
      throw new RangeError(`no array processing algorithm ${value.algorithm.code}`);
  }
}

function reportElements(value: MultiArray, at: number, context: DecodeContext): void {
  const special = value.elements.find((element) => element instanceof Special);
  if (special instanceof Special) context.report('special-value', `an element is "${special.name}"`, at);
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = value;
  const outside = value.elements.find((element) => typeof element === 'number' && (element < min || element > max));
  if (outside !== undefined) context.report('value-out-of-range', `an element lies outside ${min} to ${max}`, at);
  if (value.paddingBits !== undefined) context.report('value-reserved', 'unused bits of a Boolean array are set', at);
}

/**
 * MISB ST 1303 Multi-Dimensional Array Pack, with all five array processing algorithms. `kind` says what elements in
 * natural format (and in runs) are. ST 1201 elements of 7 and 8 bytes are finer than a double and come back rounded.
 */
export function mdap(kind: ElementKind): Codec<MultiArray> {
  return {
    describe: `multi-dimensional array (ST 1303) of ${kind.describe}`,
    cacheable: true,
    decode(bytes, start, end, context) {
      const reader = new Reader(bytes, start, end);
      const head = readHead(reader);
      const body = head === undefined ? undefined : readBody(reader, head, kind);
      if (head === undefined || body === undefined) {
        context.report('item-malformed', 'the bytes are no multi-dimensional array', start);
        return undefined;
      }
      const { dimensions, elementBytes, algorithm } = head;
      const value: MultiArray = { dimensions, elementBytes, algorithm, ...body };
      reportElements(value, start, context);
      if (reader.left === 0) return value;
      context.report('item-malformed', `${reader.left} bytes stand after the last element`, reader.at);
      return { ...value, trailing: bytes.slice(reader.at, end) };
    },
    encode(value) {
      const { dimensions, elementBytes, algorithm } = value;
      const head = [dimensions.length, ...dimensions, elementBytes, algorithm.code].flatMap((n) => berOidBytes(n));
      return concatBytes([head, ...writeBody(value, kind), value.trailing ?? []]);
    },
  };
}

/** An array of two dimensions as its rows; one of one dimension as a single row. */
export function rowsOf(array: MultiArray): (number | Special)[][] {
  const perRow = array.dimensions.at(-1) ?? 1;
  const rows: Element[][] = [];
  for (let i = 0; i < array.elements.length; i += perRow) rows.push(array.elements.slice(i, i + perRow));
  return rows;
}

/**
 * Elements of a run-length encoded array, flat. Nothing for an array of more than `maxElements`: a few bytes can
 * claim any size.
 */
export function expandRuns(array: MultiArray, maxElements: number): (number | Special)[] | undefined {
  const { dimensions, background, runs = [] } = array;
  const count = dimensions.reduce((product, size) => product * size, 1);
  if (background === undefined || !(count <= maxElements)) return undefined;
  const out = new Array<Element>(count).fill(background);
  for (const run of runs) fillRun(out, dimensions, run, 0, 0);
  return out;
}

function fillRun(out: Element[], dimensions: readonly number[], run: Run, axis: number, base: number): void {
  const size = dimensions[axis];
  if (size === undefined) {
    out[base] = run.value;
    return;
  }
  const from = run.start[axis] ?? 0;
  const to = Math.min(size, from + (run.extent[axis] ?? 0));
  for (let i = from; i < to; i++) fillRun(out, dimensions, run, axis + 1, base * size + i);
}

/** An array of floats in natural format. */
export function naturalArray(dimensions: readonly number[], elements: readonly number[], elementBytes = 8): MultiArray {
  return { dimensions, elementBytes, algorithm: { code: 1, meaning: 'Natural Format' }, elements };
}
