import { actor, type Change, other } from './requests.ts';

/** Which office does what by which rule, written down from the roles of the field and not from the rules: one is held against the other. */
export interface Permit {
  readonly rule: string;
  readonly offices: readonly string[] | 'any';
  readonly actions: readonly string[];
}

/** What a forbidding rule is to cite, and what comes nearest to it without. */
export interface Forbid {
  readonly rule: string;
  /** All of them, or all but some. */
  readonly actions: readonly string[] | { readonly allBut: readonly string[] };
  readonly breaks: readonly Change[];
  readonly keeps: readonly Change[];
}

const requirement = ['agree.draft-requirement', 'agree.revise-requirement', 'agree.submit-requirement'];
const asked = ['agree.validate-requirement', 'agree.task-requirement', 'agree.decline-requirement'];
const plan = ['authorise.propose-plan', 'authorise.replace-plan'];
const drafting = ['agree.draft-agreement', 'agree.amend-agreement'];
const agreeing = ['agree.concur-agreement', 'agree.resume-agreement'];
const organisation = ['agree.link-organisation', 'agree.unlink-organisation'];
const organisations = [...organisation, 'agree.name-organisation', 'agree.state-legal-status'];
const beforeFlight = ['authorise.accept-condition', 'authorise.release-volume', 'authorise.attest-unarmed'];
const keepsOut = ['authorise.declare-zone', 'authorise.revoke-diplomatic-clearance'];
const letsIn = ['authorise.lift-zone', 'authorise.issue-diplomatic-clearance', 'authorise.state-surroundings'];
const contact = ['authorise.record-contact', 'authorise.report-contact'];
const contacts = [...contact, 'authorise.report-contact-month'];
const noticeOnly = ['authorise.draft-notice', 'authorise.deliver-notice', 'authorise.acknowledge-notice'];
const notice = [...noticeOnly, 'authorise.open-notice', 'authorise.reopen-notice'];
const flying = ['fly.take-off', 'fly.report-on-station'];
const report = ['find.draft-report', 'find.revise-report', 'find.submit-report'];
const reading = ['review.accept-report', 'review.return-report'];
const privacy = ['review.minimise-report', 'review.reopen-privacy'];
const handOver = ['release.release-package', 'release.disclose-package', 'release.deny-package'];
const receipt = ['release.receive-package', 'release.report-outcome'];
const concern = ['account.answer-concern', 'account.report-concern', 'account.close-concern'];
const people = [
  'account.register-person',
  'account.grant-office',
  'account.withdraw-office',
  'account.grant-compartment',
  'account.withdraw-compartment',
];
const rules = ['account.propose-rule', 'account.amend-rule', 'account.sign-rule', 'account.drop-rule'];

const opensRecordings = ['pilot', 'sensor-operator', 'mission-coordinator', 'screener', 'analyst'];
const reviews = ['second-reader', 'privacy-officer', 'disclosure-officer', 'inspector', 'partner-observer'];

