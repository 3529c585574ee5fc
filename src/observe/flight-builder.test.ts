import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codes, fine, fly, groundM, house, orbit, range, startUs } from '../../test/orbit-flight.ts';
import { destination, distanceM, type LatLon } from '../geo/ellipsoid.ts';
import { undulationM } from '../geo/geoid.ts';
import { flatTerrain } from '../geo/terrain.ts';
import type { Flight } from '../model/flight.ts';
import { emptyPacket, type FourCorners, type ObservedPacket } from './packet.ts';
import { Timeline } from './timeline.ts';

describe('a flight around a house', () => {
  const flight = fly(
    range(1500).map((i) => orbit(i)),
    fine,
  );

  it('knows where it looked and how well', () => {
    expect(flight.frames).toHaveLength(1500);
    for (const frame of flight.frames) {
      // The line of sight meets the plane of the ground 3 km off; the earth curves by 0.7 m over that distance.
      expect(distanceM(frame.center ?? house, house)).toBeLessThan(4);
      expect(frame.center?.ce90M).toBeGreaterThan(1);
      expect(frame.center?.ce90M).toBeLessThan(60);
      expect(frame.slantRangeM).toBeCloseTo(Math.hypot(1500, 3000), -1);
      expect(frame.grazingDeg).toBeCloseTo(26.565, 0);
      expect(frame.footprint?.source).toBe('pose');
      // Width and length of a pixel: range x angle, and that over the sine of the grazing angle.
      const across = (Math.hypot(1500, 3000) * 2 * Math.tan((4 * Math.PI) / 180)) / 1280;
      const along = (Math.hypot(1500, 3000) * 2 * Math.tan((3 * Math.PI) / 180)) / 720 / Math.sin(0.46365);
      expect((frame.gsdM ?? 0) / Math.sqrt(across * along)).toBeCloseTo(1, 1);
    }
    const bearing = flight.frames[600]?.lookAzimuthDeg;
    expect(bearing).toBeCloseTo((360 * 60) / 300 + 180 - 0, 0);
  });

  it('measures its track along the circle', () => {
    // Half a turn at 3 km: circle of that radius, 3,700 m up makes no difference to a geodesic on the ellipsoid.
    expect(flight.trackKm).toBeCloseTo((Math.PI * 3 * 1499) / 1500, 1);
  });

  it('covers the ground that a sampled look would say it covers', () => {
    // Independent: the union of 1,500 trapezoids, by the middle of a grid of points, each asked of every frame.
    const timeline = new Timeline(flight.frames.filter((_, i) => i % 10 === 0));
    let inside = 0;
    const step = 25;
    for (let east = -1500; east <= 1500; east += step) {
      for (let north = -1500; north <= 1500; north += step) {
        const place = destination(house, (Math.atan2(east, north) * 180) / Math.PI, Math.hypot(east, north));
        if (timeline.momentsOver(place).length > 0) inside += 1;
      }
    }
    expect(Math.abs(flight.coverage.areaKm2 / ((inside * step * step) / 1e6) - 1)).toBeLessThan(0.015);
  });

  it('finds only what it was made to lack', () => {
    expect(codes(flight).sort()).toEqual(['minimum-item-missing', 'pixels-assumed']);
    expect(flight.quality).toMatchObject({ packets: 1500, timeJumps: 0, durationS: 149.9, longestGapS: 0.1 });
    expect(flight.quality.rateHz).toBeCloseTo(10, 6);
    expect(flight.quality.lag?.sdS).toBeLessThan(1e-6);
    expect(flight.quality.centerAgreement?.medianM).toBeLessThan(4);
  });
});

describe('height', () => {
  it('sent above mean sea level is brought to the ellipsoid, and loses to a height sent above it', () => {
    const msl = fly([{ ...orbit(0), sensorHaeM: undefined, sensorMslM: 1000 }]).frames[0];
    const place = msl?.sensor ?? house;
    expect(msl?.heightFromMsl).toBe(true);
    expect(msl?.sensor?.heightM).toBeCloseTo(1000 + undulationM(place.latitudeDeg, place.longitudeDeg), 9);
    const both = fly([{ ...orbit(0), sensorMslM: 1 }]).frames[0];
    expect(both?.sensor?.heightM).toBe(groundM + 1500);
    expect(both?.heightFromMsl).toBe(false);
  });
});

