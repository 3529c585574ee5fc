import fc from 'fast-check';
import * as polyclip from 'polyclip-ts';
import { describe, expect, it } from 'vitest';
import { azimuthDeg, destination, distanceM, type LatLon, ringAreaM2 } from '../../geo/ellipsoid.ts';
import type { Coverage } from '../../model/flight.ts';
import { CoverageGrid, type GroundLook, octantBit } from './coverage.ts';
import { equalAreaPlane } from './equal-area.ts';

type Pairs = [number, number][];

/** A rectangle on the ground about a point, turned by an azimuth. */
function rectangle(center: LatLon, widthM: number, heightM: number, azimuth: number): LatLon[] {
  const half = Math.hypot(widthM, heightM) / 2;
  const lean = (Math.atan2(widthM, heightM) * 180) / Math.PI;
  return [-lean, lean, 180 - lean, 180 + lean].map((a) => destination(center, azimuth + a, half));
}

function look(ring: LatLon[], at = 0, gsd = 500): GroundLook {
  return { ring, firstUs: at, lastUs: at, onePixelGsdM: gsd, lookAzimuthDeg: undefined };
}

/** A racetrack: two legs and two half circles, a footprint every `stepM` metres. */
function racetrack(start: LatLon, legM: number, radiusM: number, stepM: number, widthM: number): LatLon[][] {
  const rings: LatLon[][] = [];
  let place = start;
  let heading = 30;
  const turnSteps = Math.round((Math.PI * radiusM) / stepM);
  for (let half = 0; half < 2; half++) {
    for (let s = 0; s < legM / stepM; s++) {
      rings.push(rectangle(place, widthM, widthM * 0.7, heading));
      place = destination(place, heading, stepM);
    }
    for (let s = 0; s < turnSteps; s++) {
      rings.push(rectangle(place, widthM, widthM * 0.7, heading));
      heading += 180 / turnSteps;
      place = destination(place, heading, stepM);
    }
  }
  return rings;
}

function gridOf(rings: readonly LatLon[][], options = {}): CoverageGrid {
  const grid = new CoverageGrid(options);
  rings.forEach((ring, i) => {
    grid.add(look(ring, i * 1e6));
  });
  return grid;
}

/** Area of the exact union of the rings, by polygon clipping in an equal-area plane of its own. */
function exactUnionKm2(rings: readonly LatLon[][]): number {
  const plane = equalAreaPlane(rings[0]?.[0] ?? { latitudeDeg: 0, longitudeDeg: 0 });
  const flat = rings.map((ring): Pairs[] => {
    const pairs = ring.map((p): [number, number] => {
      const { xM, yM } = plane.toPlane(p);
      return [Math.round(xM * 1e4) / 1e4, Math.round(yM * 1e4) / 1e4];
    });
    return [pairs];
  });
  const [head, ...rest] = flat;
  if (head === undefined) return 0;
  let m2 = 0;
  for (const polygon of polyclip.union(head, ...rest)) {
    for (const ring of polygon) {
      for (let v = 0; v + 1 < ring.length; v++) {
        m2 += ((ring[v]?.[0] ?? 0) * (ring[v + 1]?.[1] ?? 0) - (ring[v + 1]?.[0] ?? 0) * (ring[v]?.[1] ?? 0)) / 2;
      }
    }
  }
  return m2 / 1e6;
}

/** Area of all polygons of a coverage on the ellipsoid, by geodesics: independent of the plane they were made in. */
function geodesicKm2(coverage: Coverage): number {
  let m2 = 0;
  for (const band of coverage.bands) {
    for (const [outer, ...holes] of band.polygons) {
      m2 += ringAreaM2(outer ?? []);
      for (const hole of holes) m2 -= ringAreaM2(hole);
    }
  }
  return m2 / 1e6;
}

const madrid = { latitudeDeg: 40.4, longitudeDeg: -3.7 };

