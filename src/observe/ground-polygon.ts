import type { ImagePosition } from '../geo/camera.ts';
import { distanceM, type EnuBasis, ecefToEnuVector, enuBasis, offsetEnu, toEcef } from '../geo/ellipsoid.ts';
import { type GroundTrace, sightOf } from '../geo/footprint.ts';
import type { Footprint, SensorPose } from '../model/flight.ts';
import type { Geodetic } from '../model/geodetic.ts';

export interface GroundPolygonInput {
  readonly footprint: Footprint | undefined;
  readonly pose: SensorPose | undefined;
  readonly sensor: Geodetic | undefined;
  readonly trace: GroundTrace;
  readonly maxRangeM: number;
}

export interface GroundPolygon {
  readonly ring: readonly Geodetic[];
  /** True where the image saw farther, or the sky, and the patch ends where it was cut. */
  readonly clipped: boolean;
}

interface Flat {
  readonly x: number;
  readonly y: number;
  readonly place: Geodetic;
}

const circleSides = 48;

/**
 * The patch of ground a frame counts as seen. A frame that looks over the horizon, or farther than `maxRangeM` along the
 * ground, is cut there: its upper edge is then where the columns of the image reach that range. Four corners that were
 * sent are cut by the circle of that range about the sensor. `undefined` where fewer than three corners make no patch.
 */
export function groundPolygon(input: GroundPolygonInput): GroundPolygon | undefined {
  const { footprint, pose, sensor, maxRangeM } = input;
  const corners = footprint?.corners.filter((corner) => corner !== undefined) ?? [];
  const far = sensor !== undefined && corners.some((corner) => fartherThan(sensor, corner, maxRangeM));
  if (corners.length === 4 && !far) return patch(corners, false);
  if (footprint?.source === 'pose' && pose !== undefined && sensor !== undefined)
    return rayPolygon(pose, sensor, input);
  if (corners.length === 4 && sensor !== undefined) return cutByRange(corners, sensor, maxRangeM);
  return undefined;
}

/** Why a footprint has no such patch; `undefined` where it has no corner on the ground at all. */
export function unclaimed(input: GroundPolygonInput): 'beyond-range' | 'no-patch' | undefined {
  const { footprint, sensor, maxRangeM } = input;
  const corners = footprint?.corners.filter((corner) => corner !== undefined) ?? [];
  if (corners.length === 0) return undefined;
  const far = sensor !== undefined && corners.every((corner) => fartherThan(sensor, corner, maxRangeM));
  return far ? 'beyond-range' : 'no-patch';
}

/** Longer than the range, by the chord first: the geodesic is asked only near the limit. */
function fartherThan(sensor: Geodetic, corner: Geodetic, rangeM: number): boolean {
  const a = toEcef({ ...sensor, heightM: 0 });
  const b = toEcef({ ...corner, heightM: 0 });
  const chordM = Math.hypot(a.xM - b.xM, a.yM - b.yM, a.zM - b.zM);
  if (chordM < rangeM * 0.99) return false;
  return chordM > rangeM || distanceM(sensor, corner) > rangeM;
}

function patch(corners: readonly Geodetic[], clipped: boolean): GroundPolygon | undefined {
  return isRing(corners) ? { ring: untwist(corners), clipped } : undefined;
}

/** True where the places enclose ground: not all on a point or a line. Some square centimetres are enough. */
export function isRing(places: readonly Geodetic[]): boolean {
  const origin = places[0];
  if (origin === undefined || places.length < 3) return false;
  const flat = untwistFlat(flatten(places, origin));
  let twice = 0;
  flat.forEach((p, i) => {
    const q = flat[(i + 1) % flat.length] ?? p;
    twice += p.x * q.y - q.x * p.y;
  });
  return Math.abs(twice) > 0.02;
}

function flatten(places: readonly Geodetic[], origin: Geodetic): Flat[] {
  const basis: EnuBasis = enuBasis(origin.latitudeDeg, origin.longitudeDeg);
  const o = toEcef(origin);
  return places.map((place) => {
    const p = toEcef(place);
    const v = ecefToEnuVector(basis, { x: p.xM - o.xM, y: p.yM - o.yM, z: p.zM - o.zM });
    return { x: v.east, y: v.north, place };
  });
}

function cross(a: Flat, b: Flat, c: Flat): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

/** Whether segment ab crosses segment cd. */
function crosses(a: Flat, b: Flat, c: Flat, d: Flat): boolean {
  return cross(a, b, c) * cross(a, b, d) < 0 && cross(c, d, a) * cross(c, d, b) < 0;
}

