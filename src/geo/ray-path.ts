import type { Ecef, Geodetic } from '../model/geodetic.ts';
import { toGeodetic, type Vector3, wgs84 } from './ellipsoid.ts';

const degToRad = Math.PI / 180;
/** Less than any distance from the earth's axis-normal centre of curvature to ground that can be seen. */
const leastRadiusM = 6.3e6;

/** A straight line in space: a point and a unit direction, earth-centred. */
export interface Line {
  readonly origin: Ecef;
  readonly direction: Vector3;
}

/** Where the line is after `rangeM` metres, and how fast it climbs there. */
export interface PathPoint extends Geodetic {
  readonly rangeM: number;
  /** Metres of height gained per metre of range: sine of the elevation of the line over the local horizon. */
  readonly climb: number;
}

/** A stretch of the line, with its longitudes counted on through the antimeridian. */
export interface PathSpan {
  readonly from: PathPoint;
  readonly to: PathPoint;
}

/** A box that a stretch of the line does not leave. */
export interface PathBox {
  readonly southDeg: number;
  readonly northDeg: number;
  readonly westDeg: number;
  readonly eastDeg: number;
}

/** The point of a line at a range. */
export function pathPoint(line: Line, rangeM: number): PathPoint {
  const { origin, direction: d } = line;
  const e = { xM: origin.xM + rangeM * d.x, yM: origin.yM + rangeM * d.y, zM: origin.zM + rangeM * d.z };
  const p = toGeodetic(e);
  const axisM = Math.sqrt(e.xM * e.xM + e.yM * e.yM);
  const outward = axisM > 0 ? (d.x * e.xM + d.y * e.yM) / axisM : 0;
  const latitude = p.latitudeDeg * degToRad;
  return { ...p, rangeM, climb: Math.cos(latitude) * outward + Math.sin(latitude) * d.z };
}

/** `p` with its longitude in the turn nearest to that of `near`. */
export function unwrapped(p: PathPoint, near: PathPoint): PathPoint {
  const turns = Math.round((p.longitudeDeg - near.longitudeDeg) / 360);
  return turns === 0 ? p : { ...p, longitudeDeg: p.longitudeDeg - 360 * turns };
}

/**
 * The least height of the line over a span, or a little less. Height above a convex body is a convex function along a
 * straight line, so it lies above both its end tangents: the bound is certain however long the span.
 */
export function leastHeightM({ from, to }: PathSpan): number {
  if (from.climb >= 0) return from.heightM;
  if (to.climb <= 0) return to.heightM;
  const lengthM = to.rangeM - from.rangeM;
  const along = (to.heightM - to.climb * lengthM - from.heightM) / (from.climb - to.climb);
  return from.heightM + from.climb * along;
}

/**
 * A box of latitude and longitude that the span does not leave: that of its ends, widened by the sag of the track
 * between them. On a sphere of radius r, |lat''| <= (1 + tan|lat|)/r^2 and |lon''| <= (1 + tan|lat|)/(r^2 cos lat)
 * per metre squared, and a function strays from its chord by at most L^2/8 times that. `undefined` too near a pole.
 */
export function boxOf({ from, to }: PathSpan): PathBox | undefined {
  const lengthM = to.rangeM - from.rangeM;
  const nearPole = Math.max(Math.abs(from.latitudeDeg), Math.abs(to.latitudeDeg)) + lengthM / leastRadiusM / degToRad;
  if (nearPole > 89.99) return undefined;
  const cos = Math.cos(nearPole * degToRad);
  const tan = Math.tan(nearPole * degToRad);
  // 5 % more than on the sphere covers the flattening.
  const sagDeg = ((1.05 * (1 + tan) * lengthM * lengthM) / (8 * leastRadiusM * leastRadiusM) + 1e-14) / degToRad;
  return {
    southDeg: Math.min(from.latitudeDeg, to.latitudeDeg) - sagDeg,
    northDeg: Math.max(from.latitudeDeg, to.latitudeDeg) + sagDeg,
    westDeg: Math.min(from.longitudeDeg, to.longitudeDeg) - sagDeg / cos,
    eastDeg: Math.max(from.longitudeDeg, to.longitudeDeg) + sagDeg / cos,
  };
}

/** c0 + c1 s + c2 s^2. */
export interface Quadratic {
  readonly c0: number;
  readonly c1: number;
  readonly c2: number;
}

/** A short span as three quadratics of s in [0, 1]. */
export interface LocalPath {
  readonly fromRangeM: number;
  readonly lengthM: number;
  readonly latitudeDeg: Quadratic;
  readonly longitudeDeg: Quadratic;
  readonly heightM: Quadratic;
}

/**
 * The longest span that `localPath` follows to a few micrometres (its error grows with L^3 tan^2 lat / r^2), metres.
 */
