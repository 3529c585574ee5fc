import { unzlibSync } from 'fflate';

/** Compressions of TIFF that are read (tag 259). */
export type Compression = 'none' | 'lzw' | 'deflate' | 'packbits';

/** The compression a code stands for; `undefined` for one that is not read here. */
export function compressionOf(code: number): Compression | undefined {
  switch (code) {
    case 1:
      return 'none';
    case 5:
      return 'lzw';
    case 8:
    case 32946:
      return 'deflate';
    case 32773:
      return 'packbits';
    default:
      return undefined;
  }
}

/**
 * Unpacks one strip or tile into `length` bytes; what a short one lacks stays zero.
 * @throws Error where the packed bytes make no sense.
 */
export function unpack(packed: Uint8Array, compression: Compression, length: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(length);
  switch (compression) {
    case 'none':
      out.set(packed.subarray(0, length));
      return out;
    case 'deflate':
      unzlibSync(packed, { out });
      return out;
    case 'packbits':
      unpackBits(packed, out);
      return out;
    case 'lzw':
      unpackLzw(packed, out);
      return out;
  }
}

/** PackBits (TIFF 6.0, section 9). */
function unpackBits(packed: Uint8Array, out: Uint8Array): void {
  let to = 0;
  for (let at = 0; at < packed.length && to < out.length; ) {
    const header = (packed[at++]! << 24) >> 24;
    if (header >= 0) {
      const run = packed.subarray(at, Math.min(at + header + 1, at + out.length - to));
      out.set(run, to);
      at += header + 1;
      to += run.length;
    } else if (header !== -128) {
      out.fill(packed[at++] ?? 0, to, to + 1 - header);
      to += 1 - header;
    }
  }
}

const clearCode = 256;
const endCode = 257;

/** LZW, most significant bit first, codes widened one early (TIFF 6.0, section 13). */
function unpackLzw(packed: Uint8Array, out: Uint8Array): void {
  // Every string is one already written: where it began in the output, and how long it is.
  const starts = new Int32Array(4097);
  const lengths = new Int32Array(4097);
  let next = 258;
  let width = 9;
  let previousAt = -1;
  let previousLength = 0;
  let to = 0;
  let bits = 0;
  let held = 0;
  for (let at = 0; to < out.length; ) {
    while (held < width && at < packed.length) {
      bits = ((bits << 8) | packed[at++]!) & 0xffffff;
      held += 8;
    }
    if (held < width) return;
    held -= width;
    const code = (bits >>> held) & ((1 << width) - 1);
    if (code === endCode) return;
    if (code === clearCode) {
      next = 258;
      width = 9;
      previousAt = -1;
      continue;
    }
    const from = to;
    if (code < 256) {
      out[to++] = code;
    } else if (previousAt >= 0 && code < next) {
      to = copyWithin(out, starts[code]!, to, lengths[code]!);
    } else if (previousAt >= 0 && code === next) {
      to = copyWithin(out, previousAt, to, previousLength);
      if (to < out.length) out[to++] = out[previousAt]!;
    } else {
      throw new Error('an LZW code stands for nothing');
    }
    if (previousAt >= 0 && next < 4096) {
      // The string before and the first byte of this one stand one after the other in the output.
      starts[next] = previousAt;
      lengths[next] = previousLength + 1;
      next++;
    }
    previousAt = from;
    previousLength = to - from;
    if (next >= 2047) width = 12;
    else if (next >= 1023) width = 11;
    else if (next >= 511) width = 10;
  }
}

/** Copies forward byte by byte, as the two stretches may overlap. */
function copyWithin(out: Uint8Array, from: number, to: number, length: number): number {
  const end = Math.min(out.length, to + length);
  let source = from;
  let target = to;
  while (target < end) out[target++] = out[source++]!;
  return target;
}

/** Undoes a predictor (tag 317) over the rows of a strip or tile, in place. */
export function unpredict(
  data: Uint8Array<ArrayBuffer>,
  predictor: number,
  shape: { readonly columns: number; readonly samples: number; readonly sampleBytes: number },
  littleEndian: boolean,
): void {
  const rowBytes = shape.columns * shape.samples * shape.sampleBytes;
  for (let at = 0; at + rowBytes <= data.length; at += rowBytes) {
    if (predictor === 2) sumAlong(new DataView(data.buffer, data.byteOffset + at, rowBytes), shape, littleEndian);
    else if (predictor === 3) joinPlanes(data.subarray(at, at + rowBytes), shape, littleEndian);
  }
}

/** Horizontal differencing (TIFF 6.0, section 14), on samples of 1, 2, 4 or 8 bytes. */
function sumAlong(
  row: DataView,
  { samples, sampleBytes }: { readonly samples: number; readonly sampleBytes: number },
  le: boolean,
): void {
  const stride = samples * sampleBytes;
  for (let at = stride; at + sampleBytes <= row.byteLength; at += sampleBytes) {
    const before = at - stride;
    switch (sampleBytes) {
      case 1:
        row.setUint8(at, row.getUint8(at) + row.getUint8(before));
        break;
      case 2:
        row.setUint16(at, row.getUint16(at, le) + row.getUint16(before, le), le);
        break;
      case 4:
        row.setUint32(at, row.getUint32(at, le) + row.getUint32(before, le), le);
        break;
      default:
        row.setBigUint64(at, row.getBigUint64(at, le) + row.getBigUint64(before, le), le);
        break;
    }
  }
}

/** Floating point predictor (Adobe Photoshop TIFF Technical Note 3): byte planes, most significant first. */
function joinPlanes(
  row: Uint8Array,
  {
    columns,
    samples,
    sampleBytes,
  }: { readonly columns: number; readonly samples: number; readonly sampleBytes: number },
  le: boolean,
): void {
  for (let i = samples; i < row.length; i++) row[i] = row[i]! + row[i - samples]!;
  const planes = row.slice();
  const count = columns * samples;
  for (let i = 0; i < count; i++) {
    for (let b = 0; b < sampleBytes; b++) {
      row[i * sampleBytes + (le ? sampleBytes - 1 - b : b)] = planes[b * count + i]!;
    }
  }
}
