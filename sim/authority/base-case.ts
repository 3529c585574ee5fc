import type { AgreementDocument } from '../../src/agree/agreement/document.ts';
import type { CaseDocument } from '../../src/authorise/case/document.ts';
import { canonicalHash } from '../../src/formats/jcs/canonical.ts';
import type { AltitudeDocument, AreaDocument, BandDocument } from '../../src/model/region.ts';
import type { SortiePlanDocument } from '../../src/plan/sortie/document.ts';

/**
 * A sortie of the exercise with everything that its clearance is judged on, and nothing against it: USA flies over Sonora by an agreement with MEX. All of it is
 * made up. Examples and tests change one thing or another of it.
 */

/** Stands for the hash of the case's own plan, until `sealed` puts that in. */
export const ofThisPlan = '0'.repeat(64);

export const msl = (altitudeM: number): AltitudeDocument => ({ reference: 'MSL', altitudeM });
export const flightLevel = (level: number): AltitudeDocument => ({ reference: 'FL', flightLevel: level });
export const bandOf = (lowerM: number, upperM: number): BandDocument => ({ lower: msl(lowerM), upper: msl(upperM) });

/** Bounded by two parallels and two meridians. */
export function boxOf(southDeg: number, westDeg: number, northDeg: number, eastDeg: number): AreaDocument['outer'] {
  return [
    { latitudeDeg: southDeg, longitudeDeg: westDeg, edge: 'parallel' },
    { latitudeDeg: southDeg, longitudeDeg: eastDeg },
    { latitudeDeg: northDeg, longitudeDeg: eastDeg, edge: 'parallel' },
    { latitudeDeg: northDeg, longitudeDeg: westDeg },
  ];
}

/** A copy that shares no part with another, so that a change of one place is no change of two. */
function whole<T>(document: T): T {
  const copy: T = JSON.parse(JSON.stringify(document));
  return copy;
}

/** On the day of the sortie, 1 December 2026: `17:30` or `17:30:00.5`. */
export const onDay = (time: string): string => `2026-12-01T${time.length === 5 ? `${time}:00` : time}Z`;

const validity = { from: '2026-06-01T00:00:00Z', until: '2027-06-01T00:00:00Z' };

export function baseAgreement(): AgreementDocument {
  return whole<AgreementDocument>({
    format: 'atalaya-agreement/1',
    id: 'agreement-norte',
    version: 2,
    title: {
      en: 'EXERCISE: observation over Sonora and Chihuahua',
      es: 'EJERCICIO: observación sobre Sonora y Chihuahua',
    },
    host: 'MEX',
    parties: [
      { state: 'USA', authorities: [{ person: 'p-usa-1', window: { from: validity.from, until: null } }] },
      {
        state: 'MEX',
        authorities: [
          { person: 'p-mex-1', window: validity },
          { person: 'p-mex-2', window: { from: '2026-11-15T00:00:00Z', until: null } },
        ],
      },
    ],
    validity,
    hours: { utcOffsetMin: -420, daily: [{ from: '06:00', until: '20:00' }] },
    areas: [
      { id: 'sonora', outer: boxOf(29, -111, 31, -109), band: bandOf(3_000, 7_000) },
      { id: 'chihuahua', outer: boxOf(28, -109.2, 31, -106), band: bandOf(3_500, 7_500) },
    ],
    purposes: ['laboratories', 'wildfire'],
    agencies: [
      { state: 'USA', agency: 'CBP' },
      { state: 'USA', agency: 'DEA' },
    ],
    aircraft: [
      { type: 'MQ-9', registrations: ['CBP-113', 'CBP-214'] },
      { type: 'DHC-8', registrations: null },
    ],
    sensors: ['EO/IR', 'SAR', 'hyperspectral'],
    organisations: [
      { organisation: 'org-sierra', ground: 'Named by both parties', designatedBy: 'USA', window: validity },
      { organisation: 'org-costa', ground: 'Named by both parties', designatedBy: null, window: validity },
    ],
    conditions: {
      hostRequest: true,
      capabilityGapStated: true,
      partnerObserver: true,
      diplomaticClearance: true,
      transponderOn: true,
      lostLinkRoute: true,
      diverts: ['MMHO', 'MMCU'],
      attestedWithinH: 24,
    },
    crew: { roles: ['pilot', 'sensor operator'], mostDutyH: 10 },
    ceilings: [
      { id: 'day-all', agency: null, period: 'day', hours: 20 },
      { id: 'week-cbp', agency: 'CBP', period: 'week', hours: 40 },
      { id: 'month-all', agency: null, period: 'month', hours: 200 },
      { id: 'whole-cbp', agency: 'CBP', period: 'validity', hours: 600 },
    ],
    useLimits: ['No use in proceedings without consent of the originator'],
    sharing: ['Releasable to both parties'],
    markings: [{ from: 'CONFIDENTIAL', to: 'CONFIDENCIAL' }],
  });
}

