import { sha256 } from '../../hashing.ts';

/**
 * A record of the journal, one group of entries that became durable together:
 *
 *     magic(4) first index(8) count(4) payload length(4) header check(12) | payload | check(16)
 *
 * Numbers are big-endian. The payload is in the form of an entry bundle. The checks are the first bytes of SHA-256 over all that stands
 * before them in the record; the header has its own, so that a damaged length cannot pass for a record that ends after the file.
 */
const MAGIC = 0x41544a31;
export const headerBytes = 32;
export const checkBytes = 16;
const HEADER_CHECKED = 20;
const SECTOR = 512;

export interface RecordHeader {
  readonly first: number;
  readonly count: number;
  readonly length: number;
}

/** Bytes of a record whose payload has this length. */
export const recordBytes = (payloadBytes: number): number => headerBytes + payloadBytes + checkBytes;

/** Fills in header and check of a record whose payload already stands at `headerBytes`. */
export function sealRecord(record: Uint8Array, first: number, count: number): void {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const end = record.length - checkBytes;
  view.setUint32(0, MAGIC);
  view.setBigUint64(4, BigInt(first));
  view.setUint32(12, count);
  view.setUint32(16, end - headerBytes);
  record.set(sha256(record.subarray(0, HEADER_CHECKED)).subarray(0, headerBytes - HEADER_CHECKED), HEADER_CHECKED);
  record.set(sha256(record.subarray(0, end)).subarray(0, checkBytes), end);
}

/** The header at an offset, or undefined where none that is whole stands there. */
export function readHeader(bytes: Uint8Array, at: number): RecordHeader | undefined {
  if (at + headerBytes > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, headerBytes);
  if (view.getUint32(0) !== MAGIC) return undefined;
  const check = sha256(bytes.subarray(at, at + HEADER_CHECKED)).subarray(0, headerBytes - HEADER_CHECKED);
  if (Buffer.compare(check, bytes.subarray(at + HEADER_CHECKED, at + headerBytes)) !== 0) return undefined;
  return { first: Number(view.getBigUint64(4)), count: view.getUint32(12), length: view.getUint32(16) };
}

/** Whether the record of this header stands whole at the offset. */
export function isWhole(bytes: Uint8Array, at: number, header: RecordHeader): boolean {
  const end = at + headerBytes + header.length;
  if (end + checkBytes > bytes.length) return false;
  const check = sha256(bytes.subarray(at, end)).subarray(0, checkBytes);
  return Buffer.compare(check, bytes.subarray(end, end + checkBytes)) === 0;
}

/** A record found whole in a segment's bytes. */
export interface WholeRecord {
  readonly first: number;
  readonly count: number;
  /** A view of the segment, in the form of an entry bundle. */
  readonly payload: Uint8Array;
  /** Offset behind it. */
  readonly endsAt: number;
}

/** The records from a segment's beginning on, up to the first that is not whole. */
export function* wholeRecords(bytes: Uint8Array): Generator<WholeRecord> {
  let at = 0;
  for (;;) {
    const header = readHeader(bytes, at);
    if (header === undefined || !isWhole(bytes, at, header)) return;
    const { first, count, length } = header;
    const payload = bytes.subarray(at + headerBytes, at + headerBytes + length);
    at += recordBytes(length);
    yield { first, count, payload, endsAt: at };
  }
}

/**
 * Whether what stands at the offset to the end of the file can be what a break left of one last write: cut short, or with sectors that never
 * reached the disk and read as zero; and no whole header after it, since a record is written only once the one before is durable.
 */
export function isTorn(bytes: Uint8Array, at: number): boolean {
  const header = readHeader(bytes, at);
  const end = header === undefined ? undefined : at + recordBytes(header.length);
  if (end !== undefined && end < bytes.length) return false;
  for (let from = at + 1; from + headerBytes <= bytes.length; from++) {
    if (bytes[from] === 0x41 && readHeader(bytes, from) !== undefined && !withinPayload(header, at, from)) return false;
  }
  if (end !== undefined && end > bytes.length) return true;
  if (bytes.length - at < headerBytes) return true;
  return hasLostSector(bytes, at);
}

/** A caller's bytes may look like a header: those within the payload of a whole header do not count. */
function withinPayload(header: RecordHeader | undefined, at: number, from: number): boolean {
  return header !== undefined && from < at + recordBytes(header.length);
}

function hasLostSector(bytes: Uint8Array, at: number): boolean {
  for (let sector = Math.floor(at / SECTOR) * SECTOR; sector < bytes.length; sector += SECTOR) {
    const from = Math.max(at, sector);
    const to = Math.min(bytes.length, sector + SECTOR);
    let zero = true;
    for (let i = from; i < to && zero; i++) zero = bytes[i] === 0;
    if (zero) return true;
  }
  return false;
}

/** Entries of a payload, as views of it. */
export function splitPayload(payload: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let at = 0; at + 2 <= payload.length; ) {
    const length = (payload[at]! << 8) | payload[at + 1]!;
    entries.push(payload.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return entries;
}