describe('equal-area plane', () => {
  it('comes back to the place it left, anywhere', () => {
    const latitude = fc.double({ min: -90, max: 90, noNaN: true });
    const longitude = fc.double({ min: -180, max: 180, noNaN: true });
    fc.assert(
      fc.property(latitude, longitude, latitude, longitude, (lat0, lon0, lat, lon) => {
        const place = { latitudeDeg: lat, longitudeDeg: lon };
        const plane = equalAreaPlane({ latitudeDeg: lat0, longitudeDeg: lon0 });
        // Near the antipode the plane is torn.
        fc.pre(distanceM(place, plane.origin) < 1.9e7);
        const p = plane.toPlane(place);
        // Beside a pole the arc sine of a double knows the latitude to a tenth of a metre only.
        const tolerance = Math.abs(lat) > 89.9 ? 0.1 : 0.01;
        expect(distanceM(place, plane.toLatLon(p.xM, p.yM))).toBeLessThan(tolerance);
      }),
    );
  });

  it('keeps areas as they are on the ellipsoid', () => {
    for (const latitudeDeg of [0, 40, 80, 90, -90]) {
      const plane = equalAreaPlane({ latitudeDeg, longitudeDeg: 179.99 });
      const ring = Array.from({ length: 360 }, (_, i) => {
        const a = (i * Math.PI) / 180;
        const p = plane.toLatLon(30_000 + 5000 * Math.cos(a), -20_000 + 5000 * Math.sin(a));
        return [p.longitudeDeg, p.latitudeDeg] as const;
      });
      const flat = 0.5 * 360 * 5000 ** 2 * Math.sin(Math.PI / 180);
      expect(ringAreaM2(ring) / flat).toBeCloseTo(1, 5);
    }
  });
});

describe('coverage against the exact union', () => {
  it.each([
    ['at mid latitude', madrid],
    ['across the antimeridian', { latitudeDeg: -17.8, longitudeDeg: 179.97 }],
    ['beside a pole', { latitudeDeg: 89.97, longitudeDeg: 20 }],
    ['on the equator', { latitudeDeg: 0, longitudeDeg: 0 }],
  ])('is within 1 %% %s', (_, start) => {
    const rings = racetrack(start, 6000, 1500, 220, 600);
    const grid = gridOf(rings);
    const exact = exactUnionKm2(rings);
    const coverage = grid.finish(640 * 480);
    expect(Math.abs(coverage.areaKm2 / exact - 1)).toBeLessThan(0.01);
    expect(coverage.areaKm2).toBeCloseTo(grid.areaKm2(), 9);
    expect(Math.abs(geodesicKm2(coverage) / coverage.areaKm2 - 1)).toBeLessThan(0.002);
  });

  it('stays within 2 % when the budget makes the cells much coarser on the way', () => {
    const rings = racetrack(madrid, 6000, 1500, 220, 600);
    const grid = gridOf(rings, { maxTiles: 12, trial: 3 });
    expect(grid.cellSizeM).toBeGreaterThan(gridOf(rings).cellSizeM * 2);
    expect(Math.abs(grid.areaKm2() / exactUnionKm2(rings) - 1)).toBeLessThan(0.02);
  });

  it('holds a flight of 900 km', () => {
    const rings: LatLon[][] = [];
    const far = destination(madrid, 70, 1e6);
    for (let s = 0; s < 900; s++) {
      const place = destination(madrid, 70, s * 1000);
      rings.push(rectangle(place, 1400, 1400, azimuthDeg(place, far)));
    }
    const coverage = gridOf(rings).finish(1);
    // 899 steps of 1 km and one footprint of 1.4 km, 1.4 km wide.
    expect(Math.abs(coverage.areaKm2 / (1.4 * (899 + 1.4)) - 1)).toBeLessThan(0.01);
  });
});

