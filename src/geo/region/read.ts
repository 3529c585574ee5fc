import { AtalayaError } from '../../model/errors.ts';
import { distance3M } from './capsule.ts';
import { type Curve, curveBetween, type EdgeKind, longestEdgeM, type SurfacePoint, surfacePoint } from './curve.ts';

/** A vertex with the kind of the edge that leads from it to the next. */
export interface Vertex {
  readonly at: SurfacePoint;
  readonly edge: EdgeKind;
}

export function refuse(what: string, where: string, cure: string): never {
  throw new AtalayaError('value-out-of-range', what, where, cure);
}

export function readRecord(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse('This is no object with named values', where, 'Give an object.');
  }
  return { ...value };
}

export function readList(value: unknown, where: string, cure: string): readonly unknown[] {
  if (!Array.isArray(value)) refuse('This is no list', where, cure);
  return [...value];
}

/** A number of a stated range. */
export function readNumber(value: unknown, least: number, most: number, where: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    refuse(`${typeof value === 'number' ? value : `A ${typeof value}`} is no number`, where, 'Give a finite number.');
  }
  if (value < least || value > most) refuse(`${value} is out of range`, where, `Give ${least} to ${most}.`);
  return value;
}

export function readVertex(value: unknown, where: string): Vertex {
  const record = readRecord(value, where);
  const latitudeDeg = readNumber(record['latitudeDeg'], -90, 90, `${where}.latitudeDeg`);
  const longitudeDeg = readNumber(record['longitudeDeg'], -360, 360, `${where}.longitudeDeg`);
  const edge = record['edge'] ?? 'geodesic';
  if (edge !== 'geodesic' && edge !== 'parallel') {
    refuse('The kind of the edge is not known', `${where}.edge`, 'Give geodesic or parallel.');
  }
  return { at: surfacePoint(latitudeDeg, longitudeDeg), edge };
}

/** Places nearer than this are one vertex: a thousandth of a millimetre. */
const sameM = 1e-6;
/** Latitudes of one parallel may differ by this much, 0.1 mm. */
const sameLatitudeDeg = 1e-9;

export const samePlace = (a: SurfacePoint, b: SurfacePoint): boolean => distance3M(a, b) < sameM;

/** The line from one vertex to the next, or a refusal of what is not definite. */
export function readCurve(from: Vertex, to: Vertex, where: string): Curve {
  const turnDeg = Math.abs(from.at.longitudeDeg - to.at.longitudeDeg);
  if (from.edge === 'parallel') {
    if (Math.abs(from.at.latitudeDeg - to.at.latitudeDeg) > sameLatitudeDeg) {
      const ends = `${from.at.latitudeDeg} and ${to.at.latitudeDeg} degrees`;
      refuse(
        `The ends of a parallel lie at ${ends}`,
        where,
        'Give both ends the same latitude, or make it a geodesic.',
      );
    }
    if (Math.min(turnDeg, 360 - turnDeg) > 179) {
      refuse('It is not clear which way round this parallel runs', where, 'Put a vertex between its ends.');
    }
  }
  const curve = curveBetween(from.at, to.at, from.edge);
  if (!(curve.lengthM <= longestEdgeM)) {
    const km = Math.round(curve.lengthM / 1000);
    refuse(`It is ${km} km long`, where, `Put vertices between, ${longestEdgeM / 1000} km apart at most.`);
  }
  return curve;
}
