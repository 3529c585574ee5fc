import { existsSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Envelope } from '../formats/gpkg/geometry.ts';
import { encodeGeometry, envelopeOf } from '../formats/gpkg/geometry.ts';
import type { CellValue, Layer } from '../formats/gpkg/layers.ts';
import {
  applicationId,
  coreTables,
  extensions,
  identifier,
  layerTable,
  rtreeExtension,
  rtreeName,
  rtreeTable,
  rtreeTriggers,
  spatialReferences,
  userVersion,
} from '../formats/gpkg/schema.ts';
import { unwritable } from './unwritable.ts';

function grown(box: Envelope | undefined, part: Envelope): Envelope {
  if (box === undefined) return part;
  return {
    minX: Math.min(box.minX, part.minX),
    maxX: Math.max(box.maxX, part.maxX),
    minY: Math.min(box.minY, part.minY),
    maxY: Math.max(box.maxY, part.maxY),
  };
}

/** Inserts the rows of a layer and their index entries; gives back the extent of the layer. */
function insertRows(database: DatabaseSync, layer: Layer): Envelope | undefined {
  const { geometry } = layer;
  const names = [...(geometry === undefined ? [] : ['geom']), ...layer.columns.map(([name]) => name)];
  const insert = database.prepare(
    `INSERT INTO ${identifier(layer.table)} (${names.map(identifier).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  );
  const index =
    geometry === undefined
      ? undefined
      : database.prepare(`INSERT INTO ${identifier(rtreeName(layer.table))} VALUES (?, ?, ?, ?, ?)`);
  let extent: Envelope | undefined;
  for (const row of layer.rows) {
    const values: (CellValue | Uint8Array)[] = [...row.values];
    const box = row.geometry === undefined ? undefined : envelopeOf(row.geometry);
    if (geometry !== undefined) {
      values.unshift(row.geometry === undefined ? null : encodeGeometry(row.geometry, geometry.srsId, geometry.hasZ));
    }
    const { lastInsertRowid } = insert.run(...values);
    if (box !== undefined && index !== undefined) {
      index.run(lastInsertRowid, box.minX, box.maxX, box.minY, box.maxY);
      extent = grown(extent, box);
    }
  }
  return extent;
}

function writeLayer(database: DatabaseSync, layer: Layer, lastChange: string): void {
  const { table, geometry, description } = layer;
  database.exec(layerTable(layer));
  if (geometry !== undefined) database.exec(rtreeTable(table));
  const extent = insertRows(database, layer);
  database
    .prepare('INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(
      table,
      geometry === undefined ? 'attributes' : 'features',
      table,
      description,
      lastChange,
      extent?.minX ?? null,
      extent?.minY ?? null,
      extent?.maxX ?? null,
      extent?.maxY ?? null,
      geometry?.srsId ?? null,
    );
  if (geometry === undefined) return;
  database
    .prepare('INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, ?, ?)')
    .run(table, 'geom', geometry.typeName, geometry.srsId, geometry.hasZ ? 1 : 0, 0);
  database
    .prepare('INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)')
    .run(table, 'geom', rtreeExtension.name, rtreeExtension.definition, rtreeExtension.scope);
  for (const trigger of rtreeTriggers(table)) database.exec(trigger);
}

function fill(database: DatabaseSync, layers: Iterable<Layer>, lastChange: string): void {
  // The file is not in place until it is whole, so that no journal is needed to protect it.
  database.exec('PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF');
  database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${userVersion}`);
  database.exec('BEGIN');
  database.exec(coreTables);
  const reference = database.prepare('INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?, ?)');
  for (const row of spatialReferences) reference.run(...row);
  const extension = database.prepare('INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)');
  for (const row of extensions) extension.run(...row);
  for (const layer of layers) writeLayer(database, layer, lastChange);
  database.exec('COMMIT');
}

/**
 * Writes layers as a GeoPackage 1.3 (OGC 12-128r18) with spatial indices. The same layers and `lastChangeMs` (milliseconds since
 * 1970) give the same bytes. The file appears whole or not at all; one that was there is replaced. Throws `file-unwritable`.
 */
export function writeGeoPackage(path: string, layers: Iterable<Layer>, lastChangeMs: number): void {
  const partial = `${path}.partial`;
  try {
    rmSync(partial, { force: true });
    const database = new DatabaseSync(partial);
    try {
      fill(database, layers, new Date(lastChangeMs).toISOString());
    } finally {
      database.close();
    }
    renameSync(partial, path);
  } catch (error) {
    if (existsSync(partial)) rmSync(partial, { force: true });
    throw unwritable(error, path);
  }
}
