import { runningSum16 } from '../src/formats/klv/checksum.ts';
import { st0601KeyBytes } from '../src/formats/klv/registry.ts';
import { TsDemuxer, type TsDemuxerOptions } from '../src/formats/mpegts/demux.ts';
import { patSection, pmtSection } from '../src/formats/mpegts/mux-tables.ts';
import { writeTimestamp } from '../src/formats/mpegts/pes.ts';
import type { Descriptor, MetadataUnit, Pes, ProgramMap, TsIssue, TsSummary } from '../src/formats/mpegts/types.ts';

/** Transport packets written by hand, field by field, so that a test can make them wrong. */
export interface PacketFields {
  readonly pid: number;
  readonly counter?: number;
  readonly payload?: Uint8Array;
  readonly unitStart?: boolean;
  readonly transportError?: boolean;
  readonly scrambling?: number;
  readonly discontinuity?: boolean;
  readonly pcr?: number;
}

/** One 188-byte packet; a payload shorter than the room is led by adaptation field stuffing. */
export function packet(fields: PacketFields): Uint8Array {
  const { pid, counter = 0, payload = new Uint8Array(0) } = fields;
  const bytes = new Uint8Array(188).fill(0xff);
  const room = 184 - payload.length;
  const marked = fields.discontinuity === true || fields.pcr !== undefined;
  if (room < (marked ? 8 : 0)) throw new Error(`payload of ${payload.length} bytes does not fit`);
  bytes[0] = 0x47;
  bytes[1] = (fields.transportError === true ? 0x80 : 0) | (fields.unitStart === true ? 0x40 : 0) | (pid >> 8);
  bytes[2] = pid & 0xff;
  bytes[3] = ((fields.scrambling ?? 0) << 6) | (room > 0 ? 0x20 : 0) | (payload.length > 0 ? 0x10 : 0) | counter;
  if (room > 0) bytes[4] = room - 1;
  if (room > 1) bytes[5] = (fields.discontinuity === true ? 0x80 : 0) | (fields.pcr === undefined ? 0 : 0x10);
  if (fields.pcr !== undefined) {
    const base = BigInt(fields.pcr);
    const all = (base << 15n) | (0x3fn << 9n);
    for (let index = 0; index < 6; index++) bytes[6 + index] = Number((all >> BigInt(40 - 8 * index)) & 0xffn);
  }
  bytes.set(payload, 188 - payload.length);
  return bytes;
}

export interface PesFields {
  readonly streamId: number;
  readonly payload: Uint8Array;
  readonly pts?: number;
  readonly dts?: number;
  /** PES_packet_length as written; right where left out. */
  readonly length?: number;
  readonly aligned?: boolean;
}

/** A whole PES packet. */
export function pesPacket(fields: PesFields): Uint8Array {
  const stamps = fields.pts === undefined ? 0 : fields.dts === undefined ? 5 : 10;
  const bytes = new Uint8Array(9 + stamps + fields.payload.length);
  const length = fields.length ?? bytes.length - 6;
  bytes.set([0, 0, 1, fields.streamId, length >> 8, length & 0xff, fields.aligned === false ? 0x80 : 0x84]);
  bytes[7] = stamps === 10 ? 0xc0 : stamps === 5 ? 0x80 : 0;
  bytes[8] = stamps;
  if (fields.pts !== undefined) writeTimestamp(bytes, 9, stamps === 10 ? 3 : 2, fields.pts);
  if (fields.dts !== undefined) writeTimestamp(bytes, 14, 1, fields.dts);
  bytes.set(fields.payload, 9 + stamps);
  return bytes;
}

/** Writes packets one after the other, keeping the continuity counters. */
export class PacketBuilder {
  readonly packets: Uint8Array[] = [];
  readonly #counters = new Map<number, number>();

  /** One packet with the next counter of its PID. */
  add(fields: PacketFields): this {
    const last = this.#counters.get(fields.pid) ?? 15;
    const counter = fields.counter ?? (fields.payload === undefined ? last : (last + 1) & 15);
    this.#counters.set(fields.pid, counter);
    this.packets.push(packet({ ...fields, counter }));
    return this;
  }

  /** A payload over as many packets as it takes, `size` bytes at most in each. */
  addPes(pid: number, pes: Uint8Array, size = 184): this {
    for (let at = 0; at < pes.length; at += size) {
      this.add({ pid, payload: pes.subarray(at, at + size), unitStart: at === 0 });
    }
    return this;
  }

