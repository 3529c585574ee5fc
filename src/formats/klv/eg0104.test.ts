import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cleanItems, decodeAlone, hex, toHex } from '../../../test/klv-properties.ts';
import { referenceFile } from '../../../test/reference-data.ts';
import { demuxAll } from '../../../test/transport-packets.ts';
import { dateTimeUs, eg0104 } from './eg0104.ts';
import { encodeItems, encodeSet, makeSet } from './encode.ts';
import { decodePacket, packetTimeUs } from './packet.ts';
import { st0102, st0102Universal } from './st0102.ts';

const recording = referenceFile('fmv/aphill_short.ts');
const earthRadiusM = 6_371_000;

describe('universal metadata set', () => {
  it('made here comes back, with both kinds of security set', () => {
    const items = {
      timeUs: 1_221_515_219_356_000,
      missionId: '100',
      sensorLatitudeDeg: 38.25,
      sensorLongitudeDeg: -77.5,
      platformHeadingDeg: -102.75,
      start: { text: '20050331T080452' },
      security: makeSet(st0102, { securityClassification: { code: 1, meaning: 'UNCLASSIFIED' } }),
      securityUniversal: makeSet(st0102Universal, { securityClassification: 'UNCLASSIFIED//' }),
    };
    const read = cleanItems(eg0104, encodeItems(eg0104, items));
    expect(read).toMatchObject({
      timeUs: items.timeUs,
      missionId: '100',
      sensorLatitudeDeg: 38.25,
      platformHeadingDeg: -102.75,
    });
    expect(read.start).toEqual({ text: '20050331T080452', timeUs: 1_112_256_292_000_000 });
    expect(read.security?.items.securityClassification?.meaning).toBe('UNCLASSIFIED');
    expect(read.securityUniversal?.items.securityClassification).toBe('UNCLASSIFIED//');
  });

  it('does not compare the version byte of keys', () => {
    const latitude = '4043204c8bc9cd3e';
    for (const version of ['01', '03', '07', '0a']) {
      const items = cleanItems(eg0104, hex(`060e2b34010101${version}0701020102040200 08 ${latitude}`));
      expect(items.sensorLatitudeDeg).toBeCloseTo(38.252336, 9);
    }
  });

  it('a latitude beyond the poles and a NaN are told', () => {
    const key = '060e2b34010101030701020102040200';
    expect(decodeAlone(eg0104, hex(`${key} 08 405b000000000000`)).issues).toMatchObject([
      { code: 'value-out-of-range' },
    ]);
    const { set, issues } = decodeAlone(eg0104, hex(`${key} 08 7ff4000000000001`));
    expect(issues).toMatchObject([{ code: 'special-value' }]);
    expect(set.items.sensorLatitudeDeg).toBeUndefined();
    expect(toHex(encodeSet(set).bytes)).toBe(`${key}087ff4000000000001`);
    expect(decodeAlone(eg0104, hex(`${key} 04 42190000`)).issues).toMatchObject([{ code: 'length-wrong' }]);
  });

  it('keeps items whose key is in no table', () => {
    const { set, issues } = decodeAlone(eg0104, hex('060e2b340101010107ff000000000000 02 1234'));
    expect(issues).toMatchObject([{ code: 'item-unknown' }]);
    expect(encodeSet(set).bytes).toHaveLength(19);
  });

  it('dates and times', () => {
    expect(dateTimeUs('20050331080452')).toBe(1_112_256_292_000_000);
    expect(dateTimeUs('2005-03-31T08:04:52.25Z')).toBe(1_112_256_292_250_000);
    for (const text of ['', '20050331', '20050231080452', '20050331240000', 'yesterday']) {
      expect(dateTimeUs(text)).toBeUndefined();
    }
  });
});

describe.skipIf(recording === undefined)('fmv/aphill_short.ts', () => {
  const { units } = demuxAll(recording === undefined ? new Uint8Array(0) : readFileSync(recording));
  const origin = { index: 0, offset: 0, pid: undefined, pts: undefined, ptsS: undefined };
  const packets = units.map((unit) => decodePacket(unit.data, origin));

  it('is 48 packets of 23 items without an issue, and each goes back to its bytes', () => {
    expect(packets).toHaveLength(48);
    for (const packet of packets) {
      expect(packet).toMatchObject({ set: 'EG0104', issues: [] });
      if (packet.set !== 'EG0104') continue;
      expect(packet.data.layout.count).toBe(23);
      const { bytes, unencodable } = encodeSet(packet.data);
      expect(unencodable).toEqual([]);
      expect(toHex(packet.bytes).endsWith(toHex(bytes))).toBe(true);
    }
  });

  it('time runs forward', () => {
    const times = packets.map((packet) => packetTimeUs(packet) ?? Number.NaN);
    expect(new Date((times[0] ?? 0) / 1000).toISOString()).toBe('2008-09-15T21:46:59.356Z');
    for (let i = 1; i < times.length; i++) expect((times[i] ?? 0) - (times[i - 1] ?? 0)).toBeGreaterThan(0);
  });

  it('heights, angles and ranges fit each other in metres and degrees', () => {
    for (const packet of packets) {
      if (packet.set !== 'EG0104') throw new Error(packet.set);
      const {
        sensorLatitudeDeg = Number.NaN,
        sensorLongitudeDeg = Number.NaN,
        frameCenterLatitudeDeg = Number.NaN,
        frameCenterLongitudeDeg = Number.NaN,
        slantRangeM = Number.NaN,
        angleToNorthDeg = Number.NaN,
        obliquityAngleDeg = Number.NaN,
      } = packet.items;
      const perDegree = (Math.PI / 180) * earthRadiusM;
      const north = (frameCenterLatitudeDeg - sensorLatitudeDeg) * perDegree;
      const east =
        (frameCenterLongitudeDeg - sensorLongitudeDeg) * perDegree * Math.cos((sensorLatitudeDeg * Math.PI) / 180);
      const ground = slantRangeM * Math.cos((obliquityAngleDeg * Math.PI) / 180);
      expect(Math.abs(Math.hypot(north, east) - ground)).toBeLessThan(0.02 * ground);
      expect(Math.abs((Math.atan2(east, north) * 180) / Math.PI - angleToNorthDeg)).toBeLessThan(2);
    }
  });
});
