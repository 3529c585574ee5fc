/** A mutant that can change no answer, and why. */
export interface Equivalent {
  readonly file: string;
  readonly what: string;
  /** The spoilt text, so much of it that it is this one. */
  readonly with: string;
  readonly why: string;
}

export const equivalentMutants: readonly Equivalent[] = [];
