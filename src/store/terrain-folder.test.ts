import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { gdal, hasGdal } from '../../test/gdal.ts';
import { referenceFile } from '../../test/reference-data.ts';
import { undulationM } from '../geo/geoid.ts';
import { castRay, directionFrom } from '../geo/ray.ts';
import type { Terrain } from '../geo/terrain.ts';
import { openTerrainFolder } from './terrain-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'terrain-'));
afterAll(() => rmSync(root, { recursive: true }));

function folder(name: string): string {
  const path = join(root, name);
  mkdirSync(path, { recursive: true });
  return path;
}

/** A 3" tile whose height is a plane in degrees from its corner. */
function plane(path: string, baseM: number): void {
  const bytes = new Uint8Array(1201 * 1201 * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < 1201 * 1201; i++) view.setInt16(i * 2, baseM + Math.floor(i / 1201));
  writeFileSync(path, bytes);
}

describe('a folder of terrain', () => {
  it('is opened by names, read when needed, with subfolders, and joined', async () => {
    const dir = folder('hgt');
    plane(join(dir, 'N10E020.hgt'), 0);
    plane(join(folder('hgt/east'), 'N10E021.HGT'), 0);
    writeFileSync(join(dir, 'readme.txt'), 'not terrain');
    const terrain = await openTerrainFolder(dir);
    expect(terrain.heightM(10.5, 20.9999)).toBeCloseTo(600 + undulationM(10.5, 20.9999), 3);
    expect(terrain.heightM(10.5, 21.5)).toBeCloseTo(600 + undulationM(10.5, 21.5), 3);
    expect(terrain.heightM(11.5, 20.5)).toBeUndefined();
  });

  it('keeps within its memory', async () => {
    const dir = folder('many');
    for (let i = 0; i < 4; i++) plane(join(dir, `S0${i + 1}W00${i + 1}.hgt`), 100 * i);
    const terrain = await openTerrainFolder(dir, { memoryBytes: 7e6 });
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 4; i++) {
        const [lat, lon] = [-i - 0.5, -i - 0.5];
        expect(terrain.heightM(lat, lon)).toBeCloseTo(100 * i + 600 + undulationM(lat, lon), 3);
      }
    }
  });

  it('tells what is wrong with it', async () => {
    await expect(openTerrainFolder(join(root, 'absent'))).rejects.toMatchObject({
      code: 'file-not-found',
      message: 'The terrain folder cannot be opened: it is not there',
      where: join(root, 'absent'),
    });
    writeFileSync(join(root, 'file'), '');
    await expect(openTerrainFolder(join(root, 'file'))).rejects.toMatchObject({
      code: 'file-not-found',
      message: 'The terrain folder cannot be opened: it is no folder',
    });
    await expect(openTerrainFolder(folder('empty'))).rejects.toMatchObject({ code: 'format-unknown' });
    const short = folder('short');
    plane(join(short, 'N10E020.hgt'), 0);
    truncateSync(join(short, 'N10E020.hgt'), 1000);
    await expect(openTerrainFolder(short)).rejects.toMatchObject({ code: 'format-damaged' });
    const odd = folder('odd');
    writeFileSync(join(odd, 'dem.tif'), 'this is no TIFF at all');
    await expect(openTerrainFolder(odd)).rejects.toMatchObject({
      code: 'format-damaged',
      where: join(odd, 'dem.tif'),
    });
  });
});

const pyrenees = referenceFile('terrain/N42E001.hgt');
const whiteMountains = referenceFile('terrain/N44W072.hgt');

