/** The log at one size, and on the way there from the size before. */
export interface GrowthPoint {
  readonly entries: number;
  readonly streams: number;
  /** Durable and published entries a second, of wall time. */
  readonly appendsPerS: number;
  /** CPU time of all threads for each entry, and load of the machine meanwhile (1 minute). */
  readonly cpuUs: number;
  readonly load: number;
  /** Publishing 65,536 entries, or what there was. */
  readonly publishMs: number;
  readonly publishWorstMs: number;
  readonly indexBytes: number;
  readonly evidenceBytes: number;
  readonly reopenMs: number;
  /** The greatest resident memory of the process. */
  readonly rssMb: number;
  /** A random stream read whole after reopening: half of them, and 99 in 100, take less. */
  readonly streamMs: number;
  readonly streamP99Ms: number;
}

/** What is written to log-growth.json, and drawn. */
export interface Growth {
  readonly date: string;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly points: readonly GrowthPoint[];
}
