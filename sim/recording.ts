import { TsMuxer } from '../src/formats/mpegts/mux.ts';
import { TICKS_PER_SECOND } from '../src/formats/mpegts/stream-types.ts';
import type { KlvMode } from '../src/formats/mpegts/types.ts';
import type { Terrain } from '../src/geo/terrain.ts';
import { type SimulatedPacket, type SortieOptions, simulateSortie } from './sortie.ts';
import { simulatedPictures, type VideoOptions } from './video.ts';

export const videoPid = 0x100;
export const klvPid = 0x101;
/** H.264 (ISO/IEC 13818-1 table 2-34). */
const h264StreamType = 0x1b;
/** Presentation time of the first packet, seconds: recorders do not start at zero either. */
export const firstPtsS = 10;

/** What `npm start` shows where it is given no recording. */
export const demonstrationSortie: SortieOptions = {
  seed: 20_260_115,
  durationS: 75,
  rateHz: 12,
  startTimeUs: Date.UTC(2026, 0, 15, 15, 0, 0) * 1000,
};

export interface SimulatedRecording {
  readonly terrain: Terrain;
  /** A transport stream with synchronous metadata, in chunks. */
  readonly chunks: Iterable<Uint8Array>;
}

export interface SimulatedVideoRecording {
  readonly terrain: Terrain;
  /** A transport stream with H.264 and metadata, in chunks, as they are made. Can be read once. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface RecordingOptions extends VideoOptions {
  /** How the metadata is carried (ST 1402): `synchronous`, with presentation times, where left out. */
  readonly metadata?: KlvMode;
}

/** Presentation time of a frame, 90 kHz ticks. */
export function framePtsTicks({ rateHz }: SortieOptions, frame: number): number {
  return Math.round((firstPtsS + frame / rateHz) * TICKS_PER_SECOND);
}

/** A muxer for video and metadata, whose bytes are taken away in chunks. */
export function videoMuxer(mode: KlvMode): { readonly muxer: TsMuxer; readonly outlet: Outlet } {
  const outlet = new Outlet();
  const muxer = new TsMuxer({
    sink: outlet.sink,
    streams: [
      { kind: 'video', pid: videoPid, streamType: h264StreamType },
      { kind: 'klv', pid: klvPid, mode },
    ],
  });
  return { muxer, outlet };
}

/** Collects what a muxer writes. */
class Outlet {
  #waiting: Uint8Array[] = [];
  readonly sink = (bytes: Uint8Array): void => {
    this.#waiting.push(bytes);
  };

  taken(): Uint8Array[] {
    const chunks = this.#waiting;
    this.#waiting = [];
    return chunks;
  }
}

function writePacket(muxer: TsMuxer, options: SortieOptions, mode: KlvMode, packet: SimulatedPacket): void {
  const data = packet.bytes;
  if (mode === 'asynchronous') muxer.write(klvPid, { data });
  else muxer.write(klvPid, { data, ptsTicks: framePtsTicks(options, packet.frame) });
}

/** A SIMULATED sortie as a recording: a transport stream with its metadata (ST 1402), without video. */
export function simulatedRecording(options: SortieOptions): SimulatedRecording {
  const { terrain, packets } = simulateSortie(options);
  return {
    terrain,
    chunks: {
      *[Symbol.iterator]() {
        const outlet = new Outlet();
        const muxer = new TsMuxer({
          sink: outlet.sink,
          streams: [{ kind: 'klv', pid: klvPid, mode: 'synchronous' }],
        });
        for (const packet of packets) {
          writePacket(muxer, options, 'synchronous', packet);
          yield* outlet.taken();
        }
        muxer.end();
        yield* outlet.taken();
      },
    },
  };
}

/**
 * A SIMULATED sortie as a recording with video: a picture and a metadata packet per frame, of the same presentation time. The
 * same options give the same bytes.
 */
export function simulatedVideoRecording(
  options: SortieOptions,
  recording: RecordingOptions = {},
): SimulatedVideoRecording {
  const { terrain, packets } = simulateSortie(options);
  const mode = recording.metadata ?? 'synchronous';
  return {
    terrain,
    chunks: {
      async *[Symbol.asyncIterator]() {
        const { muxer, outlet } = videoMuxer(mode);
        const packet = packets[Symbol.iterator]();
        let frame = 0;
        for await (const units of simulatedPictures(options, recording)) {
          for (const { data } of units) {
            muxer.writeH264(videoPid, data, framePtsTicks(options, frame++));
            const next = packet.next();
            if (next.done !== true) writePacket(muxer, options, mode, next.value);
          }
          muxer.flush();
          yield* outlet.taken();
        }
        muxer.end();
        yield* outlet.taken();
      },
    },
  };
}
