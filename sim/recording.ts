import { TsMuxer } from '../src/formats/mpegts/mux.ts';
import { TICKS_PER_SECOND } from '../src/formats/mpegts/stream-types.ts';
import type { Terrain } from '../src/geo/terrain.ts';
import { type SortieOptions, simulateSortie } from './sortie.ts';

const klvPid = 0x101;
/** Presentation time of the first packet, seconds: recorders do not start at zero either. */
const firstPtsS = 10;

/** What `npm start` shows where it is given no recording. */
export const demonstrationSortie: SortieOptions = {
  seed: 20_260_115,
  durationS: 300,
  rateHz: 4,
  startTimeUs: Date.UTC(2026, 0, 15, 15, 0, 0) * 1000,
};

export interface SimulatedRecording {
  readonly terrain: Terrain;
  /** A transport stream with synchronous metadata, in chunks. */
  readonly chunks: Iterable<Uint8Array>;
}

/** A SIMULATED sortie as a recording: a transport stream with its metadata (ST 1402), without video. */
export function simulatedRecording(options: SortieOptions): SimulatedRecording {
  const { terrain, packets } = simulateSortie(options);
  return {
    terrain,
    chunks: {
      *[Symbol.iterator]() {
        let waiting: Uint8Array[] = [];
        const muxer = new TsMuxer({
          sink: (bytes) => waiting.push(bytes),
          streams: [{ kind: 'klv', pid: klvPid, mode: 'synchronous' }],
        });
        const taken = (): Uint8Array[] => {
          const chunks = waiting;
          waiting = [];
          return chunks;
        };
        for (const { timeUs, bytes } of packets) {
          const ptsS = firstPtsS + (timeUs - options.startTimeUs) / 1e6;
          muxer.write(klvPid, { data: bytes, ptsTicks: Math.round(ptsS * TICKS_PER_SECOND) });
          yield* taken();
        }
        muxer.end();
        yield* taken();
      },
    },
  };
}
