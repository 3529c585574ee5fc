import { destination, type LatLon, wrapLongitudeDeg } from '../ellipsoid.ts';
import { headingDeg, type Ring } from './area.ts';
import type { Curve } from './curve.ts';
import type { Leg, Route } from './route.ts';

/** For maps only: nothing is decided by these lines. */

/** A ring with places so close that straight lines between them will do; not closed by repeating the first. */
export function denseRing(ring: Ring, stepM: number): LatLon[] {
  return ring.edges.flatMap((edge) => denseCurve(edge, stepM).slice(0, -1));
}

/** A line with a place at least every `stepM`, both ends included. */
export function denseCurve(curve: Curve, stepM: number): LatLon[] {
  const steps = Math.max(1, Math.ceil(curve.lengthM / stepM));
  return Array.from({ length: steps + 1 }, (_, i) => {
    const { latitudeDeg, longitudeDeg } = curve.at((curve.lengthM * i) / steps);
    return { latitudeDeg, longitudeDeg };
  });
}

/** What each leg sweeps, as a ring: both sides of its line and a half circle around each end. Legs overlap where they meet. */
export function outline(route: Route, stepM: number): LatLon[][] {
  return route.legs.map((leg) => legOutline(leg, stepM));
}

/** Places of a half circle. */
const capSteps = 12;

function legOutline({ shape }: Leg, stepM: number): LatLon[] {
  if (shape.kind === 'area') return denseRing(shape.area.outer, stepM);
  const { curve, bufferM } = shape;
  const steps = Math.max(1, Math.ceil(curve.lengthM / stepM));
  const alongM = Array.from({ length: steps + 1 }, (_, i) => (curve.lengthM * i) / steps);
  const side = (turnDeg: number) =>
    alongM.map((at) => destination(curve.at(at), headingDeg(curve, at) + turnDeg, bufferM));
  const cap = (atM: number, fromDeg: number) =>
    Array.from({ length: capSteps - 1 }, (_, i) =>
      destination(curve.at(atM), headingDeg(curve, atM) + fromDeg - (180 * (i + 1)) / capSteps, bufferM),
    );
  // Up the left side, around the far end, down the right side, around the near end: clockwise; turned for GeoJSON.
  const ring = [...side(90), ...cap(curve.lengthM, 90), ...side(-90).reverse(), ...cap(0, -90)];
  return ring.map(({ latitudeDeg, longitudeDeg }) => ({ latitudeDeg, longitudeDeg: wrapLongitudeDeg(longitudeDeg) }));
}
