import { ringAreaM2, type Vector3 } from '../ellipsoid.ts';
import { type Area, beside, borderM, type Facing, facingCos, leastFacingCos, type Ring, ringHolds } from './area.ts';
import { crossingOf } from './crossing.ts';
import type { Curve, SurfacePoint } from './curve.ts';
import { type Enclosure, enclose, nearest, pointEnclosure } from './nearest.ts';
import { readCurve, readList, readRecord, readVertex, refuse, samePlace, type Vertex } from './read.ts';

/** More vertices than any border needs; the cost of reading grows with them. */
const mostVertices = 10_000;
/** Smaller than this an area holds no place that is 1 m from its border. */
const leastAreaM2 = 1;

/**
 * Reads an area: `{ outer: [vertex, ...], holes?: [[vertex, ...], ...] }`, a vertex being `{ latitudeDeg, longitudeDeg,
 * edge? }` where `edge` says how it is joined to the next (`geodesic`, or `parallel`). Rings may run either way, be closed
 * by repeating the first vertex or not, repeat vertices, touch themselves, cross the antimeridian and hold a pole.
 * Refused, with what, where and how to mend it: what is not definite (values that are no places, an edge too long, a ring
 * so large that it has no smaller side), a ring that crosses itself or another, and a hole outside or within another.
 */
export function parseArea(value: unknown, where = 'area'): Area {
  const record = readRecord(value, where);
  const outer = readRing(record['outer'], `${where}.outer`);
  const holeList = record['holes'] === undefined ? [] : readList(record['holes'], `${where}.holes`, 'List the holes.');
  const holes = holeList.map((hole, i) => readRing(hole, `${where}.holes[${i}]`));
  const facing = facingOf(outer, `${where}.outer`);
  for (const [i, hole] of holes.entries()) checkHole(hole, outer, facing, `${where}.holes[${i}]`);
  for (const [i, hole] of holes.entries()) {
    for (const [k, other] of holes.slice(0, i).entries()) checkApart(hole, other, facing, `${where}.holes[${i}]`, k);
  }
  const border = enclose([outer, ...holes].flatMap((ring) => ring.edges))!;
  const name = typeof record['name'] === 'string' ? record['name'] : where;
  return { name, outer, holes, facing, border };
}

function readRing(value: unknown, where: string): Ring {
  const list = readList(value, where, 'List the vertices of the ring.');
  if (list.length > mostVertices) refuse(`There are ${list.length} vertices`, where, `Give ${mostVertices} at most.`);
  const vertices = distinct(list.map((vertex, i) => readVertex(vertex, `${where}[${i}]`)));
  if (vertices.length < 3) {
    refuse(`The ring has ${vertices.length} distinct vertices`, where, 'Give three or more.');
  }
  const edges = vertices.map((from, i) =>
    readCurve(from, vertices[(i + 1) % vertices.length]!, `${where}[${from.index}]`),
  );
  const border = borderOf(edges);
  refuseCrossing(border, border, 'The ring crosses itself', where, 'Give the vertices in the order of the border.');
  return { edges };
}

/** Without vertices that repeat the one before; what leads on is the edge of the last of them. */
function distinct(vertices: readonly Vertex[]): (Vertex & { readonly index: number })[] {
  const kept: (Vertex & { readonly index: number })[] = [];
  for (const [index, vertex] of vertices.entries()) {
    const last = kept.at(-1);
    if (last !== undefined && samePlace(last.at, vertex.at)) kept[kept.length - 1] = { ...last, edge: vertex.edge };
    else kept.push({ ...vertex, index });
  }
  // The first vertex repeated at the end closes the ring; the edge that follows is the first one's.
  while (kept.length > 1 && samePlace(kept[0]!.at, kept.at(-1)!.at)) kept.pop();
  return kept;
}

const borderOf = (edges: readonly Curve[]): Enclosure => enclose(edges)!;

export function placeText(at: { readonly latitudeDeg: number; readonly longitudeDeg: number }): string {
  return `${at.latitudeDeg.toFixed(6)}, ${at.longitudeDeg.toFixed(6)}`;
}

/** Places along a ring, close enough that between two of them it strays little. */
function samples(ring: Ring, stepM: number): SurfacePoint[] {
  return ring.edges.flatMap((edge) => {
    const count = Math.max(1, Math.ceil(edge.lengthM / stepM));
    return Array.from({ length: count }, (_, i) => edge.at((edge.lengthM * i) / count));
  });
}

const sampleM = 200_000;
/** Half a sampling step seen from the middle of the earth, radians, and a little. */
const sampleRad = sampleM / 2 / 6_350_000;

