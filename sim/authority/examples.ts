import { bandOf, baseAgreement, baseCase, boxOf, ofThisPlan, onDay, sealed } from './base-case.ts';
import { agreement, type Example, first, nth, plan } from './example.ts';
import { examplesInSpace } from './examples-in-space.ts';

const examplesOfRecords: readonly Example[] = [
  { name: '01-cleared', title: 'A sortie over Sonora with everything in order', codes: [], change: () => {} },
  {
    name: '02-nothing-in-order',
    title: 'Many reasons at once: all are told',
    codes: [
      'agreement-not-concurred',
      'concurrence-missing',
      'attestation-not-unarmed',
      'agency-not-permitted',
      'sensor-not-permitted',
      'requirement-too-late',
      'observer-missing',
      'transponder-off',
      'divert-not-permitted',
      'outside-band',
    ],
    change: (f) => {
      first(f.agreements).concurrences.pop();
      f.concurrences.pop();
      if (f.attestation !== null) f.attestation.unarmed = false;
      agreement(f).agencies = [{ state: 'USA', agency: 'DEA' }];
      plan(f).aircraft.sensors.push('LIDAR', 'SIGINT');
      first(f.requirements).latestUseful = onDay('15:00');
      plan(f).observer = null;
      plan(f).transponder = 'off';
      plan(f).diverts.push('KTUS');
      first(plan(f).route.legs).band = bandOf(2_900, 5_000);
    },
  },
  {
    name: '03-agreement-unknown',
    title: 'The plan names a version that does not exist; nothing that reads an agreement is told beside',
    codes: ['agreement-unknown'],
    change: (f) => {
      plan(f).agreement.version = 7;
      plan(f).transponder = 'off';
    },
  },
  {
    name: '04-agreement-suspended',
    title: 'The host suspends the agreement between the decision and the sortie',
    codes: ['agreement-suspended'],
    change: (f) => {
      first(f.agreements).suspensions.push({ state: 'MEX', window: { from: onDay('13:00'), until: onDay('13:30') } });
    },
  },
  {
    name: '05-suspension-touches',
    title: 'Half-open windows: a suspension that ends as it is decided, and one that begins as the plan ends',
    codes: [],
    change: (f) => {
      first(f.agreements).suspensions.push(
        { state: 'MEX', window: { from: '2026-11-01T00:00:00Z', until: onDay('12:00') } },
        { state: 'USA', window: { from: onDay('22:00'), until: null } },
      );
    },
  },
  {
    name: '06-superseded',
    title: 'A newer version that both parties concurred with is valid before the plan ends',
    codes: ['agreement-superseded'],
    change: (f) => {
      const validity = { from: onDay('20:00'), until: '2027-12-01T00:00:00Z' };
      f.agreements.push({ ...first(f.agreements), document: { ...baseAgreement(), version: 3, validity } });
    },
  },
  {
    name: '07-newer-version-pending',
    title: 'A newer version with which one party has not concurred changes nothing',
    codes: [],
    change: (f) => {
      const record = first(f.agreements);
      f.agreements.push({
        ...record,
        document: { ...baseAgreement(), version: 3 },
        concurrences: record.concurrences.slice(0, 1),
      });
    },
  },
  {
    name: '08-two-agreements',
    title: 'Two agreements in force: only the one that the plan names permits anything',
    codes: ['purpose-not-permitted'],
    change: (f) => {
      const other = { ...baseAgreement(), id: 'agreement-incendios', purposes: ['wildfire', 'laboratories'] };
      agreement(f).purposes = ['wildfire'];
      f.agreements.push({ ...first(f.agreements), document: other });
    },
  },
  {
    name: '09-other-plan',
    title: 'One state signed the plan as it was before its last change',
    codes: ['concurrence-other-plan'],
    change: (f) => {
      first(f.concurrences).planHash = '5e'.repeat(32);
    },
  },
  {
    name: '10-withdrawn',
    title: 'The host withdraws an hour before the decision',
    codes: ['concurrence-withdrawn'],
    change: (f) => {
      f.withdrawals.push({ state: 'MEX', person: 'p-mex-2', at: onDay('11:00') });
    },
  },
  {
    name: '11-withdrawn-and-concurred-again',
    title: 'Withdrawn, and concurred again after',
    codes: [],
    change: (f) => {
      f.withdrawals.push({ state: 'USA', person: 'p-usa-1', at: onDay('10:00') });
      f.concurrences.push({ ...first(f.concurrences), at: onDay('11:00') });
    },
  },
  {
    name: '12-separation-of-duties',
    title: 'One person signs for both states, requested it and proposed it',
    codes: ['one-person-two-states', 'not-signing-authority', 'requester-authorises', 'proposer-authorises'],
    change: (f) => {
      nth(f.concurrences, 1).person = 'p-usa-1';
      first(f.requirements).requesters.push('p-usa-1');
      f.proposers.push('p-usa-1');
    },
  },
  {
    name: '13-conditions',
    title: 'Conditions of the host: one in words not accepted, an excluded sensor on board, an excluded area crossed',
    codes: ['condition-not-accepted', 'condition-not-met'],
    change: (f) => {
      f.acceptances = [];
      nth(f.concurrences, 1).conditions.push(
        { id: 'c-eo', kind: 'excluded-sensor', sensor: 'EO/IR' },
        {
          id: 'c-town',
          kind: 'excluded-area',
          area: { id: 'town', outer: boxOf(29.98, -110.1, 30.02, -110), band: bandOf(0, 9_000) },
        },
      );
    },
  },
  {
    name: '14-attestation-at-the-limit',
    title: 'Attested exactly 24 hours before the window begins',
    codes: [],
    change: (f) => {
      if (f.attestation !== null) f.attestation.at = '2026-11-30T14:00:00Z';
    },
  },
  {
    name: '15-attestation-too-early',
    title: 'Attested a microsecond more than 24 hours before, for another aircraft',
    codes: ['attestation-other-aircraft', 'attestation-out-of-time'],
    change: (f) => {
      if (f.attestation !== null)
        Object.assign(f.attestation, { at: '2026-11-30T13:59:59.999999Z', registration: 'CBP-214' });
    },
  },
  {
    name: '16-pending-designation',
    title: 'The designation of the organisation begins the day after',
    codes: ['organisation-not-designated'],
    change: (f) => {
      first(first(f.organisations).statuses).window = { from: '2026-12-02T00:00:00Z', until: null };
    },
  },
  {
    name: '17-designation-in-force',
    title: 'The designation begins with the window of the plan',
    codes: [],
    change: (f) => {
      first(first(f.organisations).statuses).window = { from: onDay('14:00'), until: null };
    },
  },
  {
    name: '18-notice-rule-pending',
    title: 'A notice rule of the host that is not yet in force asks for nothing',
    codes: [],
    change: (f) => {
      f.noticeRules.push({
        ...first(f.noticeRules),
        id: 'n-mex',
        state: 'MEX',
        window: { from: onDay('12:00:01'), until: null },
      });
    },
  },
  {
    name: '19-notices',
    title: 'One notice missing, one not delivered, one overdue',
    codes: ['notice-missing', 'notice-not-delivered', 'notice-overdue'],
    change: (f) => {
      f.noticeRules.push({
        ...first(f.noticeRules),
        id: 'n-mex',
        state: 'MEX',
        window: { from: onDay('12:00'), until: null },
      });
      first(f.notices).deliveredAt = null;
      nth(f.notices, 1).due = onDay('12:00');
    },
  },
  {
    name: '20-ceiling-exactly',
    title: 'With the plan, the hours of the day are exactly the ceiling',
    codes: [],
    change: (f) => {
      first(agreement(f).ceilings).hours = 16;
    },
  },
  {
    name: '21-ceiling-exceeded',
    title: 'One second above the ceiling of the day',
    codes: ['hours-exceeded'],
    change: (f) => {
      first(agreement(f).ceilings).hours = 16;
      f.blocks.push({
        agreement: 'agreement-norte',
        agency: 'DEA',
        window: { from: onDay('10:00'), until: onDay('10:00:01') },
      });
    },
  },
  {
    name: '22-crew',
    title: 'A gap between two pilots, and a duty that is too long',
    codes: ['crew-duty-gap', 'crew-duty-exceeded'],
    change: (f) => {
      nth(plan(f).crew, 1).duty.from = onDay('18:15');
      nth(plan(f).crew, 2).duty.from = onDay('12:45');
    },
  },
  {
    name: '23-papers',
    title: 'The diplomatic clearance is for another call sign and another day',
    codes: ['diplomatic-clearance-other', 'diplomatic-clearance-not-valid'],
    change: (f) => {
      Object.assign(first(f.diplomaticClearances), {
        callSign: 'OMAHA99',
        window: { from: '2026-12-02T00:00:00Z', until: '2026-12-03T00:00:00Z' },
      });
    },
  },
];

