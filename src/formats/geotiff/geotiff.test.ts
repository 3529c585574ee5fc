import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { gdal, hasGdal } from '../../../test/gdal.ts';
import { AtalayaError } from '../../model/errors.ts';
import { geoTiffShape, readGeoTiff } from './geotiff.ts';

const folder = mkdtempSync(join(tmpdir(), 'geotiff-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Entry = readonly [tag: number, type: 2 | 3 | 4 | 12, values: readonly number[] | string];

/** A TIFF of one strip of floats, in either byte order, written by hand. */
function tiff(entries: readonly Entry[], strip: Uint8Array, littleEndian = true): Uint8Array {
  const sizes = { 2: 1, 3: 2, 4: 4, 12: 8 };
  const all: Entry[] = [...entries, [273, 4, [8]], [279, 4, [strip.length]]];
  all.sort((a, b) => a[0] - b[0]);
  const directoryAt = 8 + strip.length + (strip.length % 2);
  let farAt = directoryAt + 2 + all.length * 12 + 4;
  const bytes = new Uint8Array(4096);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, littleEndian ? 0x4949 : 0x4d4d, false);
  view.setUint16(2, 42, littleEndian);
  view.setUint32(4, directoryAt, littleEndian);
  bytes.set(strip, 8);
  view.setUint16(directoryAt, all.length, littleEndian);
  for (const [i, [tag, type, values]] of all.entries()) {
    const at = directoryAt + 2 + i * 12;
    const list = typeof values === 'string' ? [...new TextEncoder().encode(values), 0] : values;
    const length = list.length * sizes[type];
    view.setUint16(at, tag, littleEndian);
    view.setUint16(at + 2, type, littleEndian);
    view.setUint32(at + 4, list.length, littleEndian);
    if (length > 4) view.setUint32(at + 8, farAt, littleEndian);
    for (const [k, value] of list.entries()) {
      const to = (length > 4 ? farAt : at + 8) + k * sizes[type];
      if (type === 2) view.setUint8(to, value);
      else if (type === 3) view.setUint16(to, value, littleEndian);
      else if (type === 4) view.setUint32(to, value, littleEndian);
      else view.setFloat64(to, value, littleEndian);
    }
    if (length > 4) farAt += length;
  }
  return bytes.slice(0, farAt);
}

/** Geo keys with short values, as tag 34735 holds them. */
function keys(values: Readonly<Record<number, number>>): Entry {
  const list = Object.entries(values).flatMap(([key, value]) => [Number(key), 0, 1, value]);
  return [34735, 3, [1, 1, 0, list.length / 4, ...list]];
}

const wgs84Keys = { 1024: 2, 1025: 1, 2048: 4326 };

/** 4 x 3 posts of 0.5 degrees. */
function small(
  geo: Readonly<Record<number, number>> = {},
  more: readonly Entry[] = [],
  littleEndian = true,
): Uint8Array {
  const strip = new DataView(new ArrayBuffer(48));
  for (let i = 0; i < 12; i++) strip.setFloat32(i * 4, i === 5 ? -9999 : i * 10.5, littleEndian);
  const overridden = new Set(more.map(([tag]) => tag));
  const standard: Entry[] = [
    [256, 3, [4]],
    [257, 3, [3]],
    [258, 3, [32]],
    [259, 3, [1]],
    [277, 3, [1]],
    [278, 3, [3]],
    [339, 3, [3]],
    [33550, 12, [0.5, 0.5, 0]],
    [33922, 12, [0, 0, 0, 10, 50, 0]],
    [42113, 2, '-9999'],
    keys({ ...wgs84Keys, ...geo }),
  ];
  return tiff(
    [...standard.filter(([tag]) => !overridden.has(tag)), ...more],
    new Uint8Array(strip.buffer),
    littleEndian,
  );
}

function trouble(bytes: Uint8Array): AtalayaError {
  try {
    readGeoTiff(bytes, 'x.tif');
  } catch (error) {
    if (error instanceof AtalayaError) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('a GeoTIFF', () => {
  it('has posts in the middle of pixels that are areas, and at the corner of those that are points', () => {
    const area = readGeoTiff(small({ 1025: 1 }), 'area.tif');
    expect([area.rows, area.columns, area.heightReference]).toEqual([3, 4, 'egm96']);
    expect([area.northDeg, area.southDeg, area.westDeg, area.eastDeg]).toEqual([49.75, 48.75, 10.25, 11.75]);
    expect([...area.heightsM.subarray(0, 7)]).toEqual([0, 10.5, 21, 31.5, 42, Number.NaN, 63]);
    const point = readGeoTiff(small({ 1025: 2 }), 'point.tif');
    expect([point.northDeg, point.southDeg, point.westDeg, point.eastDeg]).toEqual([50, 49, 10, 11.5]);
  });

  it('is the same in either byte order, by matrix instead of scale, and from a source that is read in parts', () => {
    const plain = readGeoTiff(small(), 'a.tif');
    expect(readGeoTiff(small({}, [], false), 'a.tif')).toEqual(plain);
    const matrix = [0.5, 0, 0, 10, 0, -0.5, 0, 50, 0, 0, 0, 0, 0, 0, 0, 1];
    const byMatrix = small({}, [
      [33550, 12, []],
      [34264, 12, matrix],
    ]);
    expect(readGeoTiff(byMatrix, 'a.tif')).toEqual(plain);
    const bytes = small();
    const read = (offset: number, length: number) => bytes.slice(offset, offset + length);
    expect(readGeoTiff({ size: bytes.length, read }, 'a.tif')).toEqual(plain);
    const { heightsM, ...shape } = plain;
    expect(geoTiffShape({ size: bytes.length, read }, 'a.tif')).toEqual(shape);
    expect(heightsM.length).toBe(12);
    const turned = small({}, [[34264, 12, [0.5, 0.1, ...matrix.slice(2)]]]);
    expect(trouble(turned).message).toContain('turned');
  });

  it('tells heights above the ellipsoid from those above the geoid', () => {
    expect(readGeoTiff(small({ 4096: 5030 }), 'e.tif').heightReference).toBe('ellipsoid');
    expect(readGeoTiff(small({ 4096: 5773 }), 'g.tif').heightReference).toBe('egm96');
    expect(readGeoTiff(small({ 2048: 4979 }), '3d.tif').heightReference).toBe('ellipsoid');
  });

  it('in another system is refused, and how to convert it told', () => {
    const utm = trouble(small({ 1024: 1, 3072: 32631 }));
    expect(utm.code).toBe('format-unknown');
    expect(utm.message).toContain('EPSG:32631');
    expect(utm.cure).toContain('gdalwarp -t_srs EPSG:4326');
    expect(trouble(small({ 2048: 4267 })).message).toContain('EPSG:4267');
    expect(trouble(small({}, [[33922, 12, [0, 0, 0, 10, 95, 0]]])).message).toContain('not on the earth');
  });

  it('fuzzed: damaged bytes give an error of ours or a grid, nothing else', () => {
    const sound = small();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.nat(sound.length),
        fc.boolean(),
        (changes, length, cut) => {
          const bytes = sound.slice(0, cut ? length : sound.length);
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          try {
            const grid = readGeoTiff(bytes, 'fuzz.tif');
            expect(grid.heightsM.length).toBe(grid.rows * grid.columns);
          } catch (error) {
            expect(error).toBeInstanceOf(AtalayaError);
          }
        },
      ),
      { numRuns: 1500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(trouble(bytes)).toBeInstanceOf(AtalayaError);
      }),
    );
  });
});

