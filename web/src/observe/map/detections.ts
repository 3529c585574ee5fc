import type { DetectionView } from '../../../../src/model/views.ts';
import type { FrameRow } from '../../state/frames.ts';

/** How long a report of moving objects stays in sight, microseconds: reports come more seldom than pictures. */
const HELD_US = 500_000;
/** Frames looked back at most. */
const MOST_BACK = 64;

/** The latest report of moving objects at or just before a frame, and whether it is of that very frame. */
export function latestDetections(
  frame: FrameRow,
  at: (index: number) => FrameRow | null,
): { readonly detections: readonly DetectionView[]; readonly now: boolean } {
  if (frame.detections.length > 0) return { detections: frame.detections, now: true };
  for (let back = 1; back <= MOST_BACK; back++) {
    const one = at(frame.index - back);
    if (one === null || frame.timeUs - one.timeUs > HELD_US) break;
    if (one.detections.length > 0) return { detections: one.detections, now: false };
  }
  return { detections: [], now: false };
}
