import { altitudeText } from '../../../src/authorise/check/say.ts';
import type { BandDocument } from '../../../src/model/region.ts';

/** A band in one line; what it is measured from is said once where it is one for both ends. */
export function bandLabel({ lower, upper }: BandDocument): string {
  if (lower.reference === 'FL' || upper.reference === 'FL' || lower.reference !== upper.reference) {
    return `${altitudeText(lower)} – ${altitudeText(upper)}`;
  }
  return `${lower.altitudeM}–${altitudeText(upper)}`;
}
