import type { Static } from 'typebox';
import type { Agreement } from '../../agree/agreement/state.ts';
import { organisationStream } from '../../agree/organisation/state.ts';
import { requirementStream } from '../../agree/requirement/state.ts';
import { instantText, instantUs } from '../../model/instant.ts';
import type { SortiePlanDocument } from '../../plan/sortie/document.ts';
import type { AgreementRecord, CaseDocument, NoticeRecord } from '../case/document.ts';
import { readCase, type Sha256 } from '../case/parse.ts';
import { type CheckAnswer, checkReading } from '../check/check.ts';
import { noticeRulesAt } from '../notice/rules.ts';
import { noticesById } from '../notice/state.ts';
import type { ClearedVolume } from '../registers/state.ts';
import type { ClearanceCase } from './case.ts';
import type { Clearance } from './state.ts';

/**
 * The case of a clearance, as the log has it, in the form of the case file: what is judged at the door is what anybody can judge offline, by the same bytes.
 * Nothing is left out but what cannot bear on it: volumes of other times, and hours under other agreements.
 */

const textOf = (us: number): string | null => (Number.isFinite(us) ? instantText(us) : null);
const stampOf = ({
  state,
  person,
  atUs,
}: {
  readonly state: string;
  readonly person: string;
  readonly atUs: number;
}) => ({
  state,
  person,
  at: instantText(atUs),
});

function agreementsOf({ versions, suspensions, endedUs }: Agreement): Static<typeof AgreementRecord>[] {
  return versions.map(({ document, concurrences }) => ({
    document,
    concurrences: concurrences.map(stampOf),
    suspensions: suspensions.map(({ state, fromUs, untilUs }) => ({
      state,
      window: { from: instantText(fromUs), until: textOf(untilUs) },
    })),
    ended: endedUs === null ? null : instantText(endedUs),
  }));
}

/** What the two states gave for the plan that stands. */
function signedOf({ planHash, concurrences, withdrawals, attestation, acceptances }: Clearance) {
  return {
    concurrences: concurrences.map((one) => ({ ...stampOf(one), planHash, conditions: [...one.conditions] })),
    withdrawals: withdrawals.map(stampOf),
    attestation:
      attestation === undefined
        ? null
        : {
            planHash,
            registration: attestation.registration,
            unarmed: attestation.unarmed,
            by: attestation.person,
            at: instantText(attestation.atUs),
          },
    acceptances: acceptances.map(({ condition, person, atUs }) => ({ condition, person, at: instantText(atUs) })),
  };
}

function requirementsOf({ requirements }: ClearanceCase, plan: SortiePlanDocument): CaseDocument['requirements'] {
  return plan.requirements.flatMap((id) => {
    const one = requirements[requirementStream(id)];
    if (one === undefined || one.status === 'none') return [];
    const { state, status, requesters, purpose, latestUsefulUs } = one;
    return [{ id, state, status, requesters: [...requesters], purpose, latestUseful: instantText(latestUsefulUs) }];
  });
}

function organisationsOf({ organisations }: ClearanceCase, plan: SortiePlanDocument): CaseDocument['organisations'] {
  return plan.organisations.flatMap((id) => {
    const one = organisations[organisationStream(id)];
    return one === undefined || one.status === 'none' ? [] : [{ id, name: one.name, statuses: [...one.statuses] }];
  });
}

type RecordedSubject = Static<typeof NoticeRecord>['subjects'][number];

function noticesOf({ rules, notices }: ClearanceCase, atUs: number): Pick<CaseDocument, 'noticeRules' | 'notices'> {
  return {
    noticeRules: noticeRulesAt(rules, atUs).flatMap(({ id, source, fromUs, endsUs, document }) => {
      const { state, subject, delivery } = document;
      const until = endsUs === undefined ? null : instantText(endsUs);
      // Of an incident a legislature is told after it; it stands in the way of no clearance.
      if (subject === 'incident') return [];
      return [{ id, state, subject, delivery, window: { from: instantText(fromUs), until }, source }];
    }),
    notices: [...noticesById(notices)].flatMap(([id, { state, agreement, subjects, dueUs, deliveredUs }]) => {
      const told = subjects.flatMap(({ kind, id: of }): RecordedSubject[] =>
        kind === 'incident' ? [] : [{ kind, id: of }],
      );
      const deliveredAt = deliveredUs === null ? null : instantText(deliveredUs);
      return told.length === 0 ? [] : [{ id, state, agreement, subjects: told, due: instantText(dueUs), deliveredAt }];
    }),
  };
}

/** More than any tolerance in time of a route. */
const marginUs = 2 * 86_400e6;
const usOf = (text: string): number => instantUs(text) ?? Number.NaN;

function isNear(plan: SortiePlanDocument, { window }: ClearedVolume): boolean {
  const isApart =
    usOf(window.until) + marginUs < usOf(plan.window.from) || usOf(plan.window.until) + marginUs < usOf(window.from);
  return !isApart;
}

function surroundingsOf({ registers }: ClearanceCase, plan: SortiePlanDocument) {
  const others = registers.volumes.filter(({ sortie }) => sortie !== plan.id);
  return {
    restrictedZones: registers.zones.map(({ zone: id, area, window, exceptAgencies }) => ({
      id,
      area,
      window,
      exceptAgencies,
    })),
    clearedVolumes: others
      .filter((one) => !one.isFree && isNear(plan, one))
      .map(({ sortie, route, stays }) => ({ sortie, route, stays })),
    diplomaticClearances: [...registers.papers],
    blocks: others
      .filter(({ agreement }) => agreement === plan.agreement.id)
      .map(({ agreement, agency, window }) => ({ agreement, agency, window })),
    ...registers.surroundings,
  };
}

/** The case file of a plan at a moment. */
export function caseDocumentOf(it: ClearanceCase, plan: SortiePlanDocument, atUs: number): CaseDocument {
  const { clearance, agreement, signatories } = it;
  const signers = new Set(clearance.concurrences.map(({ person }) => person));
  return {
    format: 'atalaya-case/1',
    at: instantText(atUs),
    agreements: agreementsOf(agreement),
    plan,
    proposers: [...clearance.proposers],
    ...signedOf(clearance),
    signatories: Object.entries(signatories.bound)
      .filter(([person]) => signers.has(person))
      .map(([person, state]) => ({ person, state })),
    requirements: requirementsOf(it, plan),
    organisations: organisationsOf(it, plan),
    ...noticesOf(it, atUs),
    ...surroundingsOf(it, plan),
  };
}

/** Judges a case as it stands in a file. */
export type CheckOfCase = (file: CaseDocument, sha256: Sha256) => CheckAnswer;

/** The one check: the door asks it of the very document that is told to others, and read as theirs is. */
export const checkDocument: CheckOfCase = (file, sha256) => checkReading(readCase(file, sha256));
