/** One measurement, always beside something measured in the same run on the same machine. */
export interface BenchRow {
  readonly name: string;
  /** Our figure, with its unit. */
  readonly ours: string;
  /** What it is held against, with its figure. */
  readonly against: string;
  /** Ours over the other, larger is better. */
  readonly ratio: number;
  readonly note: string;
}
