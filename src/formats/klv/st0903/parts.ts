import { defineSet, item, type SetDescriptor } from '../descriptor.ts';
import { timeUs, uintVariable } from '../numbers.ts';
import { blob, enumeration, text } from '../text.ts';
import { uuid } from '../uuid.ts';
import { acceleration, location, velocity } from './location.ts';
import { confidencePercent, type Mapping, percent } from './mapping.ts';
import { pixelRun, polygonCorner } from './pixels.ts';
import { codecEntry, seriesOf } from './series.ts';

/** Text without a limit of its own in the standard. */
const freeText = text(65535);

/** VMTI detection status (ST 0903, VTracker item 2, VTarget item 23, VTrack item 4). */
export const detectionStatus = enumeration({
  0: 'Inactive',
  1: 'Active-Moving',
  2: 'Dropped',
  3: 'Active-Stopped',
  4: 'Active-Coasting',
});

/** VMask: the outline of a target in pixels. */
export const vMask = defineSet('VMask', 'VMask Local Set', {
  1: item('polygon', 'Polygon', '', seriesOf(polygonCorner)),
  2: item('bitMask', 'Bit Mask Series', '', seriesOf(pixelRun)),
});

/** VObject: what an ontology calls the target. */
export const vObject = defineSet('VObject', 'VObject Local Set', {
  1: item('ontology', 'Ontology', '', freeText),
  2: item('ontologyClass', 'Ontology Class', '', freeText),
  3: item('ontologyId', 'Ontology Identifier', '', uintVariable(3)),
  4: item('confidencePercent', 'Classification Confidence', '%', confidencePercent),
});

/** VFeature: observations about the target in a schema of their own. */
export const vFeature = defineSet('VFeature', 'VFeature Local Set', {
  1: item('schema', 'Schema', '', freeText),
  2: item('schemaFeature', 'Schema Feature', '', freeText),
  3: item('ontologyId', 'Ontology Identifier', '', uintVariable(3)),
  4: item('confidencePercent', 'Confidence', '%', confidencePercent),
});

/** VChip: a small picture of the target, or where to find one. */
export const vChip = defineSet('VChip', 'VChip Local Set', {
  1: item('imageType', 'Image Type', '', freeText),
  2: item('imageUri', 'Image URI', '', freeText),
  3: item('embeddedImage', 'Embedded Image', '', blob()),
});

/** Algorithm: one of those that made the detections. */
export const algorithm = defineSet('Algorithm', 'Algorithm Local Set', {
  1: item('id', 'Algorithm Identifier', '', uintVariable(3)),
  2: item('name', 'Algorithm Name', '', freeText),
  3: item('version', 'Algorithm Version', '', freeText),
  4: item('algorithmClass', 'Algorithm Class', '', freeText),
  5: item('frames', 'Number of Frames', '', uintVariable(3)),
});

/** Ontology: one that the VObjects of the set refer to. */
export const ontology = defineSet('Ontology', 'Ontology Local Set', {
  1: item('id', 'Ontology Identifier', '', uintVariable(3)),
  2: item('parentId', 'Parent Ontology Identifier', '', uintVariable(3)),
  3: item('iri', 'Ontology IRI', '', freeText),
  4: item('entityIri', 'Entity IRI', '', freeText),
  5: item('versionIri', 'Version IRI', '', freeText),
  6: item('label', 'Label', '', freeText),
});

function vTrackerTable(mapping: Mapping) {
  return {
    1: item('trackId', 'Track Identifier', '', uuid()),
    2: item('detectionStatus', 'Detection Status', '', detectionStatus),
    3: item('startTimeUs', 'Start Time', 'us', timeUs()),
    4: item('endTimeUs', 'End Time', 'us', timeUs()),
    5: item('boundary', 'Track Boundary Series', '', seriesOf(codecEntry(location(mapping)))),
    6: item('algorithm', 'Algorithm', '', freeText),
    7: item('confidencePercent', 'Track Confidence', '%', percent),
    8: item('trackPoints', 'Number of Track Points', '', uintVariable(2)),
    9: item('history', 'Track History Series', '', seriesOf(codecEntry(location(mapping)))),
    10: item('velocity', 'Velocity', '', velocity(mapping)),
    11: item('acceleration', 'Acceleration', '', acceleration(mapping)),
    12: item('algorithmId', 'Algorithm Identifier', '', uintVariable(3)),
  };
}

export type VTrackerTable = ReturnType<typeof vTrackerTable>;

/** VTracker, by the mapping of its numbers: how a target moves. */
export const vTrackers: Readonly<Record<Mapping, SetDescriptor<VTrackerTable>>> = {
  imap: defineSet('VTracker', 'VTracker Local Set', vTrackerTable('imap')),
  linear: defineSet('VTracker', 'VTracker Local Set (ST 0903.3 and older)', vTrackerTable('linear')),
};
