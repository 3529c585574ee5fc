import type { Footprint } from '../../model/flight.ts';
import type { Geodetic } from '../../model/geodetic.ts';
import { isPlaced } from './numbers.ts';

/** [longitude, latitude] or [longitude, latitude, height], degrees and metres above the ellipsoid. */
export type Vertex = readonly [number, number, number?];
export type Ring = readonly Vertex[];
/** Outer ring first, then holes; every ring closed. */
export type PolygonRings = readonly Ring[];

/** Longitude brought to [-180, 180). */
export function wrapLongitude(longitudeDeg: number): number {
  if (longitudeDeg >= -180 && longitudeDeg <= 180) return longitudeDeg;
  return longitudeDeg - 360 * Math.floor((longitudeDeg + 180) / 360);
}

/** Twice the signed area in square degrees: positive where the ring runs counter-clockwise. */
export function signedArea(ring: Ring): number {
  let sum = 0;
  for (let index = 0; index + 1 < ring.length; index++) {
    const a = ring[index]!;
    const b = ring[index + 1]!;
    // Taken about the first vertex: far from the origin the plain formula loses small rings to rounding.
    const o = ring[0]!;
    sum += (a[0] - o[0]) * (b[1] - o[1]) - (b[0] - o[0]) * (a[1] - o[1]);
  }
  return sum;
}

/** The ring turned the way asked: counter-clockwise outside, clockwise for holes (RFC 7946, 3.1.6). */
export function wound(ring: Ring, counterClockwise: boolean): Ring {
  return signedArea(ring) > 0 === counterClockwise ? ring : [...ring].reverse();
}

/** The ring with longitudes that never jump: each vertex lies within half a turn of the one before. */
export function unwrapped(ring: Ring): Vertex[] {
  const out: Vertex[] = [];
  let previous: number | undefined;
  for (const vertex of ring) {
    const longitude: number =
      previous === undefined ? vertex[0] : vertex[0] + 360 * Math.round((previous - vertex[0]) / 360);
    out.push(withLongitude(vertex, longitude));
    previous = longitude;
  }
  return out;
}

export function withLongitude(vertex: Vertex, longitudeDeg: number): Vertex {
  return vertex[2] === undefined ? [longitudeDeg, vertex[1]] : [longitudeDeg, vertex[1], vertex[2]];
}

function cross(o: Vertex, a: Vertex, b: Vertex): number {
  return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
}

function segmentsCross(a: Vertex, b: Vertex, c: Vertex, d: Vertex): boolean {
  return cross(a, b, c) * cross(a, b, d) < 0 && cross(c, d, a) * cross(c, d, b) < 0;
}

/** A footprint as one closed ring, with how many of its four corners were known. */
export interface FootprintRing {
  readonly ring: Ring;
  readonly corners: 3 | 4;
}

/**
 * The ring of a footprint, counter-clockwise, longitudes unwrapped; `undefined` where fewer than three corners met the ground or
 * the ring has no area. Corners that were sent crosswise (a bow tie) are put in an order that encloses their ground.
 */
export function footprintRing(footprint: Footprint): FootprintRing | undefined {
  const known: Geodetic[] = [];
  for (const corner of footprint.corners) if (isPlaced(corner)) known.push(corner);
  if (known.length < 3) return undefined;
  const open = unwrapped(known.map((corner): Vertex => [corner.longitudeDeg, corner.latitudeDeg, corner.heightM]));
  const [a, b, c, d] = open;
  let ordered: Vertex[] = open;
  if (a !== undefined && b !== undefined && c !== undefined && d !== undefined) {
    if (segmentsCross(a, b, c, d)) ordered = [a, c, b, d];
    else if (segmentsCross(b, c, d, a)) ordered = [a, b, d, c];
  }
  const ring = closedRing(ordered);
  return ring === undefined ? undefined : { ring, corners: known.length === 4 ? 4 : 3 };
}

/** Vertices in order around a patch as a closed ring, counter-clockwise, longitudes unwrapped; `undefined` without area. */
export function closedRing(vertices: readonly Vertex[]): Ring | undefined {
  const open = unwrapped(vertices);
  const first = open[0];
  if (first === undefined || open.length < 3) return undefined;
  const ring = [...open, first];
  return Math.abs(signedArea(ring)) < 1e-16 ? undefined : wound(ring, true);
}
