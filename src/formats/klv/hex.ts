/** Two lower-case hexadecimal digits of each byte. */
export const hexDigits: readonly string[] = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

/** Lower-case hexadecimal of `bytes[start, end)`. */
export function hexOf(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  let out = '';
  for (let i = start; i < end; i++) out += hexDigits[bytes[i]!];
  return out;
}

/** Bytes of hexadecimal digits, two each. */
export function hexBytes(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}
