import { AtalayaError } from '../../model/errors.ts';
import { type ByteSource, damaged, type TiffDirectory } from './directory.ts';
import { type Compression, compressionOf, unpack, unpredict } from './unpack.ts';

/** How the first band of an image is laid out in its file. */
export interface RasterLayout {
  readonly rows: number;
  readonly columns: number;
  readonly littleEndian: boolean;
  readonly compression: Compression;
  readonly predictor: number;
  readonly sampleFormat: number;
  readonly sampleBytes: number;
  /** Samples that stand together for one pixel in a block: 1 where bands are kept apart. */
  readonly samples: number;
  readonly blockRows: number;
  readonly blockColumns: number;
  /** Whether the last rows of blocks are as long as the others (tiles), or cut (strips). */
  readonly tiled: boolean;
  readonly offsets: readonly number[];
  readonly byteCounts: readonly number[];
}

/** 16,384 x 16,384 posts: 1 GiB of heights. */
const mostPosts = 2 ** 28;
const mostBlockBytes = 2 ** 29;
/** A string of LZW is at most some 3,800 bytes and takes 12 bits; deflate gives at most 1,032 for one. */
const mostPackedRatio = 4000;

/** Reads the layout. @throws AtalayaError format-damaged, format-unknown (compression, samples), value-out-of-range (size). */
export function rasterLayout(directory: TiffDirectory, source: ByteSource, name: string): RasterLayout {
  const one = (tag: number, otherwise: number): number => directory.numbers(tag)[0] ?? otherwise;
  const columns = one(256, 0);
  const rows = one(257, 0);
  if (!(rows >= 2 && columns >= 2)) throw damaged(name, `it has ${columns} x ${rows} pixels: no grid`);
  if (rows * columns > mostPosts) {
    throw new AtalayaError(
      'value-out-of-range',
      `${columns} x ${rows} posts are more than are read at a time`,
      name,
      'Cut it into tiles: gdal_retile.py -ps 3601 3601 -targetDir tiles in.tif',
    );
  }
  const compression = compressionOf(one(259, 1));
  const bits = one(258, 1);
  const sampleFormat = one(339, 1);
  const predictor = one(317, 1);
  const readSamples = sampleFormat === 3 ? bits === 32 || bits === 64 : [8, 16, 32].includes(bits) && sampleFormat < 3;
  if (compression === undefined || !readSamples || predictor < 1 || predictor > 3) {
    throw new AtalayaError(
      'format-unknown',
      `The GeoTIFF is packed in a way not read here (compression ${one(259, 1)}, predictor ${predictor}, ${bits} bits)`,
      name,
      'Repack it: gdal_translate -ot Float32 -co COMPRESS=DEFLATE in.tif out.tif',
    );
  }
  const tiled = directory.numbers(322).length > 0;
  const samples = one(284, 1) === 2 ? 1 : one(277, 1);
  const layout: RasterLayout = {
    rows,
    columns,
    littleEndian: directory.littleEndian,
    compression,
    predictor,
    sampleFormat,
    sampleBytes: bits / 8,
    samples,
    tiled,
    blockColumns: tiled ? one(322, 0) : columns,
    blockRows: tiled ? one(323, 0) : Math.min(rows, one(278, rows)),
    offsets: directory.numbers(tiled ? 324 : 273),
    byteCounts: directory.numbers(tiled ? 325 : 279),
  };
  checkBlocks(layout, source, name);
  return layout;
}

