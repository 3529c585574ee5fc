import { berLengthBytes, readBerLength, readBerOid } from './ber.ts';
import { runningSum16 } from './checksum.ts';
import { concatBytes } from './encode.ts';
import { type ChunkOrigin, Intake } from './intake.ts';
import type { Issue } from './issue.ts';
import { decodePacket, type KlvPacket } from './packet.ts';
import { registeredAt, st0601KeyBytes } from './registry.ts';

/** Longest packet that is waited for. Range images (ST 1002) may take megabytes; a longer length is damage. */
const maxPacketBytes = 4 * 1024 * 1024;
/** How much unrecognised data is gathered before it is searched for packets with damaged keys. */
const gapWindowBytes = 128 * 1024;
const longestSalvageBytes = 64 * 1024;
/** A key, a BER length with all the zeros that one may be padded with, and the head of the first item. */
const lookAheadBytes = 40;
/** How far behind the key the first item is looked for where the length is damaged. */
const longestLengthBytes = 6;
/** A tag of 6 bytes and a length of 17. */
const longestItemHeadBytes = 23;
const mostWalkedItems = 300;
const highestWalkedTag = 255;

export interface ScannerOptions {
  readonly pid?: number;
  /** Gives the running number of each packet, so that several streams may share one count. */
  readonly nextIndex: () => number;
  readonly onPacket: (packet: KlvPacket) => void;
}

/**
 * Finds KLV packets (SMPTE 336M) in a byte stream that may be damaged: bytes lost, keys spoilt, packets cut off.
 * Memory is bounded by the longest packet (4 MiB). Bytes that belong to no packet are counted, and said in the
 * issues of the next packet.
 */
export class KlvScanner {
  readonly #options: ScannerOptions;
  readonly #intake = new Intake();
  /** Bytes at the front of what is held in which no key begins: they are not searched again. */
  #searched = 0;
  #skipped = 0;
  #skippedTotal = 0;
  #hasKey = false;

  constructor(options: ScannerOptions) {
    this.#options = options;
  }

  /** Bytes so far that belong to no packet. */
  get skippedBytes(): number {
    return this.#skippedTotal;
  }

  /** Whether a universal key was found, with a packet behind it or without. */
  get hasKey(): boolean {
    return this.#hasKey;
  }

  push(chunk: Uint8Array, origin: ChunkOrigin): void {
    if (chunk.length === 0) return;
    this.#intake.push(chunk, origin);
    this.#scan(false);
  }

  /** Says that the stream is over: what is left is read as far as it goes. */
  end(): void {
    this.#scan(true);
  }

