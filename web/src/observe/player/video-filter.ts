import { TsDemuxer } from '../../../../src/formats/mpegts/demux.ts';
import { PacketFramer } from '../../../../src/formats/mpegts/framing.ts';
import { patSection, pmtSection } from '../../../../src/formats/mpegts/mux-tables.ts';
import { PACKET_BYTES, PAT_PID, SYNC_BYTE } from '../../../../src/formats/mpegts/stream-types.ts';
import type { ElementaryStream } from '../../../../src/formats/mpegts/types.ts';

const PMT_PID = 0x1000;

/** Stamps of a picture as sent, 90 kHz ticks modulo 2^33, in order of decoding. */
export type PictureSink = (pts: number, dts: number) => void;

/**
 * Reduces a transport stream to its first video stream on the way to the player: tables that name nothing else, then its packets alone.
 * Sound would shift the player's zero of time (it takes the lesser decoding time of both), and metadata is read by the service. On the way
 * it tells the stamps of every picture.
 */
export class VideoFilter {
  readonly #demuxer: TsDemuxer;
  readonly #framer: PacketFramer;
  #pid: number | undefined;
  #out = new Uint8Array(0);
  #used = 0;

  constructor(onPicture: PictureSink) {
    this.#demuxer = new TsDemuxer({
      wantPes: () => false,
      onProgramMap: ({ programNumber, streams }) => {
        const video = streams.find(({ kind }) => kind === 'video');
        if (this.#pid !== undefined || video === undefined) return;
        this.#pid = video.pid;
        this.#tables(programNumber, video);
      },
      onPesStart: ({ pid, pts, dts }) => {
        if (pid === this.#pid && pts !== undefined) onPicture(pts, dts ?? pts);
      },
    });
    this.#framer = new PacketFramer(
      (buffer, at) => {
        const pid = ((buffer[at + 1]! & 0x1f) << 8) | buffer[at + 2]!;
        if (pid === this.#pid) this.#append(buffer.subarray(at, at + PACKET_BYTES));
      },
      () => undefined,
    );
  }

  /** Takes a chunk of any size, gives whole packets (perhaps none). */
  push(chunk: Uint8Array): Uint8Array<ArrayBuffer> {
    this.#reserve(chunk.length);
    this.#demuxer.push(chunk);
    this.#framer.push(chunk);
    return this.#take();
  }

  /** Ends the stream. An empty PES packet follows, for the player gives out a picture only when the next one begins. */
  end(): Uint8Array<ArrayBuffer> {
    this.#reserve(2 * PACKET_BYTES);
    this.#demuxer.end();
    this.#framer.end();
    if (this.#pid !== undefined) {
      this.#append(lastPacket(this.#pid));
    }
    return this.#take();
  }

  #tables(programNumber: number, video: ElementaryStream): void {
    const pointer = Uint8Array.of(0);
    const { pid, streamType, descriptors } = video;
    const sections = [
      [PAT_PID, patSection(programNumber, PMT_PID)],
      [PMT_PID, pmtSection(programNumber, pid, [], [{ pid, streamType, descriptors }])],
    ] as const;
    for (const [at, section] of sections) this.#append(packet(at, Uint8Array.of(...pointer, ...section)));
  }

  #reserve(bytes: number): void {
    // Packets of 188 bytes come of at least as many; the tables and what was carried over add a few.
    this.#out = new Uint8Array(bytes + 32 * PACKET_BYTES);
    this.#used = 0;
  }

  #append(bytes: Uint8Array): void {
    this.#out.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  #take(): Uint8Array<ArrayBuffer> {
    return this.#out.slice(0, this.#used);
  }
}

/** A packet with the header of a PES packet and nothing in it, behind stuffing in the adaptation field. */
function lastPacket(pid: number): Uint8Array {
  const header = Uint8Array.of(0, 0, 1, 0xe0, 0, 0, 0x80, 0, 0);
  const bytes = new Uint8Array(PACKET_BYTES).fill(0xff);
  bytes.set([SYNC_BYTE, 0x40 | (pid >> 8), pid & 0xff, 0x30, PACKET_BYTES - 5 - header.length, 0]);
  bytes.set(header, PACKET_BYTES - header.length);
  return bytes;
}

/** One packet that begins a section, stuffed with 0xFF. */
function packet(pid: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(PACKET_BYTES).fill(0xff);
  bytes.set([SYNC_BYTE, 0x40 | (pid >> 8), pid & 0xff, 0x10]);
  bytes.set(payload, 4);
  return bytes;
}