  addSection(pid: number, section: Uint8Array, size = 183): this {
    const payload = new Uint8Array(section.length + 1);
    payload.set(section, 1);
    for (let at = 0; at < payload.length; at += size + 1) {
      const part = payload.subarray(at, at + size + 1);
      const padded = new Uint8Array(184).fill(0xff);
      padded.set(part);
      this.add({ pid, payload: at + size + 1 >= payload.length ? padded : part, unitStart: at === 0 });
    }
    return this;
  }

  /** PAT and PMT of one program with the given lines; the clock is on the first. */
  addTables(streams: readonly [pid: number, streamType: number, descriptors?: readonly Descriptor[]][]): this {
    const lines = streams.map(([pid, streamType, descriptors = []]) => ({ pid, streamType, descriptors }));
    this.addSection(0, patSection(1, 0x1000));
    return this.addSection(0x1000, pmtSection(1, lines[0]?.pid ?? 0x1fff, [], lines));
  }

  bytes(): Uint8Array {
    return joinBytes(this.packets);
  }
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

/** A KLV triplet under a made-up universal label of the right family; `length` bytes of value, filled from `seed`. */
export function klvTriplet(length: number, seed = 1): Uint8Array {
  const key = [0x06, 0x0e, 0x2b, 0x34, 0x02, 0x0b, 0x01, 0x01, 0x0e, 0x01, 0x03, 0x01, 0x01, 0, 0, 0];
  const ber = length < 128 ? [length] : [0x83, length >> 16, (length >> 8) & 0xff, length & 0xff];
  const value = Uint8Array.from({ length }, (_, index) => (index * 7 + seed * 31 + (index >> 8)) & 0xff);
  return joinBytes([Uint8Array.from([...key, ...ber]), value]);
}

/**
 * A packet of ST 0601 with a time stamp (`index` tenths of a second into 2026-01-15T15:00Z), a mission and its checksum;
 * the length of `mission` is that of the packet less 41 bytes.
 */
export function missionPacket(index: number, mission = 'M'): Uint8Array {
  const items = new Uint8Array(10 + 4 + mission.length + 4);
  const view = new DataView(items.buffer);
  items.set([2, 8]);
  view.setBigUint64(2, 1_768_489_200_000_000n + BigInt(index) * 100_000n);
  items.set([3, 0x82, mission.length >> 8, mission.length & 0xff, ...new TextEncoder().encode(mission)], 10);
  items.set([1, 2], items.length - 4);
  const bytes = joinBytes([st0601KeyBytes, Uint8Array.of(0x82, items.length >> 8, items.length & 0xff), items]);
  new DataView(bytes.buffer).setUint16(bytes.length - 2, runningSum16(bytes, 0, bytes.length - 2));
  return bytes;
}

/** One metadata cell (ISO/IEC 13818-1 2.12.4). `fragment`: 3 whole, 2 first, 0 middle, 1 last. */
export function cell(sequence: number, fragment: number, data: Uint8Array, serviceId = 0): Uint8Array {
  const head = [serviceId, sequence, (fragment << 6) | 0x1f, data.length >> 8, data.length & 0xff];
  return joinBytes([Uint8Array.from(head), data]);
}

export interface Demuxed {
  readonly units: MetadataUnit[];
  readonly pes: Pes[];
  readonly maps: ProgramMap[];
  readonly issues: TsIssue[];
  readonly summary: TsSummary;
}

/** Demuxes everything there is, in chunks of the given sizes in turn (one chunk where none is given). */
export function demuxAll(bytes: Uint8Array, chunks: readonly number[] = [], options: TsDemuxerOptions = {}): Demuxed {
  const units: MetadataUnit[] = [];
  const pes: Pes[] = [];
  const maps: ProgramMap[] = [];
  const issues: TsIssue[] = [];
  const demuxer = new TsDemuxer({
    onMetadata: (unit) => units.push(unit),
    onPes: (one) => pes.push(one),
    onProgramMap: (map) => maps.push(map),
    onIssue: (issue) => issues.push(issue),
    ...options,
  });
  if (chunks.length === 0) demuxer.push(bytes);
  for (let at = 0, turn = 0; chunks.length > 0 && at < bytes.length; turn++) {
    const size = Math.max(1, chunks[turn % chunks.length] ?? 1);
    // a fresh copy that is spoilt afterwards: what is given out must not lean on the chunk
    const chunk = bytes.slice(at, at + size);
    demuxer.push(chunk);
    chunk.fill(0xaa);
    at += size;
  }
  return { units, pes, maps, issues, summary: demuxer.end() };
}
