import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SensorPose } from '../model/flight.ts';
import { budgetComponents, budgets, type ErrorComponent } from './budget.ts';
import { circularErrorM } from './circular-error.ts';
import { pointFromSentCovariance, solveGround } from './error.ts';
import { groundTrace } from './footprint.ts';
import { quantile90 } from './sampled-error.ts';
import { sentPoseComponents } from './sent-covariance.ts';
import { flatTerrain, terrainFromFunction } from './terrain.ts';

/** A sensor 2,000 m above level ground, looking along `headingDeg` and down by `depressionDeg`. */
function poseAt(depressionDeg: number, headingDeg = 0): SensorPose {
  return {
    position: { latitudeDeg: 42.3, longitudeDeg: 1.6, heightM: 2000 },
    platform: { headingDeg, pitchDeg: 0, rollDeg: 0 },
    relative: { azimuthDeg: 0, elevationDeg: -depressionDeg, rollDeg: 0 },
    horizontalFovDeg: 4,
    verticalFovDeg: 3,
  };
}

const level = groundTrace(flatTerrain(0));
const rad = Math.PI / 180;

function solve(
  pose: SensorPose,
  components: readonly ErrorComponent[],
  options?: Parameters<typeof solveGround>[3],
): NonNullable<ReturnType<typeof solveGround>> {
  const solution = solveGround(pose, level, components, options);
  if (solution === undefined) throw new Error('no ground');
  return solution;
}

describe('error of a ground point over level ground, against closed forms', () => {
  it('straight down: position goes through, pitch by the height, heading not at all', () => {
    const { point, method } = solve(poseAt(90), [
      { name: 'position', oneSigma: { eastM: 4 } },
      { name: 'position', oneSigma: { northM: 4 } },
      { name: 'heading', oneSigma: { headingDeg: 5 } },
    ]);
    expect(method).toBe('linear');
    expect(point.ce90M).toBeCloseTo(4 * 2.145966, 2);
    expect(point.le90M).toBeLessThan(0.01);
    expect(point.contributors[0]?.name).toBe('position');
    expect(point.contributors[0]?.share).toBeCloseTo(1, 6);
    const pitch = solve(poseAt(90), [{ name: 'pitch', oneSigma: { pitchDeg: 0.1 } }]).point;
    expect(Math.sqrt(pitch.covariance.nn)).toBeCloseTo(2000 * Math.tan(0.1 * rad), 1);
    expect(pitch.covariance.ee).toBeLessThan(1e-4);
    expect(pitch.ce90M).toBeCloseTo(1.644854 * 3.4907, 2);
  });

  it('aslant: a height error moves the point along the look by its cotangent, terrain the same, and alone gives LE90', () => {
    const up = solve(poseAt(30), [{ name: 'height', oneSigma: { upM: 5 } }]).point;
    expect(Math.sqrt(up.covariance.nn)).toBeCloseTo(5 / Math.tan(30 * rad), 1);
    expect(up.covariance.uu).toBeLessThan(1e-3);
    const terrain = solve(poseAt(30), [{ name: 'terrain', oneSigma: { terrainM: 5 } }]).point;
    expect(Math.sqrt(terrain.covariance.nn)).toBeCloseTo(5 / Math.tan(30 * rad), 1);
    expect(terrain.le90M).toBeCloseTo(5 * 1.644854, 3);
    // Higher ground is met sooner: the point falls back towards the sensor.
    expect(terrain.covariance.nu).toBeLessThan(0);
  });

  it('aslant: heading moves it across by the horizontal distance, elevation along by range over sine', () => {
    const rangeM = 2000 / Math.sin(30 * rad);
    const { covariance } = solve(poseAt(30), [{ name: 'heading', oneSigma: { headingDeg: 0.2 } }]).point;
    expect(Math.sqrt(covariance.ee)).toBeCloseTo(rangeM * Math.cos(30 * rad) * 0.2 * rad, 1);
    const along = solve(poseAt(30), [{ name: 'elevation', oneSigma: { elevationDeg: 0.05 } }]).point.covariance;
    // The curved earth lengthens it by a little.
    expect(Math.sqrt(along.nn) / ((rangeM * 0.05 * rad) / Math.sin(30 * rad))).toBeCloseTo(1, 2);
  });

  it('the field of view counts at the edge of the image, not in its middle', () => {
    const fov = [{ name: 'field of view', oneSigma: { fovScale: 0.01 } }];
    expect(solve(poseAt(90), fov).point.ce90M).toBeLessThan(1e-3);
    const edge = solve(poseAt(90), fov, { at: { x: 1, y: 0.5 } }).point;
    expect(Math.sqrt(edge.covariance.ee)).toBeCloseTo(2000 * Math.tan(2 * rad) * 0.01, 2);
  });

  it('a wrong time moves it along the track', () => {
    const none = { ...budgets.large, name: 'time only', positionHorizontalM: 0, positionVerticalM: 0, terrainM: 0 };
    const components = budgetComponents(none, { speedMps: 100, courseDeg: 90 }).filter((c) => c.name === 'time');
    const { covariance } = solve(poseAt(90), components).point;
    expect(Math.sqrt(covariance.ee)).toBeCloseTo(100 * budgets.large.timeOffsetS, 3);
    expect(covariance.nn).toBeLessThan(1e-6);
  });

  it('names contributors largest first, shares adding to one', () => {
    const { point } = solve(poseAt(30), budgetComponents(budgets.quadcopter, { speedMps: 10, courseDeg: 0 }));
    const shares = point.contributors.map((c) => c.share);
    expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(point.contributors[0]?.name).toBe('heading');
    expect(new Set(point.contributors.map((c) => c.name)).size).toBe(point.contributors.length);
  });

  it('grows with the errors, turns with the heading, keeps the circle between the axes of the ellipse', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 15, max: 85, noNaN: true }),
        fc.double({ min: 0, max: 360, noNaN: true }),
        fc.double({ min: 0.1, max: 0.5, noNaN: true }),
        (depression, heading, factor) => {
          const components = budgetComponents(budgets.large);
          const smaller = components.map((c) => ({
            name: c.name,
            oneSigma: Object.fromEntries(Object.entries(c.oneSigma).map(([k, v]) => [k, v * factor])),
          }));
          const linear = { tolerance: Number.POSITIVE_INFINITY };
          const whole = solve(poseAt(depression, heading), components, linear).point;
          const part = solve(poseAt(depression, heading), smaller, linear).point;
          expect(part.ce90M / whole.ce90M).toBeCloseTo(factor, 2);
          expect(whole.ce90M).toBeGreaterThan(whole.ellipse90.semiMinorM * 0.999);
          expect(whole.ce90M).toBeLessThan(whole.ellipse90.semiMajorM * 1.001);
          const north = solve(poseAt(depression, 0), components, linear).point;
          expect(whole.ce90M / north.ce90M).toBeCloseTo(1, 2);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('sampling agrees with first order where first order holds', () => {
    const components = budgetComponents(budgets.large, { speedMps: 80, courseDeg: 30 });
    for (const depression of [30, 50, 80]) {
      const linear = solve(poseAt(depression, 70), components);
      const sampled = solve(poseAt(depression, 70), components, { tolerance: 0, samples: 1024 });
      expect(linear.method).toBe('linear');
      expect(sampled.method).toBe('sampled');
      expect(sampled.point.ce90M / linear.point.ce90M).toBeCloseTo(1, 1);
      expect(Math.abs(sampled.point.ce90M / linear.point.ce90M - 1)).toBeLessThan(0.04);
      expect(Math.abs(sampled.point.le90M / linear.point.le90M - 1)).toBeLessThan(0.04);
      expect(Math.abs(sampled.point.ellipse90.semiMajorM / linear.point.ellipse90.semiMajorM - 1)).toBeLessThan(0.06);
    }
  });

  it('gives the same answer every time', () => {
    const components = budgetComponents(budgets.quadcopter);
    const once = solve(poseAt(6), components, { tolerance: 0 });
    expect(solve(poseAt(6), components, { tolerance: 0 })).toEqual(once);
  });
});

