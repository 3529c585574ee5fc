import { onDay } from '../../sim/authority/base-case.ts';
import type { CaseDocument } from '../../src/authorise/case/document.ts';
import { agreementOf, at, clear, refused, type TableCase, there } from './change.ts';

const attestation = (file: CaseDocument) => there(file.attestation);
const hash = 'cd'.repeat(32);

export const attestationCases: readonly TableCase[] = [
  refused('sortie-begun', 'as it begins', (f) => {
    f.at = onDay('14:00');
  }),
  clear('a moment before it begins', (f) => {
    f.at = onDay('13:59:59.999999');
  }),
  refused('sortie-begun', 'after it', (f) => {
    f.at = onDay('23:00');
  }),
  refused('attestation-missing', 'none', (f) => {
    f.attestation = null;
  }),
  refused('attestation-missing', 'only after the decision', (f) => {
    attestation(f).at = onDay('12:00:00.000001');
  }),
  clear('as it is decided', (f) => {
    attestation(f).at = onDay('12:00');
  }),
  refused('attestation-missing', 'a wrong one after the decision', (f) => {
    Object.assign(attestation(f), { at: onDay('12:01'), planHash: hash, registration: 'X', unarmed: false });
  }),
  refused('attestation-other-plan', 'another hash', (f) => {
    attestation(f).planHash = hash;
  }),
  refused('attestation-other-aircraft', 'another registration', (f) => {
    attestation(f).registration = 'CBP-214';
  }),
  refused('attestation-not-unarmed', 'not attested', (f) => {
    attestation(f).unarmed = false;
  }),
  clear('exactly at the limit', (f) => {
    attestation(f).at = '2026-11-30T14:00:00Z';
  }),
  refused('attestation-out-of-time', 'a moment earlier', (f) => {
    attestation(f).at = '2026-11-30T13:59:59.999999Z';
  }),
  clear('half an hour is allowed', (f) => {
    agreementOf(f).conditions.attestedWithinH = 2.5;
    attestation(f).at = onDay('11:30');
  }),
  clear('hours are rounded to the microsecond', (f) => {
    f.at = onDay('13:59:59.996');
    agreementOf(f).conditions.attestedWithinH = 4_999.6 / 3.6e9;
    attestation(f).at = onDay('13:59:59.995');
  }),
  refused('attestation-out-of-time', 'half an hour more', (f) => {
    agreementOf(f).conditions.attestedWithinH = 2.5;
    attestation(f).at = onDay('11:29:59.999999');
  }),
  refused('attestation-out-of-time sortie-begun', 'as the window begins', (f) => {
    f.at = onDay('14:00');
    attestation(f).at = onDay('14:00');
  }),
  refused('sortie-begun', 'a moment before the window begins', (f) => {
    f.at = onDay('14:00');
    attestation(f).at = onDay('13:59:59.999999');
  }),
];

const organisation = (file: CaseDocument) => at(file.organisations, 0);
const status = (file: CaseDocument) => at(organisation(file).statuses, 0);
const observable = (file: CaseDocument) => at(agreementOf(file).organisations, 0);

