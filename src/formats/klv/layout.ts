import { readBerLength, readBerOid } from './ber.ts';
import type { Codec, Special } from './codec.ts';
import type { ItemDescriptor, SetDescriptor } from './descriptor.ts';
import { keyWithoutVersion } from './descriptor.ts';
import { hexOf } from './hex.ts';
import { type Issue, type IssueCode, noIssues } from './issue.ts';
import { blob } from './text.ts';

/**
 * How the decoder reads one item: the tight cases are read in its loop, the rest by the item's codec.
 * (Numbers, not strings: this is compared for each item of each packet.)
 */
export const operation = {
  broken: 0,
  empty: 1,
  codec: 2,
  cachedCodec: 3,
  uint8: 4,
  uint16: 5,
  uint32: 6,
  int8: 7,
  int16: 8,
  int32: 9,
  uint64: 10,
} as const;

/** The last bytes of an item and, once it is worth having, their value. */
interface Memory {
  bytes: Uint8Array | undefined;
  /** Length of the tag path: what stands deep inside may be refused where it is allowed further out. */
  depth: number;
  value: unknown;
  hasValue: boolean;
  /** What the value raised: tags from the set on, offsets from the value on. */
  issues: readonly Issue[];
  misses: number;
}

function emptyMemory(): Memory {
  return {
    bytes: undefined,
    depth: 0,
    value: undefined,
    hasValue: false,
    issues: noIssues,
    misses: 0,
  };
}

/** A remark about the layout itself, not about a value; `at` counts from the first byte of the set. */
export interface LayoutIssue {
  readonly tag: string;
  readonly at: number;
  readonly code: IssueCode;
  readonly message: string;
}

const unknownItem = blob();
/** Layouts with more items than this are parsed each time instead of being kept. */
const maxKeptItems = 600;
/** No set of the standards comes near; a set of garbage would take far more memory than its bytes. */
const maxItems = 4096;
const maxTag = 1 << 14;
/** Longer values are decoded each time. */
const maxRememberedBytes = 2048;

// What a layout holds until it is sealed; made once, since layouts of detections are made by the thousand.
const noBytes = new Uint8Array(0);
const noNumbers = new Float64Array(0);
const noPlaces = new Int32Array(0);

/**
 * The sequence of tags and lengths of one set. Packets of a stream repeat their sequence, so that a layout is
 * parsed once and then only compared (bytes of tags and lengths), which is what makes decoding fast. A layout
 * holds no values: with the values it is all that is needed to write the packet anew.
 */
export class Layout {
  readonly length: number;
  readonly tags: number[] = [];
  /** Offset of each value from the first byte of the set. */
  readonly starts: number[] = [];
  readonly lengths: number[] = [];
  readonly tagSizes: number[] = [];
  readonly lengthSizes: number[] = [];
  /** Tag of each item as issues name it: the universal key in universal sets. */
  readonly names: string[] = [];
  /** Universal key of each item, for universal sets. */
  readonly keys: string[] = [];
  readonly issues: LayoutIssue[] = [];
  /** Bytes at the end that could not be told apart into items. */
  tailLength = 0;
  operations: Uint8Array = noBytes;
  scales: Float64Array = noNumbers;
  offsets: Float64Array = noNumbers;
  sentinels: Float64Array = noNumbers;
  readonly codecs: Codec<unknown>[] = [];
  readonly specials: (Special | undefined)[] = [];
  readonly rows: (ItemDescriptor | undefined)[] = [];
  #memories: (Memory | undefined)[] = [];
  #checkAt: Int32Array = noPlaces;
  #checkByte: Uint8Array = noBytes;
  #positions: Int32Array = noPlaces;

  constructor(length: number) {
    this.length = length;
  }

  get count(): number {
    return this.tags.length;
  }

  /** Position of an item (the last of its tag), or -1. */
  positionOf(tag: number): number {
    return tag < this.#positions.length ? this.#positions[tag]! : -1;
  }

  /** True where the bytes at `start` have the same tags and lengths. */
  matches(bytes: Uint8Array, start: number): boolean {
    const at = this.#checkAt;
    const want = this.#checkByte;
    for (let i = 0; i < at.length; i++) {
      if (bytes[start + at[i]!] !== want[i]) return false;
    }
    return true;
  }

  /** What a cacheable item was last time. */
  memoryAt(position: number): Memory {
    const known = this.#memories[position];
    if (known !== undefined) return known;
    const memory = emptyMemory();
    this.#memories[position] = memory;
    return memory;
  }

  get keepable(): boolean {
    return this.tailLength === 0 && this.count <= maxKeptItems && !this.operations.includes(operation.broken);
  }

  /** Makes the tables that the decoder's loop runs on. */
  seal(bytes: Uint8Array, start: number): void {
    const count = this.count;
    this.#memories = new Array(count);
    this.operations = new Uint8Array(count);
    this.scales = new Float64Array(count);
    this.offsets = new Float64Array(count);
    this.sentinels = new Float64Array(count);
    let highest = 0;
    let checks = 0;
    for (let i = 0; i < count; i++) {
      const tag = this.tags[i]!;
      if (tag < maxTag && tag > highest) highest = tag;
      checks += this.tagSizes[i]! + this.lengthSizes[i]!;
      this.#compile(i);
    }
    this.#positions = new Int32Array(highest + 1).fill(-1);
    this.#checkAt = new Int32Array(checks);
    this.#checkByte = new Uint8Array(checks);
    let check = 0;
    for (let i = 0; i < count; i++) {
      if (this.tags[i]! <= highest) this.#positions[this.tags[i]!] = i;
      const valueAt = this.starts[i]!;
      for (let at = valueAt - this.tagSizes[i]! - this.lengthSizes[i]!; at < valueAt; at++, check++) {
        this.#checkAt[check] = at;
        this.#checkByte[check] = bytes[start + at]!;
      }
    }
  }

