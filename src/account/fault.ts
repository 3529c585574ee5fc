/** Why bytes or text were refused by a parser, and where: `at` is an offset in bytes (in characters where text was parsed). */
export interface Fault {
  readonly fault: string;
  readonly at: number;
}

/** Whether a parser's answer is a refusal. */
export function isFault(answer: unknown): answer is Fault {
  return typeof answer === 'object' && answer !== null && 'fault' in answer;
}
