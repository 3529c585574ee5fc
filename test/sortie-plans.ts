import fc from 'fast-check';
import type { AgreementDocument } from '../src/agree/agreement/document.ts';
import type { CaseDocument } from '../src/authorise/case/document.ts';
import type { AltitudeDocument, BandDocument } from '../src/model/region.ts';
import type { SortiePlanDocument } from '../src/plan/sortie/document.ts';

/** An agreement, a plan and a case of our own, made up, to try what is drawn from them; and random plans. */

const fl = (lower: number, upper: number): BandDocument => ({
  lower: { reference: 'FL', flightLevel: lower },
  upper: { reference: 'FL', flightLevel: upper },
});
const box = (south: number, north: number, west: number, east: number) => [
  { latitudeDeg: south, longitudeDeg: west },
  { latitudeDeg: south, longitudeDeg: east },
  { latitudeDeg: north, longitudeDeg: east },
  { latitudeDeg: north, longitudeDeg: west },
];
const year = { from: '2026-11-01T00:00:00Z', until: '2027-11-01T00:00:00Z' };

export const sampleAgreement: AgreementDocument = {
  format: 'atalaya-agreement/1',
  id: 'frontera-norte',
  version: 2,
  title: {
    en: 'Agreement on joint observation of the northern border (exercise)',
    es: 'Acuerdo sobre observación conjunta de la frontera norte (ejercicio)',
  },
  host: 'MEX',
  parties: [
    { state: 'USA', authorities: [{ person: 'p-us-auth', window: { from: '2026-11-01T00:00:00Z', until: null } }] },
    { state: 'MEX', authorities: [{ person: 'p-mx-auth', window: { from: '2026-11-01T00:00:00Z', until: null } }] },
  ],
  validity: year,
  hours: { utcOffsetMin: -420, daily: [{ from: '06:00', until: '20:00' }] },
  areas: [
    {
      id: 'sonora',
      outer: [
        { latitudeDeg: 29.6, longitudeDeg: -113.1 },
        { latitudeDeg: 29.4, longitudeDeg: -109.2 },
        { latitudeDeg: 31.25, longitudeDeg: -108.9, edge: 'parallel' },
        { latitudeDeg: 31.25, longitudeDeg: -111.05 },
        { latitudeDeg: 32.1, longitudeDeg: -113.6 },
      ],
      holes: [box(30.35, 30.6, -111.4, -111.0)],
      band: fl(180, 260),
    },
  ],
  purposes: ['Border survey', 'Search and rescue'],
  agencies: [{ state: 'USA', agency: 'CBP' }],
  aircraft: [{ type: 'MQ-9', registrations: ['CBP-104'] }],
  sensors: ['EO-IR', 'SAR'],
  organisations: [
    { organisation: 'org-one', ground: 'Article 4', designatedBy: 'USA', window: { from: year.from, until: null } },
  ],
  conditions: {
    hostRequest: true,
    capabilityGapStated: true,
    partnerObserver: true,
    diplomaticClearance: true,
    transponderOn: true,
    lostLinkRoute: true,
    diverts: ['MMHO', 'KTUS'],
    attestedWithinH: 24,
  },
  crew: { roles: ['Pilot in command', 'Sensor operator'], mostDutyH: 12 },
  ceilings: [{ id: 'week', agency: 'CBP', period: 'week', hours: 40 }],
  useLimits: ['Only for the purposes named here', 'No private dwelling is observed without an order of a court'],
  sharing: ['What is found is shared with both parties within 24 hours'],
  markings: [{ from: 'UNCLASSIFIED//FOUO', to: 'RESERVADA' }],
};

