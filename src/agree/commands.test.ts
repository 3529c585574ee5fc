import { describe, expect, it } from 'vitest';
import {
  agreementOf,
  asked,
  authorising,
  compartment,
  concurAgreement,
  agreement as document,
  draftAgreement,
  hashOf,
} from '../../test/authority-story.ts';
import { Chain, codesOf, noonUs, officer, type Step, step } from '../../test/chain.ts';
import { workflowSuite } from '../../test/workflow-suite.ts';
import { agreementWorkflow } from './agreement/decide.ts';
import { type Agreement, evolveAgreement, holdsUntil, noAgreement, standingAt, versionAt } from './agreement/state.ts';
import { agreementCommands, organisationCommands, requirementCommands } from './commands.ts';
import { organisationWorkflow } from './organisation/decide.ts';
import { evolveOrganisation, noOrganisation } from './organisation/state.ts';
import { requirementWorkflow } from './requirement/decide.ts';

const ana = officer('ana', 'requester');
const collector = officer('cole', 'collection-manager', 'MEX');
const draft = step(ana, 'agree.draft-requirement', { compartment, ...asked });
const requirement = 'i1';
const revise = step(ana, 'agree.revise-requirement', { requirement, ...asked });
const submit = step(officer('ben', 'requester'), 'agree.submit-requirement', { requirement });
const validateBy = (...duplicates: string[]) =>
  step(collector, 'agree.validate-requirement', { requirement, known: 'nothing', duplicates });
const validate = validateBy();
const task = step(collector, 'agree.task-requirement', { requirement });
const decline = step(collector, 'agree.decline-requirement', { requirement, why: 'known already' });
const mexican = officer('mar', 'requester', 'MEX');
const later = asked.latestUsefulUs;

workflowSuite('requirement', {
  workflow: requirementWorkflow,
  commandsOf: requirementCommands,
  look: submit,
  creates: ['draft'],
  steps: { draft, revise, submit, validate, task, decline },
  states: {
    none: { by: [], to: { draft: 'draft' } },
    draft: { by: [draft], to: { draft: 'draft', revise: 'draft', submit: 'submitted' } },
    submitted: { by: [draft, submit], to: { draft: 'submitted', validate: 'validated', decline: 'declined' } },
    validated: { by: [draft, submit, validate], to: { draft: 'validated', task: 'tasked', decline: 'declined' } },
    tasked: { by: [draft, submit, validate, task], to: { draft: 'tasked' } },
    declined: { by: [draft, submit, decline], to: { draft: 'declined' } },
  },
  offices: {
    draft: ['requester'],
    revise: ['requester'],
    submit: ['requester'],
    validate: ['collection-manager'],
    task: ['collection-manager'],
    decline: ['collection-manager'],
  },
  refused: [
    ['another state revises', ['other-state-asks'], [draft, { ...revise, as: mexican }]],
    ['another state submits', ['other-state-asks'], [draft, { ...submit, as: mexican }]],
    ['submitted too late', ['too-late-to-be-useful'], [draft, { ...submit, atUs: later }]],
    ['validated too late', ['too-late-to-be-useful'], [draft, submit, { ...validate, atUs: later }]],
    ['tasked too late', ['too-late-to-be-useful'], [draft, submit, validate, { ...task, atUs: later }]],
    ['validated beside one that is not', ['duplicate-unknown'], [draft, submit, validateBy('i9')]],
    ['validated beside itself', ['duplicate-unknown'], [draft, submit, validateBy('i1')]],
    [
      'everything at once',
      ['wrong-state', 'wrong-role', 'other-state-asks', 'too-late-to-be-useful'],
      [draft, submit, { ...submit, as: collector, atUs: later }],
    ],
  ],
});

const agreement = document.id;
const drafted = draftAgreement();
const una = concurAgreement('una', 'USA');
const mia = concurAgreement('mia', 'MEX');
const lex = officer('lex', 'legal-adviser');
const next = agreementOf({ USA: ['una', 'lex'], MEX: ['mia'] }, { version: 2 });
const amendTo = (to: object) => step(lex, 'agree.amend-agreement', { agreement, document: to });
const amend = amendTo(next);
const amendAgain = amendTo({ ...next, version: 3 });
const concurNext = concurAgreement('una', 'USA', next);
const suspend = step(authorising('ulf'), 'agree.suspend-agreement', {
  agreement,
  fromUs: null,
  untilUs: null,
  why: 'doubt',
});
const resume = step(authorising('ulf'), 'agree.resume-agreement', { agreement });
const end = step(authorising('mar', 'MEX'), 'agree.end-agreement', { agreement, why: 'no more' });
const inForce = [drafted, una, mia];
const draftOf = (change: Parameters<typeof agreementOf>[1]) =>
  draftAgreement(agreementOf({ USA: ['una'], MEX: ['mia'] }, change));
