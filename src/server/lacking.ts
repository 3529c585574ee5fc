import { noPackets } from '../feeds/recording-file.ts';
import type { KlvPacket } from '../formats/klv/packet.ts';
import type { RecordingSummary } from '../formats/recording.ts';
import { AtalayaError } from '../model/errors.ts';

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
  /** Whether there are pictures that can be shown. */
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
  const all = packets === 1 ? 'The one packet of metadata' : `Each of the ${packets} packets of metadata`;
  if (sound === 0) {
    return new AtalayaError(
      'metadata-damaged',
      `${all} is cut off or does not fit its checksum: what is shown is what is left, and may be wrong`,
      name,
      'Check that the recording was copied whole, or ask for it again',
    );
  }
  if (frames > 0) return undefined;
  return new AtalayaError(
    'no-position',
    `${all} is of another kind than those that do (ST 0601, EG 0104), or lacks its time or place`,
    name,
    'Ask for the recording with the metadata of its platform; what is in the packets is told by: atalaya klv FILE',
  );
}
