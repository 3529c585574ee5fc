/** Stream ids whose PES packets have no header beyond the length (ISO/IEC 13818-1 2.4.3.7). */
const plainStreamIds: ReadonlySet<number> = new Set([0xbc, 0xbe, 0xbf, 0xf0, 0xf1, 0xf2, 0xf8, 0xff]);

export interface ParsedPesHeader {
  readonly streamId: number;
  /** PES_packet_length: bytes after the length field, 0 where unbounded. */
  readonly packetLength: number;
  /** Where the payload begins, from the start code. */
  readonly payloadStart: number;
  readonly pts: number | undefined;
  readonly dts: number | undefined;
  readonly dataAlignment: boolean;
}

/**
 * Reads a PES header at the start of `data[0, length)` (ISO/IEC 13818-1 2.4.3.6).
 * `'more'` where its end is not there yet, `'bad'` where it is none.
 */
export function parsePesHeader(data: Uint8Array, length: number): ParsedPesHeader | 'more' | 'bad' {
  if (length >= 3 && (data[0] !== 0 || data[1] !== 0 || data[2] !== 1)) return 'bad';
  if (length < 6) return 'more';
  const streamId = data[3]!;
  const packetLength = (data[4]! << 8) | data[5]!;
  if (streamId < 0xbc) return 'bad';
  if (plainStreamIds.has(streamId)) {
    return { streamId, packetLength, payloadStart: 6, pts: undefined, dts: undefined, dataAlignment: false };
  }
  if (length < 9) return 'more';
  const payloadStart = 9 + data[8]!;
  if ((data[6]! & 0xc0) !== 0x80 || (packetLength !== 0 && payloadStart > packetLength + 6)) return 'bad';
  if (length < payloadStart) return 'more';
  const stamps = data[7]! >> 6;
  const pts = stamps >= 2 && payloadStart >= 14 ? readTimestamp(data, 9) : undefined;
  const dts = stamps === 3 && payloadStart >= 19 ? readTimestamp(data, 14) : undefined;
  return { streamId, packetLength, payloadStart, pts, dts, dataAlignment: (data[6]! & 4) !== 0 };
}

/** A 33-bit stamp in five bytes; the marker bits are not insisted on. */
function readTimestamp(data: Uint8Array, at: number): number {
  const high = (data[at]! >> 1) & 0x07;
  const middle = (data[at + 1]! << 7) | (data[at + 2]! >> 1);
  const low = (data[at + 3]! << 7) | (data[at + 4]! >> 1);
  return high * 2 ** 30 + middle * 2 ** 15 + low;
}

/** Writes a 33-bit stamp (ticks modulo 2^33) with its four-bit prefix and marker bits. */
export function writeTimestamp(target: Uint8Array, at: number, prefix: number, ticks: number): void {
  const high = Math.floor(ticks / 2 ** 30) & 0x07;
  const low = ticks % 2 ** 30;
  target[at] = (prefix << 4) | (high << 1) | 1;
  target[at + 1] = (low >>> 22) & 0xff;
  target[at + 2] = ((low >>> 14) & 0xfe) | 1;
  target[at + 3] = (low >>> 7) & 0xff;
  target[at + 4] = ((low << 1) & 0xfe) | 1;
}
