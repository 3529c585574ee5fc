import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, band, type Corner, day, route, south, whys, window, zone } from '../../../test/region-documents.ts';
import { destination } from '../ellipsoid.ts';
import { standingOf } from './area.ts';
import { insideWhole } from './inside.ts';
import { parseRoute, type Route, type Zone } from './route.ts';

describe('a swept route within a zone', () => {
  it('lies inside with turns, buffers wider than legs, and legs of no length', () => {
    const flown = route(
      [
        [31, -115],
        [31.5, -113],
        [31.5, -113],
        [31.5, -112.999],
        [30.5, -111],
      ],
      20_000,
    );
    expect(insideWhole(flown, [south])).toEqual({ inside: true, refusals: [] });
    expect(insideWhole(route([[31, -115]], 50_000), [south]).inside).toBe(true);
  });

  it('is refused by the buffer and 1 m, with place and distances', () => {
    const offM = (m: number): number => destination({ latitudeDeg: 32.5, longitudeDeg: 0 }, 180, m).latitudeDeg;
    const along = (m: number): Route =>
      route(
        [
          [offM(m), -115, 'parallel'],
          [offM(m), -112],
        ],
        5000,
      );
    expect(insideWhole(along(5001.01), [south]).inside).toBe(true);
    const { refusals } = insideWhole(along(5000.99), [south]);
    expect(refusals).toMatchObject([{ leg: 0, why: 'buffer-outside', zone: 'zone', neededM: 5001 }]);
    const [refusal] = refusals;
    if (refusal?.why !== 'buffer-outside') throw new Error('another reason');
    expect(refusal.distanceM).toBeCloseTo(5000.99, 1);
    expect(refusal.at.latitudeDeg).toBeCloseTo(32.5, 6);
  });

  it('is not taken for inside because its waypoints are', () => {
    // Both ends are just south of the parallel; the geodesic between them bulges across it.
    const ends: Corner[] = [
      [32.49, -116],
      [32.49, -111],
    ];
    expect(whys(insideWhole(route(ends, 0), [south]).refusals)).toEqual(['0 outside-area']);
    expect(insideWhole(route([[32.49, -116, 'parallel'], ends[1]!], 0), [south]).inside).toBe(true);
    // Over a hole between two waypoints that are well inside.
    const hole = at([
      [31, -114.01],
      [31, -114],
      [31.01, -114],
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
    expect(
      whys(
        insideWhole(
          route(
            [
              [31, -115],
              [31, -113],
            ],
            5000,
          ),
          [holed],
        ).refusals,
      ),
    ).toHaveLength(1);
    expect(
      whys(
        insideWhole(
          route([
            [33, -115],
            [34, -113],
          ]),
          [south],
        ).refusals,
      ),
    ).toEqual(['0 outside-area']);
  });

  it('is refused leg by leg for time, altitude and place', () => {
    const legs = [
      { bufferM: 10, band: band(120, 150), interval: window(90, 101) },
      { bufferM: 10, band: band(120, 250), interval: day },
      { bufferM: 10, band: band(120, 150), interval: day },
      { bufferM: 10, band: { lower: { reference: 'MSL', altitudeM: 4000 }, upper: band(0, 150).upper }, interval: day },
    ];
    const flown = parseRoute({
      waypoints: at([
        [31, -115],
        [31, -114],
        [31, -113],
        [33, -113],
        [31, -113],
      ]),
      legs,
    });
    const { refusals } = insideWhole(flown, [south]);
    expect(whys(refusals)).toEqual(['0 outside-windows', '1 outside-band', '2 outside-area', '3 band-unknown']);
    expect(refusals[0]).toMatchObject({ gap: window(100, 101) });
    expect(refusals[1]).toMatchObject({ end: 'upper', zone: 'zone' });
    expect(refusals[3]).toMatchObject({ end: 'lower', missing: 'atmosphere' });
    expect(insideWhole(flown, []).inside).toBe(false);
  });

  it('is refused with any wider buffer, and accepted with any narrower', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(share, share, share, share, share), share, ([a, b, c, d, e], less) => {
        const corners: Corner[] = [
          [30 + 2.4 * a, -117 + 7 * b],
          [30 + 2.4 * c, -117 + 7 * d],
        ];
        if (!insideWhole(route(corners, e * 50_000), [south]).inside) return;
        expect(insideWhole(route(corners, e * 50_000 * less), [south]).inside).toBe(true);
        expect(insideWhole(route([...corners].reverse(), e * 50_000), [south]).inside).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe('several zones', () => {
  const box = (west: number, east: number, more: object = {}): Zone =>
    zone(
      [
        [33, west],
        [33, east],
        [30, east],
        [30, west],
      ],
      more,
    );
  const across = route(
    [
      [31, -115],
      [31, -112],
    ],
    5000,
  );

  it('add up where they overlap', () => {
    expect(insideWhole(across, [box(-116, -113.5), box(-113.6, -111)]).inside).toBe(true);
    // The crossing of the two borders lies within the buffer of the leg: a notch that neither covers.
    const notch = [
      zone([
        [31.01, -116],
        [31.01, -113.5],
        [30, -113.5],
        [30, -116],
      ]),
      box(-113.6, -111),
    ];
    expect(
      insideWhole(
        route(
          [
            [30.99, -115],
            [30.99, -112],
          ],
          5000,
        ),
        notch,
      ).inside,
    ).toBe(false);
    expect(insideWhole(across, [box(-116, -113.5), box(-113.4, -111)]).inside).toBe(false);
  });

  it('add up along edges that they share, and not along edges that merely lie together', () => {
    expect(insideWhole(across, [box(-116, -113.5), box(-113.5, -111)]).inside).toBe(true);
    expect(
      insideWhole(
        route(
          [
            [30.5, -113.5],
            [32, -113.5],
          ],
          500,
        ),
        [box(-116, -113.5), box(-113.5, -111)],
      ).inside,
    ).toBe(true);
    // One of them permitted twice.
    expect(insideWhole(across, [box(-116, -113.5), box(-113.5, -111), box(-113.5, -111)]).inside).toBe(true);
    const longer = zone([
      [34, -113.5],
      [34, -111],
      [29, -111],
      [29, -113.5],
    ]);
    expect(insideWhole(across, [box(-116, -113.5), longer]).inside).toBe(false);
    // Near the end of the shared edge the buffer reaches out.
    expect(
      insideWhole(
        route(
          [
            [30.01, -115],
            [30.01, -112],
          ],
          5000,
        ),
        [box(-116, -113.5), box(-113.5, -111)],
      ).inside,
    ).toBe(false);
  });

  it('divide a zone along its diagonals without any difference', () => {
    const share = fc.double({ min: -0.1, max: 1.1, noNaN: true });
    const corners: readonly [Corner, Corner, Corner, Corner, Corner] = [
      [33, -116],
      [33.2, -111],
      [30, -110],
      [29.5, -115],
      [31, -117],
    ];
    const whole = zone(corners);
    const [a, b, c, d, e] = corners;
    const parts = [zone([a, b, c]), zone([a, c, d]), zone([a, d, e])];
    fc.assert(
      fc.property(fc.array(fc.tuple(share, share), { minLength: 1, maxLength: 3 }), share, (places, wide) => {
        const flown = route(
          places.map(([y, x]): Corner => [29.5 + 3.7 * y, -117 + 7 * x]),
          Math.abs(wide) * 30_000,
        );
        const one = insideWhole(flown, [whole]);
        const other = insideWhole(flown, parts);
        expect(whys(other.refusals).map((why) => why[0])).toEqual(whys(one.refusals).map((why) => why[0]));
      }),
      { numRuns: 150 },
    );
  });

  it('together hold every place of what they are said to hold', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    const corner = fc.tuple(part, part).map(([y, x]): Corner => [30 + y, -114 + x]);
    const boxes = fc.array(fc.tuple(part, part), { minLength: 2, maxLength: 4 }).map((places) =>
      places.map(([y, x]) => {
        const [south, west] = [29.8 + 0.6 * y, -114.2 + 0.6 * x];
        return zone([
          [south, west, 'parallel'],
          [south, west + 0.8],
          [south + 0.8, west + 0.7],
          [south + 0.7, west],
        ]);
      }),
    );
    let insides = 0;
    fc.assert(
      fc.property(boxes, corner, corner, part, fc.infiniteStream(part), (zones, from, to, wide, random) => {
        const bufferM = wide * 8000;
        const flown = route([from, to], bufferM);
        if (!insideWhole(flown, zones).inside) return;
        if (zones.every((one) => !insideWhole(flown, [one]).inside)) insides++;
        const { shape } = flown.legs[0]!;
        if (shape.kind !== 'line') throw new Error('no line');
        const next = (): number => random.next().value;
        for (let i = 0; i < 60; i++) {
          const place = destination(
            shape.curve.at(shape.curve.lengthM * next()),
            360 * next(),
            bufferM * Math.sqrt(next()),
          );
          expect(zones.some(({ area }) => standingOf(area, place) === 'inside')).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
    // Enough of them lay in several zones only together.
    expect(insides).toBeGreaterThan(5);
  });

  it('add up in time, and must each hold the band', () => {
    const early = box(-116, -111, { windows: [window(0, 15)] });
    const late = box(-116, -111, { windows: [window(15, 40)] });
    expect(insideWhole(across, [early, late]).inside).toBe(true);
    expect(insideWhole(across, [early]).refusals).toMatchObject([{ why: 'outside-windows', gap: window(15, 20) }]);
    const elsewhere = box(-106, -101, { windows: [window(15, 40)] });
    expect(whys(insideWhole(across, [early, elsewhere]).refusals)).toEqual(['0 outside-area']);
    const high = box(-113.6, -111, { band: band(130, 200) });
    expect(insideWhole(across, [box(-116, -113.5), high]).inside).toBe(false);
    expect(insideWhole(across, [box(-116, -111, { band: band(130, 200) })]).inside).toBe(false);
  });
});
