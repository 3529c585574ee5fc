/** What stands against something, in one language: what was found, what is allowed, and what would make it possible. */
export interface ReasonText {
  readonly found: string;
  readonly allowed: string;
  readonly cure: string;
}

export interface EnglishReason extends ReasonText {
  /** Stable, for programs; lower case with hyphens. */
  readonly code: string;
  /** The rule relied on: instrument and place in it. */
  readonly source: string;
}

/** One reason why something is not done. All of it can be shown to the person who asked; its own words are English. */
export interface Reason extends EnglishReason {
  readonly es: ReasonText;
}

/** The answer to a command that is not carried out: every reason, not only the first. */
export interface Refusal<R extends EnglishReason = Reason> {
  readonly reasons: readonly [R, ...R[]];
}

/** A refusal of all reasons found, or undefined where there are none. */
export function refusalOf<R extends EnglishReason>(reasons: readonly R[]): Refusal<R> | undefined {
  const [first, ...rest] = reasons;
  return first === undefined ? undefined : { reasons: [first, ...rest] };
}

export function isRefusal<T extends object>(answer: T): answer is Extract<T, Refusal<EnglishReason>> {
  return 'reasons' in answer;
}
