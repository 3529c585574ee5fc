import { describe, expect, it } from 'vitest';
import { Chain, codesOf, noonUs, officer, type Step, step } from '../../test/chain.ts';
import { workflowSuite } from '../../test/workflow-suite.ts';
import { clearanceWorkflow } from './clearance/decide.ts';
import { clearanceCommands, noticeCommands } from './commands.ts';
import { noticeWorkflow } from './notice/decide.ts';

const [one, two] = ['1'.repeat(64), '2'.repeat(64)];
const compartment = 'ops';
const asked = { question: 'Used?', purpose: 'Order 7', latestUsefulUs: noonUs + 1, documentHash: one };
const cole = officer('cole', 'collection-manager');
const tasked = (requirement: string): readonly Step[] => [
  step(officer('ana', 'requester'), 'agree.draft-requirement', { compartment, ...asked }),
  step(officer('ben', 'requester'), 'agree.submit-requirement', { requirement }),
  step(cole, 'agree.validate-requirement', { requirement, known: 'nothing' }),
  step(cole, 'agree.task-requirement', { requirement }),
];
const clearance = 'i2';
const coordinator = officer('max', 'mission-coordinator');
const states = ['USA', 'MEX'];
const propose = step(coordinator, 'authorise.propose-plan', {
  compartment,
  states,
  requirements: ['i1'],
  planHash: one,
});
const authorising = (person: string, state = 'USA') => officer(person, 'authorising-officer', state);
const concur = step(authorising('una'), 'authorise.concur', { clearance, planHash: one, relyingOn: 'Agreement 3' });
const concurToo = { ...concur, as: authorising('mia', 'MEX') };
const replace = step(coordinator, 'authorise.replace-plan', { clearance, planHash: two });
const refuse = step(authorising('una'), 'authorise.refuse', { clearance, why: 'weather' });
const withdraw = step(authorising('mia', 'MEX'), 'authorise.withdraw', { clearance, why: 'doubt' });
const concurAs = (person: string, state: string, planHash = one): Step => ({
  ...concur,
  as: authorising(person, state),
  payload: { ...concur.payload, planHash },
});

workflowSuite('clearance', {
  workflow: clearanceWorkflow,
  commandsOf: clearanceCommands,
  look: withdraw,
  before: tasked('i1'),
  creates: ['propose'],
  steps: { propose, replace, concur, refuse, withdraw },
  states: {
    none: { by: [], to: { propose: 'proposed' } },
    proposed: {
      by: [propose],
      to: { propose: 'proposed', replace: 'proposed', concur: 'proposed', refuse: 'refused', withdraw: 'withdrawn' },
    },
    cleared: {
      by: [propose, concurToo, concur],
      to: { propose: 'cleared', replace: 'proposed', withdraw: 'withdrawn' },
    },
    refused: { by: [propose, refuse], to: { propose: 'refused' } },
    withdrawn: { by: [propose, withdraw], to: { propose: 'withdrawn' } },
  },
  offices: {
    propose: ['mission-coordinator', 'collection-manager'],
    replace: ['mission-coordinator', 'collection-manager'],
    concur: ['authorising-officer'],
    refuse: ['authorising-officer'],
    withdraw: ['authorising-officer'],
  },
  evenUnread: ['refuse', 'withdraw'],
  // No command takes a requirement back yet, once it is tasked.
  shownBeside: ['requirement-not-tasked not on concur'],
  refused: [
    ['the drafter of the requirement concurs', ['requester-authorises'], [propose, concurAs('ana', 'USA')]],
    ['its submitter concurs', ['requester-authorises'], [propose, concurAs('ben', 'MEX')]],
    ['the proposer concurs', ['proposer-authorises'], [propose, concurAs('max', 'USA')]],
    [
      'one who replaced the plan concurs',
      ['proposer-authorises'],
      [propose, { ...replace, as: officer('una', 'mission-coordinator') }, concurAs('una', 'USA', two)],
    ],
    [
      'one who signed replaces the plan',
      ['authoriser-proposes'],
      [propose, concur, { ...replace, as: officer('una', 'mission-coordinator') }],
    ],
    ['one person concurs for both', ['signs-for-two-states'], [propose, concur, concurAs('una', 'MEX')]],
    [
      'one person concurs for the other state with a later plan',
      ['signs-for-two-states'],
      [propose, concur, replace, concurAs('una', 'MEX', two)],
    ],
    ['a third state concurs', ['state-not-party'], [propose, concurAs('kim', 'CAN')]],
    ['a third state refuses', ['state-not-party'], [propose, { ...refuse, as: authorising('kim', 'CAN') }]],
    ['a third state withdraws', ['state-not-party'], [propose, { ...withdraw, as: authorising('kim', 'CAN') }]],
    ['a state concurs twice', ['state-has-concurred'], [propose, concur, concurAs('ugo', 'USA')]],
    ['the plan before is signed', ['another-plan'], [propose, replace, concur]],
    ['the plan is replaced by itself', ['same-plan'], [propose, { ...replace, payload: { clearance, planHash: one } }]],
    ['one state twice', ['one-state-twice'], [{ ...propose, payload: { ...propose.payload, states: ['USA', 'USA'] } }]],
    [
      'no such requirement',
      ['requirement-not-tasked'],
      [{ ...propose, payload: { ...propose.payload, requirements: ['i1', 'i9'] } }],
    ],
  ],
});

