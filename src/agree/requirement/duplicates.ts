import { borderM } from '../../geo/region/area.ts';
import { parseArea } from '../../geo/region/parse-area.ts';
import { gapBetween, type Shape } from '../../geo/region/shape.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { AreaDocument } from '../../model/region.ts';
import type { Requirement } from './state.ts';

/** What is compared of a requirement. */
export type Comparable = Pick<Requirement, 'status' | 'purpose' | 'area' | 'draftedUs' | 'latestUsefulUs'>;

/** An area as geometry; undefined where it is none, so that nothing can be said of it. */
function shapeOf(area: AreaDocument): Shape | undefined {
  try {
    return { kind: 'area', area: parseArea(area) };
  } catch (error) {
    if (error instanceof AtalayaError) return undefined;
    throw error;
  }
}

/** Whether two areas share a place, or come within 1 m of each other; what cannot be read may share anything. Altitudes are left aside: what is asked is on the ground. */
function mayShare(one: Shape | undefined, other: Shape | undefined): boolean {
  if (one === undefined || other === undefined) return true;
  return gapBetween(one, other, borderM).atLeastM <= borderM;
}

/**
 * The known requirements, by their ids, that ask for the same purpose, of an area that overlaps, for a time that overlaps (from when each was written to its
 * latest useful time): to be shown to whoever validates. Drafts and declined ones ask nothing.
 */
export function duplicatesOf(own: Comparable, known: ReadonlyMap<string, Comparable>): readonly string[] {
  const shape = own.area && shapeOf(own.area);
  return [...known]
    .filter(([, one]) => one !== own && one.status !== 'none' && one.status !== 'draft' && one.status !== 'declined')
    .filter(([, one]) => one.purpose === own.purpose)
    .filter(([, one]) => one.draftedUs < own.latestUsefulUs && own.draftedUs < one.latestUsefulUs)
    .filter(([, one]) => mayShare(shape, one.area && shapeOf(one.area)))
    .map(([id]) => id);
}
