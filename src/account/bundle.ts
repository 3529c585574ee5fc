import { AtalayaError } from '../model/errors.ts';
import type { Fault } from './fault.ts';
import { entryLimitBytes, tileWidth } from './format.ts';

/** Bytes of the big-endian length before each entry (C2SP tlog-tiles, "Log entries"). */
const lengthBytes = 2;

/**
 * A bundle with further entries behind those it holds (give no bytes for a new one). Errors: `value-out-of-range` where
 * an entry is too long. How many a bundle may hold is the caller's to know: it knows the log's size.
 */
export function appendToBundle(bundle: Uint8Array, entries: readonly Uint8Array[]): Uint8Array {
  let total = bundle.length;
  for (const entry of entries) {
    if (entry.length >= entryLimitBytes) {
      const what = `An entry of ${entry.length} bytes fits no bundle`;
      throw new AtalayaError('value-out-of-range', what, 'entry', `Keep it under ${entryLimitBytes} bytes`);
    }
    total += lengthBytes + entry.length;
  }
  const bytes = new Uint8Array(total);
  bytes.set(bundle);
  let at = bundle.length;
  for (const entry of entries) {
    bytes[at] = entry.length >> 8;
    bytes[at + 1] = entry.length & 0xff;
    bytes.set(entry, at + lengthBytes);
    at += lengthBytes + entry.length;
  }
  return bytes;
}

/** An entry bundle: each entry behind its big-endian length (C2SP tlog-tiles, "Log entries"). */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  return appendToBundle(new Uint8Array(0), entries);
}

/** Entries of a bundle, as views of it, in order; or where it is broken. `at` of the fault is an offset in the bundle. */
export function splitBundle(bundle: Uint8Array): readonly Uint8Array[] | Fault {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bundle.length) {
    if (entries.length === tileWidth) return { fault: `more than ${tileWidth} entries`, at };
    if (at + lengthBytes > bundle.length) return { fault: 'half a length at the end', at };
    const length = (bundle[at]! << 8) | bundle[at + 1]!;
    const from = at + lengthBytes;
    if (from + length > bundle.length) return { fault: `an entry of ${length} bytes, the bundle ends before`, at };
    entries.push(new Uint8Array(bundle.buffer, bundle.byteOffset + from, length));
    at = from + length;
  }
  return entries;
}
