import type { LonLat, Topology } from '../topojson/topology.ts';
import { arcCount, arcIndex, arcOf, arcOwners, ringOf, vertexAt } from '../topojson/topology.ts';
import type { Flat } from './clip.ts';
import { clipLine, clipRing, simplified } from './clip.ts';
import type { Projection } from './projection.ts';

/** A line or ring as whole numbers: the first x and y, then differences, in units of the level. */
export type Delta = readonly number[];

/** The map about the flight at one scale, on the plane of the report's projection. */
export interface MapLevel {
  /** Half the side of the square that is covered, metres. */
  readonly reachM: number;
  /** What one unit of the numbers is, metres. */
  readonly unitM: number;
  readonly scale: string;
  /** Countries by name, each with its rings, holes among them: they are filled even-odd. */
  readonly land: readonly (AreaName & { readonly rings: readonly Delta[] })[];
  readonly coast: readonly Delta[];
  readonly borders: readonly Delta[];
}

export interface Surroundings {
  /** The country under the middle of the flight, by the map; `undefined` at sea. */
  readonly country: AreaName | undefined;
  readonly border:
    | { readonly a: AreaName; readonly b: AreaName; readonly distanceKm: number; readonly azimuthDeg: number }
    | undefined;
  readonly coast: { readonly distanceKm: number; readonly azimuthDeg: number } | undefined;
}

/** A country by its ISO 3166-1 numeric code, where it has one, and its English name. */
export interface AreaName {
  readonly id: string | undefined;
  readonly name: string;
}

function encoded(line: Flat, unitM: number): Delta {
  const out: number[] = [];
  let [px, py] = [0, 0];
  for (let at = 0; at + 1 < line.length; at += 2) {
    const x = Math.round(line[at]! / unitM);
    const y = Math.round(line[at + 1]! / unitM);
    if (at > 0 && x === px && y === py) continue;
    out.push(x - px, y - py);
    px = x;
    py = y;
  }
  return out;
}

/** Cut edges of countries along the antimeridian are no coast. */
function onSeam(a: LonLat, b: LonLat): boolean {
  return (Math.abs(a[0]) > 179.99 && Math.abs(b[0]) > 179.99) || (a[1] < -89.9 && b[1] < -89.9);
}

function plane(vertices: readonly LonLat[], projection: Projection): Flat {
  const out: number[] = [];
  for (const [longitude, latitude] of vertices) out.push(...projection.forward(longitude, latitude));
  return out;
}

/** Latitudes and longitudes that may lie within a reach of the centre, generously. */
interface Box {
  readonly longitudeDeg: number;
  readonly halfWidthDeg: number;
  readonly southDeg: number;
  readonly northDeg: number;
}

function boxAbout(projection: Projection, reachM: number): Box {
  const [longitudeDeg, latitudeDeg] = projection.inverse(0, 0);
  // Corners of the square lie farther out than its sides, and the plane's scale grows outwards: hence the factor.
  const reachDeg = (1.6 * reachM) / 111_000;
  const nearPole = Math.min(89.9, Math.abs(latitudeDeg) + reachDeg);
  const halfWidthDeg =
    Math.abs(latitudeDeg) + reachDeg >= 88 ? 180 : Math.min(180, reachDeg / Math.cos((nearPole * Math.PI) / 180));
  return { longitudeDeg, halfWidthDeg, southDeg: latitudeDeg - reachDeg, northDeg: latitudeDeg + reachDeg };
}

function holds(box: Box, [longitude, latitude]: LonLat): boolean {
  if (latitude < box.southDeg || latitude > box.northDeg) return false;
  const away = Math.abs(longitude - box.longitudeDeg);
  return Math.min(away, 360 - away) <= box.halfWidthDeg;
}

/** For each arc, whether a vertex of it lies in the box: only these are worth unpacking. */
function arcsNear(topology: Topology, box: Box): readonly boolean[] {
  return Array.from({ length: arcCount(topology) }, (_, index) => {
    const end = topology.starts[index + 1] ?? 0;
    for (let vertex = topology.starts[index] ?? end; vertex < end; vertex++) {
      if (holds(box, vertexAt(topology, vertex))) return true;
    }
    return false;
  });
}

/** Whether a place lies inside a ring that comes nowhere near it (even-odd along its parallel). */
function ringHolds(topology: Topology, ring: readonly number[], longitudeDeg: number, latitudeDeg: number): boolean {
  let odd = false;
  for (const arc of ring) {
    const index = arcIndex(arc);
    const last = (topology.starts[index + 1] ?? 0) - 1;
    for (let vertex = topology.starts[index] ?? last; vertex < last; vertex++) {
      // The way the ring runs, also along arcs that run the other way.
      const [ax, ay] = vertexAt(topology, arc < 0 ? vertex + 1 : vertex);
      const [bx, by] = vertexAt(topology, arc < 0 ? vertex : vertex + 1);
      if (ay > latitudeDeg === by > latitudeDeg) continue;
      if (longitudeDeg < ax + ((latitudeDeg - ay) / (by - ay)) * (bx - ax)) odd = !odd;
    }
  }
  return odd;
}

