import type { TsIssue, TsIssueCode } from './types.ts';

/** How often one kind of trouble came, and the first time. */
export interface TsIssueCount {
  readonly code: TsIssueCode;
  readonly count: number;
  readonly first: TsIssue;
}

/** Counts the troubles of a transport stream by their kind. */
export class TsIssueTally {
  readonly #counts = new Map<TsIssueCode, TsIssueCount>();

  add(issue: TsIssue): void {
    const known = this.#counts.get(issue.code);
    this.#counts.set(issue.code, {
      code: issue.code,
      count: (known?.count ?? 0) + 1,
      first: known?.first ?? issue,
    });
  }

  /** The kinds, in the order they came. */
  counts(): TsIssueCount[] {
    return [...this.#counts.values()];
  }
}

/** Where in the stream an issue is, in words. */
export function placeOfIssue({ offset, pid }: TsIssue): string {
  return pid === undefined ? `byte ${offset}` : `byte ${offset}, PID ${pid}`;
}
