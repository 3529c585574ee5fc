import { decodeEntry, encodeEntry } from '../../../account/entry.ts';
import { AtalayaError } from '../../../model/errors.ts';

/** Items before the time in an entry: format, stream, version, kind (docs/adr/0006-the-log.md). */
const ITEMS_BEFORE = 4;
const UINT64 = 0x1b;

/**
 * The entry with another time. Times since 1970-01-01T01:11:35Z take eight bytes in CBOR, so that only these change; where one does not, the
 * entry is encoded anew.
 */
export function setTime(bytes: Uint8Array, timeUs: number): Uint8Array {
  const at = timeOffset(bytes);
  if (at === undefined || timeUs < 2 ** 32) return encodedAnew(bytes, timeUs);
  const changed = bytes.slice();
  new DataView(changed.buffer).setBigUint64(at + 1, BigInt(timeUs));
  return changed;
}

/** Where the head of the time stands, if it is one of eight bytes. */
function timeOffset(bytes: Uint8Array): number | undefined {
  let at = 1;
  for (let item = 0; item < ITEMS_BEFORE; item++) {
    const head = bytes[at]!;
    const small = head & 0x1f;
    const wide = small < 24 ? 0 : 2 ** (small - 24);
    let value = small;
    if (wide > 0) {
      value = 0;
      for (let i = 1; i <= wide; i++) value = value * 256 + bytes[at + i]!;
    }
    const isText = head >> 5 === 3;
    at += 1 + wide + (isText ? value : 0);
  }
  return bytes[at] === UINT64 ? at : undefined;
}

function encodedAnew(bytes: Uint8Array, timeUs: number): Uint8Array {
  const entry = decodeEntry(bytes);
  if ('fault' in entry)
    throw new AtalayaError('internal', `An entry cannot be read back: ${entry.fault}`, entry.field, '');
  return encodeEntry({ ...entry, timeUs });
}
