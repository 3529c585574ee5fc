import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ElevationGrid } from '../model/elevation.ts';
import { AtalayaError } from '../model/errors.ts';
import type { Geodetic } from '../model/geodetic.ts';
import { offsetEnu, sinCosDeg, toEcef, type Vector3, wgs84 } from './ellipsoid.ts';
import { castRay, directionFrom, isVisible, type RayResult, visibility } from './ray.ts';
import { pathPoint } from './ray-path.ts';
import { flatTerrain, type TiledTerrain, terrainFromFunction, terrainFromGrids } from './terrain.ts';

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

/** Rough ground: hills, noise from post to post, and a few needles one post wide. 3 km or so on a side. */
function roughGrid(seed: number, southDeg: number, westDeg: number, side: number, stepDeg: number): ElevationGrid {
  const random = randomFrom(seed);
  const phase = random() * 6;
  const roughM = 10 ** (random() * 2);
  const heightsM = new Float32Array(side * side);
  for (let i = 0; i < heightsM.length; i++) {
    const row = Math.floor(i / side);
    const column = i % side;
    heightsM[i] = 300 * Math.sin(row / 7 + phase) * Math.cos(column / 9) + 400 + random() * roughM;
    if (random() < 0.01) heightsM[i] = 900;
  }
  return {
    name: `rough ${seed}`,
    rows: side,
    columns: side,
    southDeg,
    westDeg,
    northDeg: southDeg + stepDeg * (side - 1),
    eastDeg: westDeg + stepDeg * (side - 1),
    heightsM,
    heightReference: 'ellipsoid',
  };
}

function clearanceM(terrain: TiledTerrain, origin: Geodetic, direction: Vector3, rangeM: number): number | undefined {
  const p = pathPoint({ origin: toEcef(origin), direction }, rangeM);
  const ground = terrain.heightM(p.latitudeDeg, p.longitudeDeg);
  return ground === undefined ? undefined : p.heightM - ground;
}

/** First range at which fine marching finds itself under the ground. */
function marched(terrain: TiledTerrain, origin: Geodetic, direction: Vector3, stepM: number, toM: number) {
  for (let rangeM = 0; rangeM <= toM; rangeM += stepM) {
    const clear = clearanceM(terrain, origin, direction, rangeM);
    if (clear !== undefined && clear < 0) return rangeM;
  }
  return undefined;
}

/** Checks one ray against marching; gives what it met, so that a test can count. */
function against(terrain: TiledTerrain, origin: Geodetic, direction: Vector3, toM: number, stepM: number): RayResult {
  const met = castRay(terrain, origin, direction, { maxRangeM: toM, unknownGround: 'clear' });
  const first = marched(terrain, origin, direction, stepM, toM);
  if (met.kind === 'below-ground') {
    expect(first).toBe(0);
  } else if (met.kind === 'hit') {
    const clear = clearanceM(terrain, origin, direction, met.rangeM);
    expect(Math.abs(clear ?? Number.NaN)).toBeLessThan(1e-4);
    const ground = terrain.heightM(met.point.latitudeDeg, met.point.longitudeDeg);
    expect(Math.abs((ground ?? Number.NaN) - met.point.heightM)).toBeLessThan(1e-4);
    // Marching can only find the same place or a later one.
    if (first !== undefined) expect(first).toBeGreaterThan(met.rangeM - 1e-3);
  } else if (met.kind === 'void') {
    // It went under unknown ground: where it comes upon known ground, if ever, it is beneath it already.
    expect(first ?? toM).toBeGreaterThan(met.rangeM - 1e-3);
    expect(clearanceM(terrain, origin, direction, met.rangeM - 2)).toBeUndefined();
  } else {
    expect(first).toBeUndefined();
  }
  return met;
}

