import { type CheckCode, checkTexts } from '../../authorise/check/codes.ts';
import { veilOfCase } from '../../authorise/clearance/case.ts';
import { type CheckOfCase, caseDocumentOf, checkDocument } from '../../authorise/clearance/case-of-log.ts';
import type { DecidedFact, Decision, DecisionContext } from '../../model/command.ts';
import { factsOf } from '../../model/facts.ts';
import { instantText, instantUs } from '../../model/instant.ts';
import { refusalOf } from '../../model/refusal.ts';
import type { CommandOf } from '../../model/stage-command.ts';
import { asIs, type CommonCode, commonTexts, type RuleTable, refuse, type Workflow } from '../../model/workflow.ts';
import { type SortieCase, type SortieStatus, sortieFacts, type sortiePayloads, sortieStatus } from './state.ts';

export type SortieCommand = CommandOf<typeof sortiePayloads>;
export type SortieCode = CommonCode | CheckCode | 'another-plan' | 'outside-the-window';

export const sortieTexts: RuleTable<SortieCode> = {
  ...checkTexts,
  ...commonTexts,
  'another-plan': {
    source: 'Chicago Convention, Arts 3(c) and 8: the terms of an authorisation are obeyed exactly',
    en: {
      says: 'What flies is the plan that both states cleared, by its exact hash.',
      cure: 'Load the cleared plan, or have this one cleared.',
    },
    es: {
      says: 'Se vuela el plan que ambos Estados autorizaron, por su huella exacta.',
      cure: 'Cargue el plan autorizado o haga autorizar este.',
    },
  },
  'outside-the-window': {
    source: 'Chicago Convention, Arts 3(c) and 8: the terms of an authorisation are obeyed exactly',
    en: {
      says: 'A sortie takes off within the window of its plan.',
      cure: 'Wait until it begins; where it is over, have another plan cleared.',
    },
    es: {
      says: 'Una salida despega dentro del periodo de su plan.',
      cure: 'Espere a que comience; si ya terminó, haga autorizar otro plan.',
    },
  },
};

/** The order of steps, and the one check of a plan, which a take-off must stand again. */
export interface SortieWorkflow extends Workflow<SortieCode, SortieStatus, SortieCase, SortieCommand> {
  readonly check: CheckOfCase;
}

function windowOf({ clearance: { plan } }: SortieCase): readonly [fromUs: number, untilUs: number] {
  const at = (text: string | undefined): number => (text === undefined ? Number.NaN : (instantUs(text) ?? Number.NaN));
  return [at(plan?.window.from), at(plan?.window.until)];
}

export const sortieWorkflow: SortieWorkflow = {
  texts: sortieTexts,
  moves: {
    'take-off': { from: ['cleared'], by: ['pilot'] },
    'on-station': { from: ['airborne'], by: ['pilot'] },
    // An aircraft comes home whatever can or cannot be read.
    recover: { from: ['airborne', 'on-station', 'halted'], by: ['pilot'], evenUnread: true },
    // A sortie that is not known here may be flying all the same, and a second halt does no harm.
    halt: {
      from: ['uncleared', 'cleared', 'airborne', 'on-station', 'halted'],
      by: ['partner-observer', 'authorising-officer'],
      evenUnread: true,
    },
  },
  duties: [],
  conditions: [
    {
      code: 'another-plan',
      on: ['take-off'],
      forbids: ({ state: { clearance }, command }) =>
        command.do === 'take-off' && command.planHash !== clearance.planHash ? asIs(command.planHash) : undefined,
    },
    {
      code: 'outside-the-window',
      on: ['take-off'],
      forbids: ({ state, atUs }) => {
        const [fromUs, untilUs] = windowOf(state);
        return fromUs <= atUs && atUs < untilUs ? undefined : asIs(instantText(atUs));
      },
    },
  ],
  statusOf: sortieStatus,
  veilOf: (it) => it.sortie.veil ?? veilOfCase(it),
  check: checkDocument,
};

const fact = factsOf(sortieFacts);

function next({ clearance }: SortieCase, command: SortieCommand, context: DecisionContext): readonly DecidedFact[] {
  const { person: by, state } = context.actor;
  const compartment = clearance.compartment === '' ? 'operations' : clearance.compartment;
  const place = { stream: `sortie/${command.sortie}`, compartment };
  switch (command.do) {
    case 'take-off':
      return [fact(place, 'fly.took-off', { by, planHash: command.planHash })];
    case 'on-station':
      return [fact(place, 'fly.on-station', { by })];
    case 'recover':
      return [fact(place, 'fly.recovered', { by })];
    case 'halt':
      return [fact(place, 'fly.halted', { by, state, why: command.why })];
  }
}

/** What the check has against a take-off now; that its window has begun is as it should be. */
function checked(it: SortieCase, command: SortieCommand, context: DecisionContext, workflow: SortieWorkflow) {
  const { plan } = it.clearance;
  if (command.do !== 'take-off' || plan === undefined || veilOfCase(it) !== undefined) return [];
  const { reasons } = workflow.check(caseDocumentOf(it, plan, context.atUs), context.sha256);
  return reasons.filter(({ code }) => code !== 'sortie-begun');
}

/** What becomes of a command on a sortie. */
export function decideSortie(
  state: SortieCase,
  command: SortieCommand,
  context: DecisionContext,
  workflow: SortieWorkflow = sortieWorkflow,
): Decision {
  const { actor, atUs } = context;
  const order =
    refuse<SortieCode, SortieStatus, SortieCase, SortieCommand>(workflow, { state, command, actor, atUs })?.reasons ??
    [];
  // A step that starts from elsewhere is not yet, or no more, to be judged.
  const isOpen = !order.some(({ code }) => code === 'wrong-state');
  const found = isOpen ? checked(state, command, context, workflow) : [];
  return refusalOf([...order, ...found]) ?? next(state, command, context);
}
