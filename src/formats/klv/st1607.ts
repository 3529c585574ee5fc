import { berLengthBytes, berLengthSize, berOidBytes } from './ber.ts';
import type { Codec } from './codec.ts';
import { Special, unknownValue } from './codec.ts';
import type { SetDescriptor, SetTable } from './descriptor.ts';
import { concatBytes, nestedSet } from './encode.ts';
import { type DecodedSet, decodeSet, PacketContext } from './set.ts';

/**
 * Segment and amend sets of MISB ST 1607: a set of the parent's own kind inside it. The child holds only what differs:
 * it inherits the rest from its parent. It need not have a time stamp, a version or a checksum.
 */
export function childSet<T extends SetTable>(of: () => SetDescriptor<T>): Codec<DecodedSet<T>> {
  return nestedSet(of);
}

/** What stays behind when a child takes its parent's items. */
export interface Inheritance {
  /** Items that belong to the parent alone: checksum, and the child sets themselves. */
  readonly parentOnly: ReadonlySet<number>;
}

/** ST 0601: checksum (1), segment (100) and amend (101) sets. */
export const st0601Inheritance: Inheritance = { parentOnly: new Set([1, 100, 101]) };

function isNull(value: unknown): boolean {
  return value instanceof Special && value.name === unknownValue.name;
}

function itemBytes(set: DecodedSet, position: number): Uint8Array {
  const { layout } = set;
  const value = set.raw(position);
  const lengthSize = Math.max(layout.lengthSizes[position]!, berLengthSize(value.length));
  return concatBytes([
    berOidBytes(layout.tags[position]!, layout.tagSizes[position]!),
    berLengthBytes(value.length, lengthSize),
    value,
  ]);
}

/**
 * The whole set that a child stands for: the parent's items, each replaced by the child's of the same tag, and taken
 * away where the child sends it empty (ST 1607: a null item says that the parent's does not hold). Several items of
 * one tag are replaced together. Items that are new stand after the parent's. Neither set is changed.
 *
 * The child of a child is resolved from the outside in: parent with child, then the result with the child's child,
 * which is found in the child and not in the result.
 */
export function resolveChild<T extends SetTable>(
  parent: DecodedSet<T>,
  child: DecodedSet<T>,
  inheritance: Inheritance = st0601Inheritance,
): DecodedSet<T> {
  const replaced = new Set<number>();
  for (let i = 0; i < child.layout.count; i++) replaced.add(child.layout.tags[i]!);
  const parts: Uint8Array[] = [];
  const placed = new Set<number>();
  const placeChild = (tag: number): void => {
    placed.add(tag);
    for (let i = 0; i < child.layout.count; i++) {
      const readable = child.layout.tags[i] === tag && child.layout.lengths[i]! >= 0;
      if (readable && !isNull(child.values[i]) && !inheritance.parentOnly.has(tag)) parts.push(itemBytes(child, i));
    }
  };
  for (let i = 0; i < parent.layout.count; i++) {
    const tag = parent.layout.tags[i]!;
    if (inheritance.parentOnly.has(tag) || parent.layout.lengths[i]! < 0) continue;
    if (!replaced.has(tag)) parts.push(itemBytes(parent, i));
    else if (!placed.has(tag)) placeChild(tag);
  }
  for (let i = 0; i < child.layout.count; i++) {
    if (!placed.has(child.layout.tags[i]!)) placeChild(child.layout.tags[i]!);
  }
  const bytes = concatBytes(parts);
  return decodeSet(parent.descriptor, bytes, 0, bytes.length, new PacketContext(0));
}
