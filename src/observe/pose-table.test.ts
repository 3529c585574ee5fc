import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syntheticFlight } from '../../test/synthetic-flight.ts';
import type { FlightFrame } from '../model/flight.ts';
import { Columns, Rows } from './pose-columns.ts';
import { PoseTable } from './pose-table.ts';
import { Timeline } from './timeline.ts';

const pixels = { columns: 640, rows: 480 };
const notes = { motion: { speedMps: 71.25, courseDeg: 33.5 }, checksum: 'valid', issues: 2 } as const;

/** The builder hands frames out with the sample distance of an image of one pixel. */
function tableOf(frames: readonly FlightFrame[]): PoseTable {
  const table = new PoseTable();
  const scale = Math.sqrt(pixels.columns * pixels.rows);
  for (const frame of frames) {
    table.add({ ...frame, gsdM: frame.gsdM === undefined ? undefined : frame.gsdM * scale }, notes);
  }
  return table;
}

/** Frames whose footprint counts as seen, as the builder has it. */
function seenFrames(frames: readonly FlightFrame[]): FlightFrame[] {
  return frames.map((frame) => {
    const corners = frame.footprint?.corners.filter((corner) => corner !== undefined) ?? [];
    return corners.length === 4 ? { ...frame, seen: corners } : frame;
  });
}

describe('the table of poses', () => {
  it('gives back what was put in', () => {
    const { frames } = syntheticFlight({ frames: 5000 });
    const table = tableOf(frames);
    expect(table.length).toBe(5000);
    const view = table.stretch(4090, 20, pixels);
    expect(view).toMatchObject({ from: 4090, count: 20, total: 5000 });
    view.frame.forEach((index, i) => {
      const frame = frames[index]!;
      expect(view.packetIndex[i]).toBe(frame.packetIndex);
      expect(view.timeUs[i]).toBe(frame.timeUs);
      expect(view.sensorLongitudeDeg[i]).toBeCloseTo(frame.sensor!.longitudeDeg, 8);
      expect(view.gsdM[i]).toBeCloseTo(frame.gsdM!, 4);
      expect(view.ellipseMajorM[i]).toBeCloseTo(frame.center!.ellipse90.semiMajorM, 3);
      expect(view.issues[i]).toBe(2);
    });
    expect(table.motionOf(4999)).toEqual(notes.motion);
    expect([table.motionOf(5000), table.packetIndexOf(5000)]).toEqual([undefined, undefined]);
  });

  it('says null where a frame lacks a value, and costs what it should', () => {
    const { frames } = syntheticFlight({ frames: 9000, unplaced: true });
    const table = tableOf(frames);
    const view = table.stretch(0, 2, pixels);
    expect(view.sensorLatitudeDeg).toEqual([null, null]);
    expect(view.cornerLatitudeDeg[2]).toEqual([null, null]);
    expect(table.bytes / 12288).toBeLessThan(300);
  });

  it.each([0, 179.99])('finds the visits that the timeline finds, about longitude %d', (longitudeDeg) => {
    const frames = seenFrames(syntheticFlight({ frames: 600, longitudeDeg }).frames);
    const table = tableOf(frames);
    const timeline = new Timeline(frames);
    for (const frame of frames.filter((_, i) => i % 37 === 0)) {
      const place = frame.center!;
      const expected = timeline.visitsTo(place);
      const visits = table.visits(place, pixels);
      expect(visits.map(({ frames: count }) => count)).toEqual(expected.map(({ moments }) => moments));
      expect(visits.map(({ firstFrame }) => firstFrame)).toEqual(expected.map(({ first }) => first.frameIndex));
      visits.forEach(({ bestGsdM }, i) => {
        expect(bestGsdM ?? 0).toBeCloseTo(expected[i]?.best.gsdM ?? 0, 4);
      });
    }
  });

  it('keeps detections with their frames, in shares of the image', () => {
    const [frame] = syntheticFlight({ frames: 1 }).frames;
    const at = { latitudeDeg: 31, longitudeDeg: -110, heightM: 5 };
    const detections: FlightFrame['detections'] = [
      { id: 7, position: at, pixel: { row: 240, column: 320 }, box: { top: 1, left: 1, bottom: 48, right: 64 } },
      { id: 8, position: undefined, pixel: { row: 1, column: 1 }, image: { columns: 100, rows: 50 } },
    ];
    const table = tableOf([frame!, { ...frame!, detections }, frame!]);
    expect(table.detections).toBe(2);
    expect(table.stretch(0, 1, pixels).detections).toEqual([]);
    const [first, second] = table.stretch(1, 2, pixels).detections;
    expect(first).toEqual({
      frame: 1,
      id: 7,
      box: [0, 0, 0.1, 0.1],
      at: [319.5 / 640, 239.5 / 480],
      latitudeDeg: 31,
      longitudeDeg: -110,
    });
    expect(second).toEqual({ frame: 1, id: 8, box: null, at: [0.005, 0.01], latitudeDeg: null, longitudeDeg: null });
  });

  it('gives an overview of any length', () => {
    const table = tableOf(syntheticFlight({ frames: 101 }).frames);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 300 }), (points) => {
        const { frame, count } = table.overview(points, pixels);
        expect(count).toBe(Math.min(points, 101));
        expect([frame[0], frame.at(-1)]).toEqual([0, 100]);
        expect(new Set(frame).size).toBe(count);
      }),
    );
    expect(new PoseTable().overview(10, pixels).count).toBe(0);
  });
});

describe('columns and rows', () => {
  it('hold any numbers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.option(fc.double({ noNaN: true })), fc.float({ noNaN: true })), { maxLength: 40 }),
        (rows) => {
          const columns = new Columns(['a'], ['b']);
          for (const [a, b] of rows) columns.add({ a: a ?? undefined, b });
          rows.forEach(([a, b], i) => {
            expect(columns.known('a', i)).toBe(a ?? undefined);
            expect(columns.value('b', i)).toBe(b);
          });
          expect(columns.value('a', rows.length)).toBeNaN();
        },
      ),
    );
  });

  it('find the first row of a number', () => {
    const rows = new Rows(2);
    for (let i = 0; i < 500; i++) rows.add([Math.floor(i / 3), i]);
    for (let value = 0; value < 160; value++) expect(rows.row(rows.lowerBound(value))).toEqual([value, 3 * value]);
    expect(rows.lowerBound(1e9)).toBe(500);
  });
});
