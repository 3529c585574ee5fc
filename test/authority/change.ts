import { baseCase } from '../../sim/authority/base-case.ts';
import type { AgreementDocument } from '../../src/agree/agreement/document.ts';
import type { CaseDocument } from '../../src/authorise/case/document.ts';

/** One change of the clear base case, and exactly what is refused then: a code for each reason. None where it stays clear. */
export interface TableCase {
  readonly name: string;
  readonly change: (file: CaseDocument) => void;
  readonly codes: readonly string[];
}

export const clear = (name: string, change: TableCase['change']): TableCase => ({ name, change, codes: [] });

export const refused = (codes: string, name: string, change: TableCase['change']): TableCase => ({
  name,
  change,
  codes: codes.split(' '),
});

/** The item that a case surely has. */
export function at<T>(list: readonly T[], i: number): T {
  const one = list.at(i);
  if (one === undefined) throw new RangeError(`no item ${i}`);
  return one;
}

export function there<T>(one: T | null | undefined): T {
  if (one === null || one === undefined) throw new RangeError('nothing there');
  return one;
}

export const agreementOf = (file: CaseDocument): AgreementDocument => at(file.agreements, 0).document;

export function changed({ change }: Pick<TableCase, 'change'>): CaseDocument {
  const file = baseCase();
  change(file);
  return file;
}
