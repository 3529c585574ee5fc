import { describe, expect, it } from 'vitest';
import type { GrowthPoint } from './growth.ts';
import { growthPlot } from './log-growth-plot.ts';

const point = (entries: number): GrowthPoint => ({
  entries,
  streams: entries / 10,
  appendsPerS: 20_000,
  cpuUs: 40,
  load: 1.5,
  publishMs: 500,
  publishWorstMs: 900,
  indexBytes: entries * 100,
  evidenceBytes: entries * 436,
  reopenMs: 300,
  rssMb: 600,
  streamMs: 0.8,
  streamP99Ms: 5,
});

const draw = (points: readonly GrowthPoint[]): string =>
  growthPlot({
    date: '2026-11-23T00:00:00.000Z',
    machine: { cpu: 'A & B', cores: 2, memoryGb: 25, node: 'v24' },
    points,
  });

describe('the drawing of a growing log', () => {
  it('has a point for each size on every line, and no number that is none', () => {
    const svg = draw([point(10_000), point(100_000), point(10_000_000)]);
    expect(svg.match(/<circle/g)).toHaveLength(3 * 11);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(svg).toContain('>10M</text>');
    expect(svg).toContain('A &amp; B');
  });

  it('places a size that is the geometric mean of the others in the middle', () => {
    const [, low, middle, high] = /M(\S+) \S+L(\S+) \S+L(\S+) /.exec(draw([point(1e4), point(1e5), point(1e6)])) ?? [];
    expect(Number(middle)).toBeCloseTo((Number(low) + Number(high)) / 2, 0);
    expect(Number(high)).toBeGreaterThan(300);
  });

  it('draws a single size too', () => {
    expect(draw([point(10_000)])).not.toMatch(/NaN|Infinity/);
  });
});
