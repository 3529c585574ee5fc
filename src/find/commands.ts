import { type StageCommand, stageCommands } from '../model/stage-command.ts';
import { decideReport, type ReportWorkflow, reportWorkflow } from './report/decide.ts';
import { evolveReport, noReport, reportPayloads } from './report/state.ts';

/** The author's commands; with another workflow, for trying what a rule does. */
export const reportCommands = (workflow: ReportWorkflow = reportWorkflow): readonly StageCommand[] =>
  stageCommands({
    payloads: reportPayloads,
    rows: {
      draft: { name: 'find.draft-report', stepUp: false },
      revise: { name: 'find.revise-report', stepUp: false },
      submit: { name: 'find.submit-report', stepUp: false },
    },
    moves: workflow.moves,
    texts: workflow.texts,
    resourceType: 'Report',
    initial: noReport,
    evolve: evolveReport,
    streams: (command) => (command.do === 'draft' ? [] : [`report/${command.report}`]),
    resource: (command, { status, state, compartment, authors, readers }) =>
      command.do === 'draft'
        ? { id: 'new', attributes: { status, compartment: command.compartment, authors, readers } }
        : { id: command.report, attributes: { status, state, compartment, authors, readers } },
    decide: (state, command, context) => decideReport(state, command, context, workflow),
  });

export const findCommands: readonly StageCommand[] = reportCommands();
