import { describe, expect, it } from 'vitest';
import type { FlightView } from '../../../../src/model/views.ts';
import { framesOf } from '../../../../test/frames-view.ts';
import { sha256Hex, snapshotName, snapshotRecord, utcOf, valuesOf } from './snapshot.ts';

const flight: FlightView = {
  id: 'f1',
  name: 'border flight (2).ts',
  state: 'ready',
  problem: null,
  simulated: true,
  marking: 'EXERCISE // SIMULATED',
  bytesTotal: 1,
  bytesRead: 1,
  packets: 2,
  frames: 2,
  startUs: 0,
  endUs: 1,
  mission: { missionId: null, platform: null, tail: null, sensor: null },
  video: null,
  trackKm: 0,
  coveredKm2: 0,
  detections: 0,
  packetsWithIssues: 0,
};

describe('the record beside a snapshot', () => {
  const view = framesOf([
    { sensor: [1, 2] },
    {
      timeUs: 1_224_807_134_000_123,
      sensor: [-109, 31],
      gsdM: 0.4,
      corners: [
        [1, 2],
        [3, 4],
        [5, 6],
        [7, 8],
      ],
    },
  ]);

  it('holds every value of its own frame that is known, and none that is not', () => {
    expect(valuesOf(view, 1)).toEqual({
      sensorLatitudeDeg: 31,
      sensorLongitudeDeg: -109,
      gsdM: 0.4,
      issues: 0,
      cornerLatitudeDeg: [2, 4, 6, 8],
      cornerLongitudeDeg: [1, 3, 5, 7],
    });
  });

  it('names the picture by its hash, the flight, the times and the marking', async () => {
    const bytes = new TextEncoder().encode('abc');
    // FIPS 180-2, example of section B.1.
    const sha256 = await sha256Hex(bytes.buffer);
    expect(sha256).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    const frame = {
      index: 1,
      packetIndex: 9,
      timeUs: 1_224_807_134_000_123,
      ptsS: 1,
      atS: 1,
      view,
      row: 1,
      detections: [],
    };
    const record = snapshotRecord({
      name: snapshotName(flight.name, frame.timeUs),
      flight,
      marking: flight.marking,
      frame,
      presentationTimeS: 1.25,
      width: 640,
      height: 480,
      sha256,
      packet: null,
    });
    expect(record).toMatchObject({
      marking: 'EXERCISE // SIMULATED',
      picture: { file: 'border-flight-2-2008-10-24T001214000123Z.png', sha256 },
      frame: 1,
      packetIndex: 9,
      timeUtc: '2008-10-24T00:12:14.000123Z',
      presentationTimeS: 1.25,
    });
  });

  it('writes microseconds in full', () => expect(utcOf(1_000_005)).toBe('1970-01-01T00:00:01.000005Z'));
});