describe('a ray over rough ground', () => {
  const classes = [
    { name: 'steep from 15 km', heightM: [14_000, 15_000], elevationDeg: [-90, -60], back: [0, 3000] },
    { name: 'oblique', heightM: [1500, 4000], elevationDeg: [-60, -15], back: [0, 6000] },
    { name: 'grazing', heightM: [700, 1400], elevationDeg: [-5, 1], back: [0, 8000] },
    { name: 'low, 50 m over the hills', heightM: [750, 800], elevationDeg: [-20, 5], back: [0, 1500] },
  ] as const;

  it.each(classes)('$name: agrees with fine marching', ({ heightM, elevationDeg, back }) => {
    const random = randomFrom(7);
    const between = ([a, b]: readonly [number, number]) => a + (b - a) * random();
    const count = { hit: 0, other: 0 };
    for (let round = 0; round < 12; round++) {
      const latitude = [42, -33.3, 0, 71][round % 4] ?? 0;
      const longitude = [1, -72, 179.99, 25][round % 4] ?? 0;
      const terrain = terrainFromGrids([roughGrid(round, latitude, longitude, 40, 1 / 1200)]);
      const center = { latitudeDeg: latitude + 0.016, longitudeDeg: longitude + 0.016, heightM: 0 };
      for (let i = 0; i < 12; i++) {
        const azimuth = random() * 360;
        const away = between(back);
        const { sin, cos } = sinCosDeg(azimuth);
        const origin = offsetEnu(center, -sin * away, -cos * away, between(heightM));
        const direction = directionFrom(origin, azimuth + (random() - 0.5) * 10, between(elevationDeg));
        const met = against(terrain, origin, direction, 18_000, 6);
        if (met.kind === 'hit') count.hit++;
        else count.other++;
      }
    }
    expect(count.hit).toBeGreaterThan(20);
  });

  it('meets a wall one post thick that marching at half a post steps over', () => {
    // 1 m posts: the ridge is 2 m wide and 50 m high in a plain, and rays come from 5 km.
    const step = 1e-5;
    const side = 401;
    const heightsM = new Float32Array(side * side);
    for (let i = 0; i < heightsM.length; i++) heightsM[i] = Math.floor(i / side) === 200 ? 50 : 0;
    const shape = { southDeg: 10, westDeg: 20, northDeg: 10 + 400 * step, eastDeg: 20 + 400 * step };
    const terrain = terrainFromGrids([
      { name: 'wall', rows: side, columns: side, ...shape, heightsM, heightReference: 'ellipsoid' },
    ]);
    for (let k = 1; k < 20; k++) {
      const top = { latitudeDeg: 10 + 200 * step, longitudeDeg: 20.002, heightM: k * 2.4 };
      const origin = offsetEnu(top, 0, -5000, 400);
      const a = toEcef(origin);
      const b = toEcef(top);
      const met = castRay(
        terrain,
        origin,
        { x: b.xM - a.xM, y: b.yM - a.yM, z: b.zM - a.zM },
        { unknownGround: 'clear' },
      );
      expect(met.kind).toBe('hit');
      if (met.kind !== 'hit') continue;
      expect(Math.abs(met.point.latitudeDeg - top.latitudeDeg)).toBeLessThan(1.1 * step);
      expect(met.slopeDeg).toBeGreaterThan(80);
      expect(met.normal.north).toBeLessThan(-0.98);
      expect(met.crossedUnknown).toBe(true);
    }
  });

  it('gives the normal of a tilted plane', () => {
    const degM = (Math.PI / 180) * wgs84.semiMajorM;
    const terrain = terrainFromFunction((lat, lon) => 1000 + 0.2 * lat * degM * (1 - wgs84.e2) + 0.1 * lon * degM, {
      area: { southDeg: -0.02, northDeg: 0.02, westDeg: -0.02, eastDeg: 0.02 },
      postSpacingDeg: 1 / 3600,
    });
    const met = castRay(terrain, { latitudeDeg: 0, longitudeDeg: 0, heightM: 1500 }, { x: -1, y: 0, z: 0 });
    expect(met.kind).toBe('hit');
    if (met.kind !== 'hit') return;
    expect(met.rangeM).toBeCloseTo(500, 3);
    expect(met.normal.east / met.normal.up).toBeCloseTo(-0.1, 3);
    expect(met.normal.north / met.normal.up).toBeCloseTo(-0.2, 3);
    expect(met.slopeDeg).toBeCloseTo((Math.atan(Math.hypot(0.1, 0.2)) * 180) / Math.PI, 2);
  });

  it('crosses tiles of different fineness, tiles with a gap of a post, and a fine tile within a coarse one', () => {
    const coarse = roughGrid(1, 42, 1, 40, 1 / 600);
    const beside = roughGrid(2, 42, coarse.eastDeg, 118, 1 / 1800);
    const apart = roughGrid(3, coarse.northDeg + 1 / 600, 1, 40, 1 / 600);
    const inside = roughGrid(4, 42.02, 1.02, 41, 1 / 3600);
    const terrain = terrainFromGrids([coarse, beside, apart, inside]);
    const random = randomFrom(99);
    let hits = 0;
    for (let i = 0; i < 150; i++) {
      const origin = {
        latitudeDeg: 42 + 0.13 * random(),
        longitudeDeg: 1 + 0.13 * random(),
        heightM: 950 + 1500 * random(),
      };
      const met = against(terrain, origin, directionFrom(origin, random() * 360, -4 - 40 * random()), 14_000, 4);
      if (met.kind === 'hit') hits++;
    }
    expect(hits).toBeGreaterThan(50);
  });

  it('crosses the antimeridian and tile edges without a gap', () => {
    const grids = [179.9, 180, 180.1 - 360].map((west, i) => {
      const grid = roughGrid(i, 51, west, 121, 1 / 1200);
      grid.heightsM.fill(100 * (i + 1));
      return grid;
    });
    const terrain = terrainFromGrids(grids);
    for (const elevation of [-1, -3, -10, -40]) {
      for (let k = 0; k < 20; k++) {
        const origin = { latitudeDeg: 51.05, longitudeDeg: 179.91 + k * 0.004, heightM: 500 };
        const met = against(terrain, origin, directionFrom(origin, 85 + k, elevation), 17_000, 5);
        if (elevation < -3) expect(met.kind).toBe('hit');
      }
    }
  });
});

