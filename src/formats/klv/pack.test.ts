import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { decodeValue, expectLossless, hex, toHex } from '../../../test/klv-properties.ts';
import type { Special } from './codec.ts';
import { scaledInt, uintFixed } from './numbers.ts';
import { fixed, oid, type PackValue, pack, prefixed, rest, series } from './pack.ts';
import { blob, text } from './text.ts';

const fields = {
  id: oid,
  angleDeg: fixed(2, scaledInt(2, 90, 'Out of Range')),
  name: prefixed(text(8)),
  tail: rest(blob()),
};
const codec = pack(fields, 2);

describe('packs', () => {
  it('read fields one after the other', () => {
    const { value, issues } = decodeValue(codec, hex('8101 4000 03 616263 ff00'));
    expect(issues).toEqual([]);
    expect(value).toMatchObject({ id: 129, name: 'abc', tail: hex('ff00') });
    expect(codec.describe).toContain('name (length-prefixed UTF-8');
  });

  it('may end after any field that need not be there, and stay so', () => {
    for (const bytes of ['014000', '01400000', '014000 0161', '014000 0161 00']) {
      const { value, issues } = decodeValue(codec, hex(bytes));
      expect(issues).toEqual([]);
      if (value !== undefined && !('payload' in value)) {
        // a field that was sent empty, last, is like one that was not sent: only its length byte tells
        if (bytes !== '01400000') expect(toHex(codec.encode(value))).toBe(bytes.replaceAll(' ', ''));
      } else expect.fail('no pack');
    }
  });

  it('that end before a required field, or inside one, cannot be read', () => {
    for (const [bytes, tag, at] of [
      ['', 'id', 0],
      ['01', 'angleDeg', 1],
      ['0140', 'angleDeg', 1],
      ['014000 05 61', 'name', 3],
    ] as const) {
      const { value, issues } = decodeValue(codec, hex(bytes));
      expect(value).toBeUndefined();
      expect(issues).toMatchObject([{ code: 'item-malformed', offset: at }]);
      expect(issues[0]?.message).toContain(`"${tag}"`);
    }
  });

  it('name special values of their fields, under the name of the field', () => {
    const { value, issues } = decodeValue(codec, hex('018000'));
    expect(value).toMatchObject({ angleDeg: { name: 'Out of Range' } });
    expect(issues).toMatchObject([{ tag: 'angleDeg', code: 'special-value', offset: 1 }]);
    if (value !== undefined && !('payload' in value)) expect(toHex(codec.encode(value))).toBe('018000');
  });

  it('keep bytes after the last field', () => {
    const short = pack({ id: fixed(1, uintFixed(1)) }, 1);
    const { value, issues } = decodeValue(short, hex('05 0607'));
    expect(value).toEqual({ id: 5, trailing: hex('0607') });
    expect(issues).toMatchObject([{ code: 'item-malformed', offset: 1 }]);
    if (value !== undefined && !('payload' in value)) expect(toHex(short.encode(value))).toBe('050607');
  });

  it('go back to their bytes', () => {
    const plain = pack({ a: fixed(1, uintFixed(1)), b: fixed(2, scaledInt(2, 90, 'x')), c: fixed(4, uintFixed(4)) }, 1);
    expectLossless(plain, fc.uint8Array({ minLength: 1, maxLength: 12 }), 2000);
  });

  it('have the types of their fields', () => {
    type Value = PackValue<typeof fields>;
    expectTypeOf<Value['id']>().toEqualTypeOf<number | Special | undefined>();
    expectTypeOf<Value['name']>().toEqualTypeOf<string | Special | undefined>();
    expectTypeOf<Value['tail']>().toEqualTypeOf<Uint8Array | Special | undefined>();
    expectTypeOf<Value['trailing']>().toEqualTypeOf<Uint8Array | undefined>();
  });
});

describe('series', () => {
  it('read until the bytes end', () => {
    const ids = series(oid);
    expect(decodeValue(ids, hex('01 8101 7f'))).toEqual({ value: [1, 129, 127], issues: [] });
    expect(toHex(ids.encode([1, 129, 127]))).toBe('0181017f');
    expect(decodeValue(ids, hex(''))).toEqual({ value: [], issues: [] });
  });

  it('say which entry cannot be read', () => {
    const names = series(prefixed(text(4)));
    const { value, issues } = decodeValue(names, hex('0161 02ff62 0563'));
    expect(value).toBeUndefined();
    expect(issues).toMatchObject([
      { tag: '1', code: 'text-invalid', offset: 3 },
      { tag: '', code: 'item-malformed', offset: 5 },
    ]);
  });

  it('keep texts that are not UTF-8 to the byte', () => {
    const names = series(prefixed(text(8)));
    const { value } = decodeValue(names, hex('02ff62 01e4'));
    expect(value).toEqual(['\udcffb', '\udce4']);
    if (Array.isArray(value)) expect(toHex(names.encode(value))).toBe('02ff6201e4');
  });
});
