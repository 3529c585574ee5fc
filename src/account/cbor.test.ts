import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../test/account-crypto.ts';
import { AtalayaError } from '../model/errors.ts';
import { type CborValue, CborWriter, decodeCbor, encodeCbor } from './cbor.ts';
import { isFault } from './fault.ts';

function decoded(hex: string): CborValue {
  const answer = decodeCbor(fromHex(hex));
  if (isFault(answer)) throw new Error(answer.fault);
  return answer.value;
}

function fault(hex: string): string | undefined {
  const answer = decodeCbor(fromHex(hex));
  return isFault(answer) ? answer.fault : undefined;
}

const many = Array.from({ length: 25 }, (_, i) => i + 1);

/** Examples of RFC 8949 appendix A, as far as this subset goes. */
const examples: readonly (readonly [CborValue, string])[] = [
  [0, '00'],
  [1, '01'],
  [10, '0a'],
  [23, '17'],
  [24, '1818'],
  [25, '1819'],
  [100, '1864'],
  [1000, '1903e8'],
  [1_000_000, '1a000f4240'],
  [1_000_000_000_000, '1b000000e8d4a51000'],
  [new Uint8Array(0), '40'],
  [new Uint8Array([1, 2, 3, 4]), '4401020304'],
  ['', '60'],
  ['a', '6161'],
  ['IETF', '6449455446'],
  ['"\\', '62225c'],
  ['\u00fc', '62c3bc'],
  ['\u6c34', '63e6b0b4'],
  ['\ud800\udd51', '64f0908591'],
  [[], '80'],
  [[1, 2, 3], '83010203'],
  [[1, [2, 3], [4, 5]], '8301820203820405'],
  [many, '98190102030405060708090a0b0c0d0e0f101112131415161718181819'],
];

describe('CBOR', () => {
  it.each(examples)('writes and reads %j as %s', (value, hex) => {
    expect(toHex(encodeCbor(value))).toBe(hex);
    expect(decoded(hex)).toEqual(value);
  });

  it.each([
    [2 ** 8 - 1, '18ff'],
    [2 ** 8, '190100'],
    [2 ** 16 - 1, '19ffff'],
    [2 ** 16, '1a00010000'],
    [2 ** 32 - 1, '1affffffff'],
    [2 ** 32, '1b0000000100000000'],
    [Number.MAX_SAFE_INTEGER, '1b001fffffffffffff'],
  ])('takes the border %d', (value, hex) => {
    expect(toHex(encodeCbor(value))).toBe(hex);
    expect(decoded(hex)).toBe(value);
  });

  it.each([
    ['1817', 'an unsigned integer not in its shortest form'],
    ['1900ff', 'an unsigned integer not in its shortest form'],
    ['1a0000ffff', 'an unsigned integer not in its shortest form'],
    ['1b00000000ffffffff', 'an unsigned integer not in its shortest form'],
    ['580100', 'a byte string not in its shortest form'],
    ['780161', 'a text not in its shortest form'],
    ['9800', 'an array not in its shortest form'],
    ['1b0020000000000000', 'an unsigned integer above 2^53-1'],
    ['1bffffffffffffffff', 'an unsigned integer above 2^53-1'],
    ['5f4101ff', 'a byte string of indefinite or reserved length'],
    ['7f6161ff', 'a text of indefinite or reserved length'],
    ['9f01ff', 'an array of indefinite or reserved length'],
    ['1c', 'an unsigned integer of indefinite or reserved length'],
    ['20', 'CBOR type 1 is not used here'],
    ['a0', 'CBOR type 5 is not used here'],
    ['c074', 'CBOR type 6 is not used here'],
    ['f4', 'CBOR type 7 is not used here'],
    ['fb3ff199999999999a', 'CBOR type 7 is not used here'],
    ['61ff', 'a text that is no UTF-8'],
    ['63eda080', 'a text that is no UTF-8'],
    ['62c0af', 'a text that is no UTF-8'],
    ['0000', 'bytes behind the last item'],
    ['', 'the bytes end'],
    ['8201', 'an array longer than the bytes'],
    ['828100', 'the bytes end'],
    ['420a', 'a byte string longer than the bytes'],
    ['9affffffff01', 'an array longer than the bytes'],
    ['5b001fffffffffffff00', 'a byte string longer than the bytes'],
  ])('refuses %s: %s', (hex, why) => {
    expect(fault(hex)).toBe(why);
  });

  it('refuses arrays too deep, and more bytes than it was told to take', () => {
    const deep = (levels: number): string => `${'81'.repeat(levels)}00`;
    expect(fault(deep(16))).toBeUndefined();
    expect(fault(deep(17))).toBe('arrays too deep');
    expect(fault(deep(100_000))).toBe('arrays too deep');
    expect(decodeCbor(new Uint8Array(11), { sizeBytes: 10 })).toMatchObject({ at: 10 });
  });

  it('refuses to write what it could not read', () => {
    for (const value of [-1, 1.5, 2 ** 53, Number.NaN, '\ud800', `${'x'.repeat(200)}\udc00`]) {
      expect(() => encodeCbor(value)).toThrow(AtalayaError);
    }
  });

  it('gives a writer back empty, however much it held', () => {
    const writer = new CborWriter();
    writer.bytes(new Uint8Array(200_000));
    expect(writer.finish().length).toBe(200_005);
    writer.unsigned(1);
    expect(toHex(writer.finish())).toBe('01');
  });
});

const values = fc.letrec<{ value: CborValue; array: CborValue[] }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.maxSafeNat(),
    fc.uint8Array({ maxLength: 300 }),
    fc.string({ unit: 'binary', maxLength: 100 }).filter((text) => text.isWellFormed()),
    tie('array'),
  ),
  array: fc.array(tie('value'), { maxLength: 30 }),
})).value;

describe('CBOR of anything', () => {
  it('comes back the same', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(decodeCbor(encodeCbor(value))).toEqual({ value });
      }),
    );
  });

  it('is read only where writing gives the same bytes', () => {
    let taken = 0;
    const head = fc.constantFrom(
      0x00,
      0x17,
      0x18,
      0x19,
      0x1b,
      0x40,
      0x41,
      0x58,
      0x61,
      0x78,
      0x80,
      0x81,
      0x82,
      0x98,
      0x9f,
    );
    const bytes = fc.array(fc.oneof(head, fc.nat(255)), { maxLength: 12 }).map((list) => new Uint8Array(list));
    fc.assert(
      fc.property(bytes, (input) => {
        const answer = decodeCbor(input);
        if (isFault(answer)) {
          expect(answer.at).toBeLessThanOrEqual(input.length);
        } else {
          taken++;
          expect(encodeCbor(answer.value)).toEqual(input);
        }
      }),
      { numRuns: 20_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('is refused, not thrown at, when a byte is changed or the end is missing', () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.nat(255), (value, place, byte) => {
        const bytes = encodeCbor(value);
        for (let cut = 0; cut < Math.min(bytes.length, 50); cut++)
          expect(isFault(decodeCbor(bytes.slice(0, cut)))).toBe(true);
        bytes[place % bytes.length] = byte;
        const answer = decodeCbor(bytes);
        if (!isFault(answer)) expect(encodeCbor(answer.value)).toEqual(bytes);
      }),
    );
  });
});
