import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FramesView } from '../../../src/model/views.ts';
import { framesOf } from '../../../test/frames-view.ts';
import { BLOCK_FRAMES, type FetchFrames, FramesCache } from './frames.ts';

/** A flight whose frame `i` is shown at `ptsS[i]`, as the service would answer for it; `asked` lists the stretches asked for. */
function serviceOf(ptsS: readonly (number | null)[], timeUs: (index: number) => number = (index) => index * 1e5) {
  const asked: number[] = [];
  const fetchFrames: FetchFrames = async (from, count) => {
    asked.push(from);
    const some = ptsS.slice(from, from + count);
    const view = framesOf(
      some.map((one, row) => ({ timeUs: timeUs(from + row), ...(one === null ? {} : { ptsS: one }) })),
    );
    return {
      ...view,
      from,
      total: ptsS.length,
      frame: some.map((_, row) => from + row),
      packetIndex: some.map((_, row) => from + row),
    } satisfies FramesView;
  };
  return { asked, fetchFrames };
}

const evenly = (count: number, everyS: number): number[] =>
  Array.from({ length: count }, (_, index) => 10 + index * everyS);

describe('the frames around a moment', () => {
  it('says "not yet", fetches, and tells', async () => {
    const { asked, fetchFrames } = serviceOf(evenly(1300, 0.1));
    const cache = new FramesCache(1300, fetchFrames);
    let told = 0;
    cache.subscribe(() => {
      told++;
    });
    expect(cache.frame(700)).toBeNull();
    const row = await cache.load(700);
    expect(row?.atS).toBeCloseTo(80, 9);
    expect(row?.view.frame[row.row]).toBe(700);
    expect(cache.frame(700)).toBe(row);
    expect(told).toBeGreaterThan(0);
    // The first stretch is asked for too: the times of a flight count from its first frame.
    expect(asked).toEqual([0, 512]);
  });

  it('finds the last frame at or before a time, wherever that is', async () => {
    const steps = fc.array(fc.double({ min: 0.001, max: 5, noNaN: true }), { minLength: 1, maxLength: 2500 });
    await fc.assert(
      fc.asyncProperty(steps, fc.double({ min: 0, max: 1, noNaN: true }), async (gaps, share) => {
        const times: number[] = [];
        let atS = 3;
        for (const gap of gaps) {
          atS += gap;
          times.push(atS);
        }
        const cache = new FramesCache(times.length, serviceOf(times).fetchFrames);
        const wanted = share * (atS + 4);
        const last = times.findLastIndex((one) => one <= wanted);
        expect(await cache.find(wanted)).toBe(Math.max(0, last));
        const exact = Math.floor(share * (times.length - 1));
        expect(await cache.find(times[exact] ?? 0)).toBe(exact);
      }),
      { numRuns: 60 },
    );
  });

  it('reads few stretches of a long flight to find a moment', async () => {
    const { asked, fetchFrames } = serviceOf(evenly(200_000, 1 / 30));
    const cache = new FramesCache(200_000, fetchFrames);
    expect(await cache.find(10 + 150_000 / 30 + 0.001)).toBe(150_000);
    expect(asked.length).toBeLessThan(14);
  });

  it('keeps no more than some thousands of frames', async () => {
    const { asked, fetchFrames } = serviceOf(evenly(40 * BLOCK_FRAMES, 0.1));
    const cache = new FramesCache(40 * BLOCK_FRAMES, fetchFrames);
    for (let block = 0; block < 40; block++) await cache.load(block * BLOCK_FRAMES);
    const before = asked.length;
    expect(cache.frame(39 * BLOCK_FRAMES)).not.toBeNull();
    expect(cache.frame(5 * BLOCK_FRAMES)).toBeNull();
    expect(asked.length).toBe(before + 1);
  });

  it('counts seconds from the first frame where the flight has no presentation times', async () => {
    const { fetchFrames } = serviceOf(
      Array.from({ length: 1200 }, () => null),
      (index) => 5e15 + index * 250_000,
    );
    const cache = new FramesCache(1200, fetchFrames);
    expect((await cache.load(1000))?.atS).toBe(250);
    expect(await cache.find(100.1)).toBe(400);
  });

  it('lets a frame without a presentation time follow the one before', async () => {
    const { fetchFrames } = serviceOf([7, 7.1, null, 7.3]);
    const cache = new FramesCache(4, fetchFrames);
    expect((await cache.load(2))?.atS).toBeCloseTo(7.2, 9);
    expect((await cache.load(2))?.ptsS).toBeNull();
  });

  it('grows while the recording is read, and reads the short stretch again', async () => {
    const times = evenly(900, 0.1);
    const { fetchFrames } = serviceOf(times);
    const cache = new FramesCache(600, fetchFrames);
    expect((await cache.load(599))?.index).toBe(599);
    expect(cache.frame(700)).toBeNull();
    cache.grow(900);
    expect(cache.total).toBe(900);
    expect((await cache.load(899))?.atS).toBeCloseTo(99.9, 9);
    expect(await cache.find(1e6)).toBe(899);
  });

  it('survives a service that does not answer, and asks again later', async () => {
    const { fetchFrames } = serviceOf(evenly(100, 0.1));
    let down = true;
    const cache = new FramesCache(100, async (from, count, signal) => {
      if (down) throw new Error('away');
      return fetchFrames(from, count, signal);
    });
    expect(await cache.load(50)).toBeNull();
    expect(await cache.find(12)).toBeNull();
    down = false;
    expect((await cache.load(50))?.index).toBe(50);
  });

  it('has no frame outside the flight', async () => {
    const cache = new FramesCache(0, serviceOf([]).fetchFrames);
    expect(cache.frame(0)).toBeNull();
    expect(cache.frameAt(0)).toBeNull();
    expect(await cache.find(0)).toBeNull();
    expect(await cache.load(-1)).toBeNull();
  });

  it('fetches ahead in the direction of play', async () => {
    const { asked, fetchFrames } = serviceOf(evenly(2000, 0.1));
    const cache = new FramesCache(2000, fetchFrames);
    await cache.load(900);
    cache.prefetch(900, true);
    expect(asked).toContain(1024);
    const before = asked.length;
    cache.prefetch(1999, true);
    expect(asked.length).toBe(before);
  });
});
