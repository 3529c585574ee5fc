import type { LonLat, Topology } from '../topojson/topology.ts';
import { arcOwners, ringOf } from '../topojson/topology.ts';
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

function touches(vertices: readonly LonLat[], box: Box): boolean {
  for (const [longitude, latitude] of vertices) {
    if (latitude < box.southDeg || latitude > box.northDeg) continue;
    const away = Math.abs(longitude - box.longitudeDeg);
    if (Math.min(away, 360 - away) <= box.halfWidthDeg) return true;
  }
  return false;
}

/** Whether a place lies inside a ring that comes nowhere near it (even-odd along its parallel). */
function ringHolds(ring: readonly LonLat[], longitudeDeg: number, latitudeDeg: number): boolean {
  let odd = false;
  for (let at = 0; at + 1 < ring.length; at++) {
    const [ax, ay] = ring[at]!;
    const [bx, by] = ring[at + 1]!;
    if (ay > latitudeDeg === by > latitudeDeg) continue;
    if (longitudeDeg < ax + ((latitudeDeg - ay) / (by - ay)) * (bx - ax)) odd = !odd;
  }
  return odd;
}

/** A ring on the plane, cut to the square; the whole square where the ring encloses it from afar. */
function ringOnPlane(ring: readonly LonLat[], projection: Projection, reachM: number, box: Box): Flat {
  if (touches(ring, box)) return clipRing(plane(ring, projection), reachM);
  const [longitude, latitude] = projection.inverse(0, 0);
  if (!ringHolds(ring, longitude, latitude)) return [];
  return [-reachM, -reachM, reachM, -reachM, reachM, reachM, -reachM, reachM, -reachM, -reachM];
}

function landOf(topology: Topology, projection: Projection, reachM: number, unitM: number): MapLevel['land'] {
  const land: MapLevel['land'][number][] = [];
  const box = boxAbout(projection, reachM);
  for (const area of topology.areas) {
    const rings: Delta[] = [];
    for (const ring of area.polygons.flat()) {
      const clipped = ringOnPlane(ringOf(topology, ring), projection, reachM, box);
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
  const box = boxAbout(projection, reachM);
  for (const [index, owners] of arcOwners(topology).entries()) {
    const arc = topology.arcs[index]!;
    if (owners.length === 0 || !touches(arc, box)) continue;
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
  return { reachM, unitM, scale, coast, borders, land: landOf(topology, projection, reachM, unitM) };
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
  const box = boxAbout(projection, reachM);
  const name = (index: number): AreaName => ({ id: topology.areas[index]!.id, name: topology.areas[index]!.name });
  const [longitude, latitude] = projection.inverse(0, 0);
  const home = topology.areas.findIndex((area) =>
    area.polygons.some((polygon) => {
      // Odd where the origin lies in the outer ring but in no hole.
      const hits = polygon.filter((ring) => ringHolds(ringOf(topology, ring), longitude, latitude));
      return hits.length % 2 === 1;
    }),
  );
  let border: { nearest: Nearest; a: number; b: number } | undefined;
  let coast: Nearest | undefined;
  for (const [index, owners] of arcOwners(topology).entries()) {
    const [a, b] = owners;
    if (a === undefined || !touches(topology.arcs[index]!, box)) continue;
    for (const line of clipLine(plane(topology.arcs[index]!, projection), reachM)) {
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
