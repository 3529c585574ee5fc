import { defineSet, item } from './descriptor.ts';
import { imap } from './imap.ts';
import { floatElements, mdap } from './mdap.ts';
import { timeUs, uintFixed } from './numbers.ts';
import { enumeration } from './text.ts';

/** Universal key of the SAR Motion Imagery Local Set (ST 1206). */
export const st1206Key = '060e2b34020b01010e0103030d000000';

const metres = imap(0, 1e6, 4);
const direction = imap(0, 360, 2);
const grazing = imap(0, 90, 2);
const squint = imap(-90, 90, 2);

/**
 * MISB ST 1206, SAR Motion Imagery Local Set. Angles to true north are positive clockwise. Item 18 is a frequency
 * (its text speaks of the interval between pulses; its range and name are those of a frequency).
 */
export const st1206 = defineSet(
  'ST1206',
  'SAR Motion Imagery Local Set',
  {
    1: item('grazingAngleDeg', 'Grazing Angle', 'deg', grazing),
    2: item('groundPlaneSquintAngleDeg', 'Ground Plane Squint Angle', 'deg', squint),
    3: item('lookDirection', 'Look Direction', '', enumeration({ 0: 'Left', 1: 'Right' })),
    4: item('imagePlane', 'Image Plane', '', enumeration({ 0: 'Slant', 1: 'Ground', 2: 'Other' })),
    5: item('rangeResolutionM', 'Range Resolution', 'm', metres),
    6: item('crossRangeResolutionM', 'Cross-Range Resolution', 'm', metres),
    7: item('rangePixelSizeM', 'Range Image Plane Pixel Size', 'm', metres),
    8: item('crossRangePixelSizeM', 'Cross-Range Image Plane Pixel Size', 'm', metres),
    9: item('imageRowsPixels', 'Image Rows', 'px', uintFixed(2)),
    10: item('imageColumnsPixels', 'Image Columns', 'px', uintFixed(2)),
    11: item('rangeDirectionAngleDeg', 'Range Direction Angle Relative to True North', 'deg', direction),
    12: item('trueNorthDirectionDeg', 'True North Direction Relative to Top Image Edge', 'deg', direction),
    13: item('rangeLayoverAngleDeg', 'Range Layover Angle Relative to True North', 'deg', direction),
    14: item('groundApertureAngularExtentDeg', 'Ground Aperture Angular Extent', 'deg', grazing),
    15: item('apertureDurationUs', 'Aperture Duration', 'us', uintFixed(4)),
    16: item('groundTrackAngleDeg', 'Ground Track Angle', 'deg', direction),
    17: item('minimumDetectableVelocityMps', 'Minimum Detectable Velocity', 'm/s', imap(0, 100, 2)),
    18: item('truePulseRepetitionFrequencyHz', 'True Pulse Repetition Frequency', 'Hz', imap(0, 1e6, 4)),
    19: item('pulseRepetitionFrequencyScaleFactor', 'Pulse Repetition Frequency Scale Factor', '', imap(0, 1, 2)),
    20: item('transmitCenterFrequencyHz', 'Transmit RF Center Frequency', 'Hz', imap(0, 1e12, 4)),
    21: item('transmitBandwidthHz', 'Transmit RF Bandwidth', 'Hz', imap(0, 1e11, 4)),
    22: item(
      'radarCrossSectionScaleFactorPolynomial',
      'Radar Cross Section Scale Factor Polynomial',
      '',
      mdap(floatElements),
    ),
    23: item('referenceFrameTimeUs', 'Reference Frame Precision Time Stamp', 'us', timeUs()),
    24: item('referenceFrameGrazingAngleDeg', 'Reference Frame Grazing Angle', 'deg', grazing),
    25: item('referenceFrameSquintAngleDeg', 'Reference Frame Ground Plane Squint Angle', 'deg', squint),
    26: item(
      'referenceFrameRangeDirectionAngleDeg',
      'Reference Frame Range Direction Angle Relative to True North',
      'deg',
      direction,
    ),
    27: item(
      'referenceFrameRangeLayoverAngleDeg',
      'Reference Frame Range Layover Angle Relative to True North',
      'deg',
      direction,
    ),
    28: item('documentVersion', 'Document Version', '', uintFixed(1)),
  },
  { versionTag: 28 },
);
