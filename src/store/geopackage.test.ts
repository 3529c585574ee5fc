import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandPath } from '../../test/command-path.ts';
import { hostileTexts } from '../../test/hostile.ts';
import { syntheticFlight } from '../../test/synthetic-flight.ts';
import { decodeGeometry, envelopeOf } from '../formats/gpkg/geometry.ts';
import { flightLayers } from '../formats/gpkg/layers.ts';
import { AtalayaError } from '../model/errors.ts';
import { writeGeoPackage } from './geopackage.ts';

const changedMs = Date.UTC(2026, 0, 1);
const ogrinfo = commandPath('ogrinfo');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gpkg-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, options: Parameters<typeof syntheticFlight>[0] = {}): string {
  const path = join(folder, name);
  writeGeoPackage(path, flightLayers(syntheticFlight(options)), changedMs);
  return path;
}

function rows(path: string, sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

const layerNames = [
  'flight',
  'track',
  'track_points',
  'footprints',
  'frame_centers',
  'center_error_ellipses',
  'coverage',
  'vmti',
];

describe('GeoPackage of a flight (OGC 12-128r18)', () => {
  it('says what it is, and is whole', () => {
    const path = written('whole.gpkg', { frames: 60 });
    expect(readFileSync(path).subarray(68, 72).toString('latin1')).toBe('GPKG');
    expect(rows(path, 'PRAGMA user_version')).toEqual([{ user_version: 10300 }]);
    expect(rows(path, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(rows(path, 'PRAGMA foreign_key_check')).toEqual([]);
    expect(rows(path, 'SELECT srs_id FROM gpkg_spatial_ref_sys ORDER BY 1').map((row) => row['srs_id'])).toEqual([
      -1, 0, 4326, 4979,
    ]);
    expect(rows(path, 'SELECT table_name FROM gpkg_contents ORDER BY rowid').map((row) => row['table_name'])).toEqual(
      layerNames,
    );
    const changes = rows(path, 'SELECT DISTINCT last_change FROM gpkg_contents');
    expect(changes).toEqual([{ last_change: '2026-01-01T00:00:00.000Z' }]);
  });

  it('states for each layer the extent of its geometries, and indexes each', () => {
    const path = written('extent.gpkg', { frames: 60 });
    for (const { table_name: table } of rows(path, 'SELECT table_name FROM gpkg_geometry_columns')) {
      const blobs = rows(path, `SELECT fid, geom FROM "${String(table)}" WHERE geom NOT NULL`);
      const boxes = blobs.map(({ geom }) => {
        expect(geom).toBeInstanceOf(Uint8Array);
        return envelopeOf(decodeGeometry(geom instanceof Uint8Array ? geom : new Uint8Array()).geometry)!;
      });
      const [stated] = rows(path, `SELECT min_x, max_y FROM gpkg_contents WHERE table_name = '${String(table)}'`);
      expect(stated).toEqual({
        min_x: Math.min(...boxes.map(({ minX }) => minX)),
        max_y: Math.max(...boxes.map(({ maxY }) => maxY)),
      });
      const indexed = rows(path, `SELECT count(*) AS n FROM "rtree_${String(table)}_geom"`);
      expect(indexed).toEqual([{ n: boxes.length }]);
      expect(rows(path, `SELECT rtreecheck('rtree_${String(table)}_geom') AS ok`)).toEqual([{ ok: 'ok' }]);
    }
  });

  it('names a trigger of the index for each way to edit a layer', () => {
    const path = written('triggers.gpkg', { frames: 2 });
    const names = rows(path, "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'footprints'");
    expect(names.map((row) => row['name'])).toEqual(
      ['insert', 'update1', 'update2', 'update3', 'update4', 'delete'].map((each) => `rtree_footprints_geom_${each}`),
    );
  });

  it('has the same bytes for the same flight', () => {
    const hash = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
    expect(hash(written('one.gpkg', { frames: 40 }))).toBe(hash(written('two.gpkg', { frames: 40 })));
    expect(hash(written('three.gpkg', { frames: 41 }))).not.toBe(hash(written('one.gpkg', { frames: 40 })));
  });

  it('is valid and empty where nothing is placed', () => {
    const path = written('empty.gpkg', { frames: 0 });
    for (const table of layerNames.filter((name) => name !== 'flight')) {
      expect(rows(path, `SELECT count(*) AS n FROM "${table}"`)).toEqual([{ n: 0 }]);
    }
    expect(rows(path, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(rows(path, "SELECT min_x FROM gpkg_contents WHERE table_name = 'track'")).toEqual([{ min_x: null }]);
  });

  it('keeps hostile names as values', () => {
    for (const hostile of hostileTexts) {
      const path = written('hostile.gpkg', { frames: 1, name: hostile });
      // SQLite keeps text as UTF-8, which has no lone surrogates.
      expect(rows(path, 'SELECT name FROM flight')).toEqual([{ name: hostile.toWellFormed() }]);
    }
  });

  it('leaves the old file, and nothing beside it, when it fails half-way', () => {
    const inner = mkdtempSync(join(folder, 'atomic-'));
    const path = join(inner, 'flight.gpkg');
    writeFileSync(path, 'old');
    const [first] = flightLayers(syntheticFlight({ frames: 3 }));
    function* failing() {
      yield first!;
      throw new Error('the source ran dry');
    }
    expect(() => writeGeoPackage(path, failing(), changedMs)).toThrow('the source ran dry');
    expect(readdirSync(inner)).toEqual(['flight.gpkg']);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  it('says plainly that it may not write', () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const attempt = (): void => writeGeoPackage(join(file, 'flight.gpkg'), [], changedMs);
    expect(attempt).toThrow(AtalayaError);
    expect(attempt).toThrow(expect.objectContaining({ code: 'file-unwritable' }));
    expect(existsSync(`${file}.partial`)).toBe(false);
  });

  it.skipIf(ogrinfo === undefined)('is read by GDAL without a warning (needs ogrinfo)', () => {
    const path = written('gdal.gpkg', { frames: 60, longitudeDeg: 179.95, latitudeDeg: -17.7 });
    const text = execFileSync(ogrinfo ?? '', ['-so', '-al', path], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(text).not.toMatch(/warning|error:/i);
    for (const [layer, type] of [
      ['track', '3D Line String'],
      ['footprints', '3D Multi Polygon'],
      ['frame_centers', '3D Point'],
      ['coverage', 'Multi Polygon'],
    ] as const) {
      expect(text).toMatch(new RegExp(`Layer name: ${layer}\\n(.*\\n)*?Geometry: ${type}\\n`));
    }
    expect(text).toContain('ID["EPSG",4979]');
  });
});
