import type { Blobs } from '../blobs/blobs.ts';
import type { Keys, RandomBytes } from '../keys/keys.ts';
import type { Log } from '../log/log.ts';
import type { Tracks } from '../tracks/tracks.ts';
import type { Notes } from './notes.ts';

/** Moments of a deletion at which a test may let the process end. */
export type ForgetStep = 'intended' | 'destroyed' | 'removed';

export interface MemoryParts {
  readonly log: Log;
  readonly keys: Keys;
  readonly blobs: Blobs;
  readonly notes: Notes;
  readonly tracks?: Tracks;
  /** The system's randomness where nothing else is said. */
  readonly random?: RandomBytes;
  /**
   * Whether no other process uses the same log and blobs: then a start removes blobs that no entry came to name, and what others appended need not
   * be looked for.
   */
  readonly alone?: boolean;
  readonly afterStep?: (step: ForgetStep) => void;
}
