import fc from 'fast-check';
import { expect } from 'vitest';
import { berLengthBytes, berOidBytes } from '../src/formats/klv/ber.ts';
import type { Codec } from '../src/formats/klv/codec.ts';
import { Special } from '../src/formats/klv/codec.ts';
import type { SetDescriptor, SetTable } from '../src/formats/klv/descriptor.ts';
import { concatBytes, encodeSet } from '../src/formats/klv/encode.ts';
import type { Issue } from '../src/formats/klv/issue.ts';
import { type DecodedSet, decodeSet, PacketContext } from '../src/formats/klv/set.ts';

/** Bytes of a hex text; blanks are skipped. */
export function hex(text: string): Uint8Array {
  const digits = text.replaceAll(/\s/g, '');
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function decodeAlone<T extends SetTable>(
  descriptor: SetDescriptor<T>,
  bytes: Uint8Array,
): { readonly set: DecodedSet<T>; readonly issues: readonly Issue[] } {
  const context = new PacketContext(0);
  return { set: decodeSet(descriptor, bytes, 0, bytes.length, context), issues: context.issues };
}

/** Decodes bytes as one value of a codec, with other bytes before and after that it must not read. */
export function decodeValue<T>(
  codec: Codec<T>,
  bytes: Uint8Array,
): { readonly value: T | Special | undefined; readonly issues: readonly Issue[] } {
  const context = new PacketContext(0);
  const around = concatBytes([[0xa5, 0x5a, 0xa5], bytes, [0xff, 0x81, 0x01, 0x00]]);
  const value = codec.decode(around, 3, 3 + bytes.length, context);
  return { value, issues: context.issues.map((issue) => ({ ...issue, offset: issue.offset - 3 })) };
}

/** Bytes of a value or of a special value, in the length it was read in. */
export function encodeAgain<T>(codec: Codec<T>, value: T | Special, lengthBytes: number): Uint8Array | undefined {
  return value instanceof Special ? codec.encodeSpecial?.(value, lengthBytes) : codec.encode(value, lengthBytes);
}

/**
 * A codec holds against any bytes: it does not throw, its issues lie inside, what it cannot read it reports, and what it
 * reads goes back to the very same bytes.
 */
export function expectLossless<T>(codec: Codec<T>, bytes: fc.Arbitrary<Uint8Array>, runs = 300): void {
  fc.assert(
    fc.property(bytes, (one) => {
      const { value, issues } = decodeValue(codec, one);
      for (const { offset } of issues) expect(offset >= 0 && offset <= one.length).toBe(true);
      if (value === undefined) {
        expect(issues.length).toBeGreaterThan(0);
      } else {
        const again = encodeAgain(codec, value, one.length);
        expect(again === undefined ? undefined : toHex(again)).toBe(toHex(one));
      }
    }),
    { numRuns: runs },
  );
}

function keyBytes(key: string): Uint8Array {
  return hex(key);
}

/** Item of a set with any payload; lengths are those that sets use, right and wrong. */
function anyItem(descriptor: SetDescriptor): fc.Arbitrary<Uint8Array> {
  const tags = descriptor.rows.flatMap((row, tag) => (row === undefined ? [] : [tag]));
  return fc
    .tuple(
      fc.constantFrom(...tags),
      fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 8, 12, 16, 18, 34),
      fc.infiniteStream(fc.nat(255)),
    )
    .map(([tag, wanted, stream]) => {
      const row = descriptor.rows[tag];
      // a mapped integer of 7 or 8 bytes is finer than a double
      const length = wanted > 6 && row?.codec.describe.startsWith('IMAPB') === true ? 6 : wanted;
      const payload = Uint8Array.from({ length }, () => stream.next().value ?? 0);
      const head = row?.key === undefined ? berOidBytes(tag) : keyBytes(row.key);
      return concatBytes([head, berLengthBytes(length), payload]);
    });
}

function expectIssuesInside(issues: readonly Issue[], bytes: Uint8Array): void {
  for (const { offset } of issues) expect(offset >= 0 && offset <= bytes.length).toBe(true);
}

/**
 * A set holds against any bytes, and against any bytes in its items: no throw, issues inside the bytes, and encoding
 * anew gives the very same bytes but for items that are named as unencodable, each of them with an issue.
 */
export function expectSetLossless(descriptor: SetDescriptor, runs = 300): void {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expectIssuesInside(decodeAlone(descriptor, bytes).issues, bytes);
    }),
    { numRuns: runs },
  );
  const items = fc.array(anyItem(descriptor), { minLength: 1, maxLength: 6 }).map((parts) => concatBytes(parts));
  fc.assert(
    fc.property(items, (bytes) => {
      const { set, issues } = decodeAlone(descriptor, bytes);
      expectIssuesInside(issues, bytes);
      const { bytes: again, unencodable } = encodeSet(set);
      if (unencodable.length > 0) expect(issues.length).toBeGreaterThan(0);
      else expect(toHex(again)).toBe(toHex(bytes));
    }),
    { numRuns: runs },
  );
}

/** Items of a set from its bytes, no issue allowed. */
export function cleanItems<T extends SetTable>(
  descriptor: SetDescriptor<T>,
  bytes: Uint8Array,
): DecodedSet<T>['items'] {
  const { set, issues } = decodeAlone(descriptor, bytes);
  expect(issues).toEqual([]);
  expect(toHex(encodeSet(set).bytes)).toBe(toHex(bytes));
  return set.items;
}
