import { bandOf, baseAgreement, boxOf, ofThisPlan } from '../../sim/authority/base-case.ts';
import type { CaseDocument } from '../../src/authorise/case/document.ts';
import { agreementOf, at, clear, refused, type TableCase, there } from './change.ts';

const record = (file: CaseDocument) => at(file.agreements, 0);

/** The next version, concurred by both parties unless told otherwise. */
function newer(
  file: CaseDocument,
  more: Partial<ReturnType<typeof baseAgreement>> = {},
): CaseDocument['agreements'][number] {
  const document = { ...baseAgreement(), version: 3, ...more };
  const it = { ...record(file), document, concurrences: record(file).concurrences.map((one) => ({ ...one })) };
  file.agreements.push(it);
  return it;
}

export const agreementCases: readonly TableCase[] = [
  refused('agreement-unknown', 'another id', (f) => {
    f.plan.agreement.id = 'agreement-sur';
  }),
  refused('agreement-unknown', 'another version', (f) => {
    f.plan.agreement.version = 3;
  }),
  refused('agreement-unknown', 'none in the case', (f) => {
    f.agreements = [];
  }),
  clear('another agreement beside it', (f) => {
    f.agreements.unshift({
      ...record(f),
      document: { ...baseAgreement(), id: 'agreement-sur', agencies: [{ state: 'MEX', agency: 'FAM' }] },
    });
  }),

  clear('an older version before it in the file', (f) => {
    const document = { ...baseAgreement(), version: 1, agencies: [{ state: 'MEX', agency: 'FAM' }] };
    f.agreements.unshift({ ...record(f), document });
  }),

  refused('agreement-not-concurred', 'one party has not', (f) => void record(f).concurrences.pop()),
  refused('agreement-not-concurred agreement-not-concurred', 'neither has', (f) => {
    record(f).concurrences = [];
  }),
  refused('agreement-not-concurred', 'only after the decision', (f) => {
    at(record(f).concurrences, 1).at = '2026-12-01T12:00:00.000001Z';
  }),
  clear('at the moment of the decision', (f) => {
    at(record(f).concurrences, 1).at = '2026-12-01T12:00:00Z';
  }),
  refused('agreement-not-concurred', 'by no authority', (f) => {
    at(record(f).concurrences, 1).person = 'p-mex-9';
  }),
  refused('agreement-not-concurred', 'by an authority of later', (f) => {
    at(record(f).concurrences, 1).person = 'p-mex-2';
  }),
  refused('agreement-not-concurred', 'a moment before the authority begins', (f) => {
    Object.assign(at(record(f).concurrences, 1), { person: 'p-mex-2', at: '2026-11-14T23:59:59.999999Z' });
  }),
  clear('at the moment at which the authority begins', (f) => {
    Object.assign(at(record(f).concurrences, 1), { person: 'p-mex-2', at: '2026-11-15T00:00:00Z' });
  }),
  refused('agreement-not-concurred', 'at the moment at which the authority ends', (f) => {
    at(at(agreementOf(f).parties, 1).authorities, 0).window = {
      from: '2026-01-01T00:00:00Z',
      until: '2026-06-12T15:00:00Z',
    };
    at(f.concurrences, 1).person = 'p-mex-2';
  }),
  refused('agreement-not-concurred', 'an authority of the other party', (f) => {
    at(record(f).concurrences, 1).person = 'p-usa-1';
  }),
  refused('agreement-not-concurred agreement-not-concurred', 'one person for both', (f) => {
    at(agreementOf(f).parties, 1).authorities.push({
      person: 'p-usa-1',
      window: { from: '2026-01-01T00:00:00Z', until: null },
    });
    at(record(f).concurrences, 1).person = 'p-usa-1';
  }),
  refused('agreement-not-concurred', 'one person for both, and another for one of them', (f) => {
    at(agreementOf(f).parties, 0).authorities.push({
      person: 'p-mex-1',
      window: { from: '2026-01-01T00:00:00Z', until: null },
    });
    record(f).concurrences.push({ state: 'USA', person: 'p-mex-1', at: '2026-06-13T00:00:00Z' });
  }),
  clear('one person for both, after the decision for the second', (f) => {
    at(agreementOf(f).parties, 0).authorities.push({
      person: 'p-mex-1',
      window: { from: '2026-01-01T00:00:00Z', until: null },
    });
    record(f).concurrences.push({ state: 'USA', person: 'p-mex-1', at: '2026-12-01T12:00:01Z' });
  }),
  refused('agreement-not-concurred', 'another state in its place', (f) => {
    at(record(f).concurrences, 1).state = 'CAN';
  }),

  clear('the validity is the window exactly', (f) => {
    agreementOf(f).validity = { ...f.plan.window };
  }),
  refused('agreement-not-valid', 'valid a moment too late', (f) => {
    agreementOf(f).validity = { from: '2026-12-01T14:00:00.000001Z', until: '2026-12-02T00:00:00Z' };
  }),
  refused('agreement-not-valid', 'valid a moment too short', (f) => {
    agreementOf(f).validity = { from: '2026-11-01T00:00:00Z', until: '2026-12-01T21:59:59.999999Z' };
  }),

  refused('agreement-suspended', 'during the plan', (f) => {
    record(f).suspensions.push({
      state: 'MEX',
      window: { from: '2026-12-01T20:00:00Z', until: '2026-12-01T20:30:00Z' },
    });
  }),
  refused('agreement-suspended', 'without end', (f) => {
    record(f).suspensions.push({ state: 'MEX', window: { from: '2026-11-01T00:00:00Z', until: null } });
  }),
  refused('agreement-suspended agreement-suspended', 'after the decision, before the plan; by both', (f) => {
    const window = { from: '2026-12-01T12:00:00Z', until: '2026-12-01T13:00:00Z' };
    record(f).suspensions.push({ state: 'MEX', window }, { state: 'USA', window });
  }),
  clear('suspended until the decision', (f) => {
    record(f).suspensions.push({
      state: 'MEX',
      window: { from: '2026-11-01T00:00:00Z', until: '2026-12-01T12:00:00Z' },
    });
  }),
  refused('agreement-suspended', 'until a moment after the decision', (f) => {
    record(f).suspensions.push({
      state: 'MEX',
      window: { from: '2026-11-01T00:00:00Z', until: '2026-12-01T12:00:00.000001Z' },
    });
  }),
  clear('suspended from the end of the plan', (f) => {
    record(f).suspensions.push({ state: 'MEX', window: { from: '2026-12-01T22:00:00Z', until: null } });
  }),
  refused('agreement-suspended', 'from a moment before its end', (f) => {
    record(f).suspensions.push({ state: 'MEX', window: { from: '2026-12-01T21:59:59.999999Z', until: null } });
  }),

  refused('agreement-ended', 'long before', (f) => {
    record(f).ended = '2026-11-01T00:00:00Z';
  }),
  refused('agreement-ended', 'a moment before the end of the plan', (f) => {
    record(f).ended = '2026-12-01T21:59:59.999999Z';
  }),
  clear('ended with the plan', (f) => {
    record(f).ended = '2026-12-01T22:00:00Z';
  }),

  refused('agreement-superseded', 'by a newer version', (f) => void newer(f)),
  refused('agreement-superseded agreement-superseded', 'by two', (f) => {
    newer(f);
    newer(f, { version: 4 });
  }),
  clear('a newer version that one party has not concurred with', (f) => void newer(f).concurrences.pop()),
  clear('a newer version that was concurred with after the decision', (f) => {
    at(newer(f).concurrences, 1).at = '2026-12-01T12:00:01Z';
  }),
  refused('agreement-superseded', 'by one that was concurred with as it is decided', (f) => {
    at(newer(f).concurrences, 1).at = '2026-12-01T12:00:00Z';
  }),
  clear('a newer version that begins at the end of the plan', (f) => {
    newer(f, { validity: { from: '2026-12-01T22:00:00Z', until: '2027-12-01T00:00:00Z' } });
  }),
  refused('agreement-superseded', 'by one that begins a moment before its end', (f) => {
    newer(f, { validity: { from: '2026-12-01T21:59:59.999999Z', until: '2027-12-01T00:00:00Z' } });
  }),
  clear('an older version', (f) => void newer(f, { version: 1 })),
  clear('a newer version of another agreement', (f) => void newer(f, { id: 'agreement-sur' })),
];

