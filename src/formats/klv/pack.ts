import { berLengthBytes, berOidBytes, readBerLength, readBerOid } from './ber.ts';
import type { Codec, DecodeContext } from './codec.ts';
import { Special, unknownValue } from './codec.ts';
import { concatBytes } from './encode.ts';

/**
 * Packs of MISB ST 0107: fields in a fixed order without tags. A `Field` knows how long it is; a defined-length pack
 * may be truncated after any field that is not required.
 */
export interface Field<T> {
  readonly describe: string;
  /** Value and the index after it, or `undefined` where the bytes do not hold one. */
  read(
    bytes: Uint8Array,
    at: number,
    end: number,
    context: DecodeContext,
  ): { readonly value: T | Special | undefined; readonly next: number } | undefined;
  write(value: T | Special | undefined): Uint8Array;
}

function encodeWith<T>(codec: Codec<T>, value: T | Special | undefined, lengthBytes?: number): Uint8Array {
  if (value === undefined) return new Uint8Array(0);
  if (!(value instanceof Special)) return codec.encode(value, lengthBytes);
  if (value.name === unknownValue.name) return new Uint8Array(0);
  const bytes = codec.encodeSpecial?.(value, lengthBytes);
  if (bytes === undefined) throw new RangeError(`no bytes stand for "${value.name}"`);
  return bytes;
}

/** BER-OID integer. */
export const oid: Field<number> = {
  describe: 'BER-OID',
  read(bytes, at, end) {
    const found = readBerOid(bytes, at, end);
    return found === undefined ? undefined : { value: found.value, next: at + found.size };
  },
  write: (value) => Uint8Array.from(typeof value === 'number' ? berOidBytes(value) : []),
};

/** A field of fixed length. */
export function fixed<T>(lengthBytes: number, codec: Codec<T>): Field<T> {
  return {
    describe: codec.describe,
    read(bytes, at, end, context) {
      if (at + lengthBytes > end) return undefined;
      return { value: codec.decode(bytes, at, at + lengthBytes, context), next: at + lengthBytes };
    },
    write: (value) => encodeWith(codec, value, lengthBytes),
  };
}

/** A field behind its BER length; an empty one says that its value is not known, an absent one says nothing. */
export function prefixed<T>(codec: Codec<T>): Field<T> {
  return {
    describe: `length-prefixed ${codec.describe}`,
    read(bytes, at, end, context) {
      const length = readBerLength(bytes, at, end);
      if (length === undefined || at + length.size + length.value > end) return undefined;
      const start = at + length.size;
      const next = start + length.value;
      if (length.value === 0 && codec.readsEmpty !== true) return { value: unknownValue, next };
      return { value: codec.decode(bytes, start, next, context), next };
    },
    write(value) {
      const inner = encodeWith(codec, value);
      return concatBytes([berLengthBytes(inner.length), inner]);
    },
  };
}

/** A field that takes the rest of the pack. */
export function rest<T>(codec: Codec<T>): Field<T> {
  return {
    describe: codec.describe,
    read(bytes, at, end, context) {
      if (at >= end) return undefined;
      return { value: codec.decode(bytes, at, end, context), next: end };
    },
    write: (value) => encodeWith(codec, value),
  };
}

type FieldValue<F> = F extends { read(...args: never[]): { readonly value: infer V } | undefined }
  ? Exclude<V, undefined>
  : never;

/** Value of a pack: a field is absent where the pack was truncated before it, or where it was sent empty. */
export type PackValue<F> = { readonly [K in keyof F]?: FieldValue<F[K]> } & { readonly trailing?: Uint8Array };

interface AnyField {
  readonly describe: string;
  read(
    bytes: Uint8Array,
    at: number,
    end: number,
    context: DecodeContext,
  ): { readonly value: unknown; readonly next: number } | undefined;
  write(value: unknown): Uint8Array;
}

/** Reads a field whose name or index stands in the tag path of its issues. */
function readInside<R>(
  field: { read(bytes: Uint8Array, at: number, end: number, context: DecodeContext): R },
  name: string | number,
  bytes: Uint8Array,
  at: number,
  end: number,
  context: DecodeContext,
): R | undefined {
  if (!context.enter(name, at)) return undefined;
  const found = field.read(bytes, at, end, context);
  context.leave();
  return found;
}

/**
 * A pack with the given fields, of which the first `required` must be there. Bytes after the last field are kept
 * in `trailing` and reported.
 */
export function pack<const F extends Readonly<Record<string, unknown>>>(
  fields: F,
  required: number,
): Codec<PackValue<F>> {
  // cast: a record of Field<T> for various T is read and written through values of unknown type
  const list = Object.entries(fields) as [string, AnyField][];
  return {
    describe: `pack: ${list.map(([name, field]) => `${name} (${field.describe})`).join(', ')}`,
    cacheable: true,
    decode(bytes, start, end, context) {
      const value: Record<string, unknown> = {};
      let at = start;
      let count = 0;
      for (const [name, field] of list) {
        if (at >= end && count >= required) break;
        const found = readInside(field, name, bytes, at, end, context);
        if (found === undefined) {
          context.report('item-malformed', `the pack ends inside "${name}"`, at);
          return undefined;
        }
        if (found.value !== undefined) value[name] = found.value;
        else if (found.next > at + 1) return undefined;
        at = found.next;
        count++;
      }
      if (at < end) {
        context.report('item-malformed', `${end - at} bytes stand after the last field`, at);
        value['trailing'] = bytes.slice(at, end);
      }
      // cast: built field by field from the very codecs that PackValue is derived from
      return value as PackValue<F>;
    },
    encode(value) {
      const given: Readonly<Record<string, unknown>> = value;
      let last = required - 1;
      list.forEach(([name], index) => {
        if (given[name] !== undefined) last = Math.max(last, index);
      });
      const parts = list.slice(0, last + 1).map(([name, field]) => field.write(given[name]));
      const trailing = given['trailing'];
      if (trailing instanceof Uint8Array) parts.push(trailing);
      return concatBytes(parts);
    },
  };
}

/** Values one after the other until the bytes end. */
export function series<T>(field: Field<T>): Codec<readonly (T | Special)[]> {
  return {
    describe: `series of ${field.describe}`,
    cacheable: true,
    decode(bytes, start, end, context) {
      const out: (T | Special)[] = [];
      for (let at = start; at < end; ) {
        const found = readInside(field, out.length, bytes, at, end, context);
        if (found?.value === undefined || found.next <= at) {
          context.report('item-malformed', `entry ${out.length} of the series cannot be read`, at);
          return undefined;
        }
        out.push(found.value);
        at = found.next;
      }
      return out;
    },
    encode: (value) => concatBytes(value.map((one) => field.write(one))),
  };
}
