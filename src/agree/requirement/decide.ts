import type { DecidedFact, Decision, DecisionContext } from '../../model/command.ts';
import { factsOf, type Place } from '../../model/facts.ts';
import type { CommandOf } from '../../model/stage-command.ts';
import {
  asIs,
  type CommonCode,
  commonTexts,
  idsFound,
  notState,
  type RuleTable,
  refuse,
  type Workflow,
} from '../../model/workflow.ts';
import {
  type Requirement,
  type RequirementStatus,
  requirementFacts,
  type requirementPayloads,
  requirementStream,
} from './state.ts';

export type RequirementCommand = CommandOf<typeof requirementPayloads>;
export type RequirementCode = CommonCode | 'other-state-asks' | 'too-late-to-be-useful' | 'duplicate-unknown';

export const requirementTexts: RuleTable<RequirementCode> = {
  ...commonTexts,
  'other-state-asks': {
    source: 'Atalaya, order of the chain: each state writes its own requirements',
    en: {
      says: 'Only the state that asks changes or submits its requirement.',
      cure: 'Ask a requester of that state, or draft a requirement of your own.',
    },
    es: {
      says: 'Solo el Estado que lo formula modifica o presenta su requerimiento.',
      cure: 'Pídalo a un solicitante de ese Estado o redacte un requerimiento propio.',
    },
  },
  'too-late-to-be-useful': {
    source: 'Atalaya, order of the chain: a requirement states its latest useful time',
    en: { says: 'The latest useful time is still to come.', cure: 'Revise the latest useful time.' },
    es: { says: 'El último momento útil está por venir.', cure: 'Corrija el último momento útil.' },
  },
  'duplicate-unknown': {
    source: 'Atalaya, order of the chain: a validation says what is known and tasked already',
    en: {
      says: 'What is said to ask the same is another requirement that stands.',
      cure: 'Name requirements that stand, other than this one.',
    },
    es: {
      says: 'Lo que se dice que pregunta lo mismo es otro requerimiento existente.',
      cure: 'Indique requerimientos existentes, distintos de este.',
    },
  },
};

/** What a decision on a requirement rests on. */
export interface RequirementCase {
  readonly requirement: Requirement;
  /** Others that are named as asking the same, by stream. */
  readonly others: Readonly<Record<string, Requirement>>;
}

export type RequirementWorkflow = Workflow<RequirementCode, RequirementStatus, RequirementCase, RequirementCommand>;

export const requirementWorkflow: RequirementWorkflow = {
  texts: requirementTexts,
  moves: {
    draft: { from: ['none'], by: ['requester'] },
    revise: { from: ['draft'], by: ['requester'] },
    submit: { from: ['draft'], by: ['requester'] },
    validate: { from: ['submitted'], by: ['collection-manager'] },
    task: { from: ['validated'], by: ['collection-manager'] },
    decline: { from: ['submitted', 'validated'], by: ['collection-manager'] },
  },
  // That a requester does not authorise is a duty of whoever authorises: see authorise/clearance.
  duties: [],
  conditions: [
    {
      code: 'other-state-asks',
      on: ['revise', 'submit'],
      forbids: ({ state: { requirement }, actor }) =>
        requirement.state === actor.state ? undefined : notState(actor.state, requirement.state),
    },
    {
      code: 'too-late-to-be-useful',
      on: ['submit', 'validate', 'task'],
      forbids: ({ state: { requirement }, atUs }) =>
        requirement.latestUsefulUs > atUs ? undefined : asIs(`${requirement.latestUsefulUs} µs`),
    },
    {
      code: 'duplicate-unknown',
      on: ['validate'],
      forbids: ({ state: { others }, command }) => {
        if (command.do !== 'validate') return undefined;
        const stands = (id: string): boolean => (others[requirementStream(id)]?.status ?? 'none') !== 'none';
        return idsFound(command.duplicates.filter((id) => id === command.requirement || !stands(id)));
      },
    },
  ],
  statusOf: ({ requirement }) => requirement.status,
  veilOf: ({ requirement }) => requirement.veil,
};

const fact = factsOf(requirementFacts);

function next(
  { requirement: state }: RequirementCase,
  command: RequirementCommand,
  context: DecisionContext,
): readonly DecidedFact[] {
  const by = context.actor.person;
  const id = command.do === 'draft' ? context.newId() : command.requirement;
  const place: Place = {
    stream: requirementStream(id),
    compartment: command.do === 'draft' ? command.compartment : state.compartment,
  };
  switch (command.do) {
    case 'draft': {
      const { do: _, ...rest } = command;
      return [fact(place, 'agree.requirement-drafted', { by, state: context.actor.state, ...rest })];
    }
    case 'revise': {
      const { do: _, requirement: __, ...rest } = command;
      return [fact(place, 'agree.requirement-revised', { by, ...rest })];
    }
    case 'submit':
      return [fact(place, 'agree.requirement-submitted', { by })];
    case 'validate':
      return [fact(place, 'agree.requirement-validated', { by, known: command.known, duplicates: command.duplicates })];
    case 'task':
      return [fact(place, 'agree.requirement-tasked', { by })];
    case 'decline':
      return [fact(place, 'agree.requirement-declined', { by, why: command.why })];
  }
}

/** What becomes of a command on a requirement. */
export function decideRequirement(
  state: RequirementCase,
  command: RequirementCommand,
  context: DecisionContext,
  workflow: RequirementWorkflow = requirementWorkflow,
): Decision {
  const { actor, atUs } = context;
  return refuse(workflow, { state, command, actor, atUs }) ?? next(state, command, context);
}
