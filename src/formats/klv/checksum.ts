/**
 * Running 16-bit sum of ST 0601 section 6.3 (also of ST 0903): bytes at even places, counted from the first byte of
 * the key, add to the high byte and the others to the low byte; overflow is dropped.
 */
export function runningSum16(bytes: Uint8Array, start: number, end: number): number {
  let high = 0;
  let low = 0;
  let i = start;
  for (; i + 1 < end; i += 2) {
    high += bytes[i]!;
    low += bytes[i + 1]!;
  }
  if (i < end) high += bytes[i]!;
  return ((high << 8) + low) & 0xffff;
}
