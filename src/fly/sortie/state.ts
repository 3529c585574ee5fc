import { Type } from 'typebox';
import { type Clearance, clearanceFacts, evolveClearance, noClearance } from '../../authorise/clearance/state.ts';
import type { Happened } from '../../model/command.ts';
import { exactly, Hash, Id, readFact, Token, type Veil, Words } from '../../model/facts.ts';

/** What happens to a sortie. Its id is that of its clearance: one plan, one flight. */
export const sortieFacts = {
  'fly.took-off': Type.Object({ by: Id, planHash: Hash }, exactly),
  'fly.on-station': Type.Object({ by: Id }, exactly),
  'fly.recovered': Type.Object({ by: Id }, exactly),
  'fly.halted': Type.Object({ by: Id, state: Token, why: Words }, exactly),
} as const;

/** `uncleared` and `cleared` say what the clearance is while nothing has flown. */
export type SortieStatus = 'uncleared' | 'cleared' | 'airborne' | 'on-station' | 'recovered' | 'halted';

export interface Sortie {
  readonly status: 'grounded' | 'airborne' | 'on-station' | 'recovered' | 'halted';
  /** The plan it took off with. */
  readonly planHash: string;
  readonly haltedBy: 'order' | 'clearance' | undefined;
  readonly veil: Veil | undefined;
}

export interface SortieCase {
  readonly clearance: Clearance;
  readonly sortie: Sortie;
}

export const noSortieCase: SortieCase = {
  clearance: noClearance,
  sortie: { status: 'grounded', planHash: '', haltedBy: undefined, veil: undefined },
};

const statusAfter: Readonly<Record<keyof typeof sortieFacts, Sortie['status']>> = {
  'fly.took-off': 'airborne',
  'fly.on-station': 'on-station',
  'fly.recovered': 'recovered',
  'fly.halted': 'halted',
};

export const isFlying = ({ status }: Sortie): boolean => status === 'airborne' || status === 'on-station';

function evolveSortie(before: Sortie, happened: Happened): Sortie {
  const { kind, fact, veil } = readFact(sortieFacts, happened);
  const state = { ...before, veil: before.veil ?? veil };
  if (kind === undefined) return state;
  // What cannot be read of a halt still halts.
  const moved = { ...state, status: statusAfter[kind], haltedBy: kind === 'fly.halted' ? 'order' : state.haltedBy };
  return fact?.kind === 'fly.took-off' ? { ...moved, planHash: fact.content.planHash } : moved;
}

/**
 * The sortie after a fact of its clearance or its own. What flies is halted by the fact that takes its clearance away, at that place in the log,
 * and stays halted whatever the clearance becomes: so the facts of both streams are taken in the log's order.
 */
export function evolveSortieCase(before: SortieCase, happened: Happened): SortieCase {
  if (happened.stream.startsWith('clearance/')) {
    const clearance = evolveClearance(before.clearance, happened);
    // A kind that a later program writes may take the clearance away: doubt halts.
    const isKnown = Object.hasOwn(clearanceFacts, happened.kind);
    const holds = isKnown && clearance.status === 'cleared' && clearance.planHash === before.sortie.planHash;
    if (holds || !isFlying(before.sortie)) return { ...before, clearance };
    return { clearance, sortie: { ...before.sortie, status: 'halted', haltedBy: 'clearance' } };
  }
  const sortie = evolveSortie(before.sortie, happened);
  // A take-off decided before a withdrawal may come after it in the log: it is halted as it comes.
  const { status, planHash } = before.clearance;
  const holds = status === 'cleared' && (sortie.planHash === planHash || sortie.planHash === '');
  if (happened.kind !== 'fly.took-off' || holds) return { ...before, sortie };
  return { ...before, sortie: { ...sortie, status: 'halted', haltedBy: 'clearance' } };
}

export function sortieStatus({ clearance, sortie }: SortieCase): SortieStatus {
  if (sortie.status !== 'grounded') return sortie.status;
  return clearance.status === 'cleared' ? 'cleared' : 'uncleared';
}

/** The payloads of the commands on a sortie. */
export const sortiePayloads = {
  'take-off': Type.Object({ sortie: Id, planHash: Hash }, exactly),
  'on-station': Type.Object({ sortie: Id }, exactly),
  recover: Type.Object({ sortie: Id }, exactly),
  halt: Type.Object({ sortie: Id, why: Words }, exactly),
} as const;
