import { describe, expect, it } from 'vitest';
import { collectionOf, labelPlace, positionsOf, ringLine } from './lines.ts';

const at = (latitudeDeg: number, longitudeDeg: number) => ({ latitudeDeg, longitudeDeg });

describe('lines of the map', () => {
  it('follow a parallel where an edge does, and the shorter way on the ellipsoid where it does not', () => {
    const ring = [{ ...at(60, -120), edge: 'parallel' as const }, at(60, -80), at(61, -80), at(61, -120)];
    const line = ringLine(ring, -120);
    expect(line.at(-1)).toEqual(line[0]);
    const south = line.slice(
      1,
      line.findIndex(([lon = 0]) => lon >= -80),
    );
    expect(south.length).toBeGreaterThan(10);
    for (const [, lat] of south) expect(lat).toBeCloseTo(60, 9);
    // The geodesic of 61 degrees runs north of its ends.
    expect(Math.max(...line.map(([, lat = 0]) => lat))).toBeGreaterThan(62);
  });

  it('run on over the antimeridian', () => {
    const lons = ringLine([at(10, 179), at(10, -179), at(12, -179), at(12, 179)], 179).map(([lon = 0]) => lon);
    expect(Math.max(...lons) - Math.min(...lons)).toBeLessThan(3);
  });

  it('draw a way with what its legs take up, and a dot at each waypoint', () => {
    const way = {
      waypoints: [at(30, -110), at(30, -109), at(30.5, -109)],
      legs: [{ bufferM: 10_000 }, { bufferM: 0 }],
    };
    const roles = collectionOf([{ kind: 'route', id: 'r', tone: 'flown', way }]).features.map(
      (one) => one.properties?.['role'],
    );
    expect(roles).toEqual(['buffer', 'route', 'waypoint', 'waypoint', 'waypoint']);
    const positions = positionsOf({ kind: 'route', id: 'r', tone: 'flown', way });
    // 10 km of latitude are 0.0902 degrees there.
    expect(Math.min(...positions.map(([, lat = 0]) => lat))).toBeCloseTo(29.9098, 2);
  });

  it('draw what is no area yet as far as it goes, and nothing of what is no place', () => {
    const area = (outer: ReturnType<typeof at>[]) =>
      collectionOf([{ kind: 'area', id: 'a', tone: 'draft', area: { outer } }]).features;
    expect(area([])).toEqual([]);
    expect(area([at(1, 1)])).toEqual([]);
    expect(area([at(1, 1), at(2, 2)])).toHaveLength(1);
    expect(area([at(Number.NaN, 1), at(95, 2)])).toEqual([]);
  });

  it('name a part over the middle of its northern end', () => {
    const place = labelPlace({
      kind: 'area',
      id: 'a',
      tone: 'draft',
      area: { outer: [at(0, 0), at(0, 2), at(1, 2), at(1, 0)] },
    });
    expect(place?.[0]).toBeCloseTo(1, 9);
    expect(place?.[1]).toBeCloseTo(1, 3);
  });
});
