import { PACKET_BYTES, SYNC_BYTE } from './stream-types.ts';
import type { IssueSink, PacketSize } from './types.ts';

/** Receives one transport packet, in place: `buffer[position]` is its sync byte, `offset` its place in the stream. */
export type PacketSink = (buffer: Uint8Array, position: number, offset: number, syncDamaged: boolean) => void;

const sizes: readonly PacketSize[] = [188, 192, 204];
/** Sync bytes in a row, one packet size apart, that make a lock. */
const LOCK_HITS = 5;
/** More than the look-ahead of every decision below, so that a full buffer always makes progress. */
const CARRY_BYTES = 4096;

type Verdict = 'locked' | 'rejected' | 'more-data';

/** Judges whether packets of `size` begin at `at`. Decides on content alone, so that chunk borders change nothing. */
function judge(buffer: Uint8Array, at: number, end: number, size: PacketSize, final: boolean): Verdict {
  let hits = 0;
  for (let hit = 0; hit < LOCK_HITS; hit++) {
    const sync = at + hit * size;
    if (sync + 4 > end) break;
    // reserved values of adaptation_field_control and transport_scrambling_control rule out fill bytes and most text
    const control = buffer[sync + 3]!;
    if (buffer[sync] !== SYNC_BYTE || (control & 0x30) === 0 || control >> 6 === 1) return 'rejected';
    hits++;
  }
  if (hits === LOCK_HITS) return 'locked';
  if (!final) return 'more-data';
  if (end - at < PACKET_BYTES) return 'rejected';
  const rest = (end - at) % size;
  return hits >= 2 || rest === 0 || rest === PACKET_BYTES ? 'locked' : 'rejected';
}

/** Tells a transport stream from other files by its first bytes (2 kB are enough); `offset` is that of the first packet. */
export function detectPacketing(
  head: Uint8Array,
): { readonly packetSize: PacketSize; readonly offset: number } | undefined {
  const limit = Math.min(head.length, 2 * 204);
  for (let at = head.indexOf(SYNC_BYTE); at >= 0 && at < limit; at = head.indexOf(SYNC_BYTE, at + 1)) {
    for (const packetSize of sizes) {
      if (judge(head, at, head.length, packetSize, true) === 'locked') return { packetSize, offset: at };
    }
  }
  return undefined;
}

/** Where in `head` the first packets stand, five or more in a row; `undefined` where none do. For recordings that begin with something else. */
export function findPacketing(head: Uint8Array): number | undefined {
  for (let at = head.indexOf(SYNC_BYTE); at >= 0; at = head.indexOf(SYNC_BYTE, at + 1)) {
    if (sizes.some((size) => judge(head, at, head.length, size, false) === 'locked')) return at;
  }
  return undefined;
}

/**
 * Cuts a byte stream into transport packets: finds the packet size by content, keeps the lock over one damaged sync byte,
 * and finds the lock again after lost or inserted bytes (five packets in rhythm make a lock). A packet in which bytes went missing is dropped, never delivered
 * with bytes of the next one in it. Holds at most 4 kB.
 */
export class PacketFramer {
  readonly #onPacket: PacketSink;
  readonly #onIssue: IssueSink;
  readonly #carry = new Uint8Array(CARRY_BYTES);
  #carryLength = 0;
  /** Stream offset of the first byte not yet used up. */
  #offset = 0;
  #size: PacketSize = 188;
  #everLocked = false;
  #locked = false;
  /** While searching: the packet before the loss, not yet known to be whole, and its stream offset. */
  readonly #heldPacket = new Uint8Array(PACKET_BYTES);
  #held: number | undefined;
  /** While a packet is held: whether all bytes after it are alike, as padding is, and how far that was looked at. */
  #padding = true;
  #paddingByte = 0;
  #paddingSeen = 0;
  #scan = 0;
  #lossStart = 0;

  constructor(onPacket: PacketSink, onIssue: IssueSink) {
    this.#onPacket = onPacket;
    this.#onIssue = onIssue;
  }

  get packetSize(): PacketSize | undefined {
    return this.#everLocked ? this.#size : undefined;
  }

