import type { CaseDocument } from '../../src/authorise/case/document.ts';

/** A case to read and to run, with what comes out. `raw` changes what no schema would let pass. */
export interface Example {
  readonly name: string;
  readonly title: string;
  readonly codes: readonly string[];
  readonly change: (file: CaseDocument) => void;
  readonly raw?: (file: Record<string, unknown>) => void;
}

export const first = <T>(list: readonly T[]): T => nth(list, 0);
export function nth<T>(list: readonly T[], i: number): T {
  const one = list.at(i);
  if (one === undefined) throw new RangeError(`no item ${i}`);
  return one;
}
export const agreement = (file: CaseDocument) => first(file.agreements).document;
export const plan = (file: CaseDocument) => file.plan;
