import type { SetDescriptor } from './descriptor.ts';
import { eg0104 } from './eg0104.ts';
import { st0102, st0102Universal } from './st0102.ts';
import { st0601 } from './st0601/st0601.ts';
import { st0806, st0806AreaOfInterest, st0806PointOfInterest, st0806UserDefined } from './st0806.ts';
import { algorithm, ontology, vChip, vFeature, vMask, vObject, vTrackers } from './st0903/parts.ts';
import { st0903, st0903Linear } from './st0903/st0903.ts';
import { vTargets } from './st0903/vtarget.ts';
import { vTrack, vTrackItems, vTrackLinear } from './st0903/vtrack.ts';
import { st1002 } from './st1002.ts';
import { st1107 } from './st1107.ts';
import { st1108, st1108Metric } from './st1108.ts';
import { st1202 } from './st1202.ts';
import { st1206 } from './st1206.ts';
import { st1601 } from './st1601.ts';
import { st1602 } from './st1602.ts';

/** A set as the documentation shows it, with the older encoding of its items where there is one. */
export interface DocumentedSet {
  readonly set: SetDescriptor;
  readonly older?: SetDescriptor;
}

/** Every set, in the order of the documentation: outer sets before those that stand within them. */
export const documentedSets: readonly DocumentedSet[] = [
  { set: st0601 },
  { set: eg0104 },
  { set: st0102 },
  { set: st0102Universal },
  { set: st0806 },
  { set: st0806UserDefined },
  { set: st0806PointOfInterest },
  { set: st0806AreaOfInterest },
  { set: st0903, older: st0903Linear },
  { set: vTargets.imap, older: vTargets.linear },
  { set: vTrackers.imap, older: vTrackers.linear },
  { set: vMask },
  { set: vObject },
  { set: vFeature },
  { set: vChip },
  { set: algorithm },
  { set: ontology },
  { set: vTrack, older: vTrackLinear },
  { set: vTrackItems.imap, older: vTrackItems.linear },
  { set: st1002 },
  { set: st1107 },
  { set: st1108 },
  { set: st1108Metric },
  { set: st1202 },
  { set: st1206 },
  { set: st1601 },
  { set: st1602 },
];
