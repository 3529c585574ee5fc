import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AtalayaError } from '../../model/errors.ts';
import { azimuthDeg, destination, distanceM, type LatLon } from '../ellipsoid.ts';
import { type Area, clearanceOf, contains, distanceToBorderM, standingOf } from './area.ts';
import { denseRing } from './outline.ts';
import { parseArea } from './parse-area.ts';

type Corner = readonly [latitudeDeg: number, longitudeDeg: number, edge?: string];
const ring = (...corners: readonly Corner[]) =>
  corners.map(([latitudeDeg, longitudeDeg, edge]) => ({ latitudeDeg, longitudeDeg, ...(edge && { edge }) }));
const place = (latitudeDeg: number, longitudeDeg: number): LatLon => ({ latitudeDeg, longitudeDeg });
const area = (...corners: readonly Corner[]): Area => parseArea({ outer: ring(...corners) });

/** South of the border along 32.5 N, with a hole. */
const outer = ring([32.5, -117, 'parallel'], [32.5, -110], [30, -110], [30, -117]);
const holed = parseArea({ outer, holes: [ring([31, -114], [31, -113], [31.5, -113.5])] });

describe('where a place stands', () => {
  it.each([
    ['in the area', 31.2, -112, 'inside'],
    ['in the hole', 31.2, -113.5, 'outside'],
    ['south of the parallel', 32.499, -113.5, 'inside'],
    // North of the parallel, and well south of the geodesic between its ends.
    ['north of the parallel', 32.501, -113.5, 'outside'],
    ['on the parallel', 32.5, -113.5, 'border'],
    ['on a vertex', 30, -110, 'border'],
    ['on the hole', 31, -114, 'border'],
    ['on the other side of the earth', -31, 66, 'outside'],
  ])('%s', (_, latitudeDeg, longitudeDeg, standing) => {
    expect(standingOf(holed, place(latitudeDeg, longitudeDeg))).toBe(standing);
    expect(contains(holed, place(latitudeDeg, longitudeDeg))).toBe(standing === 'inside');
  });

  it('is the border within 1 m and no farther', () => {
    for (const [awayM, standing] of [
      [0.98, 'border'],
      [1.02, 'inside'],
    ] as const) {
      expect(standingOf(holed, destination(place(32.5, -112), 180, awayM))).toBe(standing);
    }
    expect(standingOf(holed, destination(place(32.5, -112), 0, 1.02))).toBe('outside');
  });

  it('knows poles and the antimeridian', () => {
    const arctic = area([70, 0], [70, 90], [70, 180], [70, -90]);
    expect(standingOf(arctic, place(90, 12))).toBe('inside');
    expect(standingOf(arctic, place(71, 45))).toBe('outside');
    const cap = area([70, 0, 'parallel'], [70, 90, 'parallel'], [70, 180, 'parallel'], [70, -90, 'parallel']);
    expect(standingOf(cap, place(70.001, 45))).toBe('inside');
    expect(standingOf(cap, place(69.999, 45))).toBe('outside');
    const fiji = area([-16, 178], [-16, -178], [-19, -178], [-19, 178]);
    expect(standingOf(fiji, place(-17, 180))).toBe('inside');
    expect(standingOf(fiji, place(-17, -179))).toBe('inside');
    expect(standingOf(fiji, place(-17, 177.9))).toBe('outside');
    const atPole = area([90, 0], [80, 0], [80, 40]);
    expect(standingOf(atPole, place(85, 20))).toBe('inside');
    expect(standingOf(atPole, place(85, 50))).toBe('outside');
  });

  it('is told with the distance, near and far', () => {
    expect(distanceToBorderM(holed, place(32.4, -113))).toBeCloseTo(distanceM(place(32.4, 0), place(32.5, 0)), 3);
    expect(distanceToBorderM(holed, place(33, -113))).toBeCloseTo(-distanceM(place(33, 0), place(32.5, 0)), 3);
    const far = clearanceOf(area([0, 0], [0, 1], [1, 1], [1, 0]), place(0, 30));
    expect(far.distanceM).toBeLessThanOrEqual(distanceM(place(0, 1), place(0, 30)));
    // Baselga and Martinez-Llario 2018, table 5: 8,300 km of geodesic, a place 1,010 km off it.
    const long = area([42, 29], [39, -77], [10, -24]);
    expect(clearanceOf(long, place(64, -22)).distanceM).toBeCloseTo(1_010_585.998837, 3);
  });
});