/** Four corners that were sent out of order make a bow tie: swapped so that they go around. */
function untwistFlat(flat: readonly Flat[]): readonly Flat[] {
  const [a, b, c, d] = flat;
  if (flat.length !== 4 || a === undefined || b === undefined || c === undefined || d === undefined) return flat;
  if (crosses(a, b, c, d)) return [a, c, b, d];
  if (crosses(b, c, d, a)) return [a, b, d, c];
  return flat;
}

/** True where the corners, in their order, cross over. */
export function isTwisted(corners: readonly Geodetic[]): boolean {
  const origin = corners[0];
  if (origin === undefined || corners.length !== 4) return false;
  const flat = flatten(corners, origin);
  return untwistFlat(flat) !== flat;
}

function untwist(corners: readonly Geodetic[]): readonly Geodetic[] {
  const origin = corners[0];
  if (origin === undefined) return corners;
  const flat = flatten(corners, origin);
  const straight = untwistFlat(flat);
  return straight === flat ? corners : straight.map(({ place }) => place);
}

const columns = [0, 0.25, 0.5, 0.75, 1] as const;

/**
 * Goes along columns of the image and finds, on each, the part that looks at ground within range. Rows of the image need
 * not be level (a rolled sensor), so each column is searched from the end that sees the ground, by bisection.
 */
function rayPolygon(pose: SensorPose, sensor: Geodetic, input: GroundPolygonInput): GroundPolygon | undefined {
  const see = (at: ImagePosition): Geodetic | undefined => {
    const point = sightOf(pose, at, input.trace)?.point;
    return point === undefined || fartherThan(sensor, point, input.maxRangeM) ? undefined : point;
  };
  const top: Geodetic[] = [];
  const bottom: Geodetic[] = [];
  for (const x of columns) {
    const span = seenSpan(x, see);
    if (span === undefined) continue;
    top.push(span.from);
    bottom.push(span.to);
  }
  return top.length < 2 ? undefined : patch([...top, ...bottom.reverse()], true);
}

/** The ends, top and bottom, of the part of a column that sees ground. */
function seenSpan(
  x: number,
  see: (at: ImagePosition) => Geodetic | undefined,
): { readonly from: Geodetic; readonly to: Geodetic } | undefined {
  const rows = [0, 0.25, 0.5, 0.75, 1];
  const points = rows.map((y) => see({ x, y }));
  const first = points.findIndex((point) => point !== undefined);
  const last = points.findLastIndex((point) => point !== undefined);
  if (first === -1) return undefined;
  const from = first === 0 ? points[0] : edge(x, rows[first]!, rows[first - 1]!, see);
  const to = last === rows.length - 1 ? points[last] : edge(x, rows[last]!, rows[last + 1]!, see);
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** The last point seen on the way from a row that sees the ground to one that does not. */
function edge(
  x: number,
  seenRow: number,
  blindRow: number,
  see: (at: ImagePosition) => Geodetic | undefined,
): Geodetic | undefined {
  let seen = seenRow;
  let blind = blindRow;
  let best = see({ x, y: seen });
  for (let i = 0; i < 14; i++) {
    const y = (seen + blind) / 2;
    const point = see({ x, y });
    if (point === undefined) blind = y;
    else {
      seen = y;
      best = point;
    }
  }
  return best;
}

/** Cuts a patch by the circle of the range about the sensor, drawn with 48 sides (Sutherland & Hodgman 1974). */
function cutByRange(corners: readonly Geodetic[], sensor: Geodetic, rangeM: number): GroundPolygon | undefined {
  const origin = { ...sensor, heightM: corners[0]?.heightM ?? 0 };
  let ring: readonly Flat[] = flatten(untwist(corners), origin);
  for (let side = 0; side < circleSides && ring.length > 0; side++) {
    const a = (2 * Math.PI * side) / circleSides;
    ring = cutByLine(ring, Math.cos(a), Math.sin(a), rangeM, origin);
  }
  return ring.length < 3
    ? undefined
    : patch(
        ring.map(({ place }) => place),
        true,
      );
}

/** Keeps what lies on the near side of the line nx x + ny y = limit. */
function cutByLine(ring: readonly Flat[], nx: number, ny: number, limit: number, origin: Geodetic): readonly Flat[] {
  const kept: Flat[] = [];
  ring.forEach((q, i) => {
    const p = ring[(i + ring.length - 1) % ring.length] ?? q;
    const before = p.x * nx + p.y * ny - limit;
    const here = q.x * nx + q.y * ny - limit;
    if (before * here < 0) {
      const t = before / (before - here);
      const x = p.x + t * (q.x - p.x);
      const y = p.y + t * (q.y - p.y);
      kept.push({ x, y, place: { ...offsetEnu(origin, x, y, 0), heightM: q.place.heightM } });
    }
    if (here <= 0) kept.push(q);
  });
  return kept;
}
