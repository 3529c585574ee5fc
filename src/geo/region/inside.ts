import { type BandVerdict, bandInside, type Missing, type World } from './altitude.ts';
import { borderM } from './area.ts';
import type { Heights } from './atmosphere.ts';
import type { SurfacePoint } from './curve.ts';
import { type Interval, joined, uncovered } from './interval.ts';
import type { Leg, Route, Zone } from './route.ts';
import { bufferOf } from './shape.ts';
import { meetingWith } from './union.ts';

/**
 * Why a leg is not surely permitted, with the nearest thing to permission that was found.
 *
 * - `outside-windows`: no window of any zone covers `gap`.
 * - `outside-band`, `band-unknown`: at that time no zone's band surely holds the leg's; told of the zone that comes nearest.
 * - `outside-area`: the leg's own line leaves the zones.
 * - `buffer-outside`: the line is inside, and less than buffer and 1 m from the border.
 */
export type Refusal = { readonly leg: number } & (
  | { readonly why: 'outside-windows'; readonly gap: Interval }
  | {
      readonly why: 'outside-band' | 'band-unknown';
      readonly zone: string;
      readonly end: 'lower' | 'upper';
      readonly missing: Missing | undefined;
      readonly found: Heights | undefined;
      readonly allowed: Heights | undefined;
    }
  | {
      readonly why: 'outside-area' | 'buffer-outside';
      readonly zone: string;
      readonly at: SurfacePoint;
      /** From the leg's line to the border; 0 where the line itself is outside, or crosses it. */
      readonly distanceM: number;
      /** Farther than this from the border the line must keep. */
      readonly neededM: number;
    }
);

export interface Verdict {
  readonly inside: boolean;
  /** One for each leg that is refused: the first reason found, of time, altitude and place in this order. */
  readonly refusals: readonly Refusal[];
}

/**
 * Whether a route, swept whole, lies within what zones permit together: inside means that every place within the buffer and
 * 1 m of each leg, at every altitude of its band, is permitted at every instant of its interval. What is in doubt is not.
 *
 * Zones add up in time (a leg may begin in one window and end in another that joins it) and in place (a leg may pass from
 * one zone into another that overlaps it, or shares its edges: see union.ts). They do not add up in altitude: a leg's band
 * must lie whole within that of every zone on which it relies; where zones are stacked, fly the leg in one of them.
 */
export function insideWhole(route: Route, permitted: readonly Zone[], world: World = {}): Verdict {
  const refusals = route.legs.flatMap((leg) => legRefusal(leg, permitted, world) ?? []);
  return { inside: refusals.length === 0 && route.legs.length > 0, refusals };
}

function legRefusal(leg: Leg, permitted: readonly Zone[], world: World): Refusal | undefined {
  const gap = uncovered(
    leg.interval,
    permitted.flatMap((zone) => zone.windows),
  )[0];
  if (gap !== undefined) return { leg: leg.index, why: 'outside-windows', gap };
  const bands = new Map(permitted.map((zone) => [zone, bandInside(leg.band, zone.band, leg.shape, world)] as const));
  // Between two instants at which a window begins or ends, the same zones are open.
  const seen = new Set<string>();
  for (const slice of slicesOf(leg.interval, permitted)) {
    const open = permitted.filter((zone) => uncovered(slice, zone.windows).length === 0);
    const key = open.map((zone) => permitted.indexOf(zone)).join(' ');
    if (seen.has(key)) continue;
    seen.add(key);
    const refusal = sliceRefusal(leg, open, bands);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function slicesOf(interval: Interval, zones: readonly Zone[]): Interval[] {
  const windows = zones.flatMap((zone) => joined(zone.windows, interval));
  const instants = [...new Set(windows.flatMap((w) => [w.fromUs, w.untilUs]))].sort((a, b) => a - b);
  return instants.slice(1).map((untilUs, i) => ({ fromUs: instants[i]!, untilUs }));
}

/** A distance that is surely less than needed is told to 5 cm: nearer than that, the line meets the border. */
const onLineM = 0.055;

function sliceRefusal(leg: Leg, open: readonly Zone[], bands: ReadonlyMap<Zone, BandVerdict>): Refusal | undefined {
  const fit = open.filter((zone) => bands.get(zone)?.verdict === 'inside');
  if (fit.length === 0) return bandRefusal(leg, open, bands);
  const areas = fit.map((zone) => zone.area);
  const met = meetingWith(areas, leg.shape);
  if (met === undefined) return undefined;
  return {
    leg: leg.index,
    why: met.distanceM > onLineM ? 'buffer-outside' : 'outside-area',
    zone: met.area.name,
    at: met.at,
    distanceM: met.distanceM > onLineM ? met.distanceM : 0,
    neededM: bufferOf(leg.shape) + borderM,
  };
}

/** Of the zones that are open, the one whose area holds the leg is told of first. */
function bandRefusal(leg: Leg, open: readonly Zone[], bands: ReadonlyMap<Zone, BandVerdict>): Refusal | undefined {
  const holds = (zone: Zone): boolean => meetingWith([zone.area], leg.shape) === undefined;
  const zone = open.find(holds) ?? open[0];
  const band = zone === undefined ? undefined : bands.get(zone);
  if (zone === undefined || band === undefined || band.verdict === 'inside') return undefined;
  const { end, missing, found, allowed } = band;
  const why = band.verdict === 'outside' ? 'outside-band' : 'band-unknown';
  return { leg: leg.index, why, zone: zone.name, end, missing, found, allowed };
}
