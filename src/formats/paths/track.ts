import type { FlightFrame } from '../../model/flight.ts';
import type { Geodetic } from '../../model/geodetic.ts';
import { isPlaced } from './numbers.ts';

/** A frame whose sensor position is known and part of the track. */
export interface PlacedFrame {
  readonly frame: FlightFrame;
  readonly sensor: Geodetic;
}

/** A stretch of the track without a gap, in stream order. */
export interface TrackSegment {
  readonly frames: readonly PlacedFrame[];
}

/**
 * The pause after which a track is drawn as two, seconds: five times the usual interval between positions, at least three seconds.
 */
export function gapLimitS(frames: readonly FlightFrame[]): number {
  const intervals: number[] = [];
  let previousUs: number | undefined;
  for (const frame of frames) {
    if (onTrack(frame) === undefined) continue;
    if (previousUs !== undefined && frame.timeUs > previousUs) intervals.push((frame.timeUs - previousUs) / 1e6);
    previousUs = frame.timeUs;
  }
  intervals.sort((a, b) => a - b);
  const median = intervals[Math.floor(intervals.length / 2)];
  return median === undefined ? 3 : Math.max(3, 5 * median);
}

/** The position of a frame that belongs to the track. */
function onTrack(frame: FlightFrame): Geodetic | undefined {
  return isPlaced(frame.sensor) && frame.positionDoubted !== true ? frame.sensor : undefined;
}

/**
 * The track cut where positions are missing for longer than `limitS`, and where time runs backwards; without positions that no
 * aircraft could have come to.
 */
export function* trackSegments(
  frames: readonly FlightFrame[],
  limitS: number = gapLimitS(frames),
): Generator<TrackSegment> {
  let current: PlacedFrame[] = [];
  for (const frame of frames) {
    const sensor = onTrack(frame);
    if (sensor === undefined) continue;
    const last = current.at(-1);
    if (last !== undefined) {
      const pauseS = (frame.timeUs - last.frame.timeUs) / 1e6;
      if (!(pauseS >= 0 && pauseS <= limitS)) {
        yield { frames: current };
        current = [];
      }
    }
    current.push({ frame, sensor });
  }
  if (current.length > 0) yield { frames: current };
}