export function basePlan(): SortiePlanDocument {
  const leg = { band: bandOf(4_000, 5_000), bufferM: 5_000 };
  return {
    format: 'atalaya-sortie-plan/1',
    id: 'sortie-1201',
    agreement: { id: 'agreement-norte', version: 2 },
    state: 'USA',
    agency: 'CBP',
    purpose: 'laboratories',
    callSign: 'OMAHA21',
    aircraft: { type: 'MQ-9', registration: 'CBP-113', sensors: ['EO/IR', 'hyperspectral'] },
    crew: [
      { person: 'p-pilot-1', state: 'USA', role: 'pilot', duty: { from: onDay('13:00'), until: onDay('18:00') } },
      { person: 'p-pilot-2', state: 'USA', role: 'pilot', duty: { from: onDay('18:00'), until: onDay('23:00') } },
      {
        person: 'p-sensor-1',
        state: 'USA',
        role: 'sensor operator',
        duty: { from: onDay('13:30'), until: onDay('23:00') },
      },
    ],
    observer: { person: 'p-observer-1', state: 'MEX' },
    requirements: ['req-7'],
    organisations: ['org-sierra'],
    hostRequest: 'SRE-2026-0412',
    capabilityGap: 'No spectral sensor of its own',
    diplomaticClearance: 'MX-4471',
    transponder: 'on',
    departure: 'KFHU',
    destination: 'KFHU',
    window: { from: onDay('14:00'), until: onDay('22:00') },
    cruiseKt: 180,
    enduranceMin: 1_200,
    route: {
      waypoints: [
        { latitudeDeg: 30, longitudeDeg: -110.5, at: onDay('15:00') },
        { latitudeDeg: 30, longitudeDeg: -109.6, at: onDay('16:00') },
        { latitudeDeg: 30.4, longitudeDeg: -109.6, at: onDay('17:00') },
      ],
      legs: [leg, { ...leg }],
      timeToleranceS: 600,
    },
    stays: [
      {
        area: { id: 'stay-1', outer: boxOf(29.6, -110.4, 29.8, -110.2), band: bandOf(4_000, 5_000) },
        window: { from: onDay('17:30'), until: onDay('19:30') },
      },
    ],
    lostLink: {
      waypoints: [
        { latitudeDeg: 30.4, longitudeDeg: -109.6 },
        { latitudeDeg: 30.2, longitudeDeg: -110.4 },
      ],
      legs: [{ band: bandOf(4_500, 5_500), bufferM: 2_000 }],
    },
    diverts: ['MMHO'],
  };
}

type Records = Omit<CaseDocument, 'format' | 'at' | 'agreements' | 'plan'>;

function baseRecords(): Records {
  const signed = { planHash: ofThisPlan };
  return {
    proposers: ['p-coordinator-1'],
    concurrences: [
      { state: 'USA', person: 'p-usa-1', at: '2026-11-30T18:00:00Z', ...signed, conditions: [] },
      {
        state: 'MEX',
        person: 'p-mex-1',
        at: '2026-11-30T20:00:00Z',
        ...signed,
        conditions: [
          { id: 'c-words', kind: 'text', text: 'Report to Hermosillo on entry' },
          { id: 'c-window', kind: 'window', window: { from: onDay('13:00'), until: onDay('23:00') } },
          { id: 'c-band', kind: 'band', band: bandOf(3_800, 5_200) },
          {
            id: 'c-area',
            kind: 'excluded-area',
            area: { id: 'reserve', outer: boxOf(30.6, -110.8, 30.8, -110.5), band: bandOf(0, 9_000) },
          },
          { id: 'c-sensor', kind: 'excluded-sensor', sensor: 'SAR' },
        ],
      },
    ],
    withdrawals: [{ state: 'MEX', person: 'p-mex-1', at: '2026-11-30T19:00:00Z' }],
    attestation: {
      planHash: ofThisPlan,
      registration: 'CBP-113',
      unarmed: true,
      by: 'p-inspector-1',
      at: '2026-12-01T02:00:00Z',
    },
    acceptances: [{ condition: 'c-words', person: 'p-pilot-1', at: '2026-12-01T01:00:00Z' }],
    signatories: [
      { person: 'p-usa-1', state: 'USA' },
      { person: 'p-mex-1', state: 'MEX' },
    ],
    requirements: [
      {
        id: 'req-7',
        state: 'MEX',
        status: 'tasked',
        requesters: ['p-requester-1'],
        purpose: 'laboratories',
        latestUseful: '2026-12-05T00:00:00Z',
      },
      {
        id: 'req-9',
        state: 'USA',
        status: 'validated',
        requesters: ['p-requester-2', 'p-requester-3'],
        purpose: 'laboratories',
        latestUseful: '2026-12-10T00:00:00Z',
      },
    ],
    organisations: [
      {
        id: 'org-sierra',
        name: 'Sierra (fictional)',
        statuses: [
          {
            state: 'USA',
            status: 'designated',
            window: { from: '2026-02-20T00:00:00Z', until: null },
            source: 'Exercise designation 1',
          },
          {
            state: 'MEX',
            status: 'not-designated',
            window: { from: '2026-01-01T00:00:00Z', until: null },
            source: 'Exercise law',
          },
        ],
      },
      { id: 'org-costa', name: 'Costa (fictional)', statuses: [] },
    ],
    ...baseNotices(),
    ...baseSurroundings(),
  };
}

