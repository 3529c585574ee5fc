import { readFileSync } from 'node:fs';
import { simulateSortie } from '../../sim/sortie.ts';
import { concatBytes } from '../../src/formats/klv/encode.ts';
import { TsMuxer } from '../../src/formats/mpegts/mux.ts';
import { RecordingReader } from '../../src/formats/recording.ts';
import { referenceFile } from '../reference-data.ts';
import { SeededRandom } from './random.ts';

/** What is whole and is to be damaged. */
export interface Corpus {
  readonly packets: readonly Uint8Array[];
  readonly streams: readonly Uint8Array[];
  /** Where it comes from, for the record of the run. */
  readonly sources: readonly string[];
}

const VIDEO_PID = 0x100;
const KLV_PID = 0x101;
const TICKS_PER_S = 90_000;
const STREAM_BYTES = 24 * 188;
const START_TIME_US = 1_790_000_000_000_000;

/** Recordings whose packets and first parts are damaged too, where the reference data is at hand. */
const REFERENCE = [
  'fmv/h264_klv.ts',
  'fmv/vmti_sim_flight.ts',
  'fmv/aphill_short.ts',
  'fmv/truck_flight_2012.klv',
  'fmv/day_flight_2009.klv',
  'fmv/st0601_kwiver_all_tags.klv',
  'fmv/vmti_standalone.bin',
] as const;

/** The same for every seed: what differs between runs is the damage. */
export function corpus(): Corpus {
  const own = ownPackets();
  const packets = [...own];
  const streams = ownStreams(own);
  const sources = ['a simulated sortie'];
  for (const name of REFERENCE) {
    const path = referenceFile(name);
    if (path === undefined) continue;
    const bytes = new Uint8Array(readFileSync(path));
    const found = packetsOf(bytes);
    // The packets with most variety, and a few of the plain ones.
    found.sort((a, b) => b.length - a.length);
    packets.push(...found.slice(0, 8), ...found.slice(-2));
    streams.push(...partsOf(bytes));
    sources.push(name);
  }
  return { packets, streams, sources };
}

function ownPackets(): Uint8Array[] {
  const { packets } = simulateSortie({ seed: 7, durationS: 4, rateHz: 4, startTimeUs: START_TIME_US });
  return Array.from(packets, ({ bytes }) => bytes);
}

/** Transport streams of each kind of metadata and each packet size, and bare KLV. */
function ownStreams(packets: readonly Uint8Array[]): Uint8Array[] {
  const asynchronous = muxed(packets, 'asynchronous');
  const synchronous = muxed(packets, 'synchronous');
  return [
    asynchronous,
    synchronous,
    reframed(asynchronous, 4, 0),
    reframed(synchronous, 0, 16),
    concatBytes(packets.slice(0, 8)),
  ];
}

function muxed(packets: readonly Uint8Array[], mode: 'asynchronous' | 'synchronous'): Uint8Array {
  const parts: Uint8Array[] = [];
  const muxer = new TsMuxer({
    sink: (bytes) => void parts.push(bytes.slice()),
    streams: [
      { kind: 'video', pid: VIDEO_PID, streamType: 0x1b },
      { kind: 'klv', pid: KLV_PID, mode },
    ],
  });
  const random = new SeededRandom(7);
  for (const [index, data] of packets.entries()) {
    const ptsTicks = TICKS_PER_S + (index * TICKS_PER_S) / 4;
    // No picture, but of the shape of one: an access unit of H.264 with a slice of noise.
    const picture = Uint8Array.from({ length: random.between(200, 900) }, () => random.between(1, 255));
    muxer.writeH264(VIDEO_PID, concatBytes([[0, 0, 0, 1, index % 8 === 0 ? 0x65 : 0x41], picture]), ptsTicks);
    muxer.write(KLV_PID, { data, ptsTicks });
  }
  muxer.end();
  return concatBytes(parts);
}

/** The same packets with `before` bytes in front and `behind` bytes after each: 192 and 204 byte streams. */
function reframed(stream: Uint8Array, before: number, behind: number): Uint8Array {
  const count = stream.length / 188;
  const out = new Uint8Array(count * (188 + before + behind));
  for (let i = 0; i < count; i++)
    out.set(stream.subarray(i * 188, (i + 1) * 188), i * (188 + before + behind) + before);
  return out;
}

function packetsOf(bytes: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  const reader = new RecordingReader({ onPacket: (packet) => void found.push(packet.bytes.slice()) });
  reader.push(bytes);
  reader.end();
  return found;
}

/** The beginning of a recording, with its tables, and a part from its middle. */
function partsOf(bytes: Uint8Array): Uint8Array[] {
  const middle = Math.floor(bytes.length / 2 / 188) * 188;
  return [bytes.slice(0, STREAM_BYTES * 4), bytes.slice(middle, middle + STREAM_BYTES)].filter((it) => it.length > 0);
}
