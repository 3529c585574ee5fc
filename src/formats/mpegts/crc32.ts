/** Table of the generator polynomial 0x04C11DB7, most significant bit first. */
const table: Int32Array = Int32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24;
  for (let bit = 0; bit < 8; bit++) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value;
});

/**
 * CRC-32 of ISO/IEC 13818-1 annex A over `data[start, end)`, unsigned. Over a whole section, its CRC field included, it is 0.
 */
export function crc32Mpeg(data: Uint8Array, start: number, end: number): number {
  let crc = -1;
  for (let at = start; at < end; at++) crc = (crc << 8) ^ table[((crc >>> 24) ^ data[at]!) & 0xff]!;
  return crc >>> 0;
}
