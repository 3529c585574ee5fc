import type { Reason } from '../../model/refusal.ts';
import type { CaseFault } from '../case/faults.ts';
import type { JudgedCase } from '../case/judged.ts';
import type { CaseReading } from '../case/parse.ts';
import { type CheckCode, checkTexts } from './codes.ts';
import { planFindings } from './form.ts';
import type { Finding, Looked } from './row.ts';
import { same } from './say.ts';
import { liveConcurrences } from './signatures.ts';
import { readSpace } from './space.ts';
import { rows } from './table.ts';

/** The answer to one case. */
export interface CheckAnswer {
  readonly decision: 'clear' | 'refuse';
  /** SHA-256 of the plan's canonical form; null where the case could not be read. */
  readonly planHash: string | null;
  /** Everything that stands against it, in the order of the table. */
  readonly reasons: readonly Reason[];
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

/** What the rule says and its cure stand in `checkTexts`. */
function reasonOf(code: CheckCode, { found, allowed }: Finding): Reason {
  const { source, en, es } = checkTexts[code];
  return {
    code,
    source,
    found: found.en,
    allowed: allowed?.en ?? en.says,
    cure: en.cure,
    es: { found: found.es, allowed: allowed?.es ?? es.says, cure: es.cure },
  };
}

const answer = (planHash: string | null, reasons: readonly Reason[]): CheckAnswer => ({
  decision: reasons.length === 0 ? 'clear' : 'refuse',
  planHash,
  reasons,
});

/** Every reason against a clearance; none where it is cleared. */
export function checkCase(judged: JudgedCase): CheckAnswer {
  const looked = look(judged);
  const reasons = rows.flatMap(({ code, find }) => find(looked).map((finding) => reasonOf(code, finding)));
  return answer(judged.planHash, reasons);
}

/** The refusal of a case that is not of its form. What is wrong with the form is said in English; its place speaks for itself. */
export function refuseFaults(faults: readonly CaseFault[]): CheckAnswer {
  const reasons = faults.map(({ pointer, found, allowed }) =>
    reasonOf('case-invalid', {
      found: same(`${pointer === '' ? '/' : pointer}: ${found}`),
      allowed: { en: allowed, es: checkTexts['case-invalid'].es.says },
    }),
  );
  return answer(null, reasons);
}

/** The answer to a case as it was read. */
export const checkReading = (reading: CaseReading): CheckAnswer =>
  'judged' in reading ? checkCase(reading.judged) : refuseFaults(reading.faults);
