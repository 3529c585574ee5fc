/**
 * As much of the MP4 file format (ISO/IEC 14496-12 and -15) as the H.264 encoder's own output needs: one track, all of it
 * in memory. The input is ours, so what is not as expected is an error of the program and throws.
 */

/** One picture, ready for a transport stream. */
export interface AccessUnit {
  /** Annex B byte stream; parameter sets stand before each IDR picture. */
  readonly data: Uint8Array;
  readonly keyframe: boolean;
}

interface Box {
  readonly from: number;
  readonly to: number;
}

const startCode: readonly number[] = [0, 0, 0, 1];
const nalIdrSlice = 5;
/** Bytes of a sample entry of video before the boxes within it (14496-12 12.1.3). */
const visualEntryBytes = 78;

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get whole(): Box {
    return { from: 0, to: this.#bytes.length };
  }

  u16(at: number): number {
    return this.#view.getUint16(at);
  }

  u32(at: number): number {
    return this.#view.getUint32(at);
  }

  u64(at: number): number {
    return this.u32(at) * 2 ** 32 + this.u32(at + 4);
  }

  u8(at: number): number {
    return this.#view.getUint8(at);
  }

  slice(from: number, to: number): Uint8Array {
    return this.#bytes.subarray(from, to);
  }

  /** Contents of the first box of a type within a stretch. */
  find({ from, to }: Box, type: string): Box | undefined {
    for (let at = from; at + 8 <= to; ) {
      const short = this.u32(at);
      const header = short === 1 ? 16 : 8;
      const size = short === 1 ? this.u64(at + 8) : short === 0 ? to - at : short;
      if (size < header || at + size > to) break;
      const name = String.fromCharCode(this.u8(at + 4), this.u8(at + 5), this.u8(at + 6), this.u8(at + 7));
      if (name === type) return { from: at + header, to: at + size };
      at += size;
    }
    return undefined;
  }

  /** The box at a path of types. @throws RangeError where there is none. */
  need(path: readonly string[], within: Box = this.whole): Box {
    let box = within;
    for (const type of path) {
      const found = this.find(box, type);
      if (found === undefined) throw new RangeError(`the MP4 file has no ${path.join('/')}`);
      box = found;
    }
    return box;
  }
}

/** Takes the pictures of the one track out of an MP4 file. @throws RangeError where the file is not as the encoder makes it. */
export function accessUnits(mp4: Uint8Array): readonly AccessUnit[] {
  const reader = new Reader(mp4);
  const table = reader.need(['moov', 'trak', 'mdia', 'minf', 'stbl']);
  const entries = reader.need(['stsd'], table);
  const entry = reader.need(['avc1'], { from: entries.from + 8, to: entries.to });
  const config = reader.need(['avcC'], { from: entry.from + visualEntryBytes, to: entry.to });
  const lengthBytes = (reader.u8(config.from + 4) & 3) + 1;
  const parameters = parameterSets(reader, config);
  return samplePlaces(reader, table).map(({ from, to }) => accessUnit(reader, from, to, lengthBytes, parameters));
}

/** Sequence and picture parameter sets of an avcC box (14496-15 5.3.3.1), as a byte stream. */
function parameterSets(reader: Reader, config: Box): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  let at = config.from + 5;
  for (const mask of [0x1f, 0xff]) {
    const count = reader.u8(at++) & mask;
    for (let i = 0; i < count; i++) {
      const length = reader.u16(at);
      parts.push(Uint8Array.from(startCode), reader.slice(at + 2, at + 2 + length));
      at += 2 + length;
    }
  }
  return parts;
}

/** Where each sample lies: sizes (stsz), chunks (stco or co64) and samples to a chunk (stsc) put together. */
function samplePlaces(reader: Reader, table: Box): readonly Box[] {
  const sizes = reader.need(['stsz'], table).from;
  const uniform = reader.u32(sizes + 4);
  const count = reader.u32(sizes + 8);
  const runs = reader.need(['stsc'], table).from;
  const wide = reader.find(table, 'co64');
  const chunks = wide?.from ?? reader.need(['stco'], table).from;
  const chunkAt = (chunk: number): number =>
    wide === undefined ? reader.u32(chunks + 8 + 4 * chunk) : reader.u64(chunks + 8 + 8 * chunk);
  const places: Box[] = [];
  let run = 0;
  for (let chunk = 0; chunk < reader.u32(chunks + 4); chunk++) {
    while (run + 1 < reader.u32(runs + 4) && reader.u32(runs + 8 + 12 * (run + 1)) <= chunk + 1) run++;
    let at = chunkAt(chunk);
    for (let i = 0; i < reader.u32(runs + 8 + 12 * run + 4) && places.length < count; i++) {
      const size = uniform === 0 ? reader.u32(sizes + 12 + 4 * places.length) : uniform;
      places.push({ from: at, to: at + size });
      at += size;
    }
  }
  if (places.length !== count) throw new RangeError(`the MP4 file places ${places.length} of ${count} samples`);
  return places;
}

function accessUnit(
  reader: Reader,
  from: number,
  to: number,
  lengthBytes: number,
  parameters: readonly Uint8Array[],
): AccessUnit {
  const parts: Uint8Array[] = [];
  let keyframe = false;
  for (let at = from; at + lengthBytes <= to; ) {
    let length = 0;
    for (let i = 0; i < lengthBytes; i++) length = length * 256 + reader.u8(at + i);
    at += lengthBytes;
    if (length === 0 || at + length > to) throw new RangeError(`a NAL unit of ${length} bytes does not fit its sample`);
    if (reader.u8(at) % 32 === nalIdrSlice && !keyframe) {
      keyframe = true;
      parts.push(...parameters);
    }
    parts.push(Uint8Array.from(startCode), reader.slice(at, at + length));
    at += length;
  }
  const data = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return { data, keyframe };
}
