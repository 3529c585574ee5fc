import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeValue, expectLossless, hex, toHex } from '../../../test/klv-properties.ts';
import { blob, enumeration, flagBits, text, textUtf16 } from './text.ts';
import { decodeBrokenUtf8, decodeUtf8, encodeUtf8 } from './utf8.ts';

const utf8 = (value: string): Uint8Array => new TextEncoder().encode(value);
/** Bytes like those of texts, and cut ones: starts and ends of characters of every length. */
const nearlyText = fc.oneof(
  fc.uint8Array({ maxLength: 12 }),
  fc
    .array(fc.constantFrom(0x00, 0x41, 0x7f, 0x80, 0xa0, 0xbf, 0xc1, 0xc3, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff), {
      maxLength: 12,
    })
    .map((bytes) => Uint8Array.from(bytes)),
);

describe('UTF-8', () => {
  it('reads any text, also a byte order mark', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (value) => {
        fc.pre(value.isWellFormed());
        const bytes = utf8(value);
        expect(decodeUtf8(bytes, 0, bytes.length)).toBe(value);
        expect(decodeBrokenUtf8(bytes, 0, bytes.length)).toBe(value);
        expect(encodeUtf8(value)).toEqual(bytes);
      }),
    );
    expect(decodeValue(text(), hex('efbbbf41'))).toEqual({ value: '\ufeffA', issues: [] });
  });

  it('keeps bytes that are no character, and only those, as lone surrogates', () => {
    for (const [bytes, shown] of [
      ['4bf66c6e', 'K\udcf6ln'],
      ['c3a4c3', 'ä\udcc3'],
      ['eda080', '\udced\udca0\udc80'],
      ['c080', '\udcc0\udc80'],
      ['e08080', '\udce0\udc80\udc80'],
      ['f4908080', '\udcf4\udc90\udc80\udc80'],
      ['f09f98', '\udcf0\udc9f\udc98'],
      ['f09f9880ff', '😀\udcff'],
    ] as const) {
      const { value, issues } = decodeValue(text(), hex(bytes));
      expect(value).toBe(shown);
      expect(issues).toMatchObject([{ code: 'text-invalid', offset: 0 }]);
    }
  });

  it('goes back to the very same bytes from the text alone, whatever they are', () => {
    fc.assert(
      fc.property(nearlyText, (bytes) => {
        const { value, issues } = decodeValue(text(), bytes);
        const isRight = typeof value === 'string' && value.isWellFormed();
        expect(issues.length).toBe(isRight ? 0 : 1);
        if (typeof value === 'string') expect(toHex(text().encode(value))).toBe(toHex(bytes));
      }),
      { numRuns: 5000 },
    );
  });

  it('notes a text that is too long, and reads it', () => {
    const { value, issues } = decodeValue(text(3), utf8('four'));
    expect(value).toBe('four');
    expect(issues).toMatchObject([{ code: 'length-wrong' }]);
  });
});

describe('UTF-16', () => {
  it('reads and writes texts, and bytes that are none', () => {
    expect(decodeValue(textUtf16(), hex('00550053'))).toEqual({ value: 'US', issues: [] });
    expect(toHex(textUtf16().encode('US'))).toBe('00550053');
    for (const bytes of ['005500', 'd800', '41']) {
      const { value, issues } = decodeValue(textUtf16(), hex(bytes));
      expect(issues).toMatchObject([{ code: 'text-invalid' }]);
      if (typeof value === 'string') expect(toHex(textUtf16().encode(value, bytes.length / 2))).toBe(bytes);
    }
    expectLossless(textUtf16(), fc.uint8Array({ maxLength: 8 }), 2000);
  });
});

describe('enumerations', () => {
  const codec = enumeration({ 1: 'one', 2: 'two' });

  it('give one object for one code, which cannot be changed', () => {
    const { value } = decodeValue(codec, hex('01'));
    expect(value).toEqual({ code: 1, meaning: 'one' });
    expect(decodeValue(codec, hex('01')).value).toBe(value);
    expect(Object.isFrozen(value)).toBe(true);
  });

  it('keep a code that is not assigned', () => {
    const { value, issues } = decodeValue(codec, hex('09'));
    expect(value).toEqual({ code: 9, meaning: 'Reserved' });
    expect(issues).toMatchObject([{ code: 'value-reserved' }]);
  });

  it('read other lengths up to 6 bytes, and go back to the same', () => {
    expect(decodeValue(codec, hex('0001'))).toMatchObject({ value: { code: 1 }, issues: [{ code: 'length-wrong' }] });
    expect(decodeValue(codec, hex('00000000000001')).issues).toMatchObject([{ code: 'length-unreadable' }]);
    expectLossless(codec, fc.uint8Array({ minLength: 1, maxLength: 8 }), 1000);
    expect(toHex(codec.encode({ code: 300, meaning: 'Reserved' }))).toBe('012c');
  });
});

describe('flags', () => {
  const codec = flagBits(['a', 'b']);

  it('name the bits that are set, lowest first; bits without a name by their number', () => {
    expect(decodeValue(codec, hex('00')).value).toEqual({ code: 0, flags: [] });
    expect(decodeValue(codec, hex('83')).value).toEqual({ code: 0x83, flags: ['a', 'b', 'bit 7'] });
    expect(decodeValue(codec, hex('8000000001'))).toMatchObject({
      value: { flags: ['a', 'bit 39'] },
      issues: [{ code: 'length-wrong' }],
    });
    expectLossless(codec, fc.uint8Array({ minLength: 1, maxLength: 8 }), 1000);
  });
});

describe('bytes', () => {
  it('are copied, so that they do not hold on to the packet, nor change with it', () => {
    const packet = hex('010203');
    const { value } = decodeValue(blob(), packet);
    expect(value).toEqual(packet);
    if (value instanceof Uint8Array) expect(value.buffer.byteLength).toBe(3);
  });
});
