import { Value } from 'typebox/value';
import { evolvePerson, noPerson, type Person } from '../../account/people/state.ts';
import { Id } from '../../model/facts.ts';
import type { Memory } from '../../store/memory/memory.ts';
import { personStream } from '../door/standing.ts';
import { readStream } from '../door/streams.ts';

/** A person as the log has them: a token says who somebody is, never what they may do. Undefined where nobody of the id was registered. */
export async function personOf(memory: Pick<Memory, 'recall'>, id: string): Promise<Person | undefined> {
  if (!Value.Check(Id, id)) return undefined;
  const { facts } = await readStream(memory, personStream(id));
  const person = facts.reduce(evolvePerson, noPerson);
  return person.status === 'none' ? undefined : person;
}