export const samplePlan: SortiePlanDocument = {
  format: 'atalaya-sortie-plan/1',
  id: 'sortie-0042',
  agreement: { id: 'frontera-norte', version: 2 },
  state: 'USA',
  agency: 'CBP',
  purpose: 'Border survey',
  callSign: 'OMAHA11',
  aircraft: { type: 'MQ-9', registration: 'CBP-104', sensors: ['EO-IR', 'SAR'] },
  crew: [
    {
      person: 'p-pic',
      state: 'USA',
      role: 'Pilot in command',
      duty: { from: '2026-12-01T12:00:00Z', until: '2026-12-01T23:00:00Z' },
    },
    {
      person: 'p-sensor',
      state: 'USA',
      role: 'Sensor operator',
      duty: { from: '2026-12-01T12:00:00Z', until: '2026-12-01T23:00:00Z' },
    },
  ],
  observer: { person: 'p-obs', state: 'MEX' },
  requirements: ['req-7'],
  organisations: ['org-one'],
  hostRequest: 'Nota SRE 1234/2026',
  capabilityGap: 'No aircraft of this endurance is available in the region',
  diplomaticClearance: 'SRE-2026-0815',
  transponder: 'on',
  departure: 'KFHU',
  destination: 'KFHU',
  window: { from: '2026-12-01T14:00:00Z', until: '2026-12-01T21:30:00Z' },
  cruiseKt: 180,
  enduranceMin: 1_200,
  route: {
    waypoints: [
      { latitudeDeg: 31.1, longitudeDeg: -110.6, at: '2026-12-01T15:00:00Z' },
      { latitudeDeg: 30.9, longitudeDeg: -111.9, at: '2026-12-01T15:30:00Z' },
      { latitudeDeg: 30.2, longitudeDeg: -112.2, at: '2026-12-01T17:30:00Z' },
      { latitudeDeg: 29.9, longitudeDeg: -110.7, at: '2026-12-01T18:30:00Z' },
      { latitudeDeg: 30.95, longitudeDeg: -109.6, at: '2026-12-01T20:00:00Z' },
    ],
    legs: [
      { band: fl(190, 210), bufferM: 5_000 },
      { band: fl(190, 210), bufferM: 5_000 },
      { band: fl(200, 220), bufferM: 5_000 },
      { band: fl(190, 210), bufferM: 3_000 },
    ],
    timeToleranceS: 600,
  },
  stays: [
    {
      area: { id: 'altar', outer: box(30.3, 30.7, -112.3, -111.8), band: fl(190, 210) },
      window: { from: '2026-12-01T15:45:00Z', until: '2026-12-01T17:15:00Z' },
    },
  ],
  lostLink: {
    waypoints: [
      { latitudeDeg: 30.9, longitudeDeg: -111.9 },
      { latitudeDeg: 31.1, longitudeDeg: -110.6 },
    ],
    legs: [{ band: fl(230, 240), bufferM: 5_000 }],
  },
  diverts: ['KTUS', 'MMHO'],
};

/** The case of the sample; concurrences are to the plan's hash, which is handed in. */
export function sampleCase(planHash: string): CaseDocument {
  return {
    format: 'atalaya-case/1',
    title: 'Exercise: a survey of the border',
    at: '2026-12-01T13:00:00Z',
    agreements: [
      {
        document: sampleAgreement,
        concurrences: [
          { state: 'USA', person: 'p-us-auth', at: '2026-11-02T10:00:00Z' },
          { state: 'MEX', person: 'p-mx-auth', at: '2026-11-03T10:00:00Z' },
        ],
        suspensions: [],
        ended: null,
      },
    ],
    plan: samplePlan,
    proposers: ['p-coord'],
    concurrences: [
      { state: 'USA', person: 'p-us-auth', at: '2026-11-30T16:00:00Z', planHash, conditions: [] },
      {
        state: 'MEX',
        person: 'p-mx-auth',
        at: '2026-11-30T18:30:00Z',
        planHash,
        conditions: [
          {
            id: 'c-1',
            kind: 'text',
            text: 'Enlace permanente con el Centro de Control Hermosillo en 127.3 MHz; se avisará de todo desvío.',
          },
          { id: 'c-2', kind: 'window', window: { from: '2026-12-01T13:30:00Z', until: '2026-12-01T22:00:00Z' } },
          { id: 'c-3', kind: 'band', band: fl(180, 250) },
          {
            id: 'c-4',
            kind: 'excluded-area',
            area: { id: 'caborca', outer: box(30.6, 30.8, -112.4, -112.35), band: fl(0, 400) },
          },
          { id: 'c-5', kind: 'excluded-sensor', sensor: 'SIGINT' },
        ],
      },
    ],
    withdrawals: [],
    attestation: { planHash, registration: 'CBP-104', unarmed: true, by: 'p-chief', at: '2026-12-01T11:00:00Z' },
    acceptances: [{ condition: 'c-1', person: 'p-pic', at: '2026-12-01T12:10:00Z' }],
    signatories: [],
    requirements: [
      {
        id: 'req-7',
        state: 'MEX',
        status: 'tasked',
        requesters: ['p-req'],
        purpose: 'Border survey',
        latestUseful: '2026-12-05T00:00:00Z',
      },
    ],
    organisations: [
      {
        id: 'org-one',
        name: 'Organisation One',
        statuses: [
          { state: 'USA', status: 'designated', window: { from: year.from, until: null }, source: 'Register' },
        ],
      },
    ],
    noticeRules: [],
    notices: [],
    restrictedZones: [],
    clearedVolumes: [],
    diplomaticClearances: [
      {
        number: 'SRE-2026-0815',
        state: 'MEX',
        registration: 'CBP-104',
        callSign: 'OMAHA11',
        window: { from: '2026-12-01T00:00:00Z', until: '2026-12-03T00:00:00Z' },
      },
    ],
    blocks: [],
    terrain: { lowestMslM: 0, highestMslM: 2_600 },
    atmosphere: null,
  };
}

