import { describe, expect, it } from 'vitest';
import { cleanItems, decodeAlone, hex, toHex } from '../../../test/klv-properties.ts';
import { crc16Ccitt } from './crc16.ts';
import { concatBytes, encodeItems, encodeSet } from './encode.ts';
import { decodePacket, packetTimeUs } from './packet.ts';
import { covarianceOf } from './st1010.ts';
import { st1107, st1107Errors, st1107Key } from './st1107.ts';
import { st1108, st1108Key } from './st1108.ts';
import { st1202, transformationMatrix } from './st1202.ts';

const origin = { index: 0, offset: 0, pid: undefined, pts: undefined, ptsS: undefined };
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A packet with its checksum item put right. */
function packetOf(key: string, body: Uint8Array, checksumTag: number): Uint8Array {
  const packet = concatBytes([hex(key), [body.length + 4], body, [checksumTag, 2, 0, 0]]);
  new DataView(packet.buffer).setUint16(packet.length - 2, crc16Ccitt(packet, 0, packet.length - 2));
  return packet;
}

describe('CRC-16-CCITT', () => {
  it('has the values of the Motion Imagery Handbook', () => {
    const crc = (bytes: Uint8Array): number => crc16Ccitt(bytes, 0, bytes.length);
    expect(crc(new Uint8Array(0))).toBe(0x1d0f);
    expect(crc(ascii('A'))).toBe(0x9479);
    expect(crc(ascii('123456789'))).toBe(0xe5cc);
    expect(crc(hex('03050b'))).toBe(0x06c2);
  });
});

describe('metric geopositioning', () => {
  it('reads mapped items in any length', () => {
    const items = cleanItems(
      st1107,
      hex('0103 0a0b00 0403 0a0b00 0702 4200 0d02 4400 1001 70 1501 20 2401 40 2f02 0100'),
    );
    expect(items).toMatchObject({
      sensorEcefXM: -831506944,
      sensorEcefVelocityXMps: -19858,
      sensorAzimuthHalfCircles: 1.03125,
      boresightOffsetXM: 244,
      boresightAngle1HalfCircles: 0.1875,
      effectiveFocalLengthMm: 4096,
      effectiveFocalLengthExtendedMm: 1024,
    });
    expect(items.pixelSizeXMm).toBeCloseTo(0.0626, 6);
  });

  it('says which items an SDCC-FLP speaks of, and reads mapped deviations by their ranges', () => {
    const head = hex('2c01 04 0103 0a0b00 0203 0a0b00');
    const floats = decodeAlone(st1107, concatBytes([head, hex('200d 02 92 04 3f800000 40000000 4000')]));
    const [errors] = st1107Errors(floats.set);
    expect(errors?.sources.map(({ name }) => name)).toEqual(['sensorEcefXM', 'sensorEcefYM']);
    expect(floats.issues).toEqual([]);
    expect(errors?.pack.standardDeviations).toEqual([1, 2]);
    const mapped = decodeAlone(st1107, concatBytes([head, hex('2009 02 92 12 4000 1000 4000')]));
    expect(mapped.issues).toMatchObject([{ code: 'item-malformed' }]);
    const [read] = st1107Errors(mapped.set);
    expect(read?.pack.standardDeviations).toEqual([512, 128]);
    expect(toHex(encodeSet(mapped.set).bytes)).toContain('200902921240001000');
    if (read === undefined) throw new Error('no pack');
    const names = read.sources.map(({ name }) => name);
    expect(covarianceOf(read.pack, names).covariance[0]).toEqual([512 ** 2, 0]);
    expect(st1107Errors(decodeAlone(st1107, hex('2009 02 92 12 4000 1000 4000')).set)).toEqual([]);
  });

  it('stands alone with its checksum and time', () => {
    const packet = packetOf(st1107Key, encodeItems(st1107, { timeUs: 1_700_000_000_000_000, documentVersion: 4 }), 45);
    const read = decodePacket(packet, origin);
    expect(read).toMatchObject({ set: 'ST1107', checksum: 'valid', issues: [] });
    expect(packetTimeUs(read)).toBe(1_700_000_000_000_000);
    packet[20] = 0x55;
    expect(decodePacket(packet, origin).checksum).toBe('invalid');
  });
});

describe('generalized transformation', () => {
  it('has the identity where nothing is sent', () => {
    const set = decodeAlone(st1202, hex('0104 40000000 0304 c0a00000 0804 3f000000 0b01 01')).set;
    expect(transformationMatrix(set)).toEqual([
      [2, 0, -5],
      [0, 1, 0],
      [0, 0.5, 1],
    ]);
    expect(set.items.transformationType?.meaning).toBe('Chipping Transformation');
  });
});

describe('interpretability and quality', () => {
  it('reads packs and metrics', () => {
    const body = concatBytes([
      hex('010105 020c 0005ca79f2fbe000 006acfc0 0306 0000 8550 8a00'),
      hex('040d 0106 564e49495253 0303 4b1e56 050102 060104 0703 352e32 0804 41c9999a 0902 0400 0a0103'),
    ]);
    const packet = packetOf(st1108Key, body, 11);
    const read = decodePacket(packet, origin);
    expect(read).toMatchObject({ set: 'ST1108', checksum: 'valid', issues: [] });
    const items = cleanItems(st1108, body);
    expect(items).toMatchObject({
      assessmentPoint: { code: 5, meaning: 'Archive' },
      metricPeriod: { startUs: 1_630_000_000_000_000, durationUs: 7_000_000 },
      windowCorners: { topRow: 0, leftColumn: 0, bottomRow: 720, rightColumn: 1280 },
      compressionType: { code: 2, meaning: 'H.264' },
      streamBitrateKbps: 1024,
    });
    expect(items.metrics?.[0]?.items).toMatchObject({
      name: 'VNIIRS',
      implementer: { organization: 'K', subgroup: 'V' },
    });
  });
});
