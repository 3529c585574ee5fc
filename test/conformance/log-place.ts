import type { Log } from '../../src/store/log/log.ts';

/** One log's place: it can be opened again and again, one at a time, and is removed in the end. */
export interface LogPlace {
  open(): Promise<Log>;
  /** The same log beside one that is open, as another process would have it; absent where a log belongs to one process. */
  beside?(): Promise<Log>;
  remove(): Promise<void>;
}
