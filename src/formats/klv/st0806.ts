import { crc32Mpeg } from '../mpegts/crc32.ts';
import type { Codec } from './codec.ts';
import { defineSet, item, repeated } from './descriptor.ts';
import { nestedSet } from './encode.ts';
import { uintOfBytes } from './integers.ts';
import { readInt, readUint, scaledInt, scaledUint, timeUs, uintFixed } from './numbers.ts';
import type { DecodedSet } from './set.ts';
import { blob, type Enumerated, enumeration, text } from './text.ts';
import { decodeUtf8 } from './utf8.ts';

/** Universal key of the Remote Video Terminal Local Set (ST 0806.4 section 5). */
export const st0806Key = '060e2b34020b01010e01030102000000';

const interestType = enumeration({ 1: 'Friendly', 2: 'Hostile', 3: 'Target', 4: 'Unknown' });

const latitude = scaledInt(4, 90, 'Error Indicator');
const longitude = scaledInt(4, 180, 'Error Indicator');

/** Point of interest (ST 0806.4 section 7.2). Heights are above mean sea level. */
export const st0806PointOfInterest = defineSet('ST0806.POI', 'Point of Interest Local Set', {
  1: item('number', 'POI Number', '', uintFixed(2)),
  2: item('latitudeDeg', 'POI Latitude', 'deg', latitude),
  3: item('longitudeDeg', 'POI Longitude', 'deg', longitude),
  4: item('altitudeM', 'POI Altitude', 'm', scaledUint(2, -900, 19000)),
  5: item('type', 'POI Type', '', interestType),
  6: item('text', 'POI Text', '', text(2048)),
  7: item('sourceIcon', 'POI Source Icon', '', text(127)),
  8: item('sourceId', 'POI Source ID', '', text(255)),
  9: item('label', 'POI Label', '', text(16)),
  10: item('operationId', 'Operation ID', '', text(127)),
});

/** Area of interest between its north-west and its south-east corner (ST 0806.4 section 7.3). */
export const st0806AreaOfInterest = defineSet('ST0806.AOI', 'Area of Interest Local Set', {
  1: item('number', 'AOI Number', '', uintFixed(2)),
  2: item('northWestLatitudeDeg', 'AOI Corner 1 Latitude', 'deg', latitude),
  3: item('northWestLongitudeDeg', 'AOI Corner 1 Longitude', 'deg', longitude),
  4: item('southEastLatitudeDeg', 'AOI Corner 3 Latitude', 'deg', latitude),
  5: item('southEastLongitudeDeg', 'AOI Corner 3 Longitude', 'deg', longitude),
  6: item('type', 'AOI Type', '', interestType),
  7: item('text', 'AOI Text', '', text(2048)),
  8: item('sourceId', 'AOI Source ID', '', text(255)),
  9: item('label', 'AOI Label', '', text(16)),
  10: item('operationId', 'Operation ID', '', text(127)),
});

/** Kind and number of a user-defined datum, in one byte: two bits and six. */
export interface UserDefinedId {
  readonly type: Enumerated;
  readonly id: number;
}

const userTypes = ['String', 'Signed Integer', 'Unsigned Integer', 'Experimental'] as const;

const userDefinedId: Codec<UserDefinedId> = {
  describe: 'uint8: type (2 bits: string, signed, unsigned, experimental), numeric id (6 bits)',
  cacheable: true,
  decode(bytes, start, end, context) {
    if (end - start !== 1) {
      context.report('length-unreadable', `${end - start} bytes where the standard says 1`, start);
      return undefined;
    }
    const code = bytes[start]! >> 6;
    return { type: { code, meaning: userTypes[code]! }, id: bytes[start]! & 0x3f };
  },
  encode: (value) => Uint8Array.of((value.type.code << 6) | (value.id & 0x3f)),
};

/** User-defined datum (ST 0806.4 section 7.1); `userDefinedDatum` reads what item 2 holds by what item 1 says. */
export const st0806UserDefined = defineSet('ST0806.UD', 'User Defined Local Set', {
  1: item('id', 'Numeric ID for Data Type', '', userDefinedId),
  2: item('data', 'User Data', '', blob()),
});

