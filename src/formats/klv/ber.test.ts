import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { berLengthBytes, berLengthSize, berOidBytes, readBerLength, readBerOid } from './ber.ts';

describe('BER length', () => {
  it('reads short and long forms', () => {
    expect(readBerLength(Uint8Array.of(0x7f), 0, 1)).toEqual({ value: 127, size: 1 });
    expect(readBerLength(Uint8Array.of(0x81, 0x80), 0, 2)).toEqual({ value: 128, size: 2 });
    expect(readBerLength(Uint8Array.of(0x82, 0x01, 0x1c), 0, 3)).toEqual({ value: 284, size: 3 });
  });

  it('reads a length padded with zeros', () => {
    expect(readBerLength(Uint8Array.of(0x85, 0, 0, 0, 0, 1), 0, 6)).toEqual({ value: 1, size: 6 });
    expect(readBerLength(Uint8Array.of(0x88, 0, 0, 0, 0, 0, 0, 1, 4), 0, 9)).toEqual({ value: 260, size: 9 });
  });

  it('refuses the indefinite form, over 2^32 - 1, and what is cut off', () => {
    expect(readBerLength(Uint8Array.of(0x80, 0), 0, 2)).toBeUndefined();
    expect(readBerLength(Uint8Array.of(0x85, 1, 0, 0, 0, 0), 0, 6)).toBeUndefined();
    expect(readBerLength(Uint8Array.of(0x82, 0x01), 0, 2)).toBeUndefined();
    expect(readBerLength(Uint8Array.of(), 0, 0)).toBeUndefined();
  });

  it('comes back, in the shortest form and in any longer one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 4 }), (value, extra) => {
        const size = Math.min(5, Math.max(berLengthSize(value), berLengthSize(value) + extra));
        const bytes = Uint8Array.from(berLengthBytes(value, size));
        expect(readBerLength(bytes, 0, bytes.length)).toEqual({ value, size });
      }),
    );
  });
});

describe('BER-OID', () => {
  it('reads the example of ST 0107: 298 is 82 2A', () => {
    expect(readBerOid(Uint8Array.of(0x82, 0x2a), 0, 2)).toEqual({ value: 298, size: 2 });
    expect(berOidBytes(298)).toEqual([0x82, 0x2a]);
  });

  it('comes back, padded or not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), fc.integer({ min: 1, max: 6 }), (value, size) => {
        const bytes = Uint8Array.from(berOidBytes(value, size));
        expect(readBerOid(bytes, 0, bytes.length)).toEqual({ value, size: bytes.length });
      }),
    );
  });

  it('refuses what has no end', () => {
    expect(readBerOid(Uint8Array.of(0x81, 0x81), 0, 2)).toBeUndefined();
    expect(readBerOid(new Uint8Array(9).fill(0xff), 0, 9)).toBeUndefined();
  });
});