export const permissionCases: readonly TableCase[] = [
  clear('another agency that is named', (f) => {
    f.plan.agency = 'DEA';
    at(f.restrictedZones, 1).exceptAgencies.push('DEA');
  }),
  refused('agency-not-permitted', 'it is not named', (f) => {
    agreementOf(f).agencies = [{ state: 'USA', agency: 'DEA' }];
  }),
  refused('agency-not-permitted', 'it is named of another state', (f) => {
    agreementOf(f).agencies = [
      { state: 'MEX', agency: 'CBP' },
      { state: 'USA', agency: 'DEA' },
    ];
  }),
  refused('purpose-not-permitted requirement-other-purpose', 'it is not named', (f) => {
    f.plan.purpose = 'training';
  }),
  refused('aircraft-type-not-permitted', 'it is not named', (f) => {
    f.plan.aircraft.type = 'MQ-9B';
  }),
  refused('registration-not-permitted', 'it is not listed', (f) => {
    at(agreementOf(f).aircraft, 0).registrations = ['CBP-214'];
  }),
  clear('none is listed', (f) => {
    at(agreementOf(f).aircraft, 0).registrations = null;
  }),
  clear('a second entry lists it', (f) => {
    at(agreementOf(f).aircraft, 0).registrations = ['CBP-214'];
    agreementOf(f).aircraft.push({ type: 'MQ-9', registrations: ['CBP-113'] });
  }),
  refused('registration-not-permitted', 'another type lists it', (f) => {
    at(agreementOf(f).aircraft, 0).registrations = ['CBP-214'];
    at(agreementOf(f).aircraft, 1).registrations = ['CBP-113'];
  }),
  refused('sensor-not-permitted', 'one is not named', (f) => void f.plan.aircraft.sensors.push('SIGINT')),
  refused('sensor-not-permitted sensor-not-permitted', 'two are not named', (f) => {
    f.plan.aircraft.sensors = ['LIDAR', 'EO/IR', 'SIGINT'];
  }),
  refused('organisation-unknown', 'it is not in the case', (f) => void f.organisations.shift()),
  refused('organisation-unknown organisation-not-permitted notice-missing', 'nor in the agreement', (f) => {
    f.plan.organisations.push('org-valle');
  }),
  refused(
    'organisation-not-permitted',
    'the agreement does not name it',
    (f) => void agreementOf(f).organisations.shift(),
  ),
  clear('named for the window exactly', (f) => {
    observable(f).window = { ...f.plan.window };
  }),
  refused('organisation-not-permitted', 'named a moment too late', (f) => {
    observable(f).window = { from: onDay('14:00:00.000001'), until: null };
  }),
  refused('organisation-not-permitted', 'named a moment too short', (f) => {
    observable(f).window = { from: onDay('14:00'), until: onDay('21:59:59.999999') };
  }),
  clear('named by two entries that touch', (f) => {
    agreementOf(f).organisations.push({ ...observable(f), window: { from: onDay('18:00'), until: null } });
    observable(f).window = { from: onDay('12:00'), until: onDay('18:00') };
  }),
  refused('organisation-not-permitted', 'named by two with a gap', (f) => {
    agreementOf(f).organisations.push({ ...observable(f), window: { from: onDay('18:00:00.000001'), until: null } });
    observable(f).window = { from: onDay('12:00'), until: onDay('18:00') };
  }),
  clear('no organisation is observed', (f) => {
    f.plan.organisations = [];
  }),
  clear('one that needs no designation', (f) => {
    f.plan.organisations = ['org-costa'];
    at(f.notices, 1).subjects = [{ kind: 'organisation', id: 'org-costa' }];
  }),
  refused('organisation-not-designated', 'no status', (f) => {
    organisation(f).statuses = [];
  }),
  refused('organisation-not-designated', 'of another state', (f) => {
    status(f).state = 'CAN';
  }),
  refused('organisation-not-designated', 'pending: it begins a moment too late', (f) => {
    status(f).window = { from: onDay('14:00:00.000001'), until: null };
  }),
  clear('designated for the window exactly', (f) => {
    status(f).window = { ...f.plan.window };
  }),
  refused('organisation-not-designated', 'it ends a moment too early', (f) => {
    status(f).window = { from: '2026-02-20T00:00:00Z', until: onDay('21:59:59.999999') };
  }),
  refused('organisation-not-designated', 'two designations that only together cover it', (f) => {
    organisation(f).statuses.push({ ...status(f), window: { from: onDay('18:00'), until: null } });
    status(f).window = { from: '2026-02-20T00:00:00Z', until: onDay('18:00') };
  }),
  refused('organisation-not-designated', 'taken back for the last moment', (f) => {
    organisation(f).statuses.push({
      ...status(f),
      status: 'not-designated',
      window: { from: onDay('21:59:59.999999'), until: null },
    });
  }),
  clear('taken back when the plan ends', (f) => {
    organisation(f).statuses.push({
      ...status(f),
      status: 'not-designated',
      window: { from: onDay('22:00'), until: null },
    });
  }),
  refused('organisation-not-designated', 'only not designated', (f) => {
    status(f).status = 'not-designated';
  }),
  clear('an entry of another time asks for it', (f) => {
    organisation(f).statuses = [];
    agreementOf(f).organisations.push({ ...observable(f), window: { from: onDay('22:00'), until: null } });
    observable(f).designatedBy = null;
  }),
  refused('organisation-not-permitted organisation-not-designated', 'it is named of another time alone', (f) => {
    organisation(f).statuses = [];
    observable(f).window = { from: onDay('22:00'), until: null };
  }),
  refused('organisation-not-designated organisation-not-designated', 'by two states', (f) => {
    agreementOf(f).organisations.push(
      { ...observable(f), designatedBy: 'CAN' },
      { ...observable(f), designatedBy: 'MEX' },
    );
  }),
];

const requirement = (file: CaseDocument) => at(file.requirements, 0);
const conditions = (file: CaseDocument) => agreementOf(file).conditions;

