import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileTexts } from '../../../test/hostile.ts';
import { syntheticFlight } from '../../../test/synthetic-flight.ts';
import type { Flight } from '../../model/flight.ts';
import { coverageGeoJson, footprintsGeoJson, trackGeoJson } from './flight.ts';

/** The rules of RFC 7946 that a file can break, as a list of what is wrong. */
function faults(text: string): string[] {
  const out: string[] = [];
  const root = JSON.parse(text);
  if (root.type !== 'FeatureCollection' || !Array.isArray(root.features)) return ['no FeatureCollection (3.3)'];
  if ('crs' in root) out.push('crs (4)');
  for (const feature of root.features) {
    if (feature.type !== 'Feature' || !('geometry' in feature) || typeof feature.properties !== 'object') {
      out.push('no Feature (3.2)');
    }
    if (feature.geometry !== null) out.push(...geometryFaults(feature.geometry.type, feature.geometry.coordinates));
  }
  return out;
}

function positionFaults(position: readonly number[]): string[] {
  const fine =
    (position.length === 2 || position.length === 3) &&
    position.every((value) => typeof value === 'number' && Number.isFinite(value)) &&
    Math.abs(position[0]!) <= 180 &&
    Math.abs(position[1]!) <= 90;
  return fine ? [] : [`position ${JSON.stringify(position)} (3.1.1, 4)`];
}

function lineFaults(line: readonly (readonly number[])[]): string[] {
  const out = line.flatMap(positionFaults);
  if (line.length < 2) out.push('short line (3.1.4)');
  line.forEach((position, index) => {
    const next = line[index + 1];
    if (next !== undefined && Math.abs(next[0]! - position[0]!) > 180) out.push('crosses the antimeridian (3.1.9)');
  });
  return out;
}

function ringFaults(ring: readonly (readonly number[])[], hole: boolean): string[] {
  const out = lineFaults(ring);
  if (ring.length < 4) out.push('short ring (3.1.6)');
  if (JSON.stringify(ring[0]) !== JSON.stringify(ring.at(-1))) out.push('open ring (3.1.6)');
  const [ox, oy] = [ring[0]![0]!, ring[0]![1]!];
  let area = 0;
  for (let at = 0; at + 1 < ring.length; at++) {
    area += (ring[at]![0]! - ox) * (ring[at + 1]![1]! - oy) - (ring[at + 1]![0]! - ox) * (ring[at]![1]! - oy);
  }
  if (area !== 0 && area > 0 === hole) out.push('wrong direction (3.1.6)');
  return out;
}

type Position = readonly number[];

function isPosition(value: unknown): value is Position {
  return Array.isArray(value) && value.every((part) => typeof part === 'number');
}

/** A guard for a list of what another guard knows. */
function listOf<T>(known: (value: unknown) => value is T): (value: unknown) => value is readonly T[] {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(known);
}

const isLine = listOf(isPosition);
const isLines = listOf(isLine);
const isPolygons = listOf(isLines);

function geometryFaults(type: string, coordinates: unknown): string[] {
  const polygon = (rings: readonly (readonly Position[])[]): string[] =>
    rings.flatMap((ring, index) => ringFaults(ring, index > 0));
  if (type === 'Point' && isPosition(coordinates)) return positionFaults(coordinates);
  if (type === 'LineString' && isLine(coordinates)) return lineFaults(coordinates);
  if (type === 'MultiLineString' && isLines(coordinates)) return coordinates.flatMap(lineFaults);
  if (type === 'Polygon' && isLines(coordinates)) return polygon(coordinates);
  if (type === 'MultiPolygon' && isPolygons(coordinates)) return coordinates.flatMap(polygon);
  return [`geometry ${type} (1.4, 3.1)`];
}

const texts = (flight: Flight): string[] => [
  [...trackGeoJson(flight)].join(''),
  [...footprintsGeoJson(flight)].join(''),
  [...coverageGeoJson(flight)].join(''),
];

