import { PidState, type ProgramState } from './demux-state.ts';
import { PacketFramer } from './framing.ts';
import { PesCollector } from './pes-collector.ts';
import { readPatPrograms, readPmt, readSectionHeader, SectionAssembler, type SectionHeader } from './psi.ts';
import { NULL_PID, PACKET_BYTES, PAT_PID } from './stream-types.ts';
import { Timeline } from './timeline.ts';
import type {
  ElementaryStream,
  IssueSink,
  MetadataUnit,
  Pes,
  PesHeader,
  ProgramMap,
  StreamSummary,
  TsIssue,
  TsIssueCode,
  TsSummary,
} from './types.ts';

export interface TsDemuxerOptions {
  /** A unit of KLV metadata, in stream order. */
  readonly onMetadata?: (unit: MetadataUnit) => void;
  /** A PES packet with its payload, of the streams `wantPes` asks for. */
  readonly onPes?: (pes: Pes) => void;
  /** Which streams `onPes` is to have; all of them where it is left out. Payload nobody wants is counted, not put together. */
  readonly wantPes?: (stream: ElementaryStream) => boolean;
  /** The start of each PES packet of any stream. */
  readonly onPesStart?: (header: PesHeader) => void;
  /** Each access unit of a video stream, when it has ended, with its first bytes (up to 4 kB), valid during the call. */
  readonly onVideoUnit?: (header: PesHeader, head: Uint8Array) => void;
  /** A program map, when first seen and whenever it changes. */
  readonly onProgramMap?: (map: ProgramMap) => void;
  readonly onIssue?: (issue: TsIssue) => void;
  /** What to do with PAT and PMT sections whose CRC-32 is wrong: drop them (the default) or use them all the same. */
  readonly crcMismatch?: 'drop' | 'use';
  /** Longest PES packet and metadata unit put together, bytes; 16 MiB where left out. */
  readonly maxUnitBytes?: number;
}

const DEFAULT_MAX_UNIT_BYTES = 16 * 2 ** 20;

/**
 * A push demultiplexer for MPEG transport streams (ISO/IEC 13818-1) with MISB ST 1402 metadata. Hand it chunks of any
 * size, then `end()`. It reports; it never throws over what is in the stream. What it gives out does not depend on where
 * the chunks were cut. Memory is bounded by `maxUnitBytes` for each stream put together and 64 MiB over all.
 */
export class TsDemuxer {
  readonly #options: TsDemuxerOptions;
  readonly #framer: PacketFramer;
  readonly #pes: PesCollector;
  readonly #pids: (PidState | undefined)[] = new Array<PidState | undefined>(8192).fill(undefined);
  readonly #programs = new Map<number, ProgramState>();
  readonly #retired: PidState[] = [];
  #patVersion: number | undefined;
  #patPrograms = new Map<number, number>();
  #patSections = new Set<number>();
  readonly #issueCounts: Partial<Record<TsIssueCode, number>> = {};
  #packets = 0;
  #nullPackets = 0;

