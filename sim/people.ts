import type { Office } from '../src/account/people/state.ts';

/** Somebody of the exercise: a made-up person, in office. */
export interface SimulatedPerson {
  readonly person: string;
  readonly state: string;
  readonly offices: readonly Office[];
  readonly compartments: readonly string[];
}

const operations = 'operations';

/** What an office reads beside the operations. */
const besides: Partial<Readonly<Record<Office['role'], (state: string) => readonly string[]>>> = {
  inspector: (state) => [`inspection-${state}`, `concerns-${state}`, 'rules', 'people'],
  'personnel-officer': () => ['people'],
  'legal-adviser': () => ['rules'],
  'legislative-liaison': (state) => [`notices-${state}`],
};

const roles: Readonly<Record<'USA' | 'MEX', readonly Office['role'][]>> = {
  USA: [
    'requester',
    'collection-manager',
    'authorising-officer',
    'pilot',
    'sensor-operator',
    'mission-coordinator',
    'screener',
    'analyst',
    'second-reader',
    'privacy-officer',
    'disclosure-officer',
    'legislative-liaison',
    'inspector',
    'personnel-officer',
    'legal-adviser',
  ],
  MEX: [
    'requester',
    'authorising-officer',
    'partner-observer',
    'partner-recipient',
    'second-reader',
    'inspector',
    'personnel-officer',
    'legal-adviser',
  ],
};

/**
 * Offices that are held by two, since the rules send somebody to another holder of it: who proposed a rule with dates does not adopt it and two others do, who proposed a sortie's plan or wrote
 * its requirement does not authorise it, and who read a report as second reader does not write in it.
 */
const heldByTwo: ReadonlySet<Office['role']> = new Set(['legal-adviser', 'authorising-officer', 'analyst']);

const agencies = { USA: 'JTF', MEX: 'CENAPI' } as const;

const idsOf = (role: Office['role'], state: string): readonly string[] =>
  heldByTwo.has(role) ? [`${role}-${state}`, `${role}-2-${state}`] : [`${role}-${state}`];

/** The people of the exercise: one for each office of each state, two where one alone could not do the work. They are made up. */
export const exercisePeople: readonly SimulatedPerson[] = (['USA', 'MEX'] as const).flatMap((state) =>
  roles[state].flatMap((role) =>
    idsOf(role, state.toLowerCase()).map((person) => ({
      person,
      state,
      offices: [{ role, state, agency: agencies[state] }],
      compartments: [operations, ...(besides[role]?.(state) ?? [])],
    })),
  ),
);

/** States whose people take part. */
export const exerciseStates: readonly string[] = ['USA', 'MEX'];
