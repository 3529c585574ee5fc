import { berLengthBytes, berLengthSize, berOidBytes } from './ber.ts';
import { type Codec, type DecodeContext, Special, unknownValue } from './codec.ts';
import type { Items, SetDescriptor, SetTable } from './descriptor.ts';
import { hexBytes } from './hex.ts';
import { type DecodedSet, decodeSet, PacketContext } from './set.ts';
import { blob } from './text.ts';

/** An item whose bytes cannot be made from its value, and why. */
export interface Unencodable {
  readonly tag: string;
  readonly reason: string;
}

export interface Encoded {
  readonly bytes: Uint8Array;
  readonly unencodable: readonly Unencodable[];
}

const unknownItem = blob();

export function concatBytes(parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function encodeValue(codec: Codec<unknown>, value: unknown, length: number | undefined): Uint8Array | string {
  if (value === undefined) return 'its bytes could not be read';
  if (value instanceof Special) {
    if (value.name === unknownValue.name) return new Uint8Array(0);
    return codec.encodeSpecial?.(value, length) ?? `no bytes stand for "${value.name}"`;
  }
  try {
    return codec.encode(value, length);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Encodes a decoded set anew from its values and its layout (order of items, lengths, forms of tags and lengths).
 * Raw bytes are not looked at: what cannot be made from its value is left out and named.
 */
export function encodeSet(set: DecodedSet): Encoded {
  const { layout, values } = set;
  const parts: (Uint8Array | number[])[] = [];
  const unencodable: Unencodable[] = [];
  for (let i = 0; i < layout.count; i++) {
    const tag = layout.tags[i]!;
    const codec = layout.rows[i]?.codec ?? unknownItem;
    const length = layout.lengths[i]!;
    const value = encodeValue(codec, values[i], length < 0 ? undefined : length);
    if (typeof value === 'string') {
      unencodable.push({ tag: layout.keys[i] ?? String(tag), reason: value });
      continue;
    }
    const key = layout.keys[i];
    parts.push(key === undefined ? berOidBytes(tag, layout.tagSizes[i]!) : hexBytes(key));
    parts.push(berLengthBytes(value.length, Math.max(layout.lengthSizes[i]!, berLengthSize(value.length))));
    parts.push(value);
  }
  if (layout.tailLength > 0)
    unencodable.push({ tag: '', reason: `${layout.tailLength} bytes at the end hold no readable item` });
  return { bytes: concatBytes(parts), unencodable };
}

/**
 * Encodes a set from named values. Items go in the order of their tags, but for `first` (a time stamp) and without
 * `1` where `withoutChecksum` says that a packet writer adds it.
 *
 * @throws RangeError where a value lies outside what the item can carry.
 */
export function encodeItems<T extends SetTable>(
  descriptor: SetDescriptor<T>,
  items: Items<T>,
  first?: number,
): Uint8Array {
  const byName = new Map<string, unknown>(Object.entries(items));
  const tags = descriptor.rows.map((_, tag) => tag).filter((tag) => descriptor.rows[tag] !== undefined);
  if (first !== undefined) tags.sort((a, b) => Number(b === first) - Number(a === first) || a - b);
  const parts: (Uint8Array | number[])[] = [];
  for (const tag of tags) {
    const row = descriptor.rows[tag];
    const value = row === undefined ? undefined : byName.get(row.name);
    if (row === undefined || value === undefined) continue;
    const all: readonly unknown[] = row.repeats && Array.isArray(value) ? value : [value];
    for (const one of all) {
      const bytes = row.codec.encode(one);
      parts.push(row.key === undefined ? berOidBytes(tag) : hexBytes(row.key), berLengthBytes(bytes.length), bytes);
    }
  }
  return concatBytes(parts);
}

/** A set made from named values, as an item of another set needs it. */
export function makeSet<T extends SetTable>(descriptor: SetDescriptor<T>, items: Items<T>): DecodedSet<T> {
  const bytes = encodeItems(descriptor, items);
  return decodeSet(descriptor, bytes, 0, bytes.length, new PacketContext(0));
}

/** A local (or universal) set as the value of an item. `of` is called late, so that sets may nest each other. */
export function nestedSet<T extends SetTable>(of: () => SetDescriptor<T>): Codec<DecodedSet<T>> {
  return {
    get describe() {
      return `set ${of().id}`;
    },
    cacheable: true,
    keepsBytes: true,
    decode(bytes: Uint8Array, start: number, end: number, context: DecodeContext) {
      return context instanceof PacketContext ? decodeSet(of(), bytes, start, end, context) : undefined;
    },
    encode(value) {
      const { bytes, unencodable } = encodeSet(value);
      if (unencodable.length > 0) {
        throw new RangeError(unencodable.map((u) => `item ${u.tag}: ${u.reason}`).join('; '));
      }
      return bytes;
    },
  };
}
