import { describe, expect, it } from 'vitest';
import { authorising, plan } from '../../../test/authority-story.ts';
import { Chain, noonUs, officer, type Step, step } from '../../../test/chain.ts';
import { workflowSuite } from '../../../test/workflow-suite.ts';
import { contactCommands, registerCommands } from '../commands.ts';
import type { ContactRule } from '../notice/rules.ts';
import {
  type Contact,
  contactsDue,
  contactWorkflow,
  evolveContactRegister,
  noContact,
  noContactRegister,
} from './contacts.ts';
import { registerWorkflow } from './decide.ts';
import { evolveRegisters, noRegisters } from './state.ts';

const dayUs = 86_400e6;
const mex = authorising('mia', 'MEX');
const { stays } = plan;
const zone = { area: { ...stays[0]!.area, id: 'z' }, window: null, exceptAgencies: [] };
const declare = step(mex, 'authorise.declare-zone', zone);
const lift = step(mex, 'authorise.lift-zone', { zone: 'i1', why: 'over' });
const window = { from: '2026-12-01T00:00:00Z', until: '2026-12-02T00:00:00Z' };
const paper = { number: 'MX-1', registration: 'CBP-113', callSign: 'OMAHA21', window };
const issue = step(mex, 'authorise.issue-diplomatic-clearance', paper);
const other = { ...issue, payload: { ...paper, number: 'MX-2' } };
const revoke = step(mex, 'authorise.revoke-diplomatic-clearance', { number: 'MX-1', why: 'doubt' });
const terrain = { lowestMslM: 100, highestMslM: 2_000 };
const atmosphere = { lowestQnhHpa: 1_000, highestQnhHpa: 1_020, lowestIsaDeviationK: -5, highestIsaDeviationK: 5 };
const stated = (change: object) =>
  step(mex, 'authorise.state-surroundings', { terrain, atmosphere, source: 'Survey', ...change });
const officers = ['authorising-officer'];
const backwards = { from: window.until, until: window.from };

workflowSuite('registers', {
  workflow: registerWorkflow,
  commandsOf: registerCommands,
  look: declare,
  creates: ['declare-zone', 'lift-zone', 'issue-paper', 'revoke-paper', 'state-surroundings'],
  steps: {
    'declare-zone': declare,
    'lift-zone': lift,
    'issue-paper': other,
    'revoke-paper': revoke,
    'state-surroundings': stated({}),
  },
  states: {
    standing: {
      by: [declare, issue],
      to: {
        'declare-zone': 'standing',
        'lift-zone': 'standing',
        'issue-paper': 'standing',
        'revoke-paper': 'standing',
        'state-surroundings': 'standing',
      },
    },
  },
  offices: {
    'declare-zone': officers,
    'lift-zone': officers,
    'issue-paper': officers,
    'revoke-paper': officers,
    'state-surroundings': officers,
  },
  evenUnread: ['declare-zone', 'revoke-paper'],
  refused: [
    ['the zone of another state', ['zone-of-another-state'], [declare, { ...lift, as: authorising('una') }]],
    ['no zone', ['zone-of-another-state'], [lift]],
    ['a number that is taken', ['number-taken'], [issue, issue]],
    ['a number of another state', ['number-unknown'], [issue, { ...revoke, as: authorising('una') }]],
    [
      'a zone that ends before it begins',
      ['window-without-length'],
      [{ ...declare, payload: { ...zone, window: backwards } }],
    ],
    [
      'a paper that ends before it begins',
      ['window-without-length'],
      [{ ...issue, payload: { ...paper, window: backwards } }],
    ],
    ['ground upside down', ['range-reversed'], [stated({ terrain: { lowestMslM: 2, highestMslM: 1 } })]],
    ['air upside down', ['range-reversed'], [stated({ atmosphere: { ...atmosphere, lowestQnhHpa: 1_030 } })]],
    ['warmth upside down', ['range-reversed'], [stated({ atmosphere: { ...atmosphere, lowestIsaDeviationK: 6 } })]],
  ],
});

