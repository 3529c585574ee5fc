import { describe, expect, it } from 'vitest';
import {
  agreed,
  agreement,
  attest,
  authorising,
  concur,
  coordinator,
  plan,
  planHash,
  planOf,
  propose,
  remembered,
  replaceBy,
  second,
  secondHash,
  tasked,
} from '../../test/authority-story.ts';
import { Chain, codesOf, officer, type Step, step } from '../../test/chain.ts';
import { workflowSuite } from '../../test/workflow-suite.ts';
import { sha256 } from '../store/hashing.ts';
import { parseCase } from './case/parse.ts';
import { checkReading } from './check/check.ts';
import { type ClearanceCase, evolveClearanceCase, noClearanceCase } from './clearance/case.ts';
import { caseDocumentOf } from './clearance/case-of-log.ts';
import { type ClearanceWorkflow, clearanceWorkflow } from './clearance/decide.ts';
import { clearanceCommands } from './commands.ts';

const clearance = plan.id;
const before: readonly Step[] = [...tasked('i1'), ...agreed()];
const proposed = propose();
const una = concur('una', 'USA');
const mia = concur('mia', 'MEX');
const replace = replaceBy(second);
const refuse = step(authorising('una'), 'authorise.refuse', { clearance, why: 'weather' });
const withdraw = step(authorising('mia', 'MEX'), 'authorise.withdraw', { clearance, why: 'doubt' });
const release = step(coordinator, 'authorise.release-volume', { clearance });
const words = { id: 'c1', kind: 'text', text: 'Report to Hermosillo on entry' };
const inWords = concur('una', 'USA', plan, [words]);
const accept = step(officer('p-pilot-1', 'pilot'), 'authorise.accept-condition', {
  clearance,
  planHash,
  condition: 'c1',
});
const begun: readonly Step[] = [proposed, attest()];
const as = (it: Step, person: string, role: string, state = 'USA'): Step => ({
  ...it,
  as: officer(person, role, state),
});

workflowSuite('clearance', {
  workflow: { ...clearanceWorkflow, check: remembered(clearanceWorkflow.check) },
  commandsOf: clearanceCommands,
  look: withdraw,
  before,
  creates: [],
  steps: { propose: proposed, replace, attest: attest(), concur: mia, accept, refuse, withdraw, release },
  states: {
    none: { by: [], to: { propose: 'proposed' } },
    proposed: {
      by: [...begun, inWords],
      to: {
        replace: 'proposed',
        attest: 'proposed',
        concur: 'cleared',
        accept: 'proposed',
        refuse: 'refused',
        withdraw: 'withdrawn',
      },
    },
    cleared: {
      by: [...begun, inWords, mia],
      to: { replace: 'proposed', attest: 'cleared', accept: 'cleared', withdraw: 'withdrawn' },
    },
    refused: { by: [...begun, refuse], to: {} },
    withdrawn: { by: [...begun, inWords, mia, withdraw], to: { release: 'withdrawn' } },
  },
  offices: {
    propose: ['collection-manager', 'mission-coordinator'],
    replace: ['collection-manager', 'mission-coordinator'],
    attest: ['pilot', 'mission-coordinator', 'partner-observer'],
    concur: ['authorising-officer'],
    accept: ['pilot', 'sensor-operator'],
    refuse: ['authorising-officer'],
    withdraw: ['authorising-officer'],
    release: ['collection-manager', 'mission-coordinator'],
  },
  evenUnread: ['refuse', 'withdraw'],
  // What is held, and free again, needs more than the story of a state: see below.
  forbiddenOtherwise: { release: ['proposed', 'cleared', 'refused'] },
  // No command takes a requirement back yet, once it is tasked.
  shownBeside: ['requirement-not-tasked not on replace', 'requirement-not-tasked not on concur'],
  refused: [
    [
      'the drafter of the requirement concurs',
      ['not-signing-authority', 'requester-authorises'],
      [...begun, concur('ana', 'USA')],
    ],
    ['the proposer concurs', ['not-signing-authority', 'proposer-authorises'], [...begun, concur('max', 'USA')]],
    [
      'one who signed replaces the plan',
      ['authoriser-proposes'],
      [...begun, una, as(replace, 'una', 'mission-coordinator')],
    ],
    [
      'one person concurs for both',
      ['one-person-two-states', 'one-person-two-states', 'one-person-two-states', 'not-signing-authority'],
      [...begun, una, concur('una', 'MEX')],
    ],
    ['a third state refuses', ['state-not-party'], [proposed, { ...refuse, as: authorising('kim', 'CAN') }]],
    ['a third state withdraws', ['state-not-party'], [proposed, { ...withdraw, as: authorising('kim', 'CAN') }]],
    ['a state concurs twice', ['state-has-concurred'], [...begun, una, concur('ugo', 'USA')]],
    [
      'the plan before is signed',
      ['another-plan', 'concurrence-other-plan', 'attestation-missing'],
      [...begun, replace, una],
    ],
    ['the plan before is attested', ['another-plan'], [proposed, replace, attest()]],
    [
      'a condition of the plan before is accepted',
      ['another-plan', 'condition-unknown'],
      [...begun, inWords, replace, accept],
    ],
    [
      'a condition with the id of the other state',
      ['condition-id-taken'],
      [...begun, inWords, concur('mia', 'MEX', plan, [{ id: 'c1', kind: 'excluded-sensor', sensor: 'SAR' }])],
    ],
    ['a condition that is none', ['condition-unknown'], [...begun, una, accept]],
    ['somebody ashore accepts', ['not-of-crew'], [...begun, inWords, as(accept, 'pia', 'pilot')]],
    ['the plan of another sortie', ['other-sortie'], [proposed, replaceBy(planOf({ id: 's9' }), clearance)]],
    ['no such requirement', ['requirement-not-tasked'], [propose(planOf({ requirements: ['i1', 'i9'] }))]],
    ['nothing is held', ['nothing-to-release'], [proposed, release]],
    ['what is cleared is released', ['volume-in-use'], [...begun, una, mia, release]],
  ],
});