function landOf(
  topology: Topology,
  near: readonly boolean[],
  projection: Projection,
  reachM: number,
  unitM: number,
): MapLevel['land'] {
  const land: MapLevel['land'][number][] = [];
  const [longitude, latitude] = projection.inverse(0, 0);
  // A ring on the plane, cut to the square; the whole square where the ring encloses it from afar.
  const square: Flat = [-reachM, -reachM, reachM, -reachM, reachM, reachM, -reachM, reachM, -reachM, -reachM];
  const onPlane = (ring: readonly number[]): Flat => {
    if (ring.some((arc) => near[arcIndex(arc)])) return clipRing(plane(ringOf(topology, ring), projection), reachM);
    return ringHolds(topology, ring, longitude, latitude) ? square : [];
  };
  for (const area of topology.areas) {
    const rings: Delta[] = [];
    for (const ring of area.polygons.flat()) {
      const clipped = onPlane(ring);
      const delta = clipped.length < 6 ? [] : encoded(simplified(clipped, unitM), unitM);
      if (delta.length >= 6) rings.push(delta);
    }
    if (rings.length > 0) land.push({ id: area.id, name: area.name, rings });
  }
  return land;
}

/** One scale of the map: areas and lines within `reachM` of the centre, simplified to `unitM`. */
export function mapLevel(
  topology: Topology,
  projection: Projection,
  reachM: number,
  unitM: number,
  scale: string,
): MapLevel {
  const coast: Delta[] = [];
  const borders: Delta[] = [];
  const near = arcsNear(topology, boxAbout(projection, reachM));
  for (const [index, owners] of arcOwners(topology).entries()) {
    if (owners.length === 0 || near[index] !== true) continue;
    const arc = arcOf(topology, index);
    let piece: LonLat[] = [];
    const flush = (): void => {
      if (piece.length > 1) {
        for (const line of clipLine(plane(piece, projection), reachM)) {
          const delta = encoded(simplified(line, unitM), unitM);
          if (delta.length >= 4) (owners.length > 1 ? borders : coast).push(delta);
        }
      }
      piece = [];
    };
    for (const [at, vertex] of arc.entries()) {
      const previous = arc[at - 1];
      if (previous !== undefined && onSeam(previous, vertex)) flush();
      piece.push(vertex);
    }
    flush();
  }
  return { reachM, unitM, scale, coast, borders, land: landOf(topology, near, projection, reachM, unitM) };
}

/** Coasts of the whole earth for the globe in the corner: rings of [longitude, latitude] differences in tenths of a degree. */
export function globeRings(topology: Topology): readonly Delta[] {
  return topology.areas
    .flatMap((area) => area.polygons.map((polygon) => ringOf(topology, polygon[0] ?? [])))
    .map((ring) => encoded(ring.flat(), 0.1))
    .filter((ring) => ring.length >= 8);
}

interface Nearest {
  readonly distanceM: number;
  readonly azimuthDeg: number;
}

/** The point of a line nearest to the origin of the plane. */
function nearestOn(line: Flat, known: Nearest | undefined): Nearest | undefined {
  let best = known;
  for (let at = 0; at + 3 < line.length; at += 2) {
    const [ax, ay, bx, by] = [line[at]!, line[at + 1]!, line[at + 2]!, line[at + 3]!];
    const [dx, dy] = [bx - ax, by - ay];
    const squared = dx * dx + dy * dy;
    const share = squared === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / squared));
    const [x, y] = [ax + share * dx, ay + share * dy];
    const distanceM = Math.hypot(x, y);
    if (best !== undefined && distanceM >= best.distanceM) continue;
    best = { distanceM, azimuthDeg: ((Math.atan2(x, y) * 180) / Math.PI + 360) % 360 };
  }
  return best;
}

/**
 * Where the flight is, in words: the country under the origin of the projection, the nearest border with the two countries it parts, and
 * the nearest coast, each within 1,500 km. Distances are those on the plane, good to a few per cent within a thousand kilometres; the map itself is coarser.
 */
export function surroundings(topology: Topology, projection: Projection): Surroundings {
  // Looked for near by first: most flights are within reach of some border, and the world is long.
  const near = within(topology, projection, 400_000);
  return near.border !== undefined && near.coast !== undefined ? near : within(topology, projection, 1_500_000);
}

function within(topology: Topology, projection: Projection, reachM: number): Surroundings {
  const near = arcsNear(topology, boxAbout(projection, reachM));
  const name = (index: number): AreaName => ({ id: topology.areas[index]!.id, name: topology.areas[index]!.name });
  const [longitude, latitude] = projection.inverse(0, 0);
  const home = topology.areas.findIndex((area) =>
    area.polygons.some((polygon) => {
      // Odd where the origin lies in the outer ring but in no hole.
      const hits = polygon.filter((ring) => ringHolds(topology, ring, longitude, latitude));
      return hits.length % 2 === 1;
    }),
  );
  let border: { nearest: Nearest; a: number; b: number } | undefined;
  let coast: Nearest | undefined;
  for (const [index, owners] of arcOwners(topology).entries()) {
    const [a, b] = owners;
    if (a === undefined || near[index] !== true) continue;
    for (const line of clipLine(plane(arcOf(topology, index), projection), reachM)) {
      if (b === undefined) {
        coast = nearestOn(line, coast);
        continue;
      }
      const nearest = nearestOn(line, border?.nearest);
      if (nearest !== undefined && nearest !== border?.nearest) border = { nearest, a, b };
    }
  }
  // Natural Earth at 1:10M is off by a kilometre or so: no closer figure is given.
  const km = (distanceM: number): number => Math.max(1, Math.round(Number((distanceM / 1000).toPrecision(2))));
  return {
    country: home < 0 ? undefined : name(home),
    border:
      border === undefined
        ? undefined
        : {
            a: name(border.a),
            b: name(border.b),
            distanceKm: km(border.nearest.distanceM),
            azimuthDeg: Math.round(border.nearest.azimuthDeg),
          },
    coast:
      coast === undefined ? undefined : { distanceKm: km(coast.distanceM), azimuthDeg: Math.round(coast.azimuthDeg) },
  };
}
