import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graticuleOf } from './graticule.ts';

describe('the graticule', () => {
  it('has round lines, and as many decimals as they need', () => {
    const found = graticuleOf({ west: -109.62, south: 31.21, east: -109.11, north: 31.49 }, 600);
    expect(found).toEqual({
      meridians: [-109.6, -109.5, -109.4, -109.3, -109.2],
      parallels: [31.3, 31.4],
      digits: 1,
    });
  });

  it('runs over the date line, and ends where the projection does', () => {
    expect(graticuleOf({ west: 175, south: -89, east: 187, north: 89 }, 400)).toMatchObject({
      meridians: [175, 180, 185],
      digits: 0,
    });
    const { parallels } = graticuleOf({ west: -180, south: -89, east: 180, north: 89 }, 700);
    expect(parallels).toEqual([-60, -30, 0, 30, 60]);
  });

  it('leaves room between lines on any map, without filling it with hundreds', () => {
    const map = fc.record({
      west: fc.double({ min: -180, max: 179, noNaN: true }),
      south: fc.double({ min: -80, max: 79, noNaN: true }),
      size: fc.double({ min: 1e-4, max: 300, noNaN: true }),
      widthPx: fc.integer({ min: 120, max: 4000 }),
    });
    fc.assert(
      fc.property(map, ({ west, south, size, widthPx }) => {
        const { meridians, parallels } = graticuleOf(
          { west, south, east: west + size, north: Math.min(89, south + size) },
          widthPx,
        );
        const leastDeg = (size / widthPx) * 110;
        for (const lines of [meridians, parallels]) {
          expect(lines.length).toBeLessThan(40);
          for (const [at, line] of lines.entries()) {
            const before = lines[at - 1];
            if (before !== undefined) expect(line - before).toBeGreaterThan(Math.min(leastDeg, 30) * 0.999);
          }
        }
      }),
    );
  });

  it('is empty where there is no map', () => {
    expect(graticuleOf({ west: 0, south: 0, east: 0, north: 0 }, 0)).toMatchObject({ meridians: [], parallels: [] });
  });
});
