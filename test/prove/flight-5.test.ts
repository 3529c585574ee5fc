import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lineOfSight } from '../../src/geo/camera.ts';
import { toEcef, toGeodetic } from '../../src/geo/ellipsoid.ts';
import { referenceFile } from '../reference-data.ts';
import { judgeClass } from './flight-5.ts';
import { median, readControls, readCsv, solveDrone } from './flight-5-drone.ts';
import { lookClasses } from './flight-5-looks.ts';
import { measureTruck, readPosePackets } from './flight-5-truck.ts';
import {
  attitude,
  Dice,
  follow,
  moved,
  nedToXyz,
  patchHeight,
  SmoothField,
  steepest,
  times,
  toPlace,
  toXyz,
  turn,
} from './flight-5-world.ts';

describe('the simulator and the solver, written apart, agree where there is no error', () => {
  it('on the ellipsoid, both ways, to a micrometre', () => {
    const dice = new Dice(3);
    for (let i = 0; i < 2000; i++) {
      const p = { lat: dice.uniform(-89, 89), lon: dice.uniform(-180, 180), h: dice.uniform(-400, 20_000) };
      const own = toXyz(p);
      const e = toEcef({ latitudeDeg: p.lat, longitudeDeg: p.lon, heightM: p.h });
      expect(Math.hypot(own[0] - e.xM, own[1] - e.yM, own[2] - e.zM)).toBeLessThan(1e-6);
      const back = toPlace(own);
      const g = toGeodetic(e);
      expect(Math.abs(back.lat - g.latitudeDeg)).toBeLessThan(1e-10);
      expect(Math.abs(back.lon - g.longitudeDeg)).toBeLessThan(1e-10);
      expect(Math.abs(back.h - g.heightM)).toBeLessThan(1e-4);
    }
  });

  it('on every line of sight, by quaternions and by matrices', () => {
    const dice = new Dice(4);
    for (let i = 0; i < 500; i++) {
      const at = { x: dice.uniform(), y: dice.uniform() };
      const [h, p, r] = [dice.uniform(0, 360), dice.uniform(-80, 80), dice.uniform(-180, 180)];
      const [az, el, sr] = [dice.uniform(0, 360), dice.uniform(-90, 90), dice.uniform(0, 360)];
      const [fovH, fovV] = [dice.uniform(0.1, 120), dice.uniform(0.1, 100)];
      const place = { lat: dice.uniform(-80, 80), lon: dice.uniform(-180, 180), h: 3000 };
      const los = lineOfSight(
        {
          position: { latitudeDeg: place.lat, longitudeDeg: place.lon, heightM: place.h },
          platform: { headingDeg: h, pitchDeg: p, rollDeg: r },
          relative: { azimuthDeg: az, elevationDeg: el, rollDeg: sr },
          horizontalFovDeg: fovH,
          verticalFovDeg: fovV,
        },
        at,
      );
      const pixel = [
        1,
        (2 * at.x - 1) * Math.tan((fovH * Math.PI) / 360),
        (2 * at.y - 1) * Math.tan((fovV * Math.PI) / 360),
      ] as const;
      const v = nedToXyz(place, turn(times(attitude(h, p, r), attitude(az, el, sr)), pixel));
      const n = Math.hypot(...v);
      expect(los?.direction.x).toBeCloseTo(v[0] / n, 12);
      expect(los?.direction.y).toBeCloseTo(v[1] / n, 12);
      expect(los?.direction.z).toBeCloseTo(v[2] / n, 12);
    }
  });
});

