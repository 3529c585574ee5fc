import type { SensorPose } from '../model/flight.ts';
import type { Ecef, Geodetic } from '../model/geodetic.ts';
import type { PoseError } from './budget.ts';
import { type ImagePosition, type LensDistortion, type LineOfSight, lineOfSight } from './camera.ts';
import { type EnuBasis, ecefToEnuVector, enuBasis, enuToEcefVector, toEcef, type Vector3 } from './ellipsoid.ts';
import type { GroundTrace } from './footprint.ts';

/** The reported line of sight and where it meets the ground: what errors are measured from. */
export interface Nominal {
  readonly pose: SensorPose;
  readonly at: ImagePosition;
  readonly lens: LensDistortion | undefined;
  readonly sensorBasis: EnuBasis;
  readonly los: LineOfSight;
  readonly rangeM: number;
  readonly point: Geodetic;
  readonly pointEcef: Ecef;
  readonly pointBasis: EnuBasis;
}

/**
 * A displacement in the local axes of the nominal point. `upM` is the difference of heights, not of the tangent
 * plane.
 */
export interface Displacement {
  readonly eastM: number;
  readonly northM: number;
  readonly upM: number;
}

export type MutablePoseError = { -readonly [P in keyof PoseError]: number };

export function noError(): MutablePoseError {
  return {
    eastM: 0,
    northM: 0,
    upM: 0,
    headingDeg: 0,
    pitchDeg: 0,
    rollDeg: 0,
    azimuthDeg: 0,
    elevationDeg: 0,
    sensorRollDeg: 0,
    rightDeg: 0,
    downDeg: 0,
    fovScale: 0,
    terrainM: 0,
  };
}

const parameters: readonly (keyof PoseError)[] = [
  'eastM',
  'northM',
  'upM',
  'headingDeg',
  'pitchDeg',
  'rollDeg',
  'azimuthDeg',
  'elevationDeg',
  'sensorRollDeg',
  'rightDeg',
  'downDeg',
  'fovScale',
  'terrainM',
];

/** Adds `factor` times a component to an error. */
export function addError(sum: MutablePoseError, oneSigma: Partial<PoseError>, factor: number): void {
  for (const p of parameters) sum[p] += factor * (oneSigma[p] ?? 0);
}

/** Casts the reported line of sight; `undefined` where it meets no ground. */
export function castNominal(
  pose: SensorPose,
  at: ImagePosition,
  trace: GroundTrace,
  lens: LensDistortion | undefined,
): Nominal | undefined {
  const los = lineOfSight(pose, at, lens);
  if (los === undefined) return undefined;
  const meeting = trace(los.origin, los.direction);
  if (meeting.kind !== 'hit') return undefined;
  const { point, rangeM } = meeting;
  return {
    pose,
    at,
    lens,
    los,
    rangeM,
    point,
    sensorBasis: enuBasis(pose.position.latitudeDeg, pose.position.longitudeDeg),
    pointEcef: toEcef(point),
    pointBasis: enuBasis(point.latitudeDeg, point.longitudeDeg),
  };
}

/** The line of sight of the reported pose plus an error; `undefined` where the lens images nothing there. */
export function perturbedSight(nominal: Nominal, error: PoseError): LineOfSight | undefined {
  const { pose } = nominal;
  const turned: SensorPose = {
    ...pose,
    platform: {
      headingDeg: pose.platform.headingDeg + error.headingDeg,
      pitchDeg: pose.platform.pitchDeg + error.pitchDeg,
      rollDeg: pose.platform.rollDeg + error.rollDeg,
    },
    relative: {
      azimuthDeg: pose.relative.azimuthDeg + error.azimuthDeg,
      elevationDeg: pose.relative.elevationDeg + error.elevationDeg,
      rollDeg: pose.relative.rollDeg + error.sensorRollDeg,
    },
  };
  const los = lineOfSight(turned, nominal.at, nominal.lens, error);
  if (los === undefined) return undefined;
  const move = enuToEcefVector(nominal.sensorBasis, { east: error.eastM, north: error.northM, up: error.upM });
  return { origin: shifted(los.origin, move, 1), direction: los.direction };
}

/**
 * Casts a line of sight over ground that lies `terrainM` above its model near the point: the line is lowered by as
 * much, and what it meets is lifted. Exact where the model's error is the same along the grazed ground. `undefined`:
 * no ground met.
 */
export function castOnto(
  nominal: Nominal,
  los: LineOfSight,
  terrainM: number,
  trace: GroundTrace,
): Displacement | undefined {
  const origin = terrainM === 0 ? los.origin : shifted(los.origin, nominal.pointBasis.up, -terrainM);
  const meeting = trace(origin, los.direction);
  if (meeting.kind !== 'hit') return undefined;
  const p = toEcef(meeting.point);
  const v = ecefToEnuVector(nominal.pointBasis, {
    x: p.xM - nominal.pointEcef.xM,
    y: p.yM - nominal.pointEcef.yM,
    z: p.zM - nominal.pointEcef.zM,
  });
  return { eastM: v.east, northM: v.north, upM: meeting.point.heightM - nominal.point.heightM + terrainM };
}

export function shifted(p: Ecef, v: Vector3, factor: number): Ecef {
  return { xM: p.xM + factor * v.x, yM: p.yM + factor * v.y, zM: p.zM + factor * v.z };
}

export function dot(a: Vector3, b: Vector3): number {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

export function cross(a: Vector3, b: Vector3): Vector3 {
  return { x: a.y * b.z - a.z * b.y, y: a.z * b.x - a.x * b.z, z: a.x * b.y - a.y * b.x };
}

/** `a + factor b`, of unit length. */
export function unitSum(a: Vector3, b: Vector3, factor: number): Vector3 {
  const x = a.x + factor * b.x;
  const y = a.y + factor * b.y;
  const z = a.z + factor * b.z;
  const length = Math.hypot(x, y, z);
  return { x: x / length, y: y / length, z: z / length };
}
