/** What a heavy bar is told. */
export interface ProveOptions {
  /** Seed of all its randomness: the same seed, the same run. */
  readonly seed: number;
  /** How many cases; absent means the number the bar stands for. */
  readonly n: number | undefined;
  /** Which store, where a bar has a choice. */
  readonly store?: string | undefined;
  /** One line of what it counted. */
  print(line: string): void;
}

export interface ProveResult {
  readonly passed: number;
  readonly failed: number;
}

/** A bar too long for the test suite: `prove` runs it whole and counts. */
export type Prove = (options: ProveOptions) => Promise<ProveResult>;
