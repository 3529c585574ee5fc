import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ElevationGrid } from '../model/elevation.ts';
import { AtalayaError } from '../model/errors.ts';
import { undulationM } from './geoid.ts';
import { flatTerrain, terrainFromFunction, terrainFromGrids, terrainFromSources } from './terrain.ts';
import { boundsOver, heightAt } from './terrain-tile.ts';

type Bounds = Pick<ElevationGrid, 'northDeg' | 'southDeg' | 'westDeg' | 'eastDeg'>;

function grid(
  bounds: Bounds,
  rows: number,
  columns: number,
  heightM: (latitudeDeg: number, longitudeDeg: number) => number,
  heightReference: ElevationGrid['heightReference'] = 'ellipsoid',
): ElevationGrid {
  const heightsM = new Float32Array(rows * columns);
  for (let i = 0; i < heightsM.length; i++) {
    const latitude = bounds.northDeg - (Math.floor(i / columns) * (bounds.northDeg - bounds.southDeg)) / (rows - 1);
    const longitude = bounds.westDeg + ((i % columns) * (bounds.eastDeg - bounds.westDeg)) / (columns - 1);
    heightsM[i] = heightM(latitude, longitude);
  }
  return { name: `grid at ${bounds.southDeg}, ${bounds.westDeg}`, rows, columns, ...bounds, heightsM, heightReference };
}

const degree = (southDeg: number, westDeg: number): Bounds => ({
  southDeg,
  westDeg,
  northDeg: southDeg + 1,
  eastDeg: westDeg + 1,
});
const hills = (lat: number, lon: number) =>
  500 + 300 * Math.sin(lat * 40) * Math.cos(lon * 35) + 200 * Math.sin(lon * 90);
const hash = (lat: number, lon: number) => 1000 * Math.abs(Math.sin(lat * 12345.67 + lon * 7654.32) % 1);

