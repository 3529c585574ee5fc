import { Type } from 'typebox';
import { evolveRequirement, noRequirement, type Requirement } from '../../agree/requirement/state.ts';
import type { Happened } from '../../model/command.ts';
import { exactly, Hash, Id, readFact, Token, type Veil, veilOf, Words, withPerson } from '../../model/facts.ts';

const requirements = Type.Array(Id, { minItems: 1, maxItems: 20, uniqueItems: true });
const states = Type.Tuple([Token, Token]);

/** What happens to a clearance: the consent of two states to one sortie plan, known here by the hash of its document. */
export const clearanceFacts = {
  'authorise.plan-proposed': Type.Object({ by: Id, compartment: Token, states, requirements, planHash: Hash }, exactly),
  'authorise.plan-replaced': Type.Object({ by: Id, planHash: Hash }, exactly),
  'authorise.concurred': Type.Object({ by: Id, state: Token, planHash: Hash, relyingOn: Words }, exactly),
  'authorise.refused': Type.Object({ by: Id, state: Token, why: Words }, exactly),
  'authorise.withdrawn': Type.Object({ by: Id, state: Token, why: Words }, exactly),
} as const;

export type ClearanceStatus = 'none' | 'proposed' | 'cleared' | 'refused' | 'withdrawn';

export interface Concurrence {
  readonly person: string;
  readonly state: string;
}

export interface Clearance {
  readonly status: ClearanceStatus;
  readonly compartment: string;
  /** The two states whose consent it takes. */
  readonly states: readonly string[];
  readonly requirements: readonly string[];
  /** Everybody who proposed a plan of it. */
  readonly proposers: readonly string[];
  /** Everybody who signed any plan of it, voided ones too. */
  readonly signers: readonly string[];
  /** The plan that stands; any new one voids the concurrences with the one before. */
  readonly planHash: string;
  /** With exactly the plan that stands. */
  readonly concurrences: readonly Concurrence[];
  readonly veil: Veil | undefined;
}

export const noClearance: Clearance = {
  status: 'none',
  compartment: '',
  states: [],
  requirements: [],
  proposers: [],
  signers: [],
  planHash: '',
  concurrences: [],
  veil: undefined,
};

const statusAfter: Readonly<Record<keyof typeof clearanceFacts, ClearanceStatus>> = {
  'authorise.plan-proposed': 'proposed',
  'authorise.plan-replaced': 'proposed',
  // Cleared is what two of them make: never one that could not be read.
  'authorise.concurred': 'proposed',
  'authorise.refused': 'refused',
  'authorise.withdrawn': 'withdrawn',
};

/** The clearance after a fact of its stream. */
export function evolveClearance(before: Clearance, happened: Happened): Clearance {
  const { kind, fact, veil } = readFact(clearanceFacts, happened);
  const state = { ...before, veil: before.veil ?? veil };
  if (kind === undefined) return state;
  if (fact === undefined) {
    // An unread concurrence neither clears nor takes a clearance away.
    return kind === 'authorise.concurred' ? state : { ...state, status: statusAfter[kind], concurrences: [] };
  }
  const moved = { ...state, status: statusAfter[kind] };
  switch (fact.kind) {
    case 'authorise.plan-proposed': {
      const { by, ...rest } = fact.content;
      return { ...moved, ...rest, proposers: withPerson(moved.proposers, by), concurrences: [] };
    }
    case 'authorise.plan-replaced': {
      const { by, planHash } = fact.content;
      return { ...moved, planHash, proposers: withPerson(moved.proposers, by), concurrences: [] };
    }
    case 'authorise.concurred': {
      const { by: person, state: concurring, planHash } = fact.content;
      const others = moved.concurrences.filter((it) => it.state !== concurring);
      if (planHash !== moved.planHash) return { ...state, veil: state.veil ?? veilOf('malformed', happened) };
      const concurrences = [...others, { person, state: concurring }].sort((a, b) => (a.state < b.state ? -1 : 1));
      const all = moved.states.every((one) => concurrences.some((it) => it.state === one));
      const signers = withPerson(moved.signers, person);
      return { ...moved, signers, concurrences, status: all ? 'cleared' : 'proposed' };
    }
    case 'authorise.refused':
    case 'authorise.withdrawn':
      return { ...moved, concurrences: [] };
  }
}

/** The one stream that says for which state a person signs: `signatory/register`. */
export const signatoryStream = 'signatory/register';
export const signatoryFacts = {
  'authorise.signatory-bound': Type.Object({ by: Id, state: Token }, exactly),
} as const;

/** For which state each person has ever signed: the first signature binds. */
export interface Signatories {
  readonly bound: Readonly<Record<string, string>>;
  readonly veil: Veil | undefined;
}

export const noSignatories: Signatories = { bound: {}, veil: undefined };

export function evolveSignatories(before: Signatories, happened: Happened): Signatories {
  const { fact, veil } = readFact(signatoryFacts, happened);
  const state = { ...before, veil: before.veil ?? veil };
  if (fact === undefined) return state;
  const { by, state: signingFor } = fact.content;
  return { ...state, bound: { [by]: signingFor, ...state.bound } };
}

/** What a decision on a clearance rests on. */
export interface ClearanceCase {
  readonly clearance: Clearance;
  /** By stream; what was not read stands for what never was. */
  readonly requirements: Readonly<Record<string, Requirement>>;
  readonly signatories: Signatories;
}

export const noClearanceCase: ClearanceCase = {
  clearance: noClearance,
  requirements: {},
  signatories: noSignatories,
};

export const requirementStream = (id: string): string => `requirement/${id}`;

/** The case after a fact of any of its streams. */
export function evolveClearanceCase(before: ClearanceCase, happened: Happened): ClearanceCase {
  const { stream } = happened;
  if (stream === signatoryStream) {
    return { ...before, signatories: evolveSignatories(before.signatories, happened) };
  }
  if (stream.startsWith('requirement/')) {
    const requirement = evolveRequirement(before.requirements[stream] ?? noRequirement, happened);
    return { ...before, requirements: { ...before.requirements, [stream]: requirement } };
  }
  return { ...before, clearance: evolveClearance(before.clearance, happened) };
}

/** The payloads of the commands on a clearance. */
export const clearancePayloads = {
  propose: Type.Object({ compartment: Token, states, requirements, planHash: Hash }, exactly),
  replace: Type.Object({ clearance: Id, planHash: Hash }, exactly),
  concur: Type.Object({ clearance: Id, planHash: Hash, relyingOn: Words }, exactly),
  refuse: Type.Object({ clearance: Id, why: Words }, exactly),
  withdraw: Type.Object({ clearance: Id, why: Words }, exactly),
} as const;
