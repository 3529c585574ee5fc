import type { Level } from '../../formats/fpl/message.ts';
import { haeToMslM } from '../../geo/geoid.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { AltitudeDocument, BandDocument, PlaceDocument, TerrainRange } from '../../model/region.ts';

const footM = 0.3048;

/** An end of a band in metres above mean sea level; undefined where it is a flight level, or the ground is not known. */
function mslM(at: AltitudeDocument, over: PlaceDocument, groundMslM: number | undefined): number | undefined {
  switch (at.reference) {
    case 'FL':
      return undefined;
    case 'MSL':
      return at.altitudeM;
    case 'HAE':
      return haeToMslM(over.latitudeDeg, over.longitudeDeg, at.altitudeM);
    case 'AGL':
      return groundMslM === undefined ? undefined : groundMslM + at.altitudeM;
  }
}

/** The highest step not above the upper end and not below the lower. */
function highestStep(upper: number, lower: number | undefined, step: number, most: number): number | undefined {
  const value = Math.min(Math.floor(upper / step + 1e-9), most);
  return value < 0 || (lower !== undefined && value * step < lower - 1e-9) ? undefined : value;
}

/**
 * The level that is filed for a leg: the highest in its band that item 15 has a form for; hundreds of feet where there is one, else tens of metres. Above
 * ground it is reckoned over the lowest ground, so that the top of the band is kept everywhere. Errors: `not-possible` where there is none.
 */
export function filedLevel(
  band: BandDocument,
  over: PlaceDocument,
  terrain: TerrainRange | null,
  where: string,
): Level {
  const none = (what: string, cure: string): AtalayaError => new AtalayaError('not-possible', what, where, cure);
  const { lower, upper } = band;
  if (upper.reference === 'FL') {
    const value = highestStep(upper.flightLevel, lower.reference === 'FL' ? lower.flightLevel : undefined, 1, 999);
    if (value === undefined) throw none('No whole flight level lies in the band', 'Give the leg a band that holds one');
    return { kind: 'F', value };
  }
  const topM = mslM(upper, over, terrain?.lowestMslM);
  if (topM === undefined) {
    const cure = 'Give the terrain in the case, or the band in flight levels or above mean sea level';
    throw none('A height above ground is no level that can be filed, and the ground is not known', cure);
  }
  const bottomM = lower.reference === upper.reference ? mslM(lower, over, terrain?.lowestMslM) : undefined;
  const feet = topM <= 999 * 100 * footM ? highestStep(topM, bottomM, 100 * footM, 999) : undefined;
  if (feet !== undefined) return { kind: 'A', value: feet };
  const metres = highestStep(topM, bottomM, 10, 9_999);
  if (metres !== undefined) return { kind: 'M', value: metres };
  throw none('No level that can be filed lies in the band', 'Give the leg a band at least 10 m high, above sea level');
}
