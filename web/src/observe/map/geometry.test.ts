import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceM } from '../../../../src/geo/ellipsoid.ts';
import { framesOf } from '../../../../test/frames-view.ts';
import { latLonText, lengthText, mgrsText, roundLengthM } from './coordinates.ts';
import { ellipseAt, fieldOfView, geodesic, measure, type Place, trackStretches } from './geometry.ts';
import { terrariumM, tileAt } from './terrarium.ts';

const apart = (a: Place, b: Place): number =>
  distanceM({ longitudeDeg: a[0], latitudeDeg: a[1] }, { longitudeDeg: b[0], latitudeDeg: b[1] });
const place = fc.tuple(fc.double({ min: -179, max: 179, noNaN: true }), fc.double({ min: -75, max: 75, noNaN: true }));

describe('an ellipse drawn to scale', () => {
  it('is as long and as wide as it says, and turned as it says', () => {
    fc.assert(
      fc.property(place, fc.integer({ min: 0, max: 179 }), (at, orientationDeg) => {
        const ring = ellipseAt(at, { semiMajorM: 300, semiMinorM: 40, orientationDeg });
        const radii = ring.map((vertex) => apart(at, vertex));
        expect(Math.max(...radii)).toBeCloseTo(300, -1);
        expect(Math.min(...radii)).toBeCloseTo(40, -1);
        const bearing = measure(at, ring[0] ?? at).bearingDeg;
        const turn = (((bearing - orientationDeg) % 180) + 270) % 180;
        expect(Math.abs(turn - 90)).toBeLessThan(0.5);
      }),
    );
  });
});

describe('a measured line', () => {
  it('is the geodesic: a quarter of the equator, and due east along it', () => {
    const { lengthM, bearingDeg } = measure([0, 0], [90, 0]);
    expect(lengthM).toBeCloseTo(10_018_754.17, 1);
    expect(bearingDeg).toBeCloseTo(90, 9);
  });

  it('adds up along its vertices, over the date line too', () => {
    const ends: readonly (readonly [Place, Place])[] = [
      [
        [179, 10],
        [-178, 12],
      ],
      [
        [-109, 31],
        [-70, 50],
      ],
    ];
    for (const [from, to] of ends) {
      const line = geodesic(from, to);
      const sum = line.slice(1).reduce((all, vertex, at) => all + apart(line[at] ?? vertex, vertex), 0);
      expect(sum).toBeCloseTo(measure(from, to).lengthM, 0);
      for (let at = 1; at < line.length; at++) {
        expect(Math.abs((line[at]?.[0] ?? 0) - (line[at - 1]?.[0] ?? 0))).toBeLessThan(5);
      }
    }
  });
});

describe('a field of view', () => {
  it('spans the corners of the picture, from the sensor', () => {
    const corners = [
      [-109.03, 31.1],
      [-108.97, 31.1],
      [-108.99, 31.05],
      [-109.01, 31.05],
    ] as const;
    const view = framesOf([{ sensor: [-109, 31], corners, lookAzimuthDeg: 0 }]);
    const ring = fieldOfView(view, 0) ?? [];
    expect(ring[0]).toEqual([-109, 31]);
    const bearings = ring.slice(1, -1).map((vertex) => measure([-109, 31], vertex).bearingDeg);
    const at = (corner: Place): number => measure([-109, 31], corner).bearingDeg;
    const signed = (deg: number): number => (deg > 180 ? deg - 360 : deg);
    const all = corners.map((corner) => signed(at(corner)));
    expect(Math.min(...bearings.map(signed))).toBeCloseTo(Math.min(...all), 6);
    expect(Math.max(...bearings.map(signed))).toBeCloseTo(Math.max(...all), 6);
  });

  it('is open where the picture meets no ground, and absent where nothing is known', () => {
    const look = { sensor: [10, 45] as const, lookAzimuthDeg: 350, horizontalFovDeg: 40 };
    const ring = fieldOfView(framesOf([look]), 0) ?? [];
    const bearings = ring.slice(1, -1).map((vertex) => measure([10, 45], vertex).bearingDeg);
    expect(bearings[0]).toBeCloseTo(330, 6);
    expect(bearings.at(-1)).toBeCloseTo(10, 6);
    expect(fieldOfView(framesOf([{ sensor: [10, 45] }]), 0)).toBeUndefined();
    expect(fieldOfView(framesOf([{}]), 0)).toBeUndefined();
  });
});

describe('a track', () => {
  it('breaks where the aircraft was not seen, and runs on over the date line', () => {
    const view = framesOf([
      { timeUs: 0, sensor: [179.9, 0] },
      { timeUs: 1e6, sensor: [-179.9, 0] },
      { timeUs: 2e6 },
      { timeUs: 3e6, sensor: [-179.7, 0] },
      { timeUs: 60e6, sensor: [-170, 0] },
    ]);
    const stretches = trackStretches(view);
    expect(stretches.map(({ rows }) => rows)).toEqual([[0, 1, 3], [4]]);
    expect(stretches[0]?.line[1]?.[0]).toBeCloseTo(180.1, 9);
  });
});

describe('coordinates', () => {
  it('reads the grid square of a known place, with no more digits than the error allows', () => {
    // Worked example of NGA.STND.0037 (section on grid references) is given by the library's own tests; here: digits and spacing.
    expect(mgrsText([-77.0435, 38.8895], 1)).toMatch(/^18S UJ \d{5} \d{5}$/);
    expect(mgrsText([-77.0435, 38.8895], 50)).toMatch(/^18S UJ \d{3} \d{3}$/);
    expect(mgrsText([0, 88])).toBeUndefined();
    expect(latLonText([-109.123456, -31.5], 50)).toBe('31.500° S 109.123° W');
    expect(lengthText(1234, 'en')).toBe('1.23 km');
    expect([7, 49, 500, 1999].map(roundLengthM)).toEqual([5, 20, 500, 1000]);
  });

  it('reads heights and tiles', () => {
    expect(terrariumM(128, 0, 0)).toBe(0);
    expect(terrariumM(133, 144, 128)).toBe(1424.5);
    expect(tileAt(-180, 85.0511, 3)).toMatchObject({ x: 0, y: 0 });
    const { x, y, u, v } = tileAt(0, 0, 1);
    expect([x, y, u, v]).toEqual([1, 1, 0, 0]);
  });
});
