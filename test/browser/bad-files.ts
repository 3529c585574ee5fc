import { zipSync } from 'fflate';
import { createRandom } from '../../sim/random.ts';
import { simulateSortie } from '../../sim/sortie.ts';
import { TsMuxer } from '../../src/formats/mpegts/mux.ts';
import { sortie } from './workstation.ts';

function firstPacket(): Uint8Array {
  for (const { bytes } of simulateSortie(sortie).packets) return bytes;
  throw new Error('The sortie has no packet');
}

/** One whole packet of bare KLV. */
export const soundPacket = firstPacket();

/** What encryption makes of a file. */
function noise(length: number): Uint8Array {
  const random = createRandom(7);
  return Uint8Array.from({ length }, () => Math.floor(256 * random.uniform()));
}

/** A transport stream with a metadata stream, and some bytes in it. */
function transport(metadata: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  const muxer = new TsMuxer({
    sink: (bytes) => parts.push(bytes),
    streams: [{ kind: 'klv', pid: 0x101, mode: 'synchronous' }],
  });
  if (metadata.length > 0) muxer.write(0x101, { data: metadata, ptsTicks: 90_000 });
  muxer.end();
  return Buffer.concat(parts);
}

const half = soundPacket.subarray(0, soundPacket.length >> 1);
const jpegHead = Buffer.from('ffd8ffe000104a46494600010100', 'hex');

/** Files that are not what they should be: name, bytes, and what is to be said of them. */
export const badFiles: readonly (readonly [name: string, bytes: Uint8Array, says: RegExp])[] = [
  ['empty.ts', new Uint8Array(0), /The file is empty/],
  ['letter.ts', Buffer.from('Dear all, this is no recording.\n'.repeat(40)), /neither an MPEG transport stream nor/],
  ['photo.ts', Buffer.concat([jpegHead, noise(20_000)]), /neither an MPEG transport stream nor/],
  ['archive.ts', zipSync({ 'a.ts': noise(50_000) }), /neither an MPEG transport stream nor/],
  ['encrypted.ts', noise(300_000), /neither an MPEG transport stream nor/],
  ['key.klv', soundPacket.subarray(0, 16), /but no packet that is whole/],
  ['half.klv', half, /is cut off or does not fit its checksum/],
  ['half-packet.ts', transport(half), /is cut off or does not fit its checksum/],
  ['no-packet.ts', transport(new Uint8Array(0)), /holds no KLV metadata|announces no stream/],
];
