import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanItems, decodeAlone, decodeValue, expectLossless, hex, toHex } from '../../../test/klv-properties.ts';
import { encodeItems, encodeSet } from './encode.ts';
import { countryCodes, st0102, st0102Universal } from './st0102.ts';

describe('security local set', () => {
  it('of the minimum metadata set example (ST 0902)', () => {
    const items = cleanItems(st0102, hex('010101 020107 03052f2f555341 0c0107 0d06005500530041 1602000a'));
    expect(items).toMatchObject({
      securityClassification: { code: 1, meaning: 'UNCLASSIFIED' },
      classifyingCountryCodingMethod: { code: 7, meaning: '1059 Three Letter' },
      classifyingCountry: '//USA',
      objectCountryCodingMethod: { code: 7, meaning: '1059 Three Letter' },
      objectCountryCodes: 'USA',
      version: 10,
    });
  });

  it('the two coding methods number the same methods differently', () => {
    const items = cleanItems(st0102, hex('020103 0c0103'));
    expect(items.classifyingCountryCodingMethod?.meaning).toBe('FIPS 10-4 Two Letter');
    expect(items.objectCountryCodingMethod?.meaning).toBe('ISO-3166 Numeric');
    expect(cleanItems(st0102, hex('0c0140')).objectCountryCodingMethod?.meaning).toBe('GENC AdminSub');
  });

  it('a code that is not assigned is kept as Reserved', () => {
    const { set, issues } = decodeAlone(st0102, hex('010106'));
    expect(set.items.securityClassification).toEqual({ code: 6, meaning: 'Reserved' });
    expect(issues).toMatchObject([{ tag: '1', code: 'value-reserved', offset: 2 }]);
    expect(toHex(encodeSet(set).bytes)).toBe('010106');
  });

  it('object country codes in one byte or in two', () => {
    for (const bytes of ['0d0355534b', '0d0600550053004b', '0d0755534b3b43414e']) cleanItems(st0102, hex(bytes));
    expect(cleanItems(st0102, hex('0d0755534b3b43414e')).objectCountryCodes).toBe('USK;CAN');
    expect(cleanItems(st0102, hex('0d08feff00550053004b')).objectCountryCodes).toBe('\ufeffUSK');
    expect(toHex(encodeItems(st0102, { objectCountryCodes: 'MX;US' }))).toBe('0d0a004d0058003b00550053');
    expect(decodeValue(countryCodes(), hex('c3a9')).issues).toMatchObject([{ code: 'text-invalid' }]);
    expectLossless(countryCodes(), fc.uint8Array({ minLength: 1, maxLength: 9 }));
  });

  it('an empty item is unknown', () => {
    const { set } = decodeAlone(st0102, hex('0300'));
    expect(set.items.classifyingCountry).toBeUndefined();
    expect(set.special(3)?.name).toBe('Unknown');
  });
});

describe('security universal set', () => {
  it('made here comes back, whatever the version byte of its keys', () => {
    const items = {
      securityClassification: 'UNCLASSIFIED//',
      classifyingCountry: '//US',
      objectCountryCodes: 'US',
      version: 3,
    };
    const bytes = encodeItems(st0102Universal, items);
    expect(cleanItems(st0102Universal, bytes)).toMatchObject(items);
    bytes[7] = 1;
    expect(cleanItems(st0102Universal, bytes)).toMatchObject(items);
  });
});
