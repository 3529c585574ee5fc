import { ellipseRing } from '../../../../src/formats/paths/wgs84.ts';
import { azimuthDeg, destination, distanceM } from '../../../../src/geo/ellipsoid.ts';
import type { Column, FramesView } from '../../../../src/model/views.ts';

export type Place = readonly [longitudeDeg: number, latitudeDeg: number];

/** A longitude brought within half a turn of another, so that lines and areas do not run round the world. */
export const near = (longitudeDeg: number, toDeg: number): number =>
  longitudeDeg - 360 * Math.round((longitudeDeg - toDeg) / 360);

function pair(longitude: Column, latitude: Column, row: number): Place | undefined {
  const [lon, lat] = [longitude[row], latitude[row]];
  return typeof lon === 'number' && typeof lat === 'number' ? [lon, lat] : undefined;
}

export const sensorOf = (view: FramesView, row: number): Place | undefined =>
  pair(view.sensorLongitudeDeg, view.sensorLatitudeDeg, row);

export const centerOf = (view: FramesView, row: number): Place | undefined =>
  pair(view.centerLongitudeDeg, view.centerLatitudeDeg, row);

/** The corners of the picture on the ground (upper left, upper right, lower right, lower left), where all four are there. */
export function cornersOf(view: FramesView, row: number): readonly [Place, Place, Place, Place] | undefined {
  const corner = (at: 0 | 1 | 2 | 3): Place | undefined =>
    pair(view.cornerLongitudeDeg[at], view.cornerLatitudeDeg[at], row);
  const [a, b, c, d] = [corner(0), corner(1), corner(2), corner(3)];
  return a === undefined || b === undefined || c === undefined || d === undefined ? undefined : [a, b, c, d];
}

/** A closed ring of the corners, running without jumps of longitude. */
export function footprintRing(view: FramesView, row: number): Place[] | undefined {
  const corners = cornersOf(view, row);
  if (corners === undefined) return undefined;
  const from = corners[0][0];
  return [...corners, corners[0]].map(([lon, lat]) => [near(lon, from), lat]);
}

/** The 90 % ellipse of a frame's centre, to scale. */
export function centerEllipse(view: FramesView, row: number): Place[] | undefined {
  const center = centerOf(view, row);
  const [major, minor, turn] = [view.ellipseMajorM[row], view.ellipseMinorM[row], view.ellipseOrientationDeg[row]];
  if (center === undefined || typeof major !== 'number' || typeof minor !== 'number') return undefined;
  return ellipseAt(center, { semiMajorM: major, semiMinorM: minor, orientationDeg: turn ?? 0 });
}

/** An ellipse to scale around a place, a closed ring. */
export function ellipseAt(
  [longitudeDeg, latitudeDeg]: Place,
  ellipse: { readonly semiMajorM: number; readonly semiMinorM: number; readonly orientationDeg: number },
): Place[] {
  return ellipseRing({ longitudeDeg, latitudeDeg, heightM: 0 }, ellipse, 64).map(([lon, lat]) => [lon, lat]);
}

const latLon = ([longitudeDeg, latitudeDeg]: Place): { longitudeDeg: number; latitudeDeg: number } => ({
  longitudeDeg,
  latitudeDeg,
});

/** Length and bearing of the geodesic between two places. */
export function measure(from: Place, to: Place): { readonly lengthM: number; readonly bearingDeg: number } {
  const [a, b] = [latLon(from), latLon(to)];
  return { lengthM: distanceM(a, b), bearingDeg: azimuthDeg(a, b) };
}

/** The geodesic between two places as a line, a vertex each fifty kilometres at most. */
export function geodesic(from: Place, to: Place): Place[] {
  const { lengthM, bearingDeg } = measure(from, to);
  const steps = Math.max(1, Math.min(512, Math.ceil(lengthM / 50_000)));
  const line: Place[] = [from];
  for (let step = 1; step < steps; step++) {
    const at = destination(latLon(from), bearingDeg, (lengthM * step) / steps);
    line.push([near(at.longitudeDeg, from[0]), at.latitudeDeg]);
  }
  line.push([near(to[0], from[0]), to[1]]);
  return line;
}