const { parties } = document;
const both: readonly Step[] = [draftAgreement(agreementOf({ USA: ['una', 'lex'], MEX: ['una', 'mia'] }))];
const ofBoth = agreementOf({ USA: ['una', 'lex'], MEX: ['una', 'mia'] });

workflowSuite('agreement', {
  workflow: agreementWorkflow,
  commandsOf: agreementCommands,
  look: suspend,
  creates: [],
  steps: { draft: drafted, amend: amendAgain, concur: concurNext, suspend, resume, end },
  states: {
    none: { by: [], to: { draft: 'draft' } },
    draft: {
      by: [drafted, amend, suspend],
      to: { amend: 'draft', concur: 'draft', suspend: 'draft', resume: 'draft', end: 'ended' },
    },
    adopted: {
      by: [...inForce, amend, suspend],
      to: { amend: 'adopted', concur: 'adopted', suspend: 'adopted', resume: 'adopted', end: 'ended' },
    },
    ended: { by: [...inForce, end], to: {} },
  },
  offices: {
    draft: ['legal-adviser'],
    amend: ['legal-adviser'],
    concur: ['authorising-officer'],
    suspend: ['authorising-officer'],
    resume: ['authorising-officer'],
    end: ['authorising-officer'],
  },
  evenUnread: ['suspend', 'end'],
  refused: [
    ['the drafter concurs', ['drafter-concurs'], [draftAgreement(ofBoth), concurAgreement('lex', 'USA', ofBoth)]],
    [
      'one person concurs for both',
      ['signs-for-two-states'],
      [...both, concurAgreement('una', 'USA', ofBoth), concurAgreement('una', 'MEX', ofBoth)],
    ],
    ['another state drafts', ['state-not-party'], [{ ...drafted, as: officer('kim', 'legal-adviser', 'CAN') }]],
    ['another state amends', ['state-not-party'], [drafted, { ...amend, as: officer('kim', 'legal-adviser', 'CAN') }]],
    [
      'another state concurs',
      ['state-not-party', 'not-signing-authority'],
      [drafted, { ...una, as: authorising('una', 'CAN') }],
    ],
    ['another state suspends', ['state-not-party'], [drafted, { ...suspend, as: authorising('kim', 'CAN') }]],
    [
      'another state resumes',
      ['state-not-party', 'nothing-suspended'],
      [drafted, suspend, { ...resume, as: authorising('kim', 'CAN') }],
    ],
    ['another state ends', ['state-not-party'], [drafted, { ...end, as: authorising('kim', 'CAN') }]],
    ['somebody who is not named concurs', ['not-signing-authority'], [drafted, concurAgreement('ulf', 'USA')]],
    ['a party concurs twice', ['state-has-concurred'], [drafted, una, concurAgreement('ugo', 'USA')]],
    [
      'another text is signed',
      ['another-document'],
      [drafted, { ...una, payload: { ...una.payload, documentHash: hashOf(1) } }],
    ],
    ['an overtaken draft is signed', ['overtaken-draft'], [drafted, amend, una]],
    [
      'a draft without length',
      ['document-inconsistent'],
      [draftOf({ validity: { from: '2026-06-01T00:00:00Z', until: '2026-06-01T00:00:00Z' } })],
    ],
    [
      'an amendment without length',
      ['document-inconsistent'],
      [drafted, amendTo({ ...next, validity: { from: '2026-02-30T00:00:00Z', until: '2027-01-01T00:00:00Z' } })],
    ],
    ['a draft that is no first version', ['version-out-of-turn'], [draftOf({ version: 2 })]],
    ['a version left out', ['version-out-of-turn'], [drafted, amendTo({ ...next, version: 3 })]],
    ['a version of another agreement', ['version-out-of-turn'], [drafted, amendTo({ ...next, id: 'another' })]],
    [
      'other parties',
      ['other-parties'],
      [drafted, amendTo({ ...next, parties: [parties[0], { ...parties[1], state: 'GTM' }], host: 'USA' })],
    ],
    ['another host', ['other-parties'], [drafted, amendTo({ ...next, host: 'USA' })]],
    [
      'the other party resumes',
      ['nothing-suspended'],
      [drafted, suspend, { ...resume, as: authorising('mar', 'MEX') }],
    ],
    [
      'a suspension that is over',
      ['ends-before-it-begins'],
      [drafted, { ...suspend, payload: { ...suspend.payload, untilUs: noonUs } }],
    ],
  ],
});

