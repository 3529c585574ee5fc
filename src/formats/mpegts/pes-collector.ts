import { CELL_HEADER_BYTES, startsWithKey } from './cells.ts';
import type { PidState } from './demux-state.ts';
import { MetadataAssembler } from './metadata.ts';
import { parsePesHeader } from './pes.ts';
import { STREAM_ID_METADATA, TICKS_PER_SECOND } from './stream-types.ts';
import { Timeline } from './timeline.ts';
import type { ElementaryStream, IssueSink, MetadataUnit, Pes, PesHeader } from './types.ts';
import { isH264Field, readVideoHeader } from './video-header.ts';

/** Bytes of an access unit looked at for its sequence header, and for the first slice of interlaced video. */
const VIDEO_PROBE_BYTES = 4096;
/** Without a sequence header in so many access units, only those marked for random access are looked at. */
const VIDEO_PROBES = 64;
/** Longest PES header: nine bytes and 255. */
const MAX_HEADER_BYTES = 264;
const FIRST_STORE_BYTES = 512;
/** Over all streams. */
const MAX_STORED_BYTES = 64 * 2 ** 20;

export interface PesCollectorOptions {
  readonly onMetadata?: (unit: MetadataUnit) => void;
  readonly onPes?: (pes: Pes) => void;
  readonly wantPes?: (stream: ElementaryStream) => boolean;
  readonly onPesStart?: (header: PesHeader) => void;
  readonly onVideoUnit?: (header: PesHeader, head: Uint8Array) => void;
  readonly maxUnitBytes: number;
  readonly report: IssueSink;
}

/** Puts PES packets together from payloads: whole where somebody wants them, else only their first bytes. */
export class PesCollector {
  /** Time of streams that no program claims. */
  readonly timeline = new Timeline();
  readonly #options: PesCollectorOptions;
  #storedBytes = 0;

  constructor(options: PesCollectorOptions) {
    this.#options = options;
  }

  start(state: PidState, buffer: Uint8Array, start: number, end: number, offset: number, randomAccess: boolean): void {
    state.pesOpen = true;
    state.pesOffset = offset;
    state.pesRandomAccess = randomAccess;
    state.header = undefined;
    state.publicHeader = undefined;
    state.stored = 0;
    state.seen = 0;
    state.expected = 0;
    state.decided = false;
    state.cut = false;
    state.keep = MAX_HEADER_BYTES + CELL_HEADER_BYTES + 4;
    this.append(state, buffer, start, end);
  }

  append(state: PidState, buffer: Uint8Array, start: number, end: number): void {
    const length = end - start;
    state.bytes += length;
    state.seen += length;
    if (state.stored < state.keep) this.#store(state, buffer, start, end);
    if (state.header === undefined) {
      this.#readHeader(state);
      if (!state.pesOpen) return;
    }
    if (!state.decided && state.header !== undefined) {
      const { payloadStart } = state.header;
      const whole = state.expected > 0 && state.seen >= state.expected;
      if (whole || state.stored >= payloadStart + CELL_HEADER_BYTES + 4) this.#decideKeep(state, payloadStart);
    }
    if (state.expected > 0 && state.seen >= state.expected) this.finish(state, true);
  }

  /** Whether the payload repeats the end of what was stored; taken as true where nothing was kept to compare with. */
  endsWith(state: PidState, buffer: Uint8Array, start: number, end: number): boolean {
    if (state.stored < state.seen) return true;
    const shift = state.stored - (end - start);
    if (shift < 0) return false;
    for (let at = start; at < end; at++) {
      if (state.store[shift + at - start] !== buffer[at]) return false;
    }
    return true;
  }

