import type { Ecef } from '../../model/geodetic.ts';
import { destination, enuBasis, type LatLon, type Vector3 } from '../ellipsoid.ts';
import { approach } from './capsule.ts';
import { type Curve, geodesicM, type Piece, type SurfacePoint, surfacePoint } from './curve.ts';
import { type Enclosure, nearest, pointEnclosure } from './nearest.ts';

/** Within this of a border the answer is neither in nor out, metres. */
export const borderM = 1;

/**
 * A closed line: each edge begins where the one before ends. Its interior is the smaller side of it, whichever way it
 * runs; of a ring that touches itself, what an odd number of its loops encloses.
 */
export interface Ring {
  readonly edges: readonly Curve[];
}

/**
 * The plane on which an area is looked at from the middle of the earth: the line of sight through a place meets it in
 * one point, and straight chords stay straight. All of an area lies within 80 degrees of its axis, and the far side of
 * the earth is outside: that is what makes the smaller side of a ring definite.
 */
export interface Facing {
  readonly axis: Vector3;
  readonly across: Vector3;
  readonly along: Vector3;
}

/** An outer ring without its holes. Made by `parseArea`, which sees to everything that is promised here. */
export interface Area {
  readonly name: string;
  readonly outer: Ring;
  readonly holes: readonly Ring[];
  readonly facing: Facing;
  /** All borders, of the outer ring and the holes. */
  readonly border: Enclosure;
}

export type Standing = 'inside' | 'border' | 'outside';

/** Where a place stands with an area, and how far the nearest border is. */
export interface Clearance {
  readonly standing: Standing;
  /** To the nearest border, metres, never negative. */
  readonly distanceM: number;
  /** The nearest place of the border. */
  readonly at: LatLon;
}

export function dot(v: Vector3, p: Ecef): number {
  return v.x * p.xM + v.y * p.yM + v.z * p.zM;
}

/** Cosine of the angle from the axis within which an area must lie. */
export const leastFacingCos = Math.cos((80 * Math.PI) / 180);

export function facingCos(facing: Facing, p: Ecef): number {
  return dot(facing.axis, p) / Math.sqrt(p.xM * p.xM + p.yM * p.yM + p.zM * p.zM);
}

/**
 * Where a place stands: within 1 m of a border, outer or hole's, it is `border`, and must be refused whatever is asked.
 * Exact beyond that for any ellipsoidal geometry (see `crossings`).
 */
export function standingOf(area: Area, point: LatLon): Standing {
  const at = surfacePoint(point.latitudeDeg, point.longitudeDeg);
  return nearest(pointEnclosure(at), area.border, borderM).atLeastM <= borderM ? 'border' : sideOf(area, at);
}

/** True for a place surely within the area, 1 m and more from every border. */
export function contains(area: Area, point: LatLon): boolean {
  return standingOf(area, point) === 'inside';
}

/** In or out by parity, for a place known to be off the border. */
export function sideOf(area: Area, at: SurfacePoint): 'inside' | 'outside' {
  if (!ringHolds(area.outer, area.facing, at)) return 'outside';
  return area.holes.some((hole) => ringHolds(hole, area.facing, at)) ? 'outside' : 'inside';
}

/** Beyond this the straight line tells too little of the path, and each edge is looked at by itself. */
const chordsTellM = 20_000;

/** Where a place stands and how far the nearest border is, good to 1 mm. */
export function clearanceOf(area: Area, point: LatLon): Clearance {
  const at = surfacePoint(point.latitudeDeg, point.longitudeDeg);
  const near = nearest(pointEnclosure(at), area.border);
  const standing = near.atLeastM <= borderM ? 'border' : sideOf(area, at);
  if (near.atMostM < chordsTellM) return { standing, distanceM: near.atMostM, at: near.onB };
  const edges = [area.outer, ...area.holes].flatMap((ring) => ring.edges);
  let best = { distanceM: Infinity, at: near.onB };
  for (const edge of edges) {
    const one = nearest(pointEnclosure(at), edge.whole, Math.min(best.distanceM, near.atMostM));
    if (one.atLeastM > Math.min(best.distanceM, near.atMostM)) continue;
    const found = refine(at, edge, one.onB);
    if (found.distanceM < best.distanceM) best = found;
  }
  return { standing, ...best };
}

/** Distance to the nearest border, metres, good to 1 mm: positive inside, negative outside. */
export function distanceToBorderM(area: Area, point: LatLon): number {
  const { distanceM } = clearanceOf(area, point);
  return sideOf(area, surfacePoint(point.latitudeDeg, point.longitudeDeg)) === 'inside' ? distanceM : -distanceM;
}

