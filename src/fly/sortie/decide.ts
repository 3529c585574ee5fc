import type { DecidedFact, Decision, DecisionContext } from '../../model/command.ts';
import { factsOf } from '../../model/facts.ts';
import type { CommandOf } from '../../model/stage-command.ts';
import { asIs, type CommonCode, commonTexts, type RuleTable, refuse, type Workflow } from '../../model/workflow.ts';
import { type SortieCase, type SortieStatus, sortieFacts, type sortiePayloads, sortieStatus } from './state.ts';

export type SortieCommand = CommandOf<typeof sortiePayloads>;
export type SortieCode = CommonCode | 'another-plan';

export const sortieTexts: RuleTable<SortieCode> = {
  ...commonTexts,
  'another-plan': {
    source: 'Chicago Convention, Arts 3(c) and 8: the terms of an authorisation are obeyed exactly',
    en: {
      says: 'What flies is the plan that both states cleared, by its exact hash.',
      cure: 'Load the cleared plan, or have this one cleared.',
    },
    es: {
      says: 'Se vuela el plan que ambos Estados autorizaron, por su huella exacta.',
      cure: 'Cargue el plan autorizado o haga autorizar este.',
    },
  },
};

export type SortieWorkflow = Workflow<SortieCode, SortieStatus, SortieCase, SortieCommand>;

export const sortieWorkflow: SortieWorkflow = {
  texts: sortieTexts,
  moves: {
    'take-off': { from: ['cleared'], by: ['pilot'] },
    'on-station': { from: ['airborne'], by: ['pilot'] },
    // An aircraft comes home whatever can or cannot be read.
    recover: { from: ['airborne', 'on-station', 'halted'], by: ['pilot'], evenUnread: true },
    // A sortie that is not known here may be flying all the same, and a second halt does no harm.
    halt: {
      from: ['uncleared', 'cleared', 'airborne', 'on-station', 'halted'],
      by: ['partner-observer', 'authorising-officer'],
      evenUnread: true,
    },
  },
  duties: [],
  conditions: [
    {
      code: 'another-plan',
      on: ['take-off'],
      forbids: ({ state: { clearance }, command }) =>
        command.do === 'take-off' && command.planHash !== clearance.planHash ? asIs(command.planHash) : undefined,
    },
  ],
  statusOf: sortieStatus,
  veilOf: ({ clearance, sortie }) => clearance.veil ?? sortie.veil,
};

const fact = factsOf(sortieFacts);

function next({ clearance }: SortieCase, command: SortieCommand, context: DecisionContext): readonly DecidedFact[] {
  const { person: by, state } = context.actor;
  const compartment = clearance.compartment === '' ? 'operations' : clearance.compartment;
  const place = { stream: `sortie/${command.sortie}`, compartment };
  switch (command.do) {
    case 'take-off':
      return [fact(place, 'fly.took-off', { by, planHash: command.planHash })];
    case 'on-station':
      return [fact(place, 'fly.on-station', { by })];
    case 'recover':
      return [fact(place, 'fly.recovered', { by })];
    case 'halt':
      return [fact(place, 'fly.halted', { by, state, why: command.why })];
  }
}

/** What becomes of a command on a sortie. */
export function decideSortie(
  state: SortieCase,
  command: SortieCommand,
  context: DecisionContext,
  workflow: SortieWorkflow = sortieWorkflow,
): Decision {
  const { actor, atUs } = context;
  return refuse(workflow, { state, command, actor, atUs }) ?? next(state, command, context);
}
