import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AtalayaError } from '../../model/errors.ts';
import {
  dailyWindows,
  intervalInside,
  intervalsOverlap,
  joined,
  parseDailyHours,
  parseInterval,
  uncovered,
} from './interval.ts';

const us = (text: string): number => Date.parse(text) * 1000;
const window = (fromUs: number, untilUs: number) => ({ fromUs, untilUs });

describe('windows of time', () => {
  it('are half-open', () => {
    expect(intervalsOverlap(window(0, 10), window(10, 20))).toBe(false);
    expect(intervalsOverlap(window(0, 11), window(10, 20))).toBe(true);
    expect(intervalInside(window(0, 10), [window(0, 10)])).toBe(true);
    expect(intervalInside(window(0, 11), [window(0, 10)])).toBe(false);
    expect(intervalInside(window(5, 15), [window(10, 20), window(0, 10)])).toBe(true);
    expect(uncovered(window(0, 30), [window(5, 10), window(20, 25)])).toEqual([
      window(0, 5),
      window(10, 20),
      window(25, 30),
    ]);
  });

  it('hold exactly the instants of their parts', () => {
    const some = fc.tuple(fc.nat(40), fc.nat(40)).map(([from, length]) => window(from, from + length));
    fc.assert(
      fc.property(fc.array(some, { maxLength: 6 }), some, (windows, inner) => {
        const holds = (t: number, of: readonly { fromUs: number; untilUs: number }[]): boolean =>
          of.some((w) => t >= w.fromUs && t < w.untilUs);
        const gaps = uncovered(inner, windows);
        for (let t = 0; t <= 80; t++) {
          expect(holds(t, joined(windows))).toBe(holds(t, windows));
          expect(holds(t, gaps)).toBe(holds(t, [inner]) && !holds(t, windows));
        }
      }),
    );
  });

  it.each([
    [{ fromUs: 5, untilUs: 5 }, /ends before/],
    [{ fromUs: 5.5, untilUs: 9 }, /whole/],
    [{ fromUs: 5, untilUs: '9' }, /string/],
    [{ fromUs: -1, untilUs: 9 }, /-1/],
  ])('are refused as %j', (value, what) => expect(() => parseInterval(value)).toThrow(what));
});

describe('daily hours', () => {
  it('are windows of every day, by UTC or a fixed offset', () => {
    const frame = window(us('2026-05-01T00:00:00Z'), us('2026-05-03T00:00:00Z'));
    expect(dailyWindows(parseDailyHours('0600-1800 UTC'), frame)).toEqual([
      window(us('2026-05-01T06:00:00Z'), us('2026-05-01T18:00:00Z')),
      window(us('2026-05-02T06:00:00Z'), us('2026-05-02T18:00:00Z')),
    ]);
    // 18:00 at UTC-07:00 is 01:00 of the next day: the last of April reaches in.
    expect(dailyWindows(parseDailyHours('06:00-18:00 -07:00'), frame)).toEqual([
      window(us('2026-05-01T00:00:00Z'), us('2026-05-01T01:00:00Z')),
      window(us('2026-05-01T13:00:00Z'), us('2026-05-02T01:00:00Z')),
      window(us('2026-05-02T13:00:00Z'), us('2026-05-03T00:00:00Z')),
    ]);
  });

  it('may run past midnight, or all day', () => {
    const frame = window(us('2026-05-01T00:00:00Z'), us('2026-05-02T00:00:00Z'));
    expect(dailyWindows(parseDailyHours('2200-0200Z'), frame)).toEqual([
      window(us('2026-05-01T00:00:00Z'), us('2026-05-01T02:00:00Z')),
      window(us('2026-05-01T22:00:00Z'), us('2026-05-02T00:00:00Z')),
    ]);
    expect(dailyWindows(parseDailyHours('0000-2400 +05:30'), frame)).toEqual([frame]);
    expect(parseDailyHours('1800-0000Z').untilMinute).toBe(1440);
  });

  it.each(['0600-1800', '6-18 UTC', '2500-2600Z', '0600-0600Z', '0600-1800 +15:00', '0600-1861Z', '', 7, undefined])(
    'are refused as %j',
    (text) => expect(() => parseDailyHours(text)).toThrow(AtalayaError),
  );

  it('never do but read or refuse', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^\d{2}:?\d{2} ?- ?\d{2}:?\d{2} ?(Z|UTC|[+-]\d{2}:\d{2})$/)),
        (text) => {
          try {
            const hours = parseDailyHours(text);
            for (const w of dailyWindows(hours, window(0, us('1970-01-09T00:00:00Z'))))
              expect(w.untilUs).toBeGreaterThan(w.fromUs);
          } catch (error) {
            expect(error).toBeInstanceOf(AtalayaError);
          }
        },
      ),
    );
  });
});
