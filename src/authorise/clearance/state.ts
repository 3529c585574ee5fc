import { type Static, Type } from 'typebox';
import type { Happened } from '../../model/command.ts';
import { exactly, Hash, Id, readFact, Token, type Veil, veilOf, Words, withPerson } from '../../model/facts.ts';
import { SortiePlanDocument } from '../../plan/sortie/document.ts';
import { AttestationRecord, ConditionDocument } from '../case/document.ts';

const states = Type.Tuple([Token, Token]);
const conditions = Type.Array(ConditionDocument, { maxItems: 100 });
const { registration } = AttestationRecord.properties;
/** The whole plan, its hash, and the parties of the agreement that it is to be flown under. */
const proposed = { by: Id, states, plan: SortiePlanDocument, planHash: Hash };

/** What happens to a clearance: the consent of two states to one exact sortie plan. */
export const clearanceFacts = {
  'authorise.plan-proposed': Type.Object({ compartment: Token, ...proposed }, exactly),
  'authorise.plan-replaced': Type.Object(proposed, exactly),
  'authorise.unarmed-attested': Type.Object({ by: Id, planHash: Hash, registration, unarmed: Type.Boolean() }, exactly),
  'authorise.concurred': Type.Object({ by: Id, state: Token, planHash: Hash, relyingOn: Words, conditions }, exactly),
  'authorise.condition-accepted': Type.Object({ by: Id, planHash: Hash, condition: Id }, exactly),
  'authorise.refused': Type.Object({ by: Id, state: Token, why: Words }, exactly),
  'authorise.withdrawn': Type.Object({ by: Id, state: Token, why: Words }, exactly),
} as const;

export type ClearanceStatus = 'none' | 'proposed' | 'cleared' | 'refused' | 'withdrawn';

export interface Concurrence {
  readonly person: string;
  readonly state: string;
  readonly atUs: number;
  readonly conditions: readonly ConditionDocument[];
}

export interface Attestation {
  readonly person: string;
  readonly registration: string;
  readonly unarmed: boolean;
  readonly atUs: number;
}

export interface Clearance {
  readonly status: ClearanceStatus;
  readonly compartment: string;
  /** The two states whose consent it takes. */
  readonly states: readonly string[];
  /** Everybody who proposed a plan of it. */
  readonly proposers: readonly string[];
  /** Everybody who signed any plan of it, voided ones too. */
  readonly signers: readonly string[];
  /** The plan that stands; any new one voids concurrences, attestation and acceptances of the one before. */
  readonly plan: SortiePlanDocument | undefined;
  readonly planHash: string;
  readonly proposedUs: number;
  /** With exactly the plan that stands; kept where they were withdrawn, which `status` and `withdrawals` say. */
  readonly concurrences: readonly Concurrence[];
  /** Refusals are such too: they take back what the state had given, if it had. */
  readonly withdrawals: readonly { readonly state: string; readonly person: string; readonly atUs: number }[];
  readonly attestation: Attestation | undefined;
  readonly acceptances: readonly { readonly condition: string; readonly person: string; readonly atUs: number }[];
  readonly veil: Veil | undefined;
}

export const noClearance: Clearance = {
  status: 'none',
  compartment: '',
  states: [],
  proposers: [],
  signers: [],
  plan: undefined,
  planHash: '',
  proposedUs: 0,
  concurrences: [],
  withdrawals: [],
  attestation: undefined,
  acceptances: [],
  veil: undefined,
};

export const clearanceStream = (id: string): string => `clearance/${id}`;

type Content<K extends keyof typeof clearanceFacts> = Readonly<Static<(typeof clearanceFacts)[K]>>;

/** A new plan begins anew: whatever was given for the one before is void. */
function withPlan(state: Clearance, it: Content<'authorise.plan-replaced'>, proposedUs: number): Clearance {
  const { by, states: parties, plan, planHash } = it;
  const { concurrences, withdrawals, attestation, acceptances } = noClearance;
  const anew = { concurrences, withdrawals, attestation, acceptances };
  const proposers = withPerson(state.proposers, by);
  return { ...state, ...anew, status: 'proposed', states: parties, plan, planHash, proposedUs, proposers };
}

