import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { degreeDigits, metreDigits, mgrsWithin, positionText } from './precision.ts';

describe('digits', () => {
  it('are no more than the error allows', () => {
    expect(degreeDigits(17)).toBe(4);
    expect(degreeDigits(1500)).toBe(2);
    expect(degreeDigits(0.5)).toBe(6);
    expect(degreeDigits(null)).toBe(5);
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 100_000, noNaN: true }), (errorM) => {
        // One unit of the last digit is worth less than the error, and ten of them more.
        const unitM = 111_320 / 10 ** degreeDigits(errorM);
        expect(unitM).toBeLessThanOrEqual(errorM * (1 + 1e-9));
        expect(10 * unitM).toBeGreaterThan(errorM * (1 - 1e-9));
      }),
    );
    expect(metreDigits(0.4)).toBe(1);
    expect(metreDigits(4)).toBe(0);
  });

  it('of a grid reference are cut in pairs', () => {
    expect(mgrsWithin('16SEB1234567890', 0.8)).toBe('16S EB 12345 67890');
    expect(mgrsWithin('16S EB 12345 67890', 17)).toBe('16S EB 1234 6789');
    expect(mgrsWithin('16SEB1234567890', 250)).toBe('16S EB 123 678');
    expect(mgrsWithin('16SEB1234567890', 1e6)).toBe('16S EB 1 6');
    expect(mgrsWithin('no reference', 5)).toBe('no reference');
  });

  it('stand with their hemispheres', () => {
    expect(positionText(34.70601, -86.67204, 4)).toBe('34.7060° N, 86.6720° W');
    expect(positionText(-1.5, 2, 1)).toBe('1.5° S, 2.0° E');
  });
});
