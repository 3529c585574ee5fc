import { evolveReport, noReport, type Report } from '../find/report/state.ts';
import { type StageCommand, stageCommands } from '../model/stage-command.ts';
import {
  decideMinimisation,
  type MinimisationWorkflow,
  minimisationPayloads,
  minimisationWorkflow,
} from './minimisation/decide.ts';
import { decideReading, type ReadingWorkflow, readingPayloads, readingWorkflow } from './reading/decide.ts';

/** A report is what is read and minimised: its state is kept in find/report. */
const onReport = {
  resourceType: 'Report',
  initial: noReport,
  evolve: evolveReport,
  streams: ({ report }: { readonly report: string }) => [`report/${report}`],
  resource: ({ report }: { readonly report: string }, it: Report) => {
    const { status, state, compartment, authors, readers } = it;
    return { id: report, attributes: { status, state, compartment, authors, readers } };
  },
} as const;

/** The second reader's commands; with another workflow, for trying what a rule does. */
export const readingCommands = (workflow: ReadingWorkflow = readingWorkflow): readonly StageCommand[] =>
  stageCommands({
    ...onReport,
    payloads: readingPayloads,
    rows: {
      accept: { name: 'review.accept-report', stepUp: true },
      return: { name: 'review.return-report', stepUp: false },
    },
    moves: workflow.moves,
    texts: workflow.texts,
    decide: (state, command, context) => decideReading(state, command, context, workflow),
  });

/** The privacy officer's commands. */
export const minimisationCommands = (workflow: MinimisationWorkflow = minimisationWorkflow): readonly StageCommand[] =>
  stageCommands({
    ...onReport,
    payloads: minimisationPayloads,
    rows: {
      minimise: { name: 'review.minimise-report', stepUp: true },
      reopen: { name: 'review.reopen-privacy', stepUp: false },
    },
    moves: workflow.moves,
    texts: workflow.texts,
    decide: (state, command, context) => decideMinimisation(state, command, context, workflow),
  });

export const reviewCommands: readonly StageCommand[] = [...readingCommands(), ...minimisationCommands()];