describe('footprint', () => {
  const offsets = (d: number): FourCorners<LatLon> => [
    { latitudeDeg: d, longitudeDeg: -d },
    { latitudeDeg: d, longitudeDeg: d },
    { latitudeDeg: -d, longitudeDeg: d },
    { latitudeDeg: -d, longitudeDeg: -d },
  ];

  it('is what was sent: full corners before offsets before the pose', () => {
    const sent = { ...orbit(0), cornerOffsets: offsets(0.004) };
    const byOffsets = fly([sent]).frames[0];
    expect(byOffsets?.footprint?.source).toBe('corner-offsets');
    expect(byOffsets?.footprint?.corners[2]?.latitudeDeg).toBeCloseTo(house.latitudeDeg - 0.004, 12);
    expect(byOffsets?.poseFootprint?.source).toBe('pose');
    const full: FourCorners<LatLon> = [
      { latitudeDeg: 19.21, longitudeDeg: -99.11 },
      { latitudeDeg: 19.21, longitudeDeg: -99.09 },
      { latitudeDeg: 19.19, longitudeDeg: -99.09 },
      { latitudeDeg: 19.19, longitudeDeg: -99.11 },
    ];
    const byCorners = fly([{ ...sent, fullCorners: full }]).frames[0];
    expect(byCorners?.footprint?.source).toBe('full-corners');
    expect(byCorners?.footprint?.corners[0]).toMatchObject(full[0] ?? {});
  });

  it('comes from corners alone where no pose was sent', () => {
    const flight = fly([{ ...orbit(0), cornerOffsets: offsets(0.004), horizontalFovDeg: undefined }], fine);
    expect(flight.frames[0]?.pose).toBeUndefined();
    const expected = distanceM(house, { ...house, latitudeDeg: house.latitudeDeg + 0.008 });
    const wide = distanceM(house, { ...house, longitudeDeg: house.longitudeDeg + 0.008 });
    expect(flight.coverage.areaKm2 / ((expected * wide) / 1e6)).toBeCloseTo(1, 1);
    expect(codes(flight)).toContain('angles-absent');
  });

  it('falls back on the pose where four equal corners were sent, and is put in order where they cross', () => {
    expect(fly([{ ...orbit(0), cornerOffsets: offsets(0) }]).frames[0]?.footprint?.source).toBe('pose');
    const [a, b, c, d] = offsets(0.004);
    const crossed = fly([{ ...orbit(0), cornerOffsets: [a, c, b, d] }], fine);
    const straight = fly([{ ...orbit(0), cornerOffsets: [a, b, c, d] }], fine);
    expect(codes(crossed)).toContain('corners-crossed');
    expect(crossed.coverage.areaKm2 / straight.coverage.areaKm2).toBeCloseTo(1, 1);
  });

  it('that reaches over the horizon is cut at the stated range', () => {
    const flat = {
      ...orbit(0),
      relativeElevationDeg: -2,
      verticalFovDeg: 10,
      centerPlace: undefined,
      slantRangeM: undefined,
    };
    const flight = fly([flat], { maxRangeM: 20_000, ...fine });
    expect(flight.frames[0]?.footprint?.corners[0]).toBeUndefined();
    const seen = flight.frames[0]?.seen ?? [];
    expect(seen.length).toBeGreaterThan(3);
    const far = Math.max(...seen.map((p) => distanceM(flat.sensorPlace ?? house, p)));
    expect(far).toBeGreaterThan(19_900);
    expect(far).toBeLessThanOrEqual(20_000);
    expect(codes(flight)).toContain('footprint-clipped');
    // Wedge of 8 degrees from where the lower edge meets the ground to 20 km.
    const near = 1500 / Math.tan((7 * Math.PI) / 180);
    const wedge = (8 * Math.PI) / 360 / 1e6;
    expect(flight.coverage.areaKm2 / (wedge * (20_000 ** 2 - near ** 2))).toBeCloseTo(1, 1);
  });

  it('of corners sent far beyond the range is cut by the circle of the range', () => {
    const far = [40, 300].flatMap((km) => [-5, 5].map((a) => destination(house, 90 + a, km * 1000)));
    const [nearLeft, nearRight, farLeft, farRight] = far;
    const corners: FourCorners<LatLon> = [farLeft, farRight, nearRight, nearLeft];
    const flight = fly(
      [{ ...orbit(0, house), sensorPlace: house, fullCorners: corners, horizontalFovDeg: undefined }],
      {
        maxRangeM: 50_000,
        ...fine,
      },
    );
    // A ring sector of 10 degrees from 40 to 50 km, a little more at the near chord.
    const expected = ((10 * Math.PI) / 360) * (50 ** 2 - 40 ** 2);
    expect(flight.coverage.areaKm2 / expected).toBeGreaterThan(0.98);
    expect(flight.coverage.areaKm2 / expected).toBeLessThan(1.03);
  });

  it('lies on the terrain where there is one', () => {
    const flight = fly([{ ...orbit(0), centerHaeM: undefined }], { terrain: flatTerrain(groundM - 700) });
    expect(flight.frames[0]?.center?.heightM).toBeCloseTo(groundM - 700, 3);
    expect(flight.frames[0]?.slantRangeM).toBeGreaterThan(4800);
  });
});