  /** Closes the PES packet under way. `contiguous` is false where packets of it were lost. */
  finish(state: PidState, contiguous: boolean): void {
    state.pesOpen = false;
    const { header, publicHeader } = state;
    if (header === undefined || publicHeader === undefined) {
      this.#options.report('pes-header', state.pesOffset, state.pid, 'A PES packet ends before its header');
      return;
    }
    if (state.stream?.kind === 'video') {
      this.#probeVideo(state, header.payloadStart);
      this.#options.onVideoUnit?.(publicHeader, state.store.subarray(header.payloadStart, state.stored));
    }
    if (!state.decided) this.#decideKeep(state, header.payloadStart);
    if (!state.wanted && state.metadata === undefined) return;
    const { expected, seen } = state;
    if (seen < expected) {
      this.#options.report(
        'pes-truncated',
        state.pesOffset,
        state.pid,
        `A PES packet has ${seen} of ${expected} bytes`,
      );
    } else if (expected > 0 && seen > expected) {
      const message = `${seen - expected} bytes after the end of a PES packet of ${expected} bytes`;
      this.#options.report('pes-excess', state.pesOffset, state.pid, message);
    }
    const complete = !state.cut && (expected > 0 ? seen >= expected : contiguous);
    const data = state.store.slice(header.payloadStart, expected > 0 ? Math.min(expected, state.stored) : state.stored);
    if (state.wanted) this.#options.onPes?.({ ...publicHeader, data, complete });
    state.metadata?.push(publicHeader, data, complete, state.program?.videoPtsS);
  }

  /** The stream ended: a bounded PES packet under way is truncated, an unbounded one is whole. */
  end(state: PidState): void {
    if (state.pesOpen) this.finish(state, true);
    state.metadata?.end();
    this.#storedBytes -= state.store.length;
    state.store = new Uint8Array(0);
  }

  #readHeader(state: PidState): void {
    const header = parsePesHeader(state.store, state.stored);
    if (header === 'more') return;
    if (header === 'bad') {
      state.pesOpen = false;
      this.#options.report('pes-header', state.pesOffset, state.pid, 'No PES header where one should begin');
      return;
    }
    state.header = header;
    state.expected = header.packetLength === 0 ? 0 : header.packetLength + 6;
    state.pesPackets++;
    const { program, stream, pid } = state;
    const timeline = program?.timeline ?? this.timeline;
    const ptsS = header.pts === undefined ? undefined : timeline.unroll(header.pts) / TICKS_PER_SECOND;
    const dtsS = header.dts === undefined ? undefined : timeline.unroll(header.dts) / TICKS_PER_SECOND;
    const arrivalS = timeline.clock === undefined ? undefined : timeline.clock / TICKS_PER_SECOND;
    const { streamId, pts, dts, dataAlignment } = header;
    const offset = state.pesOffset;
    const randomAccess = state.pesRandomAccess;
    state.publicHeader = { pid, stream, streamId, pts, ptsS, dts, dtsS, arrivalS, offset, dataAlignment, randomAccess };
    if (ptsS !== undefined) {
      state.firstPtsS = Math.min(state.firstPtsS ?? ptsS, ptsS);
      state.lastPtsS = Math.max(state.lastPtsS ?? ptsS, ptsS);
      if (stream?.kind === 'video' && program !== undefined) program.videoPtsS = ptsS;
    }
    this.#options.onPesStart?.(state.publicHeader);
  }

  /** Decides how much of the PES packet is worth keeping, once enough of the payload is there to know KLV by sight. */
  #decideKeep(state: PidState, payloadStart: number): void {
    state.decided = true;
    const { stream } = state;
    const wanted =
      stream !== undefined && this.#options.onPes !== undefined && (this.#options.wantPes?.(stream) ?? true);
    state.wanted = wanted;
    const klv = stream?.klv !== undefined || state.metadata !== undefined || isMetadata(state, payloadStart);
    if (klv) this.#openMetadata(state);
    if (wanted || klv) state.keep = this.#options.maxUnitBytes;
    else if (stream?.kind === 'video') {
      state.keep = this.#options.onVideoUnit !== undefined || wantsProbe(state) ? VIDEO_PROBE_BYTES : 0;
    } else state.keep = 0;
  }

  #openMetadata(state: PidState): void {
    state.metadata ??= new MetadataAssembler({
      pid: state.pid,
      onUnit: (unit) => this.#options.onMetadata?.(unit),
      onIssue: this.#options.report,
      maxUnitBytes: this.#options.maxUnitBytes,
    });
  }

  #probeVideo(state: PidState, payloadStart: number): void {
    if (!wantsProbe(state)) return;
    const accessUnit = state.store.subarray(payloadStart, state.stored);
    state.video ??= readVideoHeader(state.stream?.codec ?? '', accessUnit);
    if (state.video?.fields !== undefined && isH264Field(accessUnit, state.video.fields)) state.fields++;
  }

  #store(state: PidState, buffer: Uint8Array, start: number, end: number): void {
    const take = Math.min(end - start, state.keep - state.stored);
    const needed = state.stored + take;
    if (needed > state.store.length && !this.#grow(state, needed)) return;
    state.store.set(buffer.subarray(start, start + take), state.stored);
    state.stored = needed;
    if (take < end - start && state.keep === this.#options.maxUnitBytes) this.#tooLarge(state);
  }

  #grow(state: PidState, needed: number): boolean {
    const size = Math.max(FIRST_STORE_BYTES, needed, Math.min(state.store.length * 2, this.#options.maxUnitBytes));
    if (this.#storedBytes + size - state.store.length > MAX_STORED_BYTES) {
      this.#tooLarge(state);
      return false;
    }
    const grown = new Uint8Array(size);
    grown.set(state.store.subarray(0, state.stored));
    this.#storedBytes += size - state.store.length;
    state.store = grown;
    return true;
  }

  #tooLarge(state: PidState): void {
    state.keep = state.stored;
    state.cut = true;
    const message = `A PES packet is put together only up to its first ${state.stored} bytes`;
    this.#options.report('pes-too-large', state.pesOffset, state.pid, message);
  }
}

/** Whether the access unit may tell what is not known yet: the size of the pictures, or of interlaced ones whether it is a field. */
function wantsProbe(state: PidState): boolean {
  if (state.video !== undefined) return state.video.fields !== undefined;
  return state.pesPackets <= VIDEO_PROBES || state.pesRandomAccess;
}

/** Whether the payload shows KLV by itself: a universal key first, or after the header of a metadata cell. */
function isMetadata(state: PidState, payloadStart: number): boolean {
  const { header, store, stored, stream } = state;
  if (stream?.kind === 'video' || stream?.kind === 'audio') return false;
  if (stored >= payloadStart + 4 && startsWithKey(store, payloadStart)) return true;
  const cellData = payloadStart + CELL_HEADER_BYTES;
  return header?.streamId === STREAM_ID_METADATA && stored >= cellData + 4 && startsWithKey(store, cellData);
}
