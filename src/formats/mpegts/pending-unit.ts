import type { Cell } from './cells.ts';
import type { KlvMode, PesHeader } from './types.ts';

/** Where a unit began, and when. */
export interface UnitOrigin {
  readonly header: PesHeader;
  /** Presentation time of the last video frame begun before, seconds. */
  readonly videoPtsS: number | undefined;
}

/** A unit of metadata that is being put together. */
export interface PendingUnit extends UnitOrigin {
  readonly serviceId: number | undefined;
  readonly sequence: number | undefined;
  readonly mode: KlvMode;
  readonly parts: Uint8Array[];
  bytes: number;
  /** Whether the cells of the stream went on without a gap since the last one joined. */
  unbroken: boolean;
  /** Bytes from the start that are sure to follow each other. */
  provenBytes: number;
}

export function startPending(origin: UnitOrigin, data: Uint8Array, mode: KlvMode, cell: Cell | undefined): PendingUnit {
  return {
    header: origin.header,
    videoPtsS: origin.videoPtsS,
    serviceId: cell?.serviceId,
    sequence: cell?.sequence,
    mode,
    parts: [data],
    bytes: data.length,
    unbroken: true,
    provenBytes: data.length,
  };
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
