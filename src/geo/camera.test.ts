import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SensorPose } from '../model/flight.ts';
import { distort, type ImagePosition, imageCenter, lineOfSight, undistort } from './camera.ts';
import { ecefToEnuVector, enuBasis } from './ellipsoid.ts';

const base: SensorPose = {
  position: { latitudeDeg: 42.3, longitudeDeg: 1.6, heightM: 5000 },
  platform: { headingDeg: 0, pitchDeg: 0, rollDeg: 0 },
  relative: { azimuthDeg: 0, elevationDeg: 0, rollDeg: 0 },
  horizontalFovDeg: 20,
  verticalFovDeg: 12,
};

/** East, north and up of the line of sight. */
function look(
  platform: Partial<SensorPose['platform']>,
  relative: Partial<SensorPose['relative']>,
  at: ImagePosition = imageCenter,
): readonly [number, number, number] {
  const pose = {
    ...base,
    platform: { ...base.platform, ...platform },
    relative: { ...base.relative, ...relative },
  };
  const los = lineOfSight(pose, at);
  if (los === undefined) throw new Error('no line of sight');
  const v = ecefToEnuVector(enuBasis(base.position.latitudeDeg, base.position.longitudeDeg), los.direction);
  return [v.east, v.north, v.up];
}

function expectVector(actual: readonly number[], expected: readonly number[]): void {
  for (const [i, e] of expected.entries()) expect(actual[i]).toBeCloseTo(e, 12);
}

const rad = Math.PI / 180;

describe('line of sight, conventions of ST 0601', () => {
  it('level flight north, camera along the nose: north', () => {
    expectVector(look({}, {}), [0, 1, 0]);
  });

  it('heading is clockwise from north', () => {
    expectVector(look({ headingDeg: 90 }, {}), [1, 0, 0]);
    expectVector(look({ headingDeg: 225 }, {}), [-Math.SQRT1_2, -Math.SQRT1_2, 0]);
  });

  it('azimuth 90, elevation -30 in level flight north looks east and 30 degrees down', () => {
    expectVector(look({}, { azimuthDeg: 90, elevationDeg: -30 }), [Math.cos(30 * rad), 0, -Math.sin(30 * rad)]);
  });

  it('elevation -90 looks straight down whatever the heading and azimuth', () => {
    expectVector(look({ headingDeg: 37 }, { azimuthDeg: 211, elevationDeg: -90 }), [0, 0, -1]);
  });

  it('positive pitch raises the nose', () => {
    expectVector(look({ pitchDeg: 10 }, {}), [0, Math.cos(10 * rad), Math.sin(10 * rad)]);
    // Looking backwards, the same pitch looks down.
    expectVector(look({ pitchDeg: 10 }, { azimuthDeg: 180 }), [0, -Math.cos(10 * rad), -Math.sin(10 * rad)]);
  });

  it('positive roll puts the right wing down: a camera to the right looks lower, one to the left higher', () => {
    expectVector(look({ rollDeg: 20 }, { azimuthDeg: 90 }), [Math.cos(20 * rad), 0, -Math.sin(20 * rad)]);
    expectVector(look({ rollDeg: 20 }, { azimuthDeg: 270 }), [-Math.cos(20 * rad), 0, Math.sin(20 * rad)]);
    expectVector(look({ rollDeg: 20 }, {}), [0, 1, 0]);
  });

  it('a level platform that rolls 30 with the camera straight down of its body looks to the left', () => {
    // The belly points to the left when the right wing goes down.
    expectVector(look({ rollDeg: 30 }, { elevationDeg: -90 }), [-Math.sin(30 * rad), 0, -Math.cos(30 * rad)]);
  });

  it('hand-derived chain: heading 90, pitch 10, azimuth 90, elevation -40', () => {
    // The platform's right is south, unmoved by pitch; its down is down, tilted 10 degrees to the rear (west).
    const c = Math.cos(40 * rad);
    const s = Math.sin(40 * rad);
    expectVector(look({ headingDeg: 90, pitchDeg: 10 }, { azimuthDeg: 90, elevationDeg: -40 }), [
      s * Math.sin(10 * rad),
      -c,
      -s * Math.cos(10 * rad),
    ]);
  });

  it('the image: right is right, down is down, by the tangents of half the fields of view', () => {
    const right = look({}, {}, { x: 1, y: 0.5 });
    expect(Math.atan2(right[0], right[1]) / rad).toBeCloseTo(10, 10);
    const bottom = look({}, {}, { x: 0.5, y: 1 });
    expect(Math.asin(bottom[2]) / rad).toBeCloseTo(-6, 10);
    const corner = look({}, {}, { x: 0, y: 0 });
    expect(corner[0] / corner[1]).toBeCloseTo(-Math.tan(10 * rad), 12);
    expect(corner[2] / corner[1]).toBeCloseTo(Math.tan(6 * rad), 12);
  });

  it('relative roll is clockwise seen from behind: the right edge of the image goes down', () => {
    const right = look({}, { rollDeg: 90 }, { x: 1, y: 0.5 });
    expect(Math.asin(right[2]) / rad).toBeCloseTo(-10, 10);
    expect(right[0]).toBeCloseTo(0, 12);
  });

  it('stays of unit length for any pose and pixel', () => {
    const angle = fc.double({ min: -360, max: 360, noNaN: true });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(angle, angle, angle, angle, angle, angle, share, share, (h, p, r, az, el, sr, x, y) => {
        const v = look(
          { headingDeg: h, pitchDeg: p, rollDeg: r },
          { azimuthDeg: az, elevationDeg: el, rollDeg: sr },
          { x, y },
        );
        expect(Math.hypot(...v)).toBeCloseTo(1, 12);
      }),
    );
  });

  it('heading turns every line of sight about the vertical, and changes no elevation', () => {
    const angle = fc.double({ min: -180, max: 180, noNaN: true });
    fc.assert(
      fc.property(angle, angle, angle, angle, angle, (h, p, r, az, el) => {
        const still = look({ pitchDeg: p, rollDeg: r }, { azimuthDeg: az, elevationDeg: el }, { x: 0.1, y: 0.9 });
        const turned = look(
          { headingDeg: h, pitchDeg: p, rollDeg: r },
          { azimuthDeg: az, elevationDeg: el },
          { x: 0.1, y: 0.9 },
        );
        expect(turned[2]).toBeCloseTo(still[2], 12);
        expect(turned[0]).toBeCloseTo(still[0] * Math.cos(h * rad) + still[1] * Math.sin(h * rad), 11);
      }),
    );
  });
});

