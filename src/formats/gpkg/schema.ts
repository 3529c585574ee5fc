import type { Layer } from './layers.ts';

/** `GPKG` in the SQLite header (OGC 12-128r18, requirement 2) and the version 1.3.0 as `user_version`. */
export const applicationId = 0x47504b47;
export const userVersion = 10300;

/** A name as an SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The tables every GeoPackage has (OGC 12-128r18, annex C), and that of extensions. */
export const coreTables = `
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT, definition_12_063 TEXT NOT NULL);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name), CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
`;

const wkt1 =
  'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]';

function wkt2(dimensions: 2 | 3): string {
  const angle = 'ANGLEUNIT["degree",0.0174532925199433]';
  const height = dimensions === 3 ? ',AXIS["ellipsoidal height (h)",up,ORDER[3],LENGTHUNIT["metre",1]]' : '';
  return (
    'GEODCRS["WGS 84",DATUM["World Geodetic System 1984",ELLIPSOID["WGS 84",6378137,298.257223563,LENGTHUNIT["metre",1]]],' +
    `PRIMEM["Greenwich",0,${angle}],CS[ellipsoidal,${dimensions}],AXIS["geodetic latitude (Lat)",north,ORDER[1],${angle}],` +
    `AXIS["geodetic longitude (Lon)",east,ORDER[2],${angle}]${height},ID["EPSG",${dimensions === 3 ? 4979 : 4326}]]`
  );
}

/**
 * Rows of gpkg_spatial_ref_sys: the three that requirement 11 asks for, and WGS84 with heights, which only WKT 2 can say: hence the
 * `gpkg_crs_wkt` extension (annex F.10).
 */
export const spatialReferences: readonly (readonly [string, number, string, number, string, string, string])[] = [
  [
    'Undefined Cartesian SRS',
    -1,
    'NONE',
    -1,
    'undefined',
    'undefined Cartesian coordinate reference system',
    'undefined',
  ],
  [
    'Undefined geographic SRS',
    0,
    'NONE',
    0,
    'undefined',
    'undefined geographic coordinate reference system',
    'undefined',
  ],
  ['WGS 84 geodetic', 4326, 'EPSG', 4326, wkt1, 'longitude and latitude in decimal degrees on WGS 84', wkt2(2)],
  ['WGS 84 (3D)', 4979, 'EPSG', 4979, 'undefined', 'longitude, latitude and ellipsoidal height on WGS 84', wkt2(3)],
];

export const extensions: readonly (readonly [string, string | null, string, string, string])[] = [
  [
    'gpkg_spatial_ref_sys',
    'definition_12_063',
    'gpkg_crs_wkt',
    'http://www.geopackage.org/spec130/#extension_crs_wkt',
    'read-write',
  ],
];

export const rtreeExtension = {
  name: 'gpkg_rtree_index',
  definition: 'http://www.geopackage.org/spec130/#extension_rtree',
  scope: 'write-only',
} as const;

/** The table of a layer: `fid`, the geometry `geom` where it has one, and its columns. */
export function layerTable(layer: Layer): string {
  const columns = layer.columns.map(([name, type]) => `${identifier(name)} ${type}`);
  const geometry = layer.geometry === undefined ? [] : [`"geom" ${layer.geometry.typeName}`];
  return `CREATE TABLE ${identifier(layer.table)} (${['"fid" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL', ...geometry, ...columns].join(', ')})`;
}

export function rtreeName(table: string): string {
  return `rtree_${table}_geom`;
}

export function rtreeTable(table: string): string {
  return `CREATE VIRTUAL TABLE ${identifier(rtreeName(table))} USING rtree(id, minx, maxx, miny, maxy)`;
}

/**
 * The triggers that keep the index in step when others edit the file (OGC 12-128r18, annex F.3). They call ST_ functions that only
 * a GeoPackage-aware program has: create them after the rows are in.
 */
export function rtreeTriggers(table: string): readonly string[] {
  const t = identifier(table);
  const r = identifier(rtreeName(table));
  const name = (suffix: string): string => identifier(`${rtreeName(table)}_${suffix}`);
  const present = 'NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom")';
  const absent = 'NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom")';
  const put = `INSERT OR REPLACE INTO ${r} VALUES (NEW."fid", ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"), ST_MinY(NEW."geom"), ST_MaxY(NEW."geom"));`;
  const drop = `DELETE FROM ${r} WHERE id = OLD."fid";`;
  return [
    `CREATE TRIGGER ${name('insert')} AFTER INSERT ON ${t} WHEN (${present}) BEGIN ${put} END`,
    `CREATE TRIGGER ${name('update1')} AFTER UPDATE OF "geom" ON ${t} WHEN OLD."fid" = NEW."fid" AND (${present}) BEGIN ${put} END`,
    `CREATE TRIGGER ${name('update2')} AFTER UPDATE OF "geom" ON ${t} WHEN OLD."fid" = NEW."fid" AND (${absent}) BEGIN ${drop} END`,
    `CREATE TRIGGER ${name('update3')} AFTER UPDATE ON ${t} WHEN OLD."fid" != NEW."fid" AND (${present}) BEGIN ${drop} ${put} END`,
    `CREATE TRIGGER ${name('update4')} AFTER UPDATE ON ${t} WHEN OLD."fid" != NEW."fid" AND (${absent}) BEGIN DELETE FROM ${r} WHERE id IN (OLD."fid", NEW."fid"); END`,
    `CREATE TRIGGER ${name('delete')} AFTER DELETE ON ${t} WHEN OLD."geom" NOT NULL BEGIN ${drop} END`,
  ];
}
