import { closeSync, openSync, writeSync } from 'node:fs';
import { simulateSortie } from '../sim/sortie.ts';
import { concatBytes } from '../src/formats/klv/encode.ts';
import { TsMuxer } from '../src/formats/mpegts/mux.ts';

const VIDEO_PID = 0x100;
const KLV_PID = 0x101;
const FRAMES_PER_S = 30;
const TICKS_PER_FRAME = 90_000 / FRAMES_PER_S;
const VIDEO_BYTES_PER_S = 500_000;
const PACKETS_PER_S = 10;
const START_TIME_US = 1_790_000_000_000_000;

export interface LongStream {
  readonly bytes: number;
  readonly packets: number;
  readonly durationS: number;
}

/**
 * Writes a simulated flight of at least `bytes` bytes as an MPEG transport stream: 10 metadata packets and 30 frames a second, 4 Mbit/s.
 * The frames are noise in the shape of H.264 access units; time runs on from first to last as in a recording.
 */
export function writeLongStream(path: string, bytes: number): LongStream {
  const file = openSync(path, 'w');
  try {
    const muxer = new TsMuxer({
      sink: (block) => {
        for (let at = 0; at < block.length; ) at += writeSync(file, block, at);
      },
      streams: [
        { kind: 'video', pid: VIDEO_PID, streamType: 0x1b },
        { kind: 'klv', pid: KLV_PID, mode: 'asynchronous' },
      ],
    });
    const durationS = Number.MAX_SAFE_INTEGER / 1e9;
    const { packets } = simulateSortie({ seed: 3, durationS, rateHz: PACKETS_PER_S, startTimeUs: START_TIME_US });
    const picture = pictureMaker();
    let count = 0;
    let frame = 0;
    for (const packet of packets) {
      const ptsTicks = 90_000 + (count * 90_000) / PACKETS_PER_S;
      muxer.write(KLV_PID, { data: packet.bytes, ptsTicks });
      count++;
      for (; frame < (count * FRAMES_PER_S) / PACKETS_PER_S; frame++) {
        muxer.writeH264(VIDEO_PID, picture(frame), 90_000 + frame * TICKS_PER_FRAME);
      }
      if (muxer.bytes >= bytes) break;
    }
    muxer.end();
    return { bytes: muxer.bytes, packets: count, durationS: count / PACKETS_PER_S };
  } finally {
    closeSync(file);
  }
}

/** Access units of one slice each: a start code, a slice header, and a window on a block of noise without start codes. */
function pictureMaker(): (frame: number) => Uint8Array {
  const size = VIDEO_BYTES_PER_S / FRAMES_PER_S;
  const noise = new Uint8Array(1 << 20);
  for (let i = 0, state = 1; i < noise.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    noise[i] = (state >>> 24) | 1;
  }
  return (frame) => {
    const start = Math.imul(frame, 7919) & (noise.length / 2 - 1);
    return concatBytes([[0, 0, 0, 1, frame % FRAMES_PER_S === 0 ? 0x65 : 0x41], noise.subarray(start, start + size)]);
  };
}
