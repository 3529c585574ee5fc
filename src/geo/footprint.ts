import type { Footprint, SensorPose } from '../model/flight.ts';
import type { Ecef, Geodetic } from '../model/geodetic.ts';
import { type ImagePosition, imageCenter, imageCorners, type LensDistortion, lineOfSight } from './camera.ts';
import { ecefToEnuVector, enuBasis, toGeodetic, type Vector3 } from './ellipsoid.ts';
import { castRay, type RayOptions } from './ray.ts';
import type { Terrain } from './terrain.ts';

/** Where a half line first meets the ground, or why it does not (see `RayResult`). `rangeM` is along the line. */
export type GroundMeeting =
  | { readonly kind: 'hit'; readonly point: Geodetic; readonly rangeM: number }
  | { readonly kind: 'sky' | 'void' | 'beyond-range' | 'below-ground' };

/** Finds where a half line (ECEF origin, unit direction) first meets the ground. */
export type GroundTrace = (origin: Ecef, direction: Vector3) => GroundMeeting;

/** The trace over a terrain; level ground is `flatTerrain`. */
export function groundTrace(terrain: Terrain, options?: RayOptions): GroundTrace {
  return (origin, direction) => castRay(terrain, toGeodetic(origin), direction, options);
}

/** Width and height of the image in pixels. */
export interface PixelCounts {
  readonly columns: number;
  readonly rows: number;
}

/**
 * Pixel counts where the metadata names none: the smaller of the two rasters common in motion imagery, so not
 * flattering.
 */
export const defaultPixels: PixelCounts = { columns: 1280, rows: 720 };

/** Where one pixel looks, and under which angles. */
export interface Sight {
  readonly point: Geodetic;
  readonly slantRangeM: number;
  /** Angle between the line of sight and the local horizontal plane at the point, degrees. */
  readonly grazingDeg: number;
  /** Heading of the line of sight over the ground at the point, clockwise from true north, [0, 360). */
  readonly lookAzimuthDeg: number;
}

/** Ground sample distance on the local horizontal plane at the image centre, metres per pixel. */
export interface GroundSampleDistance {
  /** Length on the ground of one pixel along the rows (from column to column). */
  readonly columnM: number;
  /** Length on the ground of one pixel along the columns (from row to row). */
  readonly rowM: number;
  /** Side of the square that covers as much ground as the pixel: the geometric mean, also where the image is turned. */
  readonly meanM: number;
}

/** One frame placed on the ground. */
export interface FrameOnGround {
  readonly footprint: Footprint;
  readonly center: Sight | undefined;
  readonly gsd: GroundSampleDistance | undefined;
}

/** Angles of a line of sight at the place where it meets the ground. */
export function sightAt(point: Geodetic, direction: Vector3, slantRangeM: number): Sight {
  const v = ecefToEnuVector(enuBasis(point.latitudeDeg, point.longitudeDeg), direction);
  const azimuth = (Math.atan2(v.east, v.north) * 180) / Math.PI;
  return {
    point,
    slantRangeM,
    grazingDeg: (Math.asin(Math.min(1, Math.max(-1, -v.up))) * 180) / Math.PI,
    lookAzimuthDeg: azimuth < 0 ? (azimuth + 360) % 360 : azimuth,
  };
}

/** Where a place in the image lies on the ground; `undefined` where its line of sight meets none. */
export function sightOf(
  pose: SensorPose,
  at: ImagePosition,
  trace: GroundTrace,
  lens?: LensDistortion,
): Sight | undefined {
  const los = lineOfSight(pose, at, lens);
  if (los === undefined) return undefined;
  const meeting = trace(los.origin, los.direction);
  return meeting.kind === 'hit' ? sightAt(meeting.point, los.direction, meeting.rangeM) : undefined;
}

/**
 * Ground sample distance around a sight: the steps of one column and one row in the image plane, carried along the line
 * of sight onto the horizontal plane at the point. `undefined` for a line of sight that does not come from above.
 */
export function groundSampleDistance(
  pose: SensorPose,
  center: Sight,
  pixels: PixelCounts,
  lens?: LensDistortion,
): GroundSampleDistance | undefined {
  if (!(center.grazingDeg > 0)) return undefined;
  const basis = enuBasis(center.point.latitudeDeg, center.point.longitudeDeg);
  const middle = lineOfSight(pose, imageCenter, lens);
  if (middle === undefined) return undefined;
  const d = ecefToEnuVector(basis, middle.direction);
  const onGround = (at: ImagePosition): readonly [number, number] | undefined => {
    const los = lineOfSight(pose, at, lens);
    if (los === undefined) return undefined;
    const v = ecefToEnuVector(basis, los.direction);
    const slide = (v.up - d.up) / d.up;
    return [
      center.slantRangeM * (v.east - d.east - slide * d.east),
      center.slantRangeM * (v.north - d.north - slide * d.north),
    ];
  };
  const column = onGround({ x: 0.5 + 1 / pixels.columns, y: 0.5 });
  const row = onGround({ x: 0.5, y: 0.5 + 1 / pixels.rows });
  if (column === undefined || row === undefined) return undefined;
  return {
    columnM: Math.hypot(...column),
    rowM: Math.hypot(...row),
    meanM: Math.sqrt(Math.abs(column[0] * row[1] - column[1] * row[0])),
  };
}

/**
 * Places a frame on the ground: corners (upper left, upper right, lower right, lower left: ST 0601 items 26-33, 82-89),
 * centre, angles and ground sample distance. What meets no ground is absent.
 */
export function placeFrame(
  pose: SensorPose,
  trace: GroundTrace,
  options: { readonly pixels?: PixelCounts; readonly lens?: LensDistortion } = {},
): FrameOnGround {
  const center = sightOf(pose, imageCenter, trace, options.lens);
  const corner = (at: ImagePosition): Geodetic | undefined => sightOf(pose, at, trace, options.lens)?.point;
  const [ul, ur, lr, ll] = imageCorners;
  const gsd =
    center === undefined
      ? undefined
      : groundSampleDistance(pose, center, options.pixels ?? defaultPixels, options.lens);
  return {
    footprint: { source: 'pose', corners: [corner(ul), corner(ur), corner(lr), corner(ll)] },
    center,
    gsd,
  };
}
