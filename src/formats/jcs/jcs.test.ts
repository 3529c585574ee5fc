import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AtalayaError } from '../../model/errors.ts';
import { canonicalHash, canonicalJson } from './canonical.ts';
import { keysTwice } from './strict.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());

describe('the canonical form of RFC 8785', () => {
  it('writes the sample of section 3.2.2 to the bytes of section 3.2.4', () => {
    const input = String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`;
    const hex = `7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72
      75 65 2c 66 61 6c 73 65 5d 2c 22 6e 75 6d 62 65 72 73 22 3a
      5b 33 33 33 33 33 33 33 33 33 2e 33 33 33 33 33 33 33 2c 31
      65 2b 33 30 2c 34 2e 35 2c 30 2e 30 30 32 2c 31 65 2d 32 37
      5d 2c 22 73 74 72 69 6e 67 22 3a 22 e2 82 ac 24 5c 75 30 30
      30 66 5c 6e 41 27 42 5c 22 5c 5c 5c 5c 5c 22 2f 22 7d`;
    const bytes = Buffer.from(canonicalJson(JSON.parse(input)), 'utf8');
    expect(bytes.toString('hex')).toBe(hex.replaceAll(/\s/g, ''));
  });

  it('sorts keys as section 3.2.3 does: by UTF-16 code units', () => {
    const input = String.raw`{
      "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
    }`;
    const values = [...canonicalJson(JSON.parse(input)).matchAll(/:"([^"]*)"/g)].map(([, value]) => value);
    expect(values).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('writes the number %s of appendix B as %s', (bits, text) => {
    const value = Buffer.from(bits, 'hex').readDoubleBE();
    expect(canonicalJson(value)).toBe(text);
    expect(canonicalJson({ a: [value] })).toBe(`{"a":[${text}]}`);
  });

  it.each([
    ['7fffffffffffffff (NaN)', Number.NaN, 'JSON'],
    ['7ff0000000000000 (infinity)', { a: [0, Number.POSITIVE_INFINITY] }, '/a/1'],
    ['half a surrogate pair', ['\ud83d'], '/0'],
    ['half a pair in a key', { 'a/b': { '\ude00': 1 } }, '/a~1b/\ude00'],
    ['what JSON does not hold', { a: 1n }, '/a'],
    ['a function', [() => 0], '/0'],
    ['nothing in a list', [undefined], '/0'],
  ])('refuses %s, and says where', (_, value, where) => {
    const attempt = (): string => canonicalJson(value);
    expect(attempt).toThrow(AtalayaError);
    expect(attempt).toThrow(expect.objectContaining({ code: 'value-out-of-range', where }));
  });

  it('leaves out members that are undefined', () => expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}'));

  it('keeps every value, whatever the order of its keys, and is its own canonical form', () => {
    const wellFormed = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), fc.array(wellFormed), (value, texts) => {
        const it = { value, texts, turned: Object.fromEntries(texts.map((key, i) => [key, i]).reverse()) };
        const text = canonicalJson(it);
        const read: unknown = JSON.parse(text);
        expect(read).toEqual(JSON.parse(JSON.stringify(it)));
        expect(canonicalJson(read)).toBe(text);
        const turned = Object.fromEntries(Object.entries(it).reverse());
        expect(canonicalJson(turned)).toBe(text);
      }),
    );
  });

  it('hashes the form in UTF-8', () => {
    const expected = createHash('sha256').update('{"á":"€"}', 'utf8').digest('hex');
    expect(canonicalHash({ á: '€' }, sha256)).toBe(expected);
  });
});

describe('keys that stand twice', () => {
  const where = (text: string): readonly string[] => keysTwice(text).map(({ pointer }) => pointer);

  it('are found wherever they are, also where they are written otherwise', () => {
    expect(where('{"a":1,"b":{"a":1},"a":2}')).toEqual(['/a']);
    expect(where('[0,{"x":[1,{"k":"k","\\u006b":2}]}]')).toEqual(['/1/x/1/k']);
    expect(where('{"a/b":{"c":1,"c":1,"c":1}}')).toEqual(['/a~1b/c', '/a~1b/c']);
  });

  it('are not found where there are none', () => {
    expect(where('{"a":"a","b":["a","a",{"a":"{\\"a\\":1,\\"a\\":2}"}]}')).toEqual([]);
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(where(text)).toEqual([]);
      }),
    );
  });
});
