import { destination, type LatLon } from '../ellipsoid.ts';
import { type Area, sideOf } from './area.ts';
import { type Curve, geodesicM, type SurfacePoint } from './curve.ts';
import { type Enclosure, nearest } from './nearest.ts';

/** What is swept over the ellipsoid: all within a buffer of a line, or an area that is stayed in. */
export type Shape =
  | { readonly kind: 'line'; readonly curve: Curve; readonly bufferM: number }
  | { readonly kind: 'area'; readonly area: Area };

/** The line whose distance is measured: the leg, or the area's border. */
export function lineOf(shape: Shape): Enclosure {
  return shape.kind === 'line' ? shape.curve.whole : shape.area.border;
}

/** How far beyond that line it reaches. */
export function bufferOf(shape: Shape): number {
  return shape.kind === 'line' ? shape.bufferM : 0;
}

/** Some place of it, on its line. */
export function someplace(shape: Shape): SurfacePoint {
  return shape.kind === 'line' ? shape.curve.from : shape.area.outer.edges[0]!.from;
}

/** Whether an area's inside holds a place that is off its border; what a line sweeps is told by distance alone. */
export function encloses(shape: Shape, at: SurfacePoint): boolean {
  return shape.kind === 'area' && sideOf(shape.area, at) === 'inside';
}

/** How near two shapes come. */
export interface Gap {
  /** Between their lines, metres: between these two, and 0 where one encloses a place of the other. */
  readonly atLeastM: number;
  readonly atMostM: number;
  readonly at: SurfacePoint;
}

/** @param limitM what is surely farther than this need not be known better. */
export function gapBetween(a: Shape, b: Shape, limitM: number): Gap {
  const near = nearest(lineOf(a), lineOf(b), limitM);
  if (near.atLeastM > 0 && (encloses(a, someplace(b)) || encloses(b, someplace(a)))) {
    return { atLeastM: 0, atMostM: 0, at: encloses(a, someplace(b)) ? someplace(b) : someplace(a) };
  }
  return { atLeastM: near.atLeastM, atMostM: near.atMostM, at: near.onA };
}

/** Places such that all of a shape is within `reachM` of one of them. */
export interface Cover {
  readonly places: readonly LatLon[];
  readonly reachM: number;
}

const mostPlaces = 2000;

/** @param stepM how close the places should lie; they lie farther apart where there would be too many. */
export function coverOf(shape: Shape, stepM: number): Cover {
  if (shape.kind === 'area') return areaCover(shape.area, stepM);
  const { curve, bufferM } = shape;
  const steps = Math.min(mostPlaces, Math.ceil(curve.lengthM / stepM));
  const places = Array.from({ length: steps + 1 }, (_, i) => curve.at(steps === 0 ? 0 : (curve.lengthM * i) / steps));
  return { places, reachM: bufferM + (steps === 0 ? 0 : curve.lengthM / steps / 2) };
}

/**
 * A square grid laid out by direction and distance from a vertex. On a surface that curves like the earth places come to lie
 * closer together than they were laid out, so half a diagonal of the grid reaches everywhere.
 */
function areaCover(area: Area, stepM: number): Cover {
  const { edges } = area.outer;
  const center = edges[0]!.from;
  // Along an edge no place is farther from the vertex than this, by way of either end.
  const farM = edges.map((e) => (geodesicM(center, e.from) + geodesicM(center, e.to) + e.lengthM) / 2);
  const radiusM = Math.max(...farM);
  const gridM = Math.max(stepM, radiusM / 22);
  const places: LatLon[] = [];
  const steps = Math.ceil(radiusM / gridM);
  for (let i = -steps; i <= steps; i++) {
    for (let k = -steps; k <= steps; k++) {
      const distanceM = Math.hypot(i, k) * gridM;
      if (distanceM <= radiusM + gridM) places.push(destination(center, (Math.atan2(i, k) * 180) / Math.PI, distanceM));
    }
  }
  return { places, reachM: gridM * Math.SQRT1_2 };
}
