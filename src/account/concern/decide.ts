import type { DecidedFact, Decision, DecisionContext } from '../../model/command.ts';
import { factsOf } from '../../model/facts.ts';
import type { CommandOf } from '../../model/stage-command.ts';
import { type CommonCode, commonTexts, notState, type RuleTable, refuse, type Workflow } from '../../model/workflow.ts';
import { type Concern, type ConcernStatus, concernFacts, type concernPayloads, concernsOf } from './state.ts';

export type ConcernCommand = CommandOf<typeof concernPayloads>;
export type ConcernCode = CommonCode | 'other-state-inspects';

export const concernTexts: RuleTable<ConcernCode> = {
  ...commonTexts,
  'other-state-inspects': {
    source: 'Oversight of concerns (EO 13462): a concern goes past the chain to the inspectors it names',
    en: {
      says: 'Only the inspectors a concern was raised to handle it.',
      cure: 'Ask an inspector of the state it was raised to.',
    },
    es: {
      says: 'Solo los inspectores ante quienes se planteó una inquietud la tramitan.',
      cure: 'Pídalo a un inspector del Estado ante el que se planteó.',
    },
  },
};

export type ConcernWorkflow = Workflow<ConcernCode, ConcernStatus, Concern, ConcernCommand>;

export const concernWorkflow: ConcernWorkflow = {
  texts: concernTexts,
  moves: {
    raise: { from: ['none'], by: 'anyone' },
    answer: { from: ['raised', 'reported', 'closed'], by: ['inspector'] },
    report: { from: ['raised'], by: ['inspector'] },
    close: { from: ['reported'], by: ['inspector'] },
  },
  duties: [],
  conditions: [
    {
      code: 'other-state-inspects',
      on: ['answer', 'report', 'close'],
      forbids: ({ state, actor }) => (state.to === actor.state ? undefined : notState(actor.state, state.to)),
    },
  ],
  statusOf: ({ status }) => status,
  veilOf: ({ veil }) => veil,
};

const fact = factsOf(concernFacts);

function next({ to }: Concern, command: ConcernCommand, context: DecisionContext): readonly DecidedFact[] {
  const by = context.actor.person;
  switch (command.do) {
    case 'raise': {
      const place = { stream: `concern/${context.newId()}`, compartment: concernsOf(command.to) };
      return [fact(place, 'account.concern-raised', { by, to: command.to, says: command.says })];
    }
    case 'answer': {
      const place = { stream: `concern/${command.concern}`, compartment: concernsOf(to) };
      return [fact(place, 'account.concern-answered', { by, says: command.says })];
    }
    case 'report': {
      const place = { stream: `concern/${command.concern}`, compartment: concernsOf(to) };
      return [fact(place, 'account.concern-reported', { by, toWhom: command.toWhom })];
    }
    case 'close': {
      const place = { stream: `concern/${command.concern}`, compartment: concernsOf(to) };
      return [fact(place, 'account.concern-closed', { by, outcome: command.outcome })];
    }
  }
}

/** What becomes of a command on a concern. */
export function decideConcern(
  state: Concern,
  command: ConcernCommand,
  context: DecisionContext,
  workflow: ConcernWorkflow = concernWorkflow,
): Decision {
  const { actor, atUs } = context;
  return refuse(workflow, { state, command, actor, atUs }) ?? next(state, command, context);
}
