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

const agencies = { USA: 'JTF', MEX: 'CENAPI' } as const;

/** The people of the exercise: one for each office of each state. They are made up. */
export const exercisePeople: readonly SimulatedPerson[] = (['USA', 'MEX'] as const).flatMap((state) =>
  roles[state].map((role) => ({
    person: `${role}-${state.toLowerCase()}`,
    state,
    offices: [{ role, state, agency: agencies[state] }],
    compartments: [operations, ...(besides[role]?.(state) ?? [])],
  })),
);

/** States whose people take part. */
export const exerciseStates: readonly string[] = ['USA', 'MEX'];