const organisation = 'i1';
const name = step(officer('abe', 'analyst'), 'agree.name-organisation', { compartment, name: 'Sierra (fictional)' });
const statusOf = (state: string, from: string, until: string | null, status = 'designated') => ({
  state,
  status,
  window: { from, until },
  source: 'Exercise designation 1',
});
const stateStatus = step(lex, 'agree.state-legal-status', {
  organisation,
  status: statusOf('USA', '2027-01-01T00:00:00Z', null),
});
const judged = { to: { kind: 'site', id: 'site-4' }, likelihood: 'likely', confidence: 'low', basis: 'Reporting' };
const link = step(officer('abe', 'analyst'), 'agree.link-organisation', { organisation, ...judged });
const unlink = step(officer('abe', 'analyst'), 'agree.unlink-organisation', { organisation, link: 'i2', why: 'wrong' });
const longAgo = { ...stateStatus.payload, status: statusOf('USA', '2027-01-01T00:00:00Z', '2026-01-01T00:00:00Z') };

workflowSuite('organisation', {
  workflow: organisationWorkflow,
  commandsOf: organisationCommands,
  look: link,
  creates: ['name'],
  steps: { name, 'state-status': stateStatus, link, unlink },
  states: {
    none: { by: [], to: { name: 'standing' } },
    standing: {
      by: [name, link],
      to: { name: 'standing', 'state-status': 'standing', link: 'standing', unlink: 'standing' },
    },
  },
  offices: {
    name: ['analyst', 'legal-adviser'],
    'state-status': ['legal-adviser'],
    link: ['analyst'],
    unlink: ['analyst'],
  },
  refused: [
    [
      'the law of another state',
      ['law-of-another-state'],
      [name, { ...stateStatus, as: officer('leo', 'legal-adviser', 'MEX') }],
    ],
    ['a status that ends before it begins', ['window-without-length'], [name, { ...stateStatus, payload: longAgo }]],
    ['a link that is none', ['no-such-link'], [name, unlink]],
  ],
});

