import { bindingOf } from '../../agree/signatory/state.ts';
import { canonicalHash } from '../../formats/jcs/canonical.ts';
import type { ActingPerson, DecidedFact, Decision, DecisionContext } from '../../model/command.ts';
import { factsOf } from '../../model/facts.ts';
import { type Reason, refusalOf } from '../../model/refusal.ts';
import { asIs, reasonBy, refuse } from '../../model/workflow.ts';
import type { SortiePlanDocument } from '../../plan/sortie/document.ts';
import type { CaseDocument } from '../case/document.ts';
import { compartmentOfRegisters } from '../registers/decide.ts';
import { airspaceStream, registerFacts } from '../registers/state.ts';
import { type ClearanceCase, veilOfCase } from './case.ts';
import { caseDocumentOf } from './case-of-log.ts';
import { type ClearanceCommand, type ClearanceWorkflow, clearanceWorkflow } from './rules.ts';
import { type ClearanceStatus, clearanceFacts, clearanceStream } from './state.ts';
import type { ClearanceCode } from './texts.ts';

export { type ClearanceCommand, type ClearanceWorkflow, clearanceWorkflow } from './rules.ts';

type Concur = Extract<ClearanceCommand, { do: 'concur' }>;

/** What is wrong with the plan itself, and with what it is to be flown under; the rest may come later. */
const codesOfForm: ReadonlySet<string> = new Set([
  'case-invalid',
  'plan-inconsistent',
  'geometry-invalid',
  'agreement-unknown',
]);
/** What may still be wanting where a state concurs: the other's concurrence, and what the crew accepts afterwards. A take-off waits for both. */
const codesToCome: ReadonlySet<string> = new Set(['concurrence-missing', 'condition-not-accepted']);

/** The case as it would stand with a concurrence. */
function withConcurrence(file: CaseDocument, command: Concur, actor: ActingPerson, bound: string | undefined) {
  const { person, state } = actor;
  const { planHash, conditions } = command;
  return {
    ...file,
    concurrences: [...file.concurrences, { person, state, at: file.at, planHash, conditions }],
    signatories: bound === undefined ? file.signatories : [...file.signatories, { person, state: bound }],
  };
}

/** What the check has against a step. */
function checked(
  it: ClearanceCase,
  command: ClearanceCommand,
  context: DecisionContext,
  workflow: ClearanceWorkflow,
): readonly Reason[] {
  const { actor, atUs, sha256 } = context;
  // What cannot be read has been refused; a case without plan has nothing to judge.
  if (veilOfCase(it) !== undefined) return [];
  switch (command.do) {
    case 'propose':
    case 'replace': {
      const file = { ...caseDocumentOf(it, command.plan, atUs), proposers: [actor.person] };
      const { reasons } = workflow.check(file, sha256);
      return reasons.filter(({ code }) => codesOfForm.has(code));
    }
    case 'concur': {
      const { plan } = it.clearance;
      if (plan === undefined) return [];
      const file = caseDocumentOf(it, plan, atUs);
      const bound = it.signatories.bound[actor.person];
      const { reasons } = workflow.check(withConcurrence(file, command, actor, bound), sha256);
      return reasons.filter(({ code }) => !codesToCome.has(code));
    }
    case 'attest':
    case 'accept':
    case 'refuse':
    case 'withdraw':
    case 'release':
      return [];
  }
}

const fact = factsOf(clearanceFacts);
const registering = factsOf(registerFacts);
const airspace = { stream: airspaceStream, compartment: compartmentOfRegisters };

/** The two states of a plan: the parties of its agreement. */
function statesOf({ agreement }: ClearanceCase, plan: SortiePlanDocument): [string, string] {
  const version = agreement.versions.find(({ document }) => document.version === plan.agreement.version);
  const [one, other] = version?.document.parties ?? [];
  return [one?.state ?? '', other?.state ?? ''];
}

