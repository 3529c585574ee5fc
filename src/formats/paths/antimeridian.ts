import type { PolygonRings, Ring, Vertex } from './rings.ts';
import { signedArea, unwrapped, withLongitude, wound } from './rings.ts';

/** Interpolated vertex where an edge meets a meridian. */
function onMeridian(a: Vertex, b: Vertex, longitudeDeg: number): Vertex {
  const share = (longitudeDeg - a[0]) / (b[0] - a[0]);
  const latitude = a[1] + share * (b[1] - a[1]);
  if (a[2] === undefined || b[2] === undefined) return [longitudeDeg, latitude];
  return [longitudeDeg, latitude, a[2] + share * (b[2] - a[2])];
}

/** Number of the 360-degree strip a longitude lies in: 0 for [-180, 180]. */
function strip(longitudeDeg: number): number {
  return Math.floor((longitudeDeg + 180) / 360);
}

/** A piece of a cut line: its vertices, and for each the index in the original (`undefined` where the cut put it). */
export interface LinePiece {
  readonly vertices: readonly Vertex[];
  readonly indices: readonly (number | undefined)[];
}

/** A line cut at the antimeridian (RFC 7946, 3.1.9), longitudes brought to [-180, 180]. */
export function cutLine(line: readonly Vertex[]): readonly LinePiece[] {
  const continuous = unwrapped(line);
  const pieces: LinePiece[] = [];
  let vertices: Vertex[] = [];
  let indices: (number | undefined)[] = [];
  let current = strip(continuous[0]?.[0] ?? 0);
  const put = (vertex: Vertex, index: number | undefined): void => {
    vertices.push(withLongitude(vertex, vertex[0] - 360 * current));
    indices.push(index);
  };
  continuous.forEach((vertex, index) => {
    const previous = continuous[index - 1];
    const next = strip(vertex[0]);
    if (previous !== undefined && next !== current) {
      // An edge spans less than half a turn, so that it crosses one cut at most.
      const cut = next > current ? 360 * current + 180 : 360 * current - 180;
      const meeting = onMeridian(previous, vertex, cut);
      put(meeting, undefined);
      pieces.push({ vertices, indices });
      vertices = [];
      indices = [];
      current = next;
      if (vertex[0] !== cut) put(meeting, undefined);
    }
    put(vertex, index);
  });
  if (vertices.length > 0) pieces.push({ vertices, indices });
  return pieces.filter((piece) => piece.vertices.length > 1 || pieces.length === 1);
}

/** A ring that winds about a pole, opened along a meridian and led over the pole; any other ring as it is. */
function overPole(ring: Vertex[]): Vertex[] {
  const first = ring[0]!;
  const last = ring.at(-1)!;
  const turn = last[0] - first[0];
  if (Math.abs(turn) < 180) return ring;
  const meanLatitude = ring.reduce((sum, vertex) => sum + vertex[1], 0) / ring.length;
  const pole = meanLatitude >= 0 ? 90 : -90;
  const at = (longitude: number): Vertex => (first[2] === undefined ? [longitude, pole] : [longitude, pole, first[2]]);
  return [...ring, at(last[0]), at((last[0] + first[0]) / 2), at(first[0]), first];
}

interface Chain {
  readonly vertices: Vertex[];
}

/** Splits closed rings (outer counter-clockwise, holes clockwise) into the chains on either side of a meridian. */
function chainsOf(ring: Ring, cut: number): { west: Chain[]; east: Chain[]; whole: 'west' | 'east' | undefined } {
  const side = (vertex: Vertex): boolean => vertex[0] >= cut;
  const open = ring.slice(0, -1);
  const start = open.findIndex((vertex, index) => side(vertex) !== side(open[(index + 1) % open.length]!));
  const west: Chain[] = [];
  const east: Chain[] = [];
  if (start < 0) return { west, east, whole: side(open[0]!) ? 'east' : 'west' };
  let chain: Vertex[] = [];
  for (let step = 0; step <= open.length; step++) {
    const a = open[(start + step) % open.length]!;
    const b = open[(start + step + 1) % open.length]!;
    if (step > 0) chain.push(a);
    if (side(a) !== side(b)) {
      const meeting = onMeridian(a, b, cut);
      if (step > 0) {
        chain.push(meeting);
        (side(a) ? east : west).push({ vertices: chain });
      }
      chain = [meeting];
    }
  }
  return { west, east, whole: undefined };
}

