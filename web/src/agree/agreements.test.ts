import { describe, expect, it } from 'vitest';
import { baseAgreement } from '../../../sim/authority/base-case.ts';
import { type Agreement, noAgreement } from '../../../src/agree/agreement/state.ts';
import { instantUs } from '../../../src/model/instant.ts';
import { hoursLeft, lackingOf, standsAt, suspendedBy, versionShown, waitingOf } from './agreements.ts';

const document = { ...baseAgreement(), version: 1 };
const at = (text: string): number => instantUs(text) ?? Number.NaN;
const nowUs = at('2026-12-01T12:00:00Z');
const given = (state: string, person: string) => ({ state, person, atUs: at('2026-06-10T15:00:00Z') });
const [usa, mex] = [given('USA', 'p-usa-1'), given('MEX', 'p-mex-1')];
const version = (number: number, ...concurrences: readonly (typeof usa)[]) => ({
  document: { ...document, version: number },
  documentHash: String(number).repeat(64),
  drafter: 'p-3',
  draftedUs: at('2026-06-01T00:00:00Z'),
  concurrences,
});
const agreement = (change: Partial<Agreement>): Agreement => ({ ...noAgreement, compartment: 'operations', ...change });

describe('how an agreement stands', () => {
  it('is a draft, waits for a named state, is in force, and while it is, its next version waits', () => {
    expect(standsAt(agreement({ status: 'draft', versions: [version(1)] }), nowUs)).toEqual({
      is: 'draft',
      states: [],
    });
    const half = agreement({ status: 'draft', versions: [version(1, usa)] });
    expect(standsAt(half, nowUs)).toEqual({ is: 'waits', states: ['MEX'] });
    const whole = agreement({ status: 'adopted', versions: [version(1, mex, usa), version(2, usa)] });
    expect(standsAt(whole, nowUs).is).toBe('in-force');
    expect(versionShown(whole, nowUs)?.document.version).toBe(1);
    const waiting = waitingOf(whole);
    expect(waiting?.document.version).toBe(2);
    expect(waiting === undefined ? [] : lackingOf(waiting)).toEqual(['MEX']);
  });

  it('names who suspended it, while that holds', () => {
    const fromUs = nowUs - 1;
    const suspended = agreement({
      status: 'adopted',
      versions: [version(1, mex, usa)],
      suspensions: [
        { state: 'MEX', fromUs, untilUs: nowUs + 1 },
        { state: 'USA', fromUs: nowUs + 1, untilUs: Number.POSITIVE_INFINITY },
      ],
    });
    expect(standsAt(suspended, nowUs)).toEqual({ is: 'suspended', states: ['MEX'] });
    expect(suspendedBy(suspended, nowUs + 1)).toEqual(['USA']);
  });

  it('is pending before it is valid, expired after, ended once ended, and unread where nothing could be read', () => {
    const adopted = agreement({ status: 'adopted', versions: [version(1, mex, usa)] });
    expect(standsAt(adopted, at('2026-05-31T23:59:59Z')).is).toBe('pending');
    expect(standsAt(adopted, at('2027-06-01T00:00:00Z')).is).toBe('expired');
    expect(standsAt({ ...adopted, status: 'ended', endedUs: nowUs }, nowUs).is).toBe('ended');
    expect(standsAt(noAgreement, nowUs).is).toBe('unread');
  });
});

describe('the hours that are left', () => {
  const block = (agency: string, from: string, until: string, id = document.id) => ({
    ...{ agreement: id, agency, window: { from, until } },
  });

  it('count blocks within the period of now, of the agency or of all, under this agreement alone', () => {
    const blocks = [
      block('CBP', '2026-12-01T10:00:00Z', '2026-12-01T14:00:00Z'),
      // Half of it is in the day before.
      block('DEA', '2026-11-30T23:00:00Z', '2026-12-01T01:00:00Z'),
      block('CBP', '2026-12-01T00:00:00Z', '2026-12-02T00:00:00Z', 'agreement-sur'),
    ];
    const left = Object.fromEntries(hoursLeft(version(1), blocks, nowUs).map(({ id, leftH }) => [id, leftH]));
    expect(left).toEqual({ 'day-all': 15, 'week-cbp': 36, 'month-all': 195, 'whole-cbp': 596 });
  });
});
