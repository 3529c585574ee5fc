import { budgetComponents, type ErrorBudget, type ErrorComponent, type GroundMotion } from '../geo/budget.ts';
import { azimuthDeg } from '../geo/ellipsoid.ts';
import { pointFromSentCovariance, solveGround } from '../geo/error.ts';
import { pointCovarianceOf0601, poseComponentsOf0601 } from '../geo/sent-covariance.ts';
import type { SensorPose } from '../model/flight.ts';
import type { GroundPoint } from '../model/geodetic.ts';
import type { ObservedPacket } from './packet.ts';
import type { PlacedPacket } from './place.ts';
import type { TrackMotion } from './track.ts';

/** A track's motion over longer than this says less of the moment than the speed that was sent. */
const freshS = 15;
/** Frames that wait for the motion to be known: four seconds of a fast stream. */
const mostWaiting = 256;

/** What a centre is given to. */
export interface CenterHolder {
  readonly packetIndex: number;
  center: GroundPoint | undefined;
}

interface Waiting {
  readonly frame: CenterHolder;
  readonly placed: PlacedPacket;
  readonly pose: SensorPose;
}

/** Motion over ground at a packet: by the track, where it is recent, else as sent, else by the track all the same. */
export function motionAt(packet: ObservedPacket, track: TrackMotion | undefined): GroundMotion | undefined {
  if (track !== undefined && track.seconds <= freshS) return groundMotion(track);
  const courseDeg = packet.courseDeg ?? packet.platformHeadingDeg;
  if (packet.groundSpeedMps !== undefined && courseDeg !== undefined) {
    return { speedMps: packet.groundSpeedMps, courseDeg };
  }
  return groundMotion(track);
}

export function groundMotion(track: TrackMotion | undefined): GroundMotion | undefined {
  return track === undefined ? undefined : { speedMps: track.speedMps, courseDeg: azimuthDeg(track.from, track.to) };
}

/**
 * Gives each frame its centre with its error: as sent with a covariance, else by the pose and its errors. An error of the
 * time moves the sensor along its track, so the first frames wait until its motion is known: without it they would claim
 * more than those that follow.
 */
export class Centers {
  readonly #budget: ErrorBudget;
  readonly #unmoved: (packetIndex: number) => void;
  #waiting: Waiting[] = [];

  /** `unmoved` is told of each frame whose centre was solved without knowing the motion. */
  constructor(budget: ErrorBudget, unmoved: (packetIndex: number) => void) {
    this.#budget = budget;
    this.#unmoved = unmoved;
  }

  /** Gives the frame its centre, now or when the motion is known. */
  solve(frame: CenterHolder, packet: ObservedPacket, placed: PlacedPacket, motion: GroundMotion | undefined): void {
    const { pose, trace, centerAsSent } = placed;
    for (const { tags, covariance } of packet.covariances) {
      const sent = centerAsSent === undefined ? undefined : pointCovarianceOf0601(tags, covariance, centerAsSent);
      if (sent !== undefined && centerAsSent !== undefined) {
        frame.center = pointFromSentCovariance(centerAsSent, sent);
        return;
      }
    }
    // A sensor that stands on the ground it looks at has no line of sight to err along.
    if (pose === undefined || placed.contradicted || !((placed.sight?.slantRangeM ?? 0) > 1)) return;
    const sent = packet.covariances.flatMap(({ tags, covariance }) => poseComponentsOf0601(tags, covariance, pose));
    if (sent.length > 0) {
      const terrain: ErrorComponent = { name: 'terrain', oneSigma: { terrainM: this.#budget.terrainM } };
      frame.center = solveGround(pose, trace, [...sent, terrain], { source: 'st1010' })?.point;
      return;
    }
    this.#waiting.push({ frame, placed, pose });
    if (motion !== undefined || this.#waiting.length >= mostWaiting) this.learn(motion);
  }

  /** Solves what waits, by the motion that is now known, or without one. */
  learn(motion: GroundMotion | undefined): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    for (const { frame, placed, pose } of waiting) {
      frame.center = solveGround(pose, placed.trace, budgetComponents(this.#budget, motion))?.point;
      const timeCounts = this.#budget.timeOffsetS > 0 && frame.center !== undefined;
      if (motion === undefined && timeCounts) this.#unmoved(frame.packetIndex);
    }
  }
}
