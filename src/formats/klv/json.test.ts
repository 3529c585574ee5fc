import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAlone, hex } from '../../../test/klv-properties.ts';
import { Special, unknownValue } from './codec.ts';
import { eg0104 } from './eg0104.ts';
import { makeSet } from './encode.ts';
import { isoUtc, itemsToJson, packetToJson, valueToJson } from './json.ts';
import { beyondExact } from './numbers.ts';
import { decodePacket } from './packet.ts';
import { st0102 } from './st0102.ts';
import { st0601 } from './st0601/st0601.ts';
import { st0806 } from './st0806.ts';

const origin = { index: 3, offset: 188, pid: 0x101, pts: 90000, ptsS: 1 };

describe('times', () => {
  it('are ISO 8601 with microseconds, also before 1970', () => {
    expect(isoUtc(0)).toBe('1970-01-01T00:00:00.000000Z');
    expect(isoUtc(1_700_000_000_123_456)).toBe('2023-11-14T22:13:20.123456Z');
    expect(isoUtc(-1)).toBe('1969-12-31T23:59:59.999999Z');
    expect(isoUtc(2 ** 63)).toBeNull();
  });

  it('are exact to the microsecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e15 }), (timeUs) => {
        const text = isoUtc(timeUs) ?? '';
        expect(Date.parse(`${text.slice(0, 23)}Z`) * 1000 + Number(text.slice(23, 26))).toBe(timeUs);
      }),
    );
  });
});

describe('values', () => {
  it('beyond 2^53 are written in all their digits', () => {
    expect(JSON.stringify(valueToJson(new Special(beyondExact, 2n ** 63n)))).toBe('9223372036854775808');
  });

  it('are written as they are', () => {
    for (const [value, json] of [
      [undefined, null],
      [-1.5, -1.5],
      [Number.NaN, { special: 'NaN' }],
      [Number.NEGATIVE_INFINITY, { special: '-Infinity' }],
      ['text', 'text'],
      [true, true],
      [2n ** 60n, '1152921504606846976'],
      [unknownValue, { special: 'Unknown' }],
      [Uint8Array.of(0, 255), '00ff'],
      [
        [1, [unknownValue]],
        [1, [{ special: 'Unknown' }]],
      ],
      [
        { code: 1, meaning: 'x', left: undefined },
        { code: 1, meaning: 'x' },
      ],
    ] as const) {
      expect(valueToJson(value)).toEqual(json);
    }
  });

  it('can always be put into JSON, whatever the packet', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const json = JSON.parse(JSON.stringify(itemsToJson(decodeAlone(st0601, bytes).set)));
        expect(Object.keys(json).length).toBeLessThanOrEqual(decodeAlone(st0601, bytes).set.layout.count);
      }),
    );
  });
});

describe('items', () => {
  it('stand by tag with name, value, unit and bytes', () => {
    const { set } = decodeAlone(st0601, hex('0502 4000 0602 8000 0d00 8200 03 02abcd'));
    expect(itemsToJson(set)).toEqual({
      5: { name: 'Platform Heading Angle', value: (0x4000 * 360) / 65535, unit: 'deg', raw: '4000' },
      6: { name: 'Platform Pitch Angle', value: { special: 'Out of Range' }, unit: 'deg', raw: '8000' },
      13: { name: 'Sensor Latitude', value: { special: 'Unknown' }, unit: 'deg', raw: '' },
      256: { name: 'Unknown', value: '02abcd', unit: '', raw: '02abcd' },
    });
  });

  it('that stand several times are lists where they may; others show the last', () => {
    const { set } = decodeAlone(st0806, hex('0801 05 0801 06 0c03 010100 0c03 0101ff'));
    const json = itemsToJson(set);
    expect(json['8']).toMatchObject({ value: 6, raw: '06' });
    expect(json['12']).toMatchObject({
      raw: ['010100', '0101ff'],
      value: [{ 1: { raw: '00' } }, { 1: { raw: 'ff' } }],
    });
    expect(itemsToJson(decodeAlone(st0806, hex('0c03 010100')).set)['12']).toMatchObject({ raw: '010100' });
  });

  it('that could not be read are null, with what is there of their bytes', () => {
    const { set } = decodeAlone(st0601, hex('0507 00000000000001 0d04 5555'));
    expect(itemsToJson(set)).toMatchObject({
      5: { value: null, raw: '00000000000001' },
      13: { value: null, raw: '5555' },
    });
  });

  it('of inner sets are written the same way', () => {
    const security = makeSet(st0102, { securityClassification: { code: 1, meaning: 'UNCLASSIFIED' } });
    expect(valueToJson(security)).toEqual({
      1: {
        name: 'Security Classification',
        value: { code: 1, meaning: 'UNCLASSIFIED' },
        unit: '',
        raw: '01',
      },
    });
  });

  it('of universal sets stand by key', () => {
    const row = eg0104.rows.find((one) => one !== undefined);
    const key = row?.key ?? '';
    const json = itemsToJson(decodeAlone(eg0104, hex(`${key}0141`)).set);
    expect(json).toMatchObject({ [key]: { name: row?.title, raw: '41' } });
    const unknown = '060e2b34ffffffffffffffffffffffff';
    expect(itemsToJson(decodeAlone(eg0104, hex(`${unknown}0141`)).set)).toMatchObject({
      [unknown]: { name: 'Unknown' },
    });
  });
});

describe('packets', () => {
  it('say where they stood', () => {
    const packet = decodePacket(hex('060e2b34020b01010e01030101000000 0a 0208 00060a24181e4000'), origin);
    expect(packetToJson(packet)).toMatchObject({
      index: 3,
      offset: 188,
      pid: 0x101,
      pts: 90000,
      ptsS: 1,
      set: 'ST0601',
      key: '060e2b34020b01010e01030101000000',
      checksum: 'absent',
      timeUtc: '2023-11-14T22:13:20.000000Z',
      issues: [{ tag: '', offset: 17, code: 'checksum-absent' }],
    });
  });

  it('of other sets keep all their bytes', () => {
    const bytes = '060e2b34010101010101010101010101' + '020102';
    const json = packetToJson(decodePacket(hex(bytes), { ...origin, pid: undefined, pts: undefined, ptsS: undefined }));
    expect(json).toMatchObject({ set: 'unknown', pid: null, pts: null, ptsS: null, timeUtc: null });
    expect(json['items']).toEqual({ raw: { name: 'Unknown set', value: null, unit: '', raw: bytes } });
  });
});
