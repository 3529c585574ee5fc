import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toEcef, wgs84 } from './ellipsoid.ts';
import { castRay, directionFrom, intersectEllipsoid } from './ray.ts';
import { leastHeightM, pathPoint, unwrapped } from './ray-path.ts';
import { flatTerrain, terrainFromFunction } from './terrain.ts';

/** A repeatable stream of numbers in [0, 1) (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

describe('a ray to a constant height', () => {
  const angle = (min: number, max: number) => fc.double({ min, max, noNaN: true });

  it('agrees with the closed form on the ellipsoid to 1e-6 degrees and better', () => {
    fc.assert(
      fc.property(
        angle(-89.9, 89.9),
        angle(-180, 180),
        angle(10, 20_000),
        angle(0, 360),
        angle(-90, -4),
        (lat, lon, h, az, el) => {
          const origin = { latitudeDeg: lat, longitudeDeg: lon, heightM: h };
          const d = directionFrom(origin, az, el);
          const o = toEcef(origin);
          // Scaled so that the ellipsoid is the unit sphere: a line and a sphere.
          const k = wgs84.semiMajorM / wgs84.semiMinorM;
          const oo = o.xM ** 2 + o.yM ** 2 + (o.zM * k) ** 2 - wgs84.semiMajorM ** 2;
          const od = o.xM * d.x + o.yM * d.y + o.zM * d.z * k * k;
          const dd = d.x ** 2 + d.y ** 2 + (d.z * k) ** 2;
          const disc = od * od - dd * oo;
          const rangeM = intersectEllipsoid(o, d, 0);
          if (disc < 0) {
            expect(rangeM).toBeUndefined();
            return;
          }
          const closed = oo / (Math.sqrt(disc) - od);
          expect(Math.abs((rangeM ?? Number.NaN) - closed)).toBeLessThan(1e-6);
          const met = castRay(flatTerrain(0), origin, d);
          expect(met.kind).toBe('hit');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('comes down to exactly the height asked for', () => {
    fc.assert(
      fc.property(
        angle(-90, 90),
        angle(-500, 8000),
        angle(1, 1e5),
        angle(0, 360),
        angle(-90, 5),
        (lat, heightM, above, az, el) => {
          const origin = { latitudeDeg: lat, longitudeDeg: 12, heightM: heightM + above };
          const d = directionFrom(origin, az, el);
          const line = { origin: toEcef(origin), direction: d };
          const rangeM = intersectEllipsoid(line.origin, d, heightM);
          if (rangeM === undefined) {
            // Then no point of the ray is lower, at its nearest least of all.
            for (let r = 0; r < 2e6; r += 2e4) expect(pathPoint(line, r).heightM).toBeGreaterThan(heightM - 1e-6);
          } else {
            expect(Math.abs(pathPoint(line, rangeM).heightM - heightM)).toBeLessThan(1e-7);
            expect(pathPoint(line, rangeM).climb).toBeLessThan(1e-6);
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(intersectEllipsoid(toEcef({ latitudeDeg: 3, longitudeDeg: 4, heightM: -5 }), { x: 1, y: 0, z: 0 }, 0)).toBe(
      undefined,
    );
  });

  it('has sky above and an end of range', () => {
    const origin = { latitudeDeg: 42, longitudeDeg: 1, heightM: 3000 };
    expect(castRay(flatTerrain(100), origin, directionFrom(origin, 0, -1)).kind).toBe('sky');
    expect(castRay(flatTerrain(100), origin, directionFrom(origin, 0, -30), { maxRangeM: 100 }).kind).toBe(
      'beyond-range',
    );
    expect(castRay(flatTerrain(100), { ...origin, heightM: 50 }, directionFrom(origin, 0, -30))).toEqual({
      kind: 'below-ground',
      depthM: 50,
    });
  });

  it('is met at the same place as sampled level ground', () => {
    const flat = flatTerrain(250);
    const sampled = terrainFromFunction(() => 250, {
      area: { southDeg: 41.5, northDeg: 42.5, westDeg: 0.5, eastDeg: 1.5 },
      postSpacingDeg: 1 / 120,
    });
    const random = randomFrom(5);
    for (let i = 0; i < 200; i++) {
      const origin = { latitudeDeg: 42, longitudeDeg: 1, heightM: 300 + random() * 5000 };
      const d = directionFrom(origin, random() * 360, -8 - random() * 80);
      const a = castRay(flat, origin, d);
      const b = castRay(sampled, origin, d);
      expect([a.kind, b.kind]).toEqual(['hit', 'hit']);
      if (a.kind === 'hit' && b.kind === 'hit') expect(Math.abs(a.rangeM - b.rangeM)).toBeLessThan(1e-4);
    }
  });
});

describe('the bound of height', () => {
  it('lies under every point of a span', () => {
    const random = randomFrom(11);
    for (let i = 0; i < 300; i++) {
      const origin = { latitudeDeg: random() * 178 - 89, longitudeDeg: random() * 360, heightM: random() * 15_000 };
      const line = { origin: toEcef(origin), direction: directionFrom(origin, random() * 360, random() * 30 - 25) };
      const from = pathPoint(line, random() * 1e5);
      const to = unwrapped(pathPoint(line, from.rangeM + random() * 5e5), from);
      const bound = leastHeightM({ from, to });
      for (let k = 0; k <= 20; k++) {
        const p = pathPoint(line, from.rangeM + ((to.rangeM - from.rangeM) * k) / 20);
        expect(p.heightM).toBeGreaterThan(bound - 1e-6);
      }
    }
  });
});
