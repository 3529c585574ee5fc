import { benchDemux } from './demux.ts';
import { benchDoor } from './door.ts';
import { benchKlv } from './klv.ts';
import { benchLog } from './log.ts';
import { benchLogGrowth } from './log-growth.ts';
import { benchMemory } from './memory.ts';
import { benchPolicy } from './policy.ts';
import { benchRays } from './rays.ts';
import type { BenchRow } from './row.ts';

export interface BenchOptions {
  /** Size of the stream that memory is measured on. */
  readonly streamGb: number;
  /** Entries of the logs that are grown or read. */
  readonly entries: number;
  /** Whether what is measured is written down. */
  readonly keep: boolean;
  /** One line to a person while it runs. */
  say(line: string): void;
}

export interface Bench {
  readonly does: string;
  run(options: BenchOptions): Promise<readonly BenchRow[]> | readonly BenchRow[];
}

/** The benches, in the order they run. */
export const benches: Readonly<Record<string, Bench>> = {
  klv: {
    does: 'metadata packets decoded, every item read, beside SHA-256 of the same bytes',
    run: () => benchKlv(),
  },
  demux: {
    does: 'metadata found in a transport stream, beside ffmpeg where there is one',
    run: () => benchDemux(),
  },
  rays: {
    does: 'rays met with the ground',
    run: () => benchRays(),
  },
  policy: {
    does: 'requests decided by the rules, beside the rules parsed anew for each; commands through the door, beside the log alone',
    run: async () => [...benchPolicy(), ...(await benchDoor())],
  },
  memory: {
    does: 'peak memory while a long stream is read',
    run: ({ streamGb, say }) => benchMemory(streamGb, say),
  },
  'log-append': {
    does: 'durable appends, beside fdatasync alone',
    run: ({ entries }) => benchLog('append', entries),
  },
  'log-read': {
    does: 'a log verified, replayed and indexed anew, beside SHA-256 of its entries',
    run: ({ entries }) => benchLog('read', entries),
  },
  'log-growth': {
    does: 'a log as it grows: appends, publishing, sizes, opening, reading',
    run: ({ entries, keep, say }) => benchLogGrowth(entries, keep, say),
  },
};