const examplesOfForm: readonly Example[] = [
  {
    name: '40-case-invalid',
    title: 'A field that nobody knows, and a day that does not exist',
    codes: ['case-invalid'],
    change: (f) => {
      f.at = '2026-11-31T12:00:00Z';
    },
    raw: (file) => {
      Object.assign(file, { note: 'nobody checks this' });
    },
  },
  {
    name: '41-third-state',
    title: 'A third state has signed the same plan',
    codes: ['state-not-party'],
    change: (f) => {
      f.concurrences.push({
        state: 'CAN',
        person: 'p-can-1',
        at: onDay('10:00'),
        planHash: ofThisPlan,
        conditions: [],
      });
    },
  },
];

/** The cases of examples/cases, in the order of their numbers. */
export const examples: readonly Example[] = [...examplesOfRecords, ...examplesInSpace, ...examplesOfForm];

/** The file of an example, as it stands in examples/cases. SHA-256 is handed in. */
export function exampleFile(example: Example, sha256: (bytes: Uint8Array) => Uint8Array): string {
  const file = baseCase();
  example.change(file);
  const { format, at, ...rest } = sealed(file, sha256);
  const decision = example.codes.length === 0 ? 'clear' : 'refuse';
  const whole = {
    format,
    title: `EXERCISE: ${example.title}`,
    at,
    ...rest,
    expect: { decision, codes: example.codes },
  };
  example.raw?.(whole);
  return `${JSON.stringify(whole, null, 2)}\n`;
}
