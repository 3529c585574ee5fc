import { Type } from 'typebox';
import { type Report, type ReportStatus, reportFacts } from '../../find/report/state.ts';
import type { DecidedFact, Decision, DecisionContext } from '../../model/command.ts';
import { exactly, factsOf, Hash, Id, Words } from '../../model/facts.ts';
import type { CommandOf } from '../../model/stage-command.ts';
import { asIs, type CommonCode, commonTexts, type RuleTable, refuse, type Workflow } from '../../model/workflow.ts';

/** The payloads of the privacy officer's commands. */
export const minimisationPayloads = {
  minimise: Type.Object({ report: Id, documentHash: Hash, recordHash: Hash }, exactly),
  reopen: Type.Object({ report: Id, why: Words }, exactly),
} as const;

export type MinimisationCommand = CommandOf<typeof minimisationPayloads>;
export type MinimisationCode = CommonCode | 'another-version';

export const minimisationTexts: RuleTable<MinimisationCode> = {
  ...commonTexts,
  'another-version': {
    source: 'Atalaya, order of the chain: what is minimised is what was reviewed',
    en: {
      says: 'What is minimised is the version reviewed, by its exact hash.',
      cure: 'Minimise the version that stands.',
    },
    es: { says: 'Se minimiza la versión revisada, por su huella exacta.', cure: 'Minimice la versión vigente.' },
  },
};

export type MinimisationWorkflow = Workflow<MinimisationCode, ReportStatus, Report, MinimisationCommand>;

export const minimisationWorkflow: MinimisationWorkflow = {
  texts: minimisationTexts,
  moves: {
    minimise: { from: ['reviewed'], by: ['privacy-officer'] },
    // CBP privacy assessment PIA-018: imagery that is later associated with a person is reviewed for privacy again.
    reopen: { from: ['minimised'], by: ['privacy-officer', 'analyst', 'inspector'] },
  },
  duties: [],
  conditions: [
    {
      code: 'another-version',
      on: ['minimise'],
      forbids: ({ state, command }) =>
        command.do === 'minimise' && command.documentHash !== state.documentHash
          ? asIs(command.documentHash)
          : undefined,
    },
  ],
  statusOf: ({ status }) => status,
  veilOf: ({ veil }) => veil,
};

const fact = factsOf(reportFacts);

function next(state: Report, command: MinimisationCommand, context: DecisionContext): readonly DecidedFact[] {
  const by = context.actor.person;
  const place = { stream: `report/${command.report}`, compartment: state.compartment };
  switch (command.do) {
    case 'minimise': {
      const { documentHash, recordHash } = command;
      return [fact(place, 'review.report-minimised', { by, documentHash, recordHash })];
    }
    case 'reopen':
      return [fact(place, 'review.privacy-reopened', { by, why: command.why })];
  }
}

/** What becomes of a command on a report's minimisation. */
export function decideMinimisation(
  state: Report,
  command: MinimisationCommand,
  context: DecisionContext,
  workflow: MinimisationWorkflow = minimisationWorkflow,
): Decision {
  const { actor, atUs } = context;
  return refuse(workflow, { state, command, actor, atUs }) ?? next(state, command, context);
}
