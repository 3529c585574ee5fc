import { bandsMayOverlap, type World } from './altitude.ts';
import { borderM } from './area.ts';
import type { SurfacePoint } from './curve.ts';
import { intervalsOverlap } from './interval.ts';
import type { Leg, Route, Zone } from './route.ts';
import { bufferOf, gapBetween, type Shape } from './shape.ts';

/** Where two swept volumes meet, or may meet. */
export interface Overlap {
  readonly leg: number;
  /** The other route's leg; absent for a zone. */
  readonly otherLeg: number | undefined;
  readonly at: SurfacePoint;
  /** Between the two lines, metres; to an area's border, and 0 within it. */
  readonly distanceM: number;
  /** The distance beyond which they would be apart: the buffers, and 1 m. */
  readonly apartM: number;
}

/** Where two routes' swept volumes may share a place, an altitude and an instant; empty if they surely do not. */
export function overlapsOf(a: Route, b: Route, world: World = {}): Overlap[] {
  return a.legs.flatMap((leg) =>
    b.legs.flatMap((other) => {
      if (!intervalsOverlap(leg.interval, other.interval)) return [];
      const met = meet(leg, other, world);
      return met === undefined ? [] : { leg: leg.index, otherLeg: other.index, ...met };
    }),
  );
}

/** Where a route's swept volume may enter a zone (a restricted one, say) while it is open; empty if it surely does not. */
export function entersZone(route: Route, zone: Zone, world: World = {}): Overlap[] {
  const shape: Shape = { kind: 'area', area: zone.area };
  return route.legs.flatMap((leg) => {
    if (!zone.windows.some((window) => intervalsOverlap(window, leg.interval))) return [];
    const met = meet(leg, { shape, band: zone.band }, world);
    return met === undefined ? [] : { leg: leg.index, otherLeg: undefined, ...met };
  });
}

type InSpace = Pick<Leg, 'shape' | 'band'>;

function meet(a: InSpace, b: InSpace, world: World): Omit<Overlap, 'leg' | 'otherLeg'> | undefined {
  const apartM = bufferOf(a.shape) + bufferOf(b.shape) + borderM;
  const gap = gapBetween(a.shape, b.shape, apartM);
  // What both share lies over either shape, so the bands are compared over the first.
  if (gap.atLeastM > apartM || !bandsMayOverlap(a.band, b.band, a.shape, world)) return undefined;
  return { at: gap.at, distanceM: gap.atMostM, apartM };
}
