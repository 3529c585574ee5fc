import type { SensorPose } from '../model/flight.ts';
import type { EnuCovariance, Geodetic, GroundPoint } from '../model/geodetic.ts';
import type { ErrorComponent } from './budget.ts';
import { type ImagePosition, imageCenter, type LensDistortion } from './camera.ts';
import { gaussian90 } from './circular-error.ts';
import type { GroundTrace, Sight } from './footprint.ts';
import { sightAt } from './footprint.ts';
import { linearError } from './linear-error.ts';
import { castNominal, type Displacement } from './perturb.ts';
import { sampledError } from './sampled-error.ts';

/** A place in the image on the ground, with its error and how that was found. */
export interface GroundSolution {
  readonly point: GroundPoint;
  readonly sight: Sight;
  readonly method: 'linear' | 'sampled';
  /** Lines of sight cast through the terrain. */
  readonly rays: number;
  /** Largest departure of the ground from first order on the 90 % contour, relative to its major axis. */
  readonly nonlinearity: number;
  /** Share of sampled lines of sight that met no ground; each counts as ending at the horizon. */
  readonly missedShare: number;
  /** False where so many met none that the 90 % circle reaches the horizon: read `ce90M` as "at least". */
  readonly bounded: boolean;
}

export interface ErrorOptions {
  /** Place in the image; its centre unless given. */
  readonly at?: ImagePosition;
  readonly lens?: LensDistortion;
  /** Where the components come from: a budget unless given. Contributors are named only for a budget. */
  readonly source?: GroundPoint['errorSource'];
  /** Departure from first order above which the error is sampled: 0 always samples, infinity never. */
  readonly tolerance?: number;
  /** Lines of sight when sampling. */
  readonly samples?: number;
}

/** Measured with `prove flight.5`: up to here the linear circle holds its 90 % within half a percent. */
const shortestSightM = 1e-3;
const defaultTolerance = 0.08;
const defaultSamples = 256;

/**
 * Places an image position on the ground with its covariance, 90 % ellipse, CE90 and LE90.
 *
 * First order is tried first: nine lines of sight (see `linearError`), and for a Gaussian error the circle that holds
 * 90 % is integrated exactly. Where the ground is too curved, grazed or hidden for that, several hundred lines of
 * sight are sampled (see `sampledError`). The circle is about the reported point, whatever the mean of the error: it
 * is a statement about what is reported.
 *
 * @param components independent errors of pose and terrain: `budgetComponents`, or `sentPoseComponents` and a terrain
 * error
 * @returns `undefined` where the reported line of sight itself meets no ground, or meets it at the sensor
 */
export function solveGround(
  pose: SensorPose,
  trace: GroundTrace,
  components: readonly ErrorComponent[],
  options: ErrorOptions = {},
): GroundSolution | undefined {
  const nominal = castNominal(pose, options.at ?? imageCenter, trace, options.lens);
  // A sensor that stands on the point it looks at has no line of sight to move.
  if (nominal === undefined || nominal.rangeM < shortestSightM) return undefined;
  const linear = linearError(nominal, components, trace);
  const weights = linear.perComponent.map(horizontalVariance);
  const errorSource = options.source ?? 'budget';
  const reported = {
    ...nominal.point,
    errorSource,
    contributors: errorSource === 'budget' ? shares(components, weights) : [],
  };
  const sight = sightAt(nominal.point, nominal.los.direction, nominal.rangeM);
  if (linear.nonlinearity <= (options.tolerance ?? defaultTolerance)) {
    const { covariance } = linear;
    return {
      point: { ...reported, covariance, ...gaussian90(covariance) },
      sight,
      method: 'linear',
      rays: 1 + linear.rays,
      nonlinearity: linear.nonlinearity,
      missedShare: 0,
      bounded: true,
    };
  }
  const samples = options.samples ?? defaultSamples;
  const { missedShare, ...error } = sampledError(nominal, components, linear.perComponent, trace, samples);
  return {
    point: { ...reported, ...error },
    sight,
    method: 'sampled',
    rays: 1 + linear.rays + samples,
    nonlinearity: linear.nonlinearity,
    missedShare,
    bounded: missedShare * samples <= 0.1 * (samples + 1) - 1,
  };
}

/** A ground point whose own covariance was sent (ST 1010 over items 23-25 or 78): taken as it is, as a Gaussian. */
export function pointFromSentCovariance(point: Geodetic, covariance: EnuCovariance): GroundPoint {
  return { ...point, covariance, ...gaussian90(covariance), errorSource: 'st1010', contributors: [] };
}

function horizontalVariance(d: Displacement): number {
  return d.eastM * d.eastM + d.northM * d.northM;
}

/** Shares of the horizontal variance by name, to first order, largest first. */
function shares(
  components: readonly ErrorComponent[],
  weights: readonly number[],
): readonly { readonly name: string; readonly share: number }[] {
  const byName = new Map<string, number>();
  let total = 0;
  for (const [i, { name }] of components.entries()) {
    const weight = weights[i] ?? 0;
    total += weight;
    byName.set(name, (byName.get(name) ?? 0) + weight);
  }
  if (!(total > 0)) return [];
  return [...byName]
    .map(([name, weight]) => ({ name, share: weight / total }))
    .sort((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1));
}
