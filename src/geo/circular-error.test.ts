import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { circularErrorM, circularProbability, gaussian90, horizontalAxes } from './circular-error.ts';

/** mulberry32, for the Monte Carlo check only. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

describe('the circle that holds 90 % of an elliptical Gaussian error', () => {
  it('gives the closed forms at both ends', () => {
    expect(circularErrorM(1, 1)).toBeCloseTo(Math.sqrt(-2 * Math.log(0.1)), 9);
    expect(circularErrorM(1, 0)).toBeCloseTo(1.6448536269514722, 8);
    expect(circularErrorM(0, 3)).toBeCloseTo(3 * 1.6448536269514722, 7);
    expect(circularErrorM(0, 0)).toBe(0);
    expect(circularErrorM(1, 1, 0.5)).toBeCloseTo(1.1774100225154747, 9);
    expect(circularErrorM(1, 0, 0.5)).toBeCloseTo(0.6744897501960817, 8);
  });

  it('gives the published factors for unequal axes', () => {
    // Harter (1960), Circular error probabilities, JASA 55, table of K for P = 0.90 and c = 0.1 ... 0.7.
    const published = [
      [0.1, 1.64791],
      [0.2, 1.65731],
      [0.3, 1.67383],
      [0.4, 1.69918],
      [0.5, 1.73708],
      [0.6, 1.79152],
      [0.7, 1.86253],
    ] as const;
    for (const [ratio, factor] of published) expect(circularErrorM(1, ratio)).toBeCloseTo(factor, 4);
  });

  it('inverts its own probability', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1e5, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.05, max: 0.99, noNaN: true }),
        (major, ratio, p) => {
          const r = circularErrorM(major, ratio * major, p);
          expect(circularProbability(r, major, ratio * major)).toBeCloseTo(p, 8);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('holds 90 % of a million draws', () => {
    const next = random(7);
    const r = circularErrorM(10, 3);
    let held = 0;
    const n = 1_000_000;
    for (let i = 0; i < n; i++) {
      const m = Math.sqrt(-2 * Math.log(1 - next()));
      const a = 2 * Math.PI * next();
      if (Math.hypot(10 * m * Math.cos(a), 3 * m * Math.sin(a)) <= r) held++;
    }
    expect(Math.abs(held / n - 0.9)).toBeLessThan(0.0012);
  });
});

describe('ellipse from a covariance', () => {
  it('finds the axes and the azimuth of the major one', () => {
    const north = horizontalAxes({ ee: 1, en: 0, eu: 0, nn: 9, nu: 0, uu: 0 });
    expect(north.semiMajorM).toBeCloseTo(3, 12);
    expect(north.semiMinorM).toBeCloseTo(1, 12);
    expect(north.orientationDeg).toBeCloseTo(0, 9);
    const northEast = horizontalAxes({ ee: 2, en: 1, eu: 0, nn: 2, nu: 0, uu: 0 });
    expect(northEast.orientationDeg).toBeCloseTo(45, 9);
    const southEast = horizontalAxes({ ee: 2, en: -1, eu: 0, nn: 2, nu: 0, uu: 0 });
    expect(southEast.orientationDeg).toBeCloseTo(135, 9);
  });

  it('scales to 90 %', () => {
    const g = gaussian90({ ee: 4, en: 0, eu: 0, nn: 4, nu: 0, uu: 9 });
    expect(g.ce90M).toBeCloseTo(2 * 2.145966, 5);
    expect(g.ellipse90.semiMajorM).toBeCloseTo(2 * 2.145966, 5);
    expect(g.le90M).toBeCloseTo(3 * 1.644854, 5);
  });
});
