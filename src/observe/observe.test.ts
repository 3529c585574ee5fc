import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { destination, distanceM } from '../geo/ellipsoid.ts';
import type { FlightFrame } from '../model/flight.ts';
import type { Geodetic } from '../model/geodetic.ts';
import { PtsUnwrapper, StreamClock } from './clock.ts';
import { CoverageGrid, type GroundLook } from './coverage/coverage.ts';
import { Dwell } from './dwell.ts';
import { minimumItems } from './minimum-set.ts';
import { LogHistogram } from './statistics.ts';
import { isWithin, Timeline } from './timeline.ts';
import { TrackMeter } from './track.ts';

const base: Geodetic = { latitudeDeg: 47, longitudeDeg: 8, heightM: 3000 };

function at(azimuth: number, lengthM: number, from: Geodetic = base): Geodetic {
  return { ...destination(from, azimuth, lengthM), heightM: from.heightM };
}

describe('LogHistogram', () => {
  it('gives quantiles to two percent', () => {
    const positive = fc.double({ min: 1e-4, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(positive, { minLength: 1, maxLength: 300 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (values, share) => {
          const histogram = new LogHistogram();
          for (const value of values) histogram.add(value);
          const sorted = [...values].sort((a, b) => a - b);
          const exact = sorted[Math.max(0, Math.ceil(share * values.length - 1e-9) - 1)] ?? 0;
          const found = histogram.quantile(share) ?? 0;
          expect(Math.abs(found / exact - 1)).toBeLessThan(0.02);
        },
      ),
    );
    expect(new LogHistogram().quantile(0.5)).toBeUndefined();
  });
});

describe('TrackMeter', () => {
  const line = (meter: TrackMeter, places: readonly Geodetic[], stepUs = 1e6): void => {
    places.forEach((place, i) => {
      meter.add(place, i * stepUs, true);
    });
  };

  it('adds up geodesics, however finely they are cut', () => {
    for (const pieces of [2, 37, 5000]) {
      const meter = new TrackMeter();
      line(
        meter,
        Array.from({ length: pieces + 1 }, (_, i) => at(77, (20_000 * i) / pieces)),
        200e6 / pieces > 50e6 ? 50e6 : 200e6 / pieces,
      );
      // Two pieces of 10 km in 50 s each, up to 5,000 pieces of 4 m.
      expect(meter.lengthKm).toBeCloseTo(20, 3);
    }
  });

  it('does not grow with the noise of a hovering aircraft', () => {
    const meter = new TrackMeter();
    line(
      meter,
      Array.from({ length: 4000 }, (_, i) => at((i * 137) % 360, 0.2)),
      0.1e6,
    );
    expect(meter.lengthKm).toBeLessThan(0.001);
  });

  it('bridges a pause by the shortest way, and says how much it bridged', () => {
    const meter = new TrackMeter();
    for (let i = 0; i <= 10; i++) meter.add(at(0, 50 * i), i * 1e6, true);
    expect(meter.bridgedKm).toBe(0);
    expect(meter.add(at(0, 4500), 110e6, true)).toBe('bridge');
    expect(meter.lengthKm).toBeCloseTo(4.5, 3);
    expect(meter.bridgedKm).toBeCloseTo(4, 3);
    // An aircraft that circles flies farther than the chord, never less.
    expect(meter.add(at(0, 4500), 300e6, true)).toBe('bridge');
    expect(meter.lengthKm).toBeCloseTo(4.5, 3);
    // Half an hour at a speed that no aircraft reaches.
    expect(meter.add(at(0, 4_504_500), 2100e6, true)).toBe('jump');
    expect(meter.lengthKm).toBeCloseTo(4.5, 3);
  });

  it('takes slow positions for what they are, and a long first interval for a pause', () => {
    const slow = new TrackMeter();
    line(
      slow,
      Array.from({ length: 10 }, (_, i) => at(0, 800 * i)),
      10e6,
    );
    expect([slow.lengthKm, slow.bridgedKm]).toEqual([expect.closeTo(7.2, 3), 0]);
    const late = new TrackMeter();
    late.add(base, 0, true);
    expect(late.add(at(0, 4000), 90e6, true)).toBe('bridge');
  });

  it('goes on over a jump of the clock only as far as noise', () => {
    const meter = new TrackMeter();
    meter.add(base, 10e6, true);
    expect(meter.add(at(0, 40), 3e6, false)).toBe('on');
    expect(meter.lengthKm).toBeCloseTo(0.04, 4);
    expect(meter.add(at(0, 9000), 900e6, false)).toBe('start');
    expect(meter.lengthKm).toBeCloseTo(0.04, 4);
  });

  it('knows how the aircraft moved over a second, or over less where there is no more', () => {
    const meter = new TrackMeter();
    expect(meter.motionAtAll).toBeUndefined();
    for (let i = 0; i < 10; i++) meter.add(at(0, 5 * i), i * 1e5, true);
    expect(meter.motion).toBeUndefined();
    expect(meter.motionAtAll?.speedMps).toBeCloseTo(50, 0);
    meter.add(at(0, 50), 1e6, true);
    expect(meter.motion?.speedMps).toBeCloseTo(50, 0);
  });

  it('leaves out strays, and follows a position that stays', () => {
    const meter = new TrackMeter();
    const steps = [0, 1, 2, 3].map((i) => meter.add(at(0, 50 * i), i * 1e6, true));
    expect(steps).toEqual(['start', 'on', 'on', 'on']);
    expect(meter.add(at(90, 50_000), 4e6, true)).toBe('jump');
    expect(meter.add(at(0, 250), 5e6, true)).toBe('on');
    expect(meter.lengthKm).toBeCloseTo(0.25, 3);
    for (let i = 6; i < 10; i++) meter.add(at(90, 50_000 + 50 * i), i * 1e6, true);
    // Adopted at the third: one step of 50 m more.
    expect(meter.lengthKm).toBeCloseTo(0.3, 3);
  });
});

describe('StreamClock', () => {
  it('knows a gap from a slow rate', () => {
    const kinds = (times: readonly number[]): string[] => {
      const clock = new StreamClock();
      return times.map((seconds) => clock.read(1e15 + seconds * 1e6, undefined).step.kind);
    };
    expect(kinds([0, 2, 4, 6])).toEqual(['first', 'steady', 'steady', 'steady']);
    expect(kinds([0, 88, 94, 102, 111, 209])).toEqual(['first', 'gap', 'steady', 'steady', 'steady', 'gap']);
  });

  it('unwraps presentation times in both directions', () => {
    const wrapS = 2 ** 33 / 90_000;
    const unwrapper = new PtsUnwrapper();
    const out = [wrapS - 1, wrapS - 0.5, 0.5, wrapS - 0.2, 1].map((s) => unwrapper.unwrap(s) - wrapS);
    [-1, -0.5, 0.5, -0.2, 1].forEach((s, i) => {
      expect(out[i]).toBeCloseTo(s, 6);
    });
  });

  it('fills in what is missing by the container, then by order', () => {
    const clock = new StreamClock();
    expect(clock.read(undefined, undefined)).toMatchObject({ timeUs: 0, source: 'order' });
    expect(clock.read(undefined, 2)).toMatchObject({ timeUs: 2e6, source: 'container' });
    expect(clock.read(1e15, 3)).toMatchObject({ timeUs: 1e15, source: 'packet' });
    expect(clock.read(undefined, 3.5)).toMatchObject({ timeUs: 1e15 + 5e5, source: 'container' });
    expect(clock.read(undefined, undefined)).toMatchObject({ timeUs: 1e15, source: 'order' });
  });

  it('spans what was recorded, whatever the jumps', () => {
    const step = fc.record({
      dt: fc.integer({ min: 1000, max: 900_000 }),
      jump: fc.option(fc.integer({ min: -1e12, max: 1e12 }), { nil: 0, freq: 5 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        const clock = new StreamClock();
        let timeUs = 1.7e15;
        let ptsS = 100;
        clock.read(timeUs, ptsS);
        let jumps = 0;
        let steadyUs = 0;
        for (const { dt, jump } of steps) {
          const off = Math.abs(jump) > 2e6 ? jump : 0;
          timeUs += dt + off;
          ptsS += dt / 1e6;
          if (off === 0) steadyUs += dt;
          else jumps += 1;
          clock.read(timeUs, ptsS);
        }
        expect(clock.jumps).toBe(jumps);
        expect(clock.durationS).toBeCloseTo(steadyUs / 1e6, 6);
        expect(clock.lag()?.sdS ?? 0).toBeLessThan(1e-3);
      }),
    );
  });
});

describe('minimum metadata set', () => {
  it('has the 33 rows and 39 tags of ST 0902.8, table 1', () => {
    expect(minimumItems).toHaveLength(33);
    expect(minimumItems.flatMap(({ tags }) => tags)).toHaveLength(39);
    expect(minimumItems.filter(({ security }) => security)).toHaveLength(9);
  });
});

function frame(timeUs: number, seen: readonly Geodetic[] | undefined, packetIndex = 0): FlightFrame {
  return {
    packetIndex,
    timeUs,
    ptsS: undefined,
    sensor: undefined,
    heightFromMsl: false,
    platform: undefined,
    pose: undefined,
    groundSpeedMps: undefined,
    footprint: undefined,
    center: undefined,
    centerAsSent: undefined,
    slantRangeM: undefined,
    gsdM: undefined,
    grazingDeg: undefined,
    lookAzimuthDeg: undefined,
    detections: [],
    ...(seen === undefined ? {} : { seen }),
  };
}

describe('Timeline', () => {
  const square = (center: Geodetic, halfM: number): Geodetic[] =>
    [45, 135, 225, 315].map((a) => at(a, halfM * Math.SQRT2, center));

  it('finds frames by time whatever their order', () => {
    const times = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(times, fc.integer({ min: -5, max: 1005 }), fc.integer({ min: 0, max: 300 }), (list, asked, width) => {
        const frames = list.map((t, i) => frame(t, undefined, i));
        const timeline = new Timeline(frames);
        const best = Math.min(...list.map((t) => Math.abs(t - asked)));
        expect(Math.abs((timeline.frameAt(asked)?.timeUs ?? Number.NaN) - asked)).toBe(best);
        const between = timeline.framesBetween(asked, asked + width);
        expect(between.map((f) => f.timeUs)).toEqual(
          list.filter((t) => t >= asked && t <= asked + width).sort((a, b) => a - b),
        );
      }),
    );
    expect(new Timeline([]).frameAt(3)).toBeUndefined();
  });

  it.each([
    ['at mid latitude', base],
    ['on the antimeridian', { latitudeDeg: -12, longitudeDeg: 180, heightM: 0 }],
    ['over a pole', { latitudeDeg: 89.995, longitudeDeg: 20, heightM: 0 }],
  ])('knows what lies within a footprint %s', (_, center) => {
    const ring = square(center, 1000);
    const azimuth = fc.double({ min: 0, max: 360, noNaN: true });
    fc.assert(
      fc.property(azimuth, fc.double({ min: 0, max: 3000, noNaN: true }), (a, far) => {
        const place = at(a, far, center);
        const rad = (a * Math.PI) / 180;
        const edge = 1000 / Math.max(Math.abs(Math.sin(rad)), Math.abs(Math.cos(rad)));
        fc.pre(Math.abs(far - edge) > 2);
        expect(isWithin(place, ring)).toBe(far < edge);
        const timeline = new Timeline([
          frame(0, square(at(0, 9000, center), 500)),
          frame(5, ring),
          frame(9, undefined),
        ]);
        expect(timeline.momentsOver(place).map((m) => m.frameIndex)).toEqual(far < edge ? [1] : []);
      }),
    );
  });

  it('joins moments into visits and picks the best of each', () => {
    const ring = square(base, 300);
    const sensor = at(270, 2000);
    const frames = [0, 1, 2, 40, 41].map((s) => ({
      ...frame(s * 1e6, ring),
      sensor,
      gsdM: s === 1 || s === 41 ? 0.2 : 0.5,
      slantRangeM: Math.hypot(2000, 3000),
      grazingDeg: 56.31,
      centerAsSent: { ...base, heightM: 0 },
    }));
    const visits = new Timeline(frames).visitsTo(base);
    expect(visits.map(({ firstUs, lastUs, moments }) => [firstUs, lastUs, moments])).toEqual([
      [0, 2e6, 3],
      [40e6, 41e6, 2],
    ]);
    expect(visits.map(({ best }) => best.frame.timeUs)).toEqual([1e6, 41e6]);
    const best = visits[0]?.best;
    expect(best?.gsdM).toBeCloseTo(0.2, 3);
    expect(best?.lookAzimuthDeg).toBeCloseTo(90, 1);
    expect(best?.grazingDeg).toBeCloseTo(56.3, 1);
  });
});

describe('Dwell', () => {
  const ring = (center: Geodetic): Geodetic[] => [45, 135, 225, 315].map((a) => at(a, 300, center));
  const look = (second: number, center: Geodetic): GroundLook => ({
    ring: ring(center),
    firstUs: second * 1e6,
    lastUs: second * 1e6,
    onePixelGsdM: 400,
    lookAzimuthDeg: 10,
  });

  it('changes the area by less than a percent and neither first nor last times', () => {
    const looks = Array.from({ length: 1500 }, (_, i) => look(i / 30, at(80, 0.7 * i)));
    const plain = new CoverageGrid({ cellsAcross: 32 });
    const joined = new CoverageGrid({ cellsAcross: 32 });
    const dwell = new Dwell(joined);
    for (const one of looks) {
      plain.add(one);
      dwell.add(one);
    }
    dwell.flush();
    expect(Math.abs(joined.areaKm2() / plain.areaKm2() - 1)).toBeLessThan(0.01);
    const middle = at(80, 500);
    const [a, b] = [plain.cellAt(middle, 1), joined.cellAt(middle, 1)];
    expect(Math.abs((a?.firstSeenUs ?? 0) - (b?.firstSeenUs ?? 0))).toBeLessThan(0.1e6);
    expect(Math.abs((a?.lastSeenUs ?? 0) - (b?.lastSeenUs ?? 0))).toBeLessThan(0.1e6);
    expect(b?.looks).toBe(1);
  });

  it('paints a stare once in five seconds and still knows when it ended', () => {
    let painted = 0;
    class Counting extends CoverageGrid {
      override add(one: GroundLook): void {
        painted += 1;
        super.add(one);
      }
    }
    const grid = new Counting();
    const dwell = new Dwell(grid);
    for (let i = 0; i <= 3000; i++) dwell.add(look(i / 100, base));
    dwell.flush();
    expect(painted).toBeLessThan(8);
    expect(grid.cellAt(base, 1)).toMatchObject({ firstSeenUs: 0, lastSeenUs: 30e6, looks: 1 });
  });

  it('tells a place that left view and came back', () => {
    const grid = new CoverageGrid();
    const dwell = new Dwell(grid);
    for (const second of [0, 1, 2]) dwell.add(look(second, base));
    dwell.add(look(3, at(0, 5000)));
    for (const second of [30, 31]) dwell.add(look(second, base));
    dwell.flush();
    expect(grid.cellAt(base, 1)?.looks).toBe(2);
    expect(distanceM(base, at(0, 5000))).toBeCloseTo(5000, 3);
  });
});
