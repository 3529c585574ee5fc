import { defineSet, item, type SetDescriptor } from '../descriptor.ts';
import { nestedSet } from '../encode.ts';
import { uintFixed, uintVariable } from '../numbers.ts';
import { location } from './location.ts';
import { heightM, type Mapping, offsetDeg, percent } from './mapping.ts';
import { detectionStatus, vChip, vFeature, vMask, vObject, vTrackers } from './parts.ts';
import { color, fpaIndex } from './pixels.ts';
import { codecEntry, seriesOf, setEntry } from './series.ts';

function vTargetTable(mapping: Mapping) {
  const pixelNumber = uintVariable(6);
  const offset = offsetDeg(mapping);
  return {
    1: item('centroidPixelNumber', 'Target Centroid', '', pixelNumber),
    2: item('boxTopLeftPixelNumber', 'Bounding Box Top Left', '', pixelNumber),
    3: item('boxBottomRightPixelNumber', 'Bounding Box Bottom Right', '', pixelNumber),
    4: item('priority', 'Target Priority', '', uintFixed(1)),
    5: item('confidencePercent', 'Target Confidence Level', '%', percent),
    6: item('history', 'Target History', '', uintVariable(2)),
    7: item('targetPixelsPercent', 'Percentage of Target Pixels', '%', percent),
    8: item('color', 'Target Color', '', color),
    9: item('intensity', 'Target Intensity', '', uintVariable(3)),
    10: item('latitudeOffsetDeg', 'Target Location Offset Latitude', 'deg', offset),
    11: item('longitudeOffsetDeg', 'Target Location Offset Longitude', 'deg', offset),
    12: item('heightM', 'Target Height above Ellipsoid', 'm', heightM(mapping)),
    13: item('boxTopLeftLatitudeOffsetDeg', 'Bounding Box Top Left Latitude Offset', 'deg', offset),
    14: item('boxTopLeftLongitudeOffsetDeg', 'Bounding Box Top Left Longitude Offset', 'deg', offset),
    15: item('boxBottomRightLatitudeOffsetDeg', 'Bounding Box Bottom Right Latitude Offset', 'deg', offset),
    16: item('boxBottomRightLongitudeOffsetDeg', 'Bounding Box Bottom Right Longitude Offset', 'deg', offset),
    17: item('location', 'Target Location', '', location(mapping)),
    18: item('contour', 'Geospatial Contour Series', '', seriesOf(codecEntry(location(mapping)))),
    19: item('centroidRow', 'Centroid Pixel Row', 'px', uintVariable(4)),
    20: item('centroidColumn', 'Centroid Pixel Column', 'px', uintVariable(4)),
    21: item('fpaIndex', 'FPA Index', '', fpaIndex),
    22: item('algorithmId', 'Algorithm Identifier', '', uintVariable(3)),
    23: item('detectionStatus', 'Detection Status', '', detectionStatus),
    101: item(
      'mask',
      'VMask',
      '',
      nestedSet(() => vMask),
    ),
    102: item(
      'object',
      'VObject',
      '',
      nestedSet(() => vObject),
    ),
    103: item(
      'feature',
      'VFeature',
      '',
      nestedSet(() => vFeature),
    ),
    104: item(
      'tracker',
      'VTracker',
      '',
      nestedSet(() => vTrackers[mapping]),
    ),
    105: item(
      'chip',
      'VChip',
      '',
      nestedSet(() => vChip),
    ),
    106: item('chips', 'VChip Series', '', seriesOf(setEntry(() => vChip))),
    107: item('objects', 'VObject Series', '', seriesOf(setEntry(() => vObject))),
  };
}

export type VTargetTable = ReturnType<typeof vTargetTable>;

/** The local set of a VTarget pack, by the mapping of its numbers: one detection in one frame. */
export const vTargets: Readonly<Record<Mapping, SetDescriptor<VTargetTable>>> = {
  imap: defineSet('VTarget', 'VTarget Pack', vTargetTable('imap')),
  linear: defineSet('VTarget', 'VTarget Pack (ST 0903.3 and older)', vTargetTable('linear')),
};