describe('coverage polygons', () => {
  it('leaves a hole where a ring of footprints saw nothing, and closes every ring', () => {
    const rings = racetrack(madrid, 4000, 1500, 150, 500);
    const coverage = gridOf(rings).finish(1e6);
    const polygons = coverage.bands.flatMap((band) => band.polygons);
    expect(polygons).toHaveLength(1);
    const holes = (polygons[0] ?? []).slice(1).map((ring) => ringAreaM2(ring) / 1e6);
    // Two legs 3 km apart of 4 km and two half circles, half a footprint off all around.
    expect(Math.max(...holes)).toBeGreaterThan(4 * 2.4);
    for (const ring of polygons.flat()) expect(ring.at(0)).toEqual(ring.at(-1));
  });

  it('runs outer rings counter-clockwise and holes clockwise, without a vertex twice', () => {
    const side = fc.double({ min: 40, max: 900, noNaN: true });
    const off = fc.double({ min: 0, max: 3000, noNaN: true });
    const patch = fc.tuple(off, fc.double({ min: 0, max: 360, noNaN: true }), side, side);
    fc.assert(
      fc.property(fc.array(patch, { minLength: 1, maxLength: 25 }), (patches) => {
        const rings = patches.map(([far, azimuth, w, h]) => rectangle(destination(madrid, azimuth, far), w, h, far));
        const grid = new CoverageGrid({ maxTiles: 60, cellsAcross: 16 });
        rings.forEach((ring, i) => {
          grid.add(look(ring, i, 100 * 2 ** (i % 7)));
        });
        const coverage = grid.finish(100);
        expect(coverage.areaKm2).toBeCloseTo(grid.areaKm2(), 9);
        for (const polygon of coverage.bands.flatMap((band) => band.polygons)) {
          polygon.forEach((ring, r) => {
            const twice = ring.reduce((sum, [x, y], v) => {
              const [x1, y1] = ring[v + 1] ?? [x, y];
              return sum + (x - madrid.longitudeDeg) * (y1 - y) - (y - madrid.latitudeDeg) * (x1 - x);
            }, 0);
            expect(Math.sign(twice)).toBe(r === 0 ? 1 : -1);
            expect(new Set(ring.slice(1).map(String)).size).toBe(ring.length - 1);
          });
        }
      }),
      { numRuns: 40 },
    );
  });

  it('gives neighbours in different bands the same vertices along their shared border', () => {
    const grid = new CoverageGrid({});
    const a = destination(madrid, 90, 300);
    grid.add(look(rectangle(madrid, 700, 700, 10), 0, 400));
    grid.add(look(rectangle(a, 500, 900, 70), 0, 4000));
    const coverage = grid.finish(640 * 480);
    expect(coverage.bands).toHaveLength(2);
    const edges = coverage.bands.map((band) => {
      const set = new Set<string>();
      for (const ring of band.polygons.flat()) {
        for (let v = 0; v + 1 < ring.length; v++) set.add(`${String(ring[v])} ${String(ring[v + 1])}`);
      }
      return set;
    });
    const reversed = [...(edges[0] ?? [])].map((edge) => edge.split(' ').reverse().join(' '));
    const shared = reversed.filter((edge) => edges[1]?.has(edge));
    expect(shared.length).toBeGreaterThan(8);
    // No edge of one band may end in the middle of an edge of the other: then the union's outline is closed.
    const outline = [...(edges[0] ?? []), ...(edges[1] ?? [])].filter((edge) => {
      const back = edge.split(' ').reverse().join(' ');
      return !edges[0]?.has(back) && !edges[1]?.has(back);
    });
    const balance = new Map<string, number>();
    for (const edge of outline) {
      const [from = '', to = ''] = edge.split(' ');
      balance.set(from, (balance.get(from) ?? 0) + 1);
      balance.set(to, (balance.get(to) ?? 0) - 1);
    }
    expect([...balance.values()].every((n) => n === 0)).toBe(true);
  });

  it('parts at the antimeridian and leaves no gap there', () => {
    const coverage = gridOf([rectangle({ latitudeDeg: 65, longitudeDeg: 180 }, 4000, 4000, 20)]).finish(1);
    const polygons = coverage.bands.flatMap((band) => band.polygons);
    expect(polygons).toHaveLength(2);
    for (const polygon of polygons) {
      const lons = (polygon[0] ?? []).map(([lon]) => lon);
      expect(Math.max(...lons) - Math.min(...lons)).toBeLessThan(1);
      expect(lons.filter((lon) => Math.abs(lon) === 180).length).toBeGreaterThan(2);
    }
    expect(geodesicKm2(coverage)).toBeCloseTo(16, 1);
  });
});

