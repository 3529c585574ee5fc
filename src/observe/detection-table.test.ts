import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DetectionTable } from './detection-table.ts';

const pixels = { columns: 640, rows: 480 };
const secondUs = (frame: number): number => frame * 1_000_000;

function tableOf(reports: readonly (readonly [frame: number, id: number])[]): DetectionTable {
  const table = new DetectionTable();
  for (const [frame, id] of reports)
    table.add(frame, { id, position: undefined, pixel: { column: 320.5, row: 120.5 } });
  return table;
}

describe('the run of a moving object', () => {
  it('goes from its first report to its last, over silences of five seconds at most', () => {
    const table = tableOf([
      [0, 7],
      [6, 7],
      [6, 8],
      [8, 8],
      [9, 7],
      [14, 7],
      [20, 7],
    ]);
    expect(table.run(9, 7, pixels, secondUs)).toMatchObject({
      report: { frame: 9, id: 7, at: [0.5, 0.25] },
      firstFrame: 6,
      lastFrame: 14,
      firstUs: 6_000_000,
      lastUs: 14_000_000,
      reports: 3,
    });
    expect(table.run(8, 8, pixels, secondUs)).toMatchObject({ firstFrame: 6, lastFrame: 8, reports: 2 });
    expect(table.run(0, 7, pixels, secondUs)).toMatchObject({ firstFrame: 0, lastFrame: 0, reports: 1 });
  });

  it('is not there where the frame does not report it', () => {
    const table = tableOf([[3, 7]]);
    expect(table.run(3, 8, pixels, secondUs)).toBeUndefined();
    expect(table.run(2, 7, pixels, secondUs)).toBeUndefined();
    expect(new DetectionTable().run(0, 7, pixels, secondUs)).toBeUndefined();
  });

  it('is the same seen from any of its reports', () => {
    const frames = fc.uniqueArray(fc.nat(200), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(frames, (unsorted) => {
        const sorted = unsorted.toSorted((a, b) => a - b);
        const table = tableOf(sorted.flatMap((frame) => [[frame, 1] as const, [frame, 2] as const]));
        for (const frame of sorted) {
          const run = table.run(frame, 2, pixels, secondUs);
          if (run === undefined) throw new Error('a report without a run');
          for (const end of [run.firstFrame, run.lastFrame]) {
            const { report: _, ...same } = run;
            expect(table.run(end, 2, pixels, secondUs)).toMatchObject(same);
          }
        }
      }),
    );
  });
});
