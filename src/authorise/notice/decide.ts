import type { DecidedFact, Decision, DecisionContext } from '../../model/command.ts';
import { factsOf } from '../../model/facts.ts';
import {
  asIs,
  type Case,
  type CommonCode,
  commonTexts,
  idsFound,
  notState,
  type RuleTable,
  refuse,
  type Workflow,
} from '../../model/workflow.ts';
import { daysFrom } from './calendar.ts';
import { dueFor, type NoticeCase, veilOfNoticeCase } from './case.ts';
import type { NoticeDue } from './due.ts';
import { noticeRulesAt } from './rules.ts';
import {
  type NoticeCommand,
  type NoticeStatus,
  noticeFacts,
  noticeRegisterFacts,
  noticeRegisterStream,
  noticeStream,
} from './state.ts';

export type { NoticeCommand } from './state.ts';

export type NoticeCode =
  | CommonCode
  | 'other-state-notifies'
  | 'another-notice'
  | 'not-due'
  | 'told-already'
  | 'not-urgent'
  | 'open-to-others';

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
  'not-due': {
    source,
    en: {
      says: 'A notice is opened for what a rule in force asks of this agreement.',
      cure: 'Name the rule and the subjects that it asks for, and the clearance that brings them.',
    },
    es: {
      says: 'Se abre un aviso por lo que una regla en vigor exige de este acuerdo.',
      cure: 'Indique la regla y los asuntos que exige, y la autorización que los origina.',
    },
  },
  'told-already': {
    source,
    en: {
      says: 'No other notice of the same stands.',
      cure: 'Carry on with the notice that stands, or reopen it.',
    },
    es: {
      says: 'No existe otro aviso de lo mismo.',
      cure: 'Continúe con el aviso existente o reábralo.',
    },
  },
  'not-urgent': {
    source:
      '50 USC 3091(b) and 3093(c): where notice could not be given before, it is given in a timely way, with the reasons',
    en: {
      says: 'Urgency is stated where its rule knows of it and the time that it asks has gone by.',
      cure: 'Leave the reasons for urgency out.',
    },
    es: {
      says: 'Se alega urgencia cuando la regla la prevé y el plazo que exige ya pasó.',
      cure: 'Omita los motivos de urgencia.',
    },
  },
  'open-to-others': {
    source: '50 USC 3091-3093: who may read a notice is restricted itself',
    en: {
      says: 'A notice stands in the compartment of its state that is kept for notices.',
      cure: 'Open it in the compartment notices-STATE of your own state.',
    },
    es: {
      says: 'Un aviso está en el compartimento de su Estado reservado a los avisos.',
      cure: 'Ábralo en el compartimento notices-ESTADO de su propio Estado.',
    },
  },
};

export type NoticeWorkflow = Workflow<NoticeCode, NoticeStatus, NoticeCase, NoticeCommand>;
type Asked = Case<NoticeCase, NoticeCommand>;

/** What is due of the subjects that an opening names, by its rule and for its own state. */
function asked({ state, command, actor, atUs }: Asked): readonly NoticeDue[] {
  if (command.do !== 'open') return [];
  return dueFor(state, command.agreement, atUs).filter(
    (one) =>
      one.rule === command.rule &&
      one.state === actor.state &&
      command.subjects.some(({ kind, id }) => one.subject.kind === kind && one.subject.id === id),
  );
}

function notDue(it: Asked): readonly string[] {
  if (it.command.do !== 'open') return [];
  const due = asked(it);
  return it.command.subjects
    .filter((one) => !due.some(({ subject }) => subject.kind === one.kind && subject.id === one.id))
    .map(({ kind, id }) => `${kind} ${id}`);
}

/** Where the time that the rule asks has gone by: the time that it gives to what is urgent, from now. */
function urgentDueUs({ state, command, atUs }: Asked): number | undefined {
  if (command.do !== 'open') return undefined;
  const rule = noticeRulesAt(state.rules, atUs).find(({ id }) => id === command.rule);
  if (rule === undefined || rule.document.urgentDays === null) return undefined;
  const { urgentDays, calendar, holidays } = rule.document;
  return daysFrom(atUs, urgentDays, calendar, holidays);
}

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
      forbids: ({ state: { own }, actor }) =>
        actor.state === own.state ? undefined : notState(actor.state, own.state),
    },
    {
      code: 'another-notice',
      on: ['deliver'],
      forbids: ({ state, command }) =>
        command.do === 'deliver' && command.documentHash !== state.own.documentHash
          ? asIs(command.documentHash)
          : undefined,
    },
    { code: 'not-due', on: ['open'], forbids: (it) => idsFound(notDue(it)) },
    {
      code: 'told-already',
      on: ['open'],
      forbids: (it) => idsFound([...new Set(asked(it).flatMap(({ notices }) => notices))]),
    },
    {
      code: 'not-urgent',
      on: ['open'],
      forbids: (it) => {
        if (it.command.do !== 'open' || it.command.urgent === null) return undefined;
        const isLate = asked(it).some(({ dueUs }) => dueUs <= it.atUs);
        return isLate && urgentDueUs(it) !== undefined ? undefined : asIs(it.command.urgent.slice(0, 80));
      },
    },
    {
      code: 'open-to-others',
      on: ['open'],
      forbids: ({ command, actor }) =>
        command.do === 'open' && command.compartment !== `notices-${actor.state}`
          ? asIs(command.compartment)
          : undefined,
    },
  ],
  statusOf: ({ own }) => own.status,
  veilOf: veilOfNoticeCase,
};

const fact = factsOf(noticeFacts);
const listing = factsOf(noticeRegisterFacts);

function opened(it: Asked, context: DecisionContext): readonly DecidedFact[] {
  if (it.command.do !== 'open') return [];
  const { do: _, ...rest } = it.command;
  const { person: by, state } = context.actor;
  const { compartment, agreement, urgent } = rest;
  const notice = context.newId();
  const ruled = Math.min(...asked(it).map(({ dueUs }) => dueUs));
  const dueUs = (urgent === null ? undefined : urgentDueUs(it)) ?? ruled;
  return [
    fact({ stream: noticeStream(notice), compartment }, 'authorise.notice-due', { by, state, ...rest, dueUs }),
    listing({ stream: noticeRegisterStream, compartment }, 'authorise.notice-listed', { by, notice, agreement }),
  ];
}

function next(it: Asked, context: DecisionContext): readonly DecidedFact[] {
  const { state, command } = it;
  const { person: by } = context.actor;
  if (command.do === 'open') return opened(it, context);
  const place = { stream: noticeStream(command.notice), compartment: state.own.compartment };
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
  state: NoticeCase,
  command: NoticeCommand,
  context: DecisionContext,
  workflow: NoticeWorkflow = noticeWorkflow,
): Decision {
  const { actor, atUs } = context;
  const it = { state, command, actor, atUs };
  return refuse(workflow, it) ?? next(it, context);
}
