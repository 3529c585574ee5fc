import type { Entry } from '../../account/entry-types.ts';
import { evolvePerson, noPerson, type Person } from '../../account/people/state.ts';
import type { Memory } from '../../store/memory/memory.ts';
import type { PolicyContext, PolicyPerson } from '../policy/request.ts';
import type { Session } from './session.ts';
import { happened } from './streams.ts';

/** Persons whose folded streams are kept. */
const mostKept = 10_000;

export const personStream = (person: string): string => `person/${person}`;

type Read = Pick<Memory, 'recall' | 'open'>;

/** A person as the log has them now, and the stream that says so, with its last version. */
export interface Standing {
  readonly principal: PolicyPerson;
  readonly stream: string;
  readonly version: number;
}

/** A person's stream, folded up to a version. */
interface Folded {
  readonly person: Person;
  readonly version: number;
  /** One of its entries for each key that seals them, by the key's id. */
  readonly sealed: ReadonlyMap<string, Entry>;
}

const nothing: Folded = { person: noPerson, version: 0, sealed: new Map() };

/** Of each memory, what was folded before; the least recently asked for goes first. */
const foldedOf = new WeakMap<Read, Map<string, Folded>>();

/** An entry of a stream never changes, so what was folded stays right until more follows, or a key is destroyed: then what it sealed must be lost here too. */
async function stillOpens(memory: Read, { sealed }: Folded): Promise<boolean> {
  for (const entry of sealed.values()) if ((await memory.open(entry)).known === 'no') return false;
  return true;
}

/**
 * Folds a person's stream: of one that was folded before, what the log has beyond it. The log is asked each time, so that a withdrawal holds at once, whichever
 * process wrote it.
 */
async function fold(memory: Read, stream: string): Promise<Folded> {
  const kept = foldedOf.get(memory) ?? new Map<string, Folded>();
  foldedOf.set(memory, kept);
  const before = kept.get(stream);
  const from = before !== undefined && (await stillOpens(memory, before)) ? before : nothing;
  let { person, version } = from;
  const sealed = new Map(from.sealed);
  let whole = true;
  for await (const one of memory.recall(stream, version + 1)) {
    const { entry, content } = one;
    person = evolvePerson(person, happened(one));
    version = entry.version;
    if (content.known === 'yes' && entry.body.form === 'sealed')
      sealed.set(Buffer.from(entry.body.keyId).toString('hex'), entry);
    // What cannot be read may come to be read, and a blob may go by itself: such a stream is read whole each time.
    else whole = false;
  }
  const folded = { person, version, sealed };
  kept.delete(stream);
  if (whole && version > 0) kept.set(stream, folded);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return folded;
}

/** A person's standing by their stream. Offices are those held for the agency and state of the session's; whoever is unknown holds none. */
export async function standingOf(memory: Read, { person, office }: Session): Promise<Standing> {
  const stream = personStream(person);
  const folded = await fold(memory, stream);
  const { state, offices, compartments } = folded.person;
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
  return { principal, stream, version: folded.version };
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
