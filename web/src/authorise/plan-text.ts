import { Value } from 'typebox/value';
import { type CaseFault, schemaFaults } from '../../../src/authorise/case/faults.ts';
import { readCase } from '../../../src/authorise/case/parse.ts';
import { planFindings } from '../../../src/authorise/check/form.ts';
import { canonicalHash } from '../../../src/formats/jcs/canonical.ts';
import { keysTwice } from '../../../src/formats/jcs/strict.ts';
import { SortiePlanDocument } from '../../../src/plan/sortie/document.ts';
import { sha256 } from '../account/crypto.ts';

/** What somebody pasted or dropped where a plan is asked for. */
export type PlanRead =
  | { readonly state: 'empty' }
  | { readonly state: 'faults'; readonly faults: readonly CaseFault[] }
  | {
      readonly state: 'plan';
      readonly plan: SortiePlanDocument;
      readonly hash: string;
      /** True where it was taken out of a case. */
      readonly fromCase: boolean;
    };

const faulty = (faults: readonly CaseFault[]): PlanRead => ({ state: 'faults', faults });

/** A case that holds nothing but the plan: what is wrong with the plan's own times is found by reading it. */
const bareCase = (plan: SortiePlanDocument) => ({
  format: 'atalaya-case/1',
  at: '2000-01-01T00:00:00Z',
  agreements: [],
  plan,
  proposers: ['nobody'],
  concurrences: [],
  withdrawals: [],
  attestation: null,
  acceptances: [],
  signatories: [],
  requirements: [],
  organisations: [],
  noticeRules: [],
  notices: [],
  restrictedZones: [],
  clearedVolumes: [],
  diplomaticClearances: [],
  blocks: [],
  terrain: null,
  atmosphere: null,
});

/** Where a plan of the right form contradicts itself, or tells times that are none. */
function contradictions(plan: SortiePlanDocument, at: string): readonly CaseFault[] {
  const reading = readCase(bareCase(plan), sha256);
  if ('faults' in reading) {
    return reading.faults.map((one) => ({ ...one, pointer: at + one.pointer.replace(/^\/plan/, '') }));
  }
  return planFindings(reading.judged).map(({ found, allowed }) => ({
    pointer: at === '' ? '/' : at,
    found: found.en,
    allowed: allowed?.en ?? '',
  }));
}

const isCase = (value: unknown): value is { readonly plan: unknown } =>
  typeof value === 'object' &&
  value !== null &&
  'format' in value &&
  value.format === 'atalaya-case/1' &&
  'plan' in value;

/** A plan, or the plan of a case, of its JSON; or everything that is wrong with it, each by its place. */
export function readPlanText(text: string): PlanRead {
  if (text.trim() === '') return { state: 'empty' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    const found = thrown instanceof Error ? thrown.message : String(thrown);
    return faulty([{ pointer: '', found, allowed: 'JSON' }]);
  }
  const twice = keysTwice(text).map(({ pointer }) => ({
    pointer,
    found: 'the same field twice',
    allowed: 'each field once',
  }));
  const whole = isCase(value) ? value : undefined;
  const fromCase = whole !== undefined;
  const at = fromCase ? '/plan' : '';
  const plan: unknown = whole === undefined ? value : whole.plan;
  const misshapen = schemaFaults(SortiePlanDocument, plan).map((one) => ({ ...one, pointer: at + one.pointer }));
  if (misshapen.length > 0 || !Value.Check(SortiePlanDocument, plan)) return faulty([...twice, ...misshapen]);
  const faults = [...twice, ...contradictions(plan, at)];
  if (faults.length > 0) return faulty(faults);
  return { state: 'plan', plan, hash: canonicalHash(plan, sha256), fromCase };
}
