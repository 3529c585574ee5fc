import type { EnuCovariance } from '../model/geodetic.ts';
import type { ErrorComponent } from './budget.ts';
import { chiSquare90TwoDof, horizontalAxes } from './circular-error.ts';
import { ecefToEnuVector, type Vector3 } from './ellipsoid.ts';
import type { GroundTrace } from './footprint.ts';
import {
  addError,
  castOnto,
  cross,
  type Displacement,
  dot,
  type Nominal,
  noError,
  perturbedSight,
  shifted,
  unitSum,
} from './perturb.ts';

/** The first-order error of a point, and how far the ground departs from first order. */
export interface LinearError {
  /** Displacement of the point per component at one sigma, in the order of the components. */
  readonly perComponent: readonly Displacement[];
  readonly covariance: EnuCovariance;
  /** Largest departure on the 90 % contour relative to its major axis; infinite where a probe met no ground. */
  readonly nonlinearity: number;
  readonly rays: number;
}

/**
 * How one component moves the line of sight at the ground, metres: across it level (`p`), across it in the vertical
 * (`q`).
 */
interface Shift {
  readonly p: number;
  readonly q: number;
  readonly angularVariance: number;
  readonly positionalVariance: number;
  readonly terrainM: number;
}

interface Axes {
  readonly p: Vector3;
  readonly q: Vector3;
}

const contour = Math.sqrt(chiSquare90TwoDof);

/**
 * Weight of a departure in height against one on the ground: CE90 is held to the tolerance, LE90 to two and a half
 * times it.
 */
const heightWeight = 0.4;

/** Probes of the 90 % contour in units of its two axes. The first four give the slopes. */
const probes = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [Math.SQRT1_2, Math.SQRT1_2],
  [-Math.SQRT1_2, -Math.SQRT1_2],
  [Math.SQRT1_2, -Math.SQRT1_2],
  [-Math.SQRT1_2, Math.SQRT1_2],
] as const;

/**
 * The first-order image of independent error components on the ground, by eight lines of sight through the real
 * terrain.
 *
 * To first order the ground point depends on the transverse displacement of its line of sight at the ground, two
 * numbers, whatever moved it. Each component's displacement needs no terrain (finite differences of the rotation
 * chain). Secants across the 90 % contour of their sum give the slopes of the ground point, and the contour's other
 * points tell how non-linear it is.
 */
export function linearError(nominal: Nominal, components: readonly ErrorComponent[], trace: GroundTrace): LinearError {
  const axes = transverseAxes(nominal);
  const shifts = components.map((c) => shiftOf(nominal, axes, c));
  const main = principal(shifts);
  const probed = probes.map(([a, b]) => probe(nominal, axes, main, contour * a, contour * b, trace));
  const slopes = secants(probed) ?? levelSlopes(nominal, axes, main);
  const perComponent = shifts.map((s): Displacement => {
    const a = main.majorM > 0 ? (s.p * main.cos + s.q * main.sin) / main.majorM : 0;
    const b = main.minorM > 0 ? (s.q * main.cos - s.p * main.sin) / main.minorM : 0;
    const image = combine(slopes, a, b);
    return { ...image, upM: image.upM + s.terrainM };
  });
  const covariance = sumOfSquares(perComponent);
  return { perComponent, covariance, nonlinearity: departure(probed, slopes, covariance), rays: probes.length };
}

/** Level and upright axes across the line of sight. */
function transverseAxes(nominal: Nominal): Axes {
  const d = nominal.los.direction;
  const { up, east } = nominal.pointBasis;
  const level = cross(d, up);
  const length = Math.hypot(level.x, level.y, level.z);
  // Straight down, any direction is level.
  const p = length > 1e-9 ? unitSum({ x: 0, y: 0, z: 0 }, level, 1) : unitSum(east, d, -dot(east, d));
  return { p, q: cross(p, d) };
}

function shiftOf(nominal: Nominal, axes: Axes, component: ErrorComponent): Shift {
  const plus = noError();
  addError(plus, component.oneSigma, 1);
  const minus = noError();
  addError(minus, component.oneSigma, -1);
  const terrainM = component.oneSigma.terrainM ?? 0;
  const a = perturbedSight(nominal, plus) ?? nominal.los;
  const b = perturbedSight(nominal, minus) ?? nominal.los;
  const half = (f: number, u: Vector3, v: Vector3): Vector3 => ({
    x: (f * (u.x - v.x)) / 2,
    y: (f * (u.y - v.y)) / 2,
    z: (f * (u.z - v.z)) / 2,
  });
  const turned = half(nominal.rangeM, a.direction, b.direction);
  const moved = half(1, xyz(a.origin), xyz(b.origin));
  const lowered = {
    p: -terrainM * dot(nominal.pointBasis.up, axes.p),
    q: -terrainM * dot(nominal.pointBasis.up, axes.q),
  };
  const [tp, tq] = [dot(turned, axes.p), dot(turned, axes.q)];
  const [mp, mq] = [dot(moved, axes.p) + lowered.p, dot(moved, axes.q) + lowered.q];
  return {
    p: tp + mp,
    q: tq + mq,
    angularVariance: tp * tp + tq * tq,
    positionalVariance: mp * mp + mq * mq,
    terrainM,
  };
}

