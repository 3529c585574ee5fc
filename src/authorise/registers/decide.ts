import type { DecidedFact, Decision, DecisionContext } from '../../model/command.ts';
import { factsOf } from '../../model/facts.ts';
import { instantUs } from '../../model/instant.ts';
import type { CommandOf } from '../../model/stage-command.ts';
import { asIs, type CommonCode, commonTexts, type RuleTable, refuse, type Workflow } from '../../model/workflow.ts';
import {
  diplomaticStream,
  type Registers,
  registerFacts,
  type registerPayloads,
  surroundingsStream,
  zonesStream,
} from './state.ts';

export type RegisterCommand = CommandOf<typeof registerPayloads>;
export type RegisterCode =
  | CommonCode
  | 'zone-of-another-state'
  | 'number-taken'
  | 'number-unknown'
  | 'window-without-length'
  | 'range-reversed';

const airspace = 'Chicago Convention, Arts 1, 3(c) and 9';

export const registerTexts: RuleTable<RegisterCode> = {
  ...commonTexts,
  'zone-of-another-state': {
    source: airspace,
    en: {
      says: 'A restricted zone that stands is lifted by the state that declared it.',
      cure: 'Ask the state that declared it; where there is none, nothing is to be done.',
    },
    es: {
      says: 'Una zona restringida existente la levanta el Estado que la declaró.',
      cure: 'Pídalo al Estado que la declaró; si no existe, no hay nada que hacer.',
    },
  },
  'number-taken': {
    source: airspace,
    en: {
      says: 'Each diplomatic clearance of a state has a number of its own.',
      cure: 'Give another number, or revoke the one before.',
    },
    es: {
      says: 'Cada autorización diplomática de un Estado lleva un número propio.',
      cure: 'Dé otro número o revoque la anterior.',
    },
  },
  'number-unknown': {
    source: airspace,
    en: {
      says: 'A state revokes a diplomatic clearance that it issued.',
      cure: 'Name one that this state issued.',
    },
    es: {
      says: 'Un Estado revoca una autorización diplomática que emitió.',
      cure: 'Indique una que haya emitido este Estado.',
    },
  },
  'window-without-length': {
    source: 'Atalaya, rules with dates',
    en: { says: 'A window ends after it begins, at moments that exist.', cure: 'Mend the times.' },
    es: { says: 'Un periodo termina después de comenzar, en momentos que existen.', cure: 'Corrija los momentos.' },
  },
  'range-reversed': {
    source: 'Atalaya, altitudes as intervals',
    en: { says: 'The lowest of a range is not above its highest.', cure: 'Exchange the two.' },
    es: { says: 'Lo más bajo de un intervalo no está por encima de lo más alto.', cure: 'Intercambie los dos.' },
  },
};

export type RegisterWorkflow = Workflow<RegisterCode, 'standing', Registers, RegisterCommand>;

function windowOf(command: RegisterCommand): { readonly from: string; readonly until: string | null } | null {
  return 'window' in command ? command.window : null;
}

function isReversed(command: RegisterCommand): boolean {
  if (command.do !== 'state-surroundings') return false;
  const { terrain, atmosphere } = command;
  return (
    (terrain !== null && terrain.lowestMslM > terrain.highestMslM) ||
    (atmosphere !== null &&
      (atmosphere.lowestQnhHpa > atmosphere.highestQnhHpa ||
        atmosphere.lowestIsaDeviationK > atmosphere.highestIsaDeviationK))
  );
}

export const registerWorkflow: RegisterWorkflow = {
  texts: registerTexts,
  moves: {
    // What keeps aircraft out stands even where the register cannot be read.
    'declare-zone': { from: ['standing'], by: ['authorising-officer'], evenUnread: true },
    'lift-zone': { from: ['standing'], by: ['authorising-officer'] },
    'issue-paper': { from: ['standing'], by: ['authorising-officer'] },
    'revoke-paper': { from: ['standing'], by: ['authorising-officer'], evenUnread: true },
    'state-surroundings': { from: ['standing'], by: ['authorising-officer'] },
  },
  duties: [],
  conditions: [
    {
      code: 'zone-of-another-state',
      on: ['lift-zone'],
      forbids: ({ state, command, actor }) =>
        command.do === 'lift-zone' &&
        !state.zones.some(({ zone, state: of }) => zone === command.zone && of === actor.state)
          ? asIs(command.zone)
          : undefined,
    },
    {
      code: 'number-taken',
      on: ['issue-paper'],
      forbids: ({ state, command, actor }) =>
        command.do === 'issue-paper' &&
        state.papers.some(({ number, state: of }) => number === command.number && of === actor.state)
          ? asIs(command.number)
          : undefined,
    },
    {
      code: 'number-unknown',
      on: ['revoke-paper'],
      // Where the register cannot be read whole, the number may be one that it holds.
      forbids: ({ state, command, actor }) =>
        command.do === 'revoke-paper' &&
        state.veil === undefined &&
        !state.papers.some(({ number, state: of }) => number === command.number && of === actor.state)
          ? asIs(command.number)
          : undefined,
    },
    {
      code: 'window-without-length',
      on: ['declare-zone', 'issue-paper'],
      forbids: ({ command }) => {
        const window = windowOf(command);
        if (window === null) return undefined;
        const fromUs = instantUs(window.from);
        const untilUs = window.until === null ? Number.POSITIVE_INFINITY : instantUs(window.until);
        const isRight = fromUs !== undefined && untilUs !== undefined && fromUs < untilUs;
        return isRight ? undefined : asIs(`${window.from} - ${window.until}`);
      },
    },
    {
      code: 'range-reversed',
      on: ['state-surroundings'],
      forbids: ({ command }) => (isReversed(command) ? { en: 'reversed', es: 'invertido' } : undefined),
    },
  ],
  statusOf: () => 'standing',
  veilOf: ({ veil }) => veil,
};

const fact = factsOf(registerFacts);
/** Everybody who plans or flies reads the registers. */
export const compartmentOfRegisters = 'operations';

function next(command: RegisterCommand, context: DecisionContext): readonly DecidedFact[] {
  const { person: by, state } = context.actor;
  const compartment = compartmentOfRegisters;
  switch (command.do) {
    case 'declare-zone': {
      const { area, window, exceptAgencies } = command;
      const declared = { by, state, zone: context.newId(), area, window, exceptAgencies };
      return [fact({ stream: zonesStream, compartment }, 'authorise.zone-declared', declared)];
    }
    case 'lift-zone': {
      const { zone, why } = command;
      return [fact({ stream: zonesStream, compartment }, 'authorise.zone-lifted', { by, state, zone, why })];
    }
    case 'issue-paper': {
      const { do: _, ...paper } = command;
      const place = { stream: diplomaticStream, compartment };
      return [fact(place, 'authorise.diplomatic-clearance-issued', { by, state, ...paper })];
    }
    case 'revoke-paper': {
      const { number, why } = command;
      const place = { stream: diplomaticStream, compartment };
      return [fact(place, 'authorise.diplomatic-clearance-revoked', { by, state, number, why })];
    }
    case 'state-surroundings': {
      const { do: _, ...stated } = command;
      return [
        fact({ stream: surroundingsStream, compartment }, 'authorise.surroundings-stated', { by, state, ...stated }),
      ];
    }
  }
}

/** What becomes of a command on the registers. */
export function decideRegisters(
  state: Registers,
  command: RegisterCommand,
  context: DecisionContext,
  workflow: RegisterWorkflow = registerWorkflow,
): Decision {
  const { actor, atUs } = context;
  return refuse(workflow, { state, command, actor, atUs }) ?? next(command, context);
}
