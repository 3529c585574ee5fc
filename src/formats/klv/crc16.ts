/**
 * CRC-16-CCITT as MISB sets carry it (ST 1002, ST 1107, ST 1108): polynomial 0x1021, high bit first, start value
 * 0x1D0F (0xFFFF with the zeros that the Motion Imagery Handbook appends worked in). It covers the packet from the
 * first byte of its universal key to the length byte of the checksum item.
 */
export function crc16Ccitt(bytes: Uint8Array, start: number, end: number): number {
  let crc = 0x1d0f;
  for (let i = start; i < end; i++) {
    crc ^= bytes[i]! << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) !== 0 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}
