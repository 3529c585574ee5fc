import { concatBytes } from '../../src/formats/klv/encode.ts';
import { st0601KeyBytes } from '../../src/formats/klv/registry.ts';
import { TsMuxer } from '../../src/formats/mpegts/mux.ts';
import { RecordingReader } from '../../src/formats/recording.ts';
import { BadOutcome, checkIssues, type IssueTally } from './flight-7-checks.ts';

/** An input made to cost a reader as much as it can, where chance would not find it. */
export interface Adverse {
  readonly name: string;
  readonly chunkBytes: number;
  make(): Uint8Array;
}

const MOST_HEAP_BYTES = 200e6;
const KLV_PID = 0x101;
const LONG = [0x83, 0x3f, 0xff, 0xf0];

function times(bytes: readonly number[], count: number): Uint8Array {
  const out = new Uint8Array(bytes.length * count);
  for (let i = 0; i < count; i++) out.set(bytes, i * bytes.length);
  return out;
}

const longPacket = (items: Uint8Array): Uint8Array => concatBytes([st0601KeyBytes, LONG, items]);

function nested(): Uint8Array {
  let inner: Uint8Array = new Uint8Array(0);
  for (let depth = 0; depth < 10_000; depth++) {
    inner = concatBytes([[100, 0x83, inner.length >> 16, (inner.length >> 8) & 0xff, inner.length & 0xff], inner]);
  }
  return concatBytes([
    st0601KeyBytes,
    [0x83, inner.length >> 16, (inner.length >> 8) & 0xff, inner.length & 0xff],
    inner,
  ]);
}

/** A transport stream whose metadata announces four megabytes, and then trickles. */
function trickle(): Uint8Array {
  const parts: Uint8Array[] = [];
  const muxer = new TsMuxer({
    sink: (bytes) => void parts.push(bytes.slice()),
    streams: [{ kind: 'klv', pid: KLV_PID, mode: 'asynchronous' }],
  });
  muxer.write(KLV_PID, { data: longPacket(new Uint8Array(0)), ptsTicks: 90_000 });
  for (let i = 0; i < 20_000; i++) muxer.write(KLV_PID, { data: new Uint8Array(170), ptsTicks: 90_000 + i * 30 });
  muxer.end();
  return concatBytes(parts);
}

export const adverseInputs: readonly Adverse[] = [
  { name: 'a length of 4 MiB, in crumbs', chunkBytes: 188, make: () => longPacket(new Uint8Array(3_000_000)) },
  { name: 'a length of 4 MiB, trickling in transport packets', chunkBytes: 65_536, make: trickle },
  { name: 'two million items', chunkBytes: 65_536, make: () => longPacket(times([5, 0], 2_097_000)) },
  { name: 'a million unknown tags', chunkBytes: 65_536, make: () => longPacket(times([0x81, 0x7f, 0], 1_398_000)) },
  { name: 'a tag without end', chunkBytes: 65_536, make: () => longPacket(times([0xff], 4_194_000)) },
  { name: 'beginnings of keys', chunkBytes: 4096, make: () => times([6, 0x0e, 0x2b, 0x34], 1_000_000) },
  { name: 'keys without packets', chunkBytes: 4096, make: () => times([...st0601KeyBytes], 200_000) },
  { name: 'empty packets', chunkBytes: 4096, make: () => times([...st0601KeyBytes, 0], 200_000) },
  {
    name: 'long packets cut by the next key',
    chunkBytes: 1000,
    make: () => times([...st0601KeyBytes, ...LONG, ...times([1], 100)], 30_000),
  },
  { name: 'first bytes of keys', chunkBytes: 4096, make: () => times([6], 4_000_000) },
  {
    name: 'bait for packets without keys',
    chunkBytes: 188,
    make: () => times([0x82, 0x40, 0, 2, 8, 0, 1, 2], 400_000),
  },
  { name: 'sets in sets, ten thousand deep', chunkBytes: 65_536, make: nested },
  { name: 'sync bytes only', chunkBytes: 65_536, make: () => times([0x47], 8_000_000) },
  {
    name: 'two rhythms of sync bytes',
    chunkBytes: 4096,
    make: () => times([0x47, ...new Array<number>(93).fill(0)], 80_000),
  },
];

/** Reads one; no more than the program's own 200 MB may be held at any packet. */
export function checkAdverse({ chunkBytes, make }: Adverse, tally: IssueTally): void {
  const bytes = make();
  const before = heldBytes();
  let most = 0;
  const reader = new RecordingReader({
    onPacket: (packet) => {
      if (packet.bytes.length > 1_000_000) most = Math.max(most, heldBytes() - before);
      checkIssues(packet, tally);
    },
  });
  for (let at = 0; at < bytes.length; at += chunkBytes) reader.push(bytes.slice(at, at + chunkBytes));
  reader.end();
  if (most > MOST_HEAP_BYTES) throw new BadOutcome(`one packet holds ${(most / 1e6).toFixed(0)} MB`);
}

function heldBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
