import { compareLimits, type World } from '../../geo/region/altitude.ts';
import type { Shape } from '../../geo/region/shape.ts';
import type { AltitudeDocument, BandDocument } from '../../model/region.ts';

/** How an altitude stands with another: surely below or above it, the same, or not to be decided. */
type Order = 'below' | 'same' | 'above' | 'unclear';

const ordered = (a: number, b: number): Order => (a < b ? 'below' : a > b ? 'above' : 'same');

/** Of one reference they compare as numbers, exactly; of two, as intervals above the ellipsoid over a footprint. */
function orderOf(a: AltitudeDocument, b: AltitudeDocument, over: Shape, world: World): Order {
  if (a.reference === 'FL' && b.reference === 'FL') return ordered(a.flightLevel, b.flightLevel);
  if (a.reference !== 'FL' && b.reference === a.reference) return ordered(a.altitudeM, b.altitudeM);
  const { order } = compareLimits(a, b, over, world);
  return order === 'unknown' ? 'unclear' : order;
}

export type BandStanding = 'inside' | 'outside' | 'unknown';

/** Whether a band lies in another over a footprint, both its ends included. */
export function standingOfBand(inner: BandDocument, outer: BandDocument, over: Shape, world: World): BandStanding {
  const lower = orderOf(inner.lower, outer.lower, over, world);
  const upper = orderOf(inner.upper, outer.upper, over, world);
  if (lower === 'below' || upper === 'above') return 'outside';
  return lower === 'unclear' || upper === 'unclear' ? 'unknown' : 'inside';
}

/** Whether two bands may share an altitude over a footprint; their ends touch where they are the same. */
export const mayShare = (a: BandDocument, b: BandDocument, over: Shape, world: World): boolean =>
  orderOf(a.upper, b.lower, over, world) !== 'below' && orderOf(a.lower, b.upper, over, world) !== 'above';
