import { type Static, Type } from 'typebox';
import type { Happened } from '../../model/command.ts';
import { exactly, Hash, Id, readFact, TimeUs, Token, type Veil, veilOf, Words } from '../../model/facts.ts';
import { instantUs } from '../../model/instant.ts';
import { AgreementDocument } from './document.ts';

const version = Type.Integer({ minimum: 1, maximum: 1_000_000 });
const untilUs = Type.Union([TimeUs, Type.Null()]);

/** What happens to an agreement between two states; `by` is a person's id. */
export const agreementFacts = {
  'agree.agreement-drafted': Type.Object(
    { by: Id, compartment: Token, document: AgreementDocument, documentHash: Hash },
    exactly,
  ),
  'agree.agreement-amended': Type.Object({ by: Id, document: AgreementDocument, documentHash: Hash }, exactly),
  'agree.agreement-concurred': Type.Object({ by: Id, state: Token, version, documentHash: Hash }, exactly),
  'agree.agreement-suspended': Type.Object({ by: Id, state: Token, fromUs: TimeUs, untilUs, why: Words }, exactly),
  'agree.agreement-resumed': Type.Object({ by: Id, state: Token }, exactly),
  'agree.agreement-ended': Type.Object({ by: Id, state: Token, why: Words }, exactly),
} as const;

export type AgreementStatus = 'none' | 'draft' | 'adopted' | 'ended';

export interface AgreementConcurrence {
  readonly state: string;
  readonly person: string;
  readonly atUs: number;
}

export interface AgreementVersion {
  readonly document: AgreementDocument;
  readonly documentHash: string;
  readonly drafter: string;
  readonly draftedUs: number;
  /** One at most of each party. */
  readonly concurrences: readonly AgreementConcurrence[];
}

export interface Suspension {
  readonly state: string;
  readonly fromUs: number;
  /** Infinity where no end was named. */
  readonly untilUs: number;
}

export interface Agreement {
  /** Leaves time aside: `adopted` where both parties have concurred with some version. See `standingAt`. */
  readonly status: AgreementStatus;
  readonly compartment: string;
  /** Oldest first; each is a document of its own, never changed. */
  readonly versions: readonly AgreementVersion[];
  readonly suspensions: readonly Suspension[];
  readonly endedUs: number | null;
  readonly veil: Veil | undefined;
}

export const noAgreement: Agreement = {
  status: 'none',
  compartment: '',
  versions: [],
  suspensions: [],
  endedUs: null,
  veil: undefined,
};

export const agreementStream = (id: string): string => `agreement/${id}`;

export const partiesOf = ({ versions }: Agreement): readonly string[] =>
  versions[0]?.document.parties.map(({ state }) => state) ?? [];

export const versionOf = ({ versions }: Agreement, number: number): AgreementVersion | undefined =>
  versions.find(({ document }) => document.version === number);

/** Whether both parties have concurred with a version, by two persons. */
export const isConcurred = ({ document, concurrences }: AgreementVersion): boolean =>
  document.parties.every(({ state }) => concurrences.some((one) => one.state === state)) &&
  new Set(concurrences.map(({ person }) => person)).size >= document.parties.length;

type Content<K extends keyof typeof agreementFacts> = Readonly<Static<(typeof agreementFacts)[K]>>;

function withVersion(state: Agreement, it: Content<'agree.agreement-amended'>, draftedUs: number): Agreement {
  const { by: drafter, document, documentHash } = it;
  return { ...state, versions: [...state.versions, { document, documentHash, drafter, draftedUs, concurrences: [] }] };
}

function withConcurrence(state: Agreement, it: Content<'agree.agreement-concurred'>, happened: Happened): Agreement {
  const named = versionOf(state, it.version);
  if (named?.documentHash !== it.documentHash) return { ...state, veil: state.veil ?? veilOf('malformed', happened) };
  const concurrence = { state: it.state, person: it.by, atUs: happened.timeUs };
  const others = named.concurrences.filter((one) => one.state !== it.state);
  const concurrences = [...others, concurrence].sort((a, b) => (a.state < b.state ? -1 : 1));
  const versions = state.versions.map((one) => (one === named ? { ...one, concurrences } : one));
  const status = state.status === 'draft' && versions.some(isConcurred) ? 'adopted' : state.status;
  return { ...state, status, versions };
}

/** What a party suspended ends where it resumes; what had not begun never does. */
function resumed(suspensions: readonly Suspension[], state: string, atUs: number): readonly Suspension[] {
  return suspensions
    .map((one) => (one.state === state && one.untilUs > atUs ? { ...one, untilUs: atUs } : one))
    .filter((one) => one.fromUs < one.untilUs);
}

