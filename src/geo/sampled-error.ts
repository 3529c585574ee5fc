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
 * Casts `count` lines of sight, every component at its full strength through the whole rotation chain and the real
 * terrain, by a fixed quasi-random set of normal numbers. Those are turned so that the first and best of their
 * dimensions carry the whole first-order effect (Imai & Tan, Minimizing effective dimension using linear
 * transformation, 2004): what the others add is curvature.
 *
 * The circle is the 90 % quantile of the horizontal distances in the conformal rank, 0.9 (n + 1), so that one more
 * draw, the truth, lies within it with 90 %. A line that meets no ground (sky, no terrain data, beyond range) is
 * taken to meet it at the horizon.
 *
 * @param images displacement of the point by each component at one sigma, to first order
 * @param count a power of two fills the dimensions most evenly
 */
export function sampledError(
  nominal: Nominal,
  components: readonly ErrorComponent[],
  images: readonly Displacement[],
  trace: GroundTrace,
  count: number,
): SampledError {
  const used = components
    .map((component, i) => ({ component, image: images[i] ?? { eastM: 0, northM: 0, upM: 0 } }))
    .filter(({ image }) => sizeOf(image) > 0)
    .sort((a, b) => sizeOf(b.image) - sizeOf(a.image))
    .slice(0, maxQuasiDimensions);
  const k = used.length;
  const turned = importantFirst(used.map(({ image }) => image));
  const z = table(count, k);
  const displacements: Displacement[] = [];
  let missed = 0;
  for (let i = 0; i < count; i++) {
    const error = noError();
    for (const [c, { component }] of used.entries()) {
      let factor = 0;
      for (const [d, row] of turned.entries()) factor += row[c]! * z[i * k + d]!;
      addError(error, component.oneSigma, factor);
    }
    const los = perturbedSight(nominal, error);
    const landed = los && castOnto(nominal, los, error.terrainM, trace);
    if (landed === undefined) missed++;
    displacements.push(landed ?? atHorizon(nominal));
  }
  return summarise(displacements, missed / count);
}

function sizeOf(d: Displacement): number {
  return d.eastM * d.eastM + d.northM * d.northM + d.upM * d.upM;
}

/**
 * An orthonormal basis of the space of component numbers, row by row, whose first rows span what moves the point
 * along the major axis, the minor axis and in height: Gram-Schmidt (twice, for rounding) on those three and then on
 * the unit vectors.
 */
export function importantFirst(images: readonly Displacement[]): readonly (readonly number[])[] {
  const k = images.length;
  const { orientationDeg } = horizontalAxes(sumOfSquares(images));
  const [s, c] = [Math.sin((orientationDeg * Math.PI) / 180), Math.cos((orientationDeg * Math.PI) / 180)];
  const candidates = [
    images.map((d) => d.eastM * s + d.northM * c),
    images.map((d) => d.eastM * c - d.northM * s),
    images.map((d) => d.upM),
    ...images.map((_, i) => images.map((__, j) => (i === j ? 1 : 0))),
  ];
  const basis: (readonly number[])[] = [];
  for (const candidate of candidates) {
    const length = Math.hypot(...candidate);
    if (basis.length === k || length === 0) continue;
    let rest: readonly number[] = candidate.map((x) => x / length);
    for (let pass = 0; pass < 2; pass++) {
      for (const row of basis) {
        const along = row.reduce((sum, x, i) => sum + x * rest[i]!, 0);
        rest = rest.map((x, i) => x - along * row[i]!);
      }
    }
    const left = Math.hypot(...rest);
    if (left > 1e-6) basis.push(rest.map((x) => x / left));
  }
  return basis;
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
