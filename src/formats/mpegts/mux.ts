import { AtalayaError } from '../../model/errors.ts';
import { ensureAccessUnitDelimiter, isH264RandomAccess } from './annex-b.ts';
import { CELL_HEADER_BYTES } from './cells.ts';
import { klvDescriptors, metadataPointer, patSection, pmtSection } from './mux-tables.ts';
import { PacketWriter } from './packet-writer.ts';
import { writeTimestamp } from './pes.ts';
import {
  NULL_PID,
  PAT_PID,
  STREAM_ID_METADATA,
  STREAM_ID_PRIVATE_1,
  STREAM_TYPE_METADATA_PES,
  STREAM_TYPE_PRIVATE_PES,
  TICK_MODULUS,
  TICKS_PER_SECOND,
} from './stream-types.ts';
import type { Descriptor, KlvMode } from './types.ts';

/** A stream to be written. */
export type MuxStream =
  | {
      readonly kind: 'video';
      readonly pid: number;
      readonly streamType: number;
      /** 0xE0 where left out. */
      readonly streamId?: number;
      readonly descriptors?: readonly Descriptor[];
    }
  | {
      readonly kind: 'other';
      readonly pid: number;
      readonly streamType: number;
      readonly streamId: number;
      readonly descriptors?: readonly Descriptor[];
    }
  | { readonly kind: 'klv'; readonly pid: number; readonly mode: KlvMode };

export interface TsMuxerOptions {
  /** Takes whole packets; the bytes are its own. */
  readonly sink: (bytes: Uint8Array) => void;
  readonly streams: readonly MuxStream[];
  /** 1 where left out. */
  readonly programNumber?: number;
  /** 0x1000 where left out. */
  readonly pmtPid?: number;
  /** PID of the clock where there is no video; 0x1FF where left out. */
  readonly clockPid?: number;
}

/** An access unit, or a KLV unit. Times are 90 kHz ticks, unrolled: they may pass 2^33. */
export interface MuxUnit {
  readonly data: Uint8Array;
  readonly ptsTicks?: number | undefined;
  readonly dtsTicks?: number | undefined;
  readonly randomAccess?: boolean;
  /** PES stream id, where it is not that of the stream. */
  readonly streamId?: number;
}

interface StreamState {
  readonly spec: MuxStream;
  readonly streamType: number;
  readonly streamId: number;
  readonly descriptors: readonly Descriptor[];
  cellSequence: number;
}

/** The clock runs this far before the stamps: what a decoder may buffer. */
const PRELOAD_TICKS = 0.7 * TICKS_PER_SECOND;
/** Clock references go out at least this often; ISO/IEC 13818-1 2.7.2 allows 100 ms. */
const CLOCK_INTERVAL_TICKS = 0.04 * TICKS_PER_SECOND;
/** With the clock looked at every 40 ms, tables are never more than 100 ms apart (ST 1402). */
const TABLE_INTERVAL_TICKS = 0.06 * TICKS_PER_SECOND;
const MAX_PES_LENGTH = 65_535;
const FRAGMENT_MIDDLE = 0;
const FRAGMENT_LAST = 1;
const FRAGMENT_FIRST = 2;
const FRAGMENT_WHOLE = 3;

/**
 * Writes one program as an MPEG transport stream (ISO/IEC 13818-1) with KLV by MISB ST 1402. Units are to be handed over in
 * the order of their decoding times, across streams; one that comes up to 0.7 s late still arrives before it is due. The
 * rate is variable: each unit goes out at its decoding time less 0.7 s; gaps are filled with clock references.
 */
export class TsMuxer {
  readonly #writer: PacketWriter;
  readonly #streams = new Map<number, StreamState>();
  readonly #clockPid: number;
  readonly #pmtPid: number;
  readonly #pat: Uint8Array;
  readonly #pmt: Uint8Array;
  /** The program clock, 90 kHz ticks; `undefined` before the first unit. */
  #clock: number | undefined;
  #lastReference = Number.NEGATIVE_INFINITY;
  #lastTables = Number.NEGATIVE_INFINITY;

