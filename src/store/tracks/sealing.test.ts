import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSamples, openPiece, sealPiece } from './sealing.ts';

const key = { keyId: new Uint8Array(16).fill(1), key: new Uint8Array(32).fill(2) };
const random = (count: number): Uint8Array => new Uint8Array(count).fill(3);
const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const steps = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 2 ** 40 }), fc.tuple(number, number, number, number, number)),
  { minLength: 1, maxLength: 60 },
);
const samplesOf = (list: readonly (readonly [number, readonly [number, number, number, number, number]])[]) => {
  let timeUs = 0;
  return list.map(([step, [latDeg, lonDeg, heightM, headingDeg, speedMS]]) => {
    timeUs += step;
    return { timeUs, latDeg, lonDeg, heightM, headingDeg, speedMS };
  });
};

describe('pieces of tracks', () => {
  it('give back exactly what they hold', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const samples = samplesOf(list);
        checkSamples('N-1', samples);
        expect(openPiece(key.key, sealPiece('N-1', key, 'A', samples, random))).toEqual(samples);
      }),
    );
  });

  it('do not open where anything was changed', () => {
    const piece = sealPiece(
      'N-1',
      key,
      'A',
      samplesOf([
        [5, [1, 2, 3, 4, 5]],
        [6, [1, 2, 3, 4, 5]],
      ]),
      random,
    );
    const changes = [
      { aircraft: 'N-2' },
      { compartment: 'B' },
      { fromUs: 6 },
      { toUs: 12 },
      { count: 1 },
      { keyId: new Uint8Array(16) },
      { nonce: new Uint8Array(12) },
      { sealed: new Uint8Array(3) },
      { sealed: piece.sealed.subarray(1) },
    ];
    for (const change of changes) {
      expect(() => openPiece(key.key, { ...piece, ...change })).toThrow(
        expect.objectContaining({ code: 'log-damaged' }),
      );
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (sealed) => {
        expect(() => openPiece(key.key, { ...piece, sealed })).toThrow(
          expect.objectContaining({ code: 'log-damaged' }),
        );
      }),
    );
  });
});