const star = fc
  .record({
    latitudeDeg: fc.double({ min: -90, max: 90, noNaN: true }),
    longitudeDeg: fc.double({ min: -180, max: 180, noNaN: true }),
    sizeM: fc.double({ min: 2, max: 6.2, noNaN: true }).map((power) => 10 ** power),
    radii: fc.array(fc.double({ min: 0.3, max: 1, noNaN: true }), { minLength: 4, maxLength: 9 }),
  })
  .map(({ latitudeDeg, longitudeDeg, sizeM, radii }) => {
    const center = place(latitudeDeg, longitudeDeg);
    const vertices = radii.map((share, i) => destination(center, (i * 360) / radii.length, sizeM * share));
    return { center, sizeM, vertices };
  });
const polar = fc.tuple(fc.double({ min: 0, max: 360, noNaN: true }), fc.double({ min: 0, max: 1.3, noNaN: true }));

describe('an area', () => {
  it('is the same wherever its ring begins, whichever way it runs, closed or not, with vertices twice', () => {
    fc.assert(
      fc.property(star, polar, fc.nat(), ({ center, sizeM, vertices }, [azimuth, share], turn) => {
        const at = destination(center, azimuth, share * sizeM);
        const start = turn % vertices.length;
        const turned = [...vertices.slice(start), ...vertices.slice(0, start)];
        const ways = [
          vertices,
          turned,
          [...vertices].reverse(),
          [...vertices, vertices[0]!],
          turned.flatMap((v) => [v, v]),
        ];
        const found = ways.map((outer) => clearanceOf(parseArea({ outer }), at));
        for (const one of found) {
          expect(one.standing).toBe(found[0]!.standing);
          expect(Math.abs(one.distanceM - found[0]!.distanceM)).toBeLessThan(0.001);
        }
        expect(standingOf(parseArea({ outer: vertices }), center)).toBe('inside');
      }),
      { numRuns: 100 },
    );
  });

  it('without what a hole takes', () => {
    fc.assert(
      fc.property(star, polar, ({ center, sizeM, vertices }, [azimuth, share]) => {
        const hole = vertices.map((v) => destination(center, azimuthDeg(center, v), sizeM * 0.1));
        const at = destination(center, azimuth, share * sizeM);
        const whole = standingOf(parseArea({ outer: vertices }), at);
        const inHole = standingOf(parseArea({ outer: hole }), at);
        const expected = inHole === 'border' ? 'border' : inHole === 'inside' ? 'outside' : whole;
        expect(standingOf(parseArea({ outer: vertices, holes: [hole] }), at)).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('does not change when its edges are given more vertices', () => {
    const dense = parseArea({ outer: denseRing(holed.outer, 20_000) });
    const coarse = parseArea({ outer: ring([32.5, -117], [32.5, -110], [30, -110], [30, -117]) });
    const denseGeodesic = parseArea({ outer: denseRing(coarse.outer, 20_000) });
    for (const at of [place(32.49, -114), place(31, -116.9), place(30.01, -112)]) {
      // Along a parallel geodesics of 20 km stray by 5 m.
      expect(Math.abs(distanceToBorderM(dense, at) - distanceToBorderM(parseArea({ outer }), at))).toBeLessThan(6);
      expect(Math.abs(distanceToBorderM(denseGeodesic, at) - distanceToBorderM(coarse, at))).toBeLessThan(0.002);
    }
  });
});

describe('reading an area', () => {
  const wrong = (value: unknown): AtalayaError => {
    try {
      parseArea(value);
    } catch (error) {
      if (error instanceof AtalayaError) return error;
      throw error;
    }
    throw new Error('accepted');
  };
  const square = ring([0, 0], [0, 1], [1, 1], [1, 0]);

  it.each<[string, unknown, string, RegExp]>([
    ['nothing', undefined, 'area', /no object/],
    ['no list', { outer: 3 }, 'area.outer', /no list/],
    ['two vertices', { outer: ring([0, 0], [0, 1], [0, 0]) }, 'area.outer', /2 distinct/],
    ['a latitude that is none', { outer: ring([0, 0], [91, 1], [1, 1]) }, 'area.outer[1].latitudeDeg', /91/],
    ['a NaN', { outer: ring([0, Number.NaN], [0, 1], [1, 1]) }, 'area.outer[0].longitudeDeg', /NaN/],
    ['an infinity', { outer: ring([0, Infinity], [0, 1], [1, 1]) }, 'area.outer[0].longitudeDeg', /Infinity/],
    ['an unknown edge', { outer: ring([0, 0, 'arc'], [0, 1], [1, 1]) }, 'area.outer[0].edge', /not known/],
    ['a slanting parallel', { outer: ring([0, 0], [0, 1, 'parallel'], [1, 1]) }, 'area.outer[1]', /parallel/],
    ['a parallel half round', { outer: ring([50, 0, 'parallel'], [50, 180], [60, 90]) }, 'area.outer[0]', /which way/],
    ['a bow tie', { outer: ring([0, 0], [1, 1], [0, 1], [1, 0]) }, 'area.outer', /crosses itself at 0\.5/],
    [
      'a star of five points',
      { outer: [0, 144, 288, 72, 216].map((a) => destination(place(20, 20), a, 9e4)) },
      'area.outer',
      /crosses/,
    ],
    [
      'a parallel cut by a bulging geodesic',
      { outer: ring([40, 0], [40, 20], [41, 20], [40.3, 0, 'parallel'], [40.3, 19]) },
      'area.outer',
      /crosses/,
    ],
    [
      'edges that run to and fro',
      { outer: [...Array.from({ length: 300 }, (_, i) => ring([0, i % 2 ? 0 : 80])[0]), ...ring([5, 5])] },
      'area.outer',
      /run together/,
    ],
    ['a line', { outer: ring([0, 0], [0, 1], [0, 2]) }, 'area.outer', /encloses nothing/],
    ['an edge too long', { outer: ring([0, 0], [0, 120], [0, -120]) }, 'area.outer[0]', /long/],
    [
      'half the earth',
      { outer: ring([0, 0], [0, 60], [0, 120], [0, 180], [0, -120], [0, -60]) },
      'area.outer',
      /so large/,
    ],
    ['a hole outside', { outer: square, holes: [ring([2, 2], [2, 3], [3, 3])] }, 'area.holes[0]', /within/],
    ['a hole around', { outer: square, holes: [ring([-1, -1], [-1, 2], [2, 2], [2, -1])] }, 'area.holes[0]', /within/],
    ['the ring as its hole', { outer: square, holes: [square] }, 'area.holes[0]', /within/],
    ['a crossing hole', { outer: square, holes: [ring([0.5, 0.5], [0.5, 2], [0.6, 0.5])] }, 'area.holes[0]', /crosses/],
    [
      'a hole in a hole',
      { outer: square, holes: [ring([0.2, 0.2], [0.2, 0.8], [0.8, 0.5]), ring([0.3, 0.45], [0.3, 0.55], [0.4, 0.5])] },
      'area.holes[1]',
      /overlaps hole 0/,
    ],
  ])('refuses %s', (_, value, where, what) => {
    const error = wrong(value);
    expect(error.message).toMatch(what);
    expect(error.where).toBe(where);
    expect(error.cure).not.toBe('');
  });

  it('takes rings that touch themselves, a hole by a bridge, and holes that touch', () => {
    const touching = area([0, 0], [0, 2], [1, 1], [2, 2], [2, 0], [1, 1]);
    expect(standingOf(touching, place(0.2, 1))).toBe('inside');
    expect(standingOf(touching, place(1, 1.9))).toBe('outside');
    const bridged = area([0, 0], [0, 9], [9, 9], [9, 0], [5, 0], [5, 3], [6, 3], [6, 4], [5, 4], [5, 3], [5, 0]);
    expect(standingOf(bridged, place(5.5, 3.5))).toBe('outside');
    expect(standingOf(bridged, place(4, 3))).toBe('inside');
    expect(standingOf(bridged, bridged.outer.edges[4]!.at(200_000))).toBe('border');
    const holes = [ring([0.2, 0.2], [0.2, 0.5], [0.5, 0.5]), ring([0.5, 0.5], [0.8, 0.5], [0.8, 0.8])];
    expect(standingOf(parseArea({ outer: square, holes }), place(0.3, 0.4))).toBe('outside');
  });

  it('never does but accept or refuse', () => {
    const junk = fc.anything({ withBigInt: true, withNullPrototype: true });
    const vertex = fc.record({
      latitudeDeg: fc.oneof(fc.double(), fc.integer({ min: -91, max: 91 })),
      longitudeDeg: fc.oneof(fc.double(), fc.integer({ min: -181, max: 361 })),
      edge: fc.constantFrom('geodesic', 'parallel', undefined),
    });
    const rings = fc.array(fc.oneof({ weight: 30, arbitrary: vertex }, junk), { maxLength: 7 });
    const value = fc.oneof(
      junk,
      fc.record({ outer: fc.oneof(rings, junk), holes: fc.oneof(fc.array(rings, { maxLength: 2 }), junk) }),
    );
    fc.assert(
      fc.property(value, (given) => {
        try {
          expect(parseArea(given).outer.edges.length).toBeGreaterThanOrEqual(3);
        } catch (error) {
          expect(error).toBeInstanceOf(AtalayaError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
