import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeValue, expectLossless, hex, toHex } from '../../../test/klv-properties.ts';
import { coreIdentifier, miid, miidCheckByte, parseCoreIdentifier } from './st1204.ts';

const sensor = 'f592f023-7336-4af8-aa91-62c00f2eb2da';
const platform = '16b74341-0008-41a0-be36-5b5ab96a3645';
const quoted = '0170:F592-F023-7336-4AF8-AA91-62C0-0F2E-B2DA/16B7-4341-0008-41A0-BE36-5B5A-B96A-3645:D3';
const bytes = hex('0170 f592f02373364af8aa9162c00f2eb2da 16b74341000841a0be365b5ab96a3645');

describe('core identifier', () => {
  it('is read from bytes, with the text and check byte of the standard', () => {
    const { value, issues } = decodeValue(miid, bytes);
    expect(issues).toEqual([]);
    expect(value).toMatchObject({
      version: 1,
      usage: 0x70,
      sensorIdType: { code: 3, meaning: 'Physical' },
      platformIdType: { code: 2, meaning: 'Virtual' },
      sensorId: sensor,
      platformId: platform,
      text: quoted,
    });
  });

  it('is made from its parts and from its text', () => {
    const made = coreIdentifier({
      sensorIdType: 'Physical',
      sensorId: sensor,
      platformIdType: 'Virtual',
      platformId: platform.toUpperCase(),
    });
    expect(made.text).toBe(quoted);
    expect(toHex(miid.encode(made))).toBe(toHex(bytes));
    expect(parseCoreIdentifier(quoted)).toEqual(made);
    expect(parseCoreIdentifier(quoted.slice(0, -3))).toEqual(made);
    expect(parseCoreIdentifier(quoted.replace(/D3$/, 'D4'))).toBeUndefined();
    expect(parseCoreIdentifier(quoted.replace('0170', '0160'))).toBeUndefined();
    expect(() => coreIdentifier({ sensorId: 'no uuid' })).toThrow(RangeError);
  });

  it('check byte finds a changed and a swapped digit', () => {
    const digits = quoted.slice(0, -2);
    for (let i = 0; i < digits.length; i++) {
      const letter = digits[i] ?? '';
      if (!/[0-9A-F]/.test(letter)) continue;
      const other = letter === '0' ? '1' : '0';
      expect(miidCheckByte(digits.slice(0, i) + other + digits.slice(i + 1))).not.toBe(0xd3);
    }
    expect(miidCheckByte(digits.replace('F592', '5F92'))).not.toBe(0xd3);
  });

  it('with a minor identifier only', () => {
    const minor = coreIdentifier({ minorId: sensor });
    expect(minor.usage).toBe(0x02);
    expect(decodeValue(miid, miid.encode(minor)).value).toEqual(minor);
  });

  it('cut short, too long, with reserved bits: reported', () => {
    expect(decodeValue(miid, bytes.subarray(0, 20))).toMatchObject({
      value: undefined,
      issues: [{ code: 'item-malformed', offset: 18 }],
    });
    const long = Uint8Array.of(...bytes, 7);
    expect(decodeValue(miid, long).value).toMatchObject({ trailing: Uint8Array.of(7) });
    expect(decodeValue(miid, hex('01 81')).issues).toMatchObject([{ code: 'value-reserved', offset: 1 }]);
  });

  it('holds against any bytes', () => {
    expectLossless(miid, fc.uint8Array({ maxLength: 70 }));
    expectLossless(
      miid,
      fc
        .tuple(fc.nat(255), fc.uint8Array({ minLength: 64, maxLength: 70 }))
        .map(([usage, rest]) => Uint8Array.of(1, usage, ...rest)),
    );
  });
});