function facingOf(outer: Ring, where: string): Facing {
  const places = samples(outer, sampleM);
  let axis = unit(places.reduce((sum, p) => plus(sum, p, 1), { x: 0, y: 0, z: 0 }));
  // Towards the middle of the smallest cap that holds all: a step to the farthest place, ever smaller (Badoiu and Clarkson).
  for (let i = 1; i <= 100 && !fits(places, facingAlong(axis)); i++) {
    const frame = facingAlong(axis);
    const farthest = places.reduce((far, p) => (facingCos(frame, p) < facingCos(frame, far) ? p : far));
    axis = unit(plus(axis, farthest, 1 / (i + 1) / Math.hypot(farthest.xM, farthest.yM, farthest.zM)));
  }
  const facing = facingAlong(axis);
  if (!fits(places, facing)) {
    refuse('The ring is so large that its inside is not definite', where, 'Divide it into areas within 8,000 km.');
  }
  if (!(areaM2(outer) > leastAreaM2)) {
    refuse(
      'The ring encloses nothing',
      where,
      'Give vertices that do not lie on one line, in the order of the border.',
    );
  }
  return facing;
}

/** Whether all of a ring, of which these are samples, lies well within the half of the earth around an axis. */
function fits(places: readonly SurfacePoint[], facing: Facing): boolean {
  const widest = Math.acos(Math.min(...places.map((p) => facingCos(facing, p)))) + sampleRad;
  return Math.cos(widest) > leastFacingCos;
}

/** Area of a ring; a parallel is taken as geodesics of some kilometres. */
function areaM2(ring: Ring): number {
  const places = ring.edges.flatMap((edge) =>
    edge.kind === 'geodesic' ? [edge.from] : samples({ edges: [edge] }, Math.max(10_000, edge.lengthM / 100)),
  );
  return ringAreaM2(places.map((p) => [p.longitudeDeg, p.latitudeDeg] as const));
}

function unit(v: Vector3): Vector3 {
  const length = Math.hypot(v.x, v.y, v.z);
  return length > 0 ? { x: v.x / length, y: v.y / length, z: v.z / length } : { x: 0, y: 0, z: 1 };
}

function plus(v: Vector3, p: SurfacePoint, weight: number): Vector3 {
  return { x: v.x + weight * p.xM, y: v.y + weight * p.yM, z: v.z + weight * p.zM };
}

const cross = (a: Vector3, b: Vector3): Vector3 => ({
  x: a.y * b.z - a.z * b.y,
  y: a.z * b.x - a.x * b.z,
  z: a.x * b.y - a.y * b.x,
});

function facingAlong(axis: Vector3): Facing {
  const across = unit(cross(Math.abs(axis.z) < 0.9 ? { x: 0, y: 0, z: 1 } : { x: 1, y: 0, z: 0 }, axis));
  return { axis, across, along: cross(axis, across) };
}

function checkHole(hole: Ring, outer: Ring, facing: Facing, where: string): void {
  const cure = 'Keep the hole within the outer ring.';
  refuseCrossing(borderOf(hole.edges), borderOf(outer.edges), 'The hole crosses the outer ring', where, cure);
  const telling = placesOff(hole, outer);
  if (telling.length === 0 || telling.some((at) => !ringHolds(outer, facing, at))) {
    refuse('The hole does not lie within the outer ring', where, 'Leave it out, or move it inside.');
  }
}

function checkApart(hole: Ring, other: Ring, facing: Facing, where: string, index: number): void {
  const what = `The hole overlaps hole ${index}`;
  const cure = 'Join the two holes into one.';
  refuseCrossing(borderOf(hole.edges), borderOf(other.edges), what, where, cure);
  const within = (a: Ring, b: Ring): boolean => {
    const telling = placesOff(a, b);
    return telling.length === 0 || telling.some((at) => ringHolds(b, facing, at));
  };
  if (within(hole, other) || within(other, hole)) refuse(what, where, cure);
}

function refuseCrossing(a: Enclosure, b: Enclosure, what: string, where: string, cure: string): void {
  const crossing = crossingOf(a, b);
  if (crossing === undefined) return;
  const at = placeText(crossing.at);
  if (crossing.isEntangled) refuse(`Too many edges run together, near ${at}`, where, 'Give each border once.');
  refuse(`${what} at ${at}`, where, cure);
}

/** Places of one ring that are well off the border of another: its vertices, and the middles of its edges. */
function placesOff(ring: Ring, other: Ring): SurfacePoint[] {
  const border = borderOf(other.edges);
  const places = ring.edges.flatMap((edge) => [edge.from, beside(edge, 0.5, 0)]);
  return places.filter((at) => nearest(pointEnclosure(at), border, borderM).atLeastM > borderM);
}