function checkBlocks(layout: RasterLayout, source: ByteSource, name: string): void {
  const { blockRows, blockColumns, rows, columns, samples, sampleBytes, offsets, byteCounts } = layout;
  const blockBytes = blockRows * blockColumns * samples * sampleBytes;
  if (!(blockRows >= 1 && blockColumns >= 1 && samples >= 1 && blockBytes <= mostBlockBytes)) {
    throw damaged(name, `blocks of ${blockColumns} x ${blockRows} pixels of ${samples} samples`);
  }
  const blocks = Math.ceil(rows / blockRows) * Math.ceil(columns / blockColumns);
  if (offsets.length < blocks || byteCounts.length < blocks) {
    throw damaged(name, `it names ${Math.min(offsets.length, byteCounts.length)} blocks of ${blocks}`);
  }
  // A file whose blocks are left out may be small, but a small one may not claim a gigabyte.
  const claimed = Math.max(rows * columns, blockRows * blockColumns) * samples * sampleBytes;
  if (claimed > Math.max(2 ** 26, source.size * mostPackedRatio)) {
    throw damaged(name, `${rows} x ${columns} posts cannot come out of ${source.size} bytes`);
  }
}

/**
 * Reads the first band; blocks left out of the file come as `noData`, or 0 where none is named (as GDAL reads them).
 * @throws AtalayaError format-damaged.
 */
export function readFirstBand(
  layout: RasterLayout,
  source: ByteSource,
  name: string,
  noData: number | undefined,
): Float64Array | Float32Array {
  const { rows, columns, blockRows, blockColumns, samples, sampleBytes, littleEndian } = layout;
  // Doubles only where the samples do not fit a float without loss.
  const band =
    sampleBytes < 4 || (layout.sampleFormat === 3 && sampleBytes === 4)
      ? new Float32Array(rows * columns)
      : new Float64Array(rows * columns);
  const across = Math.ceil(columns / blockColumns);
  for (let top = 0; top < rows; top += blockRows) {
    const wholeRows = layout.tiled ? blockRows : Math.min(blockRows, rows - top);
    const usedRows = Math.min(blockRows, rows - top);
    for (let left = 0; left < columns; left += blockColumns) {
      const block = (top / blockRows) * across + left / blockColumns;
      const usedColumns = Math.min(blockColumns, columns - left);
      const data = readBlock(layout, source, name, block, wholeRows);
      for (let row = 0; row < usedRows; row++) {
        const to = (top + row) * columns + left;
        if (data === undefined) {
          band.fill(noData ?? 0, to, to + usedColumns);
          continue;
        }
        const from = row * blockColumns * samples * sampleBytes;
        for (let column = 0; column < usedColumns; column++) {
          band[to + column] = sampleAt(data, from + column * samples * sampleBytes, layout, littleEndian);
        }
      }
    }
  }
  return band;
}

function readBlock(
  layout: RasterLayout,
  source: ByteSource,
  name: string,
  block: number,
  rows: number,
): DataView | undefined {
  const offset = layout.offsets[block] ?? 0;
  const byteCount = layout.byteCounts[block] ?? 0;
  if (offset === 0 || byteCount === 0) return undefined;
  if (!(offset >= 0 && byteCount >= 0 && offset + byteCount <= source.size)) {
    throw damaged(name, `block ${block} is announced at byte ${offset}, past the end`);
  }
  const { samples, sampleBytes, blockColumns, compression, predictor, littleEndian } = layout;
  const length = rows * blockColumns * samples * sampleBytes;
  if (compression === 'none' && byteCount < length) {
    throw damaged(name, `block ${block} holds ${byteCount} bytes of ${length}`);
  }
  try {
    const data = unpack(source.read(offset, byteCount), compression, length);
    if (predictor > 1) unpredict(data, predictor, { columns: blockColumns, samples, sampleBytes }, littleEndian);
    return new DataView(data.buffer, data.byteOffset, data.byteLength);
  } catch (error) {
    throw damaged(name, `block ${block}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function sampleAt(data: DataView, at: number, layout: RasterLayout, le: boolean): number {
  if (layout.sampleFormat === 3) return layout.sampleBytes === 4 ? data.getFloat32(at, le) : data.getFloat64(at, le);
  const signed = layout.sampleFormat === 2;
  switch (layout.sampleBytes) {
    case 1:
      return signed ? data.getInt8(at) : data.getUint8(at);
    case 2:
      return signed ? data.getInt16(at, le) : data.getUint16(at, le);
    default:
      return signed ? data.getInt32(at, le) : data.getUint32(at, le);
  }
}
