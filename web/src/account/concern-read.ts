import { useMemo } from 'react';
import { anonymous, type Concern, concernFacts, evolveConcern, noConcern } from '../../../src/account/concern/state.ts';
import type { Happened } from '../../../src/model/command.ts';
import { readFact } from '../../../src/model/facts.ts';
import { byStream } from './reading.ts';

/** A concern as its inspectors read it. */
export interface ConcernRead {
  readonly id: string;
  readonly concern: Concern;
  /** Who raised it; undefined where nobody that is known did, or it cannot be read. */
  readonly by: string | undefined;
  readonly isAnonymous: boolean;
  /** What it says; undefined where it cannot be read. */
  readonly says: string | undefined;
  readonly raisedUs: number;
  readonly movedUs: number;
  readonly history: readonly Happened[];
}

function readOf(id: string, history: readonly Happened[]): ConcernRead {
  const concern = history.reduce(evolveConcern, noConcern);
  const [first] = history;
  const fact = first === undefined ? undefined : readFact(concernFacts, first).fact;
  const raised = fact?.kind === 'account.concern-raised' ? fact.content : undefined;
  const isAnonymous = first?.role === anonymous;
  return {
    ...{ id, concern, history, isAnonymous, says: raised?.says },
    by: isAnonymous ? undefined : raised?.by,
    raisedUs: first?.timeUs ?? 0,
    movedUs: history.at(-1)?.timeUs ?? 0,
  };
}

/** Concerns of facts, those that wait longest first: raised, then reported, then closed. */
export function concernsIn(facts: readonly Happened[]): readonly ConcernRead[] {
  const order = ['raised', 'reported', 'none', 'closed'];
  return [...byStream(facts, 'concern/')]
    .map(([id, history]) => readOf(id, history))
    .sort((a, b) => order.indexOf(a.concern.status) - order.indexOf(b.concern.status) || a.raisedUs - b.raisedUs);
}

export const useConcernsIn = (facts: readonly Happened[] | null): readonly ConcernRead[] =>
  useMemo(() => (facts === null ? [] : concernsIn(facts)), [facts]);
