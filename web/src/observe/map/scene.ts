import type { FramesView } from '../../../../src/model/views.ts';
import { clock } from '../../state/clock.ts';
import type { FrameRow, FramesCache } from '../../state/frames.ts';
import { currentFrame, frames } from '../../state/session.ts';
import { flightOf, workstation } from '../../state/workstation.ts';
import { latestDetections } from './detections.ts';
import type { Scene } from './draw.ts';
import { trackStretches } from './geometry.ts';
import { mapState } from './map-state.ts';

/** Footprints before the moment that are still seen, fading, and how far they lie apart. */
const TRAIL = 16;
const TRAIL_STEP_US = 1_000_000;

/** Times on the clock of an overview's rows, seconds: as state/frames.ts counts them. */
export function overviewTimes(overview: FramesView): number[] {
  const originUs = overview.timeUs[0] ?? 0;
  const withPts = overview.ptsS.some((ptsS) => ptsS !== null);
  let lastS = overview.ptsS.find((ptsS) => ptsS !== null) ?? 0;
  return overview.timeUs.map((timeUs, row) => {
    if (!withPts) return (timeUs - originUs) / 1e6;
    lastS = overview.ptsS[row] ?? lastS;
    return lastS;
  });
}

export function stretchesOf(overview: FramesView | null): Scene['stretches'] {
  if (overview === null) return [];
  const times = overviewTimes(overview);
  return trackStretches(overview).map(({ line, rows }) => ({ line, atS: rows.map((row) => times[row] ?? 0) }));
}

/** Frames about a second apart before a frame, latest first, as far as they are here. */
function before(cache: FramesCache | null, frame: FrameRow): FrameRow[] {
  const near = cache?.frame(frame.index - 8);
  if (cache === null || near === undefined || near === null) return [];
  const stepUs = (frame.timeUs - near.timeUs) / 8;
  const stride = stepUs > 0 ? Math.max(1, Math.round(TRAIL_STEP_US / stepUs)) : 8;
  const trail: FrameRow[] = [];
  for (let back = 1; back <= TRAIL; back++) {
    const one = cache.frame(frame.index - back * stride);
    if (one === null) break;
    trail.push(one);
  }
  return trail;
}

/** What the map shows at this moment. The last frame known stays while the next one is fetched, but not where there is none yet. */
export function sceneNow(stretches: Scene['stretches'], last: FrameRow | null): Scene {
  const { selection, detail } = workstation.get();
  const { measure, ...shown } = mapState.get();
  const frame = currentFrame() ?? (clock.get().unread ? null : last);
  return {
    stretches,
    atS: clock.get().atS,
    exercise: flightOf(workstation.get())?.simulated ?? false,
    frame,
    before: frame === null || !shown.footprints ? [] : before(frames(), frame),
    moving:
      frame === null
        ? { detections: [], now: false }
        : latestDetections(frame, (index) => frames()?.frame(index) ?? null),
    chosen: selection?.kind === 'detection' ? selection.id : null,
    ground: detail.ground,
    place: selection?.kind === 'place' ? [selection.longitudeDeg, selection.latitudeDeg] : null,
    measure,
    shown,
  };
}
