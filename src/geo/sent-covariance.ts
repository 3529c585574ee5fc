import type { SensorPose } from '../model/flight.ts';
import type { EnuCovariance, Geodetic } from '../model/geodetic.ts';
import type { ErrorComponent, PoseError } from './budget.ts';
import { radiiM } from './ellipsoid.ts';

/** A pose parameter whose uncertainty can be sent (ST 1010 pack, in ST 0601 item 102), in the unit of `PoseError`. */
export type PoseParameter = Exclude<keyof PoseError, 'terrainM'>;

/**
 * Components of a covariance sent with the metadata, of any size and correlation: its square root by Cholesky, column
 * by column. What is not positive definite (a coefficient of exactly 1, rounding) is met by leaving out the pivot.
 *
 * @param parameters the order of the rows; metres, degrees or, for `fovScale`, a share
 * @param covariance symmetric, same order; only its lower triangle is read
 */
export function sentPoseComponents(
  parameters: readonly PoseParameter[],
  covariance: SentCovariance,
): readonly ErrorComponent[] {
  const n = parameters.length;
  const root: number[][] = Array.from({ length: n }, () => Array.from({ length: n }, () => 0));
  const components: ErrorComponent[] = [];
  for (let j = 0; j < n; j++) {
    let pivot = covariance[j]?.[j] ?? 0;
    for (let k = 0; k < j; k++) pivot -= root[j]![k]! ** 2;
    if (!(pivot > 1e-12 * (covariance[j]?.[j] ?? 0))) continue;
    const diagonal = Math.sqrt(pivot);
    const oneSigma: { -readonly [P in PoseParameter]?: number } = {};
    for (let i = j; i < n; i++) {
      let value = covariance[i]?.[j] ?? 0;
      for (let k = 0; k < j; k++) value -= root[i]![k]! * root[j]![k]!;
      root[i]![j] = value / diagonal;
      oneSigma[parameters[i]!] = value / diagonal;
    }
    components.push({ name: 'sent pose covariance', oneSigma });
  }
  return components;
}

/** A symmetric covariance of quantities in a given order, row by row; only the lower triangle is read. */
export type SentCovariance = readonly (readonly number[])[];

/**
 * Components of the pose from a covariance sent for ST 0601 items (item 102, an ST 1010 pack), in the items' own
 * units: degrees and metres. Items that are no part of the pose are left out, which leaves the covariance of the
 * others as it is. Of several items for one quantity the first counts; the fields of view (16, 17) are taken as one
 * scale.
 *
 * @param tags the items the pack speaks of, in its order
 */
export function poseComponentsOf0601(
  tags: readonly number[],
  covariance: SentCovariance,
  pose: SensorPose,
): readonly ErrorComponent[] {
  const rows: number[] = [];
  const parameters: PoseParameter[] = [];
  const factors: number[] = [];
  for (const [row, tag] of tags.entries()) {
    const known = poseParameterOf(tag, pose);
    if (known === undefined || parameters.includes(known.parameter)) continue;
    rows.push(row);
    parameters.push(known.parameter);
    factors.push(known.factor);
  }
  return sentPoseComponents(parameters, scaled(covariance, rows, factors));
}

/** What a sent item is of the pose, and the factor from the item's unit to that of `PoseError`. */
function poseParameterOf(
  tag: number,
  pose: SensorPose,
): { readonly parameter: PoseParameter; readonly factor: number } | undefined {
  const perDegree = metresPerDegree(pose.position);
  switch (tag) {
    case 13:
      return { parameter: 'northM', factor: perDegree.latitudeM };
    case 14:
      return { parameter: 'eastM', factor: perDegree.longitudeM };
    case 15:
    case 75:
    case 104:
      return { parameter: 'upM', factor: 1 };
    case 5:
      return { parameter: 'headingDeg', factor: 1 };
    case 6:
    case 90:
      return { parameter: 'pitchDeg', factor: 1 };
    case 7:
    case 91:
      return { parameter: 'rollDeg', factor: 1 };
    case 18:
      return { parameter: 'azimuthDeg', factor: 1 };
    case 19:
      return { parameter: 'elevationDeg', factor: 1 };
    case 20:
      return { parameter: 'sensorRollDeg', factor: 1 };
    case 16:
      return { parameter: 'fovScale', factor: scalePerDegree(pose.horizontalFovDeg) };
    case 17:
      return { parameter: 'fovScale', factor: scalePerDegree(pose.verticalFovDeg) };
    default:
      return undefined;
  }
}

/** Relative growth of the tangent of half an angle per degree of the angle: 1 / sin, per radian. */
function scalePerDegree(fovDeg: number): number {
  const rad = Math.PI / 180;
  return rad / Math.sin(fovDeg * rad);
}

function metresPerDegree(p: Geodetic): { readonly latitudeM: number; readonly longitudeM: number } {
  const { meridianM, primeVerticalM } = radiiM(p.latitudeDeg);
  const rad = Math.PI / 180;
  return {
    latitudeM: (meridianM + p.heightM) * rad,
    longitudeM: (primeVerticalM + p.heightM) * Math.cos(p.latitudeDeg * rad) * rad,
  };
}

function scaled(covariance: SentCovariance, rows: readonly number[], factors: readonly number[]): SentCovariance {
  return rows.map((i, a) =>
    rows.map((j, b) => (covariance[Math.max(i, j)]?.[Math.min(i, j)] ?? 0) * factors[a]! * factors[b]!),
  );
}

/**
 * Covariance of the frame centre itself, where a pack speaks of items 23 and 24 (and 25 or 78, else the height is
 * taken as known), brought from degrees to metres east, north, up. `undefined` where it does not.
 */
export function pointCovarianceOf0601(
  tags: readonly number[],
  covariance: SentCovariance,
  point: Geodetic,
): EnuCovariance | undefined {
  const [north, east] = [tags.indexOf(23), tags.indexOf(24)];
  if (north < 0 || east < 0) return undefined;
  const up = tags.findIndex((tag) => tag === 25 || tag === 78);
  const { latitudeM, longitudeM } = metresPerDegree(point);
  const m = scaled(covariance, [east, north, up], [longitudeM, latitudeM, up < 0 ? 0 : 1]);
  const at = (i: number, j: number): number => m[i]?.[j] ?? 0;
  return { ee: at(0, 0), en: at(1, 0), eu: at(2, 0), nn: at(1, 1), nu: at(2, 1), uu: at(2, 2) };
}