/** The nearest place of an edge by the exact distance, around the place that is nearest by the straight line. */
function refine(at: SurfacePoint, edge: Curve, start: SurfacePoint): { distanceM: number; at: SurfacePoint } {
  const golden = (Math.sqrt(5) - 1) / 2;
  const startM = geodesicM(edge.from, start);
  const widthM = 0.02 * geodesicM(at, start) + 1;
  // Along a parallel the distance over the ellipsoid from its end is not the length along it, so all of it is searched.
  const whole = edge.kind === 'parallel';
  let lowM = whole ? 0 : Math.max(0, startM - widthM);
  let highM = whole ? edge.lengthM : Math.min(edge.lengthM, startM + widthM);
  const far = (alongM: number): number => geodesicM(at, edge.at(alongM));
  for (let i = 0; i < 60 && highM - lowM > 0.01; i++) {
    const left = highM - golden * (highM - lowM);
    const right = lowM + golden * (highM - lowM);
    if (far(left) <= far(right)) highM = right;
    else lowM = left;
  }
  const ends = [lowM, (lowM + highM) / 2, highM].map((alongM) => edge.at(alongM));
  const found = [...ends, start].map((place) => ({ distanceM: geodesicM(at, place), at: place }));
  return found.reduce((one, other) => (other.distanceM < one.distanceM ? other : one));
}

/** Whether a ring encloses a place off its border. */
export function ringHolds(ring: Ring, facing: Facing, at: SurfacePoint): boolean {
  if (facingCos(facing, at) < leastFacingCos / 2) return false;
  const eye = project(facing, at);
  let odd = false;
  for (const edge of ring.edges) if (crossings(edge.whole, at, eye, facing)) odd = !odd;
  return odd;
}

interface Seen {
  readonly x: number;
  readonly y: number;
}

function project(facing: Facing, p: Ecef): Seen {
  const depth = dot(facing.axis, p);
  return { x: dot(facing.across, p) / depth, y: dot(facing.along, p) / depth };
}

/**
 * Whether a ray from a place crosses a piece an odd number of times. A piece may be drawn straight if its drawing does
 * not sweep over the place: piece and chord keep within `reachM` of the chord, and seen from the middle of the earth the
 * place is off both if it is 4 times as far. Nearer pieces are divided; a place 1 m off the border ends that soon.
 */
function crossings(piece: Piece, at: SurfacePoint, eye: Seen, facing: Facing): boolean {
  if (piece.toM - piece.fromM > 1) {
    const { distanceM } = approach({ p: at, q: at, reachM: 0 }, piece);
    if (distanceM <= 4 * piece.reachM) {
      const [first, second] = piece.halves();
      return crossings(first, at, eye, facing) !== crossings(second, at, eye, facing);
    }
  }
  const p = project(facing, piece.p);
  const q = project(facing, piece.q);
  if (p.x <= eye.x === q.x <= eye.x) return false;
  if (p.y > eye.y === q.y > eye.y) return p.y > eye.y;
  // The place lies in the box of the chord's ends: the sign of the volume tells on which side, and is then well away from 0.
  const above = volume(piece.p, piece.q, at) * (q.x - p.x) < 0;
  return above;
}

/** Six times the volume of the tetrahedron of the earth's middle and three places; its sign is the turn p, q, at. */
function volume(p: Ecef, q: Ecef, at: Ecef): number {
  const px = p.xM - at.xM;
  const py = p.yM - at.yM;
  const pz = p.zM - at.zM;
  const qx = q.xM - at.xM;
  const qy = q.yM - at.yM;
  const qz = q.zM - at.zM;
  return at.xM * (py * qz - pz * qy) + at.yM * (pz * qx - px * qz) + at.zM * (px * qy - py * qx);
}

/** The place `offsetM` to the right of a curve (to the left if negative), beside its middle or another share of it. */
export function beside(curve: Curve, share: number, offsetM: number): SurfacePoint {
  const alongM = curve.lengthM * share;
  const turnDeg = offsetM >= 0 ? 90 : -90;
  const place = destination(curve.at(alongM), headingDeg(curve, alongM) + turnDeg, Math.abs(offsetM));
  return surfacePoint(place.latitudeDeg, place.longitudeDeg);
}

/** Direction of a curve at a place of it, degrees from true north; 0 for one without length. */
export function headingDeg(curve: Curve, alongM: number): number {
  const stepM = Math.min(1, curve.lengthM / 4);
  if (stepM === 0) return 0;
  const here = curve.at(alongM);
  const from = curve.at(alongM - stepM);
  const to = curve.at(alongM + stepM);
  const { east, north } = enuBasis(here.latitudeDeg, here.longitudeDeg);
  const chord = { xM: to.xM - from.xM, yM: to.yM - from.yM, zM: to.zM - from.zM };
  return (Math.atan2(dot(east, chord), dot(north, chord)) * 180) / Math.PI;
}
