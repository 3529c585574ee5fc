import { AtalayaError } from '../../model/errors.ts';
import { TsDemuxer } from './demux.ts';
import { type MuxStream, TsMuxer } from './mux.ts';
import { TICKS_PER_SECOND } from './stream-types.ts';
import type { ElementaryStream, KlvMode, Pes, ProgramMap, TsIssue } from './types.ts';

/** A KLV packet and its own time: the precision time stamp, microseconds since 1970. */
export interface TimedKlv {
  readonly timeUs: number;
  readonly bytes: Uint8Array;
}

type Source<T> = Iterable<T> | AsyncIterable<T>;

export interface MuxKlvOptions {
  /** The bytes of a transport stream with video, in chunks. */
  readonly video: Source<Uint8Array>;
  /** KLV packets in stream order. Taken one at a time, as the video reaches them. */
  readonly klv: Source<TimedKlv>;
  /** What errors call the video; `video` where left out. */
  readonly videoName?: string;
  /** Takes whole transport packets; awaited, so that a slow writer holds the reader back. */
  readonly sink: (bytes: Uint8Array) => void | Promise<void>;
  readonly mode: KlvMode;
  /** Seconds by which the metadata is put later than first-to-first alignment; 0 where left out, at most an hour either way. */
  readonly offsetS?: number;
  readonly onIssue?: (issue: TsIssue) => void;
  /** Bytes of video read so far, after each chunk. */
  readonly onProgress?: (bytesRead: number) => void;
}

export interface MuxKlvResult {
  readonly videoPid: number;
  readonly klvPid: number;
  readonly videoAccessUnits: number;
  readonly klvPackets: number;
  /** KLV packets whose time ran backward or leapt more than an hour alone: they carry the presentation time before theirs. */
  readonly timesHeld: number;
  /** KLV packets that lie after the last video frame. */
  readonly klvAfterVideo: number;
  /** Streams of the video file that were not taken over: metadata it had already, other programs, unknown content. */
  readonly dropped: readonly ElementaryStream[];
  readonly bytesWritten: number;
}

/** A leap of metadata time larger than this is believed only when the next packet goes on from there. */
const MAX_LEAP_S = 3600;
/** Chunks are handled in pieces of at most this, so that what waits to be written stays small. */
const PIECE_BYTES = 2 ** 18;

/**
 * Joins the video (and audio) of a transport stream with KLV packets by their times.
 *
 * Alignment: the time stamp of the first KLV packet is put at the presentation time of the first video access unit in the
 * file (`offsetS` shifts it); from there on a second of metadata time is a second of presentation time. A recording
 * carries no better hint where video has no time stamps of its own; where the two were not started together, give
 * `offsetS`. Every KLV packet is written, in its order; access units pass through untouched.
 *
 * @throws AtalayaError `format-unknown` where the input is no transport stream, `no-video` where it holds no video,
 *   `value-out-of-range` for an offset of more than an hour.
 */
export async function muxKlvWithVideo(options: MuxKlvOptions): Promise<MuxKlvResult> {
  const offsetS = options.offsetS ?? 0;
  if (!(Math.abs(offsetS) <= MAX_LEAP_S)) {
    const where = `offset ${offsetS} s`;
    throw new AtalayaError('value-out-of-range', 'The offset is more than an hour', where, 'Give it in seconds.');
  }
  const joiner = new Joiner(options, offsetS);
  let read = 0;
  for await (const chunk of options.video) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      joiner.demuxer.push(chunk.subarray(at, at + PIECE_BYTES));
      await joiner.drain();
    }
    read += chunk.length;
    options.onProgress?.(read);
  }
  return joiner.finish();
}

class Joiner {
  readonly demuxer: TsDemuxer;
  readonly #options: MuxKlvOptions;
  readonly #klv: KlvCursor;
  #muxer: TsMuxer | undefined;
  #videoPid = 0;
  #klvPid = 0;
  #program: number | undefined;
  #ready: Pes[] = [];
  #output: Uint8Array[] = [];
  readonly #taken = new Map<number, ElementaryStream>();
  readonly #dropped = new Map<number, ElementaryStream>();
  #accessUnits = 0;
  #aligned = false;

  constructor(options: MuxKlvOptions, offsetS: number) {
    this.#options = options;
    this.#klv = new KlvCursor(options.klv, offsetS);
    this.demuxer = new TsDemuxer({
      onProgramMap: (map) => this.#onProgramMap(map),
      wantPes: (stream) => this.#taken.get(stream.pid)?.streamType === stream.streamType,
      onPes: (pes) => this.#ready.push(pes),
      ...(options.onIssue === undefined ? {} : { onIssue: options.onIssue }),
    });
  }

  async drain(): Promise<void> {
    const muxer = this.#muxer;
    if (muxer === undefined) return;
    const ready = this.#ready;
    this.#ready = [];
    for (const pes of ready) {
      const { pid, data, randomAccess, streamId } = pes;
      const ptsTicks = toTicks(pes.ptsS);
      const dtsTicks = toTicks(pes.dtsS);
      const due = dtsTicks ?? ptsTicks;
      if (pid === this.#videoPid) {
        this.#accessUnits++;
        if (!this.#aligned && ptsTicks !== undefined) {
          this.#aligned = true;
          await this.#klv.align(ptsTicks);
        }
        if (due !== undefined) await this.#writeKlvUntil(due, muxer);
      }
      muxer.write(pid, { data, ptsTicks, dtsTicks, randomAccess, streamId });
    }
    await this.#pass();
  }