describe('what a ray comes to', () => {
  const terrain = terrainFromGrids([roughGrid(3, 42, 1, 60, 1 / 1200)]);
  const over = { latitudeDeg: 42.02, longitudeDeg: 1.02, heightM: 3000 };

  it('the sky, when it climbs', () => {
    expect(castRay(terrain, over, directionFrom(over, 10, 20), { unknownGround: 'clear' })).toEqual({ kind: 'sky' });
    const high = { ...over, heightM: 10_000 };
    expect(castRay(terrain, high, directionFrom(high, 10, 20))).toEqual({ kind: 'sky' });
  });

  it('the end of its range', () => {
    const met = castRay(terrain, over, directionFrom(over, 10, -80), { maxRangeM: 500 });
    expect(met).toEqual({ kind: 'beyond-range', maxRangeM: 500 });
  });

  it('the ground it starts under', () => {
    const met = castRay(terrain, { ...over, heightM: -50 }, directionFrom(over, 10, 80));
    expect(met.kind).toBe('below-ground');
    if (met.kind === 'below-ground') expect(met.depthM).toBeCloseTo((terrain.heightM(42.02, 1.02) ?? 0) + 50, 6);
  });

  it('unknown ground: blocked where it may be hidden, else passed and marked', () => {
    const grid = roughGrid(3, 42, 1, 60, 1 / 1200);
    grid.heightsM.fill(100);
    for (let row = 20; row < 40; row++) grid.heightsM.fill(Number.NaN, row * 60 + 20, row * 60 + 40);
    grid.heightsM[0] = 300;
    const holed = terrainFromGrids([grid]);
    const down = castRay(holed, { ...over, latitudeDeg: 42.0245, longitudeDeg: 1.0245 }, directionFrom(over, 0, -90));
    expect(down.kind).toBe('void');
    if (down.kind === 'void') {
      expect(down.cause).toBe('void-post');
      // Where it comes down to the height of the highest known post, not sooner.
      expect(down.where.heightM).toBeCloseTo(300, 3);
    }
    const side = { latitudeDeg: 42.0245, longitudeDeg: 0.9, heightM: 3000 };
    const lost = castRay(holed, side, directionFrom(side, 90, -10));
    expect(lost).toMatchObject({ kind: 'void', cause: 'no-tile', rangeM: 0 });
    const far = { ...side, heightM: 12_000 };
    const entering = castRay(holed, far, directionFrom(far, 90, -45));
    expect(entering).toMatchObject({ kind: 'void', cause: 'no-tile' });
    if (entering.kind === 'void') expect(entering.where.heightM).toBeCloseTo(9000, 2);
    const clear = castRay(holed, side, directionFrom(side, 90, -17), { unknownGround: 'clear' });
    expect(clear).toMatchObject({ kind: 'hit', crossedUnknown: true });
    const inside = { latitudeDeg: 42.005, longitudeDeg: 1.02, heightM: 3000 };
    expect(castRay(holed, inside, directionFrom(inside, 0, -80))).toMatchObject({ kind: 'hit', crossedUnknown: false });
  });

  it('unknown ground, where it goes lower than any there is; at a pole too', () => {
    for (const latitudeDeg of [10, 90, -90, 89.9999]) {
      const origin = { latitudeDeg, longitudeDeg: 10, heightM: 3000 };
      const met = castRay(terrain, origin, directionFrom(origin, 5, -89), { unknownGround: 'clear' });
      expect(met).toMatchObject({ kind: 'void', cause: 'no-tile' });
      if (met.kind === 'void') expect(met.where.heightM).toBeCloseTo(-12_000, 3);
    }
  });

  it('an error, for a direction or a place that is none', () => {
    expect(() => castRay(terrain, over, { x: 0, y: 0, z: 0 })).toThrow(AtalayaError);
    expect(() => castRay(terrain, { ...over, latitudeDeg: 91 }, { x: 1, y: 0, z: 0 })).toThrow(AtalayaError);
    expect(() => castRay(terrain, over, { x: Number.NaN, y: 0, z: 0 })).toThrow(AtalayaError);
  });

  it('never throws or hangs for any place and direction', () => {
    const unit = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.double({ min: -90, max: 90, noNaN: true }),
        fc.double({ min: -360, max: 360, noNaN: true }),
        fc.double({ min: -1000, max: 30_000, noNaN: true }),
        fc.tuple(unit, unit, unit).filter(([x, y, z]) => Math.hypot(x, y, z) > 1e-6),
        fc.constantFrom('blocks' as const, 'clear' as const),
        (latitudeDeg, longitudeDeg, heightM, [x, y, z], unknownGround) => {
          const met = castRay(terrain, { latitudeDeg, longitudeDeg, heightM }, { x, y, z }, { unknownGround });
          expect(['hit', 'sky', 'void', 'beyond-range', 'below-ground']).toContain(met.kind);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('visibility', () => {
  const ridge = terrainFromFunction((lat) => (Math.abs(lat - 42.05) < 0.002 ? 800 : 200), {
    area: { southDeg: 42, northDeg: 42.1, westDeg: 1, eastDeg: 1.1 },
    postSpacingDeg: 1 / 1200,
  });
  const at = (latitudeDeg: number, heightM: number) => ({ latitudeDeg, longitudeDeg: 1.05, heightM });

  it('is hidden behind a ridge and seen over it, from either end', () => {
    expect(visibility(ridge, at(42.01, 500), at(42.09, 200))).toBe('hidden');
    expect(visibility(ridge, at(42.01, 3000), at(42.09, 200))).toBe('visible');
    expect(isVisible(ridge, at(42.09, 200), at(42.01, 3000))).toBe(true);
    expect(isVisible(ridge, at(42.09, 200), at(42.01, 500))).toBe(false);
    expect(visibility(ridge, at(42.09, 200), at(42.09, 200))).toBe('visible');
  });

  it('is unknown past the edge of the terrain', () => {
    expect(visibility(ridge, at(42.08, 900), at(42.15, 200))).toBe('unknown');
  });

  it('ends at the horizon of a round earth', () => {
    // From 100 m the horizon of the ground is sqrt(2 R h) = 35.7 km away.
    const flat = flatTerrain(0);
    const eye = { latitudeDeg: 0, longitudeDeg: 0, heightM: 100 };
    expect(isVisible(flat, eye, { latitudeDeg: 0, longitudeDeg: 35_000 / 111_320, heightM: 0 })).toBe(true);
    expect(isVisible(flat, eye, { latitudeDeg: 0, longitudeDeg: 37_000 / 111_320, heightM: 0 })).toBe(false);
  });
});
