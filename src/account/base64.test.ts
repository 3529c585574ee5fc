import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from './base64.ts';

describe('base 64', () => {
  // RFC 4648 section 10.
  it.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
  ])('of %j is %j', (text, base64) => {
    const bytes = new TextEncoder().encode(text);
    expect(encodeBase64(bytes)).toBe(base64);
    expect(decodeBase64(base64)).toEqual(bytes);
  });

  it.each([
    'Zg',
    'Zg=',
    'Zh==',
    'Zm9=',
    'Zm9v\n',
    ' Zm9',
    'Zm9v====',
    '=',
    '====',
    'Zm-_',
    'Z===',
    'Zm9vZg==Zg==',
    '\u0100AAA',
  ])('%j is refused', (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });

  it('comes back the same, and only the one form is read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
        expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('A', 'B', 'Q', 'g', '/', '+', '=', '\n', '-'), { maxLength: 8 }),
        (parts) => {
          const text = parts.join('');
          const bytes = decodeBase64(text);
          if (bytes !== undefined) expect(encodeBase64(bytes)).toBe(text);
        },
      ),
      { numRuns: 5000 },
    );
  });
});