function concurred(
  it: ClearanceCase,
  command: Concur,
  { actor }: DecisionContext,
  place: Place,
): readonly DecidedFact[] {
  const { person: by, state } = actor;
  const { planHash, relyingOn, conditions } = command;
  const own = fact(place, 'authorise.concurred', { by, state, planHash, relyingOn, conditions });
  const facts = [own, ...bindingOf(it.signatories, by, state)];
  const { plan, states, concurrences } = it.clearance;
  const isLast = states.every((one) => one === state || concurrences.some((given) => given.state === one));
  if (plan === undefined || !isLast) return facts;
  // The place is taken in the step in which the second state concurs: of two clearances of one place the log takes one.
  const { id: sortie, agency, window, route, stays } = plan;
  const volume = { by, sortie, agreement: plan.agreement.id, agency, window, route, stays };
  return [...facts, registering(airspace, 'authorise.volume-cleared', volume)];
}

type Place = Parameters<typeof fact>[0];
/** Where a clearance cannot be read, its compartment is not known either: its end is written where operations stand. */
const fallbackCompartment = compartmentOfRegisters;

function next(it: ClearanceCase, command: ClearanceCommand, context: DecisionContext): readonly DecidedFact[] {
  const { person: by, state } = context.actor;
  if (command.do === 'propose') {
    const { plan, compartment } = command;
    const place = { stream: clearanceStream(plan.id), compartment };
    const planHash = canonicalHash(plan, context.sha256);
    return [fact(place, 'authorise.plan-proposed', { by, compartment, states: statesOf(it, plan), plan, planHash })];
  }
  const compartment = it.clearance.compartment === '' ? fallbackCompartment : it.clearance.compartment;
  const place = { stream: clearanceStream(command.clearance), compartment };
  switch (command.do) {
    case 'replace': {
      const { plan } = command;
      const planHash = canonicalHash(plan, context.sha256);
      return [fact(place, 'authorise.plan-replaced', { by, states: statesOf(it, plan), plan, planHash })];
    }
    case 'attest': {
      const { planHash, registration, unarmed } = command;
      return [fact(place, 'authorise.unarmed-attested', { by, planHash, registration, unarmed })];
    }
    case 'concur':
      return concurred(it, command, context, place);
    case 'accept': {
      const { planHash, condition } = command;
      return [fact(place, 'authorise.condition-accepted', { by, planHash, condition })];
    }
    case 'refuse':
      return [fact(place, 'authorise.refused', { by, state, why: command.why })];
    case 'withdraw':
      return [fact(place, 'authorise.withdrawn', { by, state, why: command.why })];
    case 'release': {
      const released = { by, sortie: command.clearance, flown: it.flight.tookOff };
      return [registering(airspace, 'authorise.volume-released', released)];
    }
  }
}

/** Everything against a step: what its order forbids, and what the check has against the plan. */
function reasonsAgainst(
  state: ClearanceCase,
  command: ClearanceCommand,
  context: DecisionContext,
  workflow: ClearanceWorkflow = clearanceWorkflow,
): readonly Reason[] {
  const { actor, atUs } = context;
  const order =
    refuse<ClearanceCode, ClearanceStatus, ClearanceCase, ClearanceCommand>(workflow, { state, command, actor, atUs })
      ?.reasons ?? [];
  const same =
    command.do === 'replace' && canonicalHash(command.plan, context.sha256) === state.clearance.planHash
      ? [reasonBy(workflow.texts, 'same-plan', asIs(state.clearance.planHash))]
      : [];
  // A step that starts from elsewhere is not yet, or no more, to be judged.
  const isOpen = !order.some(({ code }) => code === 'wrong-state');
  return [...order, ...same, ...(isOpen ? checked(state, command, context, workflow) : [])];
}

/** What becomes of a command on a clearance. */
export function decideClearance(
  state: ClearanceCase,
  command: ClearanceCommand,
  context: DecisionContext,
  workflow: ClearanceWorkflow = clearanceWorkflow,
): Decision {
  return refusalOf(reasonsAgainst(state, command, context, workflow)) ?? next(state, command, context);
}
