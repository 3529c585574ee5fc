import { describe, expect, it } from 'vitest';
import { codes, fine, fly, groundM, house, orbit, range } from '../../test/orbit-flight.ts';
import { destination, type LatLon } from '../geo/ellipsoid.ts';
import { terrainFromGrids } from '../geo/terrain.ts';
import type { ElevationGrid } from '../model/elevation.ts';
import { CoverageGrid } from './coverage/coverage.ts';
import type { ObservedPacket } from './packet.ts';
import { Timeline } from './timeline.ts';

describe('what is counted as seen', () => {
  const contradicting = { ...orbit(0), relativeAzimuthDeg: 180, slantRangeM: undefined };
  const afar = destination(house, 30, 400_000);
  const corner = (a: number): LatLon => destination(afar, a, 500);
  const cases: readonly (readonly [string, ObservedPacket | readonly ObservedPacket[]])[] = [
    ['contradicted', contradicting],
    [
      'beyond-range',
      {
        ...orbit(0),
        centerPlace: afar,
        slantRangeM: undefined,
        fullCorners: [corner(315), corner(45), corner(135), corner(225)],
      },
    ],
    ['checksum-invalid', { ...orbit(0), checksum: 'invalid' }],
    ['position-impossible', [orbit(0), { ...orbit(1, destination(house, 90, 300_000)) }]],
    [
      'no-patch',
      {
        ...orbit(0),
        horizontalFovDeg: undefined,
        fullCorners: [corner(0), corner(90), corner(180), undefined],
        sensorPlace: undefined,
      },
    ],
  ];

  it.each(cases)('a frame that is not says so: %s', (reason, packets) => {
    const frame = fly([packets].flat()).frames.at(-1);
    expect(frame).toMatchObject({ uncounted: reason });
    expect(frame?.seen).toBeUndefined();
    expect(frame?.footprint).toBeDefined();
  });

  it('makes up the coverage: nothing else does', () => {
    const packets = [...range(30).map((i) => orbit(i)), { ...orbit(30), checksum: 'invalid' as const }, contradicting];
    const flight = fly(packets, fine);
    expect(flight.frames.map(({ uncounted }) => uncounted).slice(29)).toEqual([
      undefined,
      'checksum-invalid',
      'contradicted',
    ]);
    const grid = new CoverageGrid({ cellsAcross: 48 });
    for (const { seen } of flight.frames) {
      if (seen === undefined) continue;
      grid.add({ ring: seen, firstUs: 0, lastUs: 0, onePixelGsdM: 1, lookAzimuthDeg: 0 });
    }
    expect(grid.areaKm2() / flight.coverage.areaKm2).toBeCloseTo(1, 2);
  });

  it('is no visit where the checksum is wrong', () => {
    const spoilt = fly([{ ...orbit(0), checksum: 'invalid' }]);
    expect(new Timeline(spoilt.frames).visitsTo(house)).toEqual([]);
    expect(new Timeline(fly([orbit(0)]).frames).visitsTo(house)).toHaveLength(1);
  });

  it('has no sample distance by angles that are not believed, nor a sight through the earth', () => {
    expect(fly([contradicting]).frames[0]?.gsdM).toBeUndefined();
    const antipode = { latitudeDeg: -19, longitudeDeg: 80 };
    const through = fly([{ ...contradicting, centerPlace: antipode, slantRangeM: 7000 }]).frames[0];
    expect(through?.grazingDeg).toBeUndefined();
    expect(through?.slantRangeM).toBe(7000);
  });
});

describe('the error of the first frames', () => {
  const unsaid = { groundSpeedMps: undefined };

  it('is not less than that of the next, since it waits for the motion to be known', () => {
    const { frames } = fly(range(25).map((i) => ({ ...orbit(i), ...unsaid })));
    const shares = frames.map(({ center }) => center?.contributors.find(({ name }) => name === 'time')?.share ?? 0);
    for (const share of shares) expect(share).toBeGreaterThan(0.01);
    expect((frames[0]?.center?.ce90M ?? 0) / (frames[24]?.center?.ce90M ?? 1)).toBeCloseTo(1, 1);
  });

  it('takes the speed that was sent where no other is known, along the course rather than the heading', () => {
    const ellipse = (more: Partial<ObservedPacket>) =>
      fly([{ ...orbit(0), relativeElevationDeg: -90, centerPlace: undefined, groundSpeedMps: 400, ...more }]).frames[0]
        ?.center?.ellipse90;
    const byHeading = ellipse({ platformHeadingDeg: 0 });
    const byCourse = ellipse({ platformHeadingDeg: 0, courseDeg: 60 });
    expect((byHeading?.orientationDeg ?? 90) % 180).toBeCloseTo(0, 0);
    expect(byCourse?.orientationDeg).toBeCloseTo(60, 0);
  });

  it('is said to leave the time out where nothing tells the motion', () => {
    const lone = fly([{ ...orbit(0), ...unsaid }]);
    expect(lone.frames[0]?.center).toBeDefined();
    expect(codes(lone)).toContain('motion-unknown');
    const two = fly([0, 1].map((i) => ({ ...orbit(i), ...unsaid })));
    expect(codes(two)).not.toContain('motion-unknown');
    expect(codes(fly([orbit(0)]))).not.toContain('motion-unknown');
  });
});

