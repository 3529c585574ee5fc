import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ecef, Geodetic } from '../model/geodetic.ts';
import {
  azimuthDeg,
  destination,
  distanceM,
  ecefToEnu,
  ecefToEnuVector,
  enuBasis,
  enuToEcefVector,
  offsetEnu,
  radiiM,
  ringAreaM2,
  sinCosDeg,
  toEcef,
  toGeodetic,
  wgs84,
  wrapLongitudeDeg,
} from './ellipsoid.ts';

const place = fc.record({
  latitudeDeg: fc.oneof(fc.double({ min: -90, max: 90, noNaN: true }), fc.constantFrom(-90, 0, 90, 89.9999999)),
  longitudeDeg: fc.double({ min: -180, max: 180, noNaN: true }),
  heightM: fc.oneof(fc.double({ min: -12_000, max: 100_000, noNaN: true }), fc.constantFrom(0, 4e7, 1e9, -3e6)),
});

/** Vermeille's closed form (J. Geodesy 76, 2002): shares no step with the code under test. Valid outside the evolute. */
function vermeille({ xM: x, yM: y, zM: z }: Ecef): Geodetic {
  const { semiMajorM: a, e2 } = wgs84;
  const p = (x * x + y * y) / (a * a);
  const q = ((1 - e2) / (a * a)) * z * z;
  const r = (p + q - e2 * e2) / 6;
  const s = (e2 * e2 * p * q) / (4 * r ** 3);
  const t = Math.cbrt(1 + s + Math.sqrt(s * (2 + s)));
  const u = r * (1 + t + 1 / t);
  const v = Math.sqrt(u * u + e2 * e2 * q);
  const w = (e2 * (u + v - q)) / (2 * v);
  const k = Math.sqrt(u + v + w * w) - w;
  const d = (k * Math.sqrt(x * x + y * y)) / (k + e2);
  return {
    latitudeDeg: (2 * Math.atan2(z, d + Math.sqrt(d * d + z * z)) * 180) / Math.PI,
    longitudeDeg: (Math.atan2(y, x) * 180) / Math.PI,
    heightM: ((k + e2 - 1) / k) * Math.sqrt(d * d + z * z),
  };
}

function gapM(a: Ecef, b: Ecef): number {
  return Math.hypot(a.xM - b.xM, a.yM - b.yM, a.zM - b.zM);
}

describe('earth-centred coordinates', () => {
  it('knows the ends of the axes', () => {
    expect(toEcef({ latitudeDeg: 0, longitudeDeg: 0, heightM: 0 })).toEqual({ xM: 6378137, yM: 0, zM: 0 });
    expect(Math.abs(toEcef({ latitudeDeg: 90, longitudeDeg: 12, heightM: 0 }).xM)).toBe(0);
    expect(toEcef({ latitudeDeg: 90, longitudeDeg: 12, heightM: 0 }).zM).toBeCloseTo(6356752.314245179, 8);
    expect(toGeodetic({ xM: 0, yM: 0, zM: -6356752.314245179 - 10 })).toEqual({
      latitudeDeg: -90,
      longitudeDeg: 0,
      heightM: expect.closeTo(10, 8),
    });
  });

  it('goes there and back within the last bits of a coordinate', () => {
    fc.assert(
      fc.property(place, (p) => {
        const e = toEcef(p);
        const scale = Math.max(1, Math.abs(p.heightM) / wgs84.semiMajorM);
        expect(gapM(toEcef(toGeodetic(e)), e)).toBeLessThan(1e-8 * scale);
        expect(Math.abs(toGeodetic(e).heightM - p.heightM)).toBeLessThan(4e-9 * scale);
      }),
      { numRuns: 2000 },
    );
  });

  it("agrees with Vermeille's closed form to 1e-11 degrees", () => {
    const near = place.filter((p) => Math.abs(p.latitudeDeg) < 89.99 && p.heightM > -1e6 && p.heightM < 1e6);
    fc.assert(
      fc.property(near, (p) => {
        const ours = toGeodetic(toEcef(p));
        const theirs = vermeille(toEcef(p));
        expect(Math.abs(ours.latitudeDeg - theirs.latitudeDeg)).toBeLessThan(1e-11);
        expect(ours.longitudeDeg).toBeCloseTo(theirs.longitudeDeg, 12);
        expect(Math.abs(ours.heightM - theirs.heightM)).toBeLessThan(1e-6);
      }),
      { numRuns: 1000 },
    );
  });

  it('has curvature radii that match finite differences of the surface', () => {
    for (const latitudeDeg of [-80, -30, 0, 45, 71]) {
      const { meridianM, primeVerticalM } = radiiM(latitudeDeg);
      const step = 1e-3;
      const a = toEcef({ latitudeDeg: latitudeDeg - step, longitudeDeg: 0, heightM: 0 });
      const b = toEcef({ latitudeDeg: latitudeDeg + step, longitudeDeg: 0, heightM: 0 });
      expect(gapM(a, b) / ((2 * step * Math.PI) / 180) / meridianM).toBeCloseTo(1, 8);
      const axisM = toEcef({ latitudeDeg, longitudeDeg: 0, heightM: 0 }).xM;
      expect(axisM / Math.cos((latitudeDeg * Math.PI) / 180)).toBeCloseTo(primeVerticalM, 6);
    }
  });
});

