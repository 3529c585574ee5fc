import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groundToPicture, type LonLat } from './homography.ts';

const trapezoid: readonly [LonLat, LonLat, LonLat, LonLat] = [
  [-109.02, 31.34],
  [-108.98, 31.345],
  [-108.99, 31.32],
  [-109.01, 31.318],
];

describe('groundToPicture', () => {
  it('takes the corners to the corners of the picture', () => {
    const project = groundToPicture(trapezoid);
    const shares = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ];
    trapezoid.forEach((corner, at) => {
      expect(project?.(corner)?.[0]).toBeCloseTo(shares[at]?.[0] ?? Number.NaN, 9);
      expect(project?.(corner)?.[1]).toBeCloseTo(shares[at]?.[1] ?? Number.NaN, 9);
    });
  });

  it('keeps lines straight: the crossing of the diagonals is the middle', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -60, max: 60, noNaN: true }),
        fc.double({ min: -179, max: 179, noNaN: true }),
        (lat, lon) => {
          const corners = trapezoid.map(([x, y]): LonLat => [x + 109 + lon, y - 31 + lat]);
          const [a, b, c, d] = corners;
          if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('four corners');
          const cross = (p: LonLat, q: LonLat): number => p[0] * q[1] - p[1] * q[0];
          const ac: LonLat = [c[0] - a[0], c[1] - a[1]];
          const bd: LonLat = [d[0] - b[0], d[1] - b[1]];
          const along = cross([b[0] - a[0], b[1] - a[1]], bd) / cross(ac, bd);
          const middle = groundToPicture([a, b, c, d])?.([a[0] + along * ac[0], a[1] + along * ac[1]]);
          expect(middle?.[0]).toBeCloseTo(0.5, 5);
          expect(middle?.[1]).toBeCloseTo(0.5, 5);
        },
      ),
    );
  });

  it('gives nothing for corners on a line', () => {
    expect(
      groundToPicture([
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
      ]),
    ).toBeUndefined();
  });
});
