import type { Static } from 'typebox';
import {
  evolveRequirement,
  noRequirement,
  type Requirement,
  requirementFacts,
  requirementStream,
} from '../../../src/agree/requirement/state.ts';
import type { Happened } from '../../../src/model/command.ts';
import { readFact } from '../../../src/model/facts.ts';
import { byStream } from '../account/reading.ts';

export type Asked = Omit<Static<(typeof requirementFacts)['agree.requirement-revised']>, 'by'>;

/** A requirement with what it asks, and what was said of it. */
export interface RequirementRead {
  readonly id: string;
  readonly requirement: Requirement;
  /** As it was written last; undefined where that cannot be read. */
  readonly asked: Asked | undefined;
  /** What whoever validated it knew already. */
  readonly known: string | undefined;
  readonly declined: string | undefined;
  readonly history: readonly Happened[];
}

interface Said {
  readonly asked: Asked | undefined;
  readonly known: string | undefined;
  readonly declined: string | undefined;
}

function saidAfter(before: Said, happened: Happened): Said {
  const { fact } = readFact(requirementFacts, happened);
  switch (fact?.kind) {
    case 'agree.requirement-drafted':
    case 'agree.requirement-revised': {
      const { question, purpose, essentialElements, indicators, area, lawfulPurpose, latestUsefulUs } = fact.content;
      const asked = { question, purpose, essentialElements, indicators, area, lawfulPurpose, latestUsefulUs };
      return { ...before, asked };
    }
    case 'agree.requirement-validated':
      return { ...before, known: fact.content.known };
    case 'agree.requirement-declined':
      return { ...before, declined: fact.content.why };
    default:
      return before;
  }
}

const nothingSaid: Said = { asked: undefined, known: undefined, declined: undefined };

/** Every requirement among the facts, the newest first. */
export const requirementsIn = (facts: readonly Happened[]): readonly RequirementRead[] =>
  [...byStream(facts, requirementStream(''))]
    .map(([id, history]) => ({
      id,
      history,
      requirement: history.reduce(evolveRequirement, noRequirement),
      ...history.reduce(saidAfter, nothingSaid),
    }))
    .reverse();

export const statuses = ['submitted', 'validated', 'tasked', 'draft', 'declined'] as const;

/** A question as a map has room for it. */
export const cut = (question: string): string => (question.length > 28 ? `${question.slice(0, 27)}…` : question);
