import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PictureIndex } from './picture-index.ts';

/** Stamps as mpegts.js rounds them: media time of a picture from the first decoding time, seconds. */
const remuxed = (pts: number, firstDts: number): number => (Math.floor(pts / 90) - Math.floor(firstDts / 90)) / 1000;

describe('PictureIndex', () => {
  it('knows every picture by its own presentation time, with B-frames and an odd frame rate', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10_000, max: 2 ** 32 }),
        fc.constantFrom(3000, 3003, 3600, 1501, 6006),
        (start, ticks) => {
          const index = new PictureIndex(100);
          // I P B B P B B in order of decoding: presentation runs ahead of it by two pictures.
          const shown = [0, 3, 1, 2, 6, 4, 5];
          shown.forEach((at, decoded) => {
            index.add(start + (at + 2) * ticks, start + decoded * ticks);
          });
          expect(index.size).toBe(7);
          for (let at = 0; at < 7; at++) {
            const picture = index.atMedia(remuxed(start + (at + 2) * ticks, start));
            expect(picture?.ptsS).toBeCloseTo(100 + (at * ticks) / 90_000, 9);
          }
        },
      ),
    );
  });

  it('keeps its place over the wrap of the 33-bit stamp', () => {
    const index = new PictureIndex(5);
    const start = 2 ** 33 - 4500;
    for (let at = 0; at < 4; at++) index.add((start + at * 3000) % 2 ** 33, (start + at * 3000) % 2 ** 33);
    expect(index.lastPtsS).toBeCloseTo(5.1, 9);
    expect(index.atPts(5.07)?.mediaS).toBeCloseTo(0.066, 2);
  });

  it('steps by one picture and says where it ends', () => {
    const index = new PictureIndex(0);
    for (let at = 0; at < 3; at++) index.add(9000 + at * 3003, 9000 + at * 3003);
    const second = index.step(0, 1);
    expect(second?.ptsS).toBeCloseTo(3003 / 90_000, 9);
    expect(index.step(second?.ptsS ?? 0, -1)?.ptsS).toBe(0);
    expect(index.step(second?.ptsS ?? 0, 2)).toBeUndefined();
    expect(index.step(0, -1)).toBeUndefined();
    expect(index.durationS({ ptsS: 0, mediaS: 0 })).toBeCloseTo(0.033, 3);
  });
});
