import { useMemo } from 'react';
import { evolvePerson, noPerson, type Person } from '../../../src/account/people/state.ts';
import type { Happened } from '../../../src/model/command.ts';
import { byStream, useReading } from './reading.ts';

/** A person with all that happened to their standing. */
export interface PersonRead {
  readonly id: string;
  readonly person: Person;
  readonly history: readonly Happened[];
}

export const peopleOf = (facts: readonly Happened[]): readonly PersonRead[] =>
  [...byStream(facts, 'person/')].map(([id, history]) => ({
    id,
    history,
    person: history.reduce(evolvePerson, noPerson),
  }));

export function usePeople() {
  const reading = useReading('people');
  const facts = reading.state === 'ready' ? reading.facts : null;
  const people = useMemo(() => (facts === null ? [] : peopleOf(facts)), [facts]);
  return { reading, people };
}
