/** What the sequence header of a video stream says of its pictures. */
export interface VideoHeader {
  /** Pixels, after cropping. */
  readonly width: number;
  readonly height: number;
  /** H.264: set where frames may be sent as two fields; the rest is what a slice header needs to tell a field. */
  readonly fields: { readonly frameNumberBits: number; readonly separatePlanes: boolean } | undefined;
}

/** Reads bits, most significant first, with Exp-Golomb codes (ITU-T H.264 clause 9.1). Past the end it reads zeros. */
class BitReader {
  readonly #data: Uint8Array;
  #bit: number;

  constructor(data: Uint8Array, startByte: number) {
    this.#data = data;
    this.#bit = startByte * 8;
  }

  get exhausted(): boolean {
    return this.#bit > this.#data.length * 8;
  }

  bits(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index++) {
      const byte = this.#data[this.#bit >> 3] ?? 0;
      value = value * 2 + ((byte >> (7 - (this.#bit & 7))) & 1);
      this.#bit++;
    }
    return value;
  }

  flag(): boolean {
    return this.bits(1) === 1;
  }

  skip(count: number): void {
    this.#bit += count;
  }

  unsigned(): number {
    let zeros = 0;
    while (zeros < 32 && !this.exhausted && this.bits(1) === 0) zeros++;
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  signed(): number {
    const code = this.unsigned();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }
}

/** Offset of the byte after the next start code 00 00 01 at or after `from`; -1 where there is none. */
export function nextStartCode(data: Uint8Array, from: number): number {
  const last = data.length - 2;
  for (let at = from; at < last; ) {
    const third = data[at + 2]!;
    if (third > 1) at += 3;
    else if (third === 0) at += 1;
    else if (data[at] === 0 && data[at + 1] === 0) return at + 3;
    else at += 3;
  }
  return -1;
}

/** Bytes of a NAL unit from `start`, at most `limit`, without emulation prevention bytes (H.264 clause 7.4.1). */
function unescapeNal(data: Uint8Array, start: number, limit: number): Uint8Array {
  const following = nextStartCode(data, start);
  const end = Math.min(following < 0 ? data.length : following - 3, start + limit);
  const raw = new Uint8Array(Math.max(end - start, 0));
  let length = 0;
  let zeros = 0;
  for (let at = start; at < end; at++) {
    const byte = data[at]!;
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    raw[length++] = byte;
  }
  return raw.subarray(0, length);
}

/** Finds and reads the sequence header in the start of an access unit; `undefined` where it is not in there. */
export function readVideoHeader(codec: string, accessUnit: Uint8Array): VideoHeader | undefined {
  for (let at = nextStartCode(accessUnit, 0); at >= 0 && at < accessUnit.length; at = nextStartCode(accessUnit, at)) {
    const type = accessUnit[at]!;
    if ((codec === 'MPEG-2' || codec === 'MPEG-1') && type === 0xb3) return readMpeg2(accessUnit, at + 1);
    if (codec === 'H.264' && (type & 0x1f) === 7) return readH264(unescapeNal(accessUnit, at + 1, 512));
    if (codec === 'H.265' && ((type >> 1) & 0x3f) === 33) return readH265(unescapeNal(accessUnit, at + 2, 512));
  }
  return undefined;
}

function plausible(width: number, height: number): boolean {
  return width > 0 && height > 0 && width <= 65_536 && height <= 65_536;
}

/** ISO/IEC 13818-2 6.2.2.1, with the size extension of 6.2.2.3. */
function readMpeg2(data: Uint8Array, at: number): VideoHeader | undefined {
  if (at + 4 > data.length) return undefined;
  let width = (data[at]! << 4) | (data[at + 1]! >> 4);
  let height = ((data[at + 1]! & 0x0f) << 8) | data[at + 2]!;
  const extension = nextStartCode(data, at);
  if (extension >= 0 && data[extension] === 0xb5 && extension + 4 <= data.length && data[extension + 1]! >> 4 === 1) {
    width += (((data[extension + 2]! & 1) << 1) | (data[extension + 3]! >> 7)) << 12;
    height += ((data[extension + 3]! >> 5) & 3) << 12;
  }
  return plausible(width, height) ? { width, height, fields: undefined } : undefined;
}

/** Profiles whose sequence parameter set carries the chroma format (ITU-T H.264 clause 7.3.2.1.1). */
const highProfiles: ReadonlySet<number> = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

function readH264(sps: Uint8Array): VideoHeader | undefined {
  const reader = new BitReader(sps, 3);
  reader.unsigned();
  let chroma = 1;
  let separatePlanes = false;
  if (highProfiles.has(sps[0] ?? 0)) {
    chroma = reader.unsigned();
    if (chroma === 3) separatePlanes = reader.flag();
    reader.unsigned();
    reader.unsigned();
    reader.skip(1);
    if (reader.flag()) skipScalingLists(reader, chroma === 3 ? 12 : 8);
  }
  const frameNumberBits = reader.unsigned() + 4;
  const orderType = reader.unsigned();
  if (orderType === 0) reader.unsigned();
  else if (orderType === 1) {
    reader.skip(1);
    reader.signed();
    reader.signed();
    const cycle = Math.min(reader.unsigned(), 255);
    for (let index = 0; index < cycle; index++) reader.signed();
  }
  reader.unsigned();
  reader.skip(1);
  const macroblocksWide = reader.unsigned() + 1;
  const mapUnitsHigh = reader.unsigned() + 1;
  const framesOnly = reader.flag();
  if (!framesOnly) reader.skip(1);
  reader.skip(1);
  const crop = reader.flag()
    ? [reader.unsigned(), reader.unsigned(), reader.unsigned(), reader.unsigned()]
    : [0, 0, 0, 0];
  const monochrome = chroma === 0 || separatePlanes;
  const cropX = monochrome || chroma === 3 ? 1 : 2;
  const cropY = (monochrome || chroma !== 1 ? 1 : 2) * (framesOnly ? 1 : 2);
  const width = macroblocksWide * 16 - cropX * (crop[0]! + crop[1]!);
  const height = mapUnitsHigh * 16 * (framesOnly ? 1 : 2) - cropY * (crop[2]! + crop[3]!);
  if (reader.exhausted || !plausible(width, height) || frameNumberBits > 16) return undefined;
  return { width, height, fields: framesOnly ? undefined : { frameNumberBits, separatePlanes } };
}

function skipScalingLists(reader: BitReader, count: number): void {
  for (let list = 0; list < count; list++) {
    if (!reader.flag()) continue;
    let next = 8;
    let last = 8;
    for (let index = 0; index < (list < 6 ? 16 : 64) && next !== 0; index++) {
      next = (last + reader.signed() + 256) % 256;
      if (next !== 0) last = next;
    }
  }
}

/** ITU-T H.265 clause 7.3.2.2.1. */
function readH265(sps: Uint8Array): VideoHeader | undefined {
  const reader = new BitReader(sps, 0);
  reader.skip(4);
  const subLayers = reader.bits(3);
  reader.skip(1 + 96);
  const present: [boolean, boolean][] = [];
  for (let layer = 0; layer < subLayers; layer++) present.push([reader.flag(), reader.flag()]);
  if (subLayers > 0) reader.skip(2 * (8 - subLayers));
  for (const [profile, level] of present) reader.skip((profile ? 88 : 0) + (level ? 8 : 0));
  reader.unsigned();
  const chroma = reader.unsigned();
  const separatePlanes = chroma === 3 && reader.flag();
  let width = reader.unsigned();
  let height = reader.unsigned();
  if (reader.flag()) {
    const cropX = !separatePlanes && (chroma === 1 || chroma === 2) ? 2 : 1;
    const cropY = !separatePlanes && chroma === 1 ? 2 : 1;
    width -= cropX * (reader.unsigned() + reader.unsigned());
    height -= cropY * (reader.unsigned() + reader.unsigned());
  }
  return reader.exhausted || !plausible(width, height) ? undefined : { width, height, fields: undefined };
}

/** Whether the access unit is one field of an H.264 frame, by its first slice header (clause 7.3.3). */
export function isH264Field(accessUnit: Uint8Array, fields: NonNullable<VideoHeader['fields']>): boolean {
  for (let at = nextStartCode(accessUnit, 0); at >= 0 && at < accessUnit.length; at = nextStartCode(accessUnit, at)) {
    const type = accessUnit[at]! & 0x1f;
    if (type !== 1 && type !== 5) continue;
    const reader = new BitReader(unescapeNal(accessUnit, at + 1, 32), 0);
    reader.unsigned();
    reader.unsigned();
    reader.unsigned();
    reader.skip((fields.separatePlanes ? 2 : 0) + fields.frameNumberBits);
    return reader.flag();
  }
  return false;
}
