import { describe, expect, it } from 'vitest';
import { lineOfSight } from '../src/geo/camera.ts';
import { distanceM, toEcef, toGeodetic } from '../src/geo/ellipsoid.ts';
import { castRay } from '../src/geo/ray.ts';
import { fromGeodetic, intoGeodetic } from './earth.ts';
import { picture } from './flight-path.ts';
import { createRandom } from './random.ts';
import { demonstrationSortie } from './recording.ts';
import { Renderer } from './render.ts';
import { SortieTruth } from './truth.ts';

const truth = new SortieTruth(demonstrationSortie);
const random = createRandom(5);
const frames = Array.from({ length: 60 }, () => Math.floor(random.uniform() * truth.frames));

describe("the simulation's own earth, against the library's", () => {
  it('converts alike', () => {
    for (let i = 0; i < 200; i++) {
      const place = {
        latitudeDeg: 178 * random.uniform() - 89,
        longitudeDeg: 360 * random.uniform() - 180,
        heightM: 20_000 * random.uniform() - 500,
      };
      const { xM, yM, zM } = toEcef(place);
      const own = fromGeodetic(place);
      expect(Math.hypot(own[0] - xM, own[1] - yM, own[2] - zM)).toBeLessThan(1e-6);
      const back = { latitudeDeg: 0, longitudeDeg: 0, heightM: 0 };
      intoGeodetic(xM, yM, zM, back);
      const library = toGeodetic({ xM, yM, zM });
      expect(back.latitudeDeg).toBeCloseTo(library.latitudeDeg, 9);
      expect(back.heightM).toBeCloseTo(library.heightM, 4);
    }
  });

  it('puts the same lines of sight on the same ground, and images that ground at the same place', () => {
    for (const frame of frames) {
      const at = { x: random.uniform(), y: random.uniform() };
      const pose = truth.pose(frame);
      const own = truth.groundAt(frame, at);
      const sight = lineOfSight(pose, at);
      if (own === undefined || sight === undefined) expect.fail(`frame ${frame} sees no ground`);
      const library = castRay(truth.world.terrain, pose.position, sight.direction);
      if (library.kind !== 'hit') expect.fail(library.kind);
      expect(distanceM(own, library.point)).toBeLessThan(0.05);
      expect(Math.abs(own.heightM - library.point.heightM)).toBeLessThan(0.05);
      const back = truth.imageOf(frame, own);
      expect(Math.hypot((back?.x ?? 0) - at.x, (back?.y ?? 0) - at.y)).toBeLessThan(1e-6);
    }
  });
});

describe('what the pictures show', () => {
  const { columns, rows } = picture;
  const renderer = new Renderer(truth.world, columns, rows);
  const luma = new Uint8Array(columns * rows);
  const draw = (frame: number): Uint8Array => {
    renderer.render(truth.pose(frame), frame / demonstrationSortie.rateHz, frame, luma);
    return luma;
  };

  it('is hot where a vehicle truly is', () => {
    let seen = 0;
    for (const frame of frames) {
      draw(frame);
      for (const { at, box } of truth.visible(frame)) {
        // not where the stamp and the text lie over it
        if (at.y > 0.92 || box.left < 0 || box.right > 1 || box.top < 0) continue;
        const level = luma[Math.floor(at.y * rows) * columns + Math.floor(at.x * columns)] ?? 0;
        expect(level, `frame ${frame}`).toBeGreaterThan(150);
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(30);
  });

  it('stays on the ground while the camera moves', () => {
    // a second apart in a sweep: the same ground, elsewhere in the picture
    const [first, second] = [480, 492];
    const before = Float64Array.from(draw(first));
    draw(second);
    const pairs: [number, number][] = [];
    let moved = 0;
    for (let i = 0; i < 4000; i++) {
      const [column, row] = [20 + Math.floor(600 * random.uniform()), 20 + Math.floor(400 * random.uniform())];
      const ground = truth.groundAt(first, { x: (column + 0.5) / columns, y: (row + 0.5) / rows });
      const there = ground && truth.imageOf(second, ground);
      if (there === undefined || there.x <= 0 || there.x >= 1 || there.y <= 0 || there.y >= 0.92) continue;
      moved += Math.hypot(there.x * columns - column - 0.5, there.y * rows - row - 0.5);
      const [x, y] = [Math.floor(there.x * columns), Math.floor(there.y * rows)];
      pairs.push([before[row * columns + column]!, luma[y * columns + x]!]);
    }
    expect(pairs.length).toBeGreaterThan(1500);
    expect(moved / pairs.length).toBeGreaterThan(20);
    expect(correlation(pairs)).toBeGreaterThan(0.85);
    expect(correlation(pairs.map(([a], i) => [a, pairs[(i + 7) % pairs.length]?.[1] ?? 0]))).toBeLessThan(0.5);
  });
});

function correlation(pairs: readonly (readonly [number, number])[]): number {
  const mean = (k: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[k], 0) / pairs.length;
  const [ma, mb] = [mean(0), mean(1)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [a, b] of pairs) {
    ab += (a - ma) * (b - mb);
    aa += (a - ma) ** 2;
    bb += (b - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}
