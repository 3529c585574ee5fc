import { type Static, Type } from 'typebox';
import type { Happened } from '../../model/command.ts';
import { exactly, Id, readFact, Token, type Veil, Words, withPerson } from '../../model/facts.ts';
import { type Role, roles } from '../../model/office.ts';

const Office = Type.Object(
  { role: Type.Unsafe<Role>(Type.Union(roles.map((role) => Type.Literal(role)))), state: Token, agency: Token },
  exactly,
);
/** A role held for an agency of a state. */
export type Office = Readonly<Static<typeof Office>>;

const officeChange = { by: Id, office: Office, why: Words };
const compartmentChange = { by: Id, compartment: Token, why: Words };

/** What happens to a person's standing. The person's id is the stream's; names stand in a directory of their own. */
export const personFacts = {
  'account.person-registered': Type.Object({ by: Id, state: Token }, exactly),
  'account.office-granted': Type.Object(officeChange, exactly),
  'account.office-withdrawn': Type.Object(officeChange, exactly),
  'account.compartment-granted': Type.Object(compartmentChange, exactly),
  'account.compartment-withdrawn': Type.Object(compartmentChange, exactly),
} as const;

export type PersonStatus = 'none' | 'registered';

export interface Person {
  readonly status: PersonStatus;
  /** The one state the person serves. */
  readonly state: string;
  /** In force now. */
  readonly offices: readonly Office[];
  readonly compartments: readonly string[];
  readonly veil: Veil | undefined;
}

export const noPerson: Person = { status: 'none', state: '', offices: [], compartments: [], veil: undefined };

export const sameOffice = (a: Office, b: Office): boolean =>
  a.role === b.role && a.state === b.state && a.agency === b.agency;

const officeKey = ({ role, state, agency }: Office): string => `${role} ${state} ${agency}`;

/**
 * The person after a fact of their stream. A grant that cannot be read grants nothing. A withdrawal that cannot be read
 * takes all of its sort away: one of them was withdrawn, and which is not known.
 */
export function evolvePerson(before: Person, happened: Happened): Person {
  const { kind, fact, veil } = readFact(personFacts, happened);
  const state = { ...before, veil: before.veil ?? veil };
  if (kind === undefined) return state;
  const moved: Person = { ...state, status: 'registered' };
  if (fact === undefined) {
    if (kind === 'account.office-withdrawn') return { ...moved, offices: [] };
    return kind === 'account.compartment-withdrawn' ? { ...moved, compartments: [] } : moved;
  }
  switch (fact.kind) {
    case 'account.person-registered':
      return { ...moved, state: fact.content.state };
    case 'account.office-granted': {
      const others = moved.offices.filter((one) => !sameOffice(one, fact.content.office));
      const offices = [...others, fact.content.office].sort((a, b) => (officeKey(a) < officeKey(b) ? -1 : 1));
      return { ...moved, offices };
    }
    case 'account.office-withdrawn':
      return { ...moved, offices: moved.offices.filter((one) => !sameOffice(one, fact.content.office)) };
    case 'account.compartment-granted':
      return { ...moved, compartments: withPerson(moved.compartments, fact.content.compartment) };
    case 'account.compartment-withdrawn':
      return { ...moved, compartments: moved.compartments.filter((one) => one !== fact.content.compartment) };
  }
}

/** The payloads of the commands on a person. */
export const personPayloads = {
  register: Type.Object({ state: Token }, exactly),
  'grant-office': Type.Object({ person: Id, office: Office, why: Words }, exactly),
  'withdraw-office': Type.Object({ person: Id, office: Office, why: Words }, exactly),
  'grant-compartment': Type.Object({ person: Id, compartment: Token, why: Words }, exactly),
  'withdraw-compartment': Type.Object({ person: Id, compartment: Token, why: Words }, exactly),
} as const;
