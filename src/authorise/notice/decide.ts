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
import { type Notice, type NoticeStatus, noticeFacts, type noticePayloads } from './state.ts';

export type NoticeCommand = CommandOf<typeof noticePayloads>;
export type NoticeCode = CommonCode | 'other-state-notifies' | 'another-notice';

const source = '50 USC 3091-3093, or the notice rule in force of the state concerned';

export const noticeTexts: RuleTable<NoticeCode> = {
  ...commonTexts,
  'other-state-notifies': {
    source,
    en: {
      says: 'A state tells its own legislature.',
      cure: 'Ask a liaison of the state whose legislature is told.',
    },
    es: {
      says: 'Cada Estado informa a su propio poder legislativo.',
      cure: 'Pídalo a un enlace del Estado cuyo poder legislativo se informa.',
    },
  },
  'another-notice': {
    source,
    en: {
      says: 'What is delivered is the notice that was drafted, by its exact hash.',
      cure: 'Deliver the draft that stands, or draft the other one first.',
    },
    es: {
      says: 'Se entrega el aviso redactado, por su huella exacta.',
      cure: 'Entregue el borrador vigente o redacte antes el otro.',
    },
  },
};

export type NoticeWorkflow = Workflow<NoticeCode, NoticeStatus, Notice, NoticeCommand>;

export const noticeWorkflow: NoticeWorkflow = {
  texts: noticeTexts,
  moves: {
    open: { from: ['none'], by: ['legislative-liaison', 'authorising-officer'] },
    draft: { from: ['due', 'drafted'], by: ['legislative-liaison'] },
    deliver: { from: ['drafted'], by: ['legislative-liaison'] },
    acknowledge: { from: ['delivered'], by: ['legislative-liaison'] },
    reopen: {
      from: ['drafted', 'delivered', 'acknowledged'],
      by: ['legislative-liaison', 'authorising-officer', 'inspector'],
    },
  },
  duties: [],
  conditions: [
    {
      code: 'other-state-notifies',
      on: ['draft', 'deliver', 'acknowledge', 'reopen'],
      forbids: ({ state, actor }) => (actor.state === state.state ? undefined : notState(actor.state, state.state)),
    },
    {
      code: 'another-notice',
      on: ['deliver'],
      forbids: ({ state, command }) =>
        command.do === 'deliver' && command.documentHash !== state.documentHash
          ? asIs(command.documentHash)
          : undefined,
    },
  ],
  statusOf: ({ status }) => status,
  veilOf: ({ veil }) => veil,
};

const fact = factsOf(noticeFacts);

function next(notice: Notice, command: NoticeCommand, context: DecisionContext): readonly DecidedFact[] {
  const { person: by, state } = context.actor;
  if (command.do === 'open') {
    const { do: _, ...rest } = command;
    const place = { stream: `notice/${context.newId()}`, compartment: command.compartment };
    return [fact(place, 'authorise.notice-due', { by, state, ...rest })];
  }
  const place = { stream: `notice/${command.notice}`, compartment: notice.compartment };
  switch (command.do) {
    case 'draft':
      return [fact(place, 'authorise.notice-drafted', { by, documentHash: command.documentHash })];
    case 'deliver': {
      const { documentHash, to } = command;
      return [fact(place, 'authorise.notice-delivered', { by, documentHash, to })];
    }
    case 'acknowledge':
      return [fact(place, 'authorise.notice-acknowledged', { by, receipt: command.receipt })];
    case 'reopen':
      return [fact(place, 'authorise.notice-reopened', { by, why: command.why, dueUs: command.dueUs })];
  }
}

/** What becomes of a command on a notice. */
export function decideNotice(
  state: Notice,
  command: NoticeCommand,
  context: DecisionContext,
  workflow: NoticeWorkflow = noticeWorkflow,
): Decision {
  const { actor, atUs } = context;
  return refuse(workflow, { state, command, actor, atUs }) ?? next(state, command, context);
}