  /** Bytes taken so far. */
  get bytes(): number {
    return this.#offset + this.#carryLength;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (this.#carryLength > 0) {
      const old = this.#carryLength;
      const take = Math.min(chunk.length - at, CARRY_BYTES - old);
      this.#carry.set(chunk.subarray(at, at + take), old);
      const used = this.#consume(this.#carry, 0, old + take, this.#offset, false);
      this.#offset += used;
      if (used >= old) {
        at += used - old;
        this.#carryLength = 0;
      } else {
        this.#carry.copyWithin(0, used, old + take);
        this.#carryLength = old + take - used;
        at += take;
        if (at >= chunk.length) return;
      }
    }
    const used = this.#consume(chunk, at, chunk.length, this.#offset - at, false);
    this.#offset += used - at;
    this.#carry.set(chunk.subarray(used));
    this.#carryLength = chunk.length - used;
  }

  /** Takes the rest as the end of the stream. */
  end(): void {
    const length = this.#carryLength;
    this.#consume(this.#carry, 0, length, this.#offset, true);
    this.#offset += length;
    this.#carryLength = 0;
    if (!this.#everLocked) this.#onIssue('no-packets', 0, undefined, `No transport packets in ${this.#offset} bytes`);
  }

  #consume(buffer: Uint8Array, start: number, end: number, base: number, final: boolean): number {
    let at = start;
    for (;;) {
      const next = this.#locked
        ? this.#runLocked(buffer, at, end, base, final)
        : this.#search(buffer, at, end, base, final);
      if (next >= 0) return next;
      at = -next - 1;
    }
  }

  /** Returns where it stopped for want of data, or `-position - 1` where the mode changed at a position. */
  #runLocked(buffer: Uint8Array, start: number, end: number, base: number, final: boolean): number {
    const size = this.#size;
    const onPacket = this.#onPacket;
    let at = start;
    for (;;) {
      while (at + size < end && buffer[at + size] === SYNC_BYTE) {
        onPacket(buffer, at, base + at, false);
        at += size;
      }
      if (at + size >= end) return final ? this.#finish(buffer, at, end, base) : at;
      if (at + 3 * size >= end && !final) return at;
      const second = at + 2 * size;
      const third = at + 3 * size;
      if (second < end && buffer[second] === SYNC_BYTE && (third >= end || buffer[third] === SYNC_BYTE)) {
        onPacket(buffer, at, base + at, false);
        onPacket(buffer, at + size, base + at + size, true);
        at = second;
        continue;
      }
      this.#locked = false;
      this.#held = base + at;
      this.#heldPacket.set(buffer.subarray(at, at + PACKET_BYTES));
      this.#padding = true;
      this.#paddingByte = buffer[at + size]!;
      this.#paddingSeen = base + at + PACKET_BYTES;
      this.#scan = base + at + 1;
      this.#lossStart = base + at;
      return -at - 1;
    }
  }

  #finish(buffer: Uint8Array, start: number, end: number, base: number): number {
    if (end - start >= PACKET_BYTES) this.#onPacket(buffer, start, base + start, false);
    else if (end > start) {
      this.#onIssue(
        'truncated-end',
        base + start,
        undefined,
        `The last packet has ${end - start} of ${PACKET_BYTES} bytes`,
      );
    }
    return end;
  }

  #search(buffer: Uint8Array, start: number, end: number, base: number, final: boolean): number {
    if (this.#held !== undefined) this.#watchPadding(buffer, end, base);
    for (;;) {
      const found = buffer.indexOf(SYNC_BYTE, Math.max(this.#scan - base, start));
      const at = found < 0 || found >= end ? end : found;
      this.#scan = base + at;
      if (at >= end) {
        if (final) this.#giveUp(base + end);
        return end;
      }
      const verdict = this.#judgeSizes(buffer, at, end, final);
      if (verdict === 'more-data') return at;
      if (verdict !== 'rejected') {
        this.#lock(verdict, base + at);
        return -at - 1;
      }
      this.#scan++;
    }
  }

  #judgeSizes(buffer: Uint8Array, at: number, end: number, final: boolean): PacketSize | 'rejected' | 'more-data' {
    const first = judge(buffer, at, end, this.#size, final);
    if (first !== 'rejected') return first === 'locked' ? this.#size : first;
    for (const size of sizes) {
      if (size === this.#size) continue;
      const verdict = judge(buffer, at, end, size, final);
      if (verdict !== 'rejected') return verdict === 'locked' ? size : verdict;
    }
    return 'rejected';
  }

  #lock(size: PacketSize, offset: number): void {
    // where the rhythm goes on, only sync bytes were damaged and the packet before them is whole; else bytes of it may be missing
    if (this.#held !== undefined && size === this.#size && (offset - this.#held) % size === 0) this.#releaseHeld();
    this.#held = undefined;
    this.#size = size;
    // an M2TS file begins with the four bytes before its first packet
    const lead = !this.#everLocked && size === 192 ? 4 : 0;
    this.#everLocked = true;
    this.#locked = true;
    if (offset - this.#lossStart > lead) this.#reportLoss(offset);
  }

  #watchPadding(buffer: Uint8Array, end: number, base: number): void {
    for (let at = this.#paddingSeen - base; at < end && this.#padding; at++) {
      this.#padding = buffer[at] === this.#paddingByte;
    }
    this.#paddingSeen = Math.max(this.#paddingSeen, base + end);
  }

  /** No packets follow. The last one stands where padding comes after it; else bytes of it may be missing. */
  #giveUp(offset: number): void {
    if (this.#padding) this.#releaseHeld();
    this.#reportLoss(offset);
  }

  #releaseHeld(): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    this.#lossStart = held + PACKET_BYTES;
    this.#onPacket(this.#heldPacket, 0, held, false);
  }

  #reportLoss(until: number): void {
    const skipped = until - this.#lossStart;
    if (skipped <= 0 || !this.#everLocked) return;
    this.#onIssue('sync-lost', this.#lossStart, undefined, `${skipped} bytes skipped in search of the packet rhythm`);
    this.#lossStart = until;
  }
}
