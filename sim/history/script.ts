import type { Random } from '../random.ts';

/** What one step of a case leaves in the log: who did it, on which stream, and what it says. */
export interface Step {
  /** First part of the stream's name; the case's own id follows it. */
  readonly about: 'requirement' | 'sortie' | 'site' | 'notice';
  readonly kind: string;
  readonly role: string;
  /** Acts for the state that asked (`asking`), for the state flown over (`host`), or for the operator's (`own`). */
  readonly side: 'asking' | 'host' | 'own';
  readonly compartment: 'joint' | 'usa' | 'mex' | 'notices-usa';
  /** The content, as members of an object. */
  readonly says: (random: Random, place: Place) => Readonly<Record<string, unknown>>;
  /** How often it happens in a row, least and most. */
  readonly times?: readonly [least: number, most: number];
  /** Share of cases in which it happens at all. */
  readonly share?: number;
  /** Share of entries with a clip or picture attached. */
  readonly attached?: number;
}

/** Where a case plays. */
export interface Place {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
}

const pick = <T>(random: Random, of: readonly T[]): T => of[Math.floor(random.uniform() * of.length)] as T; // cast: the index lies within
const near = (random: Random, place: Place, spreadDeg: number) => ({
  latitudeDeg: Number((place.latitudeDeg + random.normal() * spreadDeg).toFixed(6)),
  longitudeDeg: Number((place.longitudeDeg + random.normal() * spreadDeg).toFixed(6)),
  semiMajorM: Number((4 + random.uniform() * 30).toFixed(1)),
  semiMinorM: Number((3 + random.uniform() * 6).toFixed(1)),
  azimuthDeg: Number((random.uniform() * 180).toFixed(1)),
});

const questions = [
  'Are there clandestine laboratories within the area, and where?',
  '¿Hay laboratorios clandestinos en la zona, y dónde se encuentran?',
  'Which tracks lead to places with unexplained heat at night?',
  '¿Qué caminos llevan a lugares con calor nocturno sin explicación?',
];
const calls = [
  'vehicle under canopy',
  'generator warm',
  'tarpaulin over drums',
  'vapour from vent',
  'fresh track',
  'empty clearing',
];
const words =
  'heat vent drum tarpaulin track gate water hose generator ravine shed canopy shadow warm cold wind clearing'.split(
    ' ',
  );
const prose = (random: Random, count: number): string => {
  let text = '';
  for (let i = 0; i < count; i++) text += `${i === 0 ? '' : ' '}${pick(random, words)}`;
  return text;
};

/** One case from the question to its outcome, in the order of the work (roles and moves of the field's practice; figures are simulated). */
export const script: readonly Step[] = [
  {
    about: 'requirement',
    kind: 'agree.requirement-submitted',
    role: 'requester',
    side: 'asking',
    compartment: 'joint',
    says: (r, p) => ({
      question: pick(r, questions),
      area: near(r, p, 0.2),
      latestUsefulDays: 3 + Math.floor(r.uniform() * 20),
    }),
  },
  {
    about: 'requirement',
    kind: 'agree.requirement-validated',
    role: 'collection-manager',
    side: 'own',
    compartment: 'joint',
    says: (r) => ({ rank: 1 + Math.floor(r.uniform() * 5), duplicates: [] }),
  },
  {
    about: 'requirement',
    kind: 'agree.requirement-tasked',
    role: 'collection-manager',
    side: 'own',
    compartment: 'usa',
    says: () => ({ deck: 'week' }),
  },
  {
    about: 'sortie',
    kind: 'plan.sortie-planned',
    role: 'collection-manager',
    side: 'own',
    compartment: 'joint',
    says: (r, p) => ({
      route: Array.from({ length: 6 }, () => near(r, p, 0.3)),
      flightHours: Number((6 + r.uniform() * 14).toFixed(1)),
    }),
  },
  {
    about: 'sortie',
    kind: 'authorise.clearance-concurred',
    role: 'authorising-officer',
    side: 'own',
    compartment: 'joint',
    says: (r) => ({ planHash: prose(r, 3), conditions: [] }),
  },
  {
    about: 'sortie',
    kind: 'authorise.clearance-concurred',
    role: 'authorising-officer',
    side: 'host',
    compartment: 'joint',
    says: (r) => ({ planHash: prose(r, 3), conditions: ['partner observer present'] }),
  },
  {
    about: 'notice',
    kind: 'authorise.notice-delivered',
    role: 'legislative-liaison',
    side: 'own',
    compartment: 'notices-usa',
    says: (r) => ({ text: prose(r, 60) }),
    share: 0.1,
  },
  {
    about: 'sortie',
    kind: 'fly.sortie-airborne',
    role: 'pilot',
    side: 'own',
    compartment: 'joint',
    says: (r, p) => ({ at: near(r, p, 0.5) }),
  },
  {
    about: 'sortie',
    kind: 'fly.sortie-on-station',
    role: 'pilot',
    side: 'own',
    compartment: 'joint',
    says: (r, p) => ({ at: near(r, p, 0.2) }),
  },
  {
    about: 'sortie',
    kind: 'observe.callout-made',
    role: 'screener',
    side: 'own',
    compartment: 'joint',
    says: (r, p) => ({
      call: pick(r, calls),
      grade: pick(r, ['observed', 'possible', 'not seen']),
      at: near(r, p, 0.1),
    }),
    times: [3, 14],
    attached: 0.004,
  },
  {
    about: 'sortie',
    kind: 'observe.callout-withdrawn',
    role: 'screener',
    side: 'own',
    compartment: 'joint',
    says: (r) => ({ why: prose(r, 8) }),
    share: 0.2,
  },
  {
    about: 'sortie',
    kind: 'fly.sortie-recovered',
    role: 'pilot',
    side: 'own',
    compartment: 'joint',
    says: (r) => ({ flightHours: Number((6 + r.uniform() * 14).toFixed(1)) }),
  },
  {
    about: 'site',
    kind: 'find.report-submitted',
    role: 'analyst',
    side: 'own',
    compartment: 'usa',
    says: (r, p) => ({
      at: near(r, p, 0.05),
      likelihood: pick(r, ['likely', 'very likely', 'roughly even chance']),
      confidence: pick(r, ['low', 'moderate', 'high']),
      text: prose(r, 40),
    }),
    share: 0.6,
    attached: 0.01,
  },
  {
    about: 'site',
    kind: 'review.second-reading-done',
    role: 'second-reader',
    side: 'own',
    compartment: 'usa',
    says: (r) => ({ text: prose(r, 25) }),
    share: 0.6,
  },
  {
    about: 'site',
    kind: 'review.minimised',
    role: 'privacy-officer',
    side: 'own',
    compartment: 'usa',
    says: () => ({ masked: 0 }),
    share: 0.5,
  },
  {
    about: 'site',
    kind: 'release.package-released',
    role: 'disclosure-officer',
    side: 'own',
    compartment: 'joint',
    says: (r, p) => ({ recipient: 'MEX', at: near(r, p, 0.01), label: 'EXERCISE // REL TO USA, MEX' }),
    share: 0.5,
  },
  {
    about: 'site',
    kind: 'release.package-received',
    role: 'partner-recipient',
    side: 'host',
    compartment: 'joint',
    says: () => ({ receipt: 'signed' }),
    share: 0.5,
  },
  {
    about: 'site',
    kind: 'release.outcome-reported',
    role: 'partner-recipient',
    side: 'host',
    compartment: 'mex',
    says: (r) => ({ outcome: pick(r, ['acted', 'no action', 'pending']), text: prose(r, 12) }),
    share: 0.4,
  },
];