describe('the simulator itself', () => {
  it('draws normals, and fields of the stated size and steepness', () => {
    const dice = new Dice(5);
    const z = Array.from({ length: 100_000 }, () => dice.normal(2));
    const variance = z.reduce((s, x) => s + x * x, 0) / z.length;
    expect(Math.abs(variance - 4)).toBeLessThan(0.06);
    expect(z.filter((x) => Math.abs(x) < 2 * 1.644854).length / z.length).toBeCloseTo(0.9, 2);
    const at = Array.from({ length: 4000 }, () => {
      const field = new SmoothField(dice, { lat: 42, lon: 1, h: 0 }, 5, 3000);
      return field.at(42.1, 1.1);
    });
    expect(Math.sqrt(at.reduce((s, x) => s + x * x, 0) / at.length)).toBeCloseTo(5, 0);
  });

  it('lands a line of sight on the true ground, not through a ridge before it', () => {
    // A wall of 500 m on a plain.
    const side = 101;
    const heights = new Float32Array(side * side).map((_, i) => (Math.floor(i / side) === 40 ? 500 : 0));
    const posts = { name: 'wall', rows: side, columns: side, north: 42.05, west: 1, step: 0.001, heights };
    const error = new SmoothField(new Dice(1), { lat: 42, lon: 1, h: 0 }, 0, 1000);
    const from = { lat: 41.98, lon: 1.05, h: 1000 };
    const direction = nedToXyz(from, [Math.cos(0.17), 0, Math.sin(0.17)]);
    const met = follow({ posts, error, slope: steepest(posts) }, toXyz(from), direction);
    if (met.kind !== 'met') throw new Error(met.kind);
    expect(met.place.lat).toBeGreaterThan(42.0089);
    expect(met.place.lat).toBeLessThan(42.0101);
    expect(met.place.h).toBeCloseTo(patchHeight(posts, met.place.lat, met.place.lon) ?? Number.NaN, 2);
    expect(moved(from, 0, 0, 10).h).toBeCloseTo(1010, 6);
    const sky = follow({ posts, error, slope: steepest(posts) }, toXyz(from), nedToXyz(from, [0, 0, -1]));
    expect(sky.kind).not.toBe('met');
  });
});

describe('claimed circles, a small run of `prove flight.5`', () => {
  // 160 looks a class, seeded: 90 % within three standard deviations of chance.
  const n = 160;
  it.each(lookClasses.map((kind) => [kind.name, kind] as const))('%s: hold about 90 %', (_, kind) => {
    const figures = judgeClass(kind, n, 11);
    expect(figures.judged).toBeGreaterThan(0.97 * n);
    for (const share of [figures.circleShare, figures.ellipseShare, figures.intervalShare]) {
      expect(share).toBeGreaterThan(0.829);
      expect(share).toBeLessThan(0.971);
    }
  });
});

const truck = referenceFile('fmv/truck_flight_2012.klv');
describe('the truck flight of 2012', () => {
  it.skipIf(truck === undefined)('footprints by the pose agree with its own corner items, the rest being roll', () => {
    const figures = measureTruck(readPosePackets(readFileSync(truck ?? '')));
    expect(figures.packets).toBe(711);
    expect(figures.cornersM.length).toBe(4 * 711);
    expect(median(figures.cornersM)).toBeLessThan(12);
    expect(figures.shareWithin).toBeGreaterThan(0.99);
    // The writer drew its corners level with the horizon, about items 23 and 24.
    expect(median(figures.levelM)).toBeLessThan(0.25);
    expect(median(figures.rolledM)).toBeGreaterThan(8);
  });
});

const solutions = referenceFile('geolocation/pixel_to_ground_441_half.csv');
const controls = referenceFile('geolocation/control_points.csv');
describe('drone pictures with surveyed points', () => {
  it.skipIf(solutions === undefined || controls === undefined)('the stated budget holds the nearest points', () => {
    const points = readControls(readFileSync(controls ?? '', 'utf8'));
    const solved = solveDrone(readCsv(readFileSync(solutions ?? '', 'utf8')), points);
    expect(solved.length).toBe(244);
    expect(new Set(solved.map((s) => s.poseId)).size).toBe(51);
    expect(solved.filter((s) => s.oursM <= s.ce90M).length / solved.length).toBeGreaterThan(0.9);
    expect(solved.filter((s) => s.theirsM <= s.ce90M).length / solved.length).toBeGreaterThan(0.8);
    // The whole rotation chain for a place off the middle, where the file added angles, brings the pictures closer.
    expect(median(solved.map((s) => s.oursM))).toBeLessThan(median(solved.map((s) => s.theirsM)));
    expect(median(solved.map((s) => s.ce90M))).toBeLessThan(20);
  });
});
