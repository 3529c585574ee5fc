import type { ErrorEllipse, Geodetic } from '../../model/geodetic.ts';

/** WGS84 semi-major axis, metres, and first eccentricity squared (NIMA TR8350.2, table 3.1). */
const semiMajorM = 6_378_137;
const eccentricitySquared = 6.694_379_990_14e-3;

const degree = Math.PI / 180;

/** Metres on the ellipsoid per degree of longitude and of latitude at a latitude. */
export function metresPerDegree(latitudeDeg: number): { readonly eastM: number; readonly northM: number } {
  const sine = Math.sin(latitudeDeg * degree);
  const w = Math.sqrt(1 - eccentricitySquared * sine * sine);
  const primeVerticalM = semiMajorM / w;
  const meridianM = (semiMajorM * (1 - eccentricitySquared)) / (w * w * w);
  return { eastM: primeVerticalM * Math.cos(latitudeDeg * degree) * degree, northM: meridianM * degree };
}

/** Earth-centred coordinates on WGS84, metres. */
function toEcef(point: Geodetic): readonly [number, number, number] {
  const sine = Math.sin(point.latitudeDeg * degree);
  const cosine = Math.cos(point.latitudeDeg * degree);
  const normalM = semiMajorM / Math.sqrt(1 - eccentricitySquared * sine * sine);
  return [
    (normalM + point.heightM) * cosine * Math.cos(point.longitudeDeg * degree),
    (normalM + point.heightM) * cosine * Math.sin(point.longitudeDeg * degree),
    (normalM * (1 - eccentricitySquared) + point.heightM) * sine,
  ];
}

/** Angle of the straight line from one point to another below the local horizontal of the first, degrees. */
export function depressionDeg(from: Geodetic, to: Geodetic): number {
  const a = toEcef(from);
  const b = toEcef(to);
  const latitude = from.latitudeDeg * degree;
  const longitude = from.longitudeDeg * degree;
  const [x, y, z] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const up =
    x * Math.cos(latitude) * Math.cos(longitude) +
    y * Math.cos(latitude) * Math.sin(longitude) +
    z * Math.sin(latitude);
  const length = Math.hypot(x, y, z);
  return length === 0 ? 90 : -Math.asin(Math.max(-1, Math.min(1, up / length))) / degree;
}

/**
 * The error ellipse as a closed, counter-clockwise ring of [lon, lat]. Good to a part in a thousand for ellipses up to tens of
 * kilometres away from the poles; longitudes may run past +-180 and are cut by the caller.
 */
export function ellipseRing(
  centre: Geodetic,
  ellipse: ErrorEllipse,
  vertices = 48,
): readonly (readonly [number, number])[] {
  const { eastM, northM } = metresPerDegree(centre.latitudeDeg);
  const axis = ellipse.orientationDeg * degree;
  const ring: [number, number][] = [];
  for (let index = 0; index < vertices; index++) {
    const turn = (2 * Math.PI * index) / vertices;
    const along = ellipse.semiMajorM * Math.cos(turn);
    const across = ellipse.semiMinorM * Math.sin(turn);
    const east = along * Math.sin(axis) - across * Math.cos(axis);
    const north = along * Math.cos(axis) + across * Math.sin(axis);
    const latitude = Math.max(-90, Math.min(90, centre.latitudeDeg + north / northM));
    ring.push([centre.longitudeDeg + (eastM > 1 ? east / eastM : 0), latitude]);
  }
  ring.push([ring[0]![0], ring[0]![1]]);
  return ring;
}
