import { Type } from 'typebox';
import { type Report, type ReportStatus, reportFacts } from '../../find/report/state.ts';
import type { DecidedFact, Decision, DecisionContext } from '../../model/command.ts';
import { exactly, factsOf, Hash, Id, Words } from '../../model/facts.ts';
import type { CommandOf } from '../../model/stage-command.ts';
import { asIs, type CommonCode, commonTexts, type RuleTable, refuse, type Workflow } from '../../model/workflow.ts';

const read = Type.Object({ report: Id, documentHash: Hash, note: Words }, exactly);
/** The payloads of the second reader's commands: what was read, and what is said of it. */
export const readingPayloads = { accept: read, return: read } as const;

export type ReadingCommand = CommandOf<typeof readingPayloads>;
export type ReadingCode = CommonCode | 'author-reads' | 'another-version';

export const readingTexts: RuleTable<ReadingCode> = {
  ...commonTexts,
  'author-reads': {
    source: 'Atalaya, separation of duties: author is not second reader; ICD 203',
    en: {
      says: 'The second reader has written no version of the report.',
      cure: 'Ask a second reader who has not written in it.',
    },
    es: {
      says: 'El segundo lector no ha escrito ninguna versión del informe.',
      cure: 'Pídalo a un segundo lector que no haya escrito en él.',
    },
  },
  'another-version': {
    source: 'Atalaya, order of the chain: a reader vouches for exactly what was read',
    en: {
      says: 'What is reviewed is the version submitted, by its exact hash.',
      cure: 'Read the version that stands.',
    },
    es: { says: 'Se revisa la versión presentada, por su huella exacta.', cure: 'Lea la versión vigente.' },
  },
};

export type ReadingWorkflow = Workflow<ReadingCode, ReportStatus, Report, ReadingCommand>;

export const readingWorkflow: ReadingWorkflow = {
  texts: readingTexts,
  moves: {
    accept: { from: ['submitted'], by: ['second-reader'] },
    return: { from: ['submitted'], by: ['second-reader'] },
  },
  duties: [
    {
      code: 'author-reads',
      on: ['accept', 'return'],
      forbids: ({ state, actor }) =>
        state.authors.includes(actor.person) ? { en: 'wrote in it', es: 'escribió en él' } : undefined,
    },
  ],
  conditions: [
    {
      code: 'another-version',
      on: ['accept', 'return'],
      forbids: ({ state, command }) =>
        command.documentHash === state.documentHash ? undefined : asIs(command.documentHash),
    },
  ],
  statusOf: ({ status }) => status,
  veilOf: ({ veil }) => veil,
};

const fact = factsOf(reportFacts);

function next(state: Report, command: ReadingCommand, context: DecisionContext): readonly DecidedFact[] {
  const { report, documentHash, note } = command;
  const place = { stream: `report/${report}`, compartment: state.compartment };
  const content = { by: context.actor.person, documentHash, note };
  switch (command.do) {
    case 'accept':
      return [fact(place, 'review.report-reviewed', content)];
    case 'return':
      return [fact(place, 'review.report-returned', content)];
  }
}

/** What becomes of a second reader's command. */
export function decideReading(
  state: Report,
  command: ReadingCommand,
  context: DecisionContext,
  workflow: ReadingWorkflow = readingWorkflow,
): Decision {
  const { actor, atUs } = context;
  return refuse(workflow, { state, command, actor, atUs }) ?? next(state, command, context);
}
