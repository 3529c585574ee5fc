/** What one thread of flight.7 is told: the cases `first`, `first + step` … below `n`. */
export interface Task {
  readonly seed: number;
  readonly n: number;
  readonly first: number;
  readonly step: number;
  /** Most CPU time one input may take, milliseconds. */
  readonly limitMs: number;
  /** One 32-bit integer: the case the thread is at. */
  readonly heartbeat: SharedArrayBuffer;
}

/** One case that broke a promise; `seed` and `index` make it again (adverse inputs have indices below 0). */
export interface Failure {
  readonly index: number;
  readonly kind: 'packet' | 'stream' | 'adverse input';
  readonly by: readonly string[];
  readonly bytes: number;
  readonly what: string;
  readonly inputHex: string | undefined;
}

/** What a thread counted. */
export interface Report {
  readonly counts: {
    readonly packets: number;
    readonly streams: number;
    readonly adverse: number;
    readonly decoded: number;
    readonly issues: number;
    readonly bytes: number;
    readonly failed: number;
  };
  readonly slowest: { readonly ms: number; readonly index: number; readonly bytes: number };
  /** Memory in use after a full collection, bytes, at even steps from the first case to the last. */
  readonly memory: readonly number[];
  readonly failures: readonly Failure[];
  readonly issueCounts: readonly (readonly [code: string, count: number])[];
}