describe('GeoJSON of a flight (RFC 7946)', () => {
  it.each([
    ['in the north-west', {}],
    ['over the antimeridian', { longitudeDeg: 179.98, latitudeDeg: -17.7 }],
    ['west of the antimeridian', { longitudeDeg: -179.97, latitudeDeg: 65 }],
    ['about a pole', { latitudeDeg: 89.9, longitudeDeg: 20 }],
    ['of one packet', { frames: 1 }],
    ['with a gap', { frames: 500 }],
  ])('keeps the rules %s', (_, options) => {
    const found = texts(syntheticFlight(options)).map(faults);
    expect(found).toEqual([[], [], []]);
  });

  it('is valid and empty where nothing is placed', () => {
    for (const options of [{ unplaced: true }, { frames: 0 }]) {
      for (const text of texts(syntheticFlight(options))) {
        expect(faults(text)).toEqual([]);
        expect(JSON.parse(text).features).toEqual([]);
      }
    }
  });

  it('splits the track at the gap and keeps a time per vertex', () => {
    const [track = ''] = texts(syntheticFlight({ frames: 500 }));
    const { features, marking } = JSON.parse(track);
    expect(marking).toBe('EXERCISE // SIMULATED');
    expect(
      features.map((feature: { geometry: { coordinates: unknown[] } }) => feature.geometry.coordinates.length),
    ).toEqual([401, 99]);
    const [first] = features;
    expect(first.properties.coordTimes).toHaveLength(401);
    expect(first.properties.coordTimes[0]).toBe('2026-01-01T13:00:00.000000Z');
    expect(first.properties.simulated).toBe(true);
    expect(first.geometry.coordinates[0]).toHaveLength(3);
  });

  it('cuts lines and footprints at the antimeridian, and gives a cut no time', () => {
    const [track = '', footprints = ''] = texts(
      syntheticFlight({ longitudeDeg: 179.95, latitudeDeg: -17.7, frames: 250 }),
    );
    const [feature] = JSON.parse(track).features;
    expect(feature.geometry.type).toBe('MultiLineString');
    expect(feature.properties.coordTimes.flat().filter((time: unknown) => time === null).length).toBeGreaterThan(0);
    const kinds = new Set(
      JSON.parse(footprints).features.map((each: { geometry: { type: string } }) => each.geometry.type),
    );
    expect([...kinds].sort()).toEqual(['MultiPolygon', 'Polygon']);
  });

  it('says of a footprint what is known of it, with units in the names', () => {
    const [, footprints = ''] = texts(syntheticFlight({ frames: 30 }));
    const [feature] = JSON.parse(footprints).features;
    expect(Object.keys(feature.properties)).toEqual(
      expect.arrayContaining([
        'timeUtc',
        'packetIndex',
        'gsdM',
        'grazingDeg',
        'slantRangeM',
        'centerCe90M',
        'centerLe90M',
        'source',
      ]),
    );
    expect(feature.properties.centerErrorSource).toBe('budget');
  });

  it('writes the ground that counts, and says why the rest does not', () => {
    const base = syntheticFlight({ frames: 4 });
    const [whole, cut, doubted, nowhere] = base.frames;
    const { seen, ...unseen } = doubted!;
    const { footprint: _, seen: __, ...blind } = nowhere!;
    const patch = cut!.seen!.map((corner, i) =>
      i < 2 ? { ...corner, latitudeDeg: corner.latitudeDeg - 0.001 } : corner,
    );
    const sky = [undefined, undefined, cut!.footprint!.corners[2], cut!.footprint!.corners[3]] as const;
    const frames = [
      whole!,
      { ...cut!, seen: patch, clipped: true, footprint: { source: 'pose' as const, corners: sky } },
      { ...unseen, uncounted: 'contradicted' as const },
      { ...blind, footprint: undefined },
    ];
    const { features } = JSON.parse([...footprintsGeoJson({ ...base, frames })].join(''));
    const marks = features.map(({ properties: p }: { properties: { [key: string]: unknown } }) => [
      p['packetIndex'],
      p['counted'],
      p['reason'],
      p['clipped'],
      p['cornersOnGround'],
    ]);
    expect(marks).toEqual([
      [0, true, null, false, 4],
      [1, true, null, true, 2],
      [2, false, 'contradicted', false, 4],
    ]);
    const ring: number[][] = features[1].geometry.coordinates[0];
    for (const { latitudeDeg, longitudeDeg } of patch) {
      expect(ring.some(([x, y]) => Math.abs(x! - longitudeDeg) < 1e-7 && Math.abs(y! - latitudeDeg) < 1e-7)).toBe(true);
    }
    expect(seen).toBeDefined();
  });

  it('draws no track to a position that no aircraft could have come to', () => {
    const base = syntheticFlight({ frames: 9 });
    const far = {
      ...base.frames[4]!,
      sensor: { latitudeDeg: 10, longitudeDeg: 10, heightM: 3000 },
      positionDoubted: true,
    };
    const [track = ''] = texts({ ...base, frames: base.frames.with(4, far) });
    const { features } = JSON.parse(track);
    expect(features).toHaveLength(1);
    expect(features[0].geometry.coordinates).toHaveLength(8);
  });

  it('writes no degree with more than seven decimals', () => {
    for (const text of texts(syntheticFlight({ frames: 60 }))) expect(text).not.toMatch(/-?\d+\.\d{8,}/);
  });

  it('keeps hostile names as they are', () => {
    for (const hostile of hostileTexts) {
      const flight = syntheticFlight({ frames: 2, name: hostile, missionId: hostile });
      for (const text of texts(flight)) {
        expect(JSON.parse(text).name).toBe(hostile);
        expect(faults(text)).toEqual([]);
      }
    }
  });

  it('gives one feature to a chunk', () => {
    const chunks = [...footprintsGeoJson(syntheticFlight({ frames: 40 }))];
    expect(chunks).toHaveLength(42);
  });

  it('stays valid whatever the numbers are', () => {
    const number = fc.oneof(fc.double(), fc.double({ min: -400, max: 400, noNaN: true }));
    const place = fc.record({ latitudeDeg: number, longitudeDeg: number, heightM: number });
    const corners = fc.tuple(place, fc.option(place, { nil: undefined }), place, fc.option(place, { nil: undefined }));
    const seen = fc.array(place, { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(fc.record({ place, corners, seen, timeUs: fc.double() }), { maxLength: 6 }), (rows) => {
        const base = syntheticFlight({ frames: 6 });
        const frames = rows.map(({ place: sensor, corners: found, seen: counted, timeUs }, index) => ({
          ...base.frames[index]!,
          seen: counted,
          sensor,
          timeUs,
          footprint: { source: 'pose' as const, corners: found },
        }));
        for (const text of texts({ ...base, frames })) expect(faults(text)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