  /** @throws AtalayaError `value-out-of-range` where PIDs clash or lie outside 0x10-0x1FFE, or the tables grow too large. */
  constructor(options: TsMuxerOptions) {
    this.#writer = new PacketWriter(options.sink);
    const programNumber = options.programNumber ?? 1;
    this.#pmtPid = options.pmtPid ?? 0x1000;
    for (const spec of options.streams) this.#streams.set(spec.pid, streamState(spec));
    const video = options.streams.find(({ kind }) => kind === 'video');
    this.#clockPid = video?.pid ?? options.clockPid ?? 0x1ff;
    const own = video === undefined ? [this.#clockPid] : [];
    checkPids([...options.streams.map(({ pid }) => pid), this.#pmtPid, ...own]);
    const synchronous = options.streams.some((spec) => spec.kind === 'klv' && spec.mode === 'synchronous');
    const program = synchronous ? [metadataPointer(programNumber)] : [];
    const lines = [...this.#streams].map(([pid, { streamType, descriptors }]) => ({ pid, streamType, descriptors }));
    this.#pat = patSection(programNumber, this.#pmtPid);
    this.#pmt = pmtSection(programNumber, this.#clockPid, program, lines);
    if (this.#pmt.length > 1024) {
      throw new AtalayaError(
        'value-out-of-range',
        `The program map would take ${this.#pmt.length} bytes where 1024 are allowed`,
        'TsMuxer',
        'Write fewer streams or shorter descriptors.',
      );
    }
  }

  /** Bytes written, those not yet flushed included. */
  get bytes(): number {
    return this.#writer.bytes;
  }

  /** Writes one unit. @throws AtalayaError `internal` for a PID that was not announced. */
  write(pid: number, unit: MuxUnit): void {
    const stream = this.#streams.get(pid);
    if (stream === undefined) {
      throw new AtalayaError('internal', `PID ${pid} was not announced`, 'TsMuxer.write', 'Announce it in `streams`.');
    }
    const due = unit.dtsTicks ?? unit.ptsTicks;
    this.#advance(due === undefined ? (this.#clock ?? 0) : Math.round(due) - PRELOAD_TICKS);
    if (stream.spec.kind === 'klv' && stream.spec.mode === 'synchronous') this.#writeCells(stream, unit);
    else this.#writePlain(stream, unit);
  }

  /**
   * Writes a raw H.264 access unit (Annex B byte stream). The access unit delimiter that transport streams require is put
   * first where it is missing; an IDR picture is marked for random access.
   */
  writeH264(pid: number, accessUnit: Uint8Array, ptsTicks: number, dtsTicks: number = ptsTicks): void {
    const data = ensureAccessUnitDelimiter(accessUnit);
    this.write(pid, { data, ptsTicks, dtsTicks, randomAccess: isH264RandomAccess(accessUnit) });
  }

  /** Hands on what is written so far: for live use. */
  flush(): void {
    this.#writer.flush();
  }

  /** Ends the stream. */
  end(): void {
    if (this.#clock === undefined) this.#writeTables(0);
    this.#writer.flush();
  }

  /** Brings the clock to `target`, with references and tables on the way. */
  #advance(target: number): void {
    if (this.#clock === undefined) {
      this.#clock = target;
      this.#writeTables(target);
      if (!this.#hasVideo()) this.#writeReference(target);
      return;
    }
    while (this.#lastReference + CLOCK_INTERVAL_TICKS < target) {
      // before the first video unit there is no reference yet: start from the clock as it stands
      const next = Math.max(this.#lastReference + CLOCK_INTERVAL_TICKS, this.#clock);
      if (next - this.#lastTables >= TABLE_INTERVAL_TICKS) this.#writeTables(next);
      this.#writeReference(next);
      this.#clock = next;
    }
    this.#clock = Math.max(this.#clock, target);
    if (this.#clock - this.#lastTables >= TABLE_INTERVAL_TICKS) this.#writeTables(this.#clock);
  }

  #hasVideo(): boolean {
    return this.#streams.has(this.#clockPid);
  }

  #writeReference(ticks: number): void {
    this.#writer.writeClock(this.#clockPid, ticks);
    this.#lastReference = ticks;
  }

  #writeTables(ticks: number): void {
    this.#writer.writeSection(PAT_PID, this.#pat);
    this.#writer.writeSection(this.#pmtPid, this.#pmt);
    this.#lastTables = ticks;
  }

  #writePlain(stream: StreamState, unit: MuxUnit): void {
    const { data } = unit;
    if (stream.spec.kind === 'video') {
      this.#writePes(stream, unit, data, true);
      return;
    }
    // only video may leave the length open (ISO/IEC 13818-1 2.4.3.7): the rest is split over PES packets
    const most = MAX_PES_LENGTH - 3 - stampBytes(unit);
    const rest: MuxUnit = { data, streamId: unit.streamId ?? stream.streamId };
    this.#writePes(stream, unit, data.subarray(0, most), true);
    for (let at = most; at < data.length; at += MAX_PES_LENGTH - 3) {
      this.#writePes(stream, rest, data.subarray(at, at + MAX_PES_LENGTH - 3), false);
    }
  }

  /** An access unit in metadata cells (ISO/IEC 13818-1 2.12.4), one to a PES packet; several where it is long. */
  #writeCells(stream: StreamState, unit: MuxUnit): void {
    const most = MAX_PES_LENGTH - 3 - 10 - CELL_HEADER_BYTES;
    const { data } = unit;
    const cells = Math.max(1, Math.ceil(data.length / most));
    for (let index = 0; index < cells; index++) {
      const part = data.subarray(index * most, (index + 1) * most);
      const payload = new Uint8Array(CELL_HEADER_BYTES + part.length);
      payload[1] = stream.cellSequence;
      payload[2] = (fragment(index, cells) << 6) | (index === 0 ? 0x10 : 0) | 0x0f;
      payload[3] = part.length >> 8;
      payload[4] = part.length & 0xff;
      payload.set(part, CELL_HEADER_BYTES);
      stream.cellSequence = (stream.cellSequence + 1) & 0xff;
      this.#writePes(stream, index === 0 ? unit : { data }, payload, true);
    }
  }

  #writePes(stream: StreamState, unit: MuxUnit, payload: Uint8Array, aligned: boolean): void {
    const { pid } = stream.spec;
    const stamps = stampBytes(unit);
    const length = 3 + stamps + payload.length;
    const header = new Uint8Array(9 + stamps);
    const bounded = length <= MAX_PES_LENGTH ? length : 0;
    header.set([0, 0, 1, unit.streamId ?? stream.streamId, bounded >> 8, bounded & 0xff, aligned ? 0x84 : 0x80]);
    header[7] = stamps === 10 ? 0xc0 : stamps === 5 ? 0x80 : 0;
    header[8] = stamps;
    if (unit.ptsTicks !== undefined) writeTimestamp(header, 9, stamps === 10 ? 3 : 2, wrap(unit.ptsTicks));
    if (unit.dtsTicks !== undefined && stamps === 10) writeTimestamp(header, 14, 1, wrap(unit.dtsTicks));
    const clock = this.#clock ?? 0;
    const pcr = pid === this.#clockPid && clock > this.#lastReference ? clock : undefined;
    if (pcr !== undefined) this.#lastReference = pcr;
    this.#writer.writePes(pid, header, payload, { pcr, randomAccess: unit.randomAccess === true });
  }
}

function wrap(ticks: number): number {
  return ((Math.round(ticks) % TICK_MODULUS) + TICK_MODULUS) % TICK_MODULUS;
}

/** Bytes of the stamps in the PES header: a DTS goes only where it differs from the PTS. */
function stampBytes(unit: MuxUnit): 0 | 5 | 10 {
  if (unit.ptsTicks === undefined) return 0;
  return unit.dtsTicks === undefined || unit.dtsTicks === unit.ptsTicks ? 5 : 10;
}

function fragment(index: number, cells: number): number {
  if (cells === 1) return FRAGMENT_WHOLE;
  if (index === 0) return FRAGMENT_FIRST;
  return index === cells - 1 ? FRAGMENT_LAST : FRAGMENT_MIDDLE;
}

function streamState(spec: MuxStream): StreamState {
  switch (spec.kind) {
    case 'klv': {
      const synchronous = spec.mode === 'synchronous';
      return {
        spec,
        streamType: synchronous ? STREAM_TYPE_METADATA_PES : STREAM_TYPE_PRIVATE_PES,
        streamId: synchronous ? STREAM_ID_METADATA : STREAM_ID_PRIVATE_1,
        descriptors: klvDescriptors(spec.mode),
        cellSequence: 0,
      };
    }
    case 'video':
    case 'other': {
      const { streamType, streamId = 0xe0, descriptors = [] } = spec;
      return { spec, streamType, streamId, descriptors, cellSequence: 0 };
    }
  }
}

function checkPids(pids: readonly number[]): void {
  const bad = pids.find((pid, index) => pid < 0x10 || pid >= NULL_PID || pids.indexOf(pid) !== index);
  if (bad === undefined) return;
  throw new AtalayaError(
    'value-out-of-range',
    `PID ${bad} is used twice or lies outside 16-8190`,
    'TsMuxer',
    'Give each stream, the program map and the clock a PID of its own.',
  );
}
