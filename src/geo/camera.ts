import type { SensorPose } from '../model/flight.ts';
import type { Ecef } from '../model/geodetic.ts';
import { enuBasis, enuToEcefVector, toEcef, type Vector3 } from './ellipsoid.ts';

/**
 * A place in the image, as shares of its width and height from the upper left corner: (0, 0) upper left,
 * (1, 1) lower right, (0.5, 0.5) the principal point. A pixel (column c, row r) of W x H has its middle at
 * ((c + 0.5) / W, (r + 0.5) / H).
 */
export interface ImagePosition {
  readonly x: number;
  readonly y: number;
}

export const imageCenter: ImagePosition = { x: 0.5, y: 0.5 };

/**
 * Corners of the image in the order of ST 0601 items 26-33 and 82-89: upper left, upper right, lower right, lower
 * left.
 */
export const imageCorners = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
] as const satisfies readonly ImagePosition[];

/**
 * Lens distortion after Brown (1966) and Conrady (1919), in the convention of OpenCV: coefficients act on tangents of
 * the angles off the optical axis, x to the right and y downwards, and turn true into imaged coordinates.
 */
export interface LensDistortion {
  readonly k1: number;
  readonly k2: number;
  readonly k3: number;
  readonly p1: number;
  readonly p2: number;
}

/** Small errors of the camera itself. Angles turn the line of sight to the right and downwards in the image. */
export interface CameraTrim {
  readonly rightDeg: number;
  readonly downDeg: number;
  /** Relative error of the tangent of the half field of view: 0.01 widens both by 1 %. */
  readonly fovScale: number;
}

/** A half line from the sensor: its origin, and a unit direction in ECEF axes. */
export interface LineOfSight {
  readonly origin: Ecef;
  readonly direction: Vector3;
}

/** Where a true direction of tangents (x, y) is imaged. */
export function distort(lens: LensDistortion, x: number, y: number): { readonly x: number; readonly y: number } {
  const { k1, k2, k3, p1, p2 } = lens;
  const r2 = x * x + y * y;
  const radial = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
  return {
    x: x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x * x),
    y: y * radial + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y,
  };
}

/**
 * The true direction that is imaged at (x, y): Newton's method on `distort` with a numerical Jacobian. Undefined where
 * the model folds over (no true direction is imaged there), as strong coefficients do outside their calibrated field.
 */
export function undistort(
  lens: LensDistortion,
  x: number,
  y: number,
): { readonly x: number; readonly y: number } | undefined {
  const h = 1e-6;
  let u = x;
  let v = y;
  for (let i = 0; i < 30; i++) {
    const at = distort(lens, u, v);
    const ex = at.x - x;
    const ey = at.y - y;
    if (Math.hypot(ex, ey) < 1e-13) return { x: u, y: v };
    const du = distort(lens, u + h, v);
    const dv = distort(lens, u, v + h);
    const a = (du.x - at.x) / h;
    const b = (dv.x - at.x) / h;
    const c = (du.y - at.y) / h;
    const d = (dv.y - at.y) / h;
    const det = a * d - b * c;
    // A determinant that has turned over is the far side of the fold, where a wrong root waits.
    if (!(det > 1e-3)) return undefined;
    u -= (d * ex - b * ey) / det;
    v -= (a * ey - c * ex) / det;
    if (!Number.isFinite(u) || !Number.isFinite(v)) return undefined;
  }
  const last = distort(lens, u, v);
  return Math.hypot(last.x - x, last.y - y) < 1e-9 ? { x: u, y: v } : undefined;
}

interface Turn {
  readonly sin: number;
  readonly cos: number;
}

function turn(angleDeg: number): Turn {
  const rad = (angleDeg * Math.PI) / 180;
  return { sin: Math.sin(rad), cos: Math.cos(rad) };
}

/** Roll about the forward, then pitch about the right, then yaw about the down axis: R = Rz(yaw) Ry(pitch) Rx(roll). */
function rotateZyx(v: Vector3, yaw: Turn, pitch: Turn, roll: Turn): Vector3 {
  const y1 = roll.cos * v.y - roll.sin * v.z;
  const z1 = roll.sin * v.y + roll.cos * v.z;
  const x2 = pitch.cos * v.x + pitch.sin * z1;
  const z2 = -pitch.sin * v.x + pitch.cos * z1;
  return { x: yaw.cos * x2 - yaw.sin * y1, y: yaw.sin * x2 + yaw.cos * y1, z: z2 };
}

/**
 * Direction of a place in the image in the camera's own axes (x along the optical axis, y to the right of the image,
 * z downwards), not of unit length. The stated fields of view fix the focal lengths: the image's half width is the
 * tangent of half the horizontal field of view. Undefined where the lens model images nothing.
 */
function cameraDirection(
  pose: SensorPose,
  at: ImagePosition,
  lens: LensDistortion | undefined,
  trim: CameraTrim | undefined,
): Vector3 | undefined {
  const scale = 1 + (trim?.fovScale ?? 0);
  let y = (2 * at.x - 1) * Math.tan((pose.horizontalFovDeg * Math.PI) / 360) * scale;
  let z = (2 * at.y - 1) * Math.tan((pose.verticalFovDeg * Math.PI) / 360) * scale;
  if (lens !== undefined) {
    const straight = undistort(lens, y, z);
    if (straight === undefined) return undefined;
    y = straight.x;
    z = straight.y;
  }
  if (trim === undefined) return { x: 1, y, z };
  return rotateZyx({ x: 1, y, z }, turn(trim.rightDeg), turn(-trim.downDeg), turn(0));
}

/**
 * Line of sight of a place in the image.
 *
 * The chain, from the camera to the local level (north, east, down) axes at the sensor, aerospace sequence throughout
 * (each rotation about the axes turned by those before it; right hand; forward, right, down):
 *
 * v_NED = Rz(heading) Ry(pitch) Rx(roll) . Rz(relative azimuth) Ry(relative elevation) Rx(relative roll) . v_camera
 *
 * MISB ST 0601: platform heading is clockwise from true north (item 5), pitch is positive nose up (6, 90), roll is
 * positive right wing down (7, 91); relative azimuth is clockwise from the nose seen from above (18), relative
 * elevation is positive above the platform's level (19), relative roll is clockwise seen from behind the camera (20).
 * The sensor's position is the origin: a lever arm to the navigation unit, where there is one, is already in it.
 *
 * @returns `undefined` only where the lens model images nothing at that place.
 */
export function lineOfSight(
  pose: SensorPose,
  at: ImagePosition = imageCenter,
  lens?: LensDistortion,
  trim?: CameraTrim,
): LineOfSight | undefined {
  const camera = cameraDirection(pose, at, lens, trim);
  if (camera === undefined) return undefined;
  const { platform, relative } = pose;
  const body = rotateZyx(camera, turn(relative.azimuthDeg), turn(relative.elevationDeg), turn(relative.rollDeg));
  const ned = rotateZyx(body, turn(platform.headingDeg), turn(platform.pitchDeg), turn(platform.rollDeg));
  const length = Math.hypot(ned.x, ned.y, ned.z);
  const basis = enuBasis(pose.position.latitudeDeg, pose.position.longitudeDeg);
  const direction = enuToEcefVector(basis, { east: ned.y / length, north: ned.x / length, up: -ned.z / length });
  return { origin: toEcef(pose.position), direction };
}