export const permits: readonly Permit[] = [
  { rule: 'requester-states-a-requirement', offices: ['requester'], actions: requirement },
  { rule: 'collection-manager-decides-on-requirements', offices: ['collection-manager'], actions: asked },
  { rule: 'legal-adviser-drafts-agreements', offices: ['legal-adviser'], actions: drafting },
  {
    rule: 'authorising-officer-decides-on-agreements',
    offices: ['authorising-officer'],
    actions: [...agreeing, 'agree.suspend-agreement', 'agree.end-agreement'],
  },
  {
    rule: 'analyst-keeps-organisations',
    offices: ['analyst'],
    actions: [...organisation, 'agree.name-organisation'],
  },
  {
    rule: 'legal-adviser-states-legal-status',
    offices: ['legal-adviser'],
    actions: ['agree.name-organisation', 'agree.state-legal-status'],
  },
  {
    rule: 'planner-releases-volumes',
    offices: ['collection-manager', 'mission-coordinator'],
    actions: ['authorise.release-volume'],
  },
  {
    rule: 'crew-and-observer-attest-unarmed',
    offices: ['pilot', 'mission-coordinator', 'partner-observer'],
    actions: ['authorise.attest-unarmed'],
  },
  {
    rule: 'crew-accepts-conditions',
    offices: ['pilot', 'sensor-operator'],
    actions: ['authorise.accept-condition'],
  },
  { rule: 'authorising-officer-keeps-airspace', offices: ['authorising-officer'], actions: [...keepsOut, ...letsIn] },
  { rule: 'anyone-in-office-records-contacts', offices: 'any', actions: contact },
  {
    rule: 'contacts-of-a-month-are-reported',
    offices: ['legislative-liaison', 'legal-adviser'],
    actions: ['authorise.report-contact-month'],
  },
  { rule: 'collection-manager-proposes-plans', offices: ['collection-manager'], actions: plan },
  { rule: 'mission-coordinator-proposes-plans', offices: ['mission-coordinator'], actions: plan },
  {
    rule: 'authorising-officer-decides-on-clearance',
    offices: ['authorising-officer'],
    actions: ['authorise.concur', 'authorise.refuse', 'authorise.withdraw'],
  },
  { rule: 'legislative-liaison-gives-notice', offices: ['legislative-liaison'], actions: notice },
  {
    rule: 'authorising-officer-asks-for-notice',
    offices: ['authorising-officer'],
    actions: ['authorise.open-notice', 'authorise.reopen-notice'],
  },
  { rule: 'inspector-reopens-notices', offices: ['inspector'], actions: ['authorise.reopen-notice'] },
  { rule: 'pilot-flies', offices: ['pilot'], actions: [...flying, 'fly.recover'] },
  { rule: 'partner-observer-halts', offices: ['partner-observer'], actions: ['fly.halt'] },
  { rule: 'authorising-officer-halts', offices: ['authorising-officer'], actions: ['fly.halt'] },
  { rule: 'analyst-writes-reports', offices: ['analyst'], actions: report },
  { rule: 'second-reader-reviews', offices: ['second-reader'], actions: reading },
  { rule: 'privacy-officer-minimises', offices: ['privacy-officer'], actions: privacy },
  { rule: 'analyst-reopens-privacy', offices: ['analyst'], actions: ['review.reopen-privacy'] },
  { rule: 'inspector-reopens-privacy', offices: ['inspector'], actions: ['review.reopen-privacy'] },
  { rule: 'disclosure-officer-hands-over', offices: ['disclosure-officer'], actions: handOver },
  { rule: 'partner-recipient-answers', offices: ['partner-recipient'], actions: receipt },
  { rule: 'anyone-raises-a-concern', offices: 'any', actions: ['account.raise-concern'] },
  { rule: 'inspector-handles-concerns', offices: ['inspector'], actions: concern },
  { rule: 'personnel-officer-keeps-people', offices: ['personnel-officer'], actions: people },
  {
    rule: 'founder-grants-the-first-office',
    offices: ['founder'],
    actions: ['account.register-person', 'account.grant-office'],
  },
  { rule: 'legal-adviser-keeps-the-rules', offices: ['legal-adviser'], actions: rules },
  { rule: 'anyone-in-office-reads', offices: 'any', actions: ['read.browse-log', 'read.open-body'] },
  { rule: 'anyone-in-office-reads-the-rules', offices: 'any', actions: ['read.list-rules'] },
  { rule: 'inspector-exports-the-log', offices: ['inspector'], actions: ['read.export-log'] },
  {
    rule: 'those-who-work-with-recordings-watch-them',
    offices: [...opensRecordings, ...reviews],
    actions: ['read.watch-recording'],
  },
  {
    rule: 'those-who-fly-or-read-recordings-open-them',
    offices: opensRecordings,
    actions: ['read.open-recording'],
  },
];

/** An entry of a compartment that is open to the reader. */
const open = (compartment: string, state: string): Change => ({
  attributes: { compartment, state },
  principal: { compartments: [compartment] },
});

