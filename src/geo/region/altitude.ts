import { undulationM } from '../geoid.ts';
import { type Atmosphere, flightLevelMslM, type Heights } from './atmosphere.ts';
import { type Ground, steepestGeoid } from './ground.ts';
import { readNumber, readRecord, refuse } from './read.ts';
import { bufferOf, coverOf, type Shape } from './shape.ts';

/**
 * One end of a band of altitudes, with what it is measured from: a flight level (hundreds of feet of pressure altitude),
 * metres above mean sea level (EGM96), above the WGS84 ellipsoid, or above the ground.
 */
export type Limit =
  | { readonly reference: 'FL'; readonly flightLevel: number }
  | { readonly reference: 'MSL' | 'HAE' | 'AGL'; readonly altitudeM: number };

/** From one limit to another, both included. */
export interface Band {
  readonly lower: Limit;
  readonly upper: Limit;
}

/** What limits of different references are compared with; what is absent is not known, and then they cannot be. */
export interface World {
  readonly ground?: Ground | undefined;
  readonly atmosphere?: Atmosphere | undefined;
}

const mostFlightLevel = 1000;
const leastM = -12_000;
const mostM = 100_000;

/** Reads `{ reference: 'FL', flightLevel }` or `{ reference: 'MSL' | 'HAE' | 'AGL', altitudeM }`. */
export function parseLimit(value: unknown, where = 'limit'): Limit {
  const record = readRecord(value, where);
  const { reference } = record;
  switch (reference) {
    case 'FL':
      return { reference, flightLevel: readNumber(record['flightLevel'], 0, mostFlightLevel, `${where}.flightLevel`) };
    case 'MSL':
    case 'HAE':
    case 'AGL':
      return { reference, altitudeM: readNumber(record['altitudeM'], leastM, mostM, `${where}.altitudeM`) };
    default:
      return refuse(
        'It is not said what the altitude is measured from',
        `${where}.reference`,
        'Give FL, MSL, HAE or AGL.',
      );
  }
}

/** Reads `{ lower, upper }`; limits of one reference must stand in order. */
export function parseBand(value: unknown, where = 'band'): Band {
  const record = readRecord(value, where);
  const lower = parseLimit(record['lower'], `${where}.lower`);
  const upper = parseLimit(record['upper'], `${where}.upper`);
  if (lower.reference === upper.reference && writtenM(lower) > writtenM(upper)) {
    refuse('The lower limit lies above the upper one', where, 'Exchange them.');
  }
  return { lower, upper };
}

const footM = 0.3048;

/** What the limit says, in metres of its own reference. */
function writtenM(limit: Limit): number {
  return limit.reference === 'FL' ? limit.flightLevel * 100 * footM : limit.altitudeM;
}

/** Why limits could not be compared. */
export type Missing = 'ground' | 'atmosphere';

/**
 * Where a limit may lie above the ellipsoid anywhere over a shape, metres; or what is missing to tell. The interval holds
 * the truth at every place of the shape, and is wider than it need be rather than narrower.
 */
export function limitHaeM(limit: Limit, over: Shape, world: World): Heights | Missing {
  switch (limit.reference) {
    case 'HAE':
      return { leastM: limit.altitudeM, mostM: limit.altitudeM };
    case 'MSL':
      return sum(geoidHeights(over), { leastM: limit.altitudeM, mostM: limit.altitudeM });
    case 'FL':
      if (world.atmosphere === undefined) return 'atmosphere';
      return sum(geoidHeights(over), flightLevelMslM(limit.flightLevel, world.atmosphere));
    case 'AGL': {
      const ground = groundHeights(over, world.ground);
      return ground === undefined ? 'ground' : sum(ground, { leastM: limit.altitudeM, mostM: limit.altitudeM });
    }
  }
}

const sum = (a: Heights, b: Heights): Heights => ({ leastM: a.leastM + b.leastM, mostM: a.mostM + b.mostM });

/** Least and greatest height of the geoid over a shape: at places of it, and as far from them as the steepest slope allows. */
export function geoidHeights(over: Shape): Heights {
  const cover = coverOf(over, 1000);
  const slackM = steepestGeoid * cover.reachM;
  const heights = cover.places.map((at) => undulationM(at.latitudeDeg, at.longitudeDeg));
  return { leastM: Math.min(...heights) - slackM, mostM: Math.max(...heights) + slackM };
}

