import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, band, type Corner, route, south, window, zone } from '../../../test/region-documents.ts';
import { AtalayaError } from '../../model/errors.ts';
import { distanceM, type LatLon } from '../ellipsoid.ts';
import { insideWhole } from './inside.ts';
import { outline } from './outline.ts';
import { entersZone, overlapsOf } from './overlap.ts';
import { parseRoute, parseStay, parseZone, type Route } from './route.ts';

describe('a stay in an area', () => {
  const stay = (corners: readonly Corner[]): Route =>
    parseStay({ area: { outer: at(corners) }, band: band(120, 150), interval: window(10, 20) });
  const small = stay([
    [31, -115],
    [31, -114],
    [31.5, -114.5],
  ]);

  it('lies within a zone, or does not', () => {
    expect(insideWhole(small, [south]).inside).toBe(true);
    expect(
      insideWhole(
        stay([
          [31, -115],
          [31, -109],
          [31.5, -114],
        ]),
        [south],
      ).inside,
    ).toBe(false);
    expect(
      insideWhole(
        stay([
          [33, -115],
          [33, -114],
          [33.5, -114.5],
        ]),
        [south],
      ).inside,
    ).toBe(false);
    // The zone lies within the stay; and the stay around a hole of the zone.
    expect(
      insideWhole(
        stay([
          [20, -120],
          [20, -100],
          [40, -100],
          [40, -120],
        ]),
        [south],
      ).inside,
    ).toBe(false);
    const hole = at([
      [31.2, -114.6],
      [31.2, -114.5],
      [31.25, -114.5],
    ]);
    const holed = zone([], {
      area: {
        outer: at([
          [32.5, -117],
          [32.5, -110],
          [30, -110],
          [30, -117],
        ]),
        holes: [hole],
      },
    });
    expect(insideWhole(small, [holed]).inside).toBe(false);
    const halves = [
      zone([
        [33, -117],
        [33, -114.4],
        [30, -114.4],
        [30, -117],
      ]),
      zone([
        [33, -114.6],
        [33, -110],
        [30, -110],
        [30, -114.6],
      ]),
    ];
    expect(insideWhole(small, halves).inside).toBe(true);
    expect(insideWhole(small, halves.slice(0, 1)).inside).toBe(false);
    expect(insideWhole(small, [holed, halves[0]!]).inside).toBe(true);
  });

  it('enters a zone it overlaps, holds, or lies in', () => {
    expect(entersZone(small, south)).toHaveLength(1);
    expect(
      entersZone(
        stay([
          [20, -120],
          [20, -100],
          [40, -100],
          [40, -120],
        ]),
        south,
      ),
    ).toHaveLength(1);
    expect(
      entersZone(
        stay([
          [33, -115],
          [33, -114],
          [33.5, -114.5],
        ]),
        south,
      ),
    ).toEqual([]);
  });
});

describe('overlap', () => {
  it('wants place, altitude and time together, and takes doubt for overlap', () => {
    const one = route(
      [
        [31, -115],
        [31, -113],
      ],
      1000,
    );
    const gapM = distanceM({ latitudeDeg: 31, longitudeDeg: 0 }, { latitudeDeg: 31.1, longitudeDeg: 0 });
    const beside = (bufferM: number, more: object = {}): Route =>
      route(
        [
          [31.1, -115],
          [31.1, -113],
        ],
        bufferM,
        { band: band(140, 160), interval: window(19, 40), ...more },
      );
    expect(overlapsOf(one, beside(gapM))).toMatchObject([{ leg: 0, otherLeg: 0 }]);
    expect(overlapsOf(one, beside(2000))).toEqual([]);
    expect(overlapsOf(one, beside(gapM, { interval: window(20, 40) }))).toEqual([]);
    expect(overlapsOf(one, beside(gapM, { band: band(151, 160) }))).toEqual([]);
    expect(overlapsOf(one, beside(gapM, { band: band(150, 160) }))).toHaveLength(1);
  });

  it('with a zone: within, near and apart', () => {
    expect(
      entersZone(
        route([
          [31, -115],
          [31, -113],
        ]),
        south,
      ),
    ).toMatchObject([{ leg: 0, distanceM: 0 }]);
    expect(
      entersZone(
        route(
          [
            [32.51, -115, 'parallel'],
            [32.51, -113],
          ],
          2000,
        ),
        south,
      ),
    ).toHaveLength(1);
    expect(
      entersZone(
        route(
          [
            [32.51, -115, 'parallel'],
            [32.51, -113],
          ],
          1000,
        ),
        south,
      ),
    ).toEqual([]);
    expect(entersZone(route([[31, -115]], 0, { interval: window(100, 120) }), south)).toEqual([]);
  });
});

describe('a route', () => {
  it('has an outline whose places are a buffer away from the leg', () => {
    const [ring] = outline(
      route(
        [
          [31, -115],
          [31.5, -113],
        ],
        3000,
      ),
      20_000,
    );
    const { shape } = route(
      [
        [31, -115],
        [31.5, -113],
      ],
      3000,
    ).legs[0]!;
    if (shape.kind !== 'line') throw new Error('no line');
    const offM = (place: LatLon): number =>
      Math.min(
        ...Array.from({ length: 2001 }, (_, i) => distanceM(place, shape.curve.at((shape.curve.lengthM * i) / 2000))),
      );
    for (const place of ring!) {
      expect(offM(place)).toBeGreaterThan(2999.9);
      expect(offM(place)).toBeLessThan(3001);
    }
  });

  it.each<[unknown, RegExp]>([
    [{}, /no list/],
    [{ waypoints: [], legs: {} }, /0 waypoints/],
    [
      {
        waypoints: at([
          [0, 0],
          [1, 1],
        ]),
        legs: [],
      },
      /0 legs/,
    ],
    [
      {
        waypoints: at([
          [0, 0],
          [1, 1],
        ]),
        legs: { bufferM: -1 },
      },
      /-1/,
    ],
    [
      {
        waypoints: at([
          [0, 0],
          [1, 1],
        ]),
        legs: { bufferM: 1e6 },
      },
      /out of range/,
    ],
    [
      {
        waypoints: at([
          [0, 0, 'parallel'],
          [1, 1],
        ]),
        legs: {},
      },
      /parallel/,
    ],
    [
      {
        waypoints: at([
          [0, 0],
          [0, 170],
        ]),
        legs: {},
      },
      /long/,
    ],
  ])('is refused as %j', (value, what) => {
    expect(() => parseRoute(value)).toThrow(what);
    expect(() => parseRoute(value)).toThrow(AtalayaError);
  });

  it('and a zone never do but read or refuse', () => {
    const any = fc.record(
      {
        waypoints: fc.anything(),
        legs: fc.anything(),
        area: fc.anything(),
        windows: fc.anything(),
        band: fc.anything(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(any, fc.anything()), (value) => {
        for (const read of [parseRoute, parseZone, parseStay]) expect(() => read(value)).toThrow(AtalayaError);
      }),
    );
  });
});