function xyz(p: { readonly xM: number; readonly yM: number; readonly zM: number }): Vector3 {
  return { x: p.xM, y: p.yM, z: p.zM };
}

interface Principal {
  readonly majorM: number;
  readonly minorM: number;
  /** Direction of the major axis against `p`. */
  readonly cos: number;
  readonly sin: number;
  /** Share of the variance that comes from turning the line, not from moving it. */
  readonly turning: number;
}

function principal(shifts: readonly Shift[]): Principal {
  let [pp, pq, qq, angular, positional] = [0, 0, 0, 0, 0];
  for (const s of shifts) {
    pp += s.p * s.p;
    pq += s.p * s.q;
    qq += s.q * s.q;
    angular += s.angularVariance;
    positional += s.positionalVariance;
  }
  const half = Math.hypot((pp - qq) / 2, pq);
  const mean = (pp + qq) / 2;
  const angle = Math.atan2(2 * pq, pp - qq) / 2;
  return {
    majorM: Math.sqrt(mean + half),
    minorM: Math.sqrt(Math.max(0, mean - half)),
    cos: Math.cos(angle),
    sin: Math.sin(angle),
    turning: angular > 0 ? angular / (angular + positional) : 0,
  };
}

/** Casts the line of sight displaced by `a`, `b` standard deviations along the principal axes. */
function probe(
  nominal: Nominal,
  axes: Axes,
  main: Principal,
  a: number,
  b: number,
  trace: GroundTrace,
): Displacement | undefined {
  const p = a * main.majorM * main.cos - b * main.minorM * main.sin;
  const q = a * main.majorM * main.sin + b * main.minorM * main.cos;
  const v = {
    x: p * axes.p.x + q * axes.q.x,
    y: p * axes.p.y + q * axes.q.y,
    z: p * axes.p.z + q * axes.q.z,
  };
  const origin = shifted(nominal.los.origin, v, 1 - main.turning);
  const direction = unitSum(nominal.los.direction, v, main.turning / nominal.rangeM);
  return castOnto(nominal, { origin, direction }, 0, trace);
}

/** Displacement on the ground per standard deviation along each principal axis. */
interface Slopes {
  readonly major: Displacement;
  readonly minor: Displacement;
}

function secants(probed: readonly (Displacement | undefined)[]): Slopes | undefined {
  const [a, b, c, d] = probed;
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
  const secant = (u: Displacement, v: Displacement): Displacement => ({
    eastM: (u.eastM - v.eastM) / (2 * contour),
    northM: (u.northM - v.northM) / (2 * contour),
    upM: (u.upM - v.upM) / (2 * contour),
  });
  return { major: secant(a, b), minor: secant(c, d) };
}

/** Slopes over level ground, where a probe met none: good for naming the contributors, not for the error. */
function levelSlopes(nominal: Nominal, axes: Axes, main: Principal): Slopes {
  const d = ecefToEnuVector(nominal.pointBasis, nominal.los.direction);
  const onLevel = (v: Vector3, lengthM: number): Displacement => {
    const w = ecefToEnuVector(nominal.pointBasis, v);
    const slide = w.up / Math.min(-1e-3, d.up);
    return { eastM: lengthM * (w.east - slide * d.east), northM: lengthM * (w.north - slide * d.north), upM: 0 };
  };
  const { p, q } = axes;
  const [c, s] = [main.cos, main.sin];
  return {
    major: onLevel({ x: c * p.x + s * q.x, y: c * p.y + s * q.y, z: c * p.z + s * q.z }, main.majorM),
    minor: onLevel({ x: c * q.x - s * p.x, y: c * q.y - s * p.y, z: c * q.z - s * p.z }, main.minorM),
  };
}

function combine(slopes: Slopes, a: number, b: number): Displacement {
  return {
    eastM: a * slopes.major.eastM + b * slopes.minor.eastM,
    northM: a * slopes.major.northM + b * slopes.minor.northM,
    upM: a * slopes.major.upM + b * slopes.minor.upM,
  };
}

function departure(probed: readonly (Displacement | undefined)[], slopes: Slopes, covariance: EnuCovariance): number {
  const horizontalM = contour * horizontalAxes(covariance).semiMajorM;
  const verticalM = contour * Math.sqrt(covariance.uu);
  let worst = 0;
  for (const [i, [a, b]] of probes.entries()) {
    const image = probed[i];
    if (image === undefined) return Number.POSITIVE_INFINITY;
    const expected = combine(slopes, contour * a, contour * b);
    const away = Math.hypot(image.eastM - expected.eastM, image.northM - expected.northM);
    const above = Math.abs(image.upM - expected.upM);
    if (away > 0) worst = Math.max(worst, away / horizontalM);
    if (above > 1e-6) worst = Math.max(worst, (heightWeight * above) / verticalM);
  }
  return worst;
}

/** Covariance of a sum of independent displacements given at one sigma. */
export function sumOfSquares(displacements: readonly Displacement[]): EnuCovariance {
  let [ee, en, eu, nn, nu, uu] = [0, 0, 0, 0, 0, 0];
  for (const { eastM, northM, upM } of displacements) {
    ee += eastM * eastM;
    en += eastM * northM;
    eu += eastM * upM;
    nn += northM * northM;
    nu += northM * upM;
    uu += upM * upM;
  }
  return { ee, en, eu, nn, nu, uu };
}