describe.skipIf(pyrenees === undefined)('the SRTM reference tiles (skipped where the data is absent)', () => {
  const open = (): Promise<Terrain> => openTerrainFolder(dirname(pyrenees ?? ''));

  it('hold their published ranges of height, and their voids are known', async () => {
    const terrain = await open();
    if (terrain.kind !== 'tiles') throw new Error('not tiles');
    for (const [lat, lon, lowM, highM] of [
      [42.5, 1.5, 349, 3100],
      [44.5, -71.5, 115, 1908],
    ] as const) {
      const tile = terrain.tileAt(lat, lon);
      if (tile === undefined) throw new Error('no tile');
      let [low, high] = [9999, -9999];
      for (const [i, height] of tile.posts.entries()) {
        const latitude = tile.northDeg - Math.floor(i / tile.columns) * tile.stepLatitudeDeg;
        const longitude = tile.westDeg + (i % tile.columns) * tile.stepLongitudeDeg;
        if (Number.isNaN(height)) {
          if (i % 50 === 0) expect(terrain.heightM(latitude, longitude)).toBeUndefined();
          continue;
        }
        // The undulation moves slowly: only what may be an extreme is worth working out.
        if (height > 60 + low && height < high - 60) continue;
        const msl = height - undulationM(latitude, longitude);
        low = Math.min(low, msl);
        high = Math.max(high, msl);
      }
      expect(low).toBeCloseTo(lowM, 2);
      expect(high).toBeCloseTo(highM, 2);
    }
  });

  it('a ray down on Mount Washington meets it at its height', async () => {
    const terrain = await open();
    const eye = { latitudeDeg: 44.2705, longitudeDeg: -71.3033, heightM: 6000 };
    const met = castRay(terrain, eye, directionFrom(eye, 0, -90));
    expect(met.kind).toBe('hit');
    // 1,917 m by survey; a radar post 90 m apart lies some metres lower.
    if (met.kind === 'hit') expect(met.point.heightM - undulationM(44.2705, -71.3033)).toBeGreaterThan(1890);
  });

  it.skipIf(!hasGdal)(
    "agrees with gdallocationinfo's bilinear heights, and as GeoTIFF too (skipped without GDAL)",
    async () => {
      const terrain = await open();
      const dir = folder('pyrenees-tif');
      gdal('gdal_translate', [
        '-q',
        '-a_srs',
        'EPSG:4326',
        '-co',
        'COMPRESS=DEFLATE',
        '-co',
        'TILED=YES',
        pyrenees ?? '',
        join(dir, 'n42e001.tif'),
      ]);
      const asTiff = await openTerrainFolder(dir);
      const places = Array.from(
        { length: 200 },
        (_, i) => [42.01 + 0.98 * ((i * 0.6180339) % 1), 1.01 + 0.98 * ((i * 0.4142135) % 1)] as const,
      );
      const input = places.map(([lat, lon]) => `${lon} ${lat}`).join('\n');
      let printed: string;
      try {
        printed = gdal('gdallocationinfo', ['-valonly', '-wgs84', '-r', 'bilinear', pyrenees ?? ''], input);
      } catch {
        // Before GDAL 3.10 gdallocationinfo cannot interpolate; gdalwarp can, at places chosen on its grid.
        return expectWarpAgrees(terrain, asTiff, pyrenees ?? '', dir);
      }
      for (const [i, line] of printed.trim().split('\n').entries()) {
        const [lat, lon] = places[i] ?? [0, 0];
        expect(Math.abs((terrain.heightM(lat, lon) ?? Number.NaN) - undulationM(lat, lon) - Number(line))).toBeLessThan(
          2e-3,
        );
        expect(Math.abs((terrain.heightM(lat, lon) ?? 0) - (asTiff.heightM(lat, lon) ?? Number.NaN))).toBeLessThan(
          1e-3,
        );
      }
    },
  );

  it.skipIf(whiteMountains === undefined)('sees over both tiles from one folder', async () => {
    const terrain = await open();
    expect(terrain.heightM(44.5, -71.5)).toBeDefined();
    expect(terrain.heightM(42.5, 1.5)).toBeDefined();
    expect(terrain.heightM(43.5, 1.5)).toBeUndefined();
  });
});

/** Compares with gdalwarp's bilinear resampling on a grid of pixels whose middles are not posts. */
function expectWarpAgrees(terrain: Terrain, asTiff: Terrain, hgt: string, dir: string): void {
  const out = join(dir, '..', 'warped.asc');
  const mid = join(dir, '..', 'warped.tif');
  const [west, south, step, side] = [1.3, 42.4, 0.00031, 40];
  const bounds = [west, south, west + step * side, south + step * side].map(String);
  gdal('gdalwarp', ['-q', '-r', 'bilinear', '-ot', 'Float32', '-te', ...bounds, '-ts', `${side}`, `${side}`, hgt, mid]);
  gdal('gdal_translate', ['-q', '-of', 'XYZ', mid, out]);
  let count = 0;
  for (const line of gdal('cat', [out]).trim().split('\n')) {
    const [lon = 0, lat = 0, height = 0] = line.split(' ').map(Number);
    const ours = terrain.heightM(lat, lon) ?? Number.NaN;
    expect(Math.abs(ours - undulationM(lat, lon) - height)).toBeLessThan(5e-3);
    expect(Math.abs(ours - (asTiff.heightM(lat, lon) ?? Number.NaN))).toBeLessThan(1e-3);
    count++;
  }
  expect(count).toBe(side * side);
}
