import type { Office } from '../../account/people/state.ts';
import type { ActingPerson } from '../../model/command.ts';

/** Who is signed in, in which office, and how; whether the office is in force is seen at each request. */
export interface Session {
  /** The person's id, of the log. */
  readonly person: string;
  /** The office in which the person acts. */
  readonly office: Office;
  readonly signedInBy: 'oidc' | 'chooser';
  /** Microseconds since 1970. */
  readonly signedInUs: number;
}

export function actingPerson({ person, office: { role, state, agency } }: Session): ActingPerson {
  return { person, role, state, agency };
}
