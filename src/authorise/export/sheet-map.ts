import type { MapLine, MapPoint, SheetMap } from '../../formats/clearance-pdf/sheet.ts';
import { azimuthDeg, destination, distanceM, type LatLon } from '../../geo/ellipsoid.ts';
import type { AreaDocument, PathDocument, RingDocument, RouteDocument } from '../../model/region.ts';

type Way = Pick<PathDocument, 'waypoints' | 'legs'> | RouteDocument;

const pieces = 24;
const capPoints = 12;

/** Turned to within 180 degrees of a longitude, so that lines over the antimeridian run on. */
const near = (longitudeDeg: number, aboutDeg: number): number =>
  longitudeDeg + 360 * Math.round((aboutDeg - longitudeDeg) / 360);

/** From a place up to, but without, the next: along the parallel, or along the shortest line. */
function edgePoints(from: LatLon, to: LatLon, kind: 'geodesic' | 'parallel' | undefined, about: number): MapPoint[] {
  const points: MapPoint[] = [];
  const length = distanceM(from, to);
  const azimuth = azimuthDeg(from, to);
  const west = near(from.longitudeDeg, about);
  const turn = near(to.longitudeDeg, west) - west;
  for (let i = 0; i < pieces; i++) {
    const share = i / pieces;
    if (kind === 'parallel') points.push([west + turn * share, from.latitudeDeg]);
    else {
      const at = i === 0 ? from : destination(from, azimuth, length * share);
      points.push([near(at.longitudeDeg, about), at.latitudeDeg]);
    }
  }
  return points;
}

function ringLine(ring: RingDocument, about: number): MapLine {
  return ring.flatMap((vertex, i) => edgePoints(vertex, ring[(i + 1) % ring.length] ?? vertex, vertex.edge, about));
}

const areaLines = (area: AreaDocument, about: number): readonly MapLine[] =>
  [area.outer, ...(area.holes ?? [])].map((ring) => ringLine(ring, about));

function wayLine({ waypoints, legs }: Way, about: number): MapLine {
  const last = waypoints[waypoints.length - 1];
  const points = waypoints
    .slice(0, -1)
    .flatMap((from, i) => edgePoints(from, waypoints[i + 1] ?? from, legs[i]?.edge, about));
  return last === undefined ? points : [...points, [near(last.longitudeDeg, about), last.latitudeDeg]];
}

/** What a leg takes up: its line with the buffer to both sides and half a circle at both ends. */
function legBuffer(line: readonly LatLon[], bufferM: number, about: number): MapLine {
  const beside = (at: LatLon, azimuth: number): MapPoint => {
    const { latitudeDeg, longitudeDeg } = destination(at, azimuth, bufferM);
    return [near(longitudeDeg, about), latitudeDeg];
  };
  const side = (along: readonly LatLon[]): MapPoint[] => {
    const out: MapPoint[] = [];
    for (const [i, at] of along.entries()) {
      const next = along[i + 1];
      if (next === undefined) continue;
      const azimuth = azimuthDeg(at, next);
      out.push(beside(at, azimuth - 90));
      if (i < along.length - 2) continue;
      for (let k = 0; k <= capPoints; k++) out.push(beside(next, azimuth - 90 + (k * 180) / capPoints));
    }
    return out;
  };
  return [...side(line), ...side([...line].reverse())];
}

function buffers({ waypoints, legs }: Way, about: number): MapLine[] {
  return legs.flatMap(({ bufferM, edge }, i) => {
    const from = waypoints[i];
    const to = waypoints[i + 1];
    if (bufferM <= 0 || from === undefined || to === undefined) return [];
    const along = [
      ...edgePoints(from, to, edge, about).map(([longitudeDeg, latitudeDeg]) => ({ latitudeDeg, longitudeDeg })),
      to,
    ];
    return [legBuffer(along, bufferM, about)];
  });
}

/** The sketch of a plan: what the agreement permits, what is flown, and what a condition excludes. */
export function sheetMapOf(
  areas: readonly AreaDocument[],
  route: RouteDocument,
  stays: readonly AreaDocument[],
  excluded: readonly AreaDocument[],
  lostLink: PathDocument | null,
): SheetMap {
  const about = route.waypoints[0]?.longitudeDeg ?? 0;
  return {
    areas: areas.map((it) => areaLines(it, about)),
    buffers: buffers(route, about),
    route: wayLine(route, about),
    waypoints: route.waypoints.map((it): MapPoint => [near(it.longitudeDeg, about), it.latitudeDeg]),
    stays: stays.map((it) => areaLines(it, about)),
    excluded: excluded.map((it) => areaLines(it, about)),
    lostLink: lostLink === null ? [] : wayLine(lostLink, about),
  };
}
