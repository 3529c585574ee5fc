import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { following, marks, moved, timeAt, xOf, zoomed } from './axis.ts';

const whole = { fromS: 10, toS: 7210 };

describe('the axis of the strip', () => {
  it('takes moments to places and back', () => {
    fc.assert(
      fc.property(fc.double({ min: 10, max: 7210, noNaN: true }), fc.integer({ min: 50, max: 4000 }), (atS, width) => {
        expect(timeAt(whole, width, xOf(whole, width, atS))).toBeCloseTo(atS, 6);
      }),
    );
    expect(timeAt(whole, 100, -5)).toBe(10);
    expect(timeAt(whole, 100, 500)).toBe(7210);
  });

  it('zooms about a moment, which stays where it is, and never leaves the flight', () => {
    const about = zoomed(whole, whole, 1000, 0.25);
    expect(xOf(about, 800, 1000)).toBeCloseTo(xOf(whole, 800, 1000), 6);
    expect(zoomed(about, whole, 1000, 100)).toEqual(whole);
    fc.assert(
      fc.property(
        fc.double({ min: 10, max: 7210, noNaN: true }),
        fc.double({ min: 0.001, max: 10, noNaN: true }),
        (at, factor) => {
          const span = zoomed(about, whole, at, factor);
          expect(span.fromS).toBeGreaterThanOrEqual(whole.fromS - 1e-9);
          expect(span.toS).toBeLessThanOrEqual(whole.toS + 1e-9);
          expect(span.toS).toBeGreaterThan(span.fromS);
        },
      ),
    );
  });

  it('turns on like a page when the moment leaves it', () => {
    const span = { fromS: 100, toS: 200 };
    expect(following(span, whole, 150)).toBe(span);
    expect(following(span, whole, 201)).toEqual({ fromS: 191, toS: 291 });
    expect(moved(span, whole, -500)).toEqual({ fromS: 10, toS: 110 });
  });

  it('marks round UTC, far enough apart', () => {
    const found = marks({ fromS: 0, toS: 600 }, 800, 1_200_000_007_000_000);
    expect(found.length).toBeGreaterThan(2);
    for (const { atS, timeUs } of found) {
      expect(timeUs % 120_000_000).toBe(0);
      expect(atS).toBeCloseTo((timeUs - 1_200_000_007_000_000) / 1e6, 6);
    }
  });
});