function baseNotices(): Pick<Records, 'noticeRules' | 'notices'> {
  const window = { from: '2026-01-01T00:00:00Z', until: null };
  return {
    noticeRules: [
      { id: 'n-start', state: 'USA', subject: 'programme', delivery: 'before-start', window, source: '50 USC 3093' },
      { id: 'n-due', state: 'USA', subject: 'organisation', delivery: 'by-due', window, source: '50 USC 3091' },
    ],
    notices: [
      {
        id: 'notice-1',
        state: 'USA',
        agreement: 'agreement-norte',
        subjects: [
          { kind: 'programme', id: 'agreement-norte' },
          { kind: 'version', id: '2' },
        ],
        due: '2026-06-01T00:00:00Z',
        deliveredAt: '2026-05-20T15:00:00Z',
      },
      {
        id: 'notice-2',
        state: 'USA',
        agreement: 'agreement-norte',
        subjects: [{ kind: 'organisation', id: 'org-sierra' }],
        due: '2026-12-20T00:00:00Z',
        deliveredAt: null,
      },
    ],
  };
}

function baseSurroundings(): Pick<
  Records,
  'restrictedZones' | 'clearedVolumes' | 'diplomaticClearances' | 'blocks' | 'terrain' | 'atmosphere'
> {
  const crossing = [
    { latitudeDeg: 29.5, longitudeDeg: -110, at: onDay('15:00') },
    { latitudeDeg: 30.5, longitudeDeg: -110, at: onDay('17:00') },
  ];
  return {
    restrictedZones: [
      {
        id: 'zone-hermosillo',
        area: { id: 'zone-hermosillo', outer: boxOf(29.05, -110.95, 29.2, -110.7), band: bandOf(0, 12_000) },
        window: null,
        exceptAgencies: [],
      },
      {
        id: 'zone-frontera',
        area: { id: 'zone-frontera', outer: boxOf(29.9, -110.2, 30.1, -110), band: bandOf(0, 12_000) },
        window: null,
        exceptAgencies: ['CBP'],
      },
    ],
    clearedVolumes: [
      {
        sortie: 'sortie-1150',
        route: { waypoints: crossing, legs: [{ band: bandOf(6_000, 6_500), bufferM: 3_000 }] },
        stays: [],
      },
    ],
    diplomaticClearances: [
      {
        number: 'MX-4471',
        state: 'MEX',
        registration: 'CBP-113',
        callSign: 'OMAHA21',
        window: { from: '2026-12-01T00:00:00Z', until: '2026-12-02T00:00:00Z' },
      },
    ],
    blocks: [
      {
        agreement: 'agreement-norte',
        agency: 'CBP',
        window: { from: '2026-11-30T14:00:00Z', until: '2026-11-30T22:00:00Z' },
      },
      { agreement: 'agreement-norte', agency: 'DEA', window: { from: onDay('02:00'), until: onDay('10:00') } },
    ],
    terrain: { lowestMslM: 200, highestMslM: 2_600 },
    atmosphere: { lowestQnhHpa: 1_003, highestQnhHpa: 1_025, lowestIsaDeviationK: -10, highestIsaDeviationK: 20 },
  };
}

/** Nothing stands against it; its hashes are not yet put in. */
export function baseCase(): CaseDocument {
  return whole<CaseDocument>({
    format: 'atalaya-case/1',
    at: onDay('12:00'),
    agreements: [
      {
        document: baseAgreement(),
        concurrences: [
          { state: 'USA', person: 'p-usa-1', at: '2026-06-10T15:00:00Z' },
          { state: 'MEX', person: 'p-mex-1', at: '2026-06-12T15:00:00Z' },
        ],
        suspensions: [],
        ended: null,
      },
    ],
    plan: basePlan(),
    ...baseRecords(),
  });
}

/** The case with the hash of its own plan wherever `ofThisPlan` stands. SHA-256 is handed in. */
export function sealed(file: CaseDocument, sha256: (bytes: Uint8Array) => Uint8Array): CaseDocument {
  const hash = canonicalHash(file.plan, sha256);
  const put = <T extends { readonly planHash: string }>(it: T): T =>
    it.planHash === ofThisPlan ? { ...it, planHash: hash } : it;
  return {
    ...file,
    concurrences: file.concurrences.map(put),
    attestation: file.attestation === null ? null : put(file.attestation),
  };
}