const liaison = officer('lia', 'legislative-liaison');
const notice = 'i1';
const open = step(authorising('una'), 'authorise.open-notice', {
  compartment: 'notices',
  concerning: 'i7',
  rule: 'i8',
  dueUs: noonUs,
});
const draft = step(liaison, 'authorise.draft-notice', { notice, documentHash: one });
const deliver = step(liaison, 'authorise.deliver-notice', { notice, documentHash: one, to: 'both committees' });
const acknowledge = step(liaison, 'authorise.acknowledge-notice', { notice, receipt: 'folio 12' });
const reopen = step(liaison, 'authorise.reopen-notice', { notice, why: 'another area', dueUs: noonUs + 1 });
const other = officer('leo', 'legislative-liaison', 'MEX');

workflowSuite('notice', {
  workflow: noticeWorkflow,
  commandsOf: noticeCommands,
  look: draft,
  creates: ['open'],
  steps: { open, draft, deliver, acknowledge, reopen },
  states: {
    none: { by: [], to: { open: 'due' } },
    due: { by: [open], to: { open: 'due', draft: 'drafted' } },
    drafted: { by: [open, draft], to: { open: 'drafted', draft: 'drafted', deliver: 'delivered', reopen: 'due' } },
    delivered: {
      by: [open, draft, deliver],
      to: { open: 'delivered', acknowledge: 'acknowledged', reopen: 'due' },
    },
    acknowledged: { by: [open, draft, deliver, acknowledge], to: { open: 'acknowledged', reopen: 'due' } },
  },
  offices: {
    open: ['legislative-liaison', 'authorising-officer'],
    draft: ['legislative-liaison'],
    deliver: ['legislative-liaison'],
    acknowledge: ['legislative-liaison'],
    reopen: ['legislative-liaison', 'authorising-officer', 'inspector'],
  },
  refused: [
    ['another state drafts', ['other-state-notifies'], [open, { ...draft, as: other }]],
    ['another state delivers', ['other-state-notifies'], [open, draft, { ...deliver, as: other }]],
    ['another state acknowledges', ['other-state-notifies'], [open, draft, deliver, { ...acknowledge, as: other }]],
    ['another state reopens', ['other-state-notifies'], [open, draft, { ...reopen, as: other }]],
    [
      'another draft is delivered',
      ['another-notice'],
      [open, draft, { ...deliver, payload: { ...deliver.payload, documentHash: two } }],
    ],
  ],
});

describe('a clearance', () => {
  const told = (...story: readonly Step[]) => {
    const chain = new Chain();
    for (const it of [...tasked('i1'), ...story]) chain.must(it);
    return chain;
  };
  const statusOf = (chain: Chain) => chain.resource(withdraw.name, withdraw.payload).attributes['status'];

  it('needs both states again with every new plan', () => {
    const chain = told(propose, concur, concurToo, replace);
    chain.must(concurAs('una', 'USA', two));
    expect(statusOf(chain)).toBe('proposed');
    chain.must(concurAs('mia', 'MEX', two));
    expect(statusOf(chain)).toBe('cleared');
  });

  it('is not concurred with where its requirement is not tasked, or cannot be read', () => {
    const chain = told(propose);
    const at = chain.facts.findLastIndex(({ stream }) => stream === 'requirement/i1');
    chain.facts[at] = { ...chain.facts[at]!, content: { known: false, why: 'destroyed' } };
    expect(codesOf(chain.ask(concur))).toEqual(['content-unknown']);
    chain.facts.splice(at, 1);
    expect(codesOf(chain.ask(concur))).toEqual(['requirement-not-tasked']);
  });

  it('binds a person to a state over all clearances', () => {
    const chain = told(propose, concur, propose);
    const again = { ...concurAs('una', 'MEX'), payload: { ...concur.payload, clearance: 'i3' } };
    expect(chain.facts.map(({ stream }) => stream).filter((it) => it === 'clearance/i3')).toHaveLength(1);
    expect(codesOf(chain.ask(again))).toEqual(['signs-for-two-states']);
    expect(codesOf(chain.ask({ ...again, as: authorising('una') }))).toEqual([]);
    const register = chain.facts.findIndex(({ stream }) => stream === 'signatory/register');
    chain.facts[register] = { ...chain.facts[register]!, content: { known: false, why: 'destroyed' } };
    expect(codesOf(chain.ask({ ...again, as: authorising('una') }))).toEqual(['content-unknown']);
  });

  it('names every reason, each with its source and cure', () => {
    const decision = told(propose, concur).ask({ ...concurAs('ana', 'USA', two), as: officer('ana', 'requester') });
    expect(decision).toMatchObject({
      reasons: [
        { code: 'wrong-role', found: 'requester', allowed: 'authorising-officer' },
        { code: 'requester-authorises', found: 'i1', cure: 'Ask another authorising officer of your state.' },
        { code: 'state-has-concurred', found: 'USA', source: 'Chicago Convention, Arts 3(c) and 8' },
        { code: 'another-plan', found: two },
      ],
    });
  });
});
