import { PACKET_BYTES, SYNC_BYTE, TICK_MODULUS } from './stream-types.ts';

const PAYLOAD_BYTES = PACKET_BYTES - 4;
/** Packets handed on at once. */
const BATCH_PACKETS = 348;

/** What goes into the adaptation field of a packet. */
export interface PacketMarks {
  /** Program clock, 90 kHz ticks. */
  readonly pcr: number | undefined;
  readonly randomAccess: boolean;
}

const noMarks: PacketMarks = { pcr: undefined, randomAccess: false };

/** Writes transport packets with continuity counters and stuffing, and hands them on in batches. */
export class PacketWriter {
  readonly #sink: (bytes: Uint8Array) => void;
  readonly #counters = new Map<number, number>();
  #batch = new Uint8Array(BATCH_PACKETS * PACKET_BYTES);
  #length = 0;
  #written = 0;

  /** The sink owns what it gets: whole packets. */
  constructor(sink: (bytes: Uint8Array) => void) {
    this.#sink = sink;
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#written;
  }

  flush(): void {
    if (this.#length === 0) return;
    const bytes = this.#batch.subarray(0, this.#length);
    this.#batch = new Uint8Array(BATCH_PACKETS * PACKET_BYTES);
    this.#length = 0;
    this.#sink(bytes);
  }

  /** A PES packet (header, then data), padded with adaptation field stuffing; marks go into its first packet. */
  writePes(pid: number, header: Uint8Array, data: Uint8Array, marks: PacketMarks): void {
    const total = header.length + data.length;
    let done = 0;
    while (done < total) {
      const at = this.#begin(pid, done === 0, true);
      const room = this.#adaptation(at, done === 0 ? marks : noMarks, total - done);
      const start = at + PACKET_BYTES - room;
      let filled = 0;
      if (done < header.length) {
        filled = Math.min(room, header.length - done);
        this.#batch.set(header.subarray(done, done + filled), start);
      }
      const from = done + filled - header.length;
      this.#batch.set(data.subarray(from, from + room - filled), start + filled);
      done += room;
    }
  }

  /** A table section, from a packet of its own. */
  writeSection(pid: number, section: Uint8Array): void {
    let done = 0;
    while (done < section.length) {
      const at = this.#begin(pid, done === 0, true);
      this.#batch[at + 3] = this.#batch[at + 3]! | 0x10;
      let start = at + 4;
      if (done === 0) this.#batch[start++] = 0;
      const part = section.subarray(done, done + at + PACKET_BYTES - start);
      this.#batch.set(part, start);
      this.#batch.fill(0xff, start + part.length, at + PACKET_BYTES);
      done += part.length;
    }
  }

  /** A packet with the clock and no payload. */
  writeClock(pid: number, pcr: number): void {
    const at = this.#begin(pid, false, false);
    this.#adaptation(at, { pcr, randomAccess: false }, 0);
  }

  #begin(pid: number, unitStart: boolean, hasPayload: boolean): number {
    if (this.#length === this.#batch.length) this.flush();
    const at = this.#length;
    this.#length += PACKET_BYTES;
    this.#written += PACKET_BYTES;
    // the counter stands still over packets without payload (ISO/IEC 13818-1 2.4.3.3)
    const last = this.#counters.get(pid) ?? 15;
    const counter = hasPayload ? (last + 1) & 0x0f : last;
    this.#counters.set(pid, counter);
    this.#batch[at] = SYNC_BYTE;
    this.#batch[at + 1] = (unitStart ? 0x40 : 0) | (pid >> 8);
    this.#batch[at + 2] = pid & 0xff;
    this.#batch[at + 3] = counter;
    return at;
  }

  /** Writes the adaptation field that leaves room for at most `wanted` bytes; returns that room. */
  #adaptation(at: number, marks: PacketMarks, wanted: number): number {
    const batch = this.#batch;
    const marked = marks.pcr !== undefined || marks.randomAccess;
    const least = marked ? 2 + (marks.pcr === undefined ? 0 : 6) : 0;
    const room = Math.min(wanted, PAYLOAD_BYTES - least);
    const size = PAYLOAD_BYTES - room;
    batch[at + 3] = batch[at + 3]! | (room > 0 ? 0x10 : 0) | (size > 0 ? 0x20 : 0);
    if (size === 0) return room;
    batch[at + 4] = size - 1;
    if (size === 1) return room;
    batch[at + 5] = (marks.randomAccess ? 0x40 : 0) | (marks.pcr === undefined ? 0 : 0x10);
    if (marks.pcr !== undefined) writeClockReference(batch, at + 6, marks.pcr);
    batch.fill(0xff, at + 4 + Math.max(least, 2), at + 4 + size);
    return room;
  }
}

/** PCR: 33-bit base, six reserved bits, nine-bit extension (here 0). */
function writeClockReference(target: Uint8Array, at: number, ticks: number): void {
  const base = ((ticks % TICK_MODULUS) + TICK_MODULUS) % TICK_MODULUS;
  const high = Math.floor(base / 2);
  target[at] = Math.floor(high / 2 ** 24) & 0xff;
  target[at + 1] = (high >>> 16) & 0xff;
  target[at + 2] = (high >>> 8) & 0xff;
  target[at + 3] = high & 0xff;
  target[at + 4] = ((base % 2) << 7) | 0x7e;
  target[at + 5] = 0;
}