function groundHeights(over: Shape, ground: Ground | undefined): Heights | undefined {
  if (ground === undefined) return undefined;
  const cover = coverOf(over, Math.max(200, bufferOf(over)));
  let found: Heights | undefined;
  for (const center of cover.places) {
    const here = ground.heights({ center, radiusM: cover.reachM });
    if (here === undefined) return undefined;
    found = {
      leastM: Math.min(found?.leastM ?? Infinity, here.leastM),
      mostM: Math.max(found?.mostM ?? -Infinity, here.mostM),
    };
  }
  return found;
}

/** How a limit stands to another over a shape. Of one reference they are compared as they are written. */
export type Comparison =
  | {
      readonly order: 'below' | 'same' | 'above' | 'unclear';
      readonly a: Heights | undefined;
      readonly b: Heights | undefined;
    }
  | { readonly order: 'unknown'; readonly missing: Missing };

export function compareLimits(a: Limit, b: Limit, over: Shape, world: World): Comparison {
  const aM = limitHaeM(a, over, world);
  const bM = limitHaeM(b, over, world);
  if (a.reference === b.reference) {
    const difference = writtenM(a) - writtenM(b);
    const order = difference < 0 ? 'below' : difference > 0 ? 'above' : 'same';
    return { order, a: known(aM), b: known(bM) };
  }
  if (typeof aM === 'string') return { order: 'unknown', missing: aM };
  if (typeof bM === 'string') return { order: 'unknown', missing: bM };
  const order = aM.mostM < bM.leastM ? 'below' : aM.leastM > bM.mostM ? 'above' : 'unclear';
  return { order, a: aM, b: bM };
}

const known = (heights: Heights | Missing): Heights | undefined => (typeof heights === 'string' ? undefined : heights);

/** Whether a band lies in another, and if not, at which end and by how much. Heights are above the ellipsoid. */
export type BandVerdict =
  | { readonly verdict: 'inside' }
  | {
      /** `unknown`: it may lie outside, and the data at hand does not tell. */
      readonly verdict: 'outside' | 'unknown';
      readonly end: 'lower' | 'upper';
      readonly missing: Missing | undefined;
      readonly found: Heights | undefined;
      readonly allowed: Heights | undefined;
    };

/**
 * Whether all of a band lies within another over a shape. Limits of one reference are compared as written, and equal ones
 * are inside; limits of different references by the intervals where they may lie, and what is not surely inside is not.
 */
export function bandInside(inner: Band, outer: Band, over: Shape, world: World): BandVerdict {
  // Nothing flies beneath the ground: a band that begins there, or lower, has no lower end to keep.
  const grounded = outer.lower.reference === 'AGL' && outer.lower.altitudeM <= 0;
  const lower: BandVerdict = grounded
    ? { verdict: 'inside' }
    : endVerdict('lower', compareLimits(inner.lower, outer.lower, over, world), 'above');
  const upper = endVerdict('upper', compareLimits(inner.upper, outer.upper, over, world), 'below');
  if (lower.verdict === 'outside' || upper.verdict === 'inside') return lower;
  return upper;
}

function endVerdict(end: 'lower' | 'upper', found: Comparison, good: 'above' | 'below'): BandVerdict {
  if (found.order === 'unknown') {
    return { verdict: 'unknown', end, missing: found.missing, found: undefined, allowed: undefined };
  }
  if (found.order === good || found.order === 'same') return { verdict: 'inside' };
  const verdict = found.order === 'unclear' ? 'unknown' : 'outside';
  return { verdict, end, missing: undefined, found: found.a, allowed: found.b };
}

/** Whether two bands may share an altitude over a shape: only what is surely apart is not. */
export function bandsMayOverlap(a: Band, b: Band, over: Shape, world: World): boolean {
  return (
    compareLimits(a.upper, b.lower, over, world).order !== 'below' &&
    compareLimits(a.lower, b.upper, over, world).order !== 'above'
  );
}
