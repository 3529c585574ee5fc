import { describe, expect, it } from 'vitest';
import { agreed, agreement, authorising, plan, propose, tasked } from '../../../test/authority-story.ts';
import { Chain, codesOf, noonUs, officer, type Step, step } from '../../../test/chain.ts';
import { workflowSuite } from '../../../test/workflow-suite.ts';
import { instantUs } from '../../model/instant.ts';
import { noticeCommands } from '../commands.ts';
import { daysFrom, monthOf, nextMonthUs } from './calendar.ts';
import { dueFor, evolveNoticeCase, noNoticeCase } from './case.ts';
import { noticeWorkflow } from './decide.ts';

const dayUs = 86_400e6;
const one = '1'.repeat(64);
const two = '2'.repeat(64);
/** Begins to hold a second after the story, so that it can be adopted within it. */
const ruleUs = noonUs + 1_000_000;
const nowUs = noonUs + 2_000_000;

const document = (change: object = {}) => ({
  format: 'atalaya-notice-rule/1',
  state: 'USA',
  subject: 'programme',
  delivery: 'before-start',
  days: 0,
  calendar: 'calendar',
  holidays: [],
  urgentDays: 2,
  ...change,
});
const adopted = (rule: string, of: object): readonly Step[] => [
  step(officer('lea', 'legal-adviser'), 'account.propose-rule', {
    ruleKind: 'notices',
    document: of,
    source: '50 USC 3093',
    fromUs: ruleUs,
    untilUs: null,
  }),
  ...['leb', 'lec'].map((person) => step(officer(person, 'legal-adviser'), 'account.sign-rule', { rule, version: 1 })),
];
const byDue = document({ subject: 'version', delivery: 'by-due', days: 30 });
const ofVersion = { rule: 'i3', subjects: [{ kind: 'version', id: '1' }] };
const before: readonly Step[] = [...tasked('i1'), ...agreed(), ...adopted('i2', document()), ...adopted('i3', byDue)];
const liaison = officer('lia', 'legislative-liaison');
const at = (it: Step): Step => ({ ...it, atUs: nowUs });
const opening = {
  compartment: 'notices-USA',
  agreement: agreement.id,
  clearance: null,
  rule: 'i2',
  subjects: [{ kind: 'programme', id: agreement.id }],
  urgent: null,
};
const open = at(step(authorising('una'), 'authorise.open-notice', opening));
const openWith = (change: object): Step => ({ ...open, payload: { ...opening, ...change } });
const notice = 'i4';
const draft = at(step(liaison, 'authorise.draft-notice', { notice, documentHash: one }));
const deliver = at(step(liaison, 'authorise.deliver-notice', { notice, documentHash: one, to: 'both committees' }));
const acknowledge = at(step(liaison, 'authorise.acknowledge-notice', { notice, receipt: 'folio 12' }));
const reopen = at(step(liaison, 'authorise.reopen-notice', { notice, why: 'another area', dueUs: noonUs + 1 }));
const other = officer('leo', 'legislative-liaison', 'MEX');

workflowSuite('notice', {
  workflow: noticeWorkflow,
  commandsOf: noticeCommands,
  look: draft,
  before,
  creates: ['open'],
  steps: { open, draft, deliver, acknowledge, reopen },
  states: {
    none: { by: [], to: { open: 'due' } },
    due: { by: [open], to: { draft: 'drafted' } },
    drafted: { by: [open, draft], to: { draft: 'drafted', deliver: 'delivered', reopen: 'due' } },
    delivered: { by: [open, draft, deliver], to: { acknowledge: 'acknowledged', reopen: 'due' } },
    acknowledged: { by: [open, draft, deliver, acknowledge], to: { reopen: 'due' } },
  },
  // What was told once is told by its own notice.
  forbiddenOtherwise: { open: ['due', 'drafted', 'delivered', 'acknowledged'] },
  offices: {
    open: ['authorising-officer', 'legislative-liaison'],
    draft: ['legislative-liaison'],
    deliver: ['legislative-liaison'],
    acknowledge: ['legislative-liaison'],
    reopen: ['authorising-officer', 'legislative-liaison', 'inspector'],
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
    ['what no rule asks', ['not-due'], [openWith({ subjects: [{ kind: 'agency', id: 'CBP' }] })]],
    ['by a rule that is not in force yet', ['not-due'], [{ ...open, atUs: ruleUs - 1 }]],
    ['by the rule of another state', ['not-due', 'open-to-others'], [{ ...open, as: authorising('mia', 'MEX') }]],
    ['what is told already', ['told-already'], [open, open]],
    ['urgency where there is time', ['not-urgent'], [openWith({ ...ofVersion, urgent: 'fire' })]],
    ['where others read', ['open-to-others'], [openWith({ compartment: 'operations' })]],
  ],
});

