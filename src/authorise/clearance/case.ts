import { type Agreement, agreementStream, evolveAgreement, noAgreement } from '../../agree/agreement/state.ts';
import {
  evolveOrganisation,
  noOrganisation,
  type Organisation,
  organisationStream,
} from '../../agree/organisation/state.ts';
import {
  evolveRequirement,
  noRequirement,
  type Requirement,
  requirementStream,
} from '../../agree/requirement/state.ts';
import { evolveSignatories, noSignatories, type Signatories, signatoryStream } from '../../agree/signatory/state.ts';
import type { Happened } from '../../model/command.ts';
import type { Veil } from '../../model/facts.ts';
import type { SortiePlanDocument } from '../../plan/sortie/document.ts';
import {
  evolveListedRules,
  isOfRules,
  type ListedRules,
  noListedRules,
  streamsOfRules,
  veilOfRules,
} from '../notice/rules.ts';
import {
  evolveListedNotices,
  isOfNotices,
  type ListedNotices,
  noListedNotices,
  streamsOfNotices,
  veilOfNotices,
} from '../notice/state.ts';
import { evolveRegisters, noRegisters, type Registers, registerStreams } from '../registers/state.ts';
import { type Clearance, evolveClearance, noClearance } from './state.ts';

/** Whether a sortie left the ground, and whether it came back: as far as its facts say by their kinds. */
export interface Flight {
  readonly tookOff: boolean;
  readonly isDown: boolean;
}

/** What a decision on a clearance rests on; what was not read stands for what never was. */
export interface ClearanceCase {
  readonly clearance: Clearance;
  readonly agreement: Agreement;
  /** By stream. */
  readonly requirements: Readonly<Record<string, Requirement>>;
  /** By stream. */
  readonly organisations: Readonly<Record<string, Organisation>>;
  readonly signatories: Signatories;
  readonly registers: Registers;
  readonly rules: ListedRules;
  readonly notices: ListedNotices;
  readonly flight: Flight;
}

export const noClearanceCase: ClearanceCase = {
  clearance: noClearance,
  agreement: noAgreement,
  requirements: {},
  organisations: {},
  signatories: noSignatories,
  registers: noRegisters,
  rules: noListedRules,
  notices: noListedNotices,
  flight: { tookOff: false, isDown: false },
};

/** All that a plan is judged on, as far as is known by now where it stands. */
export function streamsOfPlan(plan: SortiePlanDocument, { rules, notices }: ClearanceCase): readonly string[] {
  return [
    agreementStream(plan.agreement.id),
    signatoryStream,
    ...plan.requirements.map(requirementStream),
    ...plan.organisations.map(organisationStream),
    ...registerStreams,
    ...streamsOfRules(rules),
    ...streamsOfNotices(notices, plan.agreement.id),
  ];
}

function evolveFlight(before: Flight, { kind }: Happened): Flight {
  if (kind === 'fly.took-off') return { tookOff: true, isDown: false };
  return kind === 'fly.recovered' ? { ...before, isDown: true } : before;
}

/** The case after a fact of any of its streams. */
export function evolveClearanceCase(before: ClearanceCase, happened: Happened): ClearanceCase {
  const { stream } = happened;
  if (isOfRules(stream)) return { ...before, rules: evolveListedRules(before.rules, happened) };
  if (isOfNotices(stream)) return { ...before, notices: evolveListedNotices(before.notices, happened) };
  switch (stream.slice(0, stream.indexOf('/'))) {
    case 'signatory':
      return { ...before, signatories: evolveSignatories(before.signatories, happened) };
    case 'airspace':
      return { ...before, registers: evolveRegisters(before.registers, happened) };
    case 'agreement':
      return { ...before, agreement: evolveAgreement(before.agreement, happened) };
    case 'sortie':
      return { ...before, flight: evolveFlight(before.flight, happened) };
    case 'requirement': {
      const requirement = evolveRequirement(before.requirements[stream] ?? noRequirement, happened);
      return { ...before, requirements: { ...before.requirements, [stream]: requirement } };
    }
    case 'organisation': {
      const organisation = evolveOrganisation(before.organisations[stream] ?? noOrganisation, happened);
      return { ...before, organisations: { ...before.organisations, [stream]: organisation } };
    }
    default:
      return { ...before, clearance: evolveClearance(before.clearance, happened) };
  }
}

/** What could not be read of it all. */
export function veilOfCase(it: ClearanceCase): Veil | undefined {
  const parts = [
    it.clearance,
    it.agreement,
    ...Object.values(it.requirements),
    ...Object.values(it.organisations),
    it.signatories,
    it.registers,
  ];
  return parts.find(({ veil }) => veil !== undefined)?.veil ?? veilOfRules(it.rules) ?? veilOfNotices(it.notices);
}