/** Joins chains along the cut: on the east side the boundary runs down it, on the west side up. */
function joined(chains: readonly Chain[], east: boolean): Vertex[][] {
  const open = new Set(chains);
  const rings: Vertex[][] = [];
  const down = east ? 1 : -1;
  for (const first of chains) {
    if (!open.has(first)) continue;
    const ring: Vertex[] = [];
    let chain: Chain | undefined = first;
    while (chain !== undefined) {
      open.delete(chain);
      ring.push(...chain.vertices);
      const end: number = chain.vertices.at(-1)![1];
      let next: Chain | undefined;
      for (const candidate of [first, ...open]) {
        const begin = candidate.vertices[0]![1];
        if ((end - begin) * down < 0) continue;
        if (next === undefined || (begin - next.vertices[0]![1]) * down > 0) next = candidate;
      }
      chain = next === undefined || next === first ? undefined : next;
    }
    ring.push(ring[0]!);
    if (ring.length >= 4 && signedArea(ring) !== 0) rings.push(ring);
  }
  return rings;
}

/** Whether a vertex lies inside a ring (even-odd rule). */
function inside(vertex: Vertex, ring: Ring): boolean {
  let odd = false;
  for (let index = 0; index + 1 < ring.length; index++) {
    const a = ring[index]!;
    const b = ring[index + 1]!;
    if (a[1] > vertex[1] !== b[1] > vertex[1]) {
      if (vertex[0] < a[0] + ((vertex[1] - a[1]) / (b[1] - a[1])) * (b[0] - a[0])) odd = !odd;
    }
  }
  return odd;
}

function cutAt(rings: PolygonRings, cut: number): { west: PolygonRings[]; east: PolygonRings[] } {
  const west: Chain[] = [];
  const east: Chain[] = [];
  const loose: { ring: Ring; side: 'west' | 'east'; hole: boolean }[] = [];
  rings.forEach((ring, index) => {
    const parts = chainsOf(ring, cut);
    west.push(...parts.west);
    east.push(...parts.east);
    if (parts.whole !== undefined) loose.push({ ring, side: parts.whole, hole: index > 0 });
  });
  const assemble = (outers: Ring[], side: 'west' | 'east'): PolygonRings[] => {
    const polygons = outers.map((ring): Ring[] => [ring]);
    for (const part of loose) if (part.side === side && !part.hole) polygons.push([part.ring]);
    for (const part of loose) {
      if (part.side !== side || !part.hole) continue;
      const owner = polygons.length === 1 ? polygons[0] : polygons.find((p) => inside(part.ring[0]!, p[0]!));
      owner?.push(part.ring);
    }
    return polygons;
  };
  return { west: assemble(joined(west, false), 'west'), east: assemble(joined(east, true), 'east') };
}

/**
 * A polygon cut at the antimeridian (RFC 7946, 3.1.9): each part lies in [-180, 180], outer rings run counter-clockwise and holes
 * clockwise (3.1.6). A ring about a pole is led over it. Rings may come in either direction, wrapped or not, closed.
 */
export function cutPolygon(polygon: PolygonRings): readonly PolygonRings[] {
  const outer = polygon[0];
  if (outer === undefined || outer.length < 4) return [];
  const base = outer[0]![0];
  const rings = polygon
    .filter((ring) => ring.length >= 4)
    .map((ring, index) => {
      const start = withLongitude(ring[0]!, ring[0]![0] + 360 * Math.round((base - ring[0]![0]) / 360));
      return wound(overPole(unwrapped([start, ...ring.slice(1)])), index === 0);
    });
  let west = Number.POSITIVE_INFINITY;
  let east = Number.NEGATIVE_INFINITY;
  for (const vertex of rings[0]!) {
    west = Math.min(west, vertex[0]);
    east = Math.max(east, vertex[0]);
  }
  let remaining: PolygonRings[] = [rings];
  const parts: PolygonRings[] = [];
  const firstStrip = strip(west);
  // A ring that ends exactly on a cut has nothing beyond it.
  const lastStrip = Math.max(firstStrip, Math.ceil((east + 180) / 360) - 1);
  for (let index = firstStrip; index <= lastStrip; index++) {
    const beyond: PolygonRings[] = [];
    for (const piece of remaining) {
      const halves = index === lastStrip ? { west: [piece], east: [] } : cutAt(piece, 360 * index + 180);
      for (const half of halves.west) {
        parts.push(half.map((ring) => ring.map((vertex) => withLongitude(vertex, vertex[0] - 360 * index))));
      }
      beyond.push(...halves.east);
    }
    remaining = beyond;
  }
  return parts;
}
