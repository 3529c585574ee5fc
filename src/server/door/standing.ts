import { evolvePerson, noPerson } from '../../account/people/state.ts';
import type { Memory } from '../../store/memory/memory.ts';
import type { PolicyContext, PolicyPerson } from '../policy/request.ts';
import type { Session } from './session.ts';
import { readStream, type StreamRead } from './streams.ts';

export const personStream = (person: string): string => `person/${person}`;

/** A person as the log has them now, and the stream that says so. */
export interface Standing {
  readonly principal: PolicyPerson;
  readonly stream: string;
  readonly read: StreamRead;
}

/** Folds a person's stream. Offices are those held for the agency and state of the session's; whoever is unknown holds none. */
export async function standingOf(memory: Pick<Memory, 'recall'>, { person, office }: Session): Promise<Standing> {
  const stream = personStream(person);
  const read = await readStream(memory, stream);
  const { state, offices, compartments } = read.facts.reduce(evolvePerson, noPerson);
  const held = offices.filter((one) => one.state === office.state && one.agency === office.agency);
  // A person nobody registered belongs to no state; a text is asked for, and no state is called so.
  const own = state === '' ? 'none' : state;
  const principal = {
    id: person,
    state: own,
    agency: office.agency,
    offices: held.map((one) => one.role),
    compartments,
  };
  return { principal, stream, read };
}

/** In what way a session asks, at a moment. */
export function contextOf(
  { office, signedInBy, signedInUs }: Session,
  nowUs: number,
  exercise: boolean,
): PolicyContext {
  const signedInAgoS = Math.floor((nowUs - signedInUs) / 1e6);
  return { office: office.role, state: office.state, signedInBy, signedInAgoS, exercise };
}