const usa = (file: CaseDocument) => at(file.concurrences, 0);
const mex = (file: CaseDocument) => at(file.concurrences, 1);
const another = 'ab'.repeat(32);
const early = '2026-11-30T12:00:00Z';
const late = '2026-12-01T12:00:00.000001Z';
const now = '2026-12-01T12:00:00Z';

/** What MEX asked for is not at issue where its concurrence is none. */
export const signatureCases: readonly TableCase[] = [
  refused('state-not-party agency-not-permitted', 'the plan is of a third state', (f) => {
    f.plan.state = 'CAN';
  }),
  refused('state-not-party', 'a third state concurs', (f) => {
    f.concurrences.push({ state: 'CAN', person: 'p-can-1', at: early, planHash: ofThisPlan, conditions: [] });
  }),
  refused('state-not-party', '… as it is decided', (f) => {
    f.concurrences.push({ state: 'CAN', person: 'p-can-1', at: now, planHash: ofThisPlan, conditions: [] });
  }),
  clear('a third state concurs with another plan', (f) => {
    f.concurrences.push({ state: 'CAN', person: 'p-can-1', at: early, planHash: another, conditions: [] });
  }),
  clear('a third state concurs after the decision', (f) => {
    f.concurrences.push({ state: 'CAN', person: 'p-can-1', at: late, planHash: ofThisPlan, conditions: [] });
  }),
  refused('concurrence-missing', 'of one party', (f) => void f.concurrences.shift()),
  refused('concurrence-missing concurrence-missing', 'of both', (f) => {
    f.concurrences = [];
  }),
  refused('concurrence-missing', 'only after the decision', (f) => {
    usa(f).at = late;
  }),
  clear('as it is decided', (f) => {
    usa(f).at = now;
  }),
  refused('concurrence-other-plan', 'with another plan', (f) => {
    usa(f).planHash = another;
  }),
  refused('concurrence-other-plan', 'with this one only after the decision', (f) => {
    f.concurrences.push({ ...usa(f), at: late });
    usa(f).planHash = another;
  }),
  clear('with another plan later', (f) => {
    f.concurrences.push({ ...usa(f), planHash: another, at: '2026-12-01T11:00:00Z' });
  }),
  refused('concurrence-withdrawn', 'after', (f) => {
    f.withdrawals.push({ state: 'USA', person: 'p-usa-9', at: '2026-12-01T10:00:00Z' });
  }),
  refused('concurrence-withdrawn', 'at the same moment', (f) => {
    f.withdrawals.push({ state: 'USA', person: 'p-usa-1', at: usa(f).at });
  }),
  clear('a moment before it', (f) => {
    f.withdrawals.push({ state: 'USA', person: 'p-usa-1', at: '2026-11-30T17:59:59.999999Z' });
  }),
  refused('concurrence-withdrawn', 'as it is decided', (f) => {
    f.withdrawals.push({ state: 'USA', person: 'p-usa-1', at: now });
  }),
  clear('after the decision', (f) => void f.withdrawals.push({ state: 'USA', person: 'p-usa-1', at: late })),
  clear('and concurred again', (f) => {
    f.withdrawals.push({ state: 'USA', person: 'p-usa-1', at: '2026-12-01T10:00:00Z' });
    f.concurrences.unshift({ ...usa(f), at: '2026-12-01T10:00:00.000001Z' });
  }),
  refused('concurrence-withdrawn', 'and concurred again with another plan', (f) => {
    f.withdrawals.push({ state: 'USA', person: 'p-usa-1', at: '2026-12-01T10:00:00Z' });
    f.concurrences.push({ ...usa(f), at: '2026-12-01T11:00:00Z', planHash: another });
  }),
  refused('concurrence-withdrawn', 'nothing else is told of who withdrew', (f) => {
    f.proposers.push('p-usa-1');
    f.withdrawals.push({ state: 'USA', person: 'p-usa-1', at: '2026-12-01T10:00:00Z' });
  }),
  refused('concurrence-withdrawn concurrence-withdrawn', 'by both', (f) => {
    for (const state of ['USA', 'MEX']) f.withdrawals.push({ state, person: 'p-1', at: '2026-12-01T10:00:00Z' });
  }),
  refused('one-person-two-states not-signing-authority', 'one person for both parties', (f) => {
    mex(f).person = 'p-usa-1';
    f.signatories = [];
  }),
  refused('one-person-two-states', '… an authority of both', (f) => {
    at(agreementOf(f).parties, 1).authorities.push({
      person: 'p-usa-1',
      window: { from: '2026-01-01T00:00:00Z', until: null },
    });
    mex(f).person = 'p-usa-1';
    f.signatories = [];
  }),
  refused('one-person-two-states', 'who has signed for another state', (f) => {
    f.signatories.push({ person: 'p-usa-1', state: 'CAN' });
  }),
  clear(
    'another person has signed for another state',
    (f) => void f.signatories.push({ person: 'p-usa-2', state: 'CAN' }),
  ),
  refused('not-signing-authority', 'somebody else', (f) => {
    usa(f).person = 'p-usa-9';
  }),
  refused('not-signing-authority', 'not yet', (f) => {
    at(at(agreementOf(f).parties, 0).authorities, 0).window = { from: '2026-11-30T18:00:00.000001Z', until: null };
    at(record(f).concurrences, 0).at = '2026-11-30T19:00:00Z';
  }),
  refused('not-signing-authority', 'no more', (f) => {
    at(at(agreementOf(f).parties, 0).authorities, 0).window = {
      from: '2026-06-01T00:00:00Z',
      until: '2026-11-30T18:00:00Z',
    };
  }),
  clear('for the last moment', (f) => {
    at(at(agreementOf(f).parties, 0).authorities, 0).window = {
      from: '2026-06-01T00:00:00Z',
      until: '2026-11-30T18:00:00.000001Z',
    };
  }),
  clear('the latest concurrence is by an authority', (f) => {
    f.concurrences.unshift({ ...usa(f), person: 'p-usa-9', at: early });
  }),
  refused('not-signing-authority', 'the latest concurrence is by none', (f) => {
    f.concurrences.unshift({ ...usa(f), person: 'p-usa-9', at: '2026-12-01T11:00:00Z' });
  }),
  refused('not-signing-authority', 'of two at one moment the last in the file', (f) => {
    f.concurrences.push({ ...usa(f), person: 'p-usa-9' });
  }),
  refused('requester-authorises', 'a requester signs', (f) => {
    at(f.requirements, 0).requesters.push('p-usa-1');
  }),
  clear('a requester of what the plan does not serve', (f) => void at(f.requirements, 1).requesters.push('p-usa-1')),
  refused('requester-authorises requester-authorises', 'of two requirements', (f) => {
    f.plan.requirements.push('req-9');
    for (const one of f.requirements) one.requesters.push('p-usa-1');
  }),
  refused('proposer-authorises', 'a proposer signs', (f) => void f.proposers.push('p-mex-1')),
  clear('a proposer has signed before', (f) => {
    f.proposers.push('p-usa-9');
    f.concurrences.unshift({ ...usa(f), person: 'p-usa-9', at: early });
  }),
  refused('condition-not-accepted', 'by nobody', (f) => {
    f.acceptances = [];
  }),
  refused('condition-not-accepted', 'another condition', (f) => {
    at(f.acceptances, 0).condition = 'c-other';
  }),
  refused('condition-not-accepted', 'after the decision', (f) => {
    at(f.acceptances, 0).at = late;
  }),
  clear('accepted as it is decided', (f) => {
    at(f.acceptances, 0).at = now;
  }),
  clear('accepted as it is made', (f) => {
    at(f.acceptances, 0).at = mex(f).at;
  }),
  refused('condition-not-accepted', 'accepted a moment before it was made', (f) => {
    at(f.acceptances, 0).at = '2026-11-30T19:59:59.999999Z';
  }),
  clear('a condition of a concurrence that another followed', (f) => {
    f.concurrences.unshift({ ...usa(f), at: early, conditions: [{ id: 'c-old', kind: 'text', text: 'Not any more' }] });
  }),
];