export const forbids: readonly Forbid[] = [
  {
    rule: 'acting-in-an-office-in-force',
    actions: { allBut: ['account.raise-concern'] },
    breaks: [{ principal: { offices: [] } }],
    keeps: [],
  },
  {
    rule: 'acting-for-own-state',
    actions: { allBut: [] },
    breaks: [{ context: { state: 'MEX' } }],
    keeps: [],
  },
  {
    rule: 'acting-on-what-is-of-own-state',
    actions: [...requirement, ...notice, ...contacts, ...report, ...reading, ...privacy, ...concern, ...people],
    breaks: [{ attributes: { state: 'MEX' } }],
    keeps: [],
  },
  {
    rule: 'acting-with-need-to-know',
    actions: [
      ...requirement,
      ...asked,
      ...drafting,
      ...agreeing,
      ...organisations,
      ...plan,
      ...beforeFlight,
      ...letsIn,
      ...contacts,
      'authorise.concur',
      ...notice,
      ...flying,
      ...report,
      ...reading,
      ...privacy,
      ...handOver,
      ...concern,
      ...rules,
      'read.open-body',
    ],
    breaks: [{ principal: { compartments: [] } }, { attributes: { compartment: 'elsewhere' } }],
    keeps: [{ principal: { compartments: ['elsewhere', 'operations'] } }],
  },
  {
    rule: 'acting-freshly-signed-in',
    actions: [
      ...agreeing,
      'agree.end-agreement',
      ...letsIn,
      'authorise.attest-unarmed',
      'authorise.concur',
      'authorise.refuse',
      'authorise.deliver-notice',
      'review.accept-report',
      'review.minimise-report',
      ...handOver,
      'release.receive-package',
      'account.grant-office',
      'account.grant-compartment',
      'account.sign-rule',
    ],
    breaks: [{ context: { signedInAgoS: 301 } }, { context: { signedInAgoS: -1 } }],
    keeps: [{ context: { signedInAgoS: 300 } }, { context: { signedInAgoS: 0 } }],
  },
  {
    rule: 'acting-by-a-true-sign-in',
    actions: { allBut: [] },
    breaks: [{ context: { signedInBy: 'chooser' } }],
    keeps: [{ context: { signedInBy: 'chooser', exercise: true } }, { context: { exercise: true } }],
  },
  {
    rule: 'decided-by-the-two-states',
    actions: [...drafting, ...agreeing, ...plan, ...beforeFlight, 'authorise.concur', ...flying],
    breaks: [{ attributes: { states: ['MEX'] } }, { attributes: { states: [] } }],
    keeps: [{ attributes: { states: ['USA'] } }],
  },
  {
    rule: 'stopped-by-the-two-states',
    actions: [
      'agree.suspend-agreement',
      'agree.end-agreement',
      'authorise.refuse',
      'authorise.withdraw',
      'fly.recover',
      'fly.halt',
    ],
    breaks: [{ attributes: { states: ['MEX'] } }],
    keeps: [{ attributes: { states: [] } }, { attributes: { states: ['USA'] } }],
  },
  {
    rule: 'duty-drafter-does-not-concur',
    actions: ['agree.concur-agreement'],
    breaks: [{ attributes: { drafters: [actor] } }],
    keeps: [{ attributes: { drafters: [] } }],
  },
  {
    rule: 'legal-status-in-own-law',
    actions: ['agree.state-legal-status'],
    breaks: [{ attributes: { law: 'MEX' } }],
    keeps: [],
  },
  {
    rule: 'duty-requester-not-authoriser',
    actions: ['authorise.concur'],
    breaks: [{ attributes: { requesters: [actor] } }, { attributes: { requesters: [other, actor] } }],
    keeps: [{ attributes: { requesters: [] } }],
  },
  {
    rule: 'duty-proposer-not-authoriser',
    actions: ['authorise.concur'],
    breaks: [{ attributes: { proposers: [actor] } }],
    keeps: [{ attributes: { proposers: [] } }],
  },
  {
    rule: 'duty-authoriser-not-proposer',
    actions: ['authorise.replace-plan'],
    breaks: [{ attributes: { signed: [actor] } }],
    keeps: [{ attributes: { signed: [] } }],
  },
  {
    rule: 'duty-one-person-one-state',
    actions: ['authorise.concur', 'agree.concur-agreement'],
    breaks: [
      { attributes: { signersFirst: [actor] } },
      { attributes: { signersElsewhere: [actor] } },
      { attributes: { firstState: 'USA', secondState: 'MEX', signersSecond: [actor] } },
    ],
    keeps: [
      { attributes: { signersSecond: [actor] } },
      { attributes: { firstState: 'USA', secondState: 'MEX', signersFirst: [actor] } },
    ],
  },
  {
    rule: 'take-off-after-clearance',
    actions: ['fly.take-off'],
    breaks: [{ attributes: { status: 'uncleared' } }, { attributes: { status: 'halted' } }],
    keeps: [{ attributes: { status: 'cleared' } }],
  },
  {
    rule: 'duty-second-reader-not-author',
    actions: ['find.revise-report', 'find.submit-report'],
    breaks: [{ attributes: { readers: [actor] } }],
    keeps: [{ attributes: { readers: [] } }],
  },
  {
    rule: 'duty-author-not-second-reader',
    actions: reading,
    breaks: [{ attributes: { authors: [actor] } }],
    keeps: [{ attributes: { authors: [] } }],
  },
  {
    rule: 'duty-author-not-discloser',
    actions: handOver,
    breaks: [{ attributes: { authors: [actor] } }],
    keeps: [{ attributes: { authors: [] } }],
  },
  {
    rule: 'handed-over-to-the-other-state',
    actions: handOver,
    breaks: [{ attributes: { recipientState: 'USA' } }],
    keeps: [{ attributes: { recipientState: 'GTM' } }],
  },
  {
    rule: 'answered-by-the-recipient',
    actions: receipt,
    breaks: [{ attributes: { recipientState: 'MEX' } }, { attributes: { recipientAgency: 'AGENCY-B' } }],
    keeps: [],
  },
  {
    rule: 'duty-discloser-not-recipient',
    actions: receipt,
    breaks: [{ attributes: { officer: actor } }],
    keeps: [],
  },
  {
    rule: 'duty-nobody-grants-to-themselves',
    actions: ['account.grant-office', 'account.grant-compartment'],
    breaks: [{ id: actor }],
    keeps: [{ id: other }],
  },
  {
    rule: 'duty-proposer-does-not-adopt',
    actions: ['account.sign-rule'],
    breaks: [{ attributes: { proposer: actor } }],
    keeps: [],
  },
  {
    rule: 'duty-second-adopter-is-another',
    actions: ['account.sign-rule'],
    breaks: [{ attributes: { signers: [actor] } }],
    keeps: [{ attributes: { signers: [] } }],
  },
  {
    rule: 'proposals-are-dropped-by-their-proposer',
    actions: ['account.drop-rule'],
    breaks: [{ attributes: { proposer: other } }],
    keeps: [],
  },
  {
    rule: 'concerns-are-read-by-inspectors-of-the-state',
    actions: ['read.open-body'],
    breaks: [
      { ...open('concerns-USA', 'USA'), context: { office: 'analyst' } },
      { ...open('concerns-USA', 'USA'), context: { office: 'founder' } },
      { ...open('concerns-MEX', 'MEX'), context: { office: 'inspector' } },
    ],
    keeps: [{ ...open('concerns-USA', 'USA'), context: { office: 'inspector' } }],
  },
  {
    rule: 'notes-for-inspectors-are-read-by-them',
    actions: ['read.open-body'],
    breaks: [
      { ...open('inspection-USA', 'USA'), context: { office: 'analyst' } },
      { ...open('inspection', 'USA'), context: { office: 'personnel-officer' } },
      { ...open('inspection-MEX', 'MEX'), context: { office: 'inspector' } },
    ],
    keeps: [
      { ...open('inspection-USA', 'USA'), context: { office: 'inspector' } },
      { ...open('inspection', 'USA'), context: { office: 'inspector' } },
      { ...open('inspections', 'USA'), context: { office: 'analyst' } },
    ],
  },
  {
    rule: 'notices-are-read-in-their-own-state',
    actions: ['read.open-body'],
    breaks: [open('notices-MEX', 'MEX'), open('notices-USA', 'MEX')],
    keeps: [open('notices-USA', 'USA'), open('operations', 'MEX')],
  },
];
