import { bandOf, baseAgreement, basePlan, boxOf } from '../../sim/authority/base-case.ts';
import type { AgreementDocument } from '../../src/agree/agreement/document.ts';
import { canonicalHash } from '../../src/formats/jcs/canonical.ts';
import type { SortiePlanDocument } from '../../src/plan/sortie/document.ts';
import { sha256 } from '../../src/store/hashing.ts';
import type { Exercise } from './exercise.ts';

/** The base case of the exercise (sim/authority), told by its people as commands, some days from today: the service lives in the present. */

const dayMs = 86_400_000;
/** The day of the sortie: far enough for an attestation not to be too early, near enough to be looked at. */
const day = new Date(Date.now() + 3 * dayMs).toISOString().slice(0, 10);

/** A document of the base case on our day; what is dated by its validity holds from long ago until long after. */
function moved<T>(document: T): T {
  const text = JSON.stringify(document)
    .replaceAll(/"2026-(06|11)-\d\dT/g, '"2020-01-01T')
    .replaceAll('"2027-06-01T', '"2099-01-01T')
    .replaceAll('2026-12-01', day);
  const copy: T = JSON.parse(text);
  return copy;
}

const always = { from: '2020-01-01T00:00:00Z', until: null };

/** Signed for each state by its authorising officer. */
export function agreementToday(): AgreementDocument {
  const base = moved(baseAgreement());
  const party = (state: 'USA' | 'MEX') => ({
    state,
    authorities: [{ person: `authorising-officer-${state.toLowerCase()}`, window: always }],
  });
  return {
    ...base,
    version: 1,
    parties: [party('USA'), party('MEX')],
    organisations: [],
    conditions: { ...base.conditions, diplomaticClearance: false, attestedWithinH: 720 },
  };
}

/** Flown by the exercise's own people. */
export function planToday(requirement: string, change: Partial<SortiePlanDocument> = {}): SortiePlanDocument {
  const base = moved(basePlan());
  const duty = { from: `${day}T13:00:00Z`, until: `${day}T23:00:00Z` };
  return {
    ...base,
    agreement: { id: base.agreement.id, version: 1 },
    crew: [
      { person: 'pilot-usa', state: 'USA', role: 'pilot', duty },
      { person: 'sensor-operator-usa', state: 'USA', role: 'sensor operator', duty },
    ],
    observer: { person: 'partner-observer-mex', state: 'MEX' },
    requirements: [requirement],
    organisations: [],
    diplomaticClearance: null,
    ...change,
  };
}

/** An agreement in force, and a requirement that is tasked; gives the requirement's id. */
export async function agreed(exercise: Exercise): Promise<string> {
  const document = agreementToday();
  const { id: agreement, version } = document;
  await exercise.does('legal-adviser-usa', 'agree.draft-agreement', { compartment: 'operations', document });
  const documentHash = canonicalHash(document, sha256);
  for (const state of ['usa', 'mex']) {
    await exercise.does(`authorising-officer-${state}`, 'agree.concur-agreement', { agreement, version, documentHash });
  }
  const requirement = await exercise.makes('requester-usa', 'agree.draft-requirement', {
    compartment: 'operations',
    question: 'Is the road used?',
    purpose: 'laboratories',
    essentialElements: ['Vehicles by day and by night'],
    indicators: ['Fresh tracks'],
    area: { id: 'valley', outer: boxOf(29.9, -110.6, 30.5, -109.5), band: bandOf(0, 3_000) },
    lawfulPurpose: 'Exercise order 7',
    latestUsefulUs: (Date.now() + 20 * dayMs) * 1_000,
  });
  await exercise.does('requester-usa', 'agree.submit-requirement', { requirement });
  const known = 'nothing on file';
  await exercise.does('collection-manager-usa', 'agree.validate-requirement', { requirement, known, duplicates: [] });
  await exercise.does('collection-manager-usa', 'agree.task-requirement', { requirement });
  return requirement;
}

/** Rules by which notices and contacts are due, in force; the liaison of USA is given what it takes to read them. The clock is turned on by some hours. */
export async function ruled(exercise: Exercise): Promise<void> {
  const grants = (person: string, compartment: string) =>
    exercise.does('personnel-officer-usa', 'account.grant-compartment', { person, compartment, why: 'The exercise' });
  for (const compartment of ['rules', 'contacts-USA']) await grants('legislative-liaison-usa', compartment);
  await grants('requester-usa', 'rules');
  const office = { role: 'legal-adviser', state: 'USA', agency: 'JTF' };
  await exercise.does('personnel-officer-usa', 'account.grant-office', {
    ...{ person: 'requester-usa', office, why: 'A second legal adviser' },
  });
  await exercise.takesOffice('requester-usa', office);
  const days = { calendar: 'calendar', holidays: [] };
  const told = { format: 'atalaya-notice-rule/1', state: 'USA', ...days, urgentDays: 3 };
  const documents = [
    { ...told, subject: 'programme', delivery: 'before-start', days: 7 },
    { ...told, subject: 'agency', delivery: 'by-due', days: 30 },
    { format: 'atalaya-contact-rule/1', state: 'USA', reportDays: 3, monthlyDays: 5, ...days },
  ];
  const fromUs = (Date.now() + 3_600_000) * 1_000;
  for (const document of documents) {
    const rule = await exercise.makes('legal-adviser-usa', 'account.propose-rule', {
      ...{ ruleKind: 'notices', document, source: 'A made-up instrument, article 3', fromUs, untilUs: null },
    });
    for (const person of ['legal-adviser-mex', 'requester-usa']) {
      await exercise.does(person, 'account.sign-rule', { rule, version: 1 });
    }
  }
  exercise.later(7_200);
}
