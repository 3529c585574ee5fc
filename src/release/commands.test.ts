import { describe, expect, it } from 'vitest';
import { Chain, codesOf, noonUs, officer, type Step, step } from '../../test/chain.ts';
import { workflowSuite } from '../../test/workflow-suite.ts';
import { packageCommands, releaseCommands } from './commands.ts';
import { packageWorkflow } from './package/decide.ts';

const [one, two] = ['1'.repeat(64), '2'.repeat(64)];
const report = 'i1';
const privacy = officer('pri', 'privacy-officer');
const minimised: readonly Step[] = [
  step(officer('ana', 'analyst'), 'find.draft-report', { compartment: 'finds', documentHash: one }),
  step(officer('ana', 'analyst'), 'find.submit-report', { report }),
  step(officer('rea', 'second-reader'), 'review.accept-report', { report, documentHash: one, note: 'Holds.' }),
  step(privacy, 'review.minimise-report', { report, documentHash: one, recordHash: two }),
];
const to = { reports: [report], recipient: { state: 'MEX', agency: 'SEMAR' }, purpose: 'Order 7' };
const terms = {
  compartment: 'packages',
  ...to,
  label: '(S//REL TO USA, MEX)',
  useLimits: ['no court'],
  contentHash: one,
};
const dis = officer('dis', 'disclosure-officer');
const release = step(dis, 'release.release-package', terms);
const disclose = step(dis, 'release.disclose-package', { ...terms, untilUs: noonUs + 1 });
const deny = step(dis, 'release.deny-package', { compartment: 'packages', ...to, why: 'no purpose' });
const paz = officer('paz', 'partner-recipient', 'MEX', 'SEMAR');
const own = 'i2';
const receive = step(paz, 'release.receive-package', { package: own, contentHash: one, receipt: 'folio 3' });
const acted = step(paz, 'release.report-outcome', { package: own, outcome: 'acted', says: 'searched' });
const idle = { ...acted, payload: { ...acted.payload, outcome: 'no-action' } };
const by = (it: Step, person: string): Step => ({ ...it, as: { ...it.as, person } });
const reopen = step(privacy, 'review.reopen-privacy', { report, why: 'a person was recognised' });
const other = officer('pol', 'partner-recipient', 'MEX', 'FGR');
const american = officer('pat', 'partner-recipient', 'USA', 'SEMAR');
const ownState = { ...to, recipient: { state: 'USA', agency: 'DEA' } };

const mexican = officer('dan', 'disclosure-officer', 'MEX', 'SEMAR');
/** By an officer of the state to which the reports do not belong, to a third. */
const ofOthers = (it: Step): Step => ({
  ...it,
  as: mexican,
  payload: { ...it.payload, recipient: { state: 'GTM', agency: 'PNC' } },
});

workflowSuite('package', {
  workflow: packageWorkflow,
  commandsOf: packageCommands,
  look: receive,
  before: minimised,
  creates: ['release', 'disclose', 'deny'],
  steps: { release, disclose, deny, receive, report: acted },
  states: {
    none: { by: [], to: { release: 'released', disclose: 'disclosed', deny: 'denied' } },
    released: {
      by: [release],
      to: { release: 'released', disclose: 'released', deny: 'released', receive: 'received' },
    },
    disclosed: { by: [disclose], to: { release: 'disclosed', disclose: 'disclosed', deny: 'disclosed' } },
    denied: { by: [deny], to: { release: 'denied', disclose: 'denied', deny: 'denied' } },
    received: {
      by: [release, receive],
      to: { release: 'received', disclose: 'received', deny: 'received', report: 'acted' },
    },
    acted: { by: [release, receive, acted], to: { release: 'acted', disclose: 'acted', deny: 'acted' } },
    'no-action': {
      by: [release, receive, idle],
      to: { release: 'no-action', disclose: 'no-action', deny: 'no-action' },
    },
  },
  offices: {
    release: ['disclosure-officer'],
    disclose: ['disclosure-officer'],
    deny: ['disclosure-officer'],
    receive: ['partner-recipient'],
    report: ['partner-recipient'],
  },
  refused: [
    ['the author releases', ['author-discloses'], [by(release, 'ana')]],
    ['the author discloses', ['author-discloses'], [by(disclose, 'ana')]],
    ['the author denies', ['author-discloses'], [by(deny, 'ana')]],
    ['the officer receives', ['discloser-receives'], [release, by(receive, 'dis')]],
    ['the officer reports', ['discloser-receives'], [release, receive, by(acted, 'dis')]],
    ['released again unminimised', ['report-not-minimised'], [reopen, release]],
    ['disclosed unminimised', ['report-not-minimised'], [reopen, disclose]],
    ['denied unminimised', ['report-not-minimised'], [reopen, deny]],
    [
      'one report of two',
      ['report-not-minimised'],
      [{ ...release, payload: { ...release.payload, reports: [report, 'i9'] } }],
    ],
    ['another state’s report released', ['other-state-report'], [ofOthers(release)]],
    ['another state’s report shown', ['other-state-report'], [ofOthers(disclose)]],
    ['another state’s report denied', ['other-state-report'], [ofOthers(deny)]],
    ['to oneself', ['own-state-recipient'], [{ ...release, payload: { ...release.payload, ...ownState } }]],
    ['shown to oneself', ['own-state-recipient'], [{ ...disclose, payload: { ...disclose.payload, ...ownState } }]],
    ['denied to oneself', ['own-state-recipient'], [{ ...deny, payload: { ...deny.payload, ...ownState } }]],
    ['another agency receives', ['not-the-recipient'], [release, { ...receive, as: other }]],
    ['another state receives', ['not-the-recipient'], [release, { ...receive, as: american }]],
    ['another agency reports', ['not-the-recipient'], [release, receive, { ...acted, as: other }]],
    [
      'another content',
      ['another-content'],
      [release, { ...receive, payload: { ...receive.payload, contentHash: two } }],
    ],
    ['shown until now', ['time-is-past'], [{ ...disclose, atUs: noonUs + 1 }]],
    [
      'everything at once',
      ['wrong-role', 'author-discloses', 'report-not-minimised', 'own-state-recipient'],
      [reopen, { ...release, as: officer('ana', 'analyst'), payload: { ...release.payload, ...ownState } }],
    ],
  ],
});

describe('a package', () => {
  it.each(['recipient', 'purpose', 'label', 'useLimits', 'reports', 'contentHash'])(
    'has no type without %s',
    (name) => {
      const command = releaseCommands.find((it) => it.name === 'release.release-package');
      const { [name]: _, ...rest } = { ...release.payload };
      expect(command?.open(rest)).toHaveProperty('faults');
      expect(command?.open({ ...rest, [name]: [] })).toHaveProperty('faults');
      expect(command?.open({ ...rest, [name]: '  ' })).toHaveProperty('faults');
      expect(command?.open(release.payload)).not.toHaveProperty('faults');
    },
  );

  it('is refused where one of its reports cannot be read', () => {
    const chain = new Chain();
    for (const it of minimised) chain.must(it);
    chain.facts[0] = { ...chain.facts[0]!, content: { known: false, why: 'destroyed' } };
    expect(codesOf(chain.ask(release))).toEqual(['content-unknown']);
  });
});
