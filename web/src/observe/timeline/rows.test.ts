import { describe, expect, it } from 'vitest';
import type { QualityView } from '../../../../src/model/views.ts';
import { framesOf } from '../../../../test/frames-view.ts';
import { binned, rowsOf } from './rows.ts';

describe('rows of the strip', () => {
  it('puts issues, checksums and findings at their moments', () => {
    // Every tenth frame of a flight of 31.
    const sampled = framesOf([{ issues: 1 }, { checksum: 0 }, {}, { gsdM: 2 }]);
    const overview = { ...sampled, total: 31, packetIndex: [0, 10, 20, 30] };
    const quality: QualityView = {
      packets: 31,
      checksum: { valid: 30, invalid: 1, absent: 0 },
      durationS: 3,
      rateHz: 10,
      longestGapS: 0.1,
      timeJumps: 0,
      lag: undefined,
      missingMinimumItems: [],
      findings: [
        { code: 'x', severity: 'fault', message: '', detail: { kind: 'none' }, count: 2, packetIndices: [15, 30] },
      ],
    };
    const rows = rowsOf(overview, [5, 6, 7, 8], quality);
    expect(rows.issues).toEqual([5]);
    expect(rows.badChecksums).toEqual([6]);
    expect(rows.findings.map(({ atS }) => atS)).toEqual([6.5, 8]);
    expect(rows.gsd.values).toEqual([null, null, null, 2]);
  });

  it('places detections of frames that lie between the sampled ones', () => {
    const sampled = framesOf([{}, {}, {}]);
    const detection = { id: 1, box: null, at: null, latitudeDeg: null, longitudeDeg: null };
    const overview = {
      ...sampled,
      total: 21,
      frame: [0, 10, 20],
      detections: [
        { ...detection, frame: 15 },
        { ...detection, frame: 20 },
      ],
    };
    expect(rowsOf(overview, [0, 10, 20], null).detections).toEqual([15, 20]);
  });

  it('counts moments by equal parts', () => {
    expect([...binned([0, 1, 1.5, 9.9, 10, 11], 0, 10, 5)]).toEqual([3, 0, 0, 0, 1]);
  });
});
