import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawStamp, readStamp, stampModulus, stampPlaces } from './stamp.ts';

const [columns, rows] = [640, 480];

/** The picture at another size, each pixel the nearest one of the first, with noise. */
function levelsAt(luma: Uint8Array, scale: number, noise: (i: number) => number): number[] {
  const [wide, high] = [Math.round(columns * scale), Math.round(rows * scale)];
  return stampPlaces(columns, rows).map(({ x, y }, i) => {
    const column = Math.floor((Math.floor(x * wide) / wide) * columns);
    const row = Math.floor((Math.floor(y * high) / high) * rows);
    return luma[row * columns + column]! + noise(i);
  });
}

describe('the frame number in the picture', () => {
  it('is read back at any scale, through noise', () => {
    const input = fc.tuple(fc.nat(stampModulus - 1), fc.double({ min: 0.25, max: 2, noNaN: true }), fc.nat(60));
    fc.assert(
      fc.property(input, ([frame, scale, noise]) => {
        const luma = new Uint8Array(columns * rows).fill(110);
        drawStamp(luma, columns, rows, frame);
        expect(readStamp(levelsAt(luma, scale, (i) => (i % 3) * noise - noise))).toBe(frame);
      }),
    );
  });

  it('is none where any one or two squares are wrong, or there is no stamp', () => {
    const luma = new Uint8Array(columns * rows);
    drawStamp(luma, columns, rows, 90_210);
    const levels = levelsAt(luma, 1, () => 0);
    const other = (level: number): number => (level > 100 ? 16 : 235);
    for (let i = 0; i < levels.length; i++) {
      for (let j = i; j < levels.length; j++) {
        expect(readStamp(levels.map((level, k) => (k === i || k === j ? other(level) : level)))).toBeUndefined();
      }
    }
    expect(readStamp(levels.map(() => 128))).toBeUndefined();
    expect(readStamp(levels.slice(1))).toBeUndefined();
    expect(readStamp([])).toBeUndefined();
  });
});