  #scan(ended: boolean): void {
    const { bytes } = this.#intake;
    let at = 0;
    while (at < bytes.length) {
      const next = this.#step(bytes, at, ended);
      if (next === undefined) break;
      at = next;
    }
    this.#intake.drop(at);
    this.#searched = Math.max(0, this.#searched - at);
  }

  /** Handles what stands at `at`; gives where to go on, or `undefined` where more bytes are needed. */
  #step(bytes: Uint8Array, at: number, ended: boolean): number | undefined {
    const key = findKey(bytes, Math.max(at, this.#searched));
    // A key may begin in the last three bytes.
    this.#searched = key ?? Math.max(at, bytes.length - 3);
    this.#hasKey ||= key !== undefined;
    if (key !== at) return this.#gap(bytes, at, key, ended);
    // All that is decided below looks no further ahead than this: the outcome does not depend on where chunks end.
    if (bytes.length - at < lookAheadBytes && !ended) return undefined;
    const spoilt = registeredAt(bytes, at) === undefined ? spoiltKeyEnd(bytes, at) : undefined;
    if (spoilt !== undefined) {
      if (spoilt > bytes.length && !ended) return undefined;
      if (spoilt <= bytes.length) return this.#salvage(bytes, at, at + 17, spoilt);
    }
    const length = readBerLength(bytes, at + 16, bytes.length);
    const end =
      length === undefined || length.value > maxPacketBytes ? undefined : at + 16 + length.size + length.value;
    return end === undefined ? this.#byItems(bytes, at, undefined, ended) : this.#byLength(bytes, at, end, ended);
  }

  /** A packet is taken at its word where its checksum fits, or where the next packet stands right behind it. */
  #byLength(bytes: Uint8Array, at: number, end: number, ended: boolean): number | undefined {
    if (end > bytes.length && !ended) return undefined;
    if (end <= bytes.length) {
      const fits = checksumFits(bytes, at, end);
      if (!fits && end + 16 > bytes.length && !ended) return undefined;
      if (fits || end === bytes.length || isKey(bytes, end)) {
        this.#emit(bytes.subarray(at, end), at, []);
        return end;
      }
    }
    return this.#byItems(bytes, at, end, ended);
  }

  /** The length is not borne out: bytes were lost, or it is the length itself that is wrong. */
  #byItems(bytes: Uint8Array, at: number, end: number | undefined, ended: boolean): number | undefined {
    const found = registeredAt(bytes, at) === 'ST0601' ? walkItems(bytes, at, ended) : undefined;
    if (found === 'more' && !ended) return undefined;
    // A walk that was thrown off by lost bytes may run over the next packet: that is no end of this one.
    const swallows =
      found !== undefined && found !== 'more' && !found.proven && findSetKey(bytes, at + 17, found.end) !== undefined;
    if (found !== undefined && found !== 'more' && !swallows) {
      const body = bytes.subarray(found.start, found.end);
      const message = `${found.end - found.start} bytes of items stand behind the key`;
      const issue: Issue = { tag: '', offset: 16, code: 'packet-length-damaged', message };
      this.#emit(concatBytes([st0601KeyBytes, berLengthBytes(body.length), body]), at, [issue]);
      return found.end;
    }
    if (end === undefined) {
      this.#skip(4);
      return at + 4;
    }
    const stop = findSetKey(bytes, at + 17, end) ?? Math.min(end, bytes.length);
    this.#emit(bytes.subarray(at, stop), at, []);
    return stop;
  }

  #gap(bytes: Uint8Array, at: number, key: number | undefined, ended: boolean): number | undefined {
    const end = key ?? bytes.length;
    if (key === undefined && !ended) {
      if (bytes.length - at < gapWindowBytes) return undefined;
      return this.#salvage(bytes, at, bytes.length - longestSalvageBytes - 16, bytes.length);
    }
    return this.#salvage(bytes, at, end, end);
  }

  /** Looks for packets with spoilt keys that start in [at, end) and end by `limit`; gives where it stopped. */
  #salvage(bytes: Uint8Array, at: number, end: number, limit: number): number {
    let p = at;
    let from = at;
    while (p < end) {
      const found = salvageAt(bytes, p, limit);
      if (found === undefined) {
        p++;
        continue;
      }
      const kept = keyTail(bytes, from, p);
      this.#skip(p - kept - from);
      const issue: Issue = {
        tag: '',
        offset: 0,
        code: 'key-damaged',
        message: `${16 - kept} bytes of the key are lost or changed; recognised as ST0601 by ${found.proof}`,
      };
      const whole = new Uint8Array(16 + found.end - p);
      whole.set(st0601KeyBytes);
      whole.set(bytes.subarray(p, found.end), 16);
      this.#emit(whole, p - kept, [issue]);
      p = found.end;
      from = p;
    }
    const stop = Math.max(end, p);
    this.#skip(stop - from);
    return stop;
  }

  #skip(count: number): void {
    this.#skipped += count;
    this.#skippedTotal += count;
  }

  #emit(bytes: Uint8Array, at: number, found: readonly Issue[]): void {
    let issues = found;
    if (this.#skipped > 0) {
      const message = `${this.#skipped} bytes before this packet belong to no packet`;
      issues = [{ tag: '', offset: 0, code: 'bytes-skipped', message }, ...found];
      this.#skipped = 0;
    }
    const { pid, nextIndex, onPacket } = this.#options;
    const { offset, pts, ptsS } = this.#intake.originAt(at);
    onPacket(decodePacket(bytes, { index: nextIndex(), offset, pid, pts, ptsS }, issues));
  }
}

/** First place from `at` on where a universal key begins (06 0E 2B 34). */
function findKey(bytes: Uint8Array, at: number): number | undefined {
  for (let p = bytes.indexOf(0x06, at); p >= 0 && p + 3 < bytes.length; p = bytes.indexOf(0x06, p + 1)) {
    if (bytes[p + 1] === 0x0e && bytes[p + 2] === 0x2b && bytes[p + 3] === 0x34) return p;
  }
  return undefined;
}

function isKey(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x06 && bytes[at + 1] === 0x0e && bytes[at + 2] === 0x2b && bytes[at + 3] === 0x34;
}

/** First place in [at, end) where the whole key of a stand-alone set begins. */
function findSetKey(bytes: Uint8Array, at: number, end: number): number | undefined {
  for (let p = findKey(bytes, at); p !== undefined && p < end; p = findKey(bytes, p + 1)) {
    const id = p + 16 <= bytes.length ? registeredAt(bytes, p) : undefined;
    if (id !== undefined && id !== 'ST0102U') return p;
  }
  return undefined;
}

/** True where the packet in [start, end) closes with a fitting checksum. */
function checksumFits(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 22 || bytes[end - 4] !== 0x01 || bytes[end - 3] !== 0x02) return false;
  return runningSum16(bytes, start, end - 2) === ((bytes[end - 2]! << 8) | bytes[end - 1]!);
}

