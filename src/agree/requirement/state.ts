import { Type } from 'typebox';
import type { Happened } from '../../model/command.ts';
import { exactly, Id, readFact, TimeUs, Token, type Veil, Words, withPerson } from '../../model/facts.ts';
import { AreaDocument } from '../../model/region.ts';
import { Name } from '../agreement/document.ts';

const elements = Type.Array(Words, { minItems: 1, maxItems: 50 });

/** What is asked, where, and why it may be asked. */
const asked = {
  question: Words,
  /** One of those that agreements name. */
  purpose: Name,
  /** The essential elements of information: what has to be known to answer. */
  essentialElements: elements,
  /** What would be seen if it were so. */
  indicators: elements,
  area: AreaDocument,
  /** The law, and the place in it, by which this may be asked. */
  lawfulPurpose: Words,
  latestUsefulUs: TimeUs,
};
const duplicates = Type.Array(Id, { maxItems: 50, uniqueItems: true });

/** What happens to a requirement; `by` is a person's id. */
export const requirementFacts = {
  'agree.requirement-drafted': Type.Object({ by: Id, state: Token, compartment: Token, ...asked }, exactly),
  'agree.requirement-revised': Type.Object({ by: Id, ...asked }, exactly),
  'agree.requirement-submitted': Type.Object({ by: Id }, exactly),
  'agree.requirement-validated': Type.Object({ by: Id, known: Words, duplicates }, exactly),
  'agree.requirement-tasked': Type.Object({ by: Id }, exactly),
  'agree.requirement-declined': Type.Object({ by: Id, why: Words }, exactly),
} as const;

export type RequirementStatus = 'none' | 'draft' | 'submitted' | 'validated' | 'tasked' | 'declined';

export interface Requirement {
  readonly status: RequirementStatus;
  /** The state that asks. */
  readonly state: string;
  readonly compartment: string;
  /** Everybody who wrote or submitted it: none of them authorises what comes of it. */
  readonly requesters: readonly string[];
  readonly latestUsefulUs: number;
  readonly purpose: string;
  /** Undefined where it could not be read. */
  readonly area: AreaDocument | undefined;
  /** When it was first written. */
  readonly draftedUs: number;
  /** What the validator found to ask the same. */
  readonly duplicates: readonly string[];
  readonly veil: Veil | undefined;
}

export const noRequirement: Requirement = {
  status: 'none',
  state: '',
  compartment: '',
  requesters: [],
  latestUsefulUs: 0,
  purpose: '',
  area: undefined,
  draftedUs: 0,
  duplicates: [],
  veil: undefined,
};

const statusAfter: Readonly<Record<keyof typeof requirementFacts, RequirementStatus>> = {
  'agree.requirement-drafted': 'draft',
  'agree.requirement-revised': 'draft',
  'agree.requirement-submitted': 'submitted',
  'agree.requirement-validated': 'validated',
  'agree.requirement-tasked': 'tasked',
  'agree.requirement-declined': 'declined',
};

/** The requirement after a fact of its stream. What cannot be read is kept as a veil. */
export function evolveRequirement(before: Requirement, happened: Happened): Requirement {
  const { kind, fact, veil } = readFact(requirementFacts, happened);
  const state = { ...before, veil: before.veil ?? veil };
  if (kind === undefined) return state;
  const moved = { ...state, status: statusAfter[kind] };
  if (fact === undefined) return moved;
  const requesters = withPerson(moved.requesters, fact.content.by);
  switch (fact.kind) {
    case 'agree.requirement-drafted': {
      const { state: asking, compartment, latestUsefulUs, purpose, area } = fact.content;
      const draftedUs = happened.timeUs;
      return { ...moved, requesters, state: asking, compartment, latestUsefulUs, purpose, area, draftedUs };
    }
    case 'agree.requirement-revised': {
      const { latestUsefulUs, purpose, area } = fact.content;
      return { ...moved, requesters, latestUsefulUs, purpose, area };
    }
    case 'agree.requirement-submitted':
      return { ...moved, requesters };
    case 'agree.requirement-validated':
      return { ...moved, duplicates: fact.content.duplicates };
    case 'agree.requirement-tasked':
    case 'agree.requirement-declined':
      return moved;
  }
}

export const requirementStream = (id: string): string => `requirement/${id}`;

/** The payloads of the commands on a requirement. */
export const requirementPayloads = {
  draft: Type.Object({ compartment: Token, ...asked }, exactly),
  revise: Type.Object({ requirement: Id, ...asked }, exactly),
  submit: Type.Object({ requirement: Id }, exactly),
  validate: Type.Object({ requirement: Id, known: Words, duplicates }, exactly),
  task: Type.Object({ requirement: Id }, exactly),
  decline: Type.Object({ requirement: Id, why: Words }, exactly),
} as const;
