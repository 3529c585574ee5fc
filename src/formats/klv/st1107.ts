import { Special } from './codec.ts';
import { defineSet, item, repeated } from './descriptor.ts';
import { nestedSet } from './encode.ts';
import { floatOfLength } from './floats.ts';
import { imap } from './imap.ts';
import { berOid } from './integers.ts';
import { intVariable, timeUs, uintFixed } from './numbers.ts';
import type { DecodedSet } from './set.ts';
import { type Source, sourceListOf, withDeviationRanges } from './source-list.ts';
import { type Sdcc, sdccFlp } from './st1010.ts';
import { st1202 } from './st1202.ts';
import { enumeration } from './text.ts';

/** Universal key of the Metric Geopositioning Local Set (ST 1107). */
export const st1107Key = '060e2b34020b01010e01030322000000';

const position = imap(-1e9, 1e9, 5);
const velocity = imap(-25e3, 25e3, 4);
const halfTurn = imap(-1, 1, 4);
const boresightOffset = imap(-300, 300, 3);
const boresightAngle = imap(-0.25, 0.25, 4);
const principalPoint = imap(-25, 25, 3);
const pixelSize = imap(1e-4, 0.1, 3);
const parameter = floatOfLength(4);

/**
 * MISB ST 1107, Metric Geopositioning Local Set. Positions and velocities are earth-centred, earth-fixed (WGS 84);
 * angles are in half circles (1 is 180 degrees). The standard leaves the length of mapped items to the encoder.
 */
export const st1107 = defineSet(
  'ST1107',
  'Metric Geopositioning Local Set',
  {
    1: item('sensorEcefXM', 'Sensor ECEF Position Component X', 'm', position),
    2: item('sensorEcefYM', 'Sensor ECEF Position Component Y', 'm', position),
    3: item('sensorEcefZM', 'Sensor ECEF Position Component Z', 'm', position),
    4: item('sensorEcefVelocityXMps', 'Sensor ECEF Velocity Component X', 'm/s', velocity),
    5: item('sensorEcefVelocityYMps', 'Sensor ECEF Velocity Component Y', 'm/s', velocity),
    6: item('sensorEcefVelocityZMps', 'Sensor ECEF Velocity Component Z', 'm/s', velocity),
    7: item('sensorAzimuthHalfCircles', 'Sensor Absolute Azimuth', 'half circle', imap(0, 2, 4)),
    8: item('sensorPitchHalfCircles', 'Sensor Absolute Pitch', 'half circle', halfTurn),
    9: item('sensorRollHalfCircles', 'Sensor Absolute Roll', 'half circle', halfTurn),
    10: item('sensorAzimuthRateHalfCirclesPerS', 'Sensor Absolute Azimuth Rate', 'half circle/s', halfTurn),
    11: item('sensorPitchRateHalfCirclesPerS', 'Sensor Absolute Pitch Rate', 'half circle/s', halfTurn),
    12: item('sensorRollRateHalfCirclesPerS', 'Sensor Absolute Roll Rate', 'half circle/s', halfTurn),
    13: item('boresightOffsetXM', 'Boresight Offset Delta X', 'm', boresightOffset),
    14: item('boresightOffsetYM', 'Boresight Offset Delta Y', 'm', boresightOffset),
    15: item('boresightOffsetZM', 'Boresight Offset Delta Z', 'm', boresightOffset),
    16: item('boresightAngle1HalfCircles', 'Boresight Delta Angle 1', 'half circle', boresightAngle),
    17: item('boresightAngle2HalfCircles', 'Boresight Delta Angle 2', 'half circle', boresightAngle),
    18: item('boresightAngle3HalfCircles', 'Boresight Delta Angle 3', 'half circle', boresightAngle),
    19: item('principalPointOffsetYMm', 'Focal Plane Principal Point Offset Y', 'mm', principalPoint),
    20: item('principalPointOffsetXMm', 'Focal Plane Principal Point Offset X', 'mm', principalPoint),
    21: item('effectiveFocalLengthMm', 'Sensor Calibrated / Effective Focal Length', 'mm', imap(0, 1e4, 4)),
    22: item('radialDistortionConstant', 'Radial Distortion Constant', '', parameter),
    23: item('radialDistortion1', 'Radial Distortion Parameter 1', '', parameter),
    24: item('radialDistortion2', 'Radial Distortion Parameter 2', '', parameter),
    25: item('radialDistortion3', 'Radial Distortion Parameter 3', '', parameter),
    26: item('tangentialDistortion1', 'Tangential / Decentering Parameter 1', '', parameter),
    27: item('tangentialDistortion2', 'Tangential / Decentering Parameter 2', '', parameter),
    28: item('tangentialDistortion3', 'Tangential / Decentering Parameter 3', '', parameter),
    29: item('differentialScaleAffine', 'Differential Scale Affine Parameter', '', parameter),
    30: item('skewnessAffine', 'Skewness Affine Parameter', '', parameter),
    31: item('slantRangeM', 'Slant Range', 'm', parameter),
    32: repeated('errorPacks', 'SDCC-FLP', '', sdccFlp),
    33: repeated(
      'transformations',
      'Generalized Transformation Local Set',
      '',
      nestedSet(() => st1202),
    ),
    34: item('imageRowsPixels', 'Image Rows', 'px', uintFixed(2)),
    35: item('imageColumnsPixels', 'Image Columns', 'px', uintFixed(2)),
    36: item('pixelSizeXMm', 'Pixel Size X', 'mm', pixelSize),
    37: item('pixelSizeYMm', 'Pixel Size Y', 'mm', pixelSize),
    38: item(
      'slantRangePedigree',
      'Slant Range Pedigree',
      '',
      enumeration({ 0: 'Other', 1: 'Measured', 2: 'Calculated' }),
    ),
    39: item('lineCoordinatePixels', 'Measured Line Coordinate', 'px', parameter),
    40: item('sampleCoordinatePixels', 'Measured Sample Coordinate', 'px', parameter),
    41: item('laserRangeFinderDivergenceRad', 'LRF Divergence', 'rad', parameter),
    42: item('radialDistortionValidRangeMm', 'Radial Distortion Valid Range', 'mm', parameter),
    43: item('timeUs', 'Precision Time Stamp', 'us', timeUs()),
    44: item('documentVersion', 'Document Version', '', berOid()),
    45: item('crc16', 'CRC-16-CCITT', '', uintFixed(2)),
    46: item('leapSeconds', 'Leap Seconds', 's', intVariable()),
    47: item(
      'effectiveFocalLengthExtendedMm',
      'Sensor Calibrated / Effective Focal Length Extended',
      'mm',
      imap(0, 1e5, 4),
    ),
  },
  { versionTag: 44 },
);

