import { readFileSync } from 'node:fs';
import { readHgt } from '../src/formats/hgt/hgt.ts';
import { toEcef, type Vector3 } from '../src/geo/ellipsoid.ts';
import { castRay, directionFrom } from '../src/geo/ray.ts';
import { pathPoint } from '../src/geo/ray-path.ts';
import { type Terrain, terrainFromGrids } from '../src/geo/terrain.ts';
import type { ElevationGrid } from '../src/model/elevation.ts';
import type { Geodetic } from '../src/model/geodetic.ts';
import { referenceFile } from '../test/reference-data.ts';
import type { BenchRow } from './row.ts';

interface Ray {
  readonly origin: Geodetic;
  readonly direction: Vector3;
}

/** Hills from 0 to 2,500 m on 1201 x 1201 posts of 3", rough from post to post. */
function syntheticTile(): ElevationGrid {
  const side = 1201;
  const heightsM = new Float32Array(side * side);
  for (let i = 0; i < heightsM.length; i++) {
    const row = Math.floor(i / side);
    const column = i % side;
    const hills = Math.sin(row / 61) * Math.cos(column / 47) + 0.5 * Math.sin(row / 17 + column / 23);
    heightsM[i] = 1250 + 700 * hills + 40 * Math.sin(row * 12.9898 + column * 78.233);
  }
  const bounds = { northDeg: 43, southDeg: 42, westDeg: 1, eastDeg: 2 };
  return { name: 'synthetic', rows: side, columns: side, ...bounds, heightsM, heightReference: 'egm96' };
}

/** Rays as a sensor casts them: from 2.5 to 6 km over the ground, all round, 6 to 60 degrees down. */
function rays(terrain: Terrain, southDeg: number, westDeg: number, count: number): Ray[] {
  const made: Ray[] = [];
  for (let i = 0; made.length < count && i < 10 * count; i++) {
    // Low-discrepancy steps instead of chance, so that every run casts the same rays.
    const part = (step: number) => (i * step) % 1;
    const place = {
      latitudeDeg: southDeg + 0.3 + 0.4 * part(0.6180339887),
      longitudeDeg: westDeg + 0.3 + 0.4 * part(0.7548776662),
    };
    const ground = terrain.heightM(place.latitudeDeg, place.longitudeDeg);
    if (ground === undefined) continue;
    const origin = { ...place, heightM: ground + 2500 + 3500 * part(0.5698402909) };
    made.push({ origin, direction: directionFrom(origin, 360 * part(0.8191725134), -6 - 54 * part(0.6710436067)) });
  }
  return made;
}

/** The usual way: steps of half a post along the ray, then bisection in the step that went under. */
function marched(terrain: Terrain, ray: Ray, stepM: number, maxRangeM: number): number | undefined {
  const line = { origin: toEcef(ray.origin), direction: ray.direction };
  const under = (rangeM: number): boolean => {
    const p = pathPoint(line, rangeM);
    const ground = terrain.heightM(p.latitudeDeg, p.longitudeDeg);
    return ground !== undefined && p.heightM <= ground;
  };
  for (let rangeM = stepM; rangeM <= maxRangeM; rangeM += stepM) {
    if (!under(rangeM)) continue;
    let [low, high] = [rangeM - stepM, rangeM];
    while (high - low > 1e-3) {
      const middle = (low + high) / 2;
      if (under(middle)) high = middle;
      else low = middle;
    }
    return high;
  }
  return undefined;
}

function cpuMs(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const used = process.cpuUsage(start);
  return (used.user + used.system) / 1000;
}

function measured(name: string, terrain: Terrain, cast: readonly Ray[]): BenchRow {
  const maxRangeM = 60_000;
  const exact = (ray: Ray) => castRay(terrain, ray.origin, ray.direction, { maxRangeM, unknownGround: 'clear' });
  for (const ray of cast.slice(0, 300)) {
    exact(ray);
    marched(terrain, ray, 45, maxRangeM);
  }
  const found: (number | undefined)[] = [];
  const walkedMs = cpuMs(() => {
    for (const ray of cast) {
      const met = exact(ray);
      found.push(met.kind === 'hit' ? met.rangeM : undefined);
    }
  });
  const sample = cast.slice(0, Math.ceil(cast.length / 10));
  const stepped: (number | undefined)[] = [];
  const marchedMs = cpuMs(() => {
    for (const ray of sample) stepped.push(marched(terrain, ray, 45, maxRangeM));
  });
  let missed = 0;
  for (const [i, rangeM] of stepped.entries()) {
    const exactM = found[i];
    if (exactM !== undefined && (rangeM === undefined || rangeM > exactM + 1)) missed++;
  }
  const ours = (cast.length / walkedMs) * 1000;
  const theirs = (sample.length / marchedMs) * 1000;
  return {
    name,
    ours: `${Math.round(ours)} rays/s`,
    against: `marching at half a post: ${Math.round(theirs)} rays/s`,
    ratio: ours / theirs,
    note: `CPU time; ${found.filter((r) => r !== undefined).length} of ${cast.length} rays hit; marching passed the first ground by more than 1 m in ${missed} of ${sample.length}`,
  };
}

/** Rays to the ground per second on a real-size tile, beside plain marching in the same run. */
export async function benchRays(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const synthetic = terrainFromGrids([syntheticTile()]);
  rows.push(measured('rays to the ground, synthetic 3" tile', synthetic, rays(synthetic, 42, 1, 20_000)));
  const mountains = referenceFile('terrain/N44W072.hgt');
  if (mountains !== undefined) {
    const terrain = terrainFromGrids([readHgt(readFileSync(mountains), 'N44W072.hgt')]);
    rows.push(measured('rays to the ground, SRTM White Mountains', terrain, rays(terrain, 44, -72, 20_000)));
  }
  return rows;
}