describe('angles that contradict the frame centre', () => {
  // The line of sight's true azimuth sent as the relative one, as an encoder in the wild does.
  const wrong = { ...orbit(0), relativeAzimuthDeg: 180 };

  it('give way to it where the slant range bears it out', () => {
    const frame = fly([wrong]).frames[0];
    expect(frame?.poseAimed).toBe(true);
    expect(distanceM(frame?.center ?? { latitudeDeg: 0, longitudeDeg: 0 }, house)).toBeLessThan(1);
    expect(distanceM(frame?.seen?.[0] ?? { latitudeDeg: 0, longitudeDeg: 0 }, house)).toBeLessThan(800);
    expect(fly([orbit(0)]).frames[0]?.poseAimed).toBeUndefined();
  });

  it('claim no ground where nothing tells which is right', () => {
    const flight = fly([{ ...wrong, slantRangeM: undefined }]);
    expect(flight.frames[0]?.seen).toBeUndefined();
    expect(flight.coverage.areaKm2).toBe(0);
    expect(codes(flight)).toContain('footprint-contradicted');
  });

  it('are made up for where they were not sent at all', () => {
    const frame = fly([{ ...orbit(0), relativeAzimuthDeg: undefined, platformPitchDeg: undefined }]).frames[0];
    expect(frame?.platform).toBeUndefined();
    expect(frame?.poseAimed).toBe(true);
    expect(frame?.gsdM).toBeCloseTo(fly([orbit(0)]).frames[0]?.gsdM ?? 0, 2);
  });
});

