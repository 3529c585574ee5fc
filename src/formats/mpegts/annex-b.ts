import { nextStartCode } from './video-header.ts';

const NAL_SLICE = 1;
const NAL_IDR_SLICE = 5;
const NAL_ACCESS_UNIT_DELIMITER = 9;
/** primary_pic_type 7: slices of any type. */
const delimiter: Uint8Array = Uint8Array.of(0, 0, 0, 1, NAL_ACCESS_UNIT_DELIMITER, 0xf0);

/** The H.264 access unit with the delimiter that ISO/IEC 13818-1 2.14 asks for at its head; itself where it has one. */
export function ensureAccessUnitDelimiter(accessUnit: Uint8Array): Uint8Array {
  const first = nextStartCode(accessUnit, 0);
  if (first >= 0 && (accessUnit[first] ?? 0) % 32 === NAL_ACCESS_UNIT_DELIMITER) return accessUnit;
  const delimited = new Uint8Array(delimiter.length + accessUnit.length);
  delimited.set(delimiter);
  delimited.set(accessUnit, delimiter.length);
  return delimited;
}

/** Whether the first slice of the H.264 access unit belongs to an IDR picture. */
export function isH264RandomAccess(accessUnit: Uint8Array): boolean {
  for (let at = nextStartCode(accessUnit, 0); at >= 0; at = nextStartCode(accessUnit, at)) {
    const type = (accessUnit[at] ?? 0) % 32;
    if (type === NAL_SLICE || type === NAL_IDR_SLICE) return type === NAL_IDR_SLICE;
  }
  return false;
}