describe('lens distortion', () => {
  // Coefficients of a real small drone camera with a narrow lens.
  const lens = { k1: -0.077582, k2: 0.197062, k3: -0.06815, p1: 0.001172, p2: 0.000239 };

  it('is undone', () => {
    const t = fc.double({ min: -0.6, max: 0.6, noNaN: true });
    fc.assert(
      fc.property(t, t, (x, y) => {
        const seen = distort(lens, x, y);
        const back = undistort(lens, seen.x, seen.y);
        expect(back?.x).toBeCloseTo(x, 10);
        expect(back?.y).toBeCloseTo(y, 10);
      }),
    );
  });

  it('leaves the principal point alone, and moves a corner by its radial factor', () => {
    expect(distort(lens, 0, 0)).toEqual({ x: 0, y: 0 });
    const pure = { k1: 0.1, k2: 0, k3: 0, p1: 0, p2: 0 };
    expect(distort(pure, 0.5, 0).x).toBeCloseTo(0.5 * 1.025, 12);
  });

  it('says where the model images nothing', () => {
    // x (1 - x^2) never exceeds 0.385.
    const barrel = { k1: -1, k2: 0, k3: 0, p1: 0, p2: 0 };
    expect(undistort(barrel, 0.5, 0)).toBeUndefined();
    expect(undistort(barrel, 0.3, 0)?.x).toBeCloseTo(0.3389, 3);
    const wide = { ...base, horizontalFovDeg: 60 };
    expect(lineOfSight(wide, { x: 1, y: 0.5 }, barrel)).toBeUndefined();
  });
});
