import { altitudeText } from '../../../src/authorise/check/say.ts';
import type { BandDocument } from '../../../src/model/region.ts';

/** A band in one line, each end with what it is measured from. */
export const bandLabel = ({ lower, upper }: BandDocument): string => `${altitudeText(lower)} – ${altitudeText(upper)}`;
