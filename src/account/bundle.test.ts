import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../test/account-crypto.ts';
import { AtalayaError } from '../model/errors.ts';
import { appendToBundle, encodeBundle, splitBundle } from './bundle.ts';
import { isFault } from './fault.ts';

const entryLists = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 256 });

describe('an entry bundle', () => {
  it('puts a big-endian length before each entry', () => {
    const long = new Uint8Array(0x0102).fill(0xee);
    expect(toHex(encodeBundle([fromHex('aabb'), fromHex(''), long]))).toBe(`0002aabb00000102${'ee'.repeat(0x0102)}`);
  });

  it('holds an entry of 65,535 bytes and none longer', () => {
    const longest = new Uint8Array(65_535);
    expect(splitBundle(encodeBundle([longest]))).toEqual([longest]);
    expect(() => encodeBundle([new Uint8Array(65_536)])).toThrow(AtalayaError);
  });

  it.each([
    ['00', 'half a length at the end', 0],
    ['0001aa00', 'half a length at the end', 3],
    ['0002aa', 'an entry of 2 bytes, the bundle ends before', 0],
    ['0001aaffff', 'an entry of 65535 bytes, the bundle ends before', 3],
  ])('%s is refused', (hex, fault, at) => {
    expect(splitBundle(fromHex(hex))).toEqual({ fault, at });
  });

  it('holds 256 entries and none more', () => {
    expect(splitBundle(new Uint8Array(2 * 256))).toHaveLength(256);
    expect(splitBundle(new Uint8Array(2 * 257))).toEqual({ fault: 'more than 256 entries', at: 512 });
  });

  it('comes back the same, written at once or grown', () => {
    fc.assert(
      fc.property(entryLists, fc.nat(256), (entries, at) => {
        const bundle = encodeBundle(entries);
        expect(splitBundle(bundle)).toEqual(entries);
        expect(appendToBundle(encodeBundle(entries.slice(0, at)), entries.slice(at))).toEqual(bundle);
      }),
      { numRuns: 50 },
    );
  });

  it('is split from any bytes or refused, and written again to the same bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(0), fc.nat(4)), { maxLength: 40 }), (list) => {
        const bytes = new Uint8Array(list);
        const answer = splitBundle(bytes);
        if (!isFault(answer)) expect(encodeBundle(answer)).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });
});
