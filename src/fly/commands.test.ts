import { describe, expect, it } from 'vitest';
import { Chain, codesOf, noonUs, officer, type Step, step } from '../../test/chain.ts';
import { workflowSuite } from '../../test/workflow-suite.ts';
import { isRefusal } from '../model/refusal.ts';
import { sortieCommands } from './commands.ts';
import { sortieWorkflow } from './sortie/decide.ts';

const [one, two] = ['1'.repeat(64), '2'.repeat(64)];
const asked = { question: 'Used?', purpose: 'Order 7', latestUsefulUs: noonUs + 1, documentHash: one };
const cole = officer('cole', 'collection-manager');
const requirement = 'i1';
const clearance = 'i2';
const proposed: readonly Step[] = [
  step(officer('ana', 'requester'), 'agree.draft-requirement', { compartment: 'ops', ...asked }),
  step(officer('ana', 'requester'), 'agree.submit-requirement', { requirement }),
  step(cole, 'agree.validate-requirement', { requirement, known: 'nothing' }),
  step(cole, 'agree.task-requirement', { requirement }),
  step(cole, 'authorise.propose-plan', {
    compartment: 'ops',
    states: ['USA', 'MEX'],
    requirements: [requirement],
    planHash: one,
  }),
];
const authorising = (person: string, state: string) => officer(person, 'authorising-officer', state);
const concur = (person: string, state: string, planHash = one): Step =>
  step(authorising(person, state), 'authorise.concur', { clearance, planHash, relyingOn: 'Agreement 3' });
const cleared = [concur('una', 'USA'), concur('mia', 'MEX')];
const pilot = officer('pia', 'pilot');
const sortie = clearance;
const takeOff = step(pilot, 'fly.take-off', { sortie, planHash: one });
const onStation = step(pilot, 'fly.report-on-station', { sortie });
const recover = step(pilot, 'fly.recover', { sortie });
const halt = step(officer('oto', 'partner-observer', 'MEX'), 'fly.halt', { sortie, why: 'off the plan' });
const withdraw = step(authorising('mia', 'MEX'), 'authorise.withdraw', { clearance, why: 'doubt' });
const replace = step(cole, 'authorise.replace-plan', { clearance, planHash: two });

workflowSuite('sortie', {
  workflow: sortieWorkflow,
  commandsOf: sortieCommands,
  look: halt,
  before: proposed,
  creates: [],
  steps: { 'take-off': takeOff, 'on-station': onStation, recover, halt },
  states: {
    uncleared: { by: [], to: { halt: 'halted' } },
    cleared: { by: cleared, to: { 'take-off': 'airborne', halt: 'halted' } },
    airborne: { by: [...cleared, takeOff], to: { 'on-station': 'on-station', recover: 'recovered', halt: 'halted' } },
    'on-station': { by: [...cleared, takeOff, onStation], to: { recover: 'recovered', halt: 'halted' } },
    recovered: { by: [...cleared, takeOff, recover], to: {} },
    halted: { by: [...cleared, takeOff, withdraw], to: { recover: 'recovered', halt: 'halted' } },
  },
  offices: {
    'take-off': ['pilot'],
    'on-station': ['pilot'],
    recover: ['pilot'],
    halt: ['partner-observer', 'authorising-officer'],
  },
  evenUnread: ['halt', 'recover'],
  refused: [
    ['another plan is flown', ['another-plan'], [...cleared, { ...takeOff, payload: { sortie, planHash: two } }]],
    ['two reasons', ['wrong-state', 'another-plan'], [...cleared, replace, takeOff]],
  ],
});

describe('a sortie', () => {
  const told = (...story: readonly Step[]) => {
    const chain = new Chain();
    for (const it of [...proposed, ...story]) chain.must(it);
    return chain;
  };
  const statusOf = (chain: Chain) => chain.resource(halt.name, halt.payload).attributes['status'];

  it('is halted by either state, whatever duties the person has had before', () => {
    for (const [person, state] of [
      ['una', 'USA'],
      ['mia', 'MEX'],
      ['ana', 'MEX'],
      ['cole', 'USA'],
    ] as const) {
      const chain = told(...cleared, takeOff, onStation);
      chain.must({ ...halt, as: authorising(person, state) });
      expect(statusOf(chain)).toBe('halted');
    }
    expect(sortieWorkflow.duties.flatMap(({ on }) => on)).not.toContain('halt');
    expect(sortieWorkflow.conditions.flatMap(({ on }) => on)).not.toContain('halt');
  });

  it('is halted where nothing is known of it, and then does not take off', () => {
    const chain = told(halt, ...cleared);
    expect(codesOf(chain.ask(takeOff))).toEqual(['wrong-state']);
    const stranger = new Chain();
    stranger.must(halt);
    expect(statusOf(stranger)).toBe('halted');
  });

  it.each([
    ['a withdrawal', withdraw],
    ['a new plan', replace],
  ])('is halted by %s, and stays so whatever the clearance becomes', (_, end) => {
    const chain = told(...cleared, takeOff, end);
    expect(statusOf(chain)).toBe('halted');
    expect(codesOf(chain.ask(onStation))).toEqual(['wrong-state']);
    if (end === withdraw) return;
    const back = { ...replace, payload: { clearance, planHash: one } };
    for (const it of [back, ...cleared]) chain.must(it);
    expect(statusOf(chain)).toBe('halted');
    chain.must(recover);
  });

  it('is halted where its take-off comes into the log behind the withdrawal', () => {
    for (const end of [withdraw, replace]) {
      const chain = told(...cleared);
      const decision = chain.ask(takeOff);
      chain.must(end);
      if (!isRefusal(decision)) for (const fact of decision) chain.append(fact, takeOff);
      expect(chain.facts.at(-1)?.kind).toBe('fly.took-off');
      expect(statusOf(chain)).toBe('halted');
    }
  });

  it('is halted by what it cannot know of its clearance, and not by contents deleted long after', () => {
    const chain = told(...cleared, takeOff);
    const concurred = chain.facts.findIndex(({ kind }) => kind === 'authorise.concurred');
    chain.facts[concurred] = { ...chain.facts[concurred]!, content: { known: false, why: 'destroyed' } };
    chain.facts.push({ ...chain.facts[concurred]!, kind: 'authorise.suspended' });
    expect(statusOf(chain)).toBe('halted');
    const recovered = told(...cleared, takeOff, onStation, recover);
    recovered.facts.push({ ...chain.facts[concurred]!, kind: 'authorise.suspended' });
    expect(statusOf(recovered)).toBe('recovered');
    const flying = told(...cleared, takeOff, onStation);
    for (const i of flying.facts.keys()) {
      const gone = { ...flying.facts[i]!, content: { known: false, why: 'destroyed' } } as const;
      if (gone.stream.startsWith('sortie/')) flying.facts[i] = gone;
    }
    expect(statusOf(flying)).toBe('on-station');
    flying.must(halt);
  });
});