/** The agreement after a fact of its stream. What cannot be read is kept as a veil; an end that cannot be read ends all the same. */
export function evolveAgreement(before: Agreement, happened: Happened): Agreement {
  const { kind, fact, veil } = readFact(agreementFacts, happened);
  const state = { ...before, veil: before.veil ?? veil };
  if (kind === undefined) return state;
  const { timeUs } = happened;
  if (fact === undefined) {
    if (kind === 'agree.agreement-ended') return { ...state, status: 'ended', endedUs: state.endedUs ?? timeUs };
    if (kind === 'agree.agreement-drafted') return { ...state, status: 'draft' };
    if (kind !== 'agree.agreement-suspended') return state;
    const unread = { state: happened.state, fromUs: timeUs, untilUs: Number.POSITIVE_INFINITY };
    return { ...state, suspensions: [...state.suspensions, unread] };
  }
  switch (fact.kind) {
    case 'agree.agreement-drafted':
      return { ...withVersion(state, fact.content, timeUs), status: 'draft', compartment: fact.content.compartment };
    case 'agree.agreement-amended':
      return withVersion(state, fact.content, timeUs);
    case 'agree.agreement-concurred':
      return withConcurrence(state, fact.content, happened);
    case 'agree.agreement-suspended': {
      const { state: party, fromUs, untilUs: until } = fact.content;
      const suspension = { state: party, fromUs, untilUs: until ?? Number.POSITIVE_INFINITY };
      return { ...state, suspensions: [...state.suspensions, suspension] };
    }
    case 'agree.agreement-resumed':
      return { ...state, suspensions: resumed(state.suspensions, fact.content.state, timeUs) };
    case 'agree.agreement-ended':
      return { ...state, status: 'ended', endedUs: state.endedUs ?? timeUs };
  }
}

const startUs = ({ document }: AgreementVersion): number => instantUs(document.validity.from) ?? Number.NaN;
const endUs = ({ document }: AgreementVersion): number => instantUs(document.validity.until) ?? Number.NaN;

/** The version in force at a moment: of those that both concurred with and whose validity has begun, the last. A draft puts none out of force. */
export function versionAt({ versions }: Agreement, atUs: number): AgreementVersion | undefined {
  return versions.findLast((one) => isConcurred(one) && startUs(one) <= atUs);
}

export type AgreementStanding = AgreementStatus | 'pending' | 'in-force' | 'suspended' | 'expired';

/** What an agreement is at a moment. */
export function standingAt(agreement: Agreement, atUs: number): AgreementStanding {
  const { status, suspensions, endedUs } = agreement;
  if (endedUs !== null && endedUs <= atUs) return 'ended';
  if (status === 'none' || status === 'draft') return status;
  const version = versionAt(agreement, atUs);
  if (version === undefined) return 'pending';
  if (!(atUs < endUs(version))) return 'expired';
  return suspensions.some(({ fromUs, untilUs: until }) => fromUs <= atUs && atUs < until) ? 'suspended' : 'in-force';
}

/**
 * Whether a version holds for the rest of what flies under it: neither suspended nor ended before that is over, nor followed by a version that is valid by then.
 * Of an agreement that cannot be read it is not known.
 */
export function holdsUntil(agreement: Agreement, number: number, atUs: number, untilUs: number): boolean {
  const { versions, suspensions, endedUs } = agreement;
  const own = versionOf(agreement, number);
  if (own === undefined || !isConcurred(own) || !(startUs(own) <= atUs && untilUs <= endUs(own))) return false;
  if (endedUs !== null && endedUs < untilUs) return false;
  if (suspensions.some((one) => one.fromUs < untilUs && atUs < one.untilUs)) return false;
  return !versions.some((one) => one.document.version > number && isConcurred(one) && startUs(one) < untilUs);
}

/** The payloads of the commands on an agreement. */
export const agreementPayloads = {
  draft: Type.Object({ compartment: Token, document: AgreementDocument }, exactly),
  amend: Type.Object({ agreement: Id, document: AgreementDocument }, exactly),
  concur: Type.Object({ agreement: Id, version, documentHash: Hash }, exactly),
  /** `fromUs` null: at once. */
  suspend: Type.Object({ agreement: Id, fromUs: Type.Union([TimeUs, Type.Null()]), untilUs, why: Words }, exactly),
  resume: Type.Object({ agreement: Id }, exactly),
  end: Type.Object({ agreement: Id, why: Words }, exactly),
} as const;
