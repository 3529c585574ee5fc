import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SensorPose } from '../model/flight.ts';
import { distanceM } from './ellipsoid.ts';
import { pointCovarianceOf0601, poseComponentsOf0601, sentPoseComponents } from './sent-covariance.ts';

const pose: SensorPose = {
  position: { latitudeDeg: 60, longitudeDeg: 20, heightM: 0 },
  platform: { headingDeg: 0, pitchDeg: 0, rollDeg: 0 },
  relative: { azimuthDeg: 0, elevationDeg: -45, rollDeg: 0 },
  horizontalFovDeg: 30,
  verticalFovDeg: 20,
};

describe('uncertainty sent with the metadata (ST 1010)', () => {
  it('of the pose: components give back any covariance, singular ones too', () => {
    const entry = fc.double({ min: -3, max: 3, noNaN: true });
    const parameters = ['eastM', 'northM', 'upM', 'headingDeg'] as const;
    fc.assert(
      fc.property(fc.array(fc.tuple(entry, entry, entry, entry), { minLength: 1, maxLength: 6 }), (vectors) => {
        const covariance = parameters.map((_, i) =>
          parameters.map((_, j) => vectors.reduce((s, v) => s + v[i]! * v[j]!, 0)),
        );
        const components = sentPoseComponents(parameters, covariance);
        for (const [i, p] of parameters.entries()) {
          for (const [j, q] of parameters.entries()) {
            const sum = components.reduce((s, c) => s + (c.oneSigma[p] ?? 0) * (c.oneSigma[q] ?? 0), 0);
            expect(Math.abs(sum - covariance[i]![j]!)).toBeLessThan(1e-4);
          }
        }
      }),
    );
  });

  it('of items 13, 14, 19, with one that is no part of the pose: degrees become metres, correlations stay', () => {
    const [north, east, elevation] = [2e-5, 4e-5, 0.1];
    const rho = 0.6;
    const components = poseComponentsOf0601(
      [13, 21, 14, 19],
      [
        [north * north, 0, rho * north * east, 0],
        [0, 100, 0, 0],
        [rho * north * east, 0, east * east, 0],
        [0, 0, 0, elevation * elevation],
      ],
      pose,
    );
    const sum = (p: 'eastM' | 'northM' | 'elevationDeg', q: 'eastM' | 'northM' | 'elevationDeg'): number =>
      components.reduce((s, c) => s + (c.oneSigma[p] ?? 0) * (c.oneSigma[q] ?? 0), 0);
    const at = { latitudeDeg: 60, longitudeDeg: 20 };
    const northM = distanceM(at, { ...at, latitudeDeg: 60 + north });
    const eastM = distanceM(at, { ...at, longitudeDeg: 20 + east });
    expect(Math.sqrt(sum('northM', 'northM'))).toBeCloseTo(northM, 5);
    expect(Math.sqrt(sum('eastM', 'eastM'))).toBeCloseTo(eastM, 5);
    expect(sum('eastM', 'northM')).toBeCloseTo(rho * northM * eastM, 4);
    expect(Math.sqrt(sum('elevationDeg', 'elevationDeg'))).toBeCloseTo(elevation, 9);
  });

  it('of the field of view: a relative error of its tangent, counted once', () => {
    const components = poseComponentsOf0601(
      [16, 17],
      [
        [0.04, 0],
        [0, 0.04],
      ],
      pose,
    );
    expect(components.length).toBe(1);
    const half = (deg: number) => Math.tan((deg * Math.PI) / 360);
    expect(components[0]?.oneSigma.fovScale).toBeCloseTo(half(30.2) / half(30) - 1, 4);
  });

  it('of the frame centre: axes in their places, height known where none is sent', () => {
    const two = pointCovarianceOf0601(
      [24, 23],
      [
        [1e-10, 0],
        [0, 4e-10],
      ],
      pose.position,
    );
    // At 60 degrees a degree of longitude is half one of latitude, so north is four times east here, and a little less.
    expect(Math.sqrt((two?.nn ?? 0) / (two?.ee ?? 1))).toBeCloseTo(4, 1);
    expect(two?.uu).toBe(0);
    const three = pointCovarianceOf0601(
      [23, 24, 78],
      [
        [1e-10, 0, 2e-5],
        [0, 1e-10, 0],
        [2e-5, 0, 9],
      ],
      pose.position,
    );
    expect(three?.uu).toBe(9);
    expect(three?.nu).toBeCloseTo(2e-5 * 111_412, 2);
    expect(pointCovarianceOf0601([13, 14], [[1], [0, 1]], pose.position)).toBeUndefined();
  });
});