describe('one tile', () => {
  it('is bilinear between its posts, by the textbook formula', () => {
    const terrain = terrainFromGrids([grid(degree(10, 20), 11, 21, hash)]);
    const place = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(place, place, (a, b) => {
        const [row, column] = [Math.min(9, Math.floor((1 - a) * 10)), Math.min(19, Math.floor(b * 20))];
        const [y, x] = [(1 - a) * 10 - row, b * 20 - column];
        const post = (r: number, c: number) => Math.fround(hash(11 - r / 10, 20 + c / 20));
        const expected =
          post(row, column) * (1 - x) * (1 - y) +
          post(row, column + 1) * x * (1 - y) +
          post(row + 1, column) * (1 - x) * y +
          post(row + 1, column + 1) * x * y;
        expect(terrain.heightM(10 + a, 20 + b)).toBeCloseTo(expected, 3);
      }),
    );
    expect(terrain.heightM(9.999, 20.5)).toBeUndefined();
    expect(terrain.heightM(10.5, 21.001)).toBeUndefined();
    expect(terrain.heightM(10.5, 380.5)).toBe(terrain.heightM(10.5, 20.5));
  });

  it('adds the geoid where heights are above it', () => {
    const terrain = terrainFromGrids([grid(degree(42, 1), 1201, 1201, () => 1000, 'egm96')]);
    fc.assert(
      fc.property(
        fc.double({ min: 42, max: 43, noNaN: true }),
        fc.double({ min: 1, max: 2, noNaN: true }),
        (lat, lon) => {
          expect(Math.abs((terrain.heightM(lat, lon) ?? 0) - 1000 - undulationM(lat, lon))).toBeLessThan(3e-4);
        },
      ),
    );
  });

  it('knows its voids: a cell with one, but neither a known post beside it nor the edge between known posts', () => {
    const holed = grid(degree(0, 0), 5, 5, () => 7);
    holed.heightsM[2 * 5 + 2] = Number.NaN;
    const terrain = terrainFromGrids([holed]);
    expect(terrain.heightM(0.55, 0.55)).toBeUndefined();
    expect(terrain.heightM(0.5, 0.5)).toBeUndefined();
    expect(terrain.heightM(0.26, 0.26)).toBeUndefined();
    expect(terrain.heightM(0.25, 0.6)).toBe(7);
    expect(terrain.heightM(0.1, 0.6)).toBe(7);
  });

  it('has bounds over any box that hold every height in it', () => {
    const holed = grid(degree(0, 0), 38, 51, hash);
    for (let i = 0; i < holed.heightsM.length; i += 97) holed.heightsM[i] = Number.NaN;
    const tile = terrainFromGrids([holed]).tileAt(0.5, 0.5);
    const from = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(from, from, from, from, from, from, (a, b, c, d, x, y) => {
        if (tile === undefined) throw new Error('no tile');
        const [west, east] = [Math.min(a, b) * 50, Math.max(a, b) * 50];
        const [north, south] = [Math.min(c, d) * 37, Math.max(c, d) * 37];
        const bounds = boundsOver(tile, west, east, north, south);
        const height = heightAt(tile, west + x * (east - west), north + y * (south - north));
        if (height === undefined) {
          expect(bounds).toEqual(tile.range);
        } else {
          expect(height).toBeLessThanOrEqual(bounds.maxM + 1e-9);
          expect(height).toBeGreaterThanOrEqual(bounds.minM - 1e-9);
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** Largest step of the surface across a line, sampled a hair to either side of it. */
function stepAcross(
  terrain: ReturnType<typeof terrainFromGrids>,
  along: (t: number) => readonly [number, number],
  across: readonly [number, number],
) {
  let worst = 0;
  for (let i = 0; i <= 5000; i++) {
    const [lat, lon] = along(i / 5000);
    const a = terrain.heightM(lat + across[0], lon + across[1]);
    const b = terrain.heightM(lat - across[0], lon - across[1]);
    worst = Math.max(worst, Math.abs((a ?? Number.NaN) - (b ?? Number.NaN)));
    if (Number.isNaN(worst)) return worst;
  }
  return worst;
}

describe('tiles joined', () => {
  const hair = 1e-8;

  it('that share an edge have no seam, even where their posts on it differ', () => {
    const noise = (n: number) => (lat: number, lon: number) => hills(lat, lon) + n * 3;
    const terrain = terrainFromGrids([
      grid(degree(42, 1), 121, 121, noise(0)),
      grid(degree(42, 2), 121, 121, noise(1)),
      grid(degree(43, 1), 121, 121, noise(2)),
      grid(degree(43, 2), 121, 121, noise(3)),
    ]);
    expect(stepAcross(terrain, (t) => [42 + 2 * t, 2], [0, hair])).toBeLessThan(1e-2);
    expect(stepAcross(terrain, (t) => [43, 1 + 2 * t], [hair, 0])).toBeLessThan(1e-2);
  });

  it('of different fineness have no crack', () => {
    const terrain = terrainFromGrids([
      grid(degree(42, 1), 361, 361, hash),
      grid(degree(42, 2), 121, 121, hash),
      grid(degree(43, 1), 121, 121, hash),
      grid(degree(43, 2), 41, 41, hash),
    ]);
    // The ground is steep: within the hair itself it changes by millimetres.
    expect(stepAcross(terrain, (t) => [42 + 2 * t, 2], [0, 1e-9])).toBeLessThan(2e-3);
    expect(stepAcross(terrain, (t) => [43, 1 + 2 * t], [1e-9, 0])).toBeLessThan(2e-3);
  });

  it('with posts in the middle of pixels are bridged over the gap between', () => {
    const inset = ({ southDeg, northDeg, westDeg, eastDeg }: Bounds): Bounds => ({
      southDeg: southDeg + 1 / 240,
      northDeg: northDeg - 1 / 240,
      westDeg: westDeg + 1 / 240,
      eastDeg: eastDeg - 1 / 240,
    });
    const plane = (lat: number, lon: number) => 100 * lat + 50 * lon;
    const four = [degree(42, 1), degree(42, 2), degree(43, 1), degree(43, 2)].map(inset);
    const terrain = terrainFromGrids(four.map((b) => grid(b, 120, 120, plane)));
    const place = fc.double({ min: 0.005, max: 1.995, noNaN: true });
    fc.assert(
      fc.property(place, place, (a, b) => {
        expect(terrain.heightM(42 + a, 1 + b)).toBeCloseTo(plane(42 + a, 1 + b), 2);
      }),
    );
    const inGap = fc.double({ min: -1 / 240, max: 1 / 240, noNaN: true });
    fc.assert(
      fc.property(inGap, inGap, place, (a, b, c) => {
        expect(terrain.heightM(43 + a, 2 + b)).toBeCloseTo(plane(43 + a, 2 + b), 2);
        expect(terrain.heightM(43 + a, 1 + c)).toBeCloseTo(plane(43 + a, 1 + c), 2);
      }),
    );
    const rough = terrainFromGrids(four.map((b) => grid(b, 120, 120, hash)));
    for (const line of [2 - 1 / 240, 2, 2 + 1 / 240]) {
      expect(stepAcross(rough, (t) => [42.005 + 1.99 * t, line], [0, 1e-9])).toBeLessThan(2e-3);
    }
  });

  it('over the antimeridian and against the other turn of longitude', () => {
    const terrain = terrainFromGrids([grid(degree(60, 179), 61, 61, () => 5), grid(degree(60, -180), 61, 61, () => 5)]);
    for (const lon of [179.5, 179.9999999, 180, -180, -179.5, 540.5]) expect(terrain.heightM(60.5, lon)).toBe(5);
    expect(terrain.heightM(60.5, -178.9)).toBeUndefined();
  });

  it('overlapping: the finer is the ground, and meets the coarser at its rim', () => {
    const coarse = grid(degree(42, 1), 11, 11, () => 100);
    const fine = grid({ southDeg: 42.4, northDeg: 42.6, westDeg: 1.4, eastDeg: 1.6 }, 201, 201, () => 200);
    for (const order of [
      [coarse, fine],
      [fine, coarse],
    ]) {
      const terrain = terrainFromGrids(order);
      expect(terrain.heightM(42.5, 1.5)).toBe(200);
      expect(terrain.heightM(42.3, 1.5)).toBe(100);
      expect(terrain.heightM(42.4, 1.5)).toBe(100);
      expect(terrain.tileAt(42.1, 1.1)?.topmost).toBe(false);
      expect(terrain.tileAt(42.5, 1.5)?.topmost).toBe(true);
    }
  });

  it('a void at a shared post is filled by the neighbour that knows it', () => {
    const a = grid(degree(42, 1), 11, 11, () => 100);
    const b = grid(degree(42, 2), 11, 11, () => 100);
    a.heightsM.fill(Number.NaN, 10, 11);
    for (let row = 0; row < 11; row++) a.heightsM[row * 11 + 10] = Number.NaN;
    expect(terrainFromGrids([a, b]).heightM(42.5, 1.95)).toBe(100);
    expect(terrainFromGrids([a]).heightM(42.5, 1.95)).toBeUndefined();
  });

  it('read when needed and let go again, give the same ground', () => {
    let reads = 0;
    const grids = [0, 1, 2, 3].flatMap((i) => [0, 1, 2, 3].map((j) => grid(degree(i, j), 41, 41, hash)));
    const whole = terrainFromGrids(grids);
    const lazy = terrainFromSources(
      grids.map((g) => ({
        name: g.name,
        shape: g,
        load: () => {
          reads++;
          return g;
        },
      })),
      { memoryBytes: 3 * 41 * 41 * 4 },
    );
    expect(reads).toBe(0);
    for (let i = 0; i < 300; i++) {
      const [lat, lon] = [4 * ((i * 0.618) % 1), 4 * ((i * 0.4142) % 1)];
      expect(lazy.heightM(lat, lon)).toBe(whole.heightM(lat, lon));
    }
    expect(reads).toBeGreaterThan(16);
  });

  it('refuses a grid that is none, and one that is not as announced', () => {
    const sound = grid(degree(0, 0), 5, 5, () => 1);
    expect(() => terrainFromGrids([{ ...sound, northDeg: -1 }])).toThrow(AtalayaError);
    const lying = terrainFromSources([{ name: 'x', shape: { ...sound, rows: 6 }, load: () => sound }]);
    expect(() => lying.heightM(0.5, 0.5)).toThrow(AtalayaError);
  });
});

describe('terrain without files', () => {
  it('is level, or follows a formula at its posts', () => {
    expect(flatTerrain(12).heightM(80, 300)).toBe(12);
    expect(() => flatTerrain(Number.NaN)).toThrow(AtalayaError);
    const area = { southDeg: -1, northDeg: 1.5, westDeg: 178.5, eastDeg: 181 };
    const terrain = terrainFromFunction((lat, lon) => (lon > 180.9 ? undefined : lat * 100 + lon), {
      area,
      postSpacingDeg: 1 / 400,
    });
    for (const [lat, lon] of [
      [-1, 178.5],
      [0.28, 179.78],
      [1.5, 180.25],
      [0.123, 180.5],
    ] as const) {
      expect(terrain.heightM(lat, lon)).toBeCloseTo(lat * 100 + lon, 3);
      expect(terrain.heightM(lat, lon - 360)).toBeCloseTo(lat * 100 + lon, 3);
    }
    expect(terrain.heightM(0, 180.95)).toBeUndefined();
    expect(terrain.heightM(1.51, 180)).toBeUndefined();
    expect(() => terrainFromFunction(() => 1, { area: { ...area, eastDeg: 178 }, postSpacingDeg: 1 })).toThrow(
      AtalayaError,
    );
  });
});
