import type { ElevationGrid, HeightReference } from '../../model/elevation.ts';
import { AtalayaError } from '../../model/errors.ts';
import { type ByteSource, readDirectory, sourceOf, type TiffDirectory } from './directory.ts';
import { rasterLayout, readFirstBand } from './raster.ts';

/**
 * Elevation from GeoTIFF (OGC 19-008r4): the first image's first band, metres, in WGS84 latitude and longitude
 * (EPSG:4326), north up. TIFF and BigTIFF, either byte order, strips or tiles, unpacked or LZW, deflate or PackBits
 * with any predictor, integer or float samples, GDAL's no-data value, scale and offset.
 *
 * Heights are above EGM96 unless the file names an ellipsoidal height (EPSG:4979 as its system, or 4979, 5030 or 115700
 * as the vertical one). EGM2008 is read as EGM96, which it refines.
 */

/**
 * Reads the heights of a GeoTIFF.
 * @param input the bytes of it, or where to read them.
 * @param name for messages.
 * @throws AtalayaError format-unknown for one that is no elevation in EPSG:4326 or packed otherwise, format-damaged for
 * one that cannot be read, value-out-of-range for one too large.
 */
export function readGeoTiff(input: Uint8Array | ByteSource, name: string): ElevationGrid {
  const source = input instanceof Uint8Array ? sourceOf(input) : input;
  const directory = readDirectory(source, name);
  const outline = outlineOf(directory, source, name);
  const noData = noDataOf(directory);
  const { scale, offset } = scalingOf(directory);
  const band = readFirstBand(outline.layout, source, name, noData);
  // A no-data value of more digits than a float holds is stored as the nearest float.
  const noDataAsFloat = noData === undefined ? undefined : Math.fround(noData);
  const heightsM = band instanceof Float32Array ? band : new Float32Array(band.length);
  for (let i = 0; i < band.length; i++) {
    const raw = band[i]!;
    const known = Number.isFinite(raw) && raw !== noData && raw !== noDataAsFloat;
    heightsM[i] = known ? raw * scale + offset : Number.NaN;
  }
  return { ...outline.shape, heightsM };
}

/** Outline of a GeoTIFF: reads its directory only. Errors as `readGeoTiff`. */
export function geoTiffShape(input: Uint8Array | ByteSource, name: string): Omit<ElevationGrid, 'heightsM'> {
  const source = input instanceof Uint8Array ? sourceOf(input) : input;
  return outlineOf(readDirectory(source, name), source, name).shape;
}

function outlineOf(directory: TiffDirectory, source: ByteSource, name: string) {
  const layout = rasterLayout(directory, source, name);
  const { rows, columns } = layout;
  const keys = geoKeys(directory);
  checkSystem(keys, name);
  const corner = affineOf(directory, name);
  // Raster coordinates count from the corner of a pixel; the post is in its middle, unless pixels are points (GeoTIFF 7.1).
  const post = keys.get(1025) === 2 ? 0 : 0.5;
  const northDeg = corner.northDeg - post * corner.stepLatitudeDeg;
  const westDeg = corner.westDeg + post * corner.stepLongitudeDeg;
  const southDeg = northDeg - (rows - 1) * corner.stepLatitudeDeg;
  const eastDeg = westDeg + (columns - 1) * corner.stepLongitudeDeg;
  const slack = 1e-6;
  const onEarth = northDeg <= 90 + slack && southDeg >= -90 - slack && eastDeg - westDeg <= 360 + slack;
  if (!(onEarth && Math.abs(westDeg) <= 360)) {
    throw notElevation(
      name,
      `its bounds ${southDeg} to ${northDeg} N, ${westDeg} to ${eastDeg} E are not on the earth`,
    );
  }
  const shape = { name, rows, columns, northDeg, southDeg, westDeg, eastDeg, heightReference: heightReferenceOf(keys) };
  return { layout, shape };
}