interface Walked {
  readonly start: number;
  readonly end: number;
  /** True where the checksum fits once the length is put right. */
  readonly proven: boolean;
}

/**
 * Where the items of the ST 0601 packet at `at` begin and end, by walking from item 2 to item 1, whatever its length
 * says; `'more'` where the bytes end first. The end must be borne out: by the checksum with the length put right, or
 * by another packet, or nothing, behind it.
 */
function walkItems(bytes: Uint8Array, at: number, ended: boolean): Walked | 'more' | undefined {
  let start = at + 16;
  while (start < at + 16 + longestLengthBytes && !(bytes[start] === 0x02 && bytes[start + 1] === 0x08)) start++;
  if (start + 2 > bytes.length) return 'more';
  if (bytes[start] !== 0x02) return undefined;
  let p = start;
  for (let items = 0; items < mostWalkedItems; items++) {
    const tag = readBerOid(bytes, p, bytes.length);
    const length = tag === undefined ? undefined : readBerLength(bytes, p + tag.size, bytes.length);
    if (tag === undefined || length === undefined) return p + longestItemHeadBytes > bytes.length ? 'more' : undefined;
    if (tag.value === 0 || tag.value > highestWalkedTag || length.value > longestSalvageBytes) return undefined;
    p += tag.size + length.size + length.value;
    if (p - at > longestSalvageBytes) return undefined;
    if (p > bytes.length) return 'more';
    if (tag.value !== 1) continue;
    if (length.value !== 2) return undefined;
    const proven = fitsWithLength(bytes, start, p);
    if (!proven && p + 16 > bytes.length && !ended) return 'more';
    return proven || p === bytes.length || isKey(bytes, p) ? { start, end: p, proven } : undefined;
  }
  return undefined;
}

/** Does the checksum of the items in [start, end) fit, with the length put right? */
function fitsWithLength(bytes: Uint8Array, start: number, end: number): boolean {
  const head = concatBytes([st0601KeyBytes, berLengthBytes(end - start)]);
  // After a head of odd length the bytes of the body change places between the high and the low half of the sum.
  const body =
    head.length % 2 === 0 ? bytes.subarray(start, end - 2) : concatBytes([[0], bytes.subarray(start, end - 2)]);
  const sum = (runningSum16(head, 0, head.length) + runningSum16(body, 0, body.length)) & 0xffff;
  return sum === ((bytes[end - 2]! << 8) | bytes[end - 1]!);
}

/** Where the packet would end whose key, spoilt but for its beginning, stands at `at`; `undefined` where none does. */
function spoiltKeyEnd(bytes: Uint8Array, at: number): number | undefined {
  for (let p = at + 4; p <= at + 16; p++) {
    const length = readBerLength(bytes, p, bytes.length);
    if (length === undefined || length.value < 14 || length.value > longestSalvageBytes) continue;
    const start = p + length.size;
    if (bytes[start] === 0x02 && bytes[start + 1] === 0x08) return start + length.value;
  }
  return undefined;
}

interface Salvaged {
  readonly end: number;
  readonly proof: string;
}

/**
 * Does an ST 0601 packet whose key is spoilt have its length at `p`? The set begins with item 2 in 8 bytes and ends
 * with item 1 in 2 bytes; the checksum, computed with the key put back, proves it. Where the checksum does not fit,
 * at least 8 bytes of the key before `p` must be right.
 */
function salvageAt(bytes: Uint8Array, p: number, limit: number): Salvaged | undefined {
  const length = readBerLength(bytes, p, limit);
  if (length === undefined || length.value < 14 || length.value > longestSalvageBytes) return undefined;
  const start = p + length.size;
  const end = start + length.value;
  if (end > limit || bytes[start] !== 0x02 || bytes[start + 1] !== 0x08) return undefined;
  if (bytes[end - 4] !== 0x01 || bytes[end - 3] !== 0x02) return undefined;
  const stored = (bytes[end - 2]! << 8) | bytes[end - 1]!;
  // The key has 16 bytes, an even number, so that its sum and that of the rest simply add.
  const sum = (runningSum16(st0601KeyBytes, 0, 16) + runningSum16(bytes, p, end - 2)) & 0xffff;
  if (sum === stored) return { end, proof: 'its checksum' };
  return keyTail(bytes, Math.max(0, p - 16), p) >= 8 ? { end, proof: 'the rest of its key' } : undefined;
}

/** How many bytes right before `p` (not before `from`) are the end of the key of ST 0601. */
function keyTail(bytes: Uint8Array, from: number, p: number): number {
  let count = 0;
  while (count < 16 && p - 1 - count >= from && bytes[p - 1 - count] === st0601KeyBytes[15 - count]) count++;
  return count;
}
