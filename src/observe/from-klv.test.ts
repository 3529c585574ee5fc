import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referenceFile } from '../../test/reference-data.ts';
import { berLengthBytes } from '../formats/klv/ber.ts';
import { runningSum16 } from '../formats/klv/checksum.ts';
import type { Items } from '../formats/klv/descriptor.ts';
import { concatBytes, encodeItems } from '../formats/klv/encode.ts';
import { decodePacket } from '../formats/klv/packet.ts';
import { st0601KeyBytes } from '../formats/klv/registry.ts';
import { st0601 } from '../formats/klv/st0601/st0601.ts';
import { makeSdcc } from '../formats/klv/st1010.ts';
import { RecordingReader } from '../formats/recording.ts';
import { budgets } from '../geo/budget.ts';
import { distanceM } from '../geo/ellipsoid.ts';
import type { Flight } from '../model/flight.ts';
import { FlightBuilder } from './flight-builder.ts';
import { observedPacket } from './from-klv.ts';
import type { ObservedPacket } from './packet.ts';

type St0601Items = Items<typeof st0601.table>;

/** A whole packet: key, length, items, checksum. */
function packetBytes(items: St0601Items): Uint8Array {
  const body = encodeItems(st0601, items, 2);
  const open = concatBytes([st0601KeyBytes, berLengthBytes(body.length + 4), body, [1, 2]]);
  const sum = runningSum16(open, 0, open.length);
  return concatBytes([open, [sum >> 8, sum & 255]]);
}

function observe(items: St0601Items): ObservedPacket | undefined {
  const origin = { index: 3, offset: 0, pid: undefined, pts: undefined, ptsS: 1.5 };
  return observedPacket(decodePacket(packetBytes(items), origin));
}

const pose: St0601Items = {
  precisionTimeStampUs: 1_700_000_000_123_456,
  platformHeadingDeg: 90,
  platformPitchDeg: 3,
  platformRollDeg: -2,
  sensorLatitudeDeg: 40,
  sensorLongitudeDeg: -4,
  sensorTrueAltitudeM: 2000,
  sensorHorizontalFovDeg: 10,
  sensorVerticalFovDeg: 8,
  sensorRelativeAzimuthDeg: 10,
  sensorRelativeElevationDeg: -40,
  sensorRelativeRollDeg: 0,
};

describe('a packet of ST 0601', () => {
  it('says what it says', () => {
    const packet = observe(pose);
    expect(packet).toMatchObject({ index: 3, ptsS: 1.5, timeUs: 1_700_000_000_123_456, checksum: 'valid' });
    expect(packet?.sensorPlace?.latitudeDeg).toBeCloseTo(40, 6);
    expect(packet?.sensorMslM).toBeCloseTo(2000, 0);
    expect(packet?.sensorHaeM).toBeUndefined();
    expect(packet?.tags).toEqual([2, 5, 6, 7, 13, 14, 15, 16, 17, 18, 19, 20, 1]);
  });

  it('gives angles and heights at their best resolution', () => {
    const packet = observe({
      ...pose,
      platformPitchFullDeg: 3.123456,
      platformRollFullDeg: -2.5,
      sensorEllipsoidHeightM: 2050,
      sensorEllipsoidHeightExtendedM: 2051.5,
    });
    expect(packet?.platformPitchDeg).toBeCloseTo(3.123456, 6);
    expect(packet?.platformRollDeg).toBeCloseTo(-2.5, 6);
    expect(packet?.sensorHaeM).toBeCloseTo(2051.5, 1);
  });

  it('knows speed and course by their items, else by the velocity', () => {
    const velocity = { sensorNorthVelocityMps: -30, sensorEastVelocityMps: 40 };
    const byVelocity = observe({ ...pose, ...velocity });
    expect(byVelocity?.groundSpeedMps).toBeCloseTo(50, 1);
    expect(byVelocity?.courseDeg).toBeCloseTo(126.87, 1);
    const byItems = observe({ ...pose, ...velocity, platformGroundSpeedMps: 60, platformCourseDeg: 200 });
    expect(byItems?.groundSpeedMps).toBe(60);
    expect(byItems?.courseDeg).toBeCloseTo(200, 1);
    expect(observe(pose)?.courseDeg).toBeUndefined();
  });

  it('keeps corners as offsets, and those off the earth absent', () => {
    const packet = observe({ ...pose, cornerLatitudeOffset1Deg: 0.01, cornerLongitudeOffset1Deg: -0.02 });
    expect(packet?.cornerOffsets?.[0]?.longitudeDeg).toBeCloseTo(-0.02, 5);
    expect(packet?.cornerOffsets?.[1]).toBeUndefined();
    expect(packet?.fullCorners).toBeUndefined();
  });

  it('brings the errors that it sends to the point on the ground', () => {
    const errorPacks = [
      makeSdcc(
        [0.3, 0.4, 0.0],
        [
          [1, 0.5, 0],
          [0.5, 1, 0],
          [0, 0, 1],
        ],
      ),
    ];
    const packet = observe({ ...pose, errorPacks });
    // The three items right before the pack: 18, 19 and 20.
    expect(packet?.covariances).toHaveLength(1);
    expect(packet?.covariances[0]?.tags).toEqual([18, 19, 20]);
    expect(packet?.covariances[0]?.covariance[0]?.[1]).toBeCloseTo(0.06, 3);
    const builder = new FlightBuilder({ name: 'x', simulated: true, budget: budgets.large });
    if (packet !== undefined) builder.push(packet);
    const center = builder.finish().frames[0]?.center;
    expect(center?.errorSource).toBe('st1010');
    // 0.3 deg across and 0.4 deg along, some 2.9 km off, seen at 37 degrees: tens of metres.
    expect(center?.ce90M).toBeGreaterThan(40);
    expect(center?.ce90M).toBeLessThan(120);
  });

  it('is told from other sets', () => {
    const origin = { index: 0, offset: 0, pid: undefined, pts: undefined, ptsS: undefined };
    expect(
      observedPacket(
        decodePacket(
          Uint8Array.from({ length: 40 }, (_, i) => i),
          origin,
        ),
      ),
    ).toBeUndefined();
  });
});

