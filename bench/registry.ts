import { benchDemux } from './demux.ts';
import { benchKlv } from './klv.ts';
import { benchMemory } from './memory.ts';
import { benchPolicy } from './policy.ts';
import { benchRays } from './rays.ts';
import type { BenchRow } from './row.ts';

export interface BenchOptions {
  /** Size of the stream that memory is measured on. */
  readonly streamGb: number;
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
    does: 'requests decided by the rules, beside the rules parsed anew for each',
    run: () => benchPolicy(),
  },
  memory: {
    does: 'peak memory while a long stream is read',
    run: ({ streamGb, say }) => benchMemory(streamGb, say),
  },
};
