import { describe, expect, it } from 'vitest';
import { AtalayaError } from '../../model/errors.ts';
import { undulationM } from '../geoid.ts';
import { flatTerrain, terrainFromFunction } from '../terrain.ts';
import { type Band, bandInside, bandsMayOverlap, geoidHeights, type Limit, parseBand, type World } from './altitude.ts';
import { flightLevelMslM, parseAtmosphere, standardHeightM, standardPressureHpa } from './atmosphere.ts';
import { curveBetween, surfacePoint } from './curve.ts';
import { groundBetween, groundOf } from './ground.ts';
import { parseArea } from './parse-area.ts';
import type { Shape } from './shape.ts';

const over: Shape = {
  kind: 'line',
  curve: curveBetween(surfacePoint(31, -111), surfacePoint(31.2, -110.5), 'geodesic'),
  bufferM: 1000,
};
const limit = (reference: 'MSL' | 'HAE' | 'AGL', altitudeM: number): Limit => ({ reference, altitudeM });
const level = (flightLevel: number): Limit => ({ reference: 'FL', flightLevel });
const band = (lower: Limit, upper: Limit): Band => ({ lower, upper });
const standard = { lowestQnhHpa: 1013.25, highestQnhHpa: 1013.25, lowestIsaDeviationK: 0, highestIsaDeviationK: 0 };

describe('the atmosphere', () => {
  // ICAO Doc 7488/3, table of the standard atmosphere.
  it.each([
    [0, 1013.25],
    [5000, 540.199],
    [11_000, 226.32],
    [15_000, 120.445],
    [20_000, 54.7487],
    [25_000, 25.1101],
  ])('has at %d m a pressure of %d hPa', (heightM, pressureHpa) => {
    expect(standardPressureHpa(heightM) / pressureHpa).toBeCloseTo(1, 4);
    expect(standardHeightM(standardPressureHpa(heightM))).toBeCloseTo(heightM, 6);
  });

  it('puts FL180 of a standard day at 18,000 ft of geopotential, and lower in the cold and at low pressure', () => {
    const { leastM, mostM } = flightLevelMslM(180, standard);
    expect(leastM).toBeLessThan(18_000 * 0.3048);
    expect(mostM).toBeGreaterThan(18_000 * 0.3048);
    expect(mostM - leastM).toBeLessThan(35);
    const low = flightLevelMslM(180, { ...standard, lowestQnhHpa: 983.25, lowestIsaDeviationK: -15 });
    // 30 hPa are some 250 m, and 15 K of 270 some 5.5 %.
    expect(leastM - low.leastM).toBeGreaterThan(480);
    expect(leastM - low.leastM).toBeLessThan(620);
    expect(low.mostM).toBe(mostM);
  });

  it.each([
    [{ ...standard, lowestQnhHpa: 30 }, /QNH/],
    [{ ...standard, lowestQnhHpa: 1030, highestQnhHpa: 1000 }, /QNH/],
    [{ ...standard, highestIsaDeviationK: -5 }, /deviations/],
    [{ ...standard, highestIsaDeviationK: Number.NaN }, /NaN/],
  ])('refuses what is none', (value, what) => {
    expect(() => parseAtmosphere(value)).toThrow(what);
    expect(parseAtmosphere(standard)).toEqual(standard);
  });
});

describe('the ground', () => {
  const center = { latitudeDeg: 31.5, longitudeDeg: -110.5 };
  const terrain = terrainFromFunction(
    (lat, lon) => (lat > 31.9 ? undefined : 1000 + 100 * (lat - 31) + 10 * (lon + 111)),
    {
      area: { southDeg: 31, northDeg: 32, westDeg: -111, eastDeg: -110 },
      postSpacingDeg: 0.01,
    },
  );

  it('has its extremes at the posts around a place', () => {
    const { leastM, mostM } = groundOf(terrain).heights({ center, radiusM: 11_000 })!;
    expect(leastM).toBeLessThanOrEqual(1055 - 0.99 * 10 - 0.9);
    expect(leastM).toBeGreaterThan(1055 - 14);
    expect(mostM).toBeGreaterThanOrEqual(1055 + 0.99 * 10 + 0.9);
    expect(mostM).toBeLessThan(1055 + 14);
  });

  it('is not known where a post or a tile is missing', () => {
    const ground = groundOf(terrain);
    expect(ground.heights({ center: { ...center, latitudeDeg: 31.85 }, radiusM: 8000 })).toBeUndefined();
    expect(ground.heights({ center: { ...center, longitudeDeg: -110.05 }, radiusM: 8000 })).toBeUndefined();
    expect(ground.heights({ center: { latitudeDeg: 90, longitudeDeg: 0 }, radiusM: 10 })).toBeUndefined();
    expect(groundOf(flatTerrain(12)).heights({ center, radiusM: 1e6 })).toEqual({ leastM: 12, mostM: 12 });
  });

  it('may be known as a range above mean sea level', () => {
    const { leastM, mostM } = groundBetween(100, 200).heights({ center, radiusM: 0 })!;
    expect(leastM).toBeCloseTo(100 + undulationM(31.5, -110.5), 9);
    expect(mostM - leastM).toBeCloseTo(100, 9);
    expect(() => groundBetween(200, 100)).toThrow(AtalayaError);
  });
});