  async finish(): Promise<MuxKlvResult> {
    const summary = this.demuxer.end();
    await this.drain();
    const muxer = this.#muxer;
    if (muxer === undefined || !this.#aligned) throw noVideo(summary.packets, this.#options.videoName ?? 'video');
    const before = this.#klv.written;
    await this.#writeKlvUntil(Number.POSITIVE_INFINITY, muxer);
    muxer.end();
    await this.#pass();
    return {
      videoPid: this.#videoPid,
      klvPid: this.#klvPid,
      videoAccessUnits: this.#accessUnits,
      klvPackets: this.#klv.written,
      timesHeld: this.#klv.held,
      klvAfterVideo: this.#klv.written - before,
      dropped: [...this.#dropped.values()],
      bytesWritten: muxer.bytes,
    };
  }

  #onProgramMap(map: ProgramMap): void {
    const video = map.streams.find(({ kind }) => kind === 'video');
    if (this.#muxer === undefined && video !== undefined) this.#open(map, video);
    for (const stream of map.streams) {
      const same = this.#program === map.programNumber && this.#taken.get(stream.pid)?.streamType === stream.streamType;
      if (!same) this.#dropped.set(stream.pid, stream);
    }
  }

  #open(map: ProgramMap, video: ElementaryStream): void {
    const streams: MuxStream[] = [];
    for (const stream of map.streams) {
      const { pid, streamType, descriptors } = stream;
      if (stream.pid === video.pid) streams.push({ kind: 'video', pid, streamType, descriptors });
      else if (stream.kind === 'audio') {
        streams.push({ kind: 'other', pid, streamType, streamId: 0xc0, descriptors });
      } else continue;
      this.#taken.set(pid, stream);
    }
    const used = new Set(this.#taken.keys());
    const free = (from: number): number => (used.has(from) ? free(from + 1) : from);
    this.#videoPid = video.pid;
    this.#klvPid = free(0x101);
    used.add(this.#klvPid);
    this.#program = map.programNumber;
    streams.push({ kind: 'klv', pid: this.#klvPid, mode: this.#options.mode });
    this.#muxer = new TsMuxer({ streams, pmtPid: free(0x1000), sink: (bytes) => this.#output.push(bytes) });
  }

  async #writeKlvUntil(ticks: number, muxer: TsMuxer): Promise<void> {
    for (;;) {
      const unit = await this.#klv.takeUntil(ticks);
      if (unit === undefined) return;
      muxer.write(this.#klvPid, unit);
      await this.#pass();
    }
  }

  async #pass(): Promise<void> {
    const output = this.#output;
    if (output.length === 0) return;
    this.#output = [];
    for (const bytes of output) await this.#options.sink(bytes);
  }
}

/** Walks the KLV packets with one in hand, and gives each its presentation time. */
class KlvCursor {
  readonly #iterator: Iterator<TimedKlv> | AsyncIterator<TimedKlv>;
  readonly #offsetS: number;
  #next: { readonly data: Uint8Array; readonly ptsTicks: number } | undefined;
  #firstTimeUs = 0;
  #firstTicks = 0;
  #lastTicks = Number.NEGATIVE_INFINITY;
  #lastMapped = 0;
  held = 0;
  written = 0;

  constructor(source: Source<TimedKlv>, offsetS: number) {
    this.#iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    this.#offsetS = offsetS;
  }

  async align(firstVideoTicks: number): Promise<void> {
    const first = await this.#iterator.next();
    if (first.done === true) return;
    this.#firstTimeUs = first.value.timeUs;
    this.#firstTicks = firstVideoTicks + Math.round(this.#offsetS * TICKS_PER_SECOND);
    this.#lastMapped = this.#firstTicks;
    this.#lastTicks = this.#firstTicks;
    this.#next = { data: first.value.bytes, ptsTicks: this.#firstTicks };
  }

  async takeUntil(ticks: number): Promise<{ readonly data: Uint8Array; readonly ptsTicks: number } | undefined> {
    const unit = this.#next;
    if (unit === undefined || unit.ptsTicks > ticks) return undefined;
    this.written++;
    const following = await this.#iterator.next();
    this.#next = following.done === true ? undefined : this.#place(following.value);
    return unit;
  }

  #place(packet: TimedKlv): { readonly data: Uint8Array; readonly ptsTicks: number } {
    const seconds = (packet.timeUs - this.#firstTimeUs) / 1e6;
    const mapped = this.#firstTicks + Math.round(seconds * TICKS_PER_SECOND);
    const leap = MAX_LEAP_S * TICKS_PER_SECOND;
    const goesOn = mapped - this.#lastTicks <= leap || Math.abs(mapped - this.#lastMapped) <= leap;
    const believed = mapped >= this.#lastTicks && goesOn;
    this.#lastMapped = mapped;
    if (believed) this.#lastTicks = mapped;
    else this.held++;
    return { data: packet.bytes, ptsTicks: this.#lastTicks };
  }
}

function toTicks(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.round(seconds * TICKS_PER_SECOND);
}

function noVideo(packets: number, where: string): AtalayaError {
  return packets === 0
    ? new AtalayaError('format-unknown', 'The video is no MPEG transport stream', where, 'Give an MPEG-TS file.')
    : new AtalayaError('no-video', 'The transport stream holds no video', where, 'Give a file that holds video.');
}
