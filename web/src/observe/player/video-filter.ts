import { TsDemuxer } from '../../../../src/formats/mpegts/demux.ts';
import { patSection, pmtSection } from '../../../../src/formats/mpegts/mux-tables.ts';
import { PacketWriter } from '../../../../src/formats/mpegts/packet-writer.ts';
import { writeTimestamp } from '../../../../src/formats/mpegts/pes.ts';
import { PAT_PID, TICK_MODULUS } from '../../../../src/formats/mpegts/stream-types.ts';
import type { ElementaryStream, Pes } from '../../../../src/formats/mpegts/types.ts';
import {
  isH264Field,
  nextStartCode,
  readVideoHeader,
  type VideoHeader,
} from '../../../../src/formats/mpegts/video-header.ts';

const PMT_PID = 0x1000;
const VIDEO_PID = 0x100;
const STREAM_ID_VIDEO = 0xe0;
/** Two fields of one frame are at most this far apart, 90 kHz ticks: a fortieth of a second, for 24 frames a second and more. */
const MOST_BETWEEN_FIELDS = 2250;
/** How long a picture that is alone in its stream is shown, 90 kHz ticks. */
const ALONE_TICKS = 3600;

/** Stamps of a picture as sent, 90 kHz ticks modulo 2^33, in order of decoding. */
export type PictureSink = (pts: number, dts: number) => void;

/** A picture on its way to the player. */
interface Picture {
  readonly pts: number;
  readonly dts: number | undefined;
  readonly randomAccess: boolean;
  readonly parts: readonly Uint8Array[];
  readonly isField: boolean;
}

/**
 * Prepares a transport stream for the player: its first video stream alone, one PES packet for each picture. Sound would shift the
 * player's zero of time (it takes the lesser decoding time of both); of an interlaced picture sent as two fields the player would make
 * two. Metadata is read by the service. On the way it tells the stamps of every picture.
 *
 * The newest picture is kept back until the next: mpegts.js gives out the last pictures of a stream only where at least two come to it in
 * the last bytes (its remuxer leaves a lone one in the queue, and empties that no more).
 */
export class VideoFilter {
  readonly #demuxer: TsDemuxer;
  readonly #writer: PacketWriter;
  readonly #onPicture: PictureSink;
  readonly #out: Uint8Array[] = [];
  #stream: ElementaryStream | undefined;
  #header: VideoHeader | undefined;
  /** A first field, until what follows it is seen. */
  #held: Picture | undefined;
  /** The newest whole picture, until the next. */
  #newest: Picture | undefined;
  #written = 0;

  constructor(onPicture: PictureSink) {
    this.#onPicture = onPicture;
    this.#writer = new PacketWriter((bytes) => this.#out.push(bytes));
    this.#demuxer = new TsDemuxer({
      wantPes: ({ pid }) => pid === this.#stream?.pid,
      onPes: (pes) => this.#take(pes),
      onProgramMap: ({ streams }) => {
        const video = streams.find(({ kind }) => kind === 'video');
        if (this.#stream === undefined && video !== undefined) this.#begin(video);
      },
    });
  }

  /** Takes a chunk of any size, gives whole packets (perhaps none). */
  push(chunk: Uint8Array): Uint8Array<ArrayBuffer> {
    this.#demuxer.push(chunk);
    return this.#taken();
  }

  /** Ends the stream. An empty PES packet follows, for the player gives out a picture only when the next one begins. */
  end(): Uint8Array<ArrayBuffer> {
    this.#demuxer.end();
    this.#release();
    const last = this.#newest;
    if (last !== undefined) {
      this.#write(last);
      // A lone picture is sent twice, for there to be two; what shows after it is the same.
      if (this.#written === 1) this.#write(later(last, ALONE_TICKS));
      const empty = Uint8Array.of(0, 0, 1, STREAM_ID_VIDEO, 0, 0, 0x80, 0, 0);
      this.#writer.writePes(VIDEO_PID, empty, new Uint8Array(0), { pcr: undefined, randomAccess: false });
    }
    return this.#taken();
  }

  #begin(stream: ElementaryStream): void {
    this.#stream = stream;
    const { streamType, descriptors } = stream;
    this.#writer.writeSection(PAT_PID, patSection(1, PMT_PID));
    this.#writer.writeSection(PMT_PID, pmtSection(1, VIDEO_PID, [], [{ pid: VIDEO_PID, streamType, descriptors }]));
  }

  #take({ data, pts, dts, randomAccess }: Pes): void {
    this.#header ??= readVideoHeader(this.#stream?.codec ?? '', data);
    if (pts === undefined) {
      // The rest of a picture that was sent in several packets; without a picture before it, nothing to show.
      if (this.#held !== undefined) this.#held = { ...this.#held, parts: [...this.#held.parts, data] };
      return;
    }
    const fields = this.#header?.fields;
    const isField = fields !== undefined && isH264Field(data, fields);
    const first = this.#held;
    if (first?.isField === true && isField && isNext(first.pts, pts)) {
      this.#held = { ...first, parts: [...first.parts, data.subarray(firstSlice(data))], isField: false };
      this.#release();
      return;
    }
    this.#release();
    this.#held = { pts, dts, randomAccess, parts: [data], isField };
    if (!isField) this.#release();
  }

  /** Hands on the picture that is held. */
  #release(): void {
    const picture = this.#held;
    if (picture === undefined) return;
    this.#held = undefined;
    this.#onPicture(picture.pts, picture.dts ?? picture.pts);
    if (this.#newest !== undefined) this.#write(this.#newest);
    this.#newest = picture;
  }

  #write({ pts, dts, parts, randomAccess }: Picture): void {
    this.#written++;
    const data = parts.length === 1 ? parts[0] : joined(parts);
    this.#writer.writePes(VIDEO_PID, pesHeader(pts, dts ?? pts), data ?? new Uint8Array(0), {
      pcr: undefined,
      randomAccess,
    });
  }

  #taken(): Uint8Array<ArrayBuffer> {
    this.#writer.flush();
    return joined(this.#out.splice(0));
  }
}

const later = (picture: Picture, ticks: number): Picture => ({
  ...picture,
  pts: (picture.pts + ticks) % TICK_MODULUS,
  dts: ((picture.dts ?? picture.pts) + ticks) % TICK_MODULUS,
});

const isNext = (pts: number, next: number): boolean => {
  const apart = (next - pts + 2 ** 33) % 2 ** 33;
  return apart <= MOST_BETWEEN_FIELDS;
};

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Where the start code of an H.264 access unit's first slice begins: delimiter and messages may not stand within a picture. */
function firstSlice(data: Uint8Array): number {
  for (let at = nextStartCode(data, 0); at >= 0 && at < data.length; at = nextStartCode(data, at)) {
    const type = (data[at] ?? 0) & 0x1f;
    if (type >= 1 && type <= 5) return at - 3;
  }
  return 0;
}

/** The header of a video PES packet of unstated length, with both stamps (ISO/IEC 13818-1 2.4.3.6). */
function pesHeader(pts: number, dts: number): Uint8Array {
  const header = new Uint8Array(19);
  header.set([0, 0, 1, STREAM_ID_VIDEO, 0, 0, 0x80, 0xc0, 10]);
  writeTimestamp(header, 9, 0b0011, pts);
  writeTimestamp(header, 14, 0b0001, dts);
  return header;
}