describe('the geoid over a shape', () => {
  it('is nowhere outside the range, on a line or over an area', () => {
    const area = parseArea({
      outer: [
        over.kind === 'line' ? over.curve.from : surfacePoint(0, 0),
        surfacePoint(31, -109),
        surfacePoint(33, -110),
      ],
    });
    for (const shape of [over, { kind: 'area', area } as const]) {
      const { leastM, mostM } = geoidHeights(shape);
      const line = shape.kind === 'line' ? shape.curve : area.outer.edges[1]!;
      for (let share = 0; share <= 1; share += 0.01) {
        const at = line.at(line.lengthM * share);
        expect(undulationM(at.latitudeDeg, at.longitudeDeg)).toBeGreaterThanOrEqual(leastM);
        expect(undulationM(at.latitudeDeg, at.longitudeDeg)).toBeLessThanOrEqual(mostM);
      }
      expect(mostM - leastM).toBeLessThan(40);
    }
  });
});

describe('a band in another', () => {
  const world: World = { atmosphere: standard, ground: groundOf(flatTerrain(500)) };
  // The geoid lies 30 m below the ellipsoid here.
  it.each<[string, Band, Band, World, string]>([
    ['as written, equal ends included', band(level(180), level(240)), band(level(180), level(240)), {}, 'inside'],
    ['as written, above', band(level(180), level(241)), band(level(180), level(240)), {}, 'outside'],
    [
      'as written, below',
      band(limit('MSL', 99), limit('MSL', 200)),
      band(limit('MSL', 100), limit('MSL', 200)),
      {},
      'outside',
    ],
    [
      'by the geoid',
      band(limit('MSL', 1000), limit('MSL', 2000)),
      band(limit('HAE', 900), limit('HAE', 2000)),
      {},
      'inside',
    ],
    [
      'by the geoid, not',
      band(limit('MSL', 1000), limit('MSL', 2000)),
      band(limit('HAE', 990), limit('HAE', 2000)),
      {},
      'outside',
    ],
    [
      'by the geoid, above',
      band(limit('HAE', 1000), limit('HAE', 2000)),
      band(limit('MSL', 900), limit('MSL', 2000)),
      {},
      'outside',
    ],
    [
      'by the geoid, higher',
      band(limit('HAE', 1000), limit('HAE', 2000)),
      band(limit('MSL', 900), limit('MSL', 2060)),
      {},
      'inside',
    ],
    [
      'within the doubt of the geoid',
      band(limit('MSL', 1000), limit('MSL', 2000)),
      band(limit('HAE', 900), limit('HAE', 1970)),
      {},
      'unknown',
    ],
    ['without an atmosphere', band(level(180), level(240)), band(limit('MSL', 0), limit('MSL', 20_000)), {}, 'unknown'],
    ['with one', band(level(180), level(240)), band(limit('MSL', 5000), limit('MSL', 8000)), world, 'inside'],
    ['with one, above', band(level(180), level(240)), band(limit('MSL', 5000), limit('MSL', 7000)), world, 'outside'],
    [
      'with one, too close to tell',
      band(level(180), level(240)),
      band(limit('MSL', 5486), limit('MSL', 8000)),
      world,
      'unknown',
    ],
    [
      'above ground, not known',
      band(limit('AGL', 100), limit('AGL', 900)),
      band(limit('MSL', 0), limit('MSL', 9000)),
      {},
      'unknown',
    ],
    [
      'above ground, known',
      band(limit('AGL', 100), limit('AGL', 900)),
      band(limit('HAE', 600), limit('HAE', 1400)),
      world,
      'unknown',
    ],
    [
      'above ground, inside',
      band(limit('AGL', 101), limit('AGL', 899)),
      band(limit('HAE', 600), limit('HAE', 1400)),
      world,
      'inside',
    ],
    ['from the ground up', band(limit('MSL', 1000), level(240)), band(limit('AGL', 0), level(240)), {}, 'inside'],
  ])('%s', (_, inner, outer, given, verdict) => {
    expect(bandInside(inner, outer, over, given).verdict).toBe(verdict);
  });

  it('says which end, and both heights above the ellipsoid', () => {
    const found = bandInside(
      band(limit('MSL', 100), limit('MSL', 3000)),
      band(limit('MSL', 50), limit('MSL', 2500)),
      over,
      {},
    );
    if (found.verdict === 'inside') throw new Error('inside');
    expect(found.end).toBe('upper');
    expect(found.found!.leastM - found.allowed!.leastM).toBeCloseTo(500, 9);
    expect(bandInside(band(level(1), level(2)), band(limit('HAE', 0), level(2)), over, {})).toMatchObject({
      verdict: 'unknown',
      end: 'lower',
      missing: 'atmosphere',
    });
  });

  it('overlaps unless it is surely apart', () => {
    expect(bandsMayOverlap(band(level(100), level(180)), band(level(180), level(240)), over, {})).toBe(true);
    expect(bandsMayOverlap(band(level(100), level(179)), band(level(180), level(240)), over, {})).toBe(false);
    expect(bandsMayOverlap(band(level(100), level(179)), band(limit('MSL', 9000), limit('MSL', 9500)), over, {})).toBe(
      true,
    );
    expect(
      bandsMayOverlap(band(level(100), level(179)), band(limit('MSL', 9000), limit('MSL', 9500)), over, world),
    ).toBe(false);
  });

  it('is read, or refused with its place', () => {
    expect(parseBand({ lower: level(0), upper: limit('MSL', 5) })).toEqual(band(level(0), limit('MSL', 5)));
    expect(() => parseBand({ lower: level(20), upper: level(10) })).toThrow(/above/);
    expect(() => parseBand({ lower: { reference: 'QFE', altitudeM: 1 }, upper: level(10) })).toThrow(/measured from/);
    expect(() => parseBand({ lower: limit('MSL', Number.NaN), upper: level(10) })).toThrow(/NaN/);
  });
});