/** MISB ST 0806.4, Remote Video Terminal Local Set. Speeds are through the air; heights above mean sea level. */
export const st0806 = defineSet(
  'ST0806',
  'Remote Video Terminal Local Set',
  {
    1: item('crc32', 'CRC-32', '', uintFixed(4)),
    2: item('timeUs', 'User Defined Time Stamp', 'us', timeUs()),
    3: item('platformTrueAirspeedMps', 'Platform True Airspeed', 'm/s', uintFixed(2)),
    4: item('platformIndicatedAirspeedMps', 'Platform Indicated Airspeed', 'm/s', uintFixed(2)),
    5: item('telemetryAccuracyIndicator', 'Telemetry Accuracy Indicator', '', blob()),
    6: item('fragCircleRadiusM', 'Frag Circle Radius', 'm', uintFixed(2)),
    7: item('frameCode', 'Frame Code', '', uintFixed(4)),
    8: item('version', 'UAS LS Version Number', '', uintFixed(1)),
    9: item('videoDataRateBps', 'Video Data Rate', 'bit/s', uintFixed(4)),
    10: item('digitalVideoFileFormat', 'Digital Video File Format', '', text(127)),
    11: repeated(
      'userDefined',
      'User Defined LS',
      '',
      nestedSet(() => st0806UserDefined),
    ),
    12: repeated(
      'pointsOfInterest',
      'Point of Interest LS',
      '',
      nestedSet(() => st0806PointOfInterest),
    ),
    13: repeated(
      'areasOfInterest',
      'Area of Interest LS',
      '',
      nestedSet(() => st0806AreaOfInterest),
    ),
    14: item('mgrsZone', 'MGRS Zone', '', uintFixed(1)),
    15: item('mgrsBandAndSquare', 'MGRS Latitude Band and Grid Square', '', text(3)),
    16: item('mgrsEastingM', 'MGRS Easting', 'm', uintOfBytes(3)),
    17: item('mgrsNorthingM', 'MGRS Northing', 'm', uintOfBytes(3)),
    18: item('frameCenterMgrsZone', 'Frame Center MGRS Zone', '', uintFixed(1)),
    19: item('frameCenterMgrsBandAndSquare', 'Frame Center MGRS Latitude Band and Grid Square', '', text(3)),
    20: item('frameCenterMgrsEastingM', 'Frame Center MGRS Easting', 'm', uintOfBytes(3)),
    21: item('frameCenterMgrsNorthingM', 'Frame Center MGRS Northing', 'm', uintOfBytes(3)),
  },
  { versionTag: 8 },
);

/**
 * What a user-defined set holds: a text, an integer, or bytes where its type is experimental, where the bytes are no
 * such thing, or where an integer has more than 6 bytes.
 */
export function userDefinedDatum(
  set: DecodedSet<typeof st0806UserDefined.table>,
): string | number | Uint8Array | undefined {
  const { id, data } = set.items;
  if (id === undefined || data === undefined) return undefined;
  const integer = data.length >= 1 && data.length <= 6;
  switch (id.type.code) {
    case 0:
      return decodeUtf8(data, 0, data.length) ?? data;
    case 1:
      return integer ? readInt(data, 0, data.length) : data;
    case 2:
      return integer ? readUint(data, 0, data.length) : data;
    default:
      return data;
  }
}

/** Bytes that the CRC-32 item takes at the end of a stand-alone packet: tag, length, value. */
const crcItemBytes = 6;

/**
 * CRC-32 that a stand-alone packet `bytes[start, end)` (from its universal key to its CRC item) should carry: over all
 * but the CRC's own four bytes (ST 0806.4 section 6.1; the polynomial and start value of ISO/IEC 13818-1).
 */
export function st0806Crc32(bytes: Uint8Array, start: number, end: number): number {
  return crc32Mpeg(bytes, start, end - 4);
}

/** Whether a stand-alone packet ends with a right CRC-32 item; `undefined` where it does not end with one at all. */
export function st0806CrcIsRight(bytes: Uint8Array, start: number, end: number): boolean | undefined {
  const at = end - crcItemBytes;
  if (at < start + 17 || bytes[at] !== 1 || bytes[at + 1] !== 4) return undefined;
  return readUint(bytes, at + 2, end) === st0806Crc32(bytes, start, end);
}
