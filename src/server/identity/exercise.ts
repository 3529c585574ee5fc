import { type Office, type Person, personFacts } from '../../account/people/state.ts';
import { AtalayaError } from '../../model/errors.ts';
import { factsOf } from '../../model/facts.ts';
import { foundLog, readPurpose } from '../../store/folder/founding.ts';
import type { Log } from '../../store/log/log.ts';
import type { Memory } from '../../store/memory/memory.ts';
import { personOf } from './people.ts';

/** One whom a player may be. */
export interface Player {
  readonly person: string;
  readonly state: string;
  readonly offices: readonly Office[];
}

/** The chooser of an exercise's persons: whoever sits at the machine is whom they choose. */
export class Chooser {
  readonly #memory: Pick<Memory, 'recall' | 'browse'>;

  private constructor(memory: Pick<Memory, 'recall' | 'browse'>) {
    this.#memory = memory;
  }

  /**
   * Opens the chooser over an exercise. What the log is for stands in its first entry, which nothing changes: no setting opens the chooser elsewhere.
   * @throws AtalayaError `request-refused` where the log was not founded as an exercise.
   */
  static async open(log: Pick<Log, 'entries'>, memory: Pick<Memory, 'recall' | 'browse'>): Promise<Chooser> {
    if ((await readPurpose(log)) === 'exercise') return new Chooser(memory);
    const what = 'The chooser of roles opens in exercises only, and this log was not founded as one';
    throw new AtalayaError('request-refused', what, 'the first entry', 'Set up the sign-in by OpenID Connect');
  }

  /** Everybody who holds an office, in the order in which they were registered. */
  async players(): Promise<readonly Player[]> {
    const players: Player[] = [];
    for await (const { entry } of this.#memory.browse(0, { kind: 'account.person-registered' })) {
      const person = entry.stream.slice(entry.stream.indexOf('/') + 1);
      const { state, offices } = (await this.person(person)) ?? { state: '', offices: [] };
      if (offices.length > 0) players.push({ person, state, offices });
    }
    return players;
  }

  person(id: string): Promise<Person | undefined> {
    return personOf(this.#memory, id);
  }
}

const fact = factsOf(personFacts);

/** Somebody of an exercise that is to be founded. */
export interface ExercisePerson extends Player {
  readonly compartments: readonly string[];
}

/**
 * Founds an exercise with its people: what personnel officers would do one by one stands here at once, before the door opens. Whom the log knows already is left as they
 * are. Errors: those of `foundLog`.
 */
export async function foundExercise(
  { log, memory }: { readonly log: Log; readonly memory: Pick<Memory, 'remember'> },
  people: readonly ExercisePerson[],
  timeUs: number,
): Promise<void> {
  await foundLog(log, 'exercise', timeUs);
  for (const { person, state, offices, compartments } of people) {
    const stream = `person/${person}`;
    if ((await log.version(stream)) > 0) continue;
    const place = { stream, compartment: 'people' };
    const beside = { by: 'founder', why: 'founding of the exercise' };
    const facts = [
      fact(place, 'account.person-registered', { by: 'founder', state }),
      ...offices.map((office) => fact(place, 'account.office-granted', { ...beside, office })),
      ...compartments.map((compartment) => fact(place, 'account.compartment-granted', { ...beside, compartment })),
    ];
    await memory.remember({
      commandId: `founding/${person}`,
      timeUs,
      actor: { role: 'founder', state, agency: offices[0]?.agency ?? 'none' },
      expected: new Map([[stream, 0]]),
      facts: facts.map((one) => ({ ...one, content: new TextEncoder().encode(JSON.stringify(one.content)) })),
    });
  }
}