function read(path: string): { readonly flight: Flight; readonly packets: number } {
  const builder = new FlightBuilder({ name: path, simulated: false, budget: budgets.tactical });
  let packets = 0;
  const reader = new RecordingReader({
    onPacket: (packet) => {
      const observed = observedPacket(packet);
      if (observed === undefined) return;
      packets += 1;
      builder.push(observed);
    },
  });
  reader.push(readFileSync(path));
  reader.end();
  return { flight: builder.finish(), packets };
}

const truck = referenceFile('fmv/truck_flight_2012.klv');
const aphill = referenceFile('fmv/aphill_short.ts');
const vmti = referenceFile('fmv/vmti_sim_flight.ts');
const joined = referenceFile('fmv/h264_klv.ts');
const day = referenceFile('fmv/day_flight_2009.klv');

describe('recorded flights', () => {
  it.skipIf(truck === undefined)('fmv/truck_flight_2012.klv: pose and corner items agree', () => {
    const { flight, packets } = read(truck ?? '');
    expect(packets).toBe(711);
    expect(flight.frames).toHaveLength(711);
    expect(flight.quality.durationS).toBeCloseTo(147.8, 1);
    expect(flight.quality.checksum.valid).toBe(711);
    expect(flight.quality.cornerAgreement?.samples).toBe(4 * 711);
    expect(flight.quality.cornerAgreement?.medianM).toBeLessThan(25);
    expect(flight.quality.centerAgreement?.medianM).toBeLessThan(25);
    expect(flight.quality.findings.every(({ severity }) => severity !== 'fault')).toBe(true);
    expect(flight.trackKm).toBeGreaterThan(8);
    expect(flight.trackKm).toBeLessThan(9);
  });

  it.skipIf(aphill === undefined)('fmv/aphill_short.ts: EG 0104 angles lead to the frame centre', () => {
    const { flight, packets } = read(aphill ?? '');
    expect(packets).toBe(48);
    // Angles and centre are of different instants; 2 % of the slant range of 1.74 km.
    expect(flight.quality.centerAgreement?.medianM).toBeLessThan(0.03 * 1740);
    expect(flight.quality.checksum.absent).toBe(48);
  });

  it.skipIf(vmti === undefined)('fmv/vmti_sim_flight.ts: moving objects lie near the footprint', () => {
    const { flight, packets } = read(vmti ?? '');
    expect(packets).toBe(277);
    const placed = flight.frames.flatMap((frame) => frame.detections.map(({ position }) => ({ position, frame })));
    expect(placed.length).toBeGreaterThan(100);
    for (const { position, frame } of placed) {
      if (position === undefined || frame.centerAsSent === undefined) continue;
      expect(distanceM(position, frame.centerAsSent)).toBeLessThan(5000);
    }
  });

  it.skipIf(day === undefined)(
    'fmv/day_flight_2009.klv: a true azimuth sent as relative does not misplace the ground',
    () => {
      const { flight } = read(day ?? '');
      for (const { seen, centerAsSent } of flight.frames) {
        if (seen?.[0] === undefined || centerAsSent === undefined) continue;
        expect(distanceM(seen[0], centerAsSent)).toBeLessThan(500);
      }
      expect(flight.quality.findings.map(({ code }) => code)).toContain('center-disagrees');
      // Five stand as sent; the sixth, whose slant range bears out neither, is written and not counted.
      expect(flight.frames.map(({ uncounted }) => uncounted)).toEqual([...Array(5).fill(undefined), 'contradicted']);
    },
  );

  it.skipIf(day === undefined)('fmv/day_flight_2009.klv: the track is that of all six positions', () => {
    const { flight } = read(day ?? '');
    const places = flight.frames.map(({ sensor }) => sensor ?? { latitudeDeg: 0, longitudeDeg: 0 });
    const sumM = places.slice(1).reduce((sum, place, i) => sum + distanceM(places[i] ?? place, place), 0);
    expect(flight.trackKm).toBeCloseTo(sumM / 1000, 3);
    expect(flight.trackKm).toBeCloseTo(8.156, 2);
    const bridged = flight.quality.findings.find(({ code }) => code === 'track-bridged');
    expect(bridged).toMatchObject({ count: 2, packetIndices: [1, 5] });
    expect(bridged?.message).toContain('7150 m');
  });

  it.skipIf(joined === undefined)(
    'fmv/h264_klv.ts: corners half way round the earth from the sensor are not counted',
    () => {
      const { flight } = read(joined ?? '');
      expect(flight.frames).toHaveLength(30);
      expect(new Set(flight.frames.map(({ uncounted }) => uncounted))).toEqual(new Set(['beyond-range']));
      expect(flight.coverage.areaKm2).toBe(0);
      expect(flight.quality.findings.map(({ code }) => code)).toContain('footprint-beyond-range');
    },
  );
});