describe('trouble in the stream', () => {
  const steady = range(400).map((i) => orbit(i));
  const changed = (at: number, change: Partial<ObservedPacket>): ObservedPacket[] =>
    steady.map((packet, i) => (i === at ? { ...packet, ...change } : packet));
  const finding = (flight: Flight, code: string) => flight.quality.findings.find((one) => one.code === code);

  const pick = ({ index, timeUs, ptsS }: ObservedPacket) => ({ index, timeUs, ptsS });

  it('is found, named and placed', () => {
    const farOff = { latitudeDeg: 21, longitudeDeg: -99 };
    const cases: readonly (readonly [string, Partial<ObservedPacket>])[] = [
      ['checksum-invalid', { checksum: 'invalid' }],
      ['checksum-absent', { checksum: 'absent' }],
      ['time-absent', { timeUs: undefined }],
      ['position-absent', { sensorPlace: undefined }],
      ['position-null', { sensorPlace: { latitudeDeg: 0, longitudeDeg: 0 } }],
      ['position-jump', { sensorPlace: farOff }],
      ['fov-zero', { horizontalFovDeg: 0 }],
      ['roll-assumed', { relativeRollDeg: undefined }],
      ['looks-up', { sensorHaeM: 100 }],
      ['center-disagrees', { centerPlace: destination(house, 40, 900), slantRangeM: undefined }],
      ['slant-range-disagrees', { slantRangeM: 9000 }],
      ['height-twice', { tags: [75, 104] }],
    ];
    // The error of each frame takes most of the time and is not what this asks for.
    const few = { maxFrames: 20 };
    const clean = new Set(codes(fly(steady, few)));
    for (const [code, change] of cases) {
      expect(clean).not.toContain(code);
      expect(finding(fly(changed(200, change), few), code)).toMatchObject({ count: 1, packetIndices: [200] });
    }
  });

  it('is a speed of zero while the positions move: it is not known then, nor before they are', () => {
    const standing = fly(steady.map((packet) => ({ ...packet, groundSpeedMps: 0 })));
    expect(standing.frames.filter(({ groundSpeedMps }) => groundSpeedMps !== undefined)).toEqual([]);
    expect(finding(standing, 'speed-zero')?.detail).toMatchObject({ kind: 'speed' });
    // The first frame's error waits for the track's motion, as if no speed had been sent.
    const unsaid = fly(steady.map((packet) => ({ ...packet, groundSpeedMps: undefined })));
    expect(standing.frames[0]?.center?.ce90M).toBeCloseTo(unsaid.frames[0]?.center?.ce90M ?? Number.NaN, 6);
    const [still] = steady;
    const hovering = fly(steady.map((packet) => ({ ...still!, ...pick(packet), groundSpeedMps: 0 })));
    expect(hovering.frames.at(-1)?.groundSpeedMps).toBe(0);
    expect(codes(hovering)).not.toContain('speed-zero');
  });

  it('does not lengthen the track, nor cover ground, where a position or a checksum is wrong', () => {
    const whole = fly(steady);
    const off = {
      sensorPlace: { latitudeDeg: 21, longitudeDeg: -99 },
      centerPlace: { latitudeDeg: 21, longitudeDeg: -99 },
    };
    expect(fly(changed(200, off)).trackKm).toBeCloseTo(whole.trackKm, 3);
    expect(fly(changed(200, off)).coverage.areaKm2).toBeCloseTo(whole.coverage.areaKm2, 2);
    const spoilt = fly(changed(200, { ...off, checksum: 'invalid' }));
    expect(spoilt.coverage.areaKm2).toBeCloseTo(whole.coverage.areaKm2, 2);
  });

  it('is found under the terrain', () => {
    expect(codes(fly(steady, { terrain: flatTerrain(groundM + 1600) }))).toContain('below-ground');
  });

  it('of the clock is told apart: jumps, gaps, repeats, packets without a time', () => {
    const late = (from: number, us: number, videoToo: boolean): ObservedPacket[] =>
      steady.map((p, i) =>
        i < from ? p : { ...p, timeUs: (p.timeUs ?? 0) + us, ptsS: (p.ptsS ?? 0) + (videoToo ? us / 1e6 : 0) },
      );
    const gap = fly(late(100, 20e6, true)).quality;
    expect(gap).toMatchObject({ timeJumps: 0, longestGapS: 20.1 });
    expect(gap.durationS).toBeCloseTo(59.9, 6);
    const ahead = fly(late(100, 20e6, false)).quality;
    expect(ahead).toMatchObject({ timeJumps: 1, longestGapS: 0.1 });
    expect(ahead.durationS).toBeCloseTo(39.8, 6);
    const back = fly(late(100, -3600e6, false));
    expect(back.quality.timeJumps).toBe(1);
    expect(finding(back, 'time-back')).toMatchObject({ count: 1, packetIndices: [100], severity: 'fault' });
    expect(back.frames.map(({ packetIndex }) => packetIndex)).toEqual(range(400));
    expect(back.trackKm).toBeCloseTo(fly(steady).trackKm, 1);
    const repeated = fly(changed(200, { timeUs: startUs + 199 * 100_000 })).quality;
    expect(repeated.findings.map(({ code }) => code)).toContain('time-repeated');
    const filled = fly(changed(200, { timeUs: undefined })).frames[200];
    expect(filled).toMatchObject({ timeUs: startUs + 200 * 100_000, timeSource: 'container' });
  });

  it('of a presentation time that wraps is none', () => {
    const wrapS = 2 ** 33 / 90_000;
    const wrapped = steady.map((p, i) => ({ ...p, ptsS: (wrapS - 20 + i / 10) % wrapS }));
    const { quality } = fly(wrapped);
    expect(quality.timeJumps).toBe(0);
    expect(quality.lag?.sdS).toBeLessThan(1e-4);
  });

  it('between metadata and video shows as lag, spread and drift', () => {
    const drifting = steady.map((p, i) => ({ ...p, timeUs: startUs + Math.round(i * 100_000 * 1.01) }));
    const { lag, findings } = fly(drifting).quality;
    expect(lag?.driftPpm).toBeCloseTo(10_000, -1);
    expect(lag?.meanS).toBeCloseTo(0.2, 2);
    expect(findings.map(({ code }) => code)).toContain('lag-unsteady');
  });

  it('of bytes that come twice is counted', () => {
    const twice = steady.flatMap((p, i) => {
      const packet = { ...p, fingerprint: i };
      return i === 7 ? [packet, { ...packet, index: 1000 }] : [packet];
    });
    expect(finding(fly(twice), 'packet-repeated')).toMatchObject({ count: 1, packetIndices: [1000] });
  });

  it('of items that stay silent for more than thirty seconds is found', () => {
    const sparse = range(700).map((i) => ({ ...orbit(i), tags: i % 350 === 0 ? [2, 3, 5] : [2, 5] }));
    const flight = fly(sparse);
    const late = finding(flight, 'minimum-item-late');
    expect(late?.message).toContain('Mission ID (3) for 35.0 s');
    expect(late?.count).toBe(2);
    const mission = flight.quality.missingMinimumItems.find(({ tag }) => tag === 3);
    expect(mission?.share).toBeCloseTo(698 / 700, 9);
    expect(finding(flight, 'minimum-item-missing')?.message).not.toContain('Mission ID');
  });

  it('as the decoder saw it is counted by code and item', () => {
    const issues = [
      { code: 'value-out-of-range', tag: '6' },
      { code: 'special-value', tag: '74.101' },
    ];
    const flight = fly(changed(3, { issues }), { describeIssue: (code) => `<${code}>` });
    expect(flight.quality.packetsWithIssues).toBe(1);
    expect(finding(flight, 'value-out-of-range')).toMatchObject({ tag: '6', count: 1, severity: 'warning' });
    expect(finding(flight, 'special-value')?.message).toBe('Item 74.101: <special-value> (1 times).');
  });
});

