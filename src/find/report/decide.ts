import type { DecidedFact, Decision, DecisionContext } from '../../model/command.ts';
import { factsOf } from '../../model/facts.ts';
import type { CommandOf } from '../../model/stage-command.ts';
import {
  asIs,
  type CommonCode,
  commonTexts,
  notState,
  type RuleTable,
  refuse,
  type Workflow,
} from '../../model/workflow.ts';
import { type Report, type ReportStatus, reportFacts, type reportPayloads } from './state.ts';

export type ReportCommand = CommandOf<typeof reportPayloads>;
export type ReportCode = CommonCode | 'reader-writes' | 'same-document' | 'other-state-writes';

export const reportTexts: RuleTable<ReportCode> = {
  ...commonTexts,
  'reader-writes': {
    source: 'Atalaya, separation of duties: author is not second reader',
    en: {
      says: 'Whoever has read a report as second reader does not write in it afterwards.',
      cure: 'Say it in the note, and ask an analyst who has not read it as second reader.',
    },
    es: {
      says: 'Quien leyó un informe como segundo lector no escribe después en él.',
      cure: 'Dígalo en la nota y pídalo a un analista que no lo haya leído como segundo lector.',
    },
  },
  'same-document': {
    source: 'Atalaya, order of the chain',
    en: { says: 'A new version differs from the one that stands.', cure: 'Nothing is to be done.' },
    es: { says: 'Una versión nueva difiere de la vigente.', cure: 'No hay nada que hacer.' },
  },
  'other-state-writes': {
    source: 'Atalaya, order of the chain: each state writes its own reports',
    en: {
      says: 'Only the state that drafted a report revises or submits it.',
      cure: 'Ask an analyst of that state, or draft a report of your own.',
    },
    es: {
      says: 'Solo el Estado que redactó un informe lo revisa o lo presenta.',
      cure: 'Pídalo a un analista de ese Estado o redacte un informe propio.',
    },
  },
};

export type ReportWorkflow = Workflow<ReportCode, ReportStatus, Report, ReportCommand>;

export const reportWorkflow: ReportWorkflow = {
  texts: reportTexts,
  moves: {
    draft: { from: ['none'], by: ['analyst'] },
    revise: { from: ['draft', 'returned'], by: ['analyst'] },
    submit: { from: ['draft'], by: ['analyst'] },
  },
  duties: [
    {
      code: 'reader-writes',
      on: ['revise', 'submit'],
      forbids: ({ state, actor }) =>
        state.readers.includes(actor.person)
          ? { en: 'has read it as second reader', es: 'lo leyó como segundo lector' }
          : undefined,
    },
  ],
  conditions: [
    {
      code: 'same-document',
      on: ['revise'],
      forbids: ({ state, command }) =>
        command.do === 'revise' && command.documentHash === state.documentHash ? asIs(command.documentHash) : undefined,
    },
    {
      code: 'other-state-writes',
      on: ['revise', 'submit'],
      forbids: ({ state, actor }) => (state.state === actor.state ? undefined : notState(actor.state, state.state)),
    },
  ],
  statusOf: ({ status }) => status,
  veilOf: ({ veil }) => veil,
};

const fact = factsOf(reportFacts);

function next(report: Report, command: ReportCommand, context: DecisionContext): readonly DecidedFact[] {
  const { person: by, state } = context.actor;
  if (command.do === 'draft') {
    const { compartment, documentHash } = command;
    const place = { stream: `report/${context.newId()}`, compartment };
    return [fact(place, 'find.report-drafted', { by, state, compartment, documentHash })];
  }
  const place = { stream: `report/${command.report}`, compartment: report.compartment };
  switch (command.do) {
    case 'revise':
      return [fact(place, 'find.report-revised', { by, documentHash: command.documentHash })];
    case 'submit':
      return [fact(place, 'find.report-submitted', { by })];
  }
}

/** What becomes of an author's command on a report. */
export function decideReport(
  state: Report,
  command: ReportCommand,
  context: DecisionContext,
  workflow: ReportWorkflow = reportWorkflow,
): Decision {
  const { actor, atUs } = context;
  return refuse(workflow, { state, command, actor, atUs }) ?? next(state, command, context);
}