describe('an agreement', () => {
  const told = (...story: readonly Step[]): { readonly chain: Chain; readonly now: () => Agreement } => {
    const chain = new Chain();
    for (const it of story) chain.must(it);
    return {
      chain,
      now: () =>
        chain.facts.filter(({ stream }) => stream.startsWith('agreement/')).reduce(evolveAgreement, noAgreement),
    };
  };
  const laterUs = noonUs + 86_400e6;
  const from = new Date(laterUs / 1_000).toISOString().replace('.000Z', 'Z');
  const coming = agreementOf(
    { USA: ['una'], MEX: ['mia'] },
    { version: 2, validity: { from, until: '2028-01-01T00:00:00Z' } },
  );

  it('is in force by its times: pending, in force, expired', () => {
    const { now } = told(drafted, una);
    expect(standingAt(now(), noonUs)).toBe('draft');
    const whole = told(...inForce).now();
    expect(standingAt(whole, Date.UTC(2026, 4, 31) * 1_000)).toBe('pending');
    expect(standingAt(whole, Date.UTC(2026, 5, 1) * 1_000)).toBe('in-force');
    expect(standingAt(whole, Date.UTC(2027, 5, 1) * 1_000)).toBe('expired');
  });

  it('stays in force until its next version is concurred by both and valid', () => {
    const { chain, now } = told(...inForce, amendTo(coming));
    const number = () => versionAt(now(), laterUs)?.document.version;
    expect(number()).toBe(1);
    chain.must(concurAgreement('una', 'USA', coming));
    expect(number()).toBe(1);
    expect(holdsUntil(now(), 1, noonUs, laterUs + 1)).toBe(true);
    chain.must(concurAgreement('mia', 'MEX', coming));
    expect(number()).toBe(2);
    expect(versionAt(now(), laterUs - 1)?.document.version).toBe(1);
    expect(holdsUntil(now(), 1, noonUs, laterUs)).toBe(true);
    expect(holdsUntil(now(), 1, noonUs, laterUs + 1)).toBe(false);
    expect(holdsUntil(now(), 2, laterUs - 1, laterUs + 1)).toBe(false);
    expect(holdsUntil(now(), 2, laterUs, laterUs + 1)).toBe(true);
  });

  it('is suspended by either party, at once or from a date, until that party resumes', () => {
    const { chain, now } = told(...inForce);
    chain.must({ ...suspend, payload: { ...suspend.payload, fromUs: laterUs } });
    expect(standingAt(now(), laterUs - 1)).toBe('in-force');
    expect(standingAt(now(), laterUs)).toBe('suspended');
    expect(holdsUntil(now(), 1, noonUs, laterUs)).toBe(true);
    expect(holdsUntil(now(), 1, noonUs, laterUs + 1)).toBe(false);
    chain.must({ ...suspend, as: authorising('mar', 'MEX') });
    chain.must(resume);
    expect(standingAt(now(), laterUs)).toBe('suspended');
    chain.must({ ...resume, as: authorising('mar', 'MEX') });
    expect(standingAt(now(), laterUs)).toBe('in-force');
    expect(now().suspensions).toEqual([]);
  });

  it('is ended by either party; what cannot be read of a stop stops all the same', () => {
    const { chain, now } = told(...inForce, end);
    expect(standingAt(now(), noonUs)).toBe('ended');
    expect(standingAt(now(), noonUs - 1)).toBe('in-force');
    const last = chain.facts.length - 1;
    chain.facts[last] = { ...chain.facts[last]!, content: { known: false, why: 'destroyed' } };
    expect(standingAt(now(), noonUs)).toBe('ended');
    const halted = told(...inForce, suspend);
    halted.chain.facts[last] = { ...halted.chain.facts[last]!, content: { known: false, why: 'no-key' } };
    expect(standingAt(halted.now(), noonUs)).toBe('suspended');
  });

  it('binds its signatories over all agreements and clearances', () => {
    const other = agreementOf({ USA: ['una'], MEX: ['una', 'mia'] }, { id: 'another' });
    const { chain } = told(...inForce, draftAgreement(other));
    expect(codesOf(chain.ask(concurAgreement('una', 'MEX', other)))).toEqual(['signs-for-two-states']);
    expect(codesOf(chain.ask(concurAgreement('mia', 'MEX', other)))).toEqual([]);
  });
});

describe('an organisation', () => {
  it('has legal statuses of which a later one of the same state speaks from its beginning on', () => {
    const chain = new Chain();
    chain.must(name);
    const say = (status: object) => chain.must({ ...stateStatus, payload: { organisation, status } });
    say(statusOf('USA', '2026-01-01T00:00:00Z', null));
    say(statusOf('USA', '2026-06-01T00:00:00Z', null, 'not-designated'));
    chain.must({
      ...stateStatus,
      as: officer('leo', 'legal-adviser', 'MEX'),
      payload: { organisation, status: statusOf('MEX', '2026-03-01T00:00:00Z', null) },
    });
    const { statuses } = chain.facts.reduce(evolveOrganisation, noOrganisation);
    expect(statuses.map(({ state, window }) => [state, window.from.slice(0, 7), window.until?.slice(0, 7)])).toEqual([
      ['USA', '2026-01', '2026-06'],
      ['USA', '2026-06', undefined],
      ['MEX', '2026-03', undefined],
    ]);
  });

  it('keeps likelihood and confidence apart, and takes no person', () => {
    const chain = new Chain();
    for (const it of [name, link]) chain.must(it);
    expect(chain.facts.reduce(evolveOrganisation, noOrganisation).links).toEqual([{ link: 'i2', ...judged }]);
    for (const more of [{ person: 'p' }, { members: [] }]) {
      expect(() => chain.ask({ ...link, payload: { ...link.payload, ...more } })).toThrow();
    }
    chain.must(unlink);
    expect(chain.facts.reduce(evolveOrganisation, noOrganisation).links).toEqual([]);
  });
});