describe('error of a ground point where first order fails', () => {
  it('close to the horizon it samples, counts what misses, and says that the circle has no bound', () => {
    const sure = solve(poseAt(8), budgetComponents(budgets.large));
    expect(sure.bounded).toBe(true);
    const unsure = solve(poseAt(1.6), budgetComponents(budgets.quadcopter));
    expect(unsure.method).toBe('sampled');
    expect(unsure.missedShare).toBeGreaterThan(0.1);
    expect(unsure.bounded).toBe(false);
    // At least the way to the horizon, which lies 160 km away from 2,000 m.
    expect(unsure.point.ce90M).toBeGreaterThan(80_000);
    expect(Number.isFinite(unsure.point.ce90M)).toBe(true);
  });

  it('on a crest the error reaches to the ground behind it', () => {
    // A wall 300 m high, 90 m thick, 3.5 km to the north; level ground behind.
    const terrain = terrainFromFunction((lat) => (Math.abs(lat - 42.3315) < 0.0005 ? 300 : 0), {
      area: { southDeg: 42.2, northDeg: 42.5, westDeg: 1.5, eastDeg: 1.7 },
      postSpacingDeg: 1 / 1200,
    });
    const components = budgetComponents(budgets.tactical);
    // 2,000 m above sea level, crest at 300 m in 3,500 m: 25.9 degrees down.
    const crest = solveGround(poseAt(25.95), groundTrace(terrain), components);
    const plain = solve(poseAt(25.95), components);
    expect(crest?.method).toBe('sampled');
    expect(crest?.point.ce90M).toBeGreaterThan(5 * plain.point.ce90M);
    expect(crest?.point.le90M).toBeGreaterThan(200);
  });

  it('a line of sight that meets no ground has no solution', () => {
    expect(solveGround(poseAt(-5), level, budgetComponents(budgets.large))).toBeUndefined();
  });

  it('takes the quantile in the rank of one more draw', () => {
    const values = Array.from({ length: 99 }, (_, i) => 99 - i);
    expect(quantile90(values)).toBeCloseTo(90, 12);
    expect(quantile90([1, 2, 3])).toBe(3);
  });
});

describe('uncertainty sent with the metadata (ST 1010)', () => {
  it('of the point itself is taken as it is', () => {
    const p = pointFromSentCovariance(
      { latitudeDeg: 1, longitudeDeg: 2, heightM: 3 },
      { ee: 9, en: 0, eu: 0, nn: 4, nu: 0, uu: 1 },
    );
    expect(p.errorSource).toBe('st1010');
    expect(p.contributors).toEqual([]);
    expect(p.ce90M).toBeCloseTo(circularErrorM(3, 2), 9);
    expect(p.le90M).toBeCloseTo(1.644854, 5);
  });

  it('of the pose: correlation counts', () => {
    // East and north that always err together: an ellipse that has collapsed to the north-east.
    const components = sentPoseComponents(
      ['eastM', 'northM'],
      [
        [4, 4],
        [4, 4],
      ],
    );
    const { point } = solve(poseAt(90), components, { source: 'st1010' });
    expect(point.errorSource).toBe('st1010');
    expect(point.contributors).toEqual([]);
    expect(point.ellipse90.orientationDeg).toBeCloseTo(45, 2);
    expect(point.ce90M).toBeCloseTo(1.644854 * Math.sqrt(8), 2);
  });
});
