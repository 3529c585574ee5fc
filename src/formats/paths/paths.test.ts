import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syntheticFlight } from '../../../test/synthetic-flight.ts';
import { cutLine, cutPolygon } from './antimeridian.ts';
import { decimals, isoTime, significant } from './numbers.ts';
import type { Ring, Vertex } from './rings.ts';
import { footprintRing, signedArea, wrapLongitude } from './rings.ts';
import { gapLimitS, trackSegments } from './track.ts';
import { viridis } from './viridis.ts';
import { depressionDeg, ellipseRing, metresPerDegree } from './wgs84.ts';

const total = (rings: readonly Ring[]): number => rings.reduce((sum, ring) => sum + signedArea(ring) / 2, 0);

describe('cutting at the antimeridian', () => {
  it('leaves a polygon elsewhere alone, and winds it by the right-hand rule', () => {
    const clockwise: Ring = [
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 0],
      [0, 0],
    ];
    const parts = cutPolygon([clockwise]);
    expect(parts).toHaveLength(1);
    expect(signedArea(parts[0]![0]!)).toBeCloseTo(2, 12);
  });

  it('cuts a square in two and keeps its area', () => {
    const parts = cutPolygon([
      [
        [179, 0],
        [-179, 0],
        [-179, 2],
        [179, 2],
        [179, 0],
      ],
    ]);
    expect(parts).toHaveLength(2);
    expect(total(parts.flat())).toBeCloseTo(4, 9);
    for (const vertex of parts.flat(2)) expect(Math.abs(vertex[0])).toBeLessThanOrEqual(180);
  });

  it('cuts a C that crosses twice into three parts, and gives holes to their owners', () => {
    // A C open to the east: its back lies west of the cut, its two arms reach over it.
    const letter: Ring = [
      [178, 0],
      [182, 0],
      [182, 1],
      [179, 1],
      [179, 2],
      [182, 2],
      [182, 3],
      [178, 3],
      [178, 0],
    ];
    const hole: Ring = [
      [178.2, 1.2],
      [178.2, 1.4],
      [178.6, 1.4],
      [178.6, 1.2],
      [178.2, 1.2],
    ];
    const parts = cutPolygon([letter, hole]);
    expect(parts).toHaveLength(3);
    expect(parts.filter((rings) => rings.length === 2)).toHaveLength(1);
    expect(total(parts.flat())).toBeCloseTo(4 * 3 - 3 * 1 - 0.4 * 0.2, 9);
  });

  it('cuts a hole that lies across the line', () => {
    const parts = cutPolygon([
      [
        [178, 0],
        [-178, 0],
        [-178, 4],
        [178, 4],
        [178, 0],
      ],
      [
        [179, 1],
        [179, 2],
        [-179, 2],
        [-179, 1],
        [179, 1],
      ],
    ]);
    expect(parts).toHaveLength(2);
    expect(total(parts.flat())).toBeCloseTo(16 - 2, 9);
  });

  it('leads a ring about the pole over it', () => {
    const cap: Ring = [
      [0, 80],
      [90, 80],
      [180, 80],
      [-90, 80],
      [0, 80],
    ];
    const parts = cutPolygon([cap]);
    expect(total(parts.flat())).toBeCloseTo(360 * 10, 6);
    expect(Math.max(...parts.flat(2).map((vertex) => vertex[1]))).toBe(90);
  });

  it('keeps the area of any star-shaped ring, wherever it lies', () => {
    const stars = fc.tuple(
      fc.double({ min: -180, max: 180, noNaN: true }),
      fc.array(fc.double({ min: 0.5, max: 5, noNaN: true }), { minLength: 3, maxLength: 24 }),
    );
    fc.assert(
      fc.property(stars, ([longitude, radii]) => {
        const open = radii.map((radius, index): Vertex => {
          const turn = (2 * Math.PI * index) / radii.length;
          return [longitude + radius * Math.cos(turn), radius * Math.sin(turn)];
        });
        const ring: Ring = [...open, open[0]!];
        const wrapped = ring.map((vertex): Vertex => [wrapLongitude(vertex[0]), vertex[1]]);
        const parts = cutPolygon([wrapped]);
        expect(total(parts.flat())).toBeCloseTo(signedArea(ring) / 2, 6);
        for (const vertex of parts.flat(2)) expect(Math.abs(vertex[0])).toBeLessThanOrEqual(180 + 1e-9);
      }),
      { numRuns: 300 },
    );
  });

  it('cuts a line and says which vertices were added', () => {
    const pieces = cutLine([
      [179.5, 0, 100],
      [-179.5, 1, 200],
    ]);
    expect(pieces.map((piece) => piece.vertices)).toEqual([
      [
        [179.5, 0, 100],
        [180, 0.5, 150],
      ],
      [
        [-180, 0.5, 150],
        [-179.5, 1, 200],
      ],
    ]);
    expect(pieces.map((piece) => piece.indices)).toEqual([
      [0, undefined],
      [undefined, 1],
    ]);
  });
});