describe('angles', () => {
  it('are exact at quarters and right elsewhere', () => {
    expect(sinCosDeg(180)).toEqual({ sin: -0, cos: -1 });
    expect(sinCosDeg(-270).sin).toBe(1);
    fc.assert(
      fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), (angle) => {
        const { sin, cos } = sinCosDeg(angle);
        expect(sin).toBeCloseTo(Math.sin((angle * Math.PI) / 180), 12);
        expect(cos).toBeCloseTo(Math.cos((angle * Math.PI) / 180), 12);
      }),
    );
  });

  it('wrap into [-180, 180)', () => {
    expect([180, -180, 540, 359.5, -181, 12].map(wrapLongitudeDeg)).toEqual([-180, -180, -180, -0.5, 179, 12]);
  });
});

describe('local axes', () => {
  it('are orthonormal, right-handed, and turn vectors back and forth', () => {
    const component = fc.double({ min: -1e5, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(place, component, component, component, (p, east, north, up) => {
        const basis = enuBasis(p.latitudeDeg, p.longitudeDeg);
        const back = ecefToEnuVector(basis, enuToEcefVector(basis, { east, north, up }));
        expect(back.east).toBeCloseTo(east, 8);
        expect(back.north).toBeCloseTo(north, 8);
        expect(back.up).toBeCloseTo(up, 8);
        const { east: e, north: n, up: u } = basis;
        expect(e.y * n.z - e.z * n.y).toBeCloseTo(u.x, 12);
        expect(e.z * n.x - e.x * n.z).toBeCloseTo(u.y, 12);
        expect(e.x * n.y - e.y * n.x).toBeCloseTo(u.z, 12);
      }),
    );
  });

  it('offset and its inverse agree', () => {
    const component = fc.double({ min: -50_000, max: 50_000, noNaN: true });
    fc.assert(
      fc.property(place, component, component, component, (p, east, north, up) => {
        fc.pre(Math.abs(p.heightM) < 1e6);
        const back = ecefToEnu(p, toEcef(offsetEnu(p, east, north, up)));
        expect(Math.hypot(back.eastM - east, back.northM - north, back.upM - up)).toBeLessThan(2e-8);
      }),
    );
  });
});

describe('geodesics', () => {
  it("match an example of Karney's GeodSolve", () => {
    // JFK to LHR, an example of GeodSolve(1).
    const jfk = { latitudeDeg: 40.6, longitudeDeg: -73.8 };
    const lhr = { latitudeDeg: 51.6, longitudeDeg: -0.5 };
    expect(distanceM(jfk, lhr)).toBeCloseTo(5551759.4, 0);
    expect(azimuthDeg(jfk, lhr)).toBeCloseTo(51.19888, 4);
  });

  it('a quarter of the meridian and of the equator have their known lengths', () => {
    const origin = { latitudeDeg: 0, longitudeDeg: 0 };
    expect(distanceM(origin, { latitudeDeg: 90, longitudeDeg: 0 })).toBeCloseTo(10001965.729, 3);
    expect(distanceM(origin, { latitudeDeg: 0, longitudeDeg: 90 })).toBeCloseTo((Math.PI / 2) * 6378137, 3);
    expect(azimuthDeg(origin, { latitudeDeg: 0, longitudeDeg: -1 })).toBe(270);
    expect(azimuthDeg(origin, { latitudeDeg: 1, longitudeDeg: 0 })).toBe(0);
  });

  it('a walk lands where the way back says it came from', () => {
    fc.assert(
      fc.property(
        place,
        fc.double({ min: 0, max: 359.9, noNaN: true }),
        fc.double({ min: 1, max: 1e7, noNaN: true }),
        (p, azimuth, lengthM) => {
          fc.pre(Math.abs(p.latitudeDeg) < 89);
          const there = destination(p, azimuth, lengthM);
          expect(there.longitudeDeg).toBeGreaterThanOrEqual(-180);
          expect(there.longitudeDeg).toBeLessThan(180);
          expect(distanceM(p, there)).toBeCloseTo(lengthM, 6);
          const turn = Math.abs(azimuthDeg(p, there) - azimuth);
          expect((Math.min(turn, 360 - turn) * Math.PI * lengthM) / 180).toBeLessThan(1e-5);
        },
      ),
    );
  });

  it('the areas of a zone and of the whole earth are known in closed form', () => {
    // Hemisphere bounded by the equator: half the area of the ellipsoid, 510065621724089 m^2.
    const equator: [number, number][] = [0, 90, 180, -90].map((lon) => [lon, 0]);
    expect(ringAreaM2(equator) / (510065621724088.44 / 2)).toBeCloseTo(1, 9);
    const square: [number, number][] = [
      [1, 42],
      [1, 42.001],
      [1.001, 42.001],
      [1.001, 42],
      [1, 42],
    ];
    const { meridianM, primeVerticalM } = radiiM(42.0005);
    const perDeg = Math.PI / 180;
    const flatM2 = meridianM * 0.001 * perDeg * (primeVerticalM * Math.cos(42.0005 * perDeg) * 0.001 * perDeg);
    expect(ringAreaM2(square) / flatM2).toBeCloseTo(1, 7);
    expect(ringAreaM2([...square].reverse())).toBeCloseTo(ringAreaM2(square), 4);
    expect(ringAreaM2(square.slice(0, 2))).toBe(0);
  });
});
