import type { DataKey } from '../keys/keys.ts';

/** One sample of an aircraft's state. */
export interface TrackSample {
  readonly timeUs: number;
  readonly latDeg: number;
  readonly lonDeg: number;
  readonly heightM: number;
  readonly headingDeg: number;
  readonly speedMS: number;
}

/** A data key of a compartment by its id; undefined where it was destroyed or is not held. */
export type FindKey = (compartment: string, keyId: Uint8Array) => Promise<Uint8Array | undefined>;

/** What is read of a track: samples of one piece, or how many a piece holds that cannot be read. */
export type TrackPart = { readonly samples: readonly TrackSample[] } | { readonly unreadable: number };

/** Time series by aircraft, in sealed pieces; a piece cannot be read once its item's key is destroyed. */
export interface Tracks {
  /**
   * Appends samples whose times rise and lie after the aircraft's last, as one piece; durable before it resolves. Hand over many at once:
   * a piece costs a sync. Errors: `value-out-of-range` (order of times, a number that is none), `file-unwritable`.
   */
  append(aircraft: string, key: DataKey, compartment: string, samples: readonly TrackSample[]): Promise<void>;
  /** Samples in [fromUs, toUs), oldest first; pieces whose key `find` no longer gives are counted, not shown. */
  read(aircraft: string, fromUs: number, toUs: number, find: FindKey): AsyncIterable<TrackPart>;
  /** Removes the pieces of an item whose key was destroyed; gives how many there were. */
  remove(keyId: Uint8Array): Promise<number>;
  aircraft(): Promise<readonly { readonly aircraft: string; readonly fromUs: number; readonly toUs: number }[]>;
  close(): Promise<void>;
}
