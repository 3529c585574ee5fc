import { noPackets } from '../feeds/recording-file.ts';
import type { KlvPacket } from '../formats/klv/packet.ts';
import type { RecordingSummary } from '../formats/recording.ts';
import type { AtalayaError } from '../model/errors.ts';
import { troubleOf } from '../model/troubles.ts';

/** Whether a packet came as it was sent, as far as can be told: its checksum fits, or it has none and its end is where it should be. */
export function isSound({ checksum, issues }: KlvPacket): boolean {
  if (checksum !== 'absent') return checksum === 'valid';
  return !issues.some(({ code }) => code === 'packet-truncated' || code === 'packet-length-damaged');
}

export interface Holdings {
  readonly name: string;
  readonly summary: RecordingSummary;
  /** Packets that are sound (`isSound`). */
  readonly sound: number;
  /** Frames whose time and place are known. */
  readonly frames: number;
  /** Whether there are pictures that can be shown, here or on a machine with ffmpeg. */
  readonly pictures: boolean;
}

/**
 * What a recording lacks that a person must know before trusting what is shown of it; `undefined` where it lacks nothing.
 * @throws AtalayaError where there is nothing in it to show at all
 */
export function lacking({ name, summary, sound, frames, pictures }: Holdings): AtalayaError | undefined {
  const { packets } = summary;
  if (packets === 0) {
    const none = noPackets(name, summary);
    if (pictures) return none;
    throw none;
  }
  const one = packets === 1;
  const values = { n: String(packets) };
  if (sound === 0) return troubleOf(one ? 'packet-damaged' : 'packets-damaged', name, values);
  if (frames > 0) return undefined;
  return troubleOf(one ? 'packet-without-place' : 'packets-without-place', name, values);
}
