import { Type } from 'typebox';
import { agreementFacts, holdsUntil } from '../../agree/agreement/state.ts';
import { type ClearanceCase, evolveClearanceCase, noClearanceCase } from '../../authorise/clearance/case.ts';
import { clearanceFacts } from '../../authorise/clearance/state.ts';
import type { Happened } from '../../model/command.ts';
import { exactly, Hash, Id, readFact, Token, type Veil, Words } from '../../model/facts.ts';
import { instantUs } from '../../model/instant.ts';

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
  readonly haltedBy: 'order' | 'clearance' | 'agreement' | undefined;
  readonly veil: Veil | undefined;
}

/** What a decision on a sortie rests on: all that its clearance was judged on, which a take-off asks for again. */
export interface SortieCase extends ClearanceCase {
  readonly sortie: Sortie;
}

export const noSortieCase: SortieCase = {
  ...noClearanceCase,
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

/** Whether the clearance is given for the plan that flies. */
function isCleared({ clearance, sortie }: SortieCase): boolean {
  return clearance.status === 'cleared' && (sortie.planHash === clearance.planHash || sortie.planHash === '');
}

/** Whether the agreement holds from a moment to the end of the plan that flies. */
function isAgreed({ clearance: { plan }, agreement }: SortieCase, atUs: number): boolean {
  if (plan === undefined) return false;
  return holdsUntil(agreement, plan.agreement.version, atUs, instantUs(plan.window.until) ?? Number.NaN);
}

const halted = (it: SortieCase, haltedBy: 'clearance' | 'agreement'): SortieCase => ({
  ...it,
  sortie: { ...it.sortie, status: 'halted', haltedBy },
});

/**
 * The sortie after a fact of its own, or of what it rests on. What flies is halted by the fact that takes its clearance or its agreement away, at that place in
 * the log, and stays halted whatever becomes of them: so the facts of all streams are taken in the log's order. A suspension from a later date halts where that
 * date comes before the plan's end. A kind that a later program writes may take either away: doubt halts.
 */
export function evolveSortieCase(before: SortieCase, happened: Happened): SortieCase {
  const { stream, kind, timeUs, content } = happened;
  if (!stream.startsWith('sortie/')) {
    const it: SortieCase = { ...before, ...evolveClearanceCase(before, happened) };
    if (!isFlying(before.sortie)) return it;
    if (stream.startsWith('clearance/')) {
      return Object.hasOwn(clearanceFacts, kind) && isCleared(it) ? it : halted(it, 'clearance');
    }
    if (stream.startsWith('agreement/')) {
      const isKnown = Object.hasOwn(agreementFacts, kind);
      // A text that cannot be read any more does not take the agreement away; what was done with it afterwards can.
      const isText = kind === 'agree.agreement-drafted' || kind === 'agree.agreement-amended';
      const holds = isKnown && (isAgreed(it, timeUs) || (isText && !content.known));
      return holds ? it : halted(it, 'agreement');
    }
    return it;
  }
  const it = { ...before, sortie: evolveSortie(before.sortie, happened) };
  // A take-off decided before a withdrawal may come after it in the log: it is halted as it comes.
  if (kind !== 'fly.took-off') return it;
  if (!isCleared(it)) return halted(it, 'clearance');
  return isAgreed(it, timeUs) ? it : halted(it, 'agreement');
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
