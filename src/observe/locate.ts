import { budgetComponents, type ErrorBudget, type ErrorComponent, type GroundMotion } from '../geo/budget.ts';
import { type ImagePosition, imageCenter } from '../geo/camera.ts';
import { type GroundSolution, solveGround } from '../geo/error.ts';
import { poseComponentsOf0601 } from '../geo/sent-covariance.ts';
import type { Terrain } from '../geo/terrain.ts';
import type { ObservedPacket } from './packet.ts';
import { type PlacedPacket, placePacket } from './place.ts';

/** Ground farther from the sensor than this is not counted as seen, metres along the ground. */
export const defaultMaxRangeM = 50_000;

/** Zero north, zero east, to the last bit: what a receiver without a fix sends. */
export function isNullIsland(packet: ObservedPacket): boolean {
  return packet.sensorPlace?.latitudeDeg === 0 && packet.sensorPlace.longitudeDeg === 0;
}

/** Places a packet whose numbers are sound (`soundPacket`); a position that is none is left out. */
export function placeBelieved(
  packet: ObservedPacket,
  options: { readonly terrain?: Terrain; readonly maxRangeM?: number },
): PlacedPacket {
  const { terrain, maxRangeM = defaultMaxRangeM } = options;
  return placePacket(isNullIsland(packet) ? { ...packet, sensorPlace: undefined } : packet, {
    maxRangeM,
    ...(terrain === undefined ? {} : { terrain }),
  });
}

export interface LocateOptions {
  /** Errors of the pose where the stream sends none of its own. */
  readonly budget: ErrorBudget;
  readonly motion: GroundMotion | undefined;
  /** Place in the image; its centre unless given. */
  readonly at?: ImagePosition;
  /** See `ErrorOptions.tolerance`. */
  readonly tolerance?: number;
}

/**
 * Places a position of the image on the ground, with its error: by the errors of the pose that were sent (ST 1010), else by
 * the budget. `undefined` where the pose is not known or not believed, or the line of sight meets no ground.
 */
export function locate(
  packet: ObservedPacket,
  placed: PlacedPacket,
  options: LocateOptions,
): GroundSolution | undefined {
  const { pose, trace } = placed;
  // A sensor that stands on the ground it looks at has no line of sight to err along.
  if (pose === undefined || placed.contradicted || !((placed.sight?.slantRangeM ?? 0) > 1)) return undefined;
  const { budget, motion, at = imageCenter, tolerance } = options;
  const solving = { at, ...(tolerance === undefined ? {} : { tolerance }) };
  const sent = packet.covariances.flatMap(({ tags, covariance }) => poseComponentsOf0601(tags, covariance, pose));
  if (sent.length > 0) {
    const terrain: ErrorComponent = { name: 'terrain', oneSigma: { terrainM: budget.terrainM } };
    return solveGround(pose, trace, [...sent, terrain], { source: 'st1010', ...solving });
  }
  return solveGround(pose, trace, budgetComponents(budget, motion), solving);
}