const compartment = 'contacts-MEX';
const met = { foreignState: 'USA', office: 'Attaché', metUs: noonUs - dayUs, subject: 'Visit' };
const who = officer('mar', 'analyst', 'MEX');
const record = step(who, 'authorise.record-contact', { compartment, ...met });
const contact = 'i1';
const hash = '1'.repeat(64);
const report = step(who, 'authorise.report-contact', { contact, documentHash: hash, to: 'SRE' });
const liaison = officer('leo', 'legislative-liaison', 'MEX');
const month = step(liaison, 'authorise.report-contact-month', {
  compartment,
  month: '2026-10',
  documentHash: hash,
  to: 'SRE',
});
const monthNow = { ...month, payload: { ...month.payload, month: '2026-11' } };

workflowSuite('contact', {
  workflow: contactWorkflow,
  commandsOf: contactCommands,
  look: report,
  creates: ['record', 'report-month'],
  steps: { record, report, 'report-month': month },
  states: {
    none: { by: [], to: { record: 'recorded', 'report-month': 'none' } },
    recorded: { by: [record], to: { record: 'recorded', report: 'reported', 'report-month': 'recorded' } },
    reported: { by: [record, report], to: { record: 'reported', 'report-month': 'reported' } },
  },
  offices: { record: 'anyone', report: 'anyone', 'report-month': ['legal-adviser', 'legislative-liaison'] },
  refused: [
    ['a contact to come', ['contact-to-come'], [{ ...record, payload: { ...record.payload, metUs: noonUs + 1 } }]],
    ['a colleague', ['contact-to-come'], [{ ...record, payload: { ...record.payload, foreignState: 'MEX' } }]],
    ['another state reports', ['own-state-only'], [record, { ...report, as: officer('una', 'analyst') }]],
    ['a month that runs', ['month-not-over'], [monthNow]],
    ['a month twice', ['month-reported'], [month, month]],
  ],
});

describe('the registers', () => {
  it('hold what stands: zones that are not lifted, papers that are not revoked, the ranges last stated', () => {
    const chain = new Chain();
    const now = () => chain.facts.reduce(evolveRegisters, noRegisters);
    for (const it of [declare, issue, other, stated({}), stated({ terrain: null })]) chain.must(it);
    expect(now()).toMatchObject({ zones: [{ zone: 'i1', state: 'MEX' }], surroundings: { terrain: null, atmosphere } });
    for (const it of [lift, revoke]) chain.must(it);
    expect(now().zones).toEqual([]);
    expect(now().papers.map(({ number }) => number)).toEqual(['MX-2']);
  });
});

describe('contacts that are due', () => {
  const rule: ContactRule = {
    id: 'r1',
    source: 's',
    fromUs: 0,
    endsUs: undefined,
    document: {
      format: 'atalaya-contact-rule/1',
      ...{ state: 'MEX', reportDays: 3, calendar: 'calendar', holidays: [], monthlyDays: 5 },
    },
  };
  const one: Contact = { ...noContact, status: 'recorded', state: 'MEX', compartment, by: 'mar', metUs: met.metUs };
  const due = (it: Contact, atUs: number, months: readonly { state: string; month: string }[] = []) =>
    contactsDue([rule], new Map([['i1', it]]), months, atUs).map(({ what, id, dueUs, isOverdue }) => [
      what,
      id,
      dueUs,
      isOverdue,
    ]);
  const monthEndUs = Date.UTC(2026, 11, 6) * 1_000;

  it('are reported in writing within days, and together after the month', () => {
    const threeUs = met.metUs + 3 * dayUs;
    expect(due(one, threeUs - 1)).toEqual([
      ['contact', 'i1', threeUs, false],
      ['month', '2026-11', monthEndUs, false],
    ]);
    expect(due(one, threeUs)[0]).toEqual(['contact', 'i1', threeUs, true]);
    expect(due({ ...one, status: 'reported' }, monthEndUs)).toEqual([['month', '2026-11', monthEndUs, true]]);
    expect(due({ ...one, status: 'reported' }, monthEndUs, [{ state: 'MEX', month: '2026-11' }])).toEqual([]);
    expect(due({ ...one, state: 'USA' }, monthEndUs)).toEqual([]);
  });

  it('are listed in one register', () => {
    const chain = new Chain();
    const story: readonly Step[] = [record, month];
    for (const it of story) chain.must(it);
    const listed = chain.facts
      .filter(({ stream }) => stream === 'contacts/register')
      .reduce(evolveContactRegister, noContactRegister);
    expect(listed).toMatchObject({ listed: [{ contact, state: 'MEX' }], months: [{ state: 'MEX', month: '2026-10' }] });
  });
});
