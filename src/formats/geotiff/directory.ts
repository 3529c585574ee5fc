import { AtalayaError } from '../../model/errors.ts';

/** Bytes read by place; of a file in memory or on disk. `read` gives exactly `length` bytes, within `size`. */
export interface ByteSource {
  readonly size: number;
  read(offset: number, length: number): Uint8Array;
}

/** Bytes in memory as a source. */
export function sourceOf(bytes: Uint8Array): ByteSource {
  return { size: bytes.byteLength, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

/** The first image of a TIFF: its fields by tag. */
export interface TiffDirectory {
  readonly littleEndian: boolean;
  numbers(tag: number): readonly number[];
  text(tag: number): string | undefined;
}

interface Field {
  readonly type: number;
  readonly count: number;
  readonly at: number;
}

/** Bytes a value takes, by field type (TIFF 6.0, section 2; BigTIFF: 16-18). */
const typeBytes: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};

/** An error for bytes that are no TIFF, or a broken one. */
export function damaged(name: string, reason: string): AtalayaError {
  return new AtalayaError('format-damaged', `The GeoTIFF cannot be read: ${reason}`, name, 'Fetch it again.');
}

/**
 * Reads the first directory of a TIFF or BigTIFF, either byte order.
 * @throws AtalayaError format-damaged.
 */
export function readDirectory(source: ByteSource, name: string): TiffDirectory {
  const bytes = (offset: number, length: number): DataView => {
    if (!(offset >= 0 && length >= 0 && offset + length <= source.size)) {
      throw damaged(name, `it ends at byte ${source.size}, where ${length} bytes at ${offset} were announced`);
    }
    const read = source.read(offset, length);
    return new DataView(read.buffer, read.byteOffset, length);
  };
  const head = bytes(0, 8);
  const order = head.getUint16(0, false);
  if (order !== 0x4949 && order !== 0x4d4d) throw damaged(name, 'it does not begin as a TIFF');
  const le = order === 0x4949;
  const magic = head.getUint16(2, le);
  if (magic !== 42 && magic !== 43) throw damaged(name, 'it does not begin as a TIFF');
  const big = magic === 43;
  const start = big ? Number(bytes(8, 8).getBigUint64(0, le)) : head.getUint32(4, le);
  const count = big ? Number(bytes(start, 8).getBigUint64(0, le)) : bytes(start, 2).getUint16(0, le);
  const entryBytes = big ? 20 : 12;
  const entries = bytes(start + (big ? 8 : 2), count * entryBytes);
  const fields = new Map<number, Field>();
  for (let at = 0; at < entries.byteLength; at += entryBytes) {
    const type = entries.getUint16(at + 2, le);
    const size = typeBytes[type];
    if (size === undefined) continue;
    const values = big ? Number(entries.getBigUint64(at + 4, le)) : entries.getUint32(at + 4, le);
    const inlineBytes = big ? 8 : 4;
    const inlineAt = start + (big ? 8 : 2) + at + (big ? 12 : 8);
    const far = big ? Number(entries.getBigUint64(at + 12, le)) : entries.getUint32(at + 8, le);
    fields.set(entries.getUint16(at, le), { type, count: values, at: values * size <= inlineBytes ? inlineAt : far });
  }
  return {
    littleEndian: le,
    numbers: (tag) => {
      const field = fields.get(tag);
      if (field === undefined) return [];
      const size = typeBytes[field.type] ?? 1;
      const view = bytes(field.at, field.count * size);
      return Array.from({ length: field.count }, (_, i) => numberAt(view, i * size, field.type, le));
    },
    text: (tag) => {
      const field = fields.get(tag);
      if (field === undefined || field.type !== 2) return undefined;
      const view = bytes(field.at, field.count);
      // Text is closed by NUL, which not every writer adds.
      return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset, field.count)).replaceAll('\0', '');
    },
  };
}

function numberAt(view: DataView, at: number, type: number, le: boolean): number {
  switch (type) {
    case 6:
      return view.getInt8(at);
    case 3:
      return view.getUint16(at, le);
    case 8:
      return view.getInt16(at, le);
    case 4:
    case 13:
      return view.getUint32(at, le);
    case 9:
      return view.getInt32(at, le);
    case 5:
      return view.getUint32(at, le) / view.getUint32(at + 4, le);
    case 10:
      return view.getInt32(at, le) / view.getInt32(at + 4, le);
    case 11:
      return view.getFloat32(at, le);
    case 12:
      return view.getFloat64(at, le);
    case 16:
    case 18:
      return Number(view.getBigUint64(at, le));
    case 17:
      return Number(view.getBigInt64(at, le));
    default:
      return view.getUint8(at);
  }
}