describe('a long stream', () => {
  it('keeps evenly spaced frames and counts every packet', () => {
    const flight = fly(
      range(3000).map((i) => orbit(i)),
      { maxFrames: 100 },
    );
    expect(flight.frames.length).toBeGreaterThanOrEqual(50);
    expect(flight.frames.length).toBeLessThanOrEqual(100);
    const steps = new Set(flight.frames.slice(1).map((f, i) => f.packetIndex - (flight.frames[i]?.packetIndex ?? 0)));
    expect(steps.size).toBe(1);
    expect(flight.quality.packets).toBe(3000);
    expect(codes(flight)).toContain('frames-thinned');
    const whole = fly(
      range(3000).map((i) => orbit(i)),
      { maxFrames: 400 },
    );
    expect(flight.coverage).toEqual(whole.coverage);
    expect(flight.trackKm).toBe(whole.trackKm);
  });
});

describe('whatever the packets say', () => {
  it('a flight comes of it', () => {
    const number = fc.option(fc.oneof(fc.double(), fc.double({ min: -180, max: 180 })), { nil: undefined });
    const place = fc.option(fc.record({ latitudeDeg: fc.double(), longitudeDeg: fc.double() }), { nil: undefined });
    const near = fc.option(
      fc.record({
        latitudeDeg: fc.double({ min: -90, max: 90, noNaN: true }),
        longitudeDeg: fc.double({ min: -180, max: 180, noNaN: true }),
      }),
      { nil: undefined },
    );
    const any = fc.oneof(place, near);
    const four = fc.option(fc.tuple(any, any, any, any), { nil: undefined });
    const packet = fc.record({
      timeUs: number,
      ptsS: number,
      sensorPlace: any,
      sensorHaeM: number,
      sensorMslM: number,
      platformHeadingDeg: number,
      platformPitchDeg: number,
      platformRollDeg: number,
      relativeAzimuthDeg: number,
      relativeElevationDeg: number,
      relativeRollDeg: number,
      horizontalFovDeg: number,
      verticalFovDeg: number,
      slantRangeM: number,
      groundSpeedMps: number,
      centerPlace: any,
      centerHaeM: number,
      centerMslM: number,
      fullCorners: four,
      cornerOffsets: four,
    });
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 8 }), (packets) => {
        const flight = fly(
          packets.map((p, i) => ({ ...emptyPacket(i), ...p })),
          { coverage: { maxTiles: 40 } },
        );
        expect(flight.frames).toHaveLength(packets.length);
        expect(Number.isFinite(flight.coverage.areaKm2)).toBe(true);
        expect(Number.isFinite(flight.trackKm)).toBe(true);
        new Timeline(flight.frames).visitsTo(house);
      }),
      { numRuns: 150 },
    );
  });
});