export const requirementCases: readonly TableCase[] = [
  refused('requirement-unknown', 'it is not in the case', (f) => void f.plan.requirements.push('req-8')),
  ...(['draft', 'submitted', 'declined'] as const).map((one) =>
    refused('requirement-not-validated', one, (f) => {
      requirement(f).status = one;
    }),
  ),
  clear('validated', (f) => {
    requirement(f).status = 'validated';
  }),
  clear('another that is declined', (f) => {
    at(f.requirements, 1).status = 'declined';
  }),
  refused('requirement-too-late', 'as the route begins', (f) => {
    requirement(f).latestUseful = onDay('15:00');
  }),
  clear('a moment after it begins', (f) => {
    requirement(f).latestUseful = onDay('15:00:00.000001');
  }),
  refused('requirement-other-purpose', 'another', (f) => {
    requirement(f).purpose = 'wildfire';
  }),
  refused('host-request-missing', 'none', (f) => {
    f.plan.hostRequest = null;
  }),
  clear('no request, none asked for', (f) => {
    f.plan.hostRequest = null;
    conditions(f).hostRequest = false;
  }),
  refused('capability-gap-missing', 'none', (f) => {
    f.plan.capabilityGap = null;
  }),
  clear('no gap, none asked for', (f) => {
    f.plan.capabilityGap = null;
    conditions(f).capabilityGapStated = false;
  }),
  refused('observer-missing', 'none', (f) => {
    f.plan.observer = null;
  }),
  clear('no observer, none asked for', (f) => {
    f.plan.observer = null;
    conditions(f).partnerObserver = false;
  }),
  refused('observer-not-of-host', 'of the state that flies', (f) => {
    there(f.plan.observer).state = 'USA';
  }),
  refused('observer-not-of-host', '… where none is asked for', (f) => {
    there(f.plan.observer).state = 'USA';
    conditions(f).partnerObserver = false;
  }),
  clear('all asked for is there, and nothing is asked', (f) => {
    Object.assign(conditions(f), {
      hostRequest: false,
      capabilityGapStated: false,
      partnerObserver: false,
      diplomaticClearance: false,
      transponderOn: false,
      lostLinkRoute: false,
    });
  }),
];

const clearance = (file: CaseDocument) => at(file.diplomaticClearances, 0);

export const paperCases: readonly TableCase[] = [
  refused('diplomatic-clearance-missing', 'none', (f) => {
    f.plan.diplomaticClearance = null;
  }),
  clear('none asked for', (f) => {
    f.plan.diplomaticClearance = null;
    conditions(f).diplomaticClearance = false;
  }),
  refused('diplomatic-clearance-unknown', 'a number that was not issued', (f) => {
    f.plan.diplomaticClearance = 'MX-1';
  }),
  refused('diplomatic-clearance-unknown', '… where none is asked for', (f) => {
    f.plan.diplomaticClearance = 'MX-1';
    conditions(f).diplomaticClearance = false;
  }),
  refused('diplomatic-clearance-unknown', 'another state issued it', (f) => {
    clearance(f).state = 'USA';
  }),
  clear('another state issued the same number too', (f) => {
    f.diplomaticClearances.unshift({ ...clearance(f), state: 'USA', callSign: 'OTHER1' });
  }),
  refused('diplomatic-clearance-other', 'another registration', (f) => {
    clearance(f).registration = 'CBP-214';
  }),
  refused('diplomatic-clearance-other', 'another call sign', (f) => {
    clearance(f).callSign = 'OMAHA22';
  }),
  clear('valid for the window exactly', (f) => {
    clearance(f).window = { ...f.plan.window };
  }),
  refused('diplomatic-clearance-not-valid', 'a moment too late', (f) => {
    clearance(f).window = { from: onDay('14:00:00.000001'), until: onDay('23:00') };
  }),
  refused('diplomatic-clearance-not-valid', 'a moment too short', (f) => {
    clearance(f).window = { from: onDay('13:00'), until: onDay('21:59:59.999999') };
  }),
  refused('transponder-off', 'off', (f) => {
    f.plan.transponder = 'off';
  }),
  clear('off where on is not asked for', (f) => {
    f.plan.transponder = 'off';
    conditions(f).transponderOn = false;
  }),
  refused('lost-link-missing', 'none', (f) => {
    f.plan.lostLink = null;
  }),
  clear('no lost-link path, none asked for', (f) => {
    f.plan.lostLink = null;
    conditions(f).lostLinkRoute = false;
  }),
  refused('divert-missing', 'none', (f) => {
    f.plan.diverts = [];
  }),
  clear('none, and no list', (f) => {
    f.plan.diverts = [];
    conditions(f).diverts = null;
  }),
  clear('any, and no list', (f) => {
    f.plan.diverts = ['KTUS'];
    conditions(f).diverts = null;
  }),
  refused('divert-not-permitted', 'one of two is not in the list', (f) => void f.plan.diverts.push('KTUS')),
  refused('divert-not-permitted divert-not-permitted', 'two', (f) => {
    f.plan.diverts = ['KTUS', 'KABQ'];
  }),
];
