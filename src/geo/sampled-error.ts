import type { EnuCovariance, ErrorEllipse } from '../model/geodetic.ts';
import type { ErrorComponent } from './budget.ts';
import { horizontalAxes } from './circular-error.ts';
import { ecefToEnuVector } from './ellipsoid.ts';
import type { GroundTrace } from './footprint.ts';
import { sumOfSquares } from './linear-error.ts';
import { addError, castOnto, type Displacement, type Nominal, noError, perturbedSight } from './perturb.ts';
import { maxQuasiDimensions, quasiNormal } from './quasi-normal.ts';

/** The error of a point from lines of sight sampled through the real terrain, about the reported point. */
export interface SampledError {
  /** Second moments about the reported point, so that a shift of the mean counts as error. */
  readonly covariance: EnuCovariance;
  readonly ellipse90: ErrorEllipse;
  readonly ce90M: number;
  readonly le90M: number;
  /** Share of the lines of sight that met no ground. */
  readonly missedShare: number;
}

const earthRadiusM = 6_371_000;

/** The sample tables are the same for every point: each size is made once. */
const tables = new Map<string, Float64Array>();

function table(count: number, dimensions: number): Float64Array {
  const key = `${count} ${dimensions}`;
  let points = tables.get(key);
  if (points === undefined) {
    points = quasiNormal(count, dimensions);
    tables.set(key, points);
  }
  return points;
}

/**
 * Casts `count` lines of sight, every component at its full strength through the whole rotation chain and the real terrain,
 * by a fixed quasi-random set of normal numbers whose best dimensions go to the components of the largest `weights`.
 *
 * The circle is the 90 % quantile of the horizontal distances in the conformal rank, 0.9 (n + 1), so that one more draw, the truth, lies
 * within it with 90 %. A line that meets no ground (sky, no terrain data, beyond range) is taken to meet it at the horizon.
 */
export function sampledError(
  nominal: Nominal,
  components: readonly ErrorComponent[],
  weights: readonly number[],
  trace: GroundTrace,
  count: number,
): SampledError {
  const order = components
    .map((component, i) => ({ component, weight: weights[i] ?? 0 }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, maxQuasiDimensions);
  const z = table(count, order.length);
  const displacements: Displacement[] = [];
  let missed = 0;
  for (let i = 0; i < count; i++) {
    const error = noError();
    for (const [k, { component }] of order.entries()) addError(error, component.oneSigma, z[i * order.length + k]!);
    const los = perturbedSight(nominal, error);
    const landed = los && castOnto(nominal, los, error.terrainM, trace);
    if (landed === undefined) missed++;
    displacements.push(landed ?? atHorizon(nominal));
  }
  return summarise(displacements, missed / count);
}

/** Where a line of sight that met no ground is taken to end. */
function atHorizon(nominal: Nominal): Displacement {
  const d = ecefToEnuVector(nominal.pointBasis, nominal.los.direction);
  const aboveM = Math.max(1, nominal.pose.position.heightM - nominal.point.heightM);
  const farM = Math.max(Math.sqrt(2 * earthRadiusM * aboveM), 2 * nominal.rangeM) - nominal.rangeM;
  const level = Math.hypot(d.east, d.north);
  if (level === 0) return { eastM: farM, northM: 0, upM: 0 };
  return { eastM: (farM * d.east) / level, northM: (farM * d.north) / level, upM: 0 };
}

function summarise(displacements: readonly Displacement[], missedShare: number): SampledError {
  const n = displacements.length;
  const sum = sumOfSquares(displacements);
  const covariance: EnuCovariance = {
    ee: sum.ee / n,
    en: sum.en / n,
    eu: sum.eu / n,
    nn: sum.nn / n,
    nu: sum.nu / n,
    uu: sum.uu / n,
  };
  const axes = horizontalAxes(covariance);
  // Where all samples lie on a line, a sliver of width keeps the ratio finite.
  const minorM = Math.max(axes.semiMinorM, 1e-6 * axes.semiMajorM, 1e-9);
  const majorM = Math.max(axes.semiMajorM, minorM);
  const azimuth = (axes.orientationDeg * Math.PI) / 180;
  const [along, across] = [Math.sin(azimuth), Math.cos(azimuth)];
  const scaled = displacements.map(({ eastM: e, northM: m }) =>
    Math.hypot((e * along + m * across) / majorM, (e * across - m * along) / minorM),
  );
  const scale = quantile90(scaled);
  return {
    covariance,
    ellipse90: { semiMajorM: majorM * scale, semiMinorM: minorM * scale, orientationDeg: axes.orientationDeg },
    ce90M: quantile90(displacements.map((d) => Math.hypot(d.eastM, d.northM))),
    le90M: quantile90(displacements.map((d) => Math.abs(d.upM))),
    missedShare,
  };
}

/** The 90 % quantile of a sample in the rank 0.9 (n + 1), between its neighbours. */
export function quantile90(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const rank = 0.9 * (sorted.length + 1) - 1;
  const low = Math.min(sorted.length - 1, Math.max(0, Math.floor(rank)));
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (rank - low) * (sorted[high]! - sorted[low]!);
}
