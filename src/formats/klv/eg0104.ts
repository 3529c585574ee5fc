import type { Codec } from './codec.ts';
import { defineSet, keyed } from './descriptor.ts';
import { nestedSet } from './encode.ts';
import { floatFixed, floatOfLength } from './floats.ts';
import { timeUs } from './numbers.ts';
import { st0102, st0102Key, st0102Universal, st0102UniversalKey } from './st0102.ts';
import { text } from './text.ts';

/** Universal key of the UAS Datalink Universal Set (EG 0104.5 section 4.1). */
export const eg0104Key = '060e2b34020101010e01010201010000';

/** Date and time as sent (YYYYMMDDThhmmss, UTC), and as microseconds since 1970 where the text is one. */
export interface DateTimeText {
  readonly text: string;
  readonly timeUs?: number;
}

/**
 * Microseconds since 1970-01-01 of a UTC date and time: YYYYMMDD and hhmmss, perhaps with a T between, punctuation, a
 * fraction of the second, or a Z.
 *
 * @returns `undefined` where the text is no existing date and time.
 */
export function dateTimeUs(value: string): number | undefined {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})[T ]?(\d{2}):?(\d{2}):?(\d{2})(?:\.(\d{1,6})\d*)?Z?$/.exec(value.trim());
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const ms = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!);
  const date = new Date(ms);
  const same =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month! - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  return same ? ms * 1000 + Number((match[7] ?? '').padEnd(6, '0')) : undefined;
}

const plainText = text(127);

const dateTime: Codec<DateTimeText> = {
  describe: 'date and time as text: YYYYMMDDThhmmss, UTC',
  cacheable: true,
  decode(bytes, start, end, context) {
    const sent = plainText.decode(bytes, start, end, context);
    if (typeof sent !== 'string') return undefined;
    const us = dateTimeUs(sent);
    if (us !== undefined) return { text: sent, timeUs: us };
    context.report('item-malformed', `"${sent.slice(0, 40)}" is no date and time`, start);
    return { text: sent };
  },
  encode: (value, lengthBytes) => plainText.encode(value.text, lengthBytes),
};

const latitude = floatFixed(8, -90, 90);
const longitude = floatFixed(8, -180, 180);
const angle = floatFixed(4, -360, 360);
const metres = floatOfLength(4);
const local = '060e2b3401010101';

/**
 * MISB EG 0104.5, Predator UAV Basic Universal Metadata Set: the universal set that came before ST 0601, whose names
 * its items bear here where they mean the same. Angles are as sent: a heading may be negative. Altitudes are above
 * mean sea level. Tags are ours, those of ST 0601 where there is one: the stream has universal keys only. The version
 * byte of a key is not compared, since encoders differ in it.
 */
export const eg0104 = defineSet(
  'EG0104',
  'Predator UAV Basic Universal Metadata Set',
  {
    2: keyed(`${local}0702010101050000`, 'timeUs', 'User Defined Time Stamp', 'us', timeUs()),
    3: keyed(`${local}0105050000000000`, 'missionId', 'Episode Number', '', text()),
    5: keyed(`${local}0701100106000000`, 'platformHeadingDeg', 'Platform Heading Angle', 'deg', angle),
    6: keyed(`${local}0701100105000000`, 'platformPitchDeg', 'Platform Pitch Angle', 'deg', angle),
    7: keyed(`${local}0701100104000000`, 'platformRollDeg', 'Platform Roll Angle', 'deg', angle),
    10: keyed(`${local}0101200100000000`, 'platformDesignation', 'Device Designation', '', text()),
    11: keyed(`${local}0420010201010000`, 'imageSourceSensor', 'Image Source Device', '', text()),
    12: keyed(`${local}0701010100000000`, 'imageCoordinateSystem', 'Image Coordinate System', '', text()),
    13: keyed(`${local}0701020102040200`, 'sensorLatitudeDeg', 'Device Latitude', 'deg', latitude),
    14: keyed(`${local}0701020102060200`, 'sensorLongitudeDeg', 'Device Longitude', 'deg', longitude),
    15: keyed(`${local}0701020102020000`, 'sensorTrueAltitudeM', 'Device Altitude', 'm', metres),
    16: keyed(`${local}0420020101080000`, 'sensorHorizontalFovDeg', 'Field of View (FOV-Horizontal)', 'deg', angle),
    17: keyed(`${local}04200201010a0100`, 'sensorVerticalFovDeg', 'Field of View (FOV-Vertical)', 'deg', angle),
    21: keyed(`${local}0701080101000000`, 'slantRangeM', 'Slant Range', 'm', metres),
    22: keyed(`${local}0701090201000000`, 'targetWidthM', 'Target Width', 'm', metres),
    23: keyed(`${local}0701020103020000`, 'frameCenterLatitudeDeg', 'Frame Center Latitude', 'deg', latitude),
    24: keyed(`${local}0701020103040000`, 'frameCenterLongitudeDeg', 'Frame Center Longitude', 'deg', longitude),
    25: keyed(`${local}0701020103160000`, 'frameCenterElevationM', 'Frame Center Elevation', 'm', metres),
    48: keyed(
      st0102Key,
      'security',
      'Security Local Metadata Set',
      '',
      nestedSet(() => st0102),
    ),
    72: keyed(`${local}0702010207010000`, 'eventStart', 'Event Start Date Time - UTC', '', dateTime),
    82: keyed(`${local}0701020103070100`, 'cornerLatitude1Deg', 'Corner Latitude Point 1', 'deg', latitude),
    83: keyed(`${local}07010201030b0100`, 'cornerLongitude1Deg', 'Corner Longitude Point 1', 'deg', longitude),
    84: keyed(`${local}0701020103080100`, 'cornerLatitude2Deg', 'Corner Latitude Point 2', 'deg', latitude),
    85: keyed(`${local}07010201030c0100`, 'cornerLongitude2Deg', 'Corner Longitude Point 2', 'deg', longitude),
    86: keyed(`${local}0701020103090100`, 'cornerLatitude3Deg', 'Corner Latitude Point 3', 'deg', latitude),
    87: keyed(`${local}07010201030d0100`, 'cornerLongitude3Deg', 'Corner Longitude Point 3', 'deg', longitude),
    88: keyed(`${local}07010201030a0100`, 'cornerLatitude4Deg', 'Corner Latitude Point 4', 'deg', latitude),
    89: keyed(`${local}07010201030e0100`, 'cornerLongitude4Deg', 'Corner Longitude Point 4', 'deg', longitude),
    201: keyed(`${local}0702010201010000`, 'start', 'Start Date Time - UTC', '', dateTime),
    202: keyed(`${local}0701100101000000`, 'sensorRollDeg', 'Sensor Roll Angle', 'deg', angle),
    203: keyed(`${local}0701100102000000`, 'angleToNorthDeg', 'Angle to North', 'deg', angle),
    204: keyed(`${local}0701100103000000`, 'obliquityAngleDeg', 'Obliquity Angle', 'deg', angle),
    205: keyed(
      st0102UniversalKey,
      'securityUniversal',
      'Security Universal Metadata Set',
      '',
      nestedSet(() => st0102Universal),
    ),
  },
  { framing: 'universal' },
);
