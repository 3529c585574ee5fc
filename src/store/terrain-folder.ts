import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteSource } from '../formats/geotiff/directory.ts';
import { geoTiffShape, readGeoTiff } from '../formats/geotiff/geotiff.ts';
import { hgtShape, readHgt } from '../formats/hgt/hgt.ts';
import { type TiledTerrain, terrainFromSources } from '../geo/terrain.ts';
import type { TileSource } from '../geo/terrain-member.ts';
import { AtalayaError } from '../model/errors.ts';

/**
 * Opens a folder of terrain: every `.hgt`, `.tif` and `.tiff` in it and in its subfolders. Only names, lengths and
 * directories are read at first; a tile is read when a ray or a question first comes over it, and let go again beyond
 * the memory bound, so a folder may hold a continent.
 * @param options.memoryBytes heights held at a time (default 512 MiB).
 * @throws AtalayaError file-not-found where the folder cannot be opened, format-unknown where it holds no terrain, and
 * the formats' own errors for a file in it: a tile left out without a word would leave a hole in the ground.
 */
export async function openTerrainFolder(
  dir: string,
  options: { readonly memoryBytes?: number } = {},
): Promise<TiledTerrain> {
  const names = await namesIn(dir);
  const sources: TileSource[] = [];
  for (const name of names) {
    const path = join(dir, name);
    if (/\.hgt$/i.test(name)) sources.push(await hgtSource(path));
    else if (/\.tiff?$/i.test(name)) sources.push(geoTiffSource(path));
  }
  if (sources.length === 0) {
    throw new AtalayaError(
      'format-unknown',
      'The folder holds no terrain: no .hgt, .tif or .tiff file',
      dir,
      'Put SRTM height files (N42E001.hgt) or GeoTIFFs in EPSG:4326 there.',
    );
  }
  return terrainFromSources(sources, { name: dir, ...options });
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    // In order, so that the same folder gives the same ground on every machine.
    return (await readdir(dir, { recursive: true })).sort();
  } catch (error) {
    throw new AtalayaError(
      'file-not-found',
      `The terrain folder cannot be opened: ${reason(error)}`,
      dir,
      'Give the folder that the tiles are in, or work without terrain.',
    );
  }
}

async function hgtSource(path: string): Promise<TileSource> {
  const { size } = await stat(path);
  return { name: path, shape: hgtShape(path, size), load: () => readHgt(contents(path), path) };
}

function geoTiffSource(path: string): TileSource {
  return {
    name: path,
    shape: withFile(path, (source) => geoTiffShape(source, path)),
    load: () => withFile(path, (source) => readGeoTiff(source, path)),
  };
}

function contents(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Opens a file for as long as `use` reads parts of it. */
function withFile<T>(path: string, use: (source: ByteSource) => T): T {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw unreadable(path, error);
  }
  try {
    return use({ size: fstatSync(file).size, read: (offset, length) => part(file, path, offset, length) });
  } finally {
    closeSync(file);
  }
}

function part(file: number, path: string, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    let read: number;
    try {
      read = readSync(file, bytes, at, length - at, offset + at);
    } catch (error) {
      throw unreadable(path, error);
    }
    if (read === 0) throw unreadable(path, `it ends at byte ${offset + at}`);
    at += read;
  }
  return bytes;
}

function unreadable(path: string, error: unknown): AtalayaError {
  return new AtalayaError('file-not-found', `The terrain cannot be read: ${reason(error)}`, path, 'Check the file.');
}

/** The system's refusals in words: its own messages name system calls. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ENOTDIR: 'it is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'there is no permission to read it',
  EPERM: 'there is no permission to read it',
  EIO: 'the disk does not give it',
  EMFILE: 'too many files are open',
};

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return reasons[code] ?? error.message;
}