/**
 * Upper end of the mapping of an item's standard deviation, where it is sent by IMAP in an SDCC-FLP of this set; the
 * lower end is 0. Units are those of the items.
 */
export const st1107DeviationMax: Readonly<Partial<Record<number, number>>> = {
  ...of([1, 2, 3, 13, 14, 15, 31], 650),
  ...of([4, 5, 6], 70),
  ...of([7, 8, 9], 0.2),
  ...of([10, 11, 12, 19, 20], 1),
  ...of([16, 17, 18], 2),
  ...of([21, 47], 350),
};

function of(tags: readonly number[], max: number): Record<number, number> {
  return Object.fromEntries(tags.map((tag) => [tag, max]));
}

/** An SDCC-FLP of the set and the items it speaks of, standard deviations read whether they are floats or mapped. */
export interface St1107Errors {
  readonly sources: readonly Source[];
  readonly pack: Sdcc;
}

/** All SDCC-FLP of a set that speak of items before them. */
export function st1107Errors(set: DecodedSet<typeof st1107.table>): readonly St1107Errors[] {
  const found: St1107Errors[] = [];
  let index = 0;
  for (let i = 0; i < set.layout.count; i++) {
    if (set.layout.tags[i] !== errorPackTag || !isSdcc(set.values[i])) continue;
    const pack = set.items.errorPacks?.[index++];
    const sources = pack === undefined ? undefined : sourceListOf(set, i, pack);
    if (pack === undefined || sources === undefined) continue;
    found.push({
      sources,
      pack: withDeviationRanges(
        pack,
        sources.map(({ tag }) => st1107DeviationMax[tag]),
      ),
    });
  }
  return found;
}

const errorPackTag = 32;

/** Whether a value of item 32 could be read: the accessor lists only such. */
function isSdcc(value: unknown): boolean {
  return value !== undefined && !(value instanceof Special);
}