  #compile(i: number): void {
    const row = this.rows[i];
    const codec = row?.codec ?? unknownItem;
    this.codecs.push(codec);
    this.specials.push(codec.linear?.special);
    const length = this.lengths[i]!;
    const linear = codec.linear;
    const cached = codec.cacheable === true && length <= maxRememberedBytes;
    if (length < 0) {
      this.operations[i] = operation.broken;
    } else if (length === 0 && codec.readsEmpty !== true) {
      this.operations[i] = operation.empty;
    } else if (linear !== undefined && linear.lengthBytes === length) {
      this.operations[i] = linearOperation(length, linear.signed);
      this.scales[i] = linear.scale;
      this.offsets[i] = linear.offset;
      this.sentinels[i] = linear.sentinel;
    } else {
      this.operations[i] = cached ? operation.cachedCodec : operation.codec;
    }
  }
}

function linearOperation(length: number, signed: boolean): number {
  switch (length) {
    case 1:
      return signed ? operation.int8 : operation.uint8;
    case 2:
      return signed ? operation.int16 : operation.uint16;
    case 4:
      return signed ? operation.int32 : operation.uint32;
    default:
      return operation.uint64;
  }
}

/** Parses tags and lengths of a set; never fails: what cannot be read becomes an issue and a tail. */
export function parseLayout(descriptor: SetDescriptor, bytes: Uint8Array, start: number, end: number): Layout {
  const layout = new Layout(end - start);
  const seen = new Set<number>();
  let at = start;
  while (at < end) {
    const next =
      descriptor.framing === 'local' ? localHeader(bytes, at, end) : universalHeader(descriptor, bytes, at, end);
    if (next === undefined || layout.count === maxItems) {
      const what =
        next === undefined ? 'hold no readable tag and length' : `stand after ${maxItems} items: too many for a set`;
      layout.tailLength = end - at;
      layout.issues.push({ tag: '', at: at - start, code: 'tag-malformed', message: `${end - at} bytes ${what}` });
      break;
    }
    const { tag, tagSize, length, lengthSize, key } = next;
    const valueAt = at + tagSize + lengthSize;
    const row = descriptor.rows[tag];
    const name = key ?? String(tag);
    layout.tags.push(tag);
    layout.tagSizes.push(tagSize);
    layout.lengthSizes.push(lengthSize);
    layout.starts.push(valueAt - start);
    layout.rows.push(row);
    layout.names.push(name);
    if (key !== undefined) layout.keys.push(key);
    if (row === undefined) {
      layout.issues.push({
        tag: name,
        at: at - start,
        code: 'item-unknown',
        message: `not in ${descriptor.id}; ${Math.min(length, end - valueAt)} bytes kept`,
      });
    } else if (!row.repeats && seen.has(tag)) {
      layout.issues.push({
        tag: name,
        at: at - start,
        code: 'item-duplicate',
        message: `${row.title} stands again; the last one counts`,
      });
    }
    seen.add(tag);
    if (length > end - valueAt) {
      layout.lengths.push(-1);
      layout.tailLength = end - valueAt;
      layout.issues.push({
        tag: name,
        at: at - start,
        code: 'item-truncated',
        message: `says ${length} bytes, ${end - valueAt} are there`,
      });
      break;
    }
    layout.lengths.push(length);
    at = valueAt + length;
  }
  layout.seal(bytes, start);
  return layout;
}

interface Header {
  readonly tag: number;
  readonly tagSize: number;
  readonly length: number;
  readonly lengthSize: number;
  readonly key: string | undefined;
}

function localHeader(bytes: Uint8Array, at: number, end: number): Header | undefined {
  const tag = readBerOid(bytes, at, end);
  if (tag === undefined) return undefined;
  const length = readBerLength(bytes, at + tag.size, end);
  if (length === undefined) return undefined;
  return { tag: tag.value, tagSize: tag.size, length: length.value, lengthSize: length.size, key: undefined };
}

/** Tag given to items of a universal set whose key is in no table. */
export const unknownKeyTag = maxTag;

function universalHeader(descriptor: SetDescriptor, bytes: Uint8Array, at: number, end: number): Header | undefined {
  if (
    at + 17 > end ||
    bytes[at] !== 0x06 ||
    bytes[at + 1] !== 0x0e ||
    bytes[at + 2] !== 0x2b ||
    bytes[at + 3] !== 0x34
  ) {
    return undefined;
  }
  const length = readBerLength(bytes, at + 16, end);
  if (length === undefined) return undefined;
  const key = hexOf(bytes, at, at + 16);
  const tag = descriptor.byKey.get(keyWithoutVersion(key)) ?? unknownKeyTag;
  return { tag, tagSize: 16, length: length.value, lengthSize: length.size, key };
}
