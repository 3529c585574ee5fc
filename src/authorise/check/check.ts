import type { EnglishReason } from '../../model/refusal.ts';
import type { CaseFault } from '../case/faults.ts';
import type { JudgedCase } from '../case/judged.ts';
import type { CaseReading } from '../case/parse.ts';
import { type CheckCode, checkTexts } from './codes.ts';
import { planFindings } from './form.ts';
import type { Finding, Looked } from './row.ts';
import { liveConcurrences } from './signatures.ts';
import { readSpace } from './space.ts';
import { rows } from './table.ts';

/** The answer to one case. */
export interface CheckAnswer {
  readonly decision: 'clear' | 'refuse';
  /** SHA-256 of the plan's canonical form; null where the case could not be read. */
  readonly planHash: string | null;
  /** Everything that stands against it, in the order of the table. */
  readonly reasons: readonly EnglishReason[];
}

function look(judged: JudgedCase): Looked {
  const { id, version } = judged.plan.agreement;
  const agreement = judged.agreements.find(({ document }) => document.id === id && document.version === version);
  const inconsistent: readonly Finding[] = planFindings(judged);
  const { space, faults: misshapen } = readSpace(judged, agreement);
  return {
    judged,
    under: agreement && { judged, agreement, live: liveConcurrences(judged, agreement.parties) },
    space: inconsistent.length === 0 && misshapen.length === 0 ? space : undefined,
    inconsistent,
    misshapen,
  };
}

/** What was found is said in English; what the rule says and its cure stand in both languages in `checkTexts`. */
function reasonOf(code: CheckCode, found: string, allowed: string | undefined): EnglishReason {
  const { source, en } = checkTexts[code];
  return { code, source, found, allowed: allowed ?? en.says, cure: en.cure };
}

const answer = (planHash: string | null, reasons: readonly EnglishReason[]): CheckAnswer => ({
  decision: reasons.length === 0 ? 'clear' : 'refuse',
  planHash,
  reasons,
});

/** Every reason against a clearance; none where it is cleared. */
export function checkCase(judged: JudgedCase): CheckAnswer {
  const looked = look(judged);
  const reasons = rows.flatMap(({ code, find }) =>
    find(looked).map(({ found, allowed }) => reasonOf(code, found, allowed)),
  );
  return answer(judged.planHash, reasons);
}

/** The refusal of a case that is not of its form. */
export function refuseFaults(faults: readonly CaseFault[]): CheckAnswer {
  const reasons = faults.map(({ pointer, found, allowed }) =>
    reasonOf('case-invalid', `${pointer === '' ? '/' : pointer}: ${found}`, allowed),
  );
  return answer(null, reasons);
}

/** The answer to a case as it was read. */
export const checkReading = (reading: CaseReading): CheckAnswer =>
  'judged' in reading ? checkCase(reading.judged) : refuseFaults(reading.faults);
