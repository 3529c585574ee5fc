import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantText, instantUs } from './instant.ts';

describe('moments', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1970-01-01T00:00:00.000001Z', 1],
    ['1970-01-01T00:00:00.1Z', 100_000],
    ['1969-12-31T23:59:59.5Z', -500_000],
    ['2000-02-29T00:00:00Z', 951_782_400_000_000],
    ['2026-12-01T14:00:00.25Z', 1_796_133_600_250_000],
  ])('%s', (text, us) => {
    expect(instantUs(text)).toBe(us);
    expect(instantText(us)).toBe(text);
  });

  it.each([
    '2026-02-29T00:00:00Z',
    '2100-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T23:60:00Z',
    '2016-12-31T23:59:60Z',
    '2026-01-01T00:00Z',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00:00+00:00',
    '2026-01-01T00:00:00.1234567Z',
    '2026-01-01t00:00:00z',
    ' 2026-01-01T00:00:00Z',
  ])('%s is none', (text) => expect(instantUs(text)).toBeUndefined());

  it('are read back as they were written', () => {
    const fromUs = Date.UTC(1600) * 1_000;
    const untilUs = Date.UTC(2255) * 1_000;
    fc.assert(
      fc.property(fc.integer({ min: fromUs, max: untilUs }), (us) => {
        expect(instantUs(instantText(us))).toBe(us);
      }),
    );
  });

  it('keep their order even where they are not exact any more', () => {
    expect(instantUs('9999-12-31T23:59:59Z')).toBeGreaterThan(instantUs('9999-12-31T23:59:58Z') ?? 0);
  });
});