describe('notices that are due', () => {
  const told = (...story: readonly Step[]) => {
    const chain = new Chain();
    for (const it of [...before, ...story]) chain.must(it);
    const { streams } = chain.open(open.name, { ...opening, clearance: plan.id });
    const facts = chain.facts.filter(({ stream }) => streams.includes(stream));
    const command = { do: 'open', ...opening, subjects: [], clearance: plan.id } as const;
    const it = facts.reduce((state, fact) => evolveNoticeCase(state, fact, { ...command, subjects: [] }), noNoticeCase);
    return { chain, due: (us: number) => dueFor(it, agreement.id, us) };
  };
  const startUs = instantUs(agreement.validity.from) ?? Number.NaN;

  it('are missing, open or delivered, with the time that the rule gives', () => {
    const rows = (...story: readonly Step[]) =>
      told(...story)
        .due(nowUs)
        .map(({ rule, dueUs, standing, isOverdue, notices }) => [rule, dueUs, standing, isOverdue, notices]);
    const version = ['i3', noonUs + 30 * dayUs, 'missing', false, []];
    expect(rows()).toEqual([['i2', startUs, 'missing', true, []], version]);
    expect(rows(open)).toEqual([['i2', startUs, 'open', true, [notice]], version]);
    expect(rows(open, draft, deliver)).toEqual([['i2', startUs, 'delivered', false, [notice]], version]);
    // A significant change has come since.
    expect(rows(open, draft, deliver, reopen)).toEqual([['i2', startUs, 'open', true, [notice]], version]);
  });

  it('have a time of their own where they are urgent, with the reasons', () => {
    const { due } = told(openWith({ urgent: 'the fire spread over night' }));
    expect(due(nowUs)[0]).toMatchObject({ rule: 'i2', dueUs: nowUs + 2 * dayUs, standing: 'open', isOverdue: false });
  });

  it('are asked for by no rule before it is in force, and by each one once', () => {
    const { due } = told();
    expect(due(ruleUs - 1)).toEqual([]);
    expect(due(ruleUs).map(({ rule }) => rule)).toEqual(['i2', 'i3']);
  });

  it('come with a new version, with what a plan brings, and with a halt', () => {
    const rules = ['version', 'agency', 'incident'].map((subject, i) =>
      adopted(`i${i + 4}`, document({ subject, delivery: 'by-due', days: 3, calendar: 'working' })),
    );
    const version = { ...agreement, version: 2 };
    const amend = step(officer('lex', 'legal-adviser'), 'agree.amend-agreement', {
      agreement: agreement.id,
      document: version,
    });
    const halt = at(
      step(officer('oto', 'partner-observer', 'MEX'), 'fly.halt', { sortie: plan.id, why: 'off the plan' }),
    );
    const { due } = told(...rules.flat(), propose(), amend, halt);
    const subjects = due(nowUs).filter(({ rule }) => rule !== 'i2' && rule !== 'i3');
    const told3 = daysFrom(noonUs, 3, 'working');
    expect(subjects.map(({ subject: { kind, id }, dueUs }) => [kind, id, dueUs])).toEqual([
      ['version', '1', told3],
      ['version', '2', told3],
      ['agency', 'CBP', told3],
      ['incident', plan.id, daysFrom(nowUs, 3, 'working')],
    ]);
  });

  it('stand in the way of a clearance until they are delivered', () => {
    const chain = new Chain();
    for (const it of [...before, propose()]) chain.must(it);
    const concur = at(
      step(authorising('una'), 'authorise.concur', {
        clearance: plan.id,
        planHash: one,
        relyingOn: 'r',
        conditions: [],
      }),
    );
    expect(codesOf(chain.ask(concur)).filter((code) => code.startsWith('notice'))).toEqual([
      'notice-missing',
      'notice-missing',
    ]);
    chain.must(open);
    expect(codesOf(chain.ask(concur)).filter((code) => code.startsWith('notice'))).toEqual([
      'notice-missing',
      'notice-not-delivered',
    ]);
    chain.must(openWith(ofVersion));
    for (const it of [draft, deliver]) chain.must(it);
    expect(codesOf(chain.ask(concur)).filter((code) => code.startsWith('notice'))).toEqual([]);
    chain.must(reopen);
    expect(codesOf(chain.ask(concur)).filter((code) => code.startsWith('notice'))).toEqual(['notice-not-delivered']);
  });
});

it('a rule in force of a form that is not known here refuses whatever rests on rules', () => {
  const chain = new Chain();
  for (const it of [...before, ...adopted('i4', { days: 3 })]) chain.must(it);
  expect(codesOf(chain.ask(open))).toContain('content-unknown');
});

describe('days', () => {
  const us = (text: string) => instantUs(text) ?? Number.NaN;
  it.each([
    ['2026-12-04T10:00:00Z', 1, 'working', [], '2026-12-07T10:00:00Z'],
    ['2026-12-04T10:00:00Z', 1, 'working', ['2026-12-07'], '2026-12-08T10:00:00Z'],
    ['2026-12-07T10:00:00Z', -1, 'working', [], '2026-12-04T10:00:00Z'],
    ['2026-12-05T10:00:00Z', 3, 'working', [], '2026-12-09T10:00:00Z'],
    ['2026-12-04T10:00:00Z', 3, 'calendar', [], '2026-12-07T10:00:00Z'],
    ['2026-12-04T10:00:00Z', 0, 'working', [], '2026-12-04T10:00:00Z'],
  ] as const)('%s and %d %s days', (from, days, kind, holidays, expected) => {
    expect(daysFrom(us(from), days, kind, holidays)).toBe(us(expected));
  });

  it('have months', () => {
    expect(monthOf(us('2026-12-31T23:59:59.999999Z'))).toBe('2026-12');
    expect(nextMonthUs(us('2026-12-31T23:59:59Z'))).toBe(us('2027-01-01T00:00:00Z'));
  });
});
