import type { DecidedFact, Decision, DecisionContext } from '../../model/command.ts';
import { factsOf } from '../../model/facts.ts';
import type { CommandOf } from '../../model/stage-command.ts';
import {
  asIs,
  type CommonCode,
  commonTexts,
  type Found,
  notState,
  type RuleTable,
  refuse,
  rolesFound,
  type Workflow,
} from '../../model/workflow.ts';
import { inspectedState, isForInspectors } from '../inspection/compartments.ts';
import { type Person, type PersonStatus, personFacts, type personPayloads, sameOffice } from './state.ts';

export type PersonCommand = CommandOf<typeof personPayloads>;
export type PersonCode =
  | CommonCode
  | 'grants-to-self'
  | 'other-state-grants'
  | 'serves-another-state'
  | 'founder-grants-more'
  | 'nobody-is-made-founder'
  | 'for-inspectors-only'
  | 'holds-it'
  | 'does-not-hold-it';

const own = 'Atalaya, people and compartments';

export const personTexts: RuleTable<PersonCode> = {
  ...commonTexts,
  'grants-to-self': {
    source: 'Atalaya, separation of duties: nobody grants to themselves',
    en: { says: 'Nobody grants themselves an office or a compartment.', cure: 'Ask another personnel officer.' },
    es: {
      says: 'Nadie se otorga a sí mismo un cargo ni un compartimento.',
      cure: 'Pídalo a otro oficial de personal.',
    },
  },
  'other-state-grants': {
    source: `${own}: each state appoints its own people`,
    en: { says: 'A state appoints its own people.', cure: 'Ask a personnel officer of the state the person serves.' },
    es: {
      says: 'Cada Estado designa a su personal.',
      cure: 'Pídalo a un oficial de personal del Estado al que sirve la persona.',
    },
  },
  'serves-another-state': {
    source: `${own}: a person serves one state`,
    en: { says: 'A person holds offices of one state only.', cure: 'Grant an office of the state the person serves.' },
    es: {
      says: 'Una persona ocupa cargos de un solo Estado.',
      cure: 'Otorgue un cargo del Estado al que sirve la persona.',
    },
  },
  'founder-grants-more': {
    source: `${own}: founding grants the first office of a state and no other`,
    en: {
      says: 'Founding grants the office of personnel officer, and nothing else.',
      cure: 'Have the personnel officer grant it.',
    },
    es: {
      says: 'Al fundar se otorga el cargo de oficial de personal y nada más.',
      cure: 'Que lo otorgue el oficial de personal.',
    },
  },
  'nobody-is-made-founder': {
    source: `${own}: founding happens once, when a data folder is founded`,
    en: { says: 'The office of founder is granted to nobody.', cure: 'Grant the office of personnel officer.' },
    es: { says: 'El cargo de fundador no se otorga a nadie.', cure: 'Otorgue el cargo de oficial de personal.' },
  },
  'for-inspectors-only': {
    source: 'EO 13462: a concern goes past the chain to the inspectors',
    en: {
      says: 'Concerns, and notes for inspectors, open to inspectors of their state and to nobody else.',
      cure: 'Grant the office of inspector first, by whoever may; or grant another compartment.',
    },
    es: {
      says: 'Las inquietudes y las notas para los inspectores se abren solo a los inspectores de su Estado.',
      cure: 'Otórguese antes el cargo de inspector, por quien corresponda, u otorgue otro compartimento.',
    },
  },
  'holds-it': {
    source: own,
    en: { says: 'What is granted is not held yet.', cure: 'Nothing is to be done.' },
    es: { says: 'Lo que se otorga aún no se tiene.', cure: 'No hay nada que hacer.' },
  },
  'does-not-hold-it': {
    source: own,
    en: { says: 'What is withdrawn is held.', cure: 'Nothing is to be done.' },
    es: { says: 'Lo que se retira se tiene.', cure: 'No hay nada que hacer.' },
  },
};

export type PersonWorkflow = Workflow<PersonCode, PersonStatus, Person, PersonCommand>;

function holds(state: Person, command: PersonCommand): Found | undefined {
  switch (command.do) {
    case 'grant-office':
    case 'withdraw-office':
      return state.offices.some((one) => sameOffice(one, command.office))
        ? rolesFound([command.office.role])
        : undefined;
    case 'grant-compartment':
    case 'withdraw-compartment':
      return state.compartments.includes(command.compartment) ? asIs(command.compartment) : undefined;
    case 'register':
      return undefined;
  }
}