function withConcurrence(state: Clearance, it: Content<'authorise.concurred'>, happened: Happened): Clearance {
  const { by: person, state: concurring, planHash, conditions: added } = it;
  const isOpen = state.status === 'proposed' || state.status === 'cleared';
  if (planHash !== state.planHash || !isOpen) return { ...state, veil: state.veil ?? veilOf('malformed', happened) };
  const given = { person, state: concurring, atUs: happened.timeUs, conditions: added };
  const others = state.concurrences.filter((one) => one.state !== concurring);
  const concurrences = [...others, given].sort((a, b) => (a.state < b.state ? -1 : 1));
  const persons = new Set(concurrences.map((one) => one.person));
  const isAll = state.states.every((one) => concurrences.some((has) => has.state === one)) && persons.size > 1;
  return {
    ...state,
    concurrences,
    signers: withPerson(state.signers, person),
    status: isAll ? 'cleared' : 'proposed',
  };
}

/** What a fact that cannot be read leaves: an unread signature neither clears nor takes a clearance away, an unread end ends. */
function unread(state: Clearance, kind: keyof typeof clearanceFacts): Clearance {
  switch (kind) {
    case 'authorise.concurred':
    case 'authorise.condition-accepted':
      return state;
    case 'authorise.unarmed-attested':
      return { ...state, attestation: undefined };
    case 'authorise.plan-proposed':
    case 'authorise.plan-replaced':
      return { ...state, status: 'proposed', plan: undefined, planHash: '', concurrences: [] };
    case 'authorise.refused':
      return { ...state, status: 'refused' };
    case 'authorise.withdrawn':
      return { ...state, status: 'withdrawn' };
  }
}

/** The clearance after a fact of its stream. */
export function evolveClearance(before: Clearance, happened: Happened): Clearance {
  const { kind, fact, veil } = readFact(clearanceFacts, happened);
  const state = { ...before, veil: before.veil ?? veil };
  if (kind === undefined) return state;
  if (fact === undefined) return unread(state, kind);
  const { timeUs: atUs } = happened;
  const { by: person } = fact.content;
  switch (fact.kind) {
    case 'authorise.plan-proposed':
      return { ...withPlan(state, fact.content, atUs), compartment: fact.content.compartment };
    case 'authorise.plan-replaced':
      return withPlan(state, fact.content, atUs);
    case 'authorise.concurred':
      return withConcurrence(state, fact.content, happened);
    case 'authorise.unarmed-attested': {
      const { planHash, registration: of, unarmed } = fact.content;
      if (planHash !== state.planHash) return { ...state, veil: state.veil ?? veilOf('malformed', happened) };
      return { ...state, attestation: { person, registration: of, unarmed, atUs } };
    }
    case 'authorise.condition-accepted': {
      const { planHash, condition } = fact.content;
      if (planHash !== state.planHash) return { ...state, veil: state.veil ?? veilOf('malformed', happened) };
      return { ...state, acceptances: [...state.acceptances, { condition, person, atUs }] };
    }
    case 'authorise.refused':
    case 'authorise.withdrawn': {
      const withdrawals = [...state.withdrawals, { state: fact.content.state, person, atUs }];
      return { ...state, status: fact.kind === 'authorise.refused' ? 'refused' : 'withdrawn', withdrawals };
    }
  }
}

/** The payloads of the commands on a clearance. */
export const clearancePayloads = {
  propose: Type.Object({ compartment: Token, plan: SortiePlanDocument }, exactly),
  replace: Type.Object({ clearance: Id, plan: SortiePlanDocument }, exactly),
  attest: Type.Object({ clearance: Id, planHash: Hash, registration, unarmed: Type.Boolean() }, exactly),
  concur: Type.Object({ clearance: Id, planHash: Hash, relyingOn: Words, conditions }, exactly),
  accept: Type.Object({ clearance: Id, planHash: Hash, condition: Id }, exactly),
  refuse: Type.Object({ clearance: Id, why: Words }, exactly),
  withdraw: Type.Object({ clearance: Id, why: Words }, exactly),
  release: Type.Object({ clearance: Id }, exactly),
} as const;
