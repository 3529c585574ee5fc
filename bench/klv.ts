import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { simulateSortie } from '../sim/sortie.ts';
import { decodePacket, type KlvPacket } from '../src/formats/klv/packet.ts';
import { RecordingReader } from '../src/formats/recording.ts';
import { referenceFile } from '../test/reference-data.ts';
import type { BenchRow } from './row.ts';

const seconds = 2;
const rounds = 5;
const origin = { index: 0, offset: 0, pid: undefined, pts: undefined, ptsS: undefined };

function packetsOf(path: string): Uint8Array[] {
  const packets: Uint8Array[] = [];
  const reader = new RecordingReader({ onPacket: (packet) => packets.push(packet.bytes.slice()) });
  reader.push(readFileSync(path));
  reader.end();
  return packets;
}

/** Reads every value of a packet, so that nothing is left undone until it is asked for. */
function materialise(packet: KlvPacket): number {
  let sum = packet.checksum === 'valid' ? 1 : 0;
  if (packet.data === undefined) return sum;
  for (const value of packet.data.values) {
    if (typeof value === 'number') sum += value;
    else if (typeof value === 'string') sum += value.length;
    else if (value !== undefined) sum += 1;
  }
  return sum;
}

/** Runs `work` over all packets again and again for `limitS` seconds; gives packets per second. */
function rate(packets: readonly Uint8Array[], limitS: number, work: (bytes: Uint8Array) => number): number {
  let done = 0;
  let sum = 0;
  const start = performance.now();
  do {
    for (const bytes of packets) sum += work(bytes);
    done += packets.length;
  } while (performance.now() - start < 1000 * limitS);
  if (Number.isNaN(sum)) throw new Error('the packets hold values that are no numbers');
  return done / ((performance.now() - start) / 1000);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function measure(name: string, packets: readonly Uint8Array[]): BenchRow {
  const decode = (bytes: Uint8Array): number => materialise(decodePacket(bytes, origin));
  const hash = (bytes: Uint8Array): number => createHash('sha256').update(bytes).digest()[0] ?? 0;
  rate(packets, 0.5, decode);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(rate(packets, seconds / rounds, decode));
    theirs.push(rate(packets, seconds / rounds, hash));
  }
  const bytes = packets.reduce((sum, packet) => sum + packet.length, 0) / packets.length;
  return {
    name,
    ours: `${Math.round(median(ours)).toLocaleString('en')} packets/s`,
    against: `SHA-256 of each packet: ${Math.round(median(theirs)).toLocaleString('en')} packets/s`,
    ratio: median(ours) / median(theirs),
    note: `${Math.round(bytes)} B each; every item decoded and read, checksum verified; median of ${rounds}`,
  };
}

/** Decoding speed of ST 0601 packets, beside hashing the same bytes in the same run. */
export async function benchKlv(): Promise<BenchRow[]> {
  const simulated = simulateSortie({ seed: 1, durationS: 60, rateHz: 5, startTimeUs: 1_700_000_000_000_000 });
  const rows = [
    measure(
      'ST 0601 decode, simulated sortie',
      Array.from(simulated.packets, (packet) => packet.bytes),
    ),
  ];
  for (const [name, file] of [
    ['ST 0601 decode, truck_flight_2012.klv', 'fmv/truck_flight_2012.klv'],
    ['ST 0601 decode, svt_2503_packets.klv', 'fmv/svt_2503_packets.klv'],
    ['ST 0601 decode, the 140-item packets of h264_klv.ts', 'fmv/h264_klv.ts'],
  ] as const) {
    const path = referenceFile(file);
    if (path !== undefined && existsSync(path)) rows.push(measure(name, packetsOf(path)));
  }
  return rows;
}