  constructor(options: TsDemuxerOptions = {}) {
    this.#options = options;
    const report: IssueSink = (code, offset, pid, message) => this.#report(code, offset, pid, message);
    this.#pes = new PesCollector({ ...options, maxUnitBytes: options.maxUnitBytes ?? DEFAULT_MAX_UNIT_BYTES, report });
    this.#framer = new PacketFramer(
      (buffer, position, offset, damaged) => this.#packet(buffer, position, offset, damaged),
      report,
    );
    const pat = new PidState(PAT_PID);
    pat.sections = this.#sectionsFor(PAT_PID);
    this.#pids[PAT_PID] = pat;
  }

  push(chunk: Uint8Array): void {
    this.#framer.push(chunk);
  }

  /** Ends the stream: gives out what is still held and sums up. */
  end(): TsSummary {
    this.#framer.end();
    const states = [...this.#pids.filter((state) => state !== undefined), ...this.#retired];
    for (const state of states) this.#pes.end(state);
    return this.#summary(states);
  }

  #packet(buffer: Uint8Array, at: number, offset: number, syncDamaged: boolean): void {
    this.#packets++;
    const byte1 = buffer[at + 1]!;
    const byte3 = buffer[at + 3]!;
    const pid = ((byte1 & 0x1f) << 8) | buffer[at + 2]!;
    if (pid === NULL_PID) {
      this.#nullPackets++;
      return;
    }
    let state = this.#pids[pid];
    if ((byte1 & 0x80) !== 0 || syncDamaged || (byte3 & 0x30) === 0) {
      if (!this.#damaged(state, pid, byte1, byte3, offset, syncDamaged)) return;
    }
    const unitStart = (byte1 & 0x40) !== 0;
    const end = at + PACKET_BYTES;
    let payload = at + 4;
    let flags = 0;
    if ((byte3 & 0x20) !== 0) {
      const length = buffer[payload]!;
      if (length > ((byte3 & 0x10) === 0 ? 183 : 182)) {
        this.#report('packet-header', offset, pid, `Adaptation field of ${length} bytes does not fit`);
        return;
      }
      if (length > 0) flags = buffer[payload + 1]!;
      if ((flags & 0x10) !== 0 && length >= 7 && state !== undefined && state.clockFor.length > 0) {
        const broken = (byte3 & 0x10) !== 0 && state.counter >= 0 && ((state.counter + 1) & 0x0f) !== (byte3 & 0x0f);
        this.#clock(state, buffer, payload + 2, (flags & 0x80) !== 0, broken, offset);
      }
      payload += 1 + length;
    }
    if ((byte3 & 0x10) === 0) return;
    if (state === undefined) {
      if (!unitStart || !beginsPes(buffer, payload, end)) return;
      state = new PidState(pid);
      this.#pids[pid] = state;
    }
    if (!this.#checkCounter(state, byte3 & 0x0f, buffer, payload, end, unitStart, (flags & 0x80) !== 0, offset)) return;
    if ((byte3 & 0xc0) !== 0) this.#scrambled(state, offset);
    else if (state.sections !== undefined) state.sections.push(buffer, payload, end, unitStart, offset);
    else if (unitStart) {
      if (state.pesOpen) this.#pes.finish(state, true);
      this.#pes.start(state, buffer, payload, end, offset, (flags & 0x40) !== 0);
    } else if (state.pesOpen) this.#pes.append(state, buffer, payload, end);
  }

  /** Reports a packet that is not in order; true where it can be read all the same. */
  #damaged(
    state: PidState | undefined,
    pid: number,
    byte1: number,
    byte3: number,
    offset: number,
    syncDamaged: boolean,
  ): boolean {
    const follows = state !== undefined && ((state.counter + 1) & 0x0f) === (byte3 & 0x0f);
    if ((byte1 & 0x80) !== 0) {
      // The checksum of the KLV tells whether the damage is in it.
      const klv = state !== undefined && (state.metadata !== undefined || state.stream?.klv !== undefined);
      const read = klv && follows && !syncDamaged && (byte3 & 0x30) !== 0;
      const message = `The packet is marked as damaged: ${read ? 'read all the same, being metadata' : 'dropped'}`;
      this.#report('transport-error', offset, pid, message);
      return read;
    }
    if ((byte3 & 0x30) === 0) {
      this.#report('packet-header', offset, pid, 'Adaptation field control 0 is reserved: packet dropped');
      return false;
    }
    this.#report('sync-byte', offset, pid, `Sync byte damaged; packet ${follows ? 'read by its rhythm' : 'dropped'}`);
    return follows;
  }

  #scrambled(state: PidState, offset: number): void {
    if (state.scrambledPackets++ === 0)
      this.#report('scrambled', offset, state.pid, 'The stream is scrambled: not read');
    this.#gap(state);
  }

  /** Continuity (ISO/IEC 13818-1 2.4.3.3). False for the one repetition of a packet that the standard allows. */
  #checkCounter(
    state: PidState,
    counter: number,
    buffer: Uint8Array,
    start: number,
    end: number,
    unitStart: boolean,
    announced: boolean,
    offset: number,
  ): boolean {
    const previous = state.counter;
    state.counter = counter;
    if (previous >= 0 && counter !== ((previous + 1) & 0x0f)) {
      const repeated =
        counter === previous &&
        state.duplicates === 0 &&
        state.lastUnitStart === unitStart &&
        state.lastPayloadBytes === end - start &&
        this.#pes.endsWith(state, buffer, start, end);
      if (repeated) {
        state.duplicates = 1;
        return false;
      }
      if (!announced) {
        const expected = (previous + 1) & 0x0f;
        this.#report('continuity', offset, state.pid, `Continuity counter ${counter} where ${expected} was due`);
      }
      this.#gap(state);
    }
    state.duplicates = 0;
    state.lastUnitStart = unitStart;
    state.lastPayloadBytes = end - start;
    return true;
  }

  #gap(state: PidState): void {
    state.sections?.gap();
    if (state.pesOpen) this.#pes.finish(state, false);
    state.metadata?.gap();
  }

  #clock(state: PidState, buffer: Uint8Array, at: number, announced: boolean, broken: boolean, offset: number): void {
    const base =
      buffer[at]! * 2 ** 25 +
      ((buffer[at + 1]! << 17) | (buffer[at + 2]! << 9) | (buffer[at + 3]! << 1) | (buffer[at + 4]! >> 7));
    for (const program of state.clockFor) {
      const event = program.timeline.receiveClock(base, announced, broken);
      if (event === undefined) continue;
      const { programNumber } = program;
      const text =
        event === 'forward'
          ? `The clock of program ${programNumber} leaps forward; the gap is kept`
          : `The clock of program ${programNumber} starts anew (${event}); times run on from the old one`;
      this.#report('time-jump', offset, state.pid, text);
    }
  }

  #sectionsFor(pid: number): SectionAssembler {
    const sink: IssueSink = (code, offset, at, message) => this.#report(code, offset, at, message);
    return new SectionAssembler(pid, (section, offset) => this.#section(pid, section, offset), sink);
  }

  #section(pid: number, section: Uint8Array, offset: number): void {
    const isPat = pid === PAT_PID && section[0] === 0;
    if (!isPat && (pid === PAT_PID || section[0] !== 2)) return;
    const header = readSectionHeader(section);
    if (header === undefined) {
      this.#report('section-damaged', offset, pid, 'A table section is too short');
      return;
    }
    if (!header.crcValid) {
      this.#report('section-crc', offset, pid, `CRC-32 of ${isPat ? 'PAT' : 'PMT'} section does not match`);
      if (this.#options.crcMismatch !== 'use') return;
    }
    if (!header.current) return;
    if (isPat) this.#programAssociation(header, section);
    else this.#programMap(pid, header, section, offset);
  }

  #programAssociation(header: SectionHeader, section: Uint8Array): void {
    if (header.version !== this.#patVersion || this.#patSections.has(header.sectionNumber)) {
      this.#patPrograms = new Map();
      this.#patSections = new Set();
      this.#patVersion = header.version;
    }
    this.#patSections.add(header.sectionNumber);
    for (const { programNumber, pid } of readPatPrograms(section)) {
      this.#patPrograms.set(programNumber, pid);
      const known = this.#programs.get(programNumber);
      if (known?.pmtPid === pid) continue;
      if (known === undefined) {
        const timeline = new Timeline(this.#pes.timeline.reference);
        const map = undefined;
        this.#programs.set(programNumber, {
          programNumber,
          pmtPid: pid,
          map,
          mapCrc: undefined,
          timeline,
          videoPtsS: undefined,
        });
      } else known.pmtPid = pid;
      const state = this.#pids[pid] ?? new PidState(pid);
      this.#pids[pid] = state;
      if (state.stream === undefined) state.sections ??= this.#sectionsFor(pid);
    }
    if (this.#patSections.size <= header.lastSectionNumber) return;
    for (const [programNumber, program] of this.#programs) {
      if (this.#patPrograms.has(programNumber)) continue;
      this.#programs.delete(programNumber);
      for (const stream of program.map?.streams ?? []) this.#retire(stream.pid, program);
    }
  }

  #programMap(pid: number, header: SectionHeader, section: Uint8Array, offset: number): void {
    const program = this.#programs.get(header.extension);
    if (program === undefined || program.pmtPid !== pid || program.mapCrc === header.crc) return;
    program.mapCrc = header.crc;
    const body = readPmt(section, program.programNumber);
    if (!body.whole) this.#report('section-damaged', offset, pid, 'A length in the PMT leads out of its section');
    const { pcrPid, descriptors, streams } = body;
    const { programNumber } = program;
    const map: ProgramMap = {
      programNumber,
      pmtPid: pid,
      pcrPid,
      version: header.version,
      descriptors,
      streams,
      offset,
    };
    for (const old of program.map?.streams ?? []) {
      if (!streams.some((stream) => stream.pid === old.pid && stream.streamType === old.streamType)) {
        this.#retire(old.pid, program);
      }
    }
    program.map = map;
    for (const state of this.#pids) {
      if (state !== undefined) state.clockFor = state.clockFor.filter((other) => other !== program);
    }
    for (const stream of streams) this.#adopt(stream, program);
    if (pcrPid !== NULL_PID) {
      const state = this.#pids[pcrPid] ?? new PidState(pcrPid);
      this.#pids[pcrPid] = state;
      state.clockFor.push(program);
    }
    this.#options.onProgramMap?.(map);
  }

  #adopt(stream: ElementaryStream, program: ProgramState): void {
    const state = this.#pids[stream.pid] ?? new PidState(stream.pid);
    this.#pids[stream.pid] = state;
    const carriesTables =
      stream.pid === PAT_PID || [...this.#programs.values()].some(({ pmtPid }) => pmtPid === stream.pid);
    if (carriesTables) return;
    state.sections = undefined;
    state.stream = stream;
    state.program = program;
  }

  #retire(pid: number, program: ProgramState): void {
    const state = this.#pids[pid];
    if (state === undefined || state.program !== program) return;
    this.#pes.end(state);
    this.#pids[pid] = undefined;
    if (state.pesPackets > 0 && this.#retired.length < 8192) this.#retired.push(state);
  }

  #report(code: TsIssueCode, offset: number, pid: number | undefined, message: string): void {
    this.#issueCounts[code] = (this.#issueCounts[code] ?? 0) + 1;
    this.#options.onIssue?.({ code, offset, pid, message });
  }

  #summary(states: readonly PidState[]): TsSummary {
    const programs = [...this.#programs.values()].flatMap(({ map }) => (map === undefined ? [] : [map]));
    const streams = states.filter((state) => state.pesPackets > 0 || state.stream !== undefined).map(summarise);
    return {
      bytes: this.#framer.bytes,
      packets: this.#packets,
      nullPackets: this.#nullPackets,
      packetSize: this.#framer.packetSize,
      programs,
      streams,
      issueCounts: { ...this.#issueCounts },
    };
  }
}

function beginsPes(buffer: Uint8Array, start: number, end: number): boolean {
  return (
    end - start >= 9 &&
    buffer[start] === 0 &&
    buffer[start + 1] === 0 &&
    buffer[start + 2] === 1 &&
    buffer[start + 3]! >= 0xbc
  );
}

function summarise(state: PidState): StreamSummary {
  const { stream, metadata } = state;
  const undeclared = metadata === undefined ? 'undeclared' : 'KLV';
  const isKlv = metadata !== undefined && metadata.unitCount > 0;
  const kind = isKlv ? 'metadata' : (stream?.kind ?? 'other');
  return {
    pid: state.pid,
    programNumber: stream?.programNumber,
    streamType: stream?.streamType,
    kind,
    codec: isKlv ? 'KLV' : (stream?.codec ?? undeclared),
    pesPackets: state.pesPackets,
    frames: kind === 'video' ? state.pesPackets - Math.floor(state.fields / 2) : 0,
    bytes: state.bytes,
    firstPtsS: state.firstPtsS,
    lastPtsS: state.lastPtsS,
    width: state.video?.width,
    height: state.video?.height,
    metadataUnits: metadata?.unitCount ?? 0,
    scrambledPackets: state.scrambledPackets,
  };
}
