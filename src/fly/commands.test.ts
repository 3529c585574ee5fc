import { describe, expect, it } from 'vitest';
import {
  agreed,
  agreement,
  agreementOf,
  attest,
  authorising,
  concur,
  concurAgreement,
  plan,
  propose,
  remembered,
  replaceBy,
  second,
  secondHash,
  signers,
  takeOff as takeOffOf,
  takeOffUs,
  tasked,
} from '../../test/authority-story.ts';
import { Chain, codesOf, officer, type Step, step } from '../../test/chain.ts';
import { workflowSuite } from '../../test/workflow-suite.ts';
import { instantUs } from '../model/instant.ts';
import { isRefusal } from '../model/refusal.ts';
import { sortieCommands } from './commands.ts';
import { sortieWorkflow } from './sortie/decide.ts';

const clearance = plan.id;
const proposed: readonly Step[] = [...tasked('i1'), ...agreed(), propose(), attest()];
const startsUs = instantUs(plan.window.from) ?? Number.NaN;
const endsUs = instantUs(plan.window.until) ?? Number.NaN;
const cleared = [concur('una', 'USA'), concur('mia', 'MEX')];
const pilot = officer('pia', 'pilot');
const sortie = clearance;
const flying = (it: Step): Step => ({ ...it, atUs: takeOffUs + 60_000_000 });
const takeOff = takeOffOf();
const onStation = flying(step(pilot, 'fly.report-on-station', { sortie }));
const recover = flying(step(pilot, 'fly.recover', { sortie }));
const halt = flying(step(officer('oto', 'partner-observer', 'MEX'), 'fly.halt', { sortie, why: 'off the plan' }));
const withdraw = flying(step(authorising('mia', 'MEX'), 'authorise.withdraw', { clearance, why: 'doubt' }));
const replace = flying(replaceBy(second));
const whole = { agreement: agreement.id, fromUs: null, untilUs: null, why: 'doubt' };
const suspend = flying(step(authorising('mar', 'MEX'), 'agree.suspend-agreement', whole));
const endAgreement = flying(
  step(authorising('mar', 'MEX'), 'agree.end-agreement', { agreement: agreement.id, why: 'no more' }),
);

workflowSuite('sortie', {
  workflow: { ...sortieWorkflow, check: remembered(sortieWorkflow.check) },
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
    [
      'another plan is flown',
      ['another-plan'],
      [...cleared, { ...takeOff, payload: { sortie, planHash: secondHash } }],
    ],
    ['a replaced plan is flown', ['wrong-state', 'another-plan'], [...cleared, replace, takeOff]],
    ['before the window', ['outside-the-window'], [...cleared, takeOffOf(plan, startsUs - 1)]],
    ['after the window', ['outside-the-window'], [...cleared, takeOffOf(plan, endsUs)]],
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
    for (const it of [replaceBy(plan), attest(), ...cleared]) chain.must(it);
    expect(statusOf(chain)).toBe('halted');
    chain.must(recover);
  });

  it.each([
    ['a suspension', suspend],
    ['a suspension from before its end', { ...suspend, payload: { ...whole, fromUs: endsUs - 1 } }],
    ['the end', endAgreement],
  ])('is halted by %s of its agreement, whatever comes after', (_, end) => {
    const chain = told(...cleared, takeOff, onStation, end);
    expect(statusOf(chain)).toBe('halted');
    if (end === endAgreement) return;
    chain.must(flying(step(authorising('mar', 'MEX'), 'agree.resume-agreement', { agreement: agreement.id })));
    expect(statusOf(chain)).toBe('halted');
    chain.must(recover);
  });

  it('flies on under a suspension from after its end, and under a version that is valid after it', () => {
    const chain = told(...cleared, takeOff, { ...suspend, payload: { ...whole, fromUs: endsUs } });
    expect(statusOf(chain)).toBe('airborne');
    const validity = { from: plan.window.until, until: '2027-06-01T00:00:00Z' };
    const next = agreementOf(signers, { version: 2, validity });
    const amend = step(officer('lex', 'legal-adviser'), 'agree.amend-agreement', {
      agreement: agreement.id,
      document: next,
    });
    for (const it of [amend, concurAgreement('una', 'USA', next), concurAgreement('mia', 'MEX', next)])
      chain.must(flying(it));
    expect(statusOf(chain)).toBe('airborne');
  });

  it('is halted by a version that both concurred with and that is valid before its end', () => {
    const validity = { from: '2026-12-01T21:59:59Z', until: '2027-06-01T00:00:00Z' };
    const next = agreementOf(signers, { version: 2, validity });
    const amend = step(officer('lex', 'legal-adviser'), 'agree.amend-agreement', {
      agreement: agreement.id,
      document: next,
    });
    const chain = told(...cleared, takeOff, flying(amend), flying(concurAgreement('una', 'USA', next)));
    expect(statusOf(chain)).toBe('airborne');
    chain.must(flying(concurAgreement('mia', 'MEX', next)));
    expect(statusOf(chain)).toBe('halted');
  });

  it.each<[string, Step, readonly string[]]>([
    ['a suspension', { ...suspend, atUs: takeOffUs }, ['agreement-suspended']],
    ['the end of the agreement', { ...endAgreement, atUs: takeOffUs }, ['agreement-ended']],
    [
      'a restricted zone',
      step(authorising('mia', 'MEX'), 'authorise.declare-zone', {
        area: { ...plan.stays[0]!.area, id: 'zone' },
        window: null,
        exceptAgencies: [],
      }),
      ['restricted-zone'],
    ],
    [
      'an attestation that it is armed',
      { ...attest(), payload: { ...attest().payload, unarmed: false } },
      ['attestation-not-unarmed'],
    ],
  ])('does not take off after %s that came since it was cleared', (_, since, codes) => {
    expect(codesOf(told(...cleared, since).ask(takeOff))).toEqual(codes);
    expect(codesOf(told(...cleared).ask(takeOff))).toEqual([]);
  });

  it('does not take off before its crew has accepted what a state put into words', () => {
    const inWords = concur('mia', 'MEX', plan, [{ id: 'c1', kind: 'text', text: 'Report on entry' }]);
    const chain = told(concur('una', 'USA'), inWords);
    expect(codesOf(chain.ask(takeOff))).toEqual(['condition-not-accepted']);
    const [member] = plan.crew;
    const payload = { clearance, planHash: takeOff.payload['planHash'], condition: 'c1' };
    chain.must(step(officer(member?.person ?? '', 'pilot'), 'authorise.accept-condition', payload));
    chain.must(takeOff);
  });

  it('is halted where its take-off comes into the log behind the withdrawal', () => {
    for (const end of [withdraw, replace, suspend, endAgreement]) {
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
