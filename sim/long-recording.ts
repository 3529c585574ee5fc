import { runningSum16 } from '../src/formats/klv/checksum.ts';
import { AtalayaError } from '../src/model/errors.ts';
import type { AccessUnit } from './mp4.ts';
import { framePtsTicks, klvPid, videoMuxer, videoPid } from './recording.ts';
import { frameCount, type SortieOptions, simulateSortie } from './sortie.ts';
import { simulatedPictures, type VideoOptions } from './video.ts';

/** Bytes of the key of an ST 0601 packet; its length follows, and then item 2, the time. */
const keyBytes = 16;
const timeTag = 2;
const timeBytes = 8;

/**
 * A recording of any length, quickly: one SIMULATED sortie with video, encoded once and repeated, with presentation times,
 * metadata times and checksums that go on. Frame F of the recording carries the pose, the picture and the stamp of frame
 * F modulo the sortie's frames; at each repetition the aircraft is back at its start. Holds one sortie in memory.
 * @param sortie what is repeated
 * @param durationS length of the recording; it ends with the last whole frame before that
 */
export async function* longRecording(
  sortie: SortieOptions,
  durationS: number,
  video: VideoOptions = {},
): AsyncGenerator<Uint8Array> {
  const packets = Array.from(simulateSortie(sortie).packets, ({ bytes }) => bytes);
  const pictures: AccessUnit[] = [];
  for await (const units of simulatedPictures(sortie, video)) pictures.push(...units);
  const { muxer, outlet } = videoMuxer('synchronous');
  const count = Math.floor(durationS * sortie.rateHz);
  for (let frame = 0; frame < count; frame++) {
    const index = frame % frameCount(sortie);
    const ptsTicks = framePtsTicks(sortie, frame);
    const timeUs = sortie.startTimeUs + Math.round((frame / sortie.rateHz) * 1e6);
    muxer.writeH264(videoPid, pictures[index]!.data, ptsTicks);
    muxer.write(klvPid, { data: retimed(packets[index]!, timeUs), ptsTicks });
    yield* outlet.taken();
  }
  muxer.end();
  yield* outlet.taken();
}

/** A packet of the simulation with another time stamp (its first item), and the checksum (its last) made anew. */
function retimed(packet: Uint8Array, timeUs: number): Uint8Array {
  const lengthByte = packet[keyBytes] ?? 0;
  const at = keyBytes + 1 + (lengthByte < 0x80 ? 0 : lengthByte - 0x80);
  if (packet[at] !== timeTag || packet[at + 1] !== timeBytes) {
    throw new AtalayaError('internal', 'The packet does not begin with its time', 'long recording', 'Report it.');
  }
  const bytes = packet.slice();
  new DataView(bytes.buffer).setBigUint64(at + 2, BigInt(timeUs));
  const end = bytes.length - 2;
  const sum = runningSum16(bytes, 0, end);
  bytes[end] = sum >> 8;
  bytes[end + 1] = sum & 0xff;
  return bytes;
}
