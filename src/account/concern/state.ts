import { Type } from 'typebox';
import type { Happened } from '../../model/command.ts';
import { exactly, Id, readFact, Token, type Veil, Words } from '../../model/facts.ts';

/** Stands for the person where a concern was raised by nobody that is known. No person's id is so. */
export const anonymous = 'anonymous';

/**
 * What happens to a concern. It is read by the inspectors of one state, and by nobody of the chain. One who is not known reads the answers, and adds to it, by the receipt
 * that they alone have and that leads to the concern's id.
 */
export const concernFacts = {
  'account.concern-raised': Type.Object({ by: Id, to: Token, says: Words }, exactly),
  'account.concern-answered': Type.Object({ by: Id, says: Words }, exactly),
  /** By the person who raised it. */
  'account.concern-added': Type.Object({ by: Id, says: Words }, exactly),
  'account.concern-reported': Type.Object({ by: Id, toWhom: Words }, exactly),
  'account.concern-closed': Type.Object({ by: Id, outcome: Words }, exactly),
} as const;

export type ConcernStatus = 'none' | 'raised' | 'reported' | 'closed';

export interface Concern {
  readonly status: ConcernStatus;
  /** The state whose inspectors read it. */
  readonly to: string;
  readonly veil: Veil | undefined;
}

export const noConcern: Concern = { status: 'none', to: '', veil: undefined };

/** `same`: words are exchanged whatever its state. */
const statusAfter: Readonly<Record<keyof typeof concernFacts, ConcernStatus | 'same'>> = {
  'account.concern-raised': 'raised',
  'account.concern-answered': 'same',
  'account.concern-added': 'same',
  'account.concern-reported': 'reported',
  'account.concern-closed': 'closed',
};

/** The concern after a fact of its stream. */
export function evolveConcern(before: Concern, happened: Happened): Concern {
  const { kind, fact, veil } = readFact(concernFacts, happened);
  const state = { ...before, veil: before.veil ?? veil };
  if (kind === undefined) return state;
  const status = statusAfter[kind];
  const moved = { ...state, status: status === 'same' ? state.status : status };
  return fact?.kind === 'account.concern-raised' ? { ...moved, to: fact.content.to } : moved;
}

/** The compartment of a state's concerns. */
export const concernsOf = (state: string): string => `concerns-${state}`;

/** The payloads of the commands on a concern. */
export const concernPayloads = {
  // The compartment's token carries the state's, so that this one is shorter.
  raise: Type.Object({ to: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,15}$' }), says: Words }, exactly),
  answer: Type.Object({ concern: Id, says: Words }, exactly),
  report: Type.Object({ concern: Id, toWhom: Words }, exactly),
  close: Type.Object({ concern: Id, outcome: Words }, exactly),
} as const;
