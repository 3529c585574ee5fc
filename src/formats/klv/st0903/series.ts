import { berLengthBytes, berLengthSize, berOidBytes, readBerLength, readBerOid } from '../ber.ts';
import { type Codec, type DecodeContext, Special } from '../codec.ts';
import type { SetDescriptor, SetTable } from '../descriptor.ts';
import { concatBytes, nestedSet } from '../encode.ts';
import type { DecodedSet } from '../set.ts';

/** Entries one after the other, each behind its BER length (MISB ST 0107, Series). */
export interface Series<T> {
  readonly entries: readonly T[];
  /** Bytes that the length of each entry takes; only where one of them is longer than it need be. */
  readonly lengthSizes?: readonly number[];
  /** Bytes at the end in which no entry can be read. */
  readonly unread?: Uint8Array;
}

/** How one entry of a series is read. `undefined` means that not even its bytes can be kept in a value. */
export interface Entry<T> {
  readonly describe: string;
  decode(bytes: Uint8Array, start: number, end: number, context: DecodeContext): T | undefined;
  encode(value: T): Uint8Array;
}

/** A series of `entry`. What follows an entry that cannot be read is kept in `unread` and reported. */
export function seriesOf<T>(entry: Entry<T>): Codec<Series<T>> {
  return {
    get describe() {
      return `series of ${entry.describe}`;
    },
    cacheable: true,
    keepsBytes: true,
    decode(bytes, start, end, context) {
      const entries: T[] = [];
      const lengthSizes: number[] = [];
      let longForm = false;
      let at = start;
      while (at < end) {
        const length = readBerLength(bytes, at, end);
        const from = at + (length?.size ?? 0);
        const to = from + (length?.value ?? 0);
        let value: T | undefined;
        if (length !== undefined && to <= end && context.enter(entries.length, from)) {
          value = entry.decode(bytes, from, to, context);
          context.leave();
        }
        if (length === undefined || value === undefined) {
          context.report('item-malformed', `${end - at} bytes of the series hold no readable entry`, at);
          break;
        }
        entries.push(value);
        lengthSizes.push(length.size);
        if (length.size > berLengthSize(length.value)) longForm = true;
        at = to;
      }
      return {
        entries,
        ...(longForm ? { lengthSizes } : {}),
        ...(at < end ? { unread: bytes.slice(at, end) } : {}),
      };
    },
    encode(value) {
      const parts: (Uint8Array | readonly number[])[] = [];
      value.entries.forEach((one, index) => {
        const bytes = entry.encode(one);
        const size = value.lengthSizes?.[index] ?? 1;
        parts.push(berLengthBytes(bytes.length, Math.max(size, berLengthSize(bytes.length))), bytes);
      });
      if (value.unread !== undefined) parts.push(value.unread);
      return concatBytes(parts);
    },
  };
}

/** A local set as the entry of a series. */
export function setEntry<T extends SetTable>(of: () => SetDescriptor<T>): Entry<DecodedSet<T>> {
  const codec = nestedSet(of);
  return {
    get describe() {
      return codec.describe;
    },
    decode(bytes, start, end, context) {
      const value = codec.decode(bytes, start, end, context);
      return value instanceof Special ? undefined : value;
    },
    encode: (value) => codec.encode(value),
  };
}

/** A value that a codec gives as the entry of a series; special values have no place in one. */
export function codecEntry<T>(codec: Codec<T>): Entry<T> {
  return {
    describe: codec.describe,
    decode(bytes, start, end, context) {
      const value = codec.decode(bytes, start, end, context);
      return value instanceof Special ? undefined : value;
    },
    encode: (value) => codec.encode(value),
  };
}

/** A VTarget or VTrackItem pack: an identifier (BER-OID), then a local set. */
export interface IdentifiedSet<T extends SetTable> {
  readonly id: number;
  readonly set: DecodedSet<T>;
  /** Bytes that the identifier takes; only where it is longer than it need be. */
  readonly idSize?: number;
}

export function identifiedSet<T extends SetTable>(of: () => SetDescriptor<T>): Entry<IdentifiedSet<T>> {
  const inner = setEntry(of);
  return {
    get describe() {
      return `BER-OID identifier and ${inner.describe}`;
    },
    decode(bytes, start, end, context) {
      const id = readBerOid(bytes, start, end);
      if (id === undefined) return undefined;
      const set = inner.decode(bytes, start + id.size, end, context);
      if (set === undefined) return undefined;
      return { id: id.value, set, ...(id.size > berOidBytes(id.value).length ? { idSize: id.size } : {}) };
    },
    encode: (value) => concatBytes([berOidBytes(value.id, value.idSize), inner.encode(value.set)]),
  };
}
