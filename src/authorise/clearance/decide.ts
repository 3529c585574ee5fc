import type { DecidedFact, Decision, DecisionContext } from '../../model/command.ts';
import { factsOf } from '../../model/facts.ts';
import type { CommandOf } from '../../model/stage-command.ts';
import { asIs, idsFound, refuse, type Workflow } from '../../model/workflow.ts';
import {
  type ClearanceCase,
  type ClearanceStatus,
  clearanceFacts,
  type clearancePayloads,
  requirementStream,
  signatoryFacts,
  signatoryStream,
} from './state.ts';
import { type ClearanceCode, clearanceTexts } from './texts.ts';

export type ClearanceCommand = CommandOf<typeof clearancePayloads>;
export type ClearanceWorkflow = Workflow<ClearanceCode, ClearanceStatus, ClearanceCase, ClearanceCommand>;

/** The requirements that a command rests on: those proposed, or those of the clearance. */
const served = ({ clearance }: ClearanceCase, command: ClearanceCommand): readonly string[] =>
  command.do === 'propose' ? command.requirements : clearance.requirements;

/** Who signs may not have asked for it, nor have planned it, nor sign for two states. */
const duties: ClearanceWorkflow['duties'] = [
  {
    code: 'requester-authorises',
    on: ['concur'],
    forbids: ({ state, actor }) =>
      idsFound(
        state.clearance.requirements.filter((id) =>
          state.requirements[requirementStream(id)]?.requesters.includes(actor.person),
        ),
      ),
  },
  {
    code: 'proposer-authorises',
    on: ['concur'],
    forbids: ({ state, actor }) =>
      state.clearance.proposers.includes(actor.person)
        ? { en: 'proposed a plan of this sortie', es: 'propuso un plan de esta salida' }
        : undefined,
  },
  {
    code: 'authoriser-proposes',
    on: ['replace'],
    forbids: ({ state, actor }) =>
      state.clearance.signers.includes(actor.person)
        ? { en: 'signed a plan of this sortie', es: 'firmó un plan de esta salida' }
        : undefined,
  },
  {
    code: 'signs-for-two-states',
    on: ['concur'],
    forbids: ({ state, actor }) => {
      const bound = state.signatories.bound[actor.person];
      return bound === undefined || bound === actor.state
        ? undefined
        : { en: `has signed for ${bound}`, es: `ha firmado por ${bound}` };
    },
  },
];

const conditions: ClearanceWorkflow['conditions'] = [
  {
    code: 'state-not-party',
    on: ['concur', 'refuse', 'withdraw'],
    // Where the two states cannot be read, a refusal or withdrawal by any state stands: doubt leads to the ground.
    forbids: ({ state: { clearance }, actor, command }) => {
      const unread = clearance.states.length === 0 && command.do !== 'concur';
      return unread || clearance.states.includes(actor.state) ? undefined : asIs(actor.state);
    },
  },
  {
    code: 'state-has-concurred',
    on: ['concur'],
    forbids: ({ state: { clearance }, actor }) =>
      clearance.concurrences.some(({ state }) => state === actor.state) ? asIs(actor.state) : undefined,
  },
  {
    code: 'another-plan',
    on: ['concur'],
    forbids: ({ state: { clearance }, command }) =>
      command.do === 'concur' && command.planHash !== clearance.planHash ? asIs(command.planHash) : undefined,
  },
  {
    code: 'same-plan',
    on: ['replace'],
    forbids: ({ state: { clearance }, command }) =>
      command.do === 'replace' && command.planHash === clearance.planHash ? asIs(command.planHash) : undefined,
  },
  {
    code: 'one-state-twice',
    on: ['propose'],
    forbids: ({ command }) =>
      command.do === 'propose' && command.states[0] === command.states[1] ? asIs(command.states[0]) : undefined,
  },
  {
    code: 'requirement-not-tasked',
    on: ['propose', 'concur'],
    forbids: ({ state, command }) =>
      idsFound(served(state, command).filter((id) => state.requirements[requirementStream(id)]?.status !== 'tasked')),
  },
];

export const clearanceWorkflow: ClearanceWorkflow = {
  texts: clearanceTexts,
  moves: {
    propose: { from: ['none'], by: ['mission-coordinator', 'collection-manager'] },
    replace: { from: ['proposed', 'cleared'], by: ['mission-coordinator', 'collection-manager'] },
    concur: { from: ['proposed'], by: ['authorising-officer'] },
    refuse: { from: ['proposed'], by: ['authorising-officer'], evenUnread: true },
    withdraw: { from: ['proposed', 'cleared'], by: ['authorising-officer'], evenUnread: true },
  },
  duties,
  conditions,
  statusOf: ({ clearance }) => clearance.status,
  veilOf: ({ clearance, requirements, signatories }) =>
    clearance.veil ?? Object.values(requirements).find(({ veil }) => veil !== undefined)?.veil ?? signatories.veil,
};

const fact = factsOf(clearanceFacts);
const binding = factsOf(signatoryFacts);
/** Where a clearance cannot be read, its compartment is not known either: its end is written where operations stand. */
const fallbackCompartment = 'operations';

function next(it: ClearanceCase, command: ClearanceCommand, context: DecisionContext): readonly DecidedFact[] {
  const { person: by, state } = context.actor;
  if (command.do === 'propose') {
    const { do: _, ...rest } = command;
    const place = { stream: `clearance/${context.newId()}`, compartment: command.compartment };
    return [fact(place, 'authorise.plan-proposed', { by, ...rest })];
  }
  const compartment = it.clearance.compartment === '' ? fallbackCompartment : it.clearance.compartment;
  const place = { stream: `clearance/${command.clearance}`, compartment };
  switch (command.do) {
    case 'replace':
      return [fact(place, 'authorise.plan-replaced', { by, planHash: command.planHash })];
    case 'concur': {
      const { planHash, relyingOn } = command;
      const concurred = fact(place, 'authorise.concurred', { by, state, planHash, relyingOn });
      if (it.signatories.bound[by] !== undefined) return [concurred];
      const register = { stream: signatoryStream, compartment: 'people' };
      return [concurred, binding(register, 'authorise.signatory-bound', { by, state })];
    }
    case 'refuse':
      return [fact(place, 'authorise.refused', { by, state, why: command.why })];
    case 'withdraw':
      return [fact(place, 'authorise.withdrawn', { by, state, why: command.why })];
  }
}

/** What becomes of a command on a clearance. */
export function decideClearance(
  state: ClearanceCase,
  command: ClearanceCommand,
  context: DecisionContext,
  workflow: ClearanceWorkflow = clearanceWorkflow,
): Decision {
  const { actor, atUs } = context;
  return refuse(workflow, { state, command, actor, atUs }) ?? next(state, command, context);
}