export function longestLocalM(latitudeDeg: number): number {
  return Math.max(1, 1000 * Math.cos(latitudeDeg * degToRad));
}

/** A span as quadratics through its ends and its middle. */
export function localPath(line: Line, { from, to }: PathSpan): LocalPath {
  const middle = unwrapped(pathPoint(line, (from.rangeM + to.rangeM) / 2), from);
  return {
    fromRangeM: from.rangeM,
    lengthM: to.rangeM - from.rangeM,
    latitudeDeg: through(from.latitudeDeg, middle.latitudeDeg, to.latitudeDeg),
    longitudeDeg: through(from.longitudeDeg, middle.longitudeDeg, to.longitudeDeg),
    heightM: through(from.heightM, middle.heightM, to.heightM),
  };
}

/** The quadratic that takes the three values at s = 0, 1/2 and 1. */
function through(start: number, middle: number, end: number): Quadratic {
  const c2 = 2 * (start - 2 * middle + end);
  return { c0: start, c1: end - start - c2, c2 };
}

/** The value of a quadratic. */
export function valueAt({ c0, c1, c2 }: Quadratic, s: number): number {
  return c0 + s * (c1 + s * c2);
}

/** Scaled and shifted: (q - offset) * scale. */
export function scaled({ c0, c1, c2 }: Quadratic, offset: number, scale: number): Quadratic {
  return { c0: (c0 - offset) * scale, c1: c1 * scale, c2: c2 * scale };
}

/** Least and greatest value of a quadratic over [from, to]. */
export function extremes(q: Quadratic, from: number, to: number): { readonly min: number; readonly max: number } {
  const a = valueAt(q, from);
  const b = valueAt(q, to);
  const turn = -q.c1 / (2 * q.c2);
  const t = turn > from && turn < to ? valueAt(q, turn) : a;
  return { min: Math.min(a, b, t), max: Math.max(a, b, t) };
}

/** Adds to `out` where a quadratic takes a value strictly within (from, to). */
export function addCrossings(q: Quadratic, value: number, from: number, to: number, out: number[]): void {
  const c0 = q.c0 - value;
  const disc = q.c1 * q.c1 - 4 * q.c2 * c0;
  if (disc < 0) return;
  // The larger root first, then the other from their product: no cancellation, and a straight line is no special case.
  const half = -0.5 * (q.c1 + (q.c1 < 0 ? -1 : 1) * Math.sqrt(disc));
  const far = half / q.c2;
  const near = c0 / half;
  if (near > from && near < to) out.push(near);
  if (far > from && far < to && far !== near) out.push(far);
}

/**
 * Range at which a line first comes down to a constant height above the ellipsoid, metres; `undefined` where it never
 * does, or starts below it. The crossing of the ellipsoid with semi-axes longer by that height, in closed form, is
 * within millimetres to metres of it (the two surfaces differ by the flattening squared); Newton's method, safe here as
 * height is convex along a line, makes it exact to about a nanometre times the steepness.
 * @param direction a unit vector, earth-centred.
 */
export function intersectEllipsoid(origin: Ecef, direction: Vector3, heightM: number): number | undefined {
  const line = { origin, direction };
  const start = pathPoint(line, 0);
  if (start.heightM < heightM || start.climb >= 0) return start.heightM === heightM ? 0 : undefined;
  const a2 = (wgs84.semiMajorM + heightM) ** 2;
  const b2 = (wgs84.semiMinorM + heightM) ** 2;
  const { x, y, z } = direction;
  const qa = (x * x + y * y) / a2 + (z * z) / b2;
  const qb = (origin.xM * x + origin.yM * y) / a2 + (origin.zM * z) / b2;
  const qc = (origin.xM ** 2 + origin.yM ** 2) / a2 + origin.zM ** 2 / b2 - 1;
  const disc = qb * qb - qa * qc;
  // Nearest approach: the lowest point of the enlarged ellipsoid's quadric, then of the height itself.
  let lowestM = -qb / qa;
  for (let i = 0; i < 4; i++) {
    const p = pathPoint(line, lowestM);
    lowestM -= p.climb * (leastRadiusM + p.heightM);
  }
  const bottom = pathPoint(line, lowestM);
  if (bottom.heightM > heightM) return undefined;
  let low = 0;
  let high = lowestM;
  let rangeM = disc > 0 ? qc / (Math.sqrt(disc) - qb) : lowestM / 2;
  for (let i = 0; i < 60; i++) {
    if (!(rangeM > low && rangeM < high)) rangeM = (low + high) / 2;
    const p = pathPoint(line, rangeM);
    const miss = p.heightM - heightM;
    if (miss > 0) low = rangeM;
    else high = rangeM;
    const step = miss / p.climb;
    rangeM -= step;
    if (Math.abs(step) < 1e-9 || high - low < 1e-9) break;
  }
  return Math.max(0, rangeM);
}
