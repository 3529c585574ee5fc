/** One reason why something is not done. All of it can be shown to the person who asked. */
export interface Reason {
  /** Stable, for programs; lower case with hyphens. */
  readonly code: string;
  /** The rule relied on: instrument and place in it. */
  readonly source: string;
  readonly found: string;
  readonly allowed: string;
  /** What would make it possible. */
  readonly cure: string;
}

/** The answer to a command that is not carried out: every reason, not only the first. */
export interface Refusal {
  readonly reasons: readonly [Reason, ...Reason[]];
}

/** A refusal of all reasons found, or undefined where there are none. */
export function refusalOf(reasons: readonly Reason[]): Refusal | undefined {
  const [first, ...rest] = reasons;
  return first === undefined ? undefined : { reasons: [first, ...rest] };
}

export function isRefusal<T extends object>(answer: T | Refusal): answer is Refusal {
  return 'reasons' in answer;
}
