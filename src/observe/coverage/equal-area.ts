import type { LatLon } from '../../geo/ellipsoid.ts';
import { sinCosDeg, wgs84, wrapLongitudeDeg } from '../../geo/ellipsoid.ts';

/** A point of the map plane, metres east and north of the plane's origin. */
export interface PlanePoint {
  readonly xM: number;
  readonly yM: number;
}

/** A map plane on which every patch has the area it has on the ellipsoid. */
export interface EqualAreaPlane {
  readonly origin: LatLon;
  toPlane(place: LatLon): PlanePoint;
  toLatLon(xM: number, yM: number): LatLon;
}

const degToRad = Math.PI / 180;
const { e2 } = wgs84;
const e = Math.sqrt(e2);

/** Snyder's q (equation 3-12): proportional to the area between the equator and a latitude given by its sine. */
function areaQ(sinLat: number): number {
  return (1 - e2) * (sinLat / (1 - e2 * sinLat * sinLat) + Math.atanh(e * sinLat) / e);
}

const qPole = areaQ(1);

/** Radius of the sphere that has the area of the ellipsoid (Snyder 3-13), metres. */
export const authalicRadiusM: number = wgs84.semiMajorM * Math.sqrt(qPole / 2);

/** Latitude on that sphere which cuts off the same area (Snyder 3-11), radians. */
function authalicRad(latitudeDeg: number): number {
  return Math.asin(Math.max(-1, Math.min(1, areaQ(sinCosDeg(latitudeDeg).sin) / qPole)));
}

/** The inverse: the series of Snyder 3-18 (good to centimetres), brought to the last bit by Newton's step off the poles. */
function geodeticDeg(authalic: number): number {
  const e4 = e2 * e2;
  const e6 = e4 * e2;
  let lat =
    authalic +
    (e2 / 3 + (31 * e4) / 180 + (517 * e6) / 5040) * Math.sin(2 * authalic) +
    ((23 * e4) / 360 + (251 * e6) / 3780) * Math.sin(4 * authalic) +
    ((761 * e6) / 45360) * Math.sin(6 * authalic);
  if (Math.abs(lat) < 1.57) {
    const q = qPole * Math.sin(authalic);
    const sin = Math.sin(lat);
    const w2 = 1 - e2 * sin * sin;
    lat += ((w2 * w2) / (2 * (1 - e2) * Math.cos(lat))) * (q - areaQ(sin));
  }
  return Math.max(-90, Math.min(90, lat / degToRad));
}

/**
 * Lambert's azimuthal equal-area projection about a point, on the sphere of the ellipsoid's area (Snyder, "Map
 * projections: a working manual", USGS 1395, 1987, sections 3 and 24). Areas are exact anywhere, across the
 * antimeridian and at the poles as well; shapes near the origin are true to 0.4 %, and shear slowly with distance
 * (0.3 % at 500 km, 1.2 % at 1,000 km). The one point without an image is the antipode of the origin.
 */
export function equalAreaPlane(origin: LatLon): EqualAreaPlane {
  const beta0 = authalicRad(origin.latitudeDeg);
  const sin0 = Math.sin(beta0);
  const cos0 = Math.cos(beta0);

  function toPlane(place: LatLon): PlanePoint {
    const beta = authalicRad(place.latitudeDeg);
    const sinB = Math.sin(beta);
    const cosB = Math.cos(beta);
    const { sin: sinL, cos: cosL } = sinCosDeg(place.longitudeDeg - origin.longitudeDeg);
    const k = authalicRadiusM * Math.sqrt(2 / Math.max(1e-15, 1 + sin0 * sinB + cos0 * cosB * cosL));
    return { xM: k * cosB * sinL, yM: k * (cos0 * sinB - sin0 * cosB * cosL) };
  }

  function toLatLon(xM: number, yM: number): LatLon {
    const rho = Math.hypot(xM, yM);
    if (rho === 0) return { latitudeDeg: origin.latitudeDeg, longitudeDeg: wrapLongitudeDeg(origin.longitudeDeg) };
    const c = 2 * Math.asin(Math.min(1, rho / (2 * authalicRadiusM)));
    const sinC = Math.sin(c);
    const cosC = Math.cos(c);
    const sinB = Math.max(-1, Math.min(1, cosC * sin0 + (yM * sinC * cos0) / rho));
    const turn = Math.atan2(xM * sinC, rho * cos0 * cosC - yM * sin0 * sinC) / degToRad;
    return { latitudeDeg: geodeticDeg(Math.asin(sinB)), longitudeDeg: wrapLongitudeDeg(origin.longitudeDeg + turn) };
  }

  return { origin, toPlane, toLatLon };
}
