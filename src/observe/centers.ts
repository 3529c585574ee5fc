import type { ErrorBudget, GroundMotion } from '../geo/budget.ts';
import { azimuthDeg } from '../geo/ellipsoid.ts';
import { pointFromSentCovariance } from '../geo/error.ts';
import { pointCovarianceOf0601, poseComponentsOf0601 } from '../geo/sent-covariance.ts';
import type { GroundPoint } from '../model/geodetic.ts';
import { locate } from './locate.ts';
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

interface Waiting<F extends CenterHolder> {
  readonly frame: F;
  /** What its centre is solved from; `undefined` where the frame is ready and waits for its turn only. */
  readonly unsolved: { readonly packet: ObservedPacket; readonly placed: PlacedPacket } | undefined;
  readonly motion: GroundMotion | undefined;
}

/**
 * Motion over ground at a packet: by the track, where it is recent, else as sent, else by the track all the same. A speed of exactly zero is
 * what encoders send that know none: it tells nothing that the track must not tell too.
 */
export function motionAt(packet: ObservedPacket, track: TrackMotion | undefined): GroundMotion | undefined {
  if (track !== undefined && track.seconds <= freshS) return groundMotion(track);
  const courseDeg = packet.courseDeg ?? packet.platformHeadingDeg;
  const { groundSpeedMps = 0 } = packet;
  if (groundSpeedMps > 0 && courseDeg !== undefined) {
    return { speedMps: groundSpeedMps, courseDeg };
  }
  return groundMotion(track);
}

export function groundMotion(track: TrackMotion | undefined): GroundMotion | undefined {
  return track === undefined ? undefined : { speedMps: track.speedMps, courseDeg: azimuthDeg(track.from, track.to) };
}

export interface CenterOptions<F extends CenterHolder> {
  readonly budget: ErrorBudget;
  /** See `ErrorOptions.tolerance`. */
  readonly tolerance?: number;
  /** Told of each frame whose centre was solved without knowing the motion. */
  readonly unmoved: (packetIndex: number) => void;
  /** Takes each frame with its centre, in the order they came. */
  readonly onFrame?: (frame: F, motion: GroundMotion | undefined) => void;
}

/**
 * Gives each frame its centre with its error: as sent with a covariance, else by the pose and its errors. An error of the
 * time moves the sensor along its track, so the first frames wait until its motion is known: without it they would claim
 * more than those that follow.
 */
export class Centers<F extends CenterHolder> {
  readonly #options: CenterOptions<F>;
  #waiting: Waiting<F>[] = [];

  constructor(options: CenterOptions<F>) {
    this.#options = options;
  }

  /** Gives the frame its centre, now or when the motion is known. */
  solve(frame: F, packet: ObservedPacket, placed: PlacedPacket, motion: GroundMotion | undefined): void {
    const sent = sentCenter(packet, placed);
    if (sent !== undefined || errorIsSent(packet, placed)) {
      frame.center = sent ?? this.#locate(packet, placed, motion);
      this.#enqueue({ frame, unsolved: undefined, motion });
    } else this.#enqueue({ frame, unsolved: { packet, placed }, motion });
    if (motion !== undefined || this.#waiting.length >= mostWaiting) this.learn(motion);
  }

  /** Solves what waits, by the motion that is now known, or without one. */
  learn(motion: GroundMotion | undefined): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    const { budget, unmoved, onFrame } = this.#options;
    for (const { frame, unsolved, motion: own } of waiting) {
      if (unsolved !== undefined) {
        frame.center = this.#locate(unsolved.packet, unsolved.placed, motion);
        const timeCounts = budget.timeOffsetS > 0 && frame.center !== undefined;
        if (motion === undefined && timeCounts) unmoved(frame.packetIndex);
      }
      onFrame?.(frame, motion ?? own);
    }
  }

  /** What is ready goes its way at once, unless one before it still waits. */
  #enqueue(entry: Waiting<F>): void {
    if (entry.unsolved === undefined && this.#waiting.length === 0) this.#options.onFrame?.(entry.frame, entry.motion);
    else this.#waiting.push(entry);
  }

  #locate(packet: ObservedPacket, placed: PlacedPacket, motion: GroundMotion | undefined): GroundPoint | undefined {
    const { budget, tolerance } = this.#options;
    return locate(packet, placed, { budget, motion, ...(tolerance === undefined ? {} : { tolerance }) })?.point;
  }
}

/** The frame centre as sent with a covariance of its own (ST 1010). */
function sentCenter({ covariances }: ObservedPacket, { centerAsSent }: PlacedPacket): GroundPoint | undefined {
  if (centerAsSent === undefined) return undefined;
  for (const { tags, covariance } of covariances) {
    const sent = pointCovarianceOf0601(tags, covariance, centerAsSent);
    if (sent !== undefined) return pointFromSentCovariance(centerAsSent, sent);
  }
  return undefined;
}

/** True where the motion is not asked for: the errors of the pose are sent, or there is no pose to err. */
function errorIsSent({ covariances }: ObservedPacket, { pose }: PlacedPacket): boolean {
  return (
    pose === undefined ||
    covariances.some(({ tags, covariance }) => poseComponentsOf0601(tags, covariance, pose).length > 0)
  );
}
