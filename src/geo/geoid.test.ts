import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { haeToMslM, mslToHaeM, undulationM, undulationsAlongM } from './geoid.ts';

describe('EGM96 geoid', () => {
  // The agency's test points (INPUT.DAT / OUTINTPT.DAT of program F477 and its grid WW15MGH.GRD).
  it.each([
    [38.628155, 269.779155, -31.628],
    [-14.621217, 305.021114, -2.969],
    [46.874319, 102.448729, -43.575],
    [-23.617446, 133.874712, 15.871],
    [38.625473, 359.9995, 50.066],
    [-0.466744, 0.0023, 17.329],
  ])('at %f N %f E is %f m', (latitudeDeg, longitudeDeg, expectedM) => {
    expect(Math.abs(undulationM(latitudeDeg, longitudeDeg) - expectedM)).toBeLessThan(0.012);
  });

  it('has the two polar values of the grid', () => {
    for (const longitude of [0, 33.3, 180, -77]) {
      expect(undulationM(90, longitude)).toBeCloseTo(13.61, 5);
      expect(undulationM(-90, longitude)).toBeCloseTo(-29.53, 5);
    }
  });

  it('is the same whichever turn the longitude is written in, and continuous', () => {
    const latitude = fc.double({ min: -90, max: 90, noNaN: true });
    const longitude = fc.double({ min: -180, max: 180, noNaN: true });
    fc.assert(
      fc.property(latitude, longitude, (lat, lon) => {
        const here = undulationM(lat, lon);
        expect(Math.abs(here)).toBeLessThan(110);
        expect(undulationM(lat, lon + 360)).toBeCloseTo(here, 6);
        expect(Math.abs(undulationM(lat, lon + 1e-5) - here)).toBeLessThan(1e-3);
      }),
    );
    expect(undulationM(10, 180)).toBeCloseTo(undulationM(10, -180), 9);
    expect(undulationM(10, 179.9999999)).toBeCloseTo(undulationM(10, -179.9999999), 5);
  });

  it('along a parallel agrees with single places', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -90, max: 90, noNaN: true }),
        fc.double({ min: -180, max: 180, noNaN: true }),
        fc.double({ min: 1e-4, max: 0.7, noNaN: true }),
        (lat, west, step) => {
          const line = undulationsAlongM(lat, west, step, 7);
          for (let i = 0; i < 7; i++) expect(line[i]).toBeCloseTo(undulationM(lat, west + i * step), 7);
        },
      ),
    );
  });

  it('brings heights to mean sea level and back', () => {
    expect(mslToHaeM(38.628155, -90.220845, 100)).toBeCloseTo(100 - 31.62, 1);
    expect(haeToMslM(12, 34, mslToHaeM(12, 34, 567.8))).toBeCloseTo(567.8, 9);
  });
});
