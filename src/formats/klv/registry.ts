import type { SetDescriptor } from './descriptor.ts';
import { eg0104 } from './eg0104.ts';
import { hexBytes } from './hex.ts';
import { st0102, st0102Universal } from './st0102.ts';
import { st0601, st0601Key } from './st0601/st0601.ts';
import { st0806 } from './st0806.ts';
import { st0903 } from './st0903/st0903.ts';
import { vTrack, vTrackKey } from './st0903/vtrack.ts';
import { st1002, st1002Key } from './st1002.ts';
import { st1107, st1107Key } from './st1107.ts';
import { st1108, st1108Key } from './st1108.ts';

/** How a stand-alone set proves that its bytes are whole. */
export type ChecksumKind = 'running-sum-16' | 'crc-32-mpeg' | 'crc-16-ccitt' | 'none';

interface Registered {
  readonly key: string;
  readonly checksum: ChecksumKind;
  readonly descriptor: SetDescriptor;
  /** Tag of the checksum; 1 where it is left out. */
  readonly checksumTag?: number;
  /** Tag of the time stamp; 2 where it is left out. */
  readonly timeTag?: number;
}

/** Sets that may stand alone in a stream, by universal key. */
export const registered = {
  ST0601: { key: st0601Key, checksum: 'running-sum-16', descriptor: st0601 },
  EG0104: { key: '060e2b34020101010e01010201010000', checksum: 'none', descriptor: eg0104 },
  ST0903: { key: '060e2b34020b01010e01030306000000', checksum: 'running-sum-16', descriptor: st0903 },
  ST0903VTrack: { key: vTrackKey, checksum: 'running-sum-16', descriptor: vTrack },
  ST0102: { key: '060e2b34020301010e01030302000000', checksum: 'none', descriptor: st0102 },
  ST0102U: { key: '060e2b34020101010208020000000000', checksum: 'none', descriptor: st0102Universal },
  ST0806: { key: '060e2b34020b01010e01030102000000', checksum: 'crc-32-mpeg', descriptor: st0806 },
  ST1002: { key: st1002Key, checksum: 'crc-16-ccitt', descriptor: st1002, checksumTag: 21, timeTag: 1 },
  ST1107: { key: st1107Key, checksum: 'crc-16-ccitt', descriptor: st1107, checksumTag: 45, timeTag: 43 },
  ST1108: { key: st1108Key, checksum: 'crc-16-ccitt', descriptor: st1108, checksumTag: 11 },
} as const satisfies Record<string, Registered>;

export type RegisteredId = keyof typeof registered;

// cast: Object.keys of a closed record gives its keys
const ids = Object.keys(registered) as RegisteredId[];
const keys: readonly { readonly id: RegisteredId; readonly bytes: Uint8Array }[] = ids.map((id) => ({
  id,
  bytes: hexBytes(registered[id].key),
}));

/** Bytes of the key of ST 0601, for packets whose key was lost. */
export const st0601KeyBytes: Uint8Array = hexBytes(st0601Key);

/** The registered set whose key stands at `at`; the version byte (the eighth) is not compared. */
export function registeredAt(bytes: Uint8Array, at: number): RegisteredId | undefined {
  for (const { id, bytes: key } of keys) {
    let i = 0;
    while (i < 16 && (bytes[at + i] === key[i] || i === 7)) i++;
    if (i === 16) return id;
  }
  return undefined;
}

/** Where a registered set has its checksum and its time stamp. */
export function placesOf(id: RegisteredId): {
  readonly checksum: ChecksumKind;
  readonly checksumTag: number;
  readonly timeTag: number;
} {
  const { checksum, checksumTag = 1, timeTag = 2 }: Registered = registered[id];
  return { checksum, checksumTag, timeTag };
}