/** The short values of the GeoKey directory (tag 34735); those kept elsewhere are not needed. */
function geoKeys(directory: TiffDirectory): ReadonlyMap<number, number> {
  const values = directory.numbers(34735);
  const keys = new Map<number, number>();
  for (let at = 4; at + 3 < values.length; at += 4) {
    if (values[at + 1] === 0) keys.set(values[at]!, values[at + 3]!);
  }
  return keys;
}

/** Only geographic WGS84 will do: anything else would be put in the wrong place without a word. */
function checkSystem(keys: ReadonlyMap<number, number>, name: string): void {
  const modelType = keys.get(1024);
  const geographic = keys.get(2048);
  const projected = keys.get(3072);
  if (modelType === 2 && projected === undefined && (geographic === 4326 || geographic === 4979)) return;
  const found = projected ?? geographic;
  throw notElevation(name, found === undefined ? 'it names no coordinate system' : `it is in EPSG:${found}`);
}

function heightReferenceOf(keys: ReadonlyMap<number, number>): HeightReference {
  const vertical = keys.get(4096);
  if (vertical === undefined) return keys.get(2048) === 4979 ? 'ellipsoid' : 'egm96';
  return vertical === 4979 || vertical === 5030 || vertical === 115700 ? 'ellipsoid' : 'egm96';
}

function affineOf(directory: TiffDirectory, name: string) {
  const [a, b, , x, d, e, , y] = directory.numbers(34264);
  if (a !== undefined && e !== undefined && x !== undefined && y !== undefined) {
    if (b !== 0 || d !== 0 || !(a > 0) || !(e < 0)) throw notElevation(name, 'it is turned, or not north up');
    return { westDeg: x, northDeg: y, stepLongitudeDeg: a, stepLatitudeDeg: -e };
  }
  const [stepLongitudeDeg, stepLatitudeDeg] = directory.numbers(33550);
  const [i, j, , tieX, tieY] = directory.numbers(33922);
  if (i === undefined || j === undefined || tieX === undefined || tieY === undefined) {
    throw notElevation(name, 'it does not tell where it lies');
  }
  if (
    stepLongitudeDeg === undefined ||
    stepLatitudeDeg === undefined ||
    !(stepLongitudeDeg > 0 && stepLatitudeDeg > 0)
  ) {
    throw notElevation(name, 'it does not tell the size of its pixels');
  }
  return {
    westDeg: tieX - i * stepLongitudeDeg,
    northDeg: tieY + j * stepLatitudeDeg,
    stepLongitudeDeg,
    stepLatitudeDeg,
  };
}

/** GDAL's no-data value (tag 42113), written as text. */
function noDataOf(directory: TiffDirectory): number | undefined {
  const text = directory.text(42113)?.trim() ?? '';
  const value = Number(text);
  return text === '' || Number.isNaN(value) ? undefined : value;
}

/** Scale and offset of the first band in GDAL's metadata (tag 42112): <Item name="SCALE" sample="0" role="scale">. */
function scalingOf(directory: TiffDirectory): { readonly scale: number; readonly offset: number } {
  let scale = 1;
  let offset = 0;
  for (const [, attributes, text] of (directory.text(42112) ?? '').matchAll(/<Item ([^<>]*)>([^<>]*)<\/Item>/g)) {
    const value = Number(text);
    if (!Number.isFinite(value) || !/\bsample="0"/.test(attributes ?? '')) continue;
    if (/\brole="scale"/.test(attributes ?? '') && value !== 0) scale = value;
    if (/\brole="offset"/.test(attributes ?? '')) offset = value;
  }
  return { scale, offset };
}

function notElevation(name: string, reason: string): AtalayaError {
  return new AtalayaError(
    'format-unknown',
    `The GeoTIFF is not elevation in WGS84 latitude and longitude: ${reason}`,
    name,
    'Convert it: gdalwarp -t_srs EPSG:4326 in.tif out.tif',
  );
}
