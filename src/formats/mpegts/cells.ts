/**
 * Metadata access-unit cells (ISO/IEC 13818-1 2.12.4) and KLV triplets (SMPTE ST 336) by sight: what can be told of
 * bytes without keeping anything.
 */

export const CELL_HEADER_BYTES = 5;
/** First four bytes of every SMPTE universal label. */
const KEY_START = [0x06, 0x0e, 0x2b, 0x34] as const;
const KEY_BYTES = 16;

export const FRAGMENT_FIRST = 2;
export const FRAGMENT_MIDDLE = 0;
export const FRAGMENT_LAST = 1;
export const FRAGMENT_WHOLE = 3;

/** Whether a SMPTE universal label (06 0E 2B 34) stands at `at`. */
export function startsWithKey(data: Uint8Array, at: number): boolean {
  return data[at] === 0x06 && data[at + 1] === 0x0e && data[at + 2] === 0x2b && data[at + 3] === 0x34;
}

/** As `startsWithKey`, where the data may end before the four bytes do. */
function mayBeKey(data: Uint8Array, at: number): boolean {
  return KEY_START.every((byte, index) => at + index >= data.length || data[at + index] === byte);
}

export interface Cell {
  readonly serviceId: number;
  readonly sequence: number;
  readonly fragment: number;
  /** Place of the data in the payload; `end` may lie beyond it. */
  readonly start: number;
  readonly end: number;
}

/** The cell whose header stands at `at`; `undefined` where the five bytes are not all there. */
export function readCell(data: Uint8Array, at: number): Cell | undefined {
  const start = at + CELL_HEADER_BYTES;
  if (start > data.length) return undefined;
  const length = (data[at + 3]! << 8) | data[at + 4]!;
  return { serviceId: data[at]!, sequence: data[at + 1]!, fragment: data[at + 2]! >> 6, start, end: start + length };
}

/** Whether an access unit begins with the cell. */
export function beginsUnit(cell: Cell): boolean {
  return cell.fragment === FRAGMENT_WHOLE || cell.fragment === FRAGMENT_FIRST;
}

/** Whether a cell that begins with a universal key can stand at `at`; the data may end within it. */
export function mayBeginKlvCell(data: Uint8Array, at: number): boolean {
  const fragment = data[at + 2];
  return (fragment === undefined || fragment >= 0x80) && mayBeKey(data, at + CELL_HEADER_BYTES);
}

/** Whether a cell that begins with a universal key stands at `at`. */
export function beginsKlvCell(data: Uint8Array, at: number): boolean {
  return mayBeginKlvCell(data, at) && startsWithKey(data, at + CELL_HEADER_BYTES);
}

/** Whether the payload from `at` is a chain of cells, none empty, that ends exactly where the payload does. */
export function isCellChain(data: Uint8Array, at: number): boolean {
  let next = at;
  while (next < data.length) {
    const cell = readCell(data, next);
    if (cell === undefined || cell.end === cell.start) return false;
    next = cell.end;
  }
  return next === data.length && data.length > at;
}

/** Where the KLV triplet at `at` ends, maybe beyond the data; `undefined` where none stands there. `sure` is false where its length is cut off. */
function tripletEnd(data: Uint8Array, at: number): { readonly end: number; readonly sure: boolean } | undefined {
  if (!startsWithKey(data, at)) return undefined;
  const value = at + KEY_BYTES + 1;
  if (value > data.length) return { end: value, sure: false };
  const first = data[at + KEY_BYTES]!;
  if (first < 0x80) return { end: value + first, sure: true };
  const extra = first & 0x7f;
  if (extra > 6) return undefined;
  if (value + extra > data.length) return { end: value + extra, sure: false };
  let length = 0;
  for (let index = 0; index < extra; index++) length = length * 256 + data[value + index]!;
  return { end: value + extra + length, sure: true };
}

/** Bytes that the last KLV triplet of `data` lacks; 0 where all are whole or it cannot be told. */
export function missingKlvBytes(data: Uint8Array): number {
  let at = 0;
  while (at < data.length) {
    const triplet = tripletEnd(data, at);
    if (triplet === undefined) return 0;
    at = triplet.end;
  }
  return at - data.length;
}

/** Whether `data` is one KLV triplet or several and nothing else. */
export function isKlvChain(data: Uint8Array): boolean {
  return klvChainEnd(data, 0) === data.length;
}

/** Where the KLV triplets that begin at `at` end, maybe beyond the data; `undefined` where none stands there or a length is not known. */
export function klvChainEnd(data: Uint8Array, at: number): number | undefined {
  let end: number | undefined;
  for (let next = tripletEnd(data, at); next !== undefined; next = tripletEnd(data, next.end)) {
    if (!next.sure) return undefined;
    end = next.end;
  }
  return end;
}

/** Where from `from` on the next cell stands that begins with a universal key and whose length is borne out; else the end of the data. */
export function findKlvCell(data: Uint8Array, from: number): number {
  for (let at = from; at + CELL_HEADER_BYTES < data.length; at++) {
    if (!beginsKlvCell(data, at)) continue;
    const cell = readCell(data, at);
    if (cell === undefined) break;
    const { start, end } = cell;
    if (end === data.length || beginsKlvCell(data, end) || klvChainEnd(data, start) === end) return at;
  }
  return data.length;
}

/** Whether from `from` on such a cell stands. */
export function holdsKlvCell(data: Uint8Array, from: number): boolean {
  return findKlvCell(data, from) < data.length;
}

/** Whether all from `at` on is stuffing: bytes FF, or zeros that could be cells only if these were empty. */
export function isStuffing(data: Uint8Array, at: number): boolean {
  const byte = data[at];
  if (byte !== 0xff && !(byte === 0 && data.length - at >= CELL_HEADER_BYTES)) return false;
  return data.subarray(at).every((one) => one === byte);
}
