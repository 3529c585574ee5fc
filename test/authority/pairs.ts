import { bandOf, baseAgreement, boxOf, flightLevel, ofThisPlan, onDay } from '../../sim/authority/base-case.ts';
import type { CaseDocument } from '../../src/authorise/case/document.ts';
import type { BandDocument, RingDocument } from '../../src/model/region.ts';
import { agreementOf, at, refused, type TableCase, there } from './change.ts';

const usa = (file: CaseDocument) => at(file.concurrences, 0);
const stay = (file: CaseDocument, id: string, outer: RingDocument, band: BandDocument): void => {
  file.plan.stays.push({ area: { id, outer, band }, window: { from: onDay('17:30'), until: onDay('18:00') } });
};
const inSonora = boxOf(29.6, -110.4, 29.8, -110.2);

/**
 * One breakage of each code, no two of which touch the same field, so that any of them stand together. Left out are codes that stand in for another
 * on the same field (a clearance that is missing is not for another aircraft as well). MEX, whose concurrence may be withdrawn, has no conditions here.
 */
export const breakages: readonly TableCase[] = [
  refused('plan-inconsistent', 'a stay twice', (f) => void f.plan.stays.push(at(f.plan.stays, 0))),
  refused('geometry-invalid', 'a zone without a ring', (f) => {
    const place = { latitudeDeg: 10, longitudeDeg: 10 };
    const area = { id: 'none', outer: [place, place, { latitudeDeg: 11, longitudeDeg: 10 }], band: bandOf(0, 1) };
    f.restrictedZones.push({ id: 'none', area, window: null, exceptAgencies: [] });
  }),
  refused('agreement-unknown', 'another version', (f) => {
    f.plan.agreement.version = 9;
  }),
  refused('agreement-not-concurred', 'one party', (f) => void at(f.agreements, 0).concurrences.pop()),
  refused('agreement-not-valid', 'too short', (f) => {
    agreementOf(f).validity.until = onDay('21:00');
  }),
  refused('agreement-suspended', 'suspended', (f) => {
    at(f.agreements, 0).suspensions.push({ state: 'MEX', window: { from: onDay('20:00'), until: null } });
  }),
  refused('agreement-ended', 'ended', (f) => {
    at(f.agreements, 0).ended = onDay('15:00');
  }),
  refused('agreement-superseded', 'a newer version', (f) => {
    f.agreements.push({
      document: { ...baseAgreement(), version: 3 },
      concurrences: [
        { state: 'USA', person: 'p-usa-1', at: '2026-07-01T00:00:00Z' },
        { state: 'MEX', person: 'p-mex-1', at: '2026-07-01T00:00:00Z' },
      ],
      suspensions: [],
      ended: null,
    });
  }),
  refused('state-not-party', 'a third state', (f) => {
    f.concurrences.push({ state: 'CAN', person: 'p-can-1', at: onDay('01:00'), planHash: ofThisPlan, conditions: [] });
  }),
  refused('concurrence-withdrawn', 'withdrawn', (f) => {
    f.withdrawals.push({ state: 'MEX', person: 'p-mex-1', at: onDay('11:00') });
  }),
  refused(
    'one-person-two-states',
    'has signed for another',
    (f) => void f.signatories.push({ person: 'p-usa-1', state: 'CAN' }),
  ),
  refused('not-signing-authority', 'no more', (f) => {
    at(at(agreementOf(f).parties, 0).authorities, 0).window.until = '2026-11-01T00:00:00Z';
  }),
  refused('requester-authorises', 'requester', (f) => void at(f.requirements, 0).requesters.push('p-usa-1')),
  refused('proposer-authorises', 'proposer', (f) => void f.proposers.push('p-usa-1')),
  refused(
    'condition-not-accepted',
    'in words',
    (f) => void usa(f).conditions.push({ id: 'c-1', kind: 'text', text: 'Words' }),
  ),
  refused('condition-not-met', 'a sensor', (f) => {
    usa(f).conditions.push({ id: 'c-2', kind: 'excluded-sensor', sensor: 'EO/IR' });
  }),
  refused('sortie-begun', 'too late', (f) => {
    f.at = onDay('14:00');
  }),
  refused('attestation-other-plan', 'another plan', (f) => {
    there(f.attestation).planHash = 'ab'.repeat(32);
  }),
  refused('attestation-other-aircraft', 'another aircraft', (f) => {
    there(f.attestation).registration = 'CBP-214';
  }),
  refused('attestation-not-unarmed', 'not attested', (f) => {
    there(f.attestation).unarmed = false;
  }),
  refused('attestation-out-of-time', 'too early', (f) => {
    there(f.attestation).at = '2026-11-29T00:00:00Z';
  }),
  refused('agency-not-permitted', 'agency', (f) => void agreementOf(f).agencies.shift()),
  refused('purpose-not-permitted', 'purpose', (f) => void agreementOf(f).purposes.shift()),
  refused(
    'registration-not-permitted',
    'registration',
    (f) => void at(agreementOf(f).aircraft, 0).registrations?.shift(),
  ),
  refused('sensor-not-permitted', 'sensor', (f) => void agreementOf(f).sensors.shift()),
  refused('organisation-unknown', 'unknown', (f) => {
    f.plan.organisations.push('org-x');
    agreementOf(f).organisations.push({ ...at(agreementOf(f).organisations, 1), organisation: 'org-x' });
    at(f.notices, 1).subjects.push({ kind: 'organisation', id: 'org-x' });
  }),
  refused('organisation-not-permitted', 'not for so long', (f) => {
    at(agreementOf(f).organisations, 0).window = { from: onDay('00:00'), until: onDay('21:00') };
  }),
  refused('organisation-not-designated', 'not designated', (f) => {
    at(at(f.organisations, 0).statuses, 0).status = 'not-designated';
  }),
  refused('requirement-unknown', 'unknown', (f) => void f.plan.requirements.push('req-x')),
  refused('requirement-not-validated', 'declined', (f) => {
    at(f.requirements, 0).status = 'declined';
  }),
  refused('requirement-too-late', 'too late', (f) => {
    at(f.requirements, 0).latestUseful = onDay('15:00');
  }),
  refused('requirement-other-purpose', 'other', (f) => {
    at(f.requirements, 0).purpose = 'wildfire';
  }),
  refused('host-request-missing', 'none', (f) => {
    f.plan.hostRequest = null;
  }),
  refused('capability-gap-missing', 'none', (f) => {
    f.plan.capabilityGap = null;
  }),
  refused('observer-not-of-host', 'other', (f) => {
    there(f.plan.observer).state = 'USA';
  }),
  refused('crew-role-missing', 'none', (f) => void agreementOf(f).crew.roles.push('medic')),
  refused('crew-duty-gap', 'gap', (f) => {
    at(f.plan.crew, 1).duty.from = onDay('18:15');
  }),
  refused('crew-duty-exceeded', 'long', (f) => {
    at(f.plan.crew, 2).duty.from = onDay('12:45');
  }),
  refused('endurance-exceeded', 'long', (f) => {
    f.plan.enduranceMin = 479;
  }),
  refused('hours-exceeded', 'many', (f) => {
    at(agreementOf(f).ceilings, 0).hours = 15;
  }),
  refused('diplomatic-clearance-other', 'other', (f) => {
    at(f.diplomaticClearances, 0).callSign = 'OTHER1';
  }),
  refused('diplomatic-clearance-not-valid', 'short', (f) => {
    at(f.diplomaticClearances, 0).window.until = onDay('21:00');
  }),
  refused('transponder-off', 'off', (f) => {
    f.plan.transponder = 'off';
  }),
  refused('divert-not-permitted', 'other', (f) => void f.plan.diverts.push('KTUS')),
  refused('notice-missing', 'none', (f) => {
    f.noticeRules.push({ ...at(f.noticeRules, 0), id: 'n-x', state: 'MEX', subject: 'version' });
  }),
  refused('notice-not-delivered', 'not', (f) => {
    at(f.notices, 0).deliveredAt = null;
  }),
  refused('notice-overdue', 'due', (f) => {
    at(f.notices, 1).due = onDay('11:00');
  }),
  refused('outside-area', 'far', (f) => stay(f, 'far', boxOf(33, -110.4, 33.2, -110.2), bandOf(4_000, 5_000))),
  refused('outside-band', 'high', (f) => stay(f, 'high', inSonora, bandOf(7_500, 8_000))),
  refused('altitude-undecidable', 'levels', (f) => {
    stay(f, 'levels', inSonora, { lower: flightLevel(200), upper: flightLevel(229) });
  }),
  refused('outside-hours', 'short', (f) => {
    at(there(agreementOf(f).hours).daily, 0).until = '12:00';
  }),
  refused('lost-link-outside', 'high', (f) => {
    at(there(f.plan.lostLink).legs, 0).band = bandOf(4_500, 8_000);
  }),
  refused('restricted-zone', 'bound', (f) => {
    at(f.restrictedZones, 1).exceptAgencies = [];
  }),
  refused('volume-overlap', 'same', (f) => {
    at(at(f.clearedVolumes, 0).route.legs, 0).band = bandOf(4_500, 4_600);
  }),
];
