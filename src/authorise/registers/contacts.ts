import { type Static, Type } from 'typebox';
import type { DecidedFact, Decision, DecisionContext, Happened } from '../../model/command.ts';
import { exactly, factsOf, Hash, Id, readFact, TimeUs, Token, type Veil, Words } from '../../model/facts.ts';
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
import { daysFrom, monthOf, nextMonthUs } from '../notice/calendar.ts';
import type { ContactRule } from '../notice/rules.ts';

/**
 * Contacts of officials with officials of another state: recorded, reported in writing within days, and together each month (Mexico, Ley de Seguridad Nacional,
 * Arts 68-76, in the text of 18 December 2020; the periods are data of a rule). The official met is named by the office alone.
 */

const met = { foreignState: Token, office: Words, metUs: TimeUs, subject: Words };
const Month = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$' });

export const contactFacts = {
  'authorise.contact-recorded': Type.Object({ by: Id, state: Token, compartment: Token, ...met }, exactly),
  'authorise.contact-reported': Type.Object({ by: Id, documentHash: Hash, to: Words }, exactly),
} as const;

/** One stream for all: which contacts there are, and which months were reported. */
export const contactRegisterStream = 'contacts/register';
export const contactRegisterFacts = {
  'authorise.contact-listed': Type.Object({ by: Id, contact: Id, state: Token, metUs: TimeUs }, exactly),
  'authorise.contact-month-reported': Type.Object(
    { by: Id, state: Token, month: Month, documentHash: Hash, to: Words },
    exactly,
  ),
} as const;

export type ContactStatus = 'none' | 'recorded' | 'reported';

export interface Contact {
  readonly status: ContactStatus;
  readonly state: string;
  readonly compartment: string;
  /** Who had it: reports it. */
  readonly by: string;
  readonly metUs: number;
  readonly reportedUs: number | null;
  readonly veil: Veil | undefined;
}

export const noContact: Contact = {
  status: 'none',
  state: '',
  compartment: '',
  by: '',
  metUs: 0,
  reportedUs: null,
  veil: undefined,
};

export const contactStream = (id: string): string => `contact/${id}`;

/** The contact after a fact of its stream. */
export function evolveContact(before: Contact, happened: Happened): Contact {
  const { kind, fact, veil } = readFact(contactFacts, happened);
  const state = { ...before, veil: before.veil ?? veil };
  if (kind === undefined) return state;
  if (fact === undefined) return { ...state, status: kind === 'authorise.contact-reported' ? 'reported' : 'recorded' };
  if (fact.kind === 'authorise.contact-reported') {
    return { ...state, status: 'reported', reportedUs: happened.timeUs };
  }
  const { by, state: own, compartment, metUs } = fact.content;
  return { ...state, status: 'recorded', by, state: own, compartment, metUs };
}

type ContentOf<K extends keyof typeof contactRegisterFacts> = Readonly<Static<(typeof contactRegisterFacts)[K]>>;

export interface ContactRegister {
  readonly listed: readonly Pick<ContentOf<'authorise.contact-listed'>, 'contact' | 'state' | 'metUs'>[];
  readonly months: readonly Pick<ContentOf<'authorise.contact-month-reported'>, 'state' | 'month'>[];
  readonly veil: Veil | undefined;
}

export const noContactRegister: ContactRegister = { listed: [], months: [], veil: undefined };

/** The register after a fact of its stream. */
export function evolveContactRegister(before: ContactRegister, happened: Happened): ContactRegister {
  const { fact, veil } = readFact(contactRegisterFacts, happened);
  const state = { ...before, veil: before.veil ?? veil };
  if (fact === undefined) return state;
  if (fact.kind === 'authorise.contact-listed') {
    const { contact, state: of, metUs } = fact.content;
    return { ...state, listed: [...state.listed, { contact, state: of, metUs }] };
  }
  const { state: of, month } = fact.content;
  return { ...state, months: [...state.months, { state: of, month }] };
}

/** What a rule asks to be reported, of one contact or of a month. */
export interface ContactDue {
  readonly rule: string;
  readonly state: string;
  readonly what: 'contact' | 'month';
  /** The contact's id, or the month (`2026-12`). */
  readonly id: string;
  readonly dueUs: number;
  readonly isOverdue: boolean;
}

/** What has not been reported yet, soonest first. A month without contacts is reported by nobody. */
export function contactsDue(
  rules: readonly ContactRule[],
  contacts: ReadonlyMap<string, Contact>,
  months: ContactRegister['months'],
  atUs: number,
): readonly ContactDue[] {
  const due = rules.flatMap(({ id: rule, document }): readonly ContactDue[] => {
    const { state, reportDays, calendar, holidays, monthlyDays } = document;
    const own = [...contacts].filter(([, one]) => one.status !== 'none' && one.state === state);
    const row = (what: ContactDue['what'], id: string, dueUs: number): ContactDue => {
      return { rule, state, what, id, dueUs, isOverdue: dueUs <= atUs };
    };
    const single = own
      .filter(([, { status }]) => status === 'recorded')
      .map(([id, { metUs }]) => row('contact', id, daysFrom(metUs, reportDays, calendar, holidays)));
    const starts = new Map(own.map(([, { metUs }]) => [monthOf(metUs), metUs]));
    const monthly = [...starts]
      .filter(([month]) => !months.some((one) => one.state === state && one.month === month))
      .map(([month, metUs]) => row('month', month, daysFrom(nextMonthUs(metUs), monthlyDays, calendar, holidays)));
    return [...single, ...monthly];
  });
  return due.sort((a, b) => a.dueUs - b.dueUs);
}

