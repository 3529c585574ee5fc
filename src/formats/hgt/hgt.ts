import type { ElevationGrid } from '../../model/elevation.ts';
import { AtalayaError } from '../../model/errors.ts';

/**
 * SRTM height files (USGS, "SRTM Topography", section 2.1): one degree by one degree, square, big-endian 16-bit metres above
 * the EGM96 geoid, row by row from the north-west, rows and columns on the degree lines included; -32768 is a void.
 * Nothing in the file says where it lies: that is its name, by the south-west corner, such as `N44W072.hgt`.
 */

const voidHeight = -32768;
/** Posts to a side: 3", 1", and the half and third of it that others publish in the same form. */
const sides: readonly number[] = [1201, 3601, 7201, 10801];

/** South-west corner named by a file name (folders before it and anything after it allowed); `undefined` if none is. */
export function hgtCorner(fileName: string): { readonly southDeg: number; readonly westDeg: number } | undefined {
  const base = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
  const parts = /^([NS])(\d{2})([EW])(\d{3})(?!\d)/i.exec(base);
  if (parts === null) return undefined;
  const [, ns, latitude, ew, longitude] = parts;
  const southDeg = ns?.toUpperCase() === 'S' ? -Number(latitude) : Number(latitude);
  const westDeg = ew?.toUpperCase() === 'W' ? -Number(longitude) : Number(longitude);
  if (southDeg < -90 || southDeg > 89 || westDeg < -180 || westDeg > 179) return undefined;
  return { southDeg: southDeg + 0, westDeg: westDeg + 0 };
}

/**
 * Outline of a height file by its name and its length in bytes.
 * @throws AtalayaError format-unknown for a name without a corner, format-damaged for a length that is no tile's.
 */
export function hgtShape(fileName: string, byteLength: number): Omit<ElevationGrid, 'heightsM' | 'heightReference'> {
  const corner = hgtCorner(fileName);
  if (corner === undefined) {
    throw new AtalayaError(
      'format-unknown',
      'The name of a height file must tell its south-west corner, and this one does not',
      fileName,
      'Name it like N44W072.hgt.',
    );
  }
  const side = sides.find((n) => n * n * 2 === byteLength);
  if (side === undefined) {
    throw new AtalayaError(
      'format-damaged',
      `A height file of ${byteLength} bytes is none: 1201 x 1201 posts take 2884802, 3601 x 3601 take 25934402`,
      fileName,
      'It was cut short, or is packed: unpack it or fetch it again.',
    );
  }
  const { southDeg, westDeg } = corner;
  return { name: fileName, rows: side, columns: side, southDeg, westDeg, northDeg: southDeg + 1, eastDeg: westDeg + 1 };
}

/**
 * Reads a height file.
 * @param fileName as the file is called; it tells where the tile lies.
 * @throws AtalayaError as `hgtShape`.
 */
export function readHgt(bytes: Uint8Array, fileName: string): ElevationGrid {
  const shape = hgtShape(fileName, bytes.byteLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const heightsM = new Float32Array(shape.rows * shape.columns);
  for (let i = 0; i < heightsM.length; i++) {
    const height = view.getInt16(i * 2, false);
    heightsM[i] = height === voidHeight ? Number.NaN : height;
  }
  return { ...shape, heightsM, heightReference: 'egm96' };
}
