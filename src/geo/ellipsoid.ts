import geographicLib from 'geographiclib-geodesic';
import type { Ecef, Geodetic } from '../model/geodetic.ts';

const semiMajorM = 6378137;
const flattening = 1 / 298.257223563;

/** Defining and derived constants of the WGS84 ellipsoid (NGA.STND.0036_1.0.0_WGS84, tables 3.1 and 3.5). */
export const wgs84 = {
  semiMajorM,
  flattening,
  semiMinorM: semiMajorM * (1 - flattening),
  /** First eccentricity squared. */
  e2: flattening * (2 - flattening),
  /** Second eccentricity squared. */
  ep2: (flattening * (2 - flattening)) / (1 - flattening) ** 2,
} as const;

/** A vector in earth-centred, earth-fixed axes; a direction, or metres where the context says so. */
export interface Vector3 {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** A vector in the local east-north-up axes of a point; a direction, or metres where the context says so. */
export interface EnuVector {
  readonly east: number;
  readonly north: number;
  readonly up: number;
}

/** The three local unit axes of a point, expressed in ECEF: the rows of the rotation from ECEF to ENU. */
export interface EnuBasis {
  readonly east: Vector3;
  readonly north: Vector3;
  readonly up: Vector3;
}

/** A place on the ellipsoid; a height that may ride along is ignored by what takes this. */
export interface LatLon {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
}

const degToRad = Math.PI / 180;

/** Sine and cosine of an angle in degrees, exact at the multiples of 90 (so that a pole is truly on the axis). */
export function sinCosDeg(angleDeg: number): { readonly sin: number; readonly cos: number } {
  const quarter = Math.round(angleDeg / 90);
  const restRad = (angleDeg - quarter * 90) * degToRad;
  const s = Math.sin(restRad);
  const c = Math.cos(restRad);
  switch (((quarter % 4) + 4) % 4) {
    case 0:
      return { sin: s, cos: c };
    case 1:
      return { sin: c, cos: -s };
    case 2:
      return { sin: -s, cos: -c };
    default:
      return { sin: -c, cos: s };
  }
}

/** Longitude brought into [-180, 180). */
export function wrapLongitudeDeg(longitudeDeg: number): number {
  if (longitudeDeg >= -180 && longitudeDeg < 180) return longitudeDeg;
  const turned = longitudeDeg - 360 * Math.floor((longitudeDeg + 180) / 360);
  return turned >= 180 ? turned - 360 : turned;
}

/** Radii of curvature of the ellipsoid at a latitude: in the meridian and in the prime vertical, metres. */
export function radiiM(latitudeDeg: number): { readonly meridianM: number; readonly primeVerticalM: number } {
  const { sin } = sinCosDeg(latitudeDeg);
  const w2 = 1 - wgs84.e2 * sin * sin;
  const primeVerticalM = wgs84.semiMajorM / Math.sqrt(w2);
  return { meridianM: (primeVerticalM * (1 - wgs84.e2)) / w2, primeVerticalM };
}

/** Geodetic to earth-centred coordinates (WGS84, closed form). */
export function toEcef(p: Geodetic): Ecef {
  const { sin: sinLat, cos: cosLat } = sinCosDeg(p.latitudeDeg);
  const { sin: sinLon, cos: cosLon } = sinCosDeg(p.longitudeDeg);
  const n = wgs84.semiMajorM / Math.sqrt(1 - wgs84.e2 * sinLat * sinLat);
  const axisM = (n + p.heightM) * cosLat;
  return { xM: axisM * cosLon, yM: axisM * sinLon, zM: (n * (1 - wgs84.e2) + p.heightM) * sinLat };
}

/**
 * Earth-centred to geodetic coordinates. Bowring's latitude (Survey Review 1976) starts a Newton iteration on the
 * residual of the forward formula, taken along local north and up, where the Jacobian is diagonal; so the result is as
 * good as the forward formula itself (about 2e-9 m, the last bit of a coordinate) below, on and far above the surface
 * and at the poles. Within 100 km of the earth's centre, where several latitudes fit one point, it means nothing.
 * Longitude is in [-180, 180]; on the axis it is 0.
 */
export function toGeodetic(e: Ecef): Geodetic {
  const axisM = Math.sqrt(e.xM * e.xM + e.yM * e.yM);
  const { semiMajorM: a, semiMinorM: b, e2, ep2 } = wgs84;
  const reduced = Math.atan2(e.zM * a, axisM * b);
  const sinR = Math.sin(reduced);
  const cosR = Math.cos(reduced);
  let latitude = Math.atan2(e.zM + ep2 * b * sinR ** 3, axisM - e2 * a * cosR ** 3);
  let heightM = 0;
  for (let i = 0; i < 6; i++) {
    const sin = Math.sin(latitude);
    const cos = Math.cos(latitude);
    const w2 = 1 - e2 * sin * sin;
    const n = a / Math.sqrt(w2);
    const dAxis = axisM - (n + heightM) * cos;
    const dZ = e.zM - (n * (1 - e2) + heightM) * sin;
    heightM += dAxis * cos + dZ * sin;
    const step = (dZ * cos - dAxis * sin) / ((n * (1 - e2)) / w2 + heightM);
    latitude += step;
    if (i > 0 && Math.abs(step) < 1e-12) break;
  }
  return { latitudeDeg: latitude / degToRad, longitudeDeg: Math.atan2(e.yM, e.xM) / degToRad, heightM };
}

/** The local east, north and up axes of a place, in ECEF. At a pole, east and north follow the given longitude. */
export function enuBasis(latitudeDeg: number, longitudeDeg: number): EnuBasis {
  const { sin: sinLat, cos: cosLat } = sinCosDeg(latitudeDeg);
  const { sin: sinLon, cos: cosLon } = sinCosDeg(longitudeDeg);
  return {
    east: { x: -sinLon, y: cosLon, z: 0 },
    north: { x: -sinLat * cosLon, y: -sinLat * sinLon, z: cosLat },
    up: { x: cosLat * cosLon, y: cosLat * sinLon, z: sinLat },
  };
}

/** Turns a local vector into ECEF axes. */
export function enuToEcefVector(basis: EnuBasis, v: EnuVector): Vector3 {
  const { east: e, north: n, up: u } = basis;
  return {
    x: e.x * v.east + n.x * v.north + u.x * v.up,
    y: e.y * v.east + n.y * v.north + u.y * v.up,
    z: e.z * v.east + n.z * v.north + u.z * v.up,
  };
}

/** Turns an ECEF vector into local axes. */
export function ecefToEnuVector(basis: EnuBasis, v: Vector3): EnuVector {
  const { east: e, north: n, up: u } = basis;
  return {
    east: e.x * v.x + e.y * v.y + e.z * v.z,
    north: n.x * v.x + n.y * v.y + n.z * v.z,
    up: u.x * v.x + u.y * v.y + u.z * v.z,
  };
}

/** Position of an ECEF point in the local axes of `origin`, metres. */
export function ecefToEnu(
  origin: Geodetic,
  p: Ecef,
): { readonly eastM: number; readonly northM: number; readonly upM: number } {
  const o = toEcef(origin);
  const basis = enuBasis(origin.latitudeDeg, origin.longitudeDeg);
  const v = ecefToEnuVector(basis, { x: p.xM - o.xM, y: p.yM - o.yM, z: p.zM - o.zM });
  return { eastM: v.east, northM: v.north, upM: v.up };
}

/** The point that lies so many metres east, north and up of `origin`, along its local straight axes. */
export function offsetEnu(origin: Geodetic, eastM: number, northM: number, upM: number): Geodetic {
  const o = toEcef(origin);
  const basis = enuBasis(origin.latitudeDeg, origin.longitudeDeg);
  const v = enuToEcefVector(basis, { east: eastM, north: northM, up: upM });
  return toGeodetic({ xM: o.xM + v.x, yM: o.yM + v.y, zM: o.zM + v.z });
}

const { Geodesic } = geographicLib;
const geodesic = new Geodesic.Geodesic(wgs84.semiMajorM, wgs84.flattening);

/** Length of the shortest path over the ellipsoid, metres (Karney, J. Geodesy 87, 2013; good to 15 nm). */
export function distanceM(from: LatLon, to: LatLon): number {
  const line = geodesic.Inverse(
    from.latitudeDeg,
    from.longitudeDeg,
    to.latitudeDeg,
    to.longitudeDeg,
    Geodesic.DISTANCE,
  );
  return line.s12 ?? Number.NaN;
}

/** Azimuth at `from` of the shortest path to `to`, clockwise from true north, [0, 360) degrees. */
export function azimuthDeg(from: LatLon, to: LatLon): number {
  const line = geodesic.Inverse(from.latitudeDeg, from.longitudeDeg, to.latitudeDeg, to.longitudeDeg, Geodesic.AZIMUTH);
  const azimuth = line.azi1 ?? Number.NaN;
  // Adding 360 to a tiny negative angle rounds to 360 itself.
  const turned = azimuth < 0 ? azimuth + 360 : azimuth;
  return turned >= 360 ? 0 : turned + 0;
}

/** The place reached from `from` over the ellipsoid after `lengthM` metres at an azimuth (degrees from true north). */
export function destination(from: LatLon, azimuthDegrees: number, lengthM: number): LatLon {
  const line = geodesic.Direct(from.latitudeDeg, from.longitudeDeg, azimuthDegrees, lengthM);
  return {
    latitudeDeg: line.lat2 ?? Number.NaN,
    longitudeDeg: wrapLongitudeDeg(line.lon2 ?? Number.NaN),
  };
}

/**
 * Area within a ring of geodesics on the ellipsoid, m^2, never negative whichever way the ring runs (Karney 2013,
 * section 6). The ring is [longitude, latitude] in degrees, closed or open; it may cross the antimeridian or hold a pole.
 */
export function ringAreaM2(ring: readonly (readonly [longitudeDeg: number, latitudeDeg: number])[]): number {
  const polygon = geodesic.Polygon(false);
  for (const [longitudeDeg, latitudeDeg] of ring) polygon.AddPoint(latitudeDeg, longitudeDeg);
  if (ring.length < 3) return 0;
  return Math.abs(polygon.Compute(false, true).area ?? Number.NaN);
}
