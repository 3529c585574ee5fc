import type { Codec } from './codec.ts';
import { hexBytes, hexDigits } from './hex.ts';

const uuidBytes = 16;
const groupEnds: ReadonlySet<number> = new Set([4, 6, 8, 10]);

/** Text of a UUID (RFC 9562: 8-4-4-4-12 lower-case hex digits) at `bytes[start, start + 16)`. */
export function readUuid(bytes: Uint8Array, start: number): string {
  let out = '';
  for (let i = 0; i < uuidBytes; i++) {
    if (groupEnds.has(i)) out += '-';
    out += hexDigits[bytes[start + i]!];
  }
  return out;
}

/**
 * Bytes of a UUID, hyphens wherever they stand.
 *
 * @throws RangeError where the text is no UUID.
 */
export function uuidToBytes(text: string): Uint8Array {
  const digits = text.replaceAll('-', '');
  if (!/^[0-9a-fA-F]{32}$/.test(digits)) throw new RangeError(`"${text}" is no UUID`);
  return hexBytes(digits);
}

/** A UUID of 16 bytes as its usual text. */
export function uuid(): Codec<string> {
  return {
    describe: 'UUID, 16 bytes',
    cacheable: true,
    decode(bytes, start, end, context) {
      if (end - start !== uuidBytes) {
        context.report('length-unreadable', `${end - start} bytes where a UUID has ${uuidBytes}`, start);
        return undefined;
      }
      return readUuid(bytes, start);
    },
    encode: (value) => uuidToBytes(value),
  };
}
