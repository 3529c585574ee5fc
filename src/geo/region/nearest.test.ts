import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { destination, distanceM } from '../ellipsoid.ts';
import { distance3M } from './capsule.ts';
import { curveBetween, type EdgeKind, leastGeodesicM, mostGeodesicM, surfacePoint } from './curve.ts';
import { enclose, nearest, pointEnclosure } from './nearest.ts';

const line = (a: readonly [number, number], b: readonly [number, number], kind: EdgeKind = 'geodesic') =>
  curveBetween(surfacePoint(...a), surfacePoint(...b), kind);
const latitude = fc.double({ min: -90, max: 90, noNaN: true });
const longitude = fc.double({ min: -180, max: 180, noNaN: true });
const lengths = fc.double({ min: 0, max: 18_000_000, noNaN: true });

describe('straight lines and shortest paths', () => {
  it('bound each other everywhere', () => {
    fc.assert(
      fc.property(
        latitude,
        longitude,
        fc.double({ min: 0, max: 360, noNaN: true }),
        lengths,
        (lat, lon, azimuth, length) => {
          const to = destination({ latitudeDeg: lat, longitudeDeg: lon }, azimuth, length);
          const from = surfacePoint(lat, lon);
          const end = surfacePoint(to.latitudeDeg, to.longitudeDeg);
          const chordM = distance3M(from, end);
          const pathM = distanceM(from, end);
          expect(leastGeodesicM(chordM)).toBeLessThanOrEqual(pathM + 1e-6);
          expect(mostGeodesicM(chordM)).toBeGreaterThanOrEqual(pathM - 1e-6);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('differ by less than is promised at the widest buffer', () => {
    const gapM = (pathM: number): number => mostGeodesicM(pathM) - leastGeodesicM(pathM);
    expect(gapM(25_000)).toBeLessThan(0.001);
    expect(gapM(100_000)).toBeLessThan(0.025);
    expect(gapM(200_000)).toBeLessThan(0.18);
  });
});

describe('the least distance', () => {
  // Baselga and Martinez-Llario, Stud. Geophys. Geod. 62 (2018), table 4: place and foot to 1e-4".
  it('agrees with the published foot of a perpendicular', () => {
    const found = nearest(pointEnclosure(surfacePoint(52, 5.5)), line([52, 5], [51.4, 6]).whole);
    expect(found.onB.latitudeDeg).toBeCloseTo(51.8460892222, 7);
    expect(found.onB.longitudeDeg).toBeCloseTo(5.2604285, 7);
    expect(found.atMostM).toBeCloseTo(23_767.724, 3);
    expect(found.atMostM - found.atLeastM).toBeLessThan(0.001);
  });

  it('is the arc of the meridian from the equator, and 0 where lines cross', () => {
    const found = nearest(pointEnclosure(surfacePoint(0.1, 20)), line([0, 10], [0, 30]).whole);
    expect(found.atMostM).toBeCloseTo(
      distanceM({ latitudeDeg: 0.1, longitudeDeg: 20 }, { latitudeDeg: 0, longitudeDeg: 20 }),
      3,
    );
    expect(nearest(line([-1, 0], [1, 0.3]).whole, line([0, -1], [0, 1]).whole).atMostM).toBeLessThan(0.002);
  });

  it('tells a parallel from the geodesic between the same ends', () => {
    const middle = pointEnclosure(surfacePoint(32.5, -111));
    expect(nearest(middle, line([32.5, -117], [32.5, -105], 'parallel').whole).atMostM).toBeLessThan(0.002);
    // The geodesic bulges by L^2 tan(lat) / 8R, 15.8 km here.
    const away = nearest(middle, line([32.5, -117], [32.5, -105]).whole).atMostM;
    expect(away).toBeGreaterThan(15_500);
    expect(away).toBeLessThan(16_200);
  });

  it('lies within its bounds and below every sampled pair, whatever the lines', () => {
    const kind = fc.constantFrom<EdgeKind>('geodesic', 'parallel');
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const near = fc.double({ min: -3, max: 3, noNaN: true });
    const lines = fc.tuple(latitude, longitude, near, near, kind).map(([lat, lon, dLat, dLon, kind]) => {
      const to = kind === 'parallel' ? lat : Math.max(-90, Math.min(90, lat + dLat));
      return { lat, lon, kind, to, dLon };
    });
    fc.assert(
      fc.property(lines, near, near, kind, share, share, (a, dLat, dLon, kindB, onA, onB) => {
        const curveA = line([a.lat, a.lon], [a.to, a.lon + a.dLon], a.kind);
        const start = Math.max(-90, Math.min(90, a.lat + dLat));
        const end = kindB === 'parallel' ? start : Math.max(-90, Math.min(90, start - dLon));
        const curveB = line([start, a.lon + dLon], [end, a.lon - dLat], kindB);
        const found = nearest(curveA.whole, enclose([curveB])!);
        const sampled = distanceM(curveA.at(curveA.lengthM * onA), curveB.at(curveB.lengthM * onB));
        expect(found.atLeastM).toBeLessThanOrEqual(found.atMostM);
        expect(found.atLeastM).toBeLessThanOrEqual(sampled + 1e-6);
        expect(distanceM(found.onA, found.onB)).toBeLessThanOrEqual(found.atMostM + 0.001);
      }),
      { numRuns: 300 },
    );
  });

  it('with a limit says nothing nearer than it is, and on the right side of the limit', () => {
    const border = line([32.5, -117], [32.5, -105], 'parallel').whole;
    const leg = line([32.4, -116], [32.4, -106], 'parallel').whole;
    const trueM = distanceM({ latitudeDeg: 32.5, longitudeDeg: 0 }, { latitudeDeg: 32.4, longitudeDeg: 0 });
    expect(nearest(leg, border, trueM - 0.01).atLeastM).toBeGreaterThan(trueM - 0.01);
    expect(nearest(leg, border, trueM + 0.01).atLeastM).toBeLessThan(trueM + 0.01);
  });
});
