import type { JudgedCase } from '../../../src/authorise/case/judged.ts';
import { checkCase } from '../../../src/authorise/check/check.ts';
import type { CheckCode } from '../../../src/authorise/check/codes.ts';
import { rows } from '../../../src/authorise/check/table.ts';
import type { Reason } from '../../../src/model/refusal.ts';

/** What a check may rest on beside the plan, its agreement and its signatures, by what the page may not be able to read. */
export const sources = [
  'notices',
  'notice-rules',
  'signatories',
  'requirements',
  'organisations',
  'registers',
] as const;
export type Source = (typeof sources)[number];

export type CheckOutcome =
  | 'holds'
  | 'against'
  /** What it rests on is broken, which has a reason of its own. */
  | 'silent'
  /** What it rests on cannot be read here: the service judges it. */
  | 'unread';

/** One row of the table of checks, with what it says of a case now. */
export interface CheckLine {
  readonly code: CheckCode;
  readonly outcome: CheckOutcome;
  readonly reasons: readonly Reason[];
  /** What of it cannot be read here. */
  readonly lacking: readonly Source[];
}

/** What each check reads (docs/check.md). */
const restsOn: Partial<Readonly<Record<CheckCode, readonly Source[]>>> = {
  'notice-missing': ['notices', 'notice-rules'],
  'notice-not-delivered': ['notices', 'notice-rules'],
  'notice-overdue': ['notices', 'notice-rules'],
  'one-person-two-states': ['signatories'],
  'requester-authorises': ['requirements'],
  'requirement-unknown': ['requirements'],
  'requirement-not-validated': ['requirements'],
  'requirement-too-late': ['requirements'],
  'requirement-other-purpose': ['requirements'],
  'organisation-unknown': ['organisations'],
  'organisation-not-designated': ['organisations'],
  'diplomatic-clearance-unknown': ['registers'],
  'diplomatic-clearance-other': ['registers'],
  'diplomatic-clearance-not-valid': ['registers'],
  'hours-exceeded': ['registers'],
  'restricted-zone': ['registers'],
  'volume-overlap': ['registers'],
  'altitude-undecidable': ['registers'],
};

/** Every row of the table of checks on a case, in its order; `unread` is what could not be read for it. */
export function checkLines(judged: JudgedCase, unread: ReadonlySet<Source>): readonly CheckLine[] {
  const reasons = Map.groupBy(checkCase(judged).reasons, ({ code }) => code);
  const isBroken = {
    A: reasons.has('agreement-unknown'),
    G: ['plan-inconsistent', 'geometry-invalid'].some((it) => reasons.has(it)),
  };
  return rows.map(({ code, marks }): CheckLine => {
    const against = reasons.get(code) ?? [];
    const lacking = (restsOn[code] ?? []).filter((it) => unread.has(it));
    if (lacking.length > 0) return { code, outcome: 'unread', reasons: [], lacking };
    if (against.length > 0) return { code, outcome: 'against', reasons: against, lacking };
    return { code, outcome: marks.some((mark) => isBroken[mark]) ? 'silent' : 'holds', reasons: [], lacking };
  });
}