describe('a clearance', () => {
  const told = (...story: readonly Step[]) => {
    const chain = new Chain();
    for (const it of [...before, ...story]) chain.must(it);
    return chain;
  };
  const statusOf = (chain: Chain) => chain.resource(withdraw.name, withdraw.payload).attributes['status'];
  const caseOf = (chain: Chain): ClearanceCase => {
    const { streams } = chain.open(mia.name, mia.payload);
    return chain.facts.filter(({ stream }) => streams.includes(stream)).reduce(evolveClearanceCase, noClearanceCase);
  };

  it('needs both states, and the attestation, again with every new plan', () => {
    const chain = told(...begun, una, mia, replace);
    expect(codesOf(chain.ask(concur('una', 'USA', second)))).toEqual(['attestation-missing']);
    for (const it of [attest(second), concur('una', 'USA', second)]) chain.must(it);
    expect(statusOf(chain)).toBe('proposed');
    chain.must(concur('mia', 'MEX', second));
    expect(statusOf(chain)).toBe('cleared');
    expect(codesOf(chain.ask(replaceBy(second)))).toEqual(['same-plan']);
    // Back to the first plan: what was given for it once counts no more.
    chain.must(replaceBy(plan));
    for (const it of [attest(), una]) chain.must(it);
    expect(statusOf(chain)).toBe('proposed');
    expect(secondHash).not.toBe(planHash);
  });

  it('is not given on what is refused offline: the same reasons, from the same document', () => {
    const chain = told(...begun, una);
    const zone = step(authorising('mia', 'MEX'), 'authorise.declare-zone', {
      area: { ...plan.stays[0]!.area, id: 'zone' },
      window: null,
      exceptAgencies: [],
    });
    chain.must(zone);
    const suspend = step(authorising('mia', 'MEX'), 'agree.suspend-agreement', {
      agreement: agreement.id,
      fromUs: null,
      untilUs: null,
      why: 'doubt',
    });
    chain.must(suspend);
    const decision = chain.ask(mia);
    expect(codesOf(decision)).toEqual(['agreement-suspended', 'restricted-zone']);
    const file = caseDocumentOf(caseOf(chain), plan, mia.atUs ?? 0);
    const { person, state } = mia.as;
    const given = [...file.concurrences, { person, state, at: file.at, planHash, conditions: [] }];
    const bytes = new TextEncoder().encode(JSON.stringify({ ...file, concurrences: given }));
    const offline = checkReading(parseCase(bytes, 'case.json', sha256));
    expect(decision).toMatchObject({ reasons: offline.reasons });
    expect(offline.planHash).toBe(planHash);
  });

  it('leaves a case that anybody clears offline, and that the crew completes', () => {
    const chain = told(...begun, inWords, mia);
    const answer = () => {
      const file = caseDocumentOf(caseOf(chain), plan, mia.atUs ?? 0);
      return checkReading(parseCase(new TextEncoder().encode(JSON.stringify(file)), 'case.json', sha256));
    };
    expect(answer().reasons.map(({ code }) => code)).toEqual(['condition-not-accepted']);
    chain.must(accept);
    expect(answer()).toEqual({ decision: 'clear', planHash, reasons: [] });
  });

  it('is refused with every reason that the check has, in both languages', () => {
    const other = planOf({ purpose: 'wildfire', agency: 'NAVY', transponder: 'off' });
    const chain = told(propose(other));
    const decision = chain.ask(concur('una', 'USA', other));
    expect(codesOf(decision)).toEqual([
      'attestation-missing',
      'agency-not-permitted',
      'requirement-other-purpose',
      'transponder-off',
    ]);
    for (const reason of 'reasons' in decision ? decision.reasons : []) expect(reason.es.cure).not.toBe(reason.cure);
  });

  it('refuses a plan that contradicts itself, or names no agreement, where it is proposed', () => {
    const chain = told();
    const [one, ...rest] = plan.route.waypoints;
    const unfit = planOf({ route: { ...plan.route, waypoints: [...rest, one!] } });
    expect(codesOf(chain.ask(propose(unfit)))).toContain('plan-inconsistent');
    expect(codesOf(chain.ask(propose(planOf({ agreement: { id: agreement.id, version: 2 } }))))).toEqual([
      'agreement-unknown',
    ]);
    const nowhere = planOf({ window: { from: '2026-02-30T00:00:00Z', until: '2026-12-01T22:00:00Z' } });
    expect(codesOf(chain.ask(propose(nowhere)))).toContain('case-invalid');
  });

  it('takes its place in the step of the second concurrence: of two over one place one stands', () => {
    const other = planOf({ id: 's2' });
    const chain = told(...begun, una, propose(other), attest(other), concur('una', 'USA', other));
    // Both decided before either stood in the log.
    const late = chain.ask(concur('mia', 'MEX', other));
    expect('reasons' in late).toBe(false);
    const writes = (decision: typeof late) => ('reasons' in decision ? [] : decision.map(({ stream }) => stream));
    expect(writes(late)).toContain('airspace/register');
    expect(chain.open(mia.name, mia.payload).streams).toContain('airspace/register');
    chain.must(mia);
    // What the log answers is a conflict, since the register that both write has moved; decided again it is refused.
    expect(codesOf(chain.ask(concur('mia', 'MEX', other)))).toContain('volume-overlap');
    chain.must(withdraw);
    expect(codesOf(chain.ask(concur('mia', 'MEX', other)))).toContain('volume-overlap');
    chain.must(release);
    expect(codesOf(chain.ask(concur('mia', 'MEX', other)))).toEqual([]);
  });

  it.each([
    ['a replaced plan', [replace]],
    ['a withdrawal', [withdraw]],
  ])('releases after %s', (_, story) => {
    const chain = told(...begun, una, mia, ...story);
    expect(codesOf(chain.ask(release))).toEqual([]);
  });

  it('is not concurred with where its requirement is not tasked, or cannot be read', () => {
    const chain = told(...begun);
    const at = chain.facts.findLastIndex(({ stream }) => stream === 'requirement/i1');
    chain.facts[at] = { ...chain.facts[at]!, content: { known: false, why: 'destroyed' } };
    expect(codesOf(chain.ask(una))).toEqual(['content-unknown']);
    chain.facts.splice(at, 1);
    expect(codesOf(chain.ask(una))).toEqual(['requirement-not-tasked']);
    expect(codesOf(chain.ask(replace))).toEqual(['requirement-not-tasked']);
  });

  it('counts nothing that cannot be read: register, zones, agreement', () => {
    for (const stream of ['signatory/register', `agreement/${agreement.id}`]) {
      const chain = told(...begun);
      const at = chain.facts.findIndex((it) => it.stream === stream);
      chain.facts[at] = { ...chain.facts[at]!, content: { known: false, why: 'no-key' } };
      expect(codesOf(chain.ask(una)), stream).toContain('content-unknown');
    }
  });

  it('is found wanting by a workflow whose check is blind', () => {
    const blind: ClearanceWorkflow = {
      ...clearanceWorkflow,
      check: () => ({ decision: 'clear', planHash: null, reasons: [] }),
    };
    const seeing = told(proposed);
    const chain = new Chain([...clearanceCommands(blind)]);
    chain.facts.push(...seeing.facts);
    expect(codesOf(seeing.ask(una))).toEqual(['attestation-missing']);
    expect(codesOf(chain.ask(una))).toEqual([]);
  });

  it('names every reason, each with its source and cure', () => {
    const decision = told(...begun, una).ask({ ...concur('ana', 'USA'), as: officer('ana', 'requester') });
    expect(decision).toMatchObject({
      reasons: [
        { code: 'wrong-role', found: 'requester', allowed: 'authorising-officer' },
        { code: 'state-has-concurred', found: 'USA', source: 'Chicago Convention, Arts 3(c) and 8' },
        { code: 'not-signing-authority' },
        { code: 'requester-authorises' },
      ],
    });
  });
});
