import { defineSet, item, type SetDescriptor } from '../descriptor.ts';
import { timeUs, uintFixed, uintVariable } from '../numbers.ts';
import { miid } from '../st1204.ts';
import { text } from '../text.ts';
import { fieldOfViewDeg, type Mapping } from './mapping.ts';
import { algorithm, ontology } from './parts.ts';
import { identifiedSet, seriesOf, setEntry } from './series.ts';
import { mappingOf, type Shape } from './structure.ts';
import { vTargets } from './vtarget.ts';

/** Universal key of a VMTI local set that stands alone; within ST 0601 (item 74) it goes without. */
export const st0903Key = '060e2b34020b01010e01030306000000';

const vmtiShape: Shape = {
  version: 4,
  series: 101,
  fieldsOfView: [11, 12],
  laterOuter: [102, 103],
  offsets: [10, 11, 13, 14, 15, 16],
  height: 12,
  location: 17,
  contour: 18,
  velocities: [],
  tracker: 104,
  laterInner: [22, 23, 107],
};

function vmtiTable(mapping: Mapping) {
  return {
    1: item('checksum', 'Checksum', '', uintFixed(2)),
    2: item('precisionTimeStampUs', 'Precision Time Stamp', 'us', timeUs()),
    3: item('systemName', 'VMTI System Name', '', text(128)),
    4: item('versionNumber', 'VMTI LS Version Number', '', uintVariable(2)),
    5: item('targetsDetected', 'Total Number of Targets Detected', '', uintVariable(3)),
    6: item('targetsReported', 'Number of Targets Reported', '', uintVariable(3)),
    7: item('frameNumber', 'Frame Number', '', uintVariable(3)),
    8: item('frameWidthPixels', 'Frame Width', 'px', uintVariable(3)),
    9: item('frameHeightPixels', 'Frame Height', 'px', uintVariable(3)),
    10: item('sourceSensor', 'VMTI Source Sensor', '', text(512)),
    11: item('horizontalFieldOfViewDeg', 'VMTI Horizontal Field of View', 'deg', fieldOfViewDeg(mapping)),
    12: item('verticalFieldOfViewDeg', 'VMTI Vertical Field of View', 'deg', fieldOfViewDeg(mapping)),
    13: item('miisId', 'Motion Imagery Identification System Core Identifier', '', miid),
    101: item('targets', 'VTarget Series', '', seriesOf(identifiedSet(() => vTargets[mapping]))),
    102: item('algorithms', 'Algorithm Series', '', seriesOf(setEntry(() => algorithm))),
    103: item('ontologies', 'Ontology Series', '', seriesOf(setEntry(() => ontology))),
  };
}

export type VmtiTable = ReturnType<typeof vmtiTable>;

/** VMTI local set as ST 0903.3 and RP 0903.2 encode it. */
export const st0903Linear: SetDescriptor<VmtiTable> = defineSet(
  'ST0903',
  'VMTI Local Set (ST 0903.3 and older)',
  vmtiTable('linear'),
  { versionTag: vmtiShape.version },
);

/**
 * VMTI local set (MISB ST 0903). The table is that of ST 0903.4 to 0903.6; a set in an older encoding is told by
 * its version or its structure and decoded by `st0903Linear`, whose items have the same names and units.
 */
export const st0903: SetDescriptor<VmtiTable> = defineSet('ST0903', 'VMTI Local Set', vmtiTable('imap'), {
  versionTag: vmtiShape.version,
  variant: (bytes, start, end, context) =>
    mappingOf(vmtiShape, bytes, start, end, context) === 'linear' ? st0903Linear : undefined,
});