function keptFromThem(state: Person, command: PersonCommand): Found | undefined {
  if (command.do !== 'grant-compartment' || !isForInspectors(command.compartment)) return undefined;
  const inspects = state.offices.some(({ role }) => role === 'inspector');
  const own = (inspectedState(command.compartment) ?? state.state) === state.state;
  return inspects && own ? undefined : asIs(command.compartment);
}

const keepers = ['personnel-officer'] as const;

export const personWorkflow: PersonWorkflow = {
  texts: personTexts,
  moves: {
    register: { from: ['none'], by: [...keepers, 'founder'] },
    'grant-office': { from: ['registered'], by: [...keepers, 'founder'] },
    'withdraw-office': { from: ['registered'], by: keepers },
    'grant-compartment': { from: ['registered'], by: keepers },
    'withdraw-compartment': { from: ['registered'], by: keepers },
  },
  duties: [
    {
      code: 'grants-to-self',
      on: ['grant-office', 'grant-compartment'],
      forbids: ({ command, actor }) =>
        command.do !== 'register' && command.person === actor.person
          ? { en: 'a grant to oneself', es: 'un otorgamiento a sí mismo' }
          : undefined,
    },
  ],
  conditions: [
    {
      code: 'other-state-grants',
      on: ['register', 'grant-office', 'withdraw-office', 'grant-compartment', 'withdraw-compartment'],
      forbids: ({ state, command, actor }) => {
        const serves = command.do === 'register' ? command.state : state.state;
        return actor.state === serves ? undefined : notState(actor.state, serves);
      },
    },
    {
      code: 'serves-another-state',
      on: ['grant-office'],
      forbids: ({ state, command }) =>
        command.do === 'grant-office' && command.office.state !== state.state ? asIs(command.office.state) : undefined,
    },
    {
      code: 'founder-grants-more',
      on: ['grant-office'],
      forbids: ({ command, actor }) => {
        const more = command.do === 'grant-office' && command.office.role !== 'personnel-officer';
        return more && actor.role === 'founder' ? rolesFound([command.office.role]) : undefined;
      },
    },
    {
      code: 'nobody-is-made-founder',
      on: ['grant-office'],
      forbids: ({ command }) =>
        command.do === 'grant-office' && command.office.role === 'founder' ? rolesFound(['founder']) : undefined,
    },
    {
      code: 'for-inspectors-only',
      on: ['grant-compartment'],
      forbids: ({ state, command }) => keptFromThem(state, command),
    },
    {
      code: 'holds-it',
      on: ['grant-office', 'grant-compartment'],
      forbids: ({ state, command }) => holds(state, command),
    },
    {
      code: 'does-not-hold-it',
      on: ['withdraw-office', 'withdraw-compartment'],
      forbids: ({ state, command }) =>
        holds(state, command) === undefined ? { en: 'not held', es: 'no se tiene' } : undefined,
    },
  ],
  statusOf: ({ status }) => status,
  veilOf: ({ veil }) => veil,
};

const fact = factsOf(personFacts);
const compartmentOfPeople = 'people';

function next(command: PersonCommand, context: DecisionContext): readonly DecidedFact[] {
  const by = context.actor.person;
  const id = command.do === 'register' ? context.newId() : command.person;
  const place = { stream: `person/${id}`, compartment: compartmentOfPeople };
  switch (command.do) {
    case 'register':
      return [fact(place, 'account.person-registered', { by, state: command.state })];
    case 'grant-office':
      return [fact(place, 'account.office-granted', { by, office: command.office, why: command.why })];
    case 'withdraw-office':
      return [fact(place, 'account.office-withdrawn', { by, office: command.office, why: command.why })];
    case 'grant-compartment':
      return [fact(place, 'account.compartment-granted', { by, compartment: command.compartment, why: command.why })];
    case 'withdraw-compartment':
      return [fact(place, 'account.compartment-withdrawn', { by, compartment: command.compartment, why: command.why })];
  }
}

/** What becomes of a command on a person's standing. */
export function decidePerson(
  state: Person,
  command: PersonCommand,
  context: DecisionContext,
  workflow: PersonWorkflow = personWorkflow,
): Decision {
  const { actor, atUs } = context;
  return refuse(workflow, { state, command, actor, atUs }) ?? next(command, context);
}