describe('coverage cells', () => {
  it('keep the best sample distance, the first and the last time, the separate looks and the directions', () => {
    const grid = new CoverageGrid();
    const ring = rectangle(madrid, 1000, 1000, 0);
    const base = { ring, lookAzimuthDeg: 0 };
    grid.add({ ...base, firstUs: 50e6, lastUs: 52e6, onePixelGsdM: 900 });
    grid.add({ ...base, firstUs: 53e6, lastUs: 53e6, onePixelGsdM: 700, lookAzimuthDeg: 92 });
    grid.add({ ...base, firstUs: 90e6, lastUs: 91e6, onePixelGsdM: 800 });
    const cell = grid.cellAt(madrid, 100 * 100);
    expect(cell).toMatchObject({ firstSeenUs: 50e6, lastSeenUs: 91e6, looks: 2 });
    expect(cell?.bestGsdM).toBeCloseTo(7, 5);
    expect(cell?.lookDirections).toBe(octantBit(180) | octantBit(270));
    expect(grid.cellAt(destination(madrid, 0, 900), 1)).toBeUndefined();
  });

  it('are sampled finer near the sensor than far from it', () => {
    const grid = new CoverageGrid();
    const eye = { place: destination(madrid, 180, 3000), heightAboveGroundM: 1000, center: madrid };
    grid.add({ ...look(rectangle(madrid, 1500, 1500, 0), 0, 1000), eye });
    const at = (north: number): number => grid.cellAt(destination(madrid, 0, north), 1)?.bestGsdM ?? Number.NaN;
    const expected = (north: number): number => 1000 * (Math.hypot(3000 + north, 1000) / Math.hypot(3000, 1000)) ** 1.5;
    for (const north of [-600, -200, 0, 300, 650]) expect(Math.abs(at(north) / expected(north) - 1)).toBeLessThan(0.03);
  });

  it('depend neither on the order of the looks nor lose ground when one is added', () => {
    const patch = fc.tuple(
      fc.double({ min: 0, max: 4000, noNaN: true }),
      fc.double({ min: 0, max: 360, noNaN: true }),
      fc.double({ min: 100, max: 1500, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(patch, { minLength: 2, maxLength: 15 }), (patches) => {
        const looks = patches.map(([far, azimuth, width], i) =>
          look(rectangle(destination(madrid, azimuth, far), width, 300, far), i * 1e6, width),
        );
        // One origin and one size of cell for all: the first look and the wish for trial looks fix them.
        const options = { trial: 1, cellsAcross: 16 };
        const origin = look(rectangle(madrid, 200, 200, 0), 0, 1);
        const run = (list: readonly GroundLook[]): CoverageGrid => {
          const grid = new CoverageGrid(options);
          for (const one of [origin, ...list]) grid.add(one);
          return grid;
        };
        const whole = run(looks);
        const back = run([...looks].reverse());
        expect(back.finish(1)).toEqual(whole.finish(1));
        const fewer = run(looks.slice(1));
        expect(whole.areaKm2()).toBeGreaterThanOrEqual(fewer.areaKm2());
        const sum = looks.reduce((total, one) => total + run([one]).areaKm2(), 0);
        expect(whole.areaKm2()).toBeLessThanOrEqual(sum + 1e-9);
      }),
      { numRuns: 15 },
    );
  });
});
