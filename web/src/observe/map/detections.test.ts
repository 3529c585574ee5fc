import { describe, expect, it } from 'vitest';
import { framesOf } from '../../../../test/frames-view.ts';
import type { FrameRow } from '../../state/frames.ts';
import { latestDetections } from './detections.ts';

describe('the latest report of moving objects', () => {
  const view = framesOf(Array.from({ length: 40 }, (_, at) => ({ timeUs: at * 33_333 })));
  const report = { frame: 10, id: 7, box: null, at: null, latitudeDeg: null, longitudeDeg: null };
  const at = (index: number): FrameRow | null =>
    index < 0 || index >= 40
      ? null
      : {
          index,
          packetIndex: index,
          timeUs: index * 33_333,
          ptsS: null,
          atS: index / 30,
          view,
          row: index,
          detections: index === 10 ? [report] : [],
        };
  const of = (index: number) => {
    const frame = at(index);
    if (frame === null) throw new Error('no such frame');
    return latestDetections(frame, at);
  };

  it('is of its own frame, stays for half a second, and is never of a frame to come', () => {
    expect(of(9)).toEqual({ detections: [], now: false });
    expect(of(10)).toEqual({ detections: [report], now: true });
    expect(of(24)).toEqual({ detections: [report], now: false });
    expect(of(26)).toEqual({ detections: [], now: false });
  });
});