describe('terrain that does not hold everything', () => {
  /** A tile that slopes up to the east; the aircraft circles west of it, or elsewhere. */
  const tile: ElevationGrid = {
    name: 'slope',
    rows: 31,
    columns: 31,
    southDeg: house.latitudeDeg - 0.01,
    northDeg: house.latitudeDeg + 0.02,
    westDeg: house.longitudeDeg,
    eastDeg: house.longitudeDeg + 0.03,
    heightsM: Float32Array.from({ length: 31 * 31 }, (_, i) => groundM + 20 * (i % 31)),
    heightReference: 'ellipsoid',
  };
  const terrain = terrainFromGrids([tile]);
  const looking = (from: LatLon, more: Partial<ObservedPacket> = {}): ObservedPacket => ({
    ...orbit(0),
    sensorPlace: from,
    platformHeadingDeg: 90,
    relativeAzimuthDeg: 0,
    relativeElevationDeg: -35,
    horizontalFovDeg: 4,
    verticalFovDeg: 3,
    centerPlace: undefined,
    centerHaeM: undefined,
    slantRangeM: undefined,
    ...more,
  });

  it('is seen from outside it', () => {
    // 1,500 m up and 500 m west of the edge: the line of sight comes down some 1,600 m within.
    const flight = fly([looking(destination(house, 270, 500), { sensorHaeM: groundM + 1500 })], { terrain });
    const center = flight.frames[0]?.center;
    const known = terrain.heightM(center?.latitudeDeg ?? 0, center?.longitudeDeg ?? 0);
    expect(center?.heightM).toBeCloseTo(known ?? 0, 2);
    expect(known).toBeGreaterThan(groundM + 50);
    expect(codes(flight)).toContain('terrain-crossed');
    expect(codes(flight)).not.toContain('terrain-absent');
    expect(codes(flight)).not.toContain('ground-assumed');
  });

  it('gives way to level ground that stands before it', () => {
    // Level ground at the height sent is met outside the tile, before the line of sight would come to it.
    const before = looking(destination(house, 270, 4000), {
      centerPlace: destination(house, 270, 1850),
      centerHaeM: groundM,
    });
    const flight = fly([before], { terrain });
    expect(flight.frames[0]?.center?.heightM).toBeCloseTo(groundM, 2);
    expect(flight.frames[0]?.center?.longitudeDeg).toBeLessThan(tile.westDeg);
    expect(codes(flight)).toContain('terrain-absent');
  });

  it('is no hindrance where the flight lies elsewhere, and that is said', () => {
    const there = destination(house, 0, 300_000);
    const packets = range(5).map((i) => orbit(i, there));
    const flight = fly(packets, { terrain });
    const level = fly(packets);
    expect(flight.frames[4]?.seen).toEqual(level.frames[4]?.seen);
    expect(flight.coverage).toEqual(level.coverage);
    const finding = flight.quality.findings.find(({ code }) => code === 'terrain-absent');
    expect(finding).toMatchObject({ count: 5, severity: 'warning' });
    expect(finding?.message).toContain('at the height sent with the frame centre');
    expect(codes(level)).not.toContain('terrain-absent');
  });

  it('is not said to be crossed or absent where it holds all', () => {
    const flight = fly([looking(destination(house, 90, 200), { relativeElevationDeg: -80 })], { terrain });
    expect(flight.frames[0]?.center?.heightM).toBeGreaterThan(groundM);
    expect(codes(flight)).not.toContain('terrain-crossed');
    expect(codes(flight)).not.toContain('terrain-absent');
  });
});
