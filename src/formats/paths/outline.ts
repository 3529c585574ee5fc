import type { FlightFrame, UncountedReason } from '../../model/flight.ts';
import { isPlaced } from './numbers.ts';
import type { Ring, Vertex } from './rings.ts';
import { closedRing, footprintRing } from './rings.ts';

/** What of the ground a frame is drawn as. */
export interface FrameOutline {
  /** Closed, counter-clockwise, longitudes unwrapped. */
  readonly ring: Ring;
  /** How many of the image's four corners lie on the ground. */
  readonly cornersOnGround: number;
  /** True where this is ground that counts as seen: the coverage is the union of these. */
  readonly counted: boolean;
  /** Why it does not count; `null` where it does, or where nobody said. */
  readonly reason: UncountedReason | null;
  /** True where the image saw farther than is drawn and counted. */
  readonly clipped: boolean;
}

/** The ground that counts as seen by a frame; else its footprint as sent or computed, marked; `undefined` without either. */
export function frameOutline(frame: FlightFrame): FrameOutline | undefined {
  const { footprint, seen } = frame;
  const cornersOnGround = footprint?.corners.filter(isPlaced).length ?? 0;
  const vertices = seen?.filter(isPlaced).map((p): Vertex => [p.longitudeDeg, p.latitudeDeg, p.heightM]) ?? [];
  const counted = closedRing(vertices);
  if (counted !== undefined) {
    return { ring: counted, cornersOnGround, counted: true, reason: null, clipped: frame.clipped ?? false };
  }
  const whole = footprint === undefined ? undefined : footprintRing(footprint);
  if (whole === undefined) return undefined;
  return { ring: whole.ring, cornersOnGround, counted: false, reason: frame.uncounted ?? null, clipped: false };
}

/** The reasons in words. */
export const uncountedWords: Readonly<Record<UncountedReason, string>> = {
  contradicted: 'angles and frame centre speak of different ground',
  'beyond-range': 'all of it is farther from the sensor than is believed',
  'position-impossible': 'no aircraft could have come to that position',
  'checksum-invalid': 'the checksum is wrong',
  'no-patch': 'its corners enclose no ground',
};