const altitude = (lower: number, upper: number): fc.Arbitrary<readonly [AltitudeDocument, AltitudeDocument]> =>
  fc.oneof(
    fc.constant([
      { reference: 'FL', flightLevel: Math.round(lower / 30.48) },
      { reference: 'FL', flightLevel: Math.round(upper / 30.48) + 1 },
    ] as const),
    fc.constantFrom('MSL' as const, 'HAE' as const, 'AGL' as const).map((reference) => {
      return [
        { reference, altitudeM: lower },
        { reference, altitudeM: upper },
      ] as const;
    }),
  );
const band = fc
  .record({
    lower: fc.double({ min: 200, max: 12_000, noNaN: true }),
    height: fc.double({ min: 50, max: 3_000, noNaN: true }),
  })
  .chain(({ lower, height }) => altitude(lower, lower + height))
  .map(([lower, upper]): BandDocument => ({ lower, upper }));
const place = fc.record({
  latitudeDeg: fc.double({ min: -90, max: 90, noNaN: true }),
  longitudeDeg: fc.double({ min: -180, max: 180, noNaN: true }),
});
const leg = fc.record({ band, bufferM: fc.double({ min: 0, max: 20_000, noNaN: true }) });
const aerodrome = fc.stringMatching(/^[A-Y]{4}$/);
const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ./()-]{0,20}$/).filter((it) => /[A-Za-z0-9]/.test(it));
const startUs = Date.UTC(2026, 11, 1, 14);
const instant = (min: number): string => new Date(startUs + min * 60_000).toISOString().replace('.000Z', 'Z');

/** Plans of every kind that the schema lets through and whose route runs forward in time. */
export const randomPlan: fc.Arbitrary<SortiePlanDocument> = fc
  .record({
    start: fc.integer({ min: 0, max: 200_000 }),
    points: fc.array(fc.record({ place, leg, min: fc.integer({ min: 1, max: 90 }) }), { minLength: 2, maxLength: 30 }),
    stays: fc.array(
      fc.record({ after: fc.integer({ min: 0, max: 600 }), lasts: fc.integer({ min: 1, max: 300 }), band }),
      { maxLength: 3 },
    ),
    callSign: fc.stringMatching(/^[A-Z0-9]{1,7}$/),
    type: fc.oneof(fc.constantFrom('MQ-9', 'King Air 350', 'C-130'), name),
    registration: name,
    cruiseKt: fc.integer({ min: 10, max: 600 }),
    enduranceMin: fc.integer({ min: 1, max: 5_999 }),
    transponder: fc.constantFrom('on' as const, 'off' as const),
    diplomaticClearance: fc.option(name),
    diverts: fc.uniqueArray(aerodrome, { maxLength: 5 }),
    departure: aerodrome,
    destination: aerodrome,
    remote: fc.boolean(),
  })
  .map(({ start, points, stays, remote, type, registration, ...rest }) => {
    let min = start + 5;
    const waypoints = points.map((it) => {
      min += it.min;
      return { ...it.place, at: instant(min) };
    });
    const end = min + 5;
    return {
      ...samplePlan,
      ...rest,
      aircraft: { type, registration, sensors: ['EO-IR'] },
      window: { from: instant(start), until: instant(end) },
      route: { waypoints, legs: points.slice(1).map((it) => it.leg) },
      stays: stays.map((it, i) => {
        const from = Math.min(start + it.after, end - 2);
        const area = { id: `stay-${i}`, outer: box(30, 31, -112, -111), band: it.band };
        return {
          area,
          window: { from: instant(from), until: instant(Math.max(from + 1, Math.min(from + it.lasts, end))) },
        };
      }),
      lostLink: remote ? samplePlan.lostLink : null,
    };
  });
