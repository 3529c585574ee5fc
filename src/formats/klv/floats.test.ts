import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeValue, expectLossless, hex } from '../../../test/klv-properties.ts';
import { Special } from './codec.ts';
import { float16Bits, floatFixed, floatOfLength, readFloat16 } from './floats.ts';
import { berOid, uintOfBytes } from './integers.ts';
import { uuid } from './uuid.ts';

describe('floats', () => {
  it('of 16 bits: all of them there and back', () => {
    for (let bits = 0; bits < 0x10000; bits++) {
      const value = readFloat16(bits);
      if (!Number.isNaN(value)) expect(float16Bits(value)).toBe(bits);
    }
  });

  it('of 16 bits: known values, ties to even, overflow', () => {
    expect(readFloat16(0x3c00)).toBe(1);
    expect(readFloat16(0xc000)).toBe(-2);
    expect(readFloat16(0x7bff)).toBe(65504);
    expect(readFloat16(0x0001)).toBe(2 ** -24);
    expect(float16Bits(1 + 2 ** -11)).toBe(0x3c00);
    expect(float16Bits(1 + 3 * 2 ** -11)).toBe(0x3c02);
    expect(float16Bits(65519)).toBe(0x7bff);
    expect(float16Bits(65520)).toBe(0x7c00);
    expect(float16Bits(2 ** -26)).toBe(0);
    expect(float16Bits(Number.NaN)).toBe(0x7e00);
  });

  it('keep a NaN with its bits, and hold against any bytes', () => {
    const { value, issues } = decodeValue(floatOfLength(4), hex('ffc00123'));
    expect(value).toEqual(new Special('NaN', 0xffc00123n));
    expect(issues).toMatchObject([{ code: 'special-value' }]);
    for (const codec of [floatOfLength(4), floatFixed(8, -90, 90)]) {
      expectLossless(codec, fc.oneof(fc.uint8Array({ maxLength: 9 }), fc.uint8Array({ minLength: 8, maxLength: 8 })));
    }
  });
});

describe('integers and identifiers', () => {
  it('hold against any bytes', () => {
    expectLossless(berOid(), fc.uint8Array({ maxLength: 8 }));
    expectLossless(uintOfBytes(3), fc.uint8Array({ minLength: 1, maxLength: 8 }));
    expectLossless(uuid(), fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ minLength: 16, maxLength: 16 })));
  });

  it('refuse what they cannot carry', () => {
    expect(() => berOid().encode(-1)).toThrow(RangeError);
    expect(() => uintOfBytes(3).encode(2 ** 24)).toThrow(RangeError);
    expect(() => uuid().encode('aabbccdd')).toThrow(RangeError);
    expect(uintOfBytes(3).encode(5)).toEqual(hex('000005'));
    expect(uuid().encode('AABBCCDD-EEFF-0011-2233-445566778899')).toEqual(hex('aabbccddeeff00112233445566778899'));
  });
});
