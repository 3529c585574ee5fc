import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeValue, encodeAgain, expectLossless, hex, toHex } from '../../../test/klv-properties.ts';
import { Special } from './codec.ts';
import {
  beyondExact,
  intBytes,
  intFixed,
  intSize,
  intVariable,
  readInt,
  readUint,
  readUintBig,
  scaledInt,
  scaledUint,
  timeUs,
  uintFixed,
  uintSize,
  uintVariable,
} from './numbers.ts';

describe('big-endian integers', () => {
  it('reads and writes the bytes of any integer, exactly', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 8 }), (bytes) => {
        const whole = readUintBig(bytes, 0, bytes.length);
        expect(whole).toBe(BigInt(`0x${toHex(bytes)}`));
        expect(intBytes(whole, bytes.length)).toEqual(bytes);
        expect(intBytes(BigInt.asIntN(8 * bytes.length, whole), bytes.length)).toEqual(bytes);
        if (bytes.length > 6) return;
        expect(readUint(bytes, 0, bytes.length)).toBe(Number(whole));
        const signed = readInt(bytes, 0, bytes.length);
        expect(signed).toBe(Number(BigInt.asIntN(8 * bytes.length, whole)));
        expect(intBytes(signed, bytes.length)).toEqual(bytes);
      }),
    );
  });

  it('knows the shortest length', () => {
    for (const [value, size] of [
      [0, 1],
      [255, 1],
      [256, 2],
      [65535, 2],
      [65536, 3],
      [2 ** 53 - 1, 7],
    ] as const) {
      expect(uintSize(value)).toBe(size);
    }
    for (const [value, size] of [
      [0, 1],
      [127, 1],
      [128, 2],
      [-128, 1],
      [-129, 2],
      [-(2 ** 31), 4],
    ] as const) {
      expect(intSize(value)).toBe(size);
    }
    expect(uintSize((1n << 64n) - 1n)).toBe(8);
  });
});

describe('integers mapped to a range', () => {
  it('give the ends of the range for the ends of the integer', () => {
    expect(decodeValue(scaledUint(2, -900, 19000), hex('0000')).value).toBe(-900);
    expect(decodeValue(scaledUint(2, -900, 19000), hex('ffff')).value).toBeCloseTo(19000, 9);
    expect(decodeValue(scaledInt(4, 90, 'Reserved'), hex('7fffffff')).value).toBeCloseTo(90, 9);
    expect(decodeValue(scaledInt(4, 90, 'Reserved'), hex('80000001')).value).toBeCloseTo(-90, 9);
    expect(decodeValue(scaledInt(4, 90, 'Reserved'), hex('00000000')).value).toBe(0);
  });

  it('name the most negative integer, in any length that is read', () => {
    const codec = scaledInt(2, 20, 'Out of Range');
    for (const bytes of ['8000', 'ffff8000']) {
      const { value, issues } = decodeValue(codec, hex(bytes));
      expect(value).toMatchObject({ name: 'Out of Range' });
      expect(issues.map(({ code }) => code)).toContain('special-value');
      if (value instanceof Special)
        expect(toHex(codec.encodeSpecial?.(value, bytes.length / 2) ?? hex(''))).toBe(bytes);
    }
    expect(codec.encodeSpecial?.(new Special('Reserved'))).toBeUndefined();
  });

  it('refuse what they cannot carry', () => {
    expect(() => scaledUint(2, 0, 360).encode(360.01)).toThrow(RangeError);
    expect(() => scaledUint(2, 0, 360).encode(Number.NaN)).toThrow(RangeError);
    expect(() => scaledUint(2, 0, 360).encode(Number.NaN, 4)).toThrow(RangeError);
    expect(() => scaledUint(2, 0, 360).encode(360.01, 4)).toThrow(RangeError);
    expect(() => scaledUint(2, 0, 360).encode(361, 1)).toThrow(RangeError);
    expect(() => uintFixed(2).encode(256, 1)).toThrow(RangeError);
    expect(() => scaledInt(2, 20, 'x').encode(-20.01)).toThrow(RangeError);
    // a hair below the range would be the integer that is no number
    expect(() => scaledInt(2, 20, 'x').encode(-20.0006)).toThrow(RangeError);
    expect(() => uintFixed(1).encode(256)).toThrow(RangeError);
    expect(() => intFixed(1).encode(-129)).toThrow(RangeError);
  });

  it('take fewer bytes than the standard says over their full scale', () => {
    expect(decodeValue(scaledInt(4, 90, 'Reserved'), hex('5595')).value).toBeCloseTo(60.18, 2);
    expect(decodeValue(scaledInt(4, 90, 'Reserved'), hex('8000')).value).toMatchObject({ name: 'Reserved' });
    expect([...scaledInt(4, 90, 'Reserved').encode(60.18, 2)]).toEqual([0x55, 0x96]);
    expect(decodeValue(uintFixed(2), hex('07')).value).toBe(7);
  });

  it('note a wrong length and read it all the same; 7 bytes and more cannot be read', () => {
    const codec = scaledUint(2, 0, 1e4);
    const right = decodeValue(codec, hex('01c9')).value;
    const padded = decodeValue(codec, hex('000001c9'));
    expect(padded.value).toBe(right);
    expect(padded.issues).toMatchObject([{ code: 'length-wrong', offset: 0 }]);
    expect(decodeValue(codec, hex('ffffffff')).value).toBeCloseTo(1e4, 9);
    // the same number in two ways: each goes back to its own bytes
    for (const bytes of ['00000105', '01050105', '00ff00ff', '000000ff']) {
      const { value } = decodeValue(codec, hex(bytes));
      if (typeof value === 'number') expect(toHex(codec.encode(value, 4))).toBe(bytes);
      else expect.fail('no number');
    }
    const long = decodeValue(codec, hex('00000000000001'));
    expect(long.value).toBeUndefined();
    expect(long.issues).toMatchObject([{ code: 'length-unreadable' }]);
  });

  const lengths = fc.uint8Array({ minLength: 1, maxLength: 8 });
  it.each([
    ['scaledUint(2)', scaledUint(2, -900, 19000)],
    ['scaledUint(4)', scaledUint(4, 0, 360)],
    ['scaledInt(2)', scaledInt(2, 0.075, 'N/A (Off-Earth)')],
    ['scaledInt(4)', scaledInt(4, 180, 'Reserved')],
    ['uintFixed(1) in steps of 2', uintFixed(1, 2)],
    ['intFixed(1)', intFixed(1)],
    ['uintVariable', uintVariable()],
    ['intVariable', intVariable()],
    ['timeUs', timeUs()],
  ])('%s: any bytes of any length go back to themselves', (_, codec) => {
    expectLossless(codec, lengths, 3000);
  });

  it('rounds to the nearest step', () => {
    fc.assert(
      fc.property(fc.nat(65535), fc.double({ min: -0.499, max: 0.499, noNaN: true }), (raw, beside) => {
        const codec = scaledUint(2, 0, 360);
        const value = ((raw + beside) * 360) / 65535;
        fc.pre(value >= 0 && value <= 360);
        expect(readUint(codec.encode(value), 0, 2)).toBe(raw);
      }),
    );
  });
});