describe('footprint rings', () => {
  const at = (longitudeDeg: number, latitudeDeg: number) => ({ longitudeDeg, latitudeDeg, heightM: 5 });

  it('runs counter-clockwise and closes', () => {
    const outline = footprintRing({ source: 'pose', corners: [at(0, 1), at(1, 1), at(1, 0), at(0, 0)] });
    expect(outline?.corners).toBe(4);
    expect(outline?.ring[0]).toEqual(outline?.ring.at(-1));
    expect(signedArea(outline!.ring)).toBeGreaterThan(0);
  });

  it('opens a bow tie to the quadrangle that its corners enclose', () => {
    const outline = footprintRing({ source: 'full-corners', corners: [at(0, 1), at(1, 0), at(1, 1), at(0, 0)] });
    expect(signedArea(outline!.ring) / 2).toBeCloseTo(1, 12);
  });

  it('says that a corner is missing, and gives nothing for two', () => {
    expect(footprintRing({ source: 'pose', corners: [at(0, 1), undefined, at(1, 0), at(0, 0)] })?.corners).toBe(3);
    expect(footprintRing({ source: 'pose', corners: [at(0, 1), undefined, undefined, at(0, 0)] })).toBeUndefined();
    expect(footprintRing({ source: 'pose', corners: [at(0, 0), at(0, 0), at(0, 0), at(0, 0)] })).toBeUndefined();
  });
});

describe('track segments', () => {
  it('splits at the pause of the synthetic flight and nowhere else', () => {
    const flight = syntheticFlight({ frames: 500 });
    const segments = [...trackSegments(flight.frames)];
    expect(segments.map(({ frames }) => frames.length)).toEqual([401, 99]);
    expect(gapLimitS(flight.frames)).toBe(5);
  });

  it('splits where time runs backwards', () => {
    const [a, b, c] = syntheticFlight({ frames: 3 }).frames;
    const segments = [...trackSegments([b!, c!, a!])];
    expect(segments.map(({ frames }) => frames.length)).toEqual([2, 1]);
  });
});

describe('numbers and shapes', () => {
  it('writes times with microseconds, and none for what is no time', () => {
    expect(isoTime(1_231_798_102_000_005)).toBe('2009-01-12T22:08:22.000005Z');
    expect(isoTime(-1)).toBe('1969-12-31T23:59:59.999999Z');
    expect(isoTime(2 ** 64)).toBeUndefined();
    expect(isoTime(Number.NaN)).toBeUndefined();
  });

  it('keeps digits as asked', () => {
    expect(decimals(1.23456789, 3)).toBe(1.235);
    expect(Object.is(decimals(-0.0001, 2), 0)).toBe(true);
    expect(decimals(Number.POSITIVE_INFINITY, 2)).toBeNull();
    expect(significant(12.345, 2)).toBe(12);
    expect(significant(undefined, 2)).toBeNull();
  });

  it('knows the length of a degree on WGS84', () => {
    expect(metresPerDegree(0).northM).toBeCloseTo(110_574, -1);
    expect(metresPerDegree(0).eastM).toBeCloseTo(111_319.5, 0);
    expect(metresPerDegree(45).eastM).toBeCloseTo(78_847, -1);
  });

  it('looks straight down at 90 degrees, and along the horizon at about none', () => {
    const from = { latitudeDeg: 40, longitudeDeg: 5, heightM: 3000 };
    expect(depressionDeg(from, { ...from, heightM: 0 })).toBeCloseTo(90, 3);
    expect(depressionDeg(from, { ...from, latitudeDeg: 40.5, heightM: 3000 })).toBeCloseTo(0.25, 1);
  });

  it('draws an ellipse to scale, turned to its azimuth', () => {
    const centre = { latitudeDeg: 31, longitudeDeg: -110, heightM: 0 };
    const ring = ellipseRing(centre, { semiMajorM: 100, semiMinorM: 10, orientationDeg: 90 });
    const { eastM, northM } = metresPerDegree(31);
    expect((Math.max(...ring.map(([x]) => x)) - -110) * eastM).toBeCloseTo(100, 3);
    expect((Math.max(...ring.map(([, y]) => y)) - 31) * northM).toBeCloseTo(10, 3);
    expect(signedArea(ring)).toBeGreaterThan(0);
  });

  it('ends viridis at its first and last colours', () => {
    expect(viridis(0)).toBe('#440154');
    expect(viridis(1)).toBe('#fde725');
  });
});
