import { describe, expect, it } from 'vitest';
import { Timeline } from './timeline.ts';

const WRAP = 2 ** 33;
const SECOND = 90_000;

describe('unrolling', () => {
  it('goes on through the wrap, again and again', () => {
    const time = new Timeline();
    const step = SECOND / 25;
    let expected = WRAP - 100 * SECOND;
    for (let index = 0; index < 5000; index++, expected += step) {
      time.receiveClock(expected % WRAP, false);
      expect(time.clock).toBe(expected);
      expect(time.unroll((expected + SECOND) % WRAP)).toBe(expected + SECOND);
    }
    expect(expected).toBeGreaterThan(WRAP);
  });

  it('works by stamps alone where there is no clock', () => {
    const time = new Timeline();
    expect(time.unroll(WRAP - SECOND)).toBe(WRAP - SECOND);
    expect(time.unroll(SECOND)).toBe(WRAP + SECOND);
    expect(time.clock).toBeUndefined();
  });

  it('takes a stamp before the clock, when it wrapped between them', () => {
    const time = new Timeline();
    time.receiveClock(WRAP - 5 * SECOND, false);
    expect(time.unroll(100)).toBe(WRAP + 100);
    expect(time.unroll(WRAP - 6 * SECOND)).toBe(WRAP - 6 * SECOND);
  });

  it('puts a clock that starts just short of zero before the stamps', () => {
    const time = new Timeline();
    time.receiveClock(WRAP - 63_000, false);
    expect(time.unroll(3001)).toBe(3001);
  });
});

describe('a new time base', () => {
  const started = (): Timeline => {
    const time = new Timeline();
    for (let index = 0; index <= 100; index++) time.receiveClock(1e9 + index * 3600, false);
    return time;
  };
  const last = 1e9 + 360_000;

  it('is joined to the old one where it is announced', () => {
    const time = started();
    expect(time.receiveClock(500, true)).toBe('announced');
    expect(time.clock).toBe(last + 3600);
    expect(time.unroll(500 + SECOND)).toBe(last + 3600 + SECOND);
  });

  it('is joined where the clock runs backward, once a second clock or a stamp agrees', () => {
    const byClock = started();
    expect(byClock.receiveClock(1000, false)).toBeUndefined();
    expect(byClock.receiveClock(4600, false)).toBe('backward');
    expect(byClock.clock).toBe(last + 7200);
    const byStamp = started();
    byStamp.receiveClock(1000, false);
    expect(byStamp.unroll(1000 + SECOND)).toBe(last + 3600 + SECOND);
    expect(byStamp.receiveClock(4600, false)).toBe('backward');
  });

  it('is joined at once where the packets of the clock broke off as well', () => {
    const time = started();
    expect(time.receiveClock(last - 3600, false, true)).toBe('backward');
    expect(time.clock).toBe(last + 3600);
    expect(time.receiveClock(last + 3600, false, true)).toBeUndefined();
    expect(time.clock).toBe(last + 10_800);
  });

  it('puts the first stamp of the new base behind the last of the old one', () => {
    const time = started();
    for (const ahead of [40_000, 44_000, 48_000]) time.unroll(last + ahead);
    time.receiveClock(500, true);
    expect(time.unroll(500 + 10_000)).toBe(last + 52_000);
    expect(time.unroll(500 + 14_000)).toBe(last + 56_000);
    expect(time.clock).toBe(last + 42_000);
  });

  it('is not believed of one damaged clock', () => {
    for (const damaged of [0, 1e9 + 1000 * SECOND, WRAP - 1]) {
      const time = started();
      expect(time.receiveClock(damaged, false)).toBeUndefined();
      expect(time.unroll(last + SECOND)).toBe(last + SECOND);
      expect(time.receiveClock(last + 7200, false)).toBeUndefined();
      expect(time.clock).toBe(last + 7200);
    }
  });

  it('keeps the length of a leap forward', () => {
    const time = started();
    const gap = 1000 * SECOND;
    expect(time.receiveClock(last + gap, false)).toBeUndefined();
    expect(time.receiveClock(last + gap + 3600, false)).toBe('forward');
    expect(time.clock).toBe(last + gap + 3600);
  });
});