const condition = (file: CaseDocument, id: string) => there(mex(file).conditions.find((one) => one.id === id));

export const conditionCases: readonly TableCase[] = [
  clear('the window exactly', (f) => void Object.assign(condition(f, 'c-window'), { window: f.plan.window })),
  refused('condition-not-met', 'a moment later', (f) => {
    Object.assign(condition(f, 'c-window'), {
      window: { from: '2026-12-01T14:00:00.000001Z', until: '2026-12-01T23:00:00Z' },
    });
  }),
  refused('condition-not-met', 'a moment shorter', (f) => {
    Object.assign(condition(f, 'c-window'), {
      window: { from: '2026-12-01T14:00:00Z', until: '2026-12-01T21:59:59.999999Z' },
    });
  }),
  refused(
    'condition-not-met',
    'a sensor on board',
    (f) => void Object.assign(condition(f, 'c-sensor'), { sensor: 'EO/IR' }),
  ),
  refused('condition-not-met condition-not-met condition-not-met', 'a band a little narrower', (f) => {
    Object.assign(condition(f, 'c-band'), { band: bandOf(4_000.001, 5_000) });
  }),
  clear('the band exactly', (f) => {
    Object.assign(condition(f, 'c-band'), { band: bandOf(4_000, 5_000) });
  }),
  refused('condition-not-met condition-not-met condition-not-met', 'a band that cannot be decided', (f) => {
    f.terrain = null;
    Object.assign(condition(f, 'c-band'), {
      band: { lower: { reference: 'AGL', altitudeM: 100 }, upper: { reference: 'MSL', altitudeM: 9_000 } },
    });
  }),
  refused('condition-not-met', 'an excluded area across a leg', (f) => {
    excluded(f).area.outer = boxOf(29.98, -110.1, 30.02, -110);
  }),
  clear('… above its band', (f) => {
    excluded(f).area = { id: 'above', outer: boxOf(29.98, -110.1, 30.02, -110), band: bandOf(5_600, 9_000) };
  }),
  refused('condition-not-met', 'an excluded area across the lost-link path alone', (f) => {
    excluded(f).area.outer = boxOf(30.29, -110.01, 30.31, -109.99);
  }),
  refused('condition-not-met', 'an excluded area within the stay', (f) => {
    excluded(f).area.outer = boxOf(29.69, -110.31, 29.7, -110.3);
  }),
  clear('a condition of a concurrence with another plan', (f) => {
    f.concurrences.push({
      ...usa(f),
      planHash: another,
      conditions: [{ id: 'c-1', kind: 'excluded-sensor', sensor: 'EO/IR' }],
    });
  }),
  refused('condition-not-met condition-not-met', 'of both states, of one id', (f) => {
    const conditions = [{ id: 'c-sensor', kind: 'excluded-sensor' as const, sensor: 'EO/IR' }];
    usa(f).conditions = conditions;
    mex(f).conditions = conditions;
  }),
];

function excluded(file: CaseDocument) {
  const found = condition(file, 'c-area');
  if (found.kind !== 'excluded-area') throw new RangeError('another condition');
  return found;
}
