import { bandOf, baseAgreement, basePlan, boxOf } from '../sim/authority/base-case.ts';
import type { AgreementDocument } from '../src/agree/agreement/document.ts';
import type { CheckOfCase } from '../src/authorise/clearance/case-of-log.ts';
import { canonicalHash } from '../src/formats/jcs/canonical.ts';
import type { ActingPerson } from '../src/model/command.ts';
import { instantUs } from '../src/model/instant.ts';
import type { SortiePlanDocument } from '../src/plan/sortie/document.ts';
import { sha256 } from '../src/store/hashing.ts';
import { noonUs, officer, type Step, step } from './chain.ts';

/** An agreement, a requirement and a plan that nothing stands against, told as commands; each test changes one thing or another. */

export const compartment = 'ops';
export const hashOf = (document: unknown): string => canonicalHash(document, sha256);
const dayUs = 86_400_000_000;

/** The check of a case, asked once of each document: what it answers follows from nothing else. */
export function remembered(check: CheckOfCase): CheckOfCase {
  const answers = new Map<string, ReturnType<CheckOfCase>>();
  return (file, hash) => {
    const key = JSON.stringify(file);
    const answer = answers.get(key) ?? check(file, hash);
    answers.set(key, answer);
    return answer;
  };
}

/** What a requester asks for. */
export const asked = {
  question: 'Is the road used?',
  purpose: 'laboratories',
  essentialElements: ['Vehicles by day and by night'],
  indicators: ['Fresh tracks'],
  area: { id: 'valley', outer: boxOf(29.9, -110.6, 30.5, -109.5), band: bandOf(0, 3_000) },
  lawfulPurpose: 'Order 7',
  latestUsefulUs: noonUs + 20 * dayUs,
};

const always = { from: '2026-01-01T00:00:00Z', until: null };

/** Between USA and MEX, over MEX; these persons sign, all of them for both where nothing is said. */
export function agreementOf(
  authorities: Readonly<Record<'USA' | 'MEX', readonly string[]>>,
  change: Partial<AgreementDocument> = {},
): AgreementDocument {
  const base = baseAgreement();
  const party = (state: 'USA' | 'MEX') => ({
    state,
    authorities: authorities[state].map((person) => ({ person, window: always })),
  });
  return {
    ...base,
    version: 1,
    parties: [party('USA'), party('MEX')],
    organisations: [],
    conditions: { ...base.conditions, diplomaticClearance: false, attestedWithinH: 720 },
    ...change,
  };
}

export const signers = { USA: ['una', 'ugo'], MEX: ['mia', 'mar'] } as const;
export const agreement = agreementOf(signers);

export function planOf(change: Partial<SortiePlanDocument> = {}): SortiePlanDocument {
  return {
    ...basePlan(),
    id: 's1',
    agreement: { id: agreement.id, version: 1 },
    requirements: ['i1'],
    organisations: [],
    diplomaticClearance: null,
    ...change,
  };
}

export const plan = planOf();
export const planHash = hashOf(plan);
/** Another plan of the same sortie. */
export const second = planOf({ callSign: 'OMAHA22' });
export const secondHash = hashOf(second);

export const cole = officer('cole', 'collection-manager');
export const coordinator = officer('max', 'mission-coordinator');
export const authorising = (person: string, state = 'USA'): ActingPerson =>
  officer(person, 'authorising-officer', state);

export const tasked = (requirement: string): readonly Step[] => [
  step(officer('ana', 'requester'), 'agree.draft-requirement', { compartment, ...asked }),
  step(officer('ben', 'requester'), 'agree.submit-requirement', { requirement }),
  step(cole, 'agree.validate-requirement', { requirement, known: 'nothing', duplicates: [] }),
  step(cole, 'agree.task-requirement', { requirement }),
];

export const draftAgreement = (document: AgreementDocument = agreement): Step =>
  step(officer('lex', 'legal-adviser'), 'agree.draft-agreement', { compartment, document });

export const concurAgreement = (person: string, state: string, document: AgreementDocument = agreement): Step =>
  step(authorising(person, state), 'agree.concur-agreement', {
    agreement: document.id,
    version: document.version,
    documentHash: hashOf(document),
  });

/** In force. */
export const agreed = (document: AgreementDocument = agreement): readonly Step[] => [
  draftAgreement(document),
  concurAgreement('una', 'USA', document),
  concurAgreement('mia', 'MEX', document),
];

export const propose = (of: SortiePlanDocument = plan): Step =>
  step(coordinator, 'authorise.propose-plan', { compartment, plan: of });
export const replaceBy = (of: SortiePlanDocument, clearance = of.id): Step =>
  step(coordinator, 'authorise.replace-plan', { clearance, plan: of });
export const attest = (of: SortiePlanDocument = plan): Step =>
  step(officer('pia', 'pilot'), 'authorise.attest-unarmed', {
    clearance: of.id,
    planHash: hashOf(of),
    registration: of.aircraft.registration,
    unarmed: true,
  });
export const concur = (
  person: string,
  state: string,
  of: SortiePlanDocument = plan,
  conditions: readonly object[] = [],
): Step =>
  step(authorising(person, state), 'authorise.concur', {
    clearance: of.id,
    planHash: hashOf(of),
    relyingOn: 'Agreement',
    conditions,
  });

/** Within the plan's window. */
export const takeOffUs = instantUs('2026-12-01T14:10:00Z') ?? Number.NaN;
export const takeOff = (of: SortiePlanDocument = plan, atUs = takeOffUs): Step =>
  step(officer('pia', 'pilot'), 'fly.take-off', { sortie: of.id, planHash: hashOf(of) }, atUs);
