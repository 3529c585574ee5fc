import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referenceFile } from '../../../test/reference-data.ts';
import { Special } from './codec.ts';
import { imapDecode, imapEncode, imapLengthBytes, imapMapping, imapSpecialBytes, imapSpecialNames } from './imap.ts';
import { intBytes, readUintBig } from './numbers.ts';

const vectorFile = referenceFile('fmv/st1201_vectors.json');
const specials: Readonly<Record<string, number>> = {
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
  '+QNaN': Number.NaN,
};
const specialNames: Readonly<Record<string, string>> = { Infinity: '+Infinity', NaN: '+QNaN' };

describe('ST 1201', () => {
  it.skipIf(vectorFile === undefined)('st1201_vectors.json: constants, forward and reverse of every vector', () => {
    const vectors = JSON.parse(readFileSync(vectorFile ?? '', 'utf8'));
    let compared = 0;
    for (const { L, a, b, x, sF, sR, Zoffset, forwardResult, forwardResultHex, reverseResult } of vectors) {
      const mapping = imapMapping(a, b, L);
      const where = `IMAPB(${a}, ${b}, ${L}) of ${x}`;
      expect(mapping.forwardScale, where).toBe(sF);
      expect(mapping.reverseScale, where).toBe(sR);
      expect(mapping.zeroOffset, where).toBeCloseTo(Zoffset, 9);
      const want = forwardResultHex === undefined ? BigInt(forwardResult) : BigInt(forwardResultHex);
      const bytes =
        x === '-QNaN'
          ? (imapSpecialBytes(new Special('-QNaN'), L) ?? new Uint8Array(0))
          : imapEncode(mapping, typeof x === 'number' ? x : (specials[x] ?? 0));
      expect(readUintBig(bytes, 0, L), where).toBe(want);
      const back = imapDecode(mapping, bytes, 0, L);
      if (typeof reverseResult === 'number') expect(back, where).toBeCloseTo(reverseResult, 6);
      else if (back instanceof Special) expect(back.name, where).toBe(specialNames[reverseResult] ?? reverseResult);
      else expect.fail(`${where}: no special value`);
      compared++;
    }
    expect(compared).toBe(2128);
  });

  it('finds the length for a precision: IMAPA(-900, 19000, 0.5) takes 2 bytes', () => {
    expect(imapLengthBytes(-900, 19000, 0.5)).toBe(3);
    expect(imapLengthBytes(0, 360, 0.1)).toBe(2);
  });

  it('gives back the very integer that a value was decoded from', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<[number, number]>(
          [-900, 40000],
          [0, 360],
          [-90, 90],
          [-180, 180],
          [1, 99999],
          [0, 1e9],
          [-1000, 1000],
          [0, 0.1],
        ),
        fc.integer({ min: 1, max: 6 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ([min, max], length, share) => {
          const mapping = imapMapping(min, max, length);
          const highest = Math.floor(mapping.forwardScale * (max - min) + mapping.zeroOffset);
          const raw = Math.floor(share * highest);
          const bytes = new Uint8Array(length);
          for (let i = length - 1, rest = raw; i >= 0; i--, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
          const value = imapDecode(mapping, bytes, 0, length);
          expect(typeof value).toBe('number');
          if (typeof value === 'number') expect(imapEncode(mapping, value)).toEqual(bytes);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('every special pattern has a name and goes back to its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 8 }), (bytes) => {
        bytes[0] = bytes[0]! | 0x80;
        const value = imapDecode(imapMapping(0, 100, bytes.length), bytes, 0, bytes.length);
        if (value instanceof Special) expect(imapSpecialBytes(value, bytes.length)).toEqual(bytes);
        else expect([...bytes]).toEqual([0x80, ...new Array(bytes.length - 1).fill(0)]);
      }),
    );
  });

  it('marks what lies outside the range', () => {
    const mapping = imapMapping(0, 100, 3);
    expect([...imapEncode(mapping, -1)]).toEqual([0xe0, 0, 0]);
    expect([...imapEncode(mapping, 101)]).toEqual([0xe1, 0, 0]);
    expect(imapDecode(mapping, Uint8Array.of(0xe1, 0, 0), 0, 3)).toMatchObject({ name: 'IMAP Above Maximum' });
  });

  it('gives back every code above the range that was read, and only where it was read', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<[number, number]>([-900, 40000], [0, 360], [0, 650], [1, 99999], [1e-4, 0.1], [0, 21000]),
        fc.integer({ min: 1, max: 6 }),
        fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(0)),
        ([min, max], length, share) => {
          const mapping = imapMapping(min, max, length);
          const last = 2 ** (8 * length - 1);
          const first = Math.floor(mapping.forwardScale * (max - min) + mapping.zeroOffset) + 1;
          const code = first + Math.floor(share * (last - first));
          const bytes = intBytes(code, length);
          const value = imapDecode(mapping, bytes, 0, length);
          if (typeof value !== 'number') expect.fail('no number');
          expect(value).toBeGreaterThan(max);
          expect(imapEncode(mapping, value, true)).toEqual(bytes);
          if (value > max + mapping.reverseScale) expect(imapEncode(mapping, value)[0]).toBe(0xe1);
        },
      ),
    );
  });

  it('names all special values', () => {
    const names = new Set<string>();
    for (let first = 0x80; first < 0x100; first++) {
      const value = imapDecode(imapMapping(0, 100, 2), Uint8Array.of(first, first === 0xe2 ? 1 : 0), 0, 2);
      if (value instanceof Special) names.add(value.name);
    }
    expect([...names].sort()).toEqual([...imapSpecialNames].sort());
  });
});
