import { describe, expect, it } from 'vitest';
import { cleanItems, decodeAlone, hex } from '../../../test/klv-properties.ts';
import { concatBytes, encodeItems, makeSet } from './encode.ts';
import { decodePacket } from './packet.ts';
import {
  st0806,
  st0806AreaOfInterest,
  st0806Crc32,
  st0806CrcIsRight,
  st0806Key,
  st0806PointOfInterest,
  st0806UserDefined,
  userDefinedDatum,
} from './st0806.ts';

const origin = { index: 0, offset: 0, pid: undefined, pts: undefined, ptsS: undefined };

describe('RVT local set', () => {
  it('reads its points and areas of interest, and several of each', () => {
    const bytes = concatBytes([
      hex('0302 01f4 0402 0190'),
      hex('0c10 0102 0002 0204 00000000 0304 ab00ab00'),
      hex('0c0b 0102 0003 0402 1234 050103'),
      hex('0d10 0102 0003 0204 12013400 0304 12023400'),
      hex('0e0105 0f03 414243 1003 000400 1103 000800'),
    ]);
    const items = cleanItems(st0806, bytes);
    expect(items).toMatchObject({
      platformTrueAirspeedMps: 500,
      platformIndicatedAirspeedMps: 400,
      mgrsZone: 5,
      mgrsBandAndSquare: 'ABC',
      mgrsEastingM: 1024,
      mgrsNorthingM: 2048,
    });
    const [first, second] = items.pointsOfInterest ?? [];
    expect(first?.items.latitudeDeg).toBe(0);
    expect(first?.items.longitudeDeg).toBeCloseTo(-119.527580793727, 9);
    expect(second?.items.altitudeM).toBeCloseTo(515.0301365682, 9);
    expect(second?.items.type).toEqual({ code: 3, meaning: 'Target' });
    expect(items.areasOfInterest?.[0]?.items.northWestLatitudeDeg).toBeCloseTo(12.6595544874, 9);
    expect(items.areasOfInterest?.[0]?.items.northWestLongitudeDeg).toBeCloseTo(25.3246021388, 9);
  });

  it('the most negative latitude is the error indicator', () => {
    const { set, issues } = decodeAlone(st0806PointOfInterest, hex('0204 80000000'));
    expect(set.special(2)?.name).toBe('Error Indicator');
    expect(issues).toMatchObject([{ tag: '2', code: 'special-value' }]);
    expect(cleanItems(st0806PointOfInterest, hex('0204 7fffffff')).latitudeDeg).toBe(90);
    expect(cleanItems(st0806AreaOfInterest, hex('0304 80000001')).northWestLongitudeDeg).toBe(-180);
  });

  it('user-defined data by their type', () => {
    const datum = (text: string) => userDefinedDatum(decodeAlone(st0806UserDefined, hex(text)).set);
    expect(datum('010101 0204 54455354')).toBe('TEST');
    expect(datum('010141 0202 fffe')).toBe(-2);
    expect(datum('010181 0202 fffe')).toBe(65534);
    expect(datum('0101c1 0202 fffe')).toEqual(hex('fffe'));
    expect(datum('010101 0202 fffe')).toEqual(hex('fffe'));
    expect(datum('010181 0207 01020304050607')).toEqual(hex('01020304050607'));
    expect(datum('0202 fffe')).toBeUndefined();
  });

  it('stand-alone, ends with a CRC-32 over all before it', () => {
    const body = concatBytes([
      encodeItems(st0806, { timeUs: 1_700_000_000_000_000, version: 4 }),
      hex('0104 00000000'),
    ]);
    const packet = concatBytes([hex(st0806Key), [body.length], body]);
    expect(st0806CrcIsRight(packet, 0, packet.length)).toBe(false);
    new DataView(packet.buffer).setUint32(packet.length - 4, st0806Crc32(packet, 0, packet.length));
    expect(st0806CrcIsRight(packet, 0, packet.length)).toBe(true);
    expect(decodePacket(packet, origin)).toMatchObject({ set: 'ST0806', checksum: 'valid', issues: [] });
    expect(st0806CrcIsRight(packet, 0, packet.length - 1)).toBeUndefined();
  });

  it('made here comes back', () => {
    const items = { number: 7, latitudeDeg: 31.5, longitudeDeg: -110.25, text: 'ñandú' };
    const poi = makeSet(st0806PointOfInterest, items);
    expect(poi.items.latitudeDeg).toBeCloseTo(31.5, 7);
    const rvt = cleanItems(st0806, encodeItems(st0806, { pointsOfInterest: [poi, poi] }));
    expect(rvt.pointsOfInterest?.map((one) => one.items.text)).toEqual(['ñandú', 'ñandú']);
  });
});