/** The payloads of the commands on contacts. */
export const contactPayloads = {
  record: Type.Object({ compartment: Token, ...met }, exactly),
  report: Type.Object({ contact: Id, documentHash: Hash, to: Words }, exactly),
  'report-month': Type.Object({ compartment: Token, month: Month, documentHash: Hash, to: Words }, exactly),
} as const;

export interface ContactCase {
  readonly contact: Contact;
  readonly register: ContactRegister;
}

export const noContactCase: ContactCase = { contact: noContact, register: noContactRegister };
export type ContactCommand = CommandOf<typeof contactPayloads>;
export type ContactCode = CommonCode | 'contact-to-come' | 'own-state-only' | 'month-not-over' | 'month-reported';

const law =
  'Ley de Seguridad Nacional (Mexico, 18 December 2020), Arts 68-76, or the rule in force of the state concerned';

export const contactTexts: RuleTable<ContactCode> = {
  ...commonTexts,
  'contact-to-come': {
    source: law,
    en: {
      says: 'What is recorded is a contact that took place, with another state.',
      cure: 'Mend the time or the state.',
    },
    es: { says: 'Se asienta un contacto ocurrido, con otro Estado.', cure: 'Corrija el momento o el Estado.' },
  },
  'own-state-only': {
    source: law,
    en: { says: 'A state reports the contacts of its own officials.', cure: 'Ask somebody of that state.' },
    es: {
      says: 'Un Estado informa de los contactos de sus propios funcionarios.',
      cure: 'Pídalo a alguien de ese Estado.',
    },
  },
  'month-not-over': {
    source: law,
    en: { says: 'A month is reported once it is over.', cure: 'Wait until the month is over.' },
    es: { says: 'Se informa de un mes cuando ha terminado.', cure: 'Espere a que termine el mes.' },
  },
  'month-reported': {
    source: law,
    en: { says: 'Each month is reported once.', cure: 'Nothing is to be done.' },
    es: { says: 'Se informa de cada mes una vez.', cure: 'No hay nada que hacer.' },
  },
};

export type ContactWorkflow = Workflow<ContactCode, ContactStatus, ContactCase, ContactCommand>;

export const contactWorkflow: ContactWorkflow = {
  texts: contactTexts,
  moves: {
    record: { from: ['none'], by: 'anyone' },
    report: { from: ['recorded'], by: 'anyone' },
    'report-month': { from: ['none'], by: ['legislative-liaison', 'legal-adviser'] },
  },
  duties: [],
  conditions: [
    {
      code: 'contact-to-come',
      on: ['record'],
      forbids: ({ command, actor, atUs }) =>
        command.do === 'record' && (command.metUs > atUs || command.foreignState === actor.state)
          ? asIs(`${command.foreignState} ${command.metUs} µs`)
          : undefined,
    },
    {
      code: 'own-state-only',
      on: ['report'],
      forbids: ({ state: { contact }, actor }) =>
        contact.state === actor.state ? undefined : notState(actor.state, contact.state),
    },
    {
      code: 'month-not-over',
      on: ['report-month'],
      forbids: ({ command, atUs }) =>
        command.do === 'report-month' && command.month >= monthOf(atUs) ? asIs(command.month) : undefined,
    },
    {
      code: 'month-reported',
      on: ['report-month'],
      forbids: ({ state: { register }, command, actor }) =>
        command.do === 'report-month' &&
        register.months.some(({ state, month }) => state === actor.state && month === command.month)
          ? asIs(command.month)
          : undefined,
    },
  ],
  statusOf: ({ contact }) => contact.status,
  veilOf: ({ contact, register }) => contact.veil ?? register.veil,
};

const fact = factsOf(contactFacts);
const listing = factsOf(contactRegisterFacts);

function next({ contact }: ContactCase, command: ContactCommand, context: DecisionContext): readonly DecidedFact[] {
  const { person: by, state } = context.actor;
  switch (command.do) {
    case 'record': {
      const { do: _, ...rest } = command;
      const id = context.newId();
      const { compartment, metUs } = rest;
      return [
        fact({ stream: contactStream(id), compartment }, 'authorise.contact-recorded', { by, state, ...rest }),
        listing({ stream: contactRegisterStream, compartment }, 'authorise.contact-listed', {
          by,
          contact: id,
          state,
          metUs,
        }),
      ];
    }
    case 'report': {
      const { documentHash, to } = command;
      const place = { stream: contactStream(command.contact), compartment: contact.compartment };
      return [fact(place, 'authorise.contact-reported', { by, documentHash, to })];
    }
    case 'report-month': {
      const { compartment, month, documentHash, to } = command;
      const place = { stream: contactRegisterStream, compartment };
      return [listing(place, 'authorise.contact-month-reported', { by, state, month, documentHash, to })];
    }
  }
}

/** What becomes of a command on contacts. */
export function decideContact(
  state: ContactCase,
  command: ContactCommand,
  context: DecisionContext,
  workflow: ContactWorkflow = contactWorkflow,
): Decision {
  const { actor, atUs } = context;
  return refuse(workflow, { state, command, actor, atUs }) ?? next(state, command, context);
}