/** How far a field of view is drawn where it meets no ground, metres. */
const OPEN_WEDGE_M = 20_000;
const ARC_STEPS = 12;

/** An angle brought into (-180, 180]. */
const turnDeg = (angleDeg: number): number => angleDeg - 360 * Math.ceil((angleDeg - 180) / 360);

/**
 * The field of view seen from above: from the place below the sensor, between the outermost bearings of the picture's corners on the
 * ground, as far as the farthest; where the picture meets the sky, the horizontal angle of view around the direction of looking.
 * Undefined where the camera looks so steeply that the picture surrounds the sensor, or nothing is known of it.
 */
export function fieldOfView(view: FramesView, row: number): Place[] | undefined {
  const sensor = sensorOf(view, row);
  if (sensor === undefined) return undefined;
  const corners = cornersOf(view, row);
  const look = view.lookAzimuthDeg[row];
  if (corners !== undefined) {
    const sights = corners.map((corner) => measure(sensor, corner));
    const middle = typeof look === 'number' ? look : (sights[0]?.bearingDeg ?? 0);
    const turns = sights.map(({ bearingDeg }) => turnDeg(bearingDeg - middle));
    const [left, right] = [Math.min(...turns), Math.max(...turns)];
    if (right - left >= 175) return undefined;
    return wedge(sensor, middle + left, middle + right, Math.max(...sights.map(({ lengthM }) => lengthM)));
  }
  const angle = view.horizontalFovDeg[row];
  if (typeof look !== 'number' || typeof angle !== 'number' || angle >= 175) return undefined;
  return wedge(sensor, look - angle / 2, look + angle / 2, view.slantRangeM[row] ?? OPEN_WEDGE_M);
}

/** A sector of a circle on the ellipsoid, a closed ring. */
function wedge(apex: Place, fromDeg: number, toDeg: number, radiusM: number): Place[] {
  const ring: Place[] = [apex];
  for (let step = 0; step <= ARC_STEPS; step++) {
    const at = destination(latLon(apex), fromDeg + ((toDeg - fromDeg) * step) / ARC_STEPS, radiusM);
    ring.push([near(at.longitudeDeg, apex[0]), at.latitudeDeg]);
  }
  ring.push(apex);
  return ring;
}

/** A pause longer than this many usual steps breaks the track: the aircraft was not seen there. */
const GAP_STEPS = 5;
const GAP_LEAST_US = 3_000_000;

/** The track in stretches without a gap, each with the rows it is made of. */
export function trackStretches(view: FramesView): { readonly line: Place[]; readonly rows: number[] }[] {
  const steps = view.timeUs.slice(1).map((timeUs, at) => timeUs - (view.timeUs[at] ?? timeUs));
  const usual = [...steps].sort((a, b) => a - b)[steps.length >> 1] ?? 0;
  const limitUs = Math.max(GAP_LEAST_US, GAP_STEPS * usual);
  const stretches: { line: Place[]; rows: number[] }[] = [];
  let open: { line: Place[]; rows: number[] } | undefined;
  let beforeUs = 0;
  for (let row = 0; row < view.count; row++) {
    const at = sensorOf(view, row);
    const timeUs = view.timeUs[row] ?? 0;
    if (at === undefined) continue;
    if (open === undefined || timeUs - beforeUs > limitUs || timeUs < beforeUs) {
      open = { line: [], rows: [] };
      stretches.push(open);
    }
    const last = open.line.at(-1);
    open.line.push(last === undefined ? at : [near(at[0], last[0]), at[1]]);
    open.rows.push(row);
    beforeUs = timeUs;
  }
  return stretches;
}
