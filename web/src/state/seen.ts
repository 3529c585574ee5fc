import { createStore, useStore } from './store.ts';

/** What is wrong with a log that this page has seen before. */
export type Alarm =
  /** It is shorter than it was. */
  | 'rolled-back'
  /** What it says now is not a continuation of what it said. */
  | 'forked'
  /** It is signed with another key. */
  | 'other-key';

/** A checkpoint as this page keeps it. */
export interface SeenCheckpoint {
  /** The log's verifier key that its signature was checked with. */
  readonly key: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** The signed note: evidence, whatever comes. */
  readonly note: string;
  /** When the page first saw it, milliseconds since 1970, on the clock of this machine. */
  readonly atMs: number;
}

/** The last checkpoint that was seen before, the present one, and what came of holding them together. */
export interface Seen {
  readonly state: 'none' | 'first' | 'same' | 'consistent' | 'unchecked' | 'alarm';
  readonly alarm: Alarm | null;
  readonly before: SeenCheckpoint | null;
  readonly now: SeenCheckpoint | null;
}

export const NOT_SEEN: Seen = { state: 'none', alarm: null, before: null, now: null };
export const seen = createStore<Seen>(NOT_SEEN);
export const useSeen = <S>(select: (value: Seen) => S): S => useStore(seen, select);
