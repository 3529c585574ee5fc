import { defineSet, item, type SetDescriptor } from '../descriptor.ts';
import { nestedSet } from '../encode.ts';
import { timeUs, uintFixed, uintVariable } from '../numbers.ts';
import { miid } from '../st1204.ts';
import { text } from '../text.ts';
import { uuid } from '../uuid.ts';
import { acceleration, location, velocity } from './location.ts';
import { fieldOfViewDeg, type Mapping, percent } from './mapping.ts';
import { detectionStatus, ontology, vChip, vFeature, vMask, vObject } from './parts.ts';
import { color, fpaIndex } from './pixels.ts';
import { codecEntry, identifiedSet, seriesOf, setEntry } from './series.ts';
import { mappingOf, type Shape } from './structure.ts';

/** Universal key of the VTrack local set. */
export const vTrackKey = '060e2b34020301010e0103031e000000';

const vTrackShape: Shape = {
  version: 11,
  series: 101,
  fieldsOfView: [22, 23],
  laterOuter: [103],
  offsets: [],
  height: undefined,
  location: 13,
  contour: 14,
  velocities: [15, 16],
  tracker: undefined,
  laterInner: [106],
};

function vTrackItemTable(mapping: Mapping) {
  const pixelNumber = uintVariable(6);
  return {
    1: item('timeUs', 'Target Time Stamp', 'us', timeUs()),
    2: item('centroidPixelNumber', 'Target Centroid', '', pixelNumber),
    3: item('centroidRow', 'Centroid Pixel Row', 'px', uintVariable(4)),
    4: item('centroidColumn', 'Centroid Pixel Column', 'px', uintVariable(4)),
    5: item('boxTopLeftPixelNumber', 'Bounding Box Top Left', '', pixelNumber),
    6: item('boxBottomRightPixelNumber', 'Bounding Box Bottom Right', '', pixelNumber),
    7: item('priority', 'Target Priority', '', uintFixed(1)),
    8: item('confidencePercent', 'Target Confidence Level', '%', percent),
    9: item('history', 'Target History', '', uintVariable(2)),
    10: item('targetPixelsPercent', 'Percentage of Target Pixels', '%', percent),
    11: item('color', 'Target Color', '', color),
    12: item('intensity', 'Target Intensity', '', uintVariable(3)),
    13: item('location', 'Target Location', '', location(mapping)),
    14: item('contour', 'Geospatial Contour Series', '', seriesOf(codecEntry(location(mapping)))),
    15: item('velocity', 'Velocity', '', velocity(mapping)),
    16: item('acceleration', 'Acceleration', '', acceleration(mapping)),
    17: item('fpaIndex', 'FPA Index', '', fpaIndex),
    18: item('frameNumber', 'Video Frame Number', '', uintVariable(3)),
    19: item('miisId', 'Motion Imagery Identification System Core Identifier', '', miid),
    20: item('frameWidthPixels', 'Frame Width', 'px', uintVariable(3)),
    21: item('frameHeightPixels', 'Frame Height', 'px', uintVariable(3)),
    22: item('horizontalFieldOfViewDeg', 'Sensor Horizontal Field of View', 'deg', fieldOfViewDeg(mapping)),
    23: item('verticalFieldOfViewDeg', 'Sensor Vertical Field of View', 'deg', fieldOfViewDeg(mapping)),
    24: item('motionImageryUrl', 'Motion Imagery URL', '', text(65535)),
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
      'chip',
      'VChip',
      '',
      nestedSet(() => vChip),
    ),
    105: item('chips', 'VChip Series', '', seriesOf(setEntry(() => vChip))),
    106: item('objects', 'VObject Series', '', seriesOf(setEntry(() => vObject))),
  };
}

export type VTrackItemTable = ReturnType<typeof vTrackItemTable>;

/** The local set of a VTrackItem pack, by the mapping of its numbers: one past detection of a track. */
export const vTrackItems: Readonly<Record<Mapping, SetDescriptor<VTrackItemTable>>> = {
  imap: defineSet('VTrackItem', 'VTrackItem Pack', vTrackItemTable('imap')),
  linear: defineSet('VTrackItem', 'VTrackItem Pack (ST 0903.3 and older)', vTrackItemTable('linear')),
};

function vTrackTable(mapping: Mapping) {
  return {
    1: item('checksum', 'Checksum', '', uintFixed(2)),
    2: item('precisionTimeStampUs', 'Precision Time Stamp', 'us', timeUs()),
    3: item('trackId', 'Track Identifier', '', uuid()),
    4: item('detectionStatus', 'Detection Status', '', detectionStatus),
    5: item('startTimeUs', 'Start Time', 'us', timeUs()),
    6: item('endTimeUs', 'End Time', 'us', timeUs()),
    7: item('boundary', 'Track Boundary Series', '', seriesOf(codecEntry(location(mapping)))),
    8: item('algorithm', 'Algorithm', '', text(65535)),
    9: item('confidencePercent', 'Track Confidence', '%', percent),
    10: item('systemName', 'VMTI System Name', '', text(128)),
    11: item('versionNumber', 'VTrack LS Version Number', '', uintVariable(2)),
    12: item('sourceSensor', 'VMTI Source Sensor', '', text(512)),
    13: item('trackPoints', 'Number of Track Points', '', uintVariable(2)),
    101: item('trackItems', 'VTrackItem Series', '', seriesOf(identifiedSet(() => vTrackItems[mapping]))),
    103: item('ontologies', 'Ontology Series', '', seriesOf(setEntry(() => ontology))),
  };
}

export type VTrackTable = ReturnType<typeof vTrackTable>;

/** VTrack local set as ST 0903.3 encodes it. */
export const vTrackLinear: SetDescriptor<VTrackTable> = defineSet(
  'ST0903VTrack',
  'VTrack Local Set (ST 0903.3 and older)',
  vTrackTable('linear'),
  { versionTag: vTrackShape.version },
);

/** VTrack local set (MISB ST 0903): the history of one track; older encodings are told as in `st0903`. */
export const vTrack: SetDescriptor<VTrackTable> = defineSet('ST0903VTrack', 'VTrack Local Set', vTrackTable('imap'), {
  versionTag: vTrackShape.version,
  variant: (bytes, start, end, context) =>
    mappingOf(vTrackShape, bytes, start, end, context) === 'linear' ? vTrackLinear : undefined,
});
