import { describe, expect, it } from 'vitest';
import type { SensorPose } from '../model/flight.ts';
import { ecefToEnu, toEcef } from './ellipsoid.ts';
import { defaultPixels, groundTrace, placeFrame, sightOf } from './footprint.ts';
import { flatTerrain } from './terrain.ts';

const trace = groundTrace(flatTerrain(100));
const rad = Math.PI / 180;

function pose(change: {
  readonly heading?: number;
  readonly elevation: number;
  readonly roll?: number;
  readonly hfov?: number;
  readonly vfov?: number;
}): SensorPose {
  return {
    position: { latitudeDeg: 31.6, longitudeDeg: -110.4, heightM: 1100 },
    platform: { headingDeg: change.heading ?? 0, pitchDeg: 0, rollDeg: 0 },
    relative: { azimuthDeg: 0, elevationDeg: change.elevation, rollDeg: change.roll ?? 0 },
    horizontalFovDeg: change.hfov ?? 20,
    verticalFovDeg: change.vfov ?? 10,
  };
}

/** East and north of a corner from under the sensor. */
function under(p: SensorPose, corner: { latitudeDeg: number; longitudeDeg: number; heightM: number } | undefined) {
  if (corner === undefined) throw new Error('corner missing');
  return ecefToEnu({ ...p.position, heightM: corner.heightM }, toEcef(corner));
}

describe('a frame on level ground', () => {
  it('straight down, heading north: upper left is north-west, sides by the tangents', () => {
    const p = pose({ elevation: -90 });
    const { footprint, center, gsd } = placeFrame(p, trace, { pixels: { columns: 2000, rows: 1000 } });
    const [ul, ur, lr, ll] = footprint.corners.map((c) => under(p, c));
    const [w, h] = [1000 * Math.tan(10 * rad), 1000 * Math.tan(5 * rad)];
    for (const [corner, east, north] of [
      [ul, -w, h],
      [ur, w, h],
      [lr, w, -h],
      [ll, -w, -h],
    ] as const) {
      expect(corner?.eastM).toBeCloseTo(east, 1);
      expect(corner?.northM).toBeCloseTo(north, 1);
    }
    expect(center?.slantRangeM).toBeCloseTo(1000, 3);
    expect(center?.grazingDeg).toBeCloseTo(90, 3);
    expect(gsd?.columnM).toBeCloseTo((2 * w) / 2000, 4);
    expect(gsd?.rowM).toBeCloseTo((2 * h) / 1000, 4);
    expect(gsd?.meanM).toBeCloseTo(Math.sqrt((w / 1000) * (h / 500)), 4);
  });

  it('aslant to the east: range, grazing angle, look azimuth, and a pixel stretched by its sine', () => {
    const p = pose({ heading: 90, elevation: -30 });
    const { center, gsd } = placeFrame(p, trace);
    expect(center?.slantRangeM).toBeCloseTo(2000.5, 0);
    expect(center?.grazingDeg).toBeCloseTo(30, 1);
    expect(center?.lookAzimuthDeg).toBeCloseTo(90, 1);
    const across = (2000.5 * 2 * Math.tan(10 * rad)) / defaultPixels.columns;
    const along = (2000.5 * 2 * Math.tan(5 * rad)) / defaultPixels.rows / Math.sin(30 * rad);
    expect(gsd?.columnM).toBeCloseTo(across, 2);
    expect(gsd?.rowM).toBeCloseTo(along, 1);
    // A turned image covers the same ground per pixel where its pixels are square.
    const square = (roll: number) =>
      placeFrame(pose({ elevation: -30, roll, hfov: 10, vfov: 10 }), trace, { pixels: { columns: 1000, rows: 1000 } })
        .gsd?.meanM;
    expect(square(37) ?? 0).toBeCloseTo(square(0) ?? 1, 3);
  });

  it('leaves out corners above the horizon, in their places', () => {
    const { footprint, center } = placeFrame(pose({ elevation: -4 }), trace);
    expect(footprint.source).toBe('pose');
    expect(footprint.corners.map((c) => c !== undefined)).toEqual([false, false, true, true]);
    expect(center).toBeDefined();
    // Rolled far to the right, only the corners of the right side (now below) stay on the ground.
    const rolled = placeFrame(pose({ elevation: -4, roll: 90 }), trace).footprint.corners;
    expect(rolled.map((c) => c !== undefined)).toEqual([false, true, true, false]);
    const sky = placeFrame(pose({ elevation: 30 }), trace);
    expect(sky.center).toBeUndefined();
    expect(sky.gsd).toBeUndefined();
    expect(sky.footprint.corners).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('finds any place in the image', () => {
    const p = pose({ elevation: -90 });
    const right = sightOf(p, { x: 1, y: 0.5 }, trace);
    expect(under(p, right?.point).eastM).toBeCloseTo(1000 * Math.tan(10 * rad), 1);
  });
});