describe('integers of variable length', () => {
  it('are exact up to 2^53 and kept whole beyond', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }), (whole) => {
        const bytes = intBytes(whole, 8);
        const { value } = decodeValue(intVariable(), bytes);
        const isSafe = whole >= BigInt(Number.MIN_SAFE_INTEGER) && whole <= BigInt(Number.MAX_SAFE_INTEGER);
        if (isSafe) expect(value).toBe(Number(whole));
        else expect(value).toMatchObject({ name: beyondExact, payload: whole });
      }),
    );
    for (const [bytes, want] of [
      ['001fffffffffffff', Number.MAX_SAFE_INTEGER],
      ['00000100000000', 2 ** 32],
      ['ffffffffffffffff', undefined],
      ['0020000000000000', undefined],
    ] as const) {
      const { value } = decodeValue(uintVariable(), hex(bytes));
      if (want !== undefined) expect(value).toBe(want);
      else expect(value).toMatchObject({ name: beyondExact, payload: BigInt(`0x${bytes}`) });
    }
    expect(decodeValue(intVariable(), hex('ffe0000000000001')).value).toBe(Number.MIN_SAFE_INTEGER);
    expect(decodeValue(intVariable(), hex('ffffffffffffff')).value).toBe(-1);
  });

  it('take the fewest bytes, or those they were read in', () => {
    expect(toHex(uintVariable().encode(300))).toBe('012c');
    expect(toHex(uintVariable().encode(300, 4))).toBe('0000012c');
    expect(toHex(intVariable().encode(-1))).toBe('ff');
    expect(toHex(intVariable().encode(-1, 3))).toBe('ffffff');
    expect(() => uintVariable().encode(-1)).toThrow(RangeError);
    expect(() => uintVariable().encode(0.5)).toThrow(RangeError);
    expect(() => uintVariable().encode(2 ** 53)).toThrow(RangeError);
  });

  it('note more bytes than the standard allows', () => {
    expect(decodeValue(uintVariable(2), hex('000001')).issues).toMatchObject([{ code: 'length-wrong' }]);
    expect(decodeValue(uintVariable(), hex('000000000000000001')).issues).toMatchObject([
      { code: 'length-unreadable' },
    ]);
  });
});

describe('time stamps', () => {
  it('are microseconds, exactly, until 2255', () => {
    const codec = timeUs();
    expect(decodeValue(codec, hex('00060a24181e4000')).value).toBe(1_700_000_000_000_000);
    expect(toHex(codec.encode(1_700_000_000_000_000))).toBe('00060a24181e4000');
    expect(decodeValue(codec, hex('001fffffffffffff')).value).toBe(2 ** 53 - 1);
    const far = decodeValue(codec, hex('8000000000000000')).value;
    expect(far).toMatchObject({ name: beyondExact, payload: 1n << 63n });
    if (far instanceof Special) expect(toHex(encodeAgain(codec, far, 8) ?? hex(''))).toBe('8000000000000000');
    expect(decodeValue(codec, hex('0a24181e4000')).issues).toMatchObject([{ code: 'length-wrong' }]);
  });
});
