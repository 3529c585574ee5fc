import { requirementStream } from '../../agree/requirement/state.ts';
import type { CommandOf } from '../../model/stage-command.ts';
import { asIs, idsFound, type Workflow } from '../../model/workflow.ts';
import { type ClearanceCase, veilOfCase } from './case.ts';
import type { CheckOfCase } from './case-of-log.ts';
import { checkDocument } from './case-of-log.ts';
import type { ClearanceStatus, clearancePayloads } from './state.ts';
import { type ClearanceCode, clearanceTexts } from './texts.ts';

export type ClearanceCommand = CommandOf<typeof clearancePayloads>;

/** The order of steps, and the one check of a plan: that of the offline command. */
export interface ClearanceWorkflow extends Workflow<ClearanceCode, ClearanceStatus, ClearanceCase, ClearanceCommand> {
  readonly check: CheckOfCase;
}

type Rules = ClearanceWorkflow['conditions'];

/** The requirements that a command rests on: those of the plan that comes, or of the one that stands. */
const served = ({ clearance }: ClearanceCase, command: ClearanceCommand): readonly string[] =>
  ('plan' in command ? command.plan : clearance.plan)?.requirements ?? [];

/** That who signs has not asked for it, nor planned it, nor signed for another state, is in the check. */
const duties: Rules = [
  {
    code: 'authoriser-proposes',
    on: ['replace'],
    forbids: ({ state, actor }) =>
      state.clearance.signers.includes(actor.person)
        ? { en: 'signed a plan of this sortie', es: 'firmó un plan de esta salida' }
        : undefined,
  },
];

const signing: Rules = [
  {
    code: 'state-not-party',
    on: ['refuse', 'withdraw'],
    // Where the two states cannot be read, a refusal or withdrawal by any state stands: doubt leads to the ground.
    forbids: ({ state: { clearance }, actor }) =>
      clearance.states.length === 0 || clearance.states.includes(actor.state) ? undefined : asIs(actor.state),
  },
  {
    code: 'state-has-concurred',
    on: ['concur'],
    forbids: ({ state: { clearance }, actor }) =>
      clearance.concurrences.some(({ state }) => state === actor.state) ? asIs(actor.state) : undefined,
  },
  {
    code: 'another-plan',
    on: ['concur', 'attest', 'accept'],
    forbids: ({ state: { clearance }, command }) =>
      'planHash' in command && command.planHash !== clearance.planHash ? asIs(command.planHash) : undefined,
  },
  {
    code: 'condition-id-taken',
    on: ['concur'],
    forbids: ({ state: { clearance }, command }) => {
      if (command.do !== 'concur') return undefined;
      const taken = clearance.concurrences.flatMap(({ conditions }) => conditions.map(({ id }) => id));
      return idsFound(command.conditions.map(({ id }) => id).filter((id) => taken.includes(id)));
    },
  },
  {
    code: 'condition-unknown',
    on: ['accept'],
    forbids: ({ state: { clearance }, command }) => {
      if (command.do !== 'accept') return undefined;
      const inWords = clearance.concurrences.flatMap(({ conditions }) => conditions).filter((it) => it.kind === 'text');
      return inWords.some(({ id }) => id === command.condition) ? undefined : asIs(command.condition);
    },
  },
  {
    code: 'not-of-crew',
    on: ['accept'],
    forbids: ({ state: { clearance }, actor }) =>
      clearance.plan?.crew.some(({ person }) => person === actor.person) === true ? undefined : asIs(actor.person),
  },
];

const planning: Rules = [
  {
    code: 'other-sortie',
    on: ['replace'],
    forbids: ({ command }) =>
      command.do === 'replace' && command.plan.id !== command.clearance ? asIs(command.plan.id) : undefined,
  },
  {
    code: 'requirement-not-tasked',
    on: ['propose', 'replace', 'concur'],
    forbids: ({ state, command }) =>
      idsFound(served(state, command).filter((id) => state.requirements[requirementStream(id)]?.status !== 'tasked')),
  },
];

const releasing: Rules = [
  {
    code: 'nothing-to-release',
    on: ['release'],
    forbids: ({ state: { registers }, command }) =>
      command.do === 'release' && !registers.volumes.some((one) => one.sortie === command.clearance && !one.isFree)
        ? asIs(command.clearance)
        : undefined,
  },
  {
    code: 'volume-in-use',
    on: ['release'],
    forbids: ({ state: { clearance, flight } }) => {
      const isHeld = flight.tookOff ? !flight.isDown : clearance.status === 'cleared';
      return isHeld ? { en: 'cleared, or in the air', es: 'autorizado o en vuelo' } : undefined;
    },
  },
];

const planners = ['mission-coordinator', 'collection-manager'] as const;

export const clearanceWorkflow: ClearanceWorkflow = {
  texts: clearanceTexts,
  moves: {
    propose: { from: ['none'], by: planners },
    replace: { from: ['proposed', 'cleared'], by: planners },
    attest: { from: ['proposed', 'cleared'], by: ['pilot', 'partner-observer', 'mission-coordinator'] },
    concur: { from: ['proposed'], by: ['authorising-officer'] },
    accept: { from: ['proposed', 'cleared'], by: ['pilot', 'sensor-operator'] },
    refuse: { from: ['proposed'], by: ['authorising-officer'], evenUnread: true },
    withdraw: { from: ['proposed', 'cleared'], by: ['authorising-officer'], evenUnread: true },
    release: { from: ['proposed', 'cleared', 'refused', 'withdrawn'], by: planners },
  },
  duties,
  conditions: [...signing, ...planning, ...releasing],
  statusOf: ({ clearance }) => clearance.status,
  veilOf: veilOfCase,
  check: checkDocument,
};