describe.skipIf(!hasGdal)("GeoTIFF as GDAL writes it (skipped without GDAL's programs)", () => {
  const rows = 90;
  const columns = 130;
  const heights = Array.from({ length: rows * columns }, (_, i) => ((i * 7919) % 2500) - 300);
  heights[77] = -32768;
  const ascii = join(folder, 'in.asc');
  const header = `ncols ${columns}\nnrows ${rows}\nxllcorner -71.5\nyllcorner 44.25\ncellsize 0.01\nNODATA_value -32768\n`;
  writeFileSync(ascii, header + heights.join(' '));

  it.each([
    ['int16 strips', ['-ot', 'Int16']],
    [
      'int16 deflate tiles, predictor',
      [
        '-ot',
        'Int16',
        '-co',
        'TILED=YES',
        '-co',
        'BLOCKXSIZE=64',
        '-co',
        'BLOCKYSIZE=64',
        '-co',
        'COMPRESS=DEFLATE',
        '-co',
        'PREDICTOR=2',
      ],
    ],
    ['float32 LZW, predictor', ['-ot', 'Float32', '-co', 'COMPRESS=LZW', '-co', 'PREDICTOR=3']],
    [
      'float32 LZW tiles',
      ['-ot', 'Float32', '-co', 'COMPRESS=LZW', '-co', 'TILED=YES', '-co', 'BLOCKXSIZE=64', '-co', 'BLOCKYSIZE=64'],
    ],
    ['float64 PackBits', ['-ot', 'Float64', '-co', 'COMPRESS=PACKBITS']],
    ['int32 BigTIFF, big-endian', ['-ot', 'Int32', '-co', 'BIGTIFF=YES', '-co', 'ENDIANNESS=BIG']],
    ['int16 point', ['-ot', 'Int16', '-mo', 'AREA_OR_POINT=Point']],
  ] as const)('%s', (label, options) => {
    const out = join(folder, `${label.replaceAll(/\W/g, '-')}.tif`);
    gdal('gdal_translate', ['-q', '-a_srs', 'EPSG:4326', ...options, ascii, out]);
    const grid = readGeoTiff(readFileSync(out), out);
    expect([grid.rows, grid.columns]).toEqual([rows, columns]);
    expect(grid.northDeg).toBeCloseTo(44.25 + 0.01 * (rows - 0.5), 9);
    expect(grid.westDeg).toBeCloseTo(-71.495, 9);
    expect(grid.eastDeg).toBeCloseTo(-71.495 + 0.01 * (columns - 1), 9);
    expect(grid.heightsM.length).toBe(heights.length);
    for (let i = 0; i < heights.length; i++) {
      expect(grid.heightsM[i]).toBe(heights[i] === -32768 ? Number.NaN : heights[i]);
    }
  });

  it('heights above the ellipsoid (EPSG:4979), and scale and offset', () => {
    const out = join(folder, 'ellipsoid.tif');
    gdal('gdal_translate', [
      '-q',
      '-a_srs',
      'EPSG:4979',
      '-a_scale',
      '0.5',
      '-a_offset',
      '100',
      '-ot',
      'Int16',
      ascii,
      out,
    ]);
    const grid = readGeoTiff(readFileSync(out), out);
    expect(grid.heightReference).toBe('ellipsoid');
    expect(grid.heightsM[3]).toBe((heights[3] ?? 0) / 2 + 100);
    const geoid = join(folder, 'geoid.tif');
    gdal('gdal_translate', ['-q', '-a_srs', 'EPSG:4326+5773', '-ot', 'Int16', ascii, geoid]);
    expect(readGeoTiff(readFileSync(geoid), geoid).heightReference).toBe('egm96');
  });

  it('packed in a way not read here is refused, and how to repack it told', () => {
    const out = join(folder, 'zstd.tif');
    gdal('gdal_translate', ['-q', '-a_srs', 'EPSG:4326', '-ot', 'Int16', '-co', 'COMPRESS=ZSTD', ascii, out]);
    const error = trouble(readFileSync(out));
    expect(error.code).toBe('format-unknown');
    expect(error.cure).toContain('COMPRESS=DEFLATE');
  });

  it('two bands, together or apart: the first is read', () => {
    for (const interleave of ['PIXEL', 'BAND']) {
      const out = join(folder, `${interleave}.tif`);
      const options = [
        '-b',
        '1',
        '-b',
        '1',
        '-co',
        `INTERLEAVE=${interleave}`,
        '-co',
        'COMPRESS=LZW',
        '-co',
        'PREDICTOR=2',
      ];
      gdal('gdal_translate', ['-q', '-a_srs', 'EPSG:4326', '-ot', 'Int16', ...options, ascii, out]);
      const grid = readGeoTiff(readFileSync(out), out);
      for (const i of [0, 1, 500, heights.length - 1]) expect(grid.heightsM[i]).toBe(heights[i]);
    }
  });

  it('projected is refused', () => {
    const out = join(folder, 'utm.tif');
    gdal('gdalwarp', ['-q', '-s_srs', 'EPSG:4326', '-t_srs', 'EPSG:32619', '-ot', 'Int16', ascii, out]);
    const error = trouble(readFileSync(out));
    expect(error.code).toBe('format-unknown');
    expect(error.message).toContain('32619');
  });
});
