import { Type } from 'typebox';
import type { Happened } from '../../model/command.ts';
import { exactly, Hash, Id, readFact, Token, type Veil, Words, withPerson } from '../../model/facts.ts';

/** What happens to a site report, from its first draft to its minimisation: the review's facts stand in its stream too, decided in review/. */
export const reportFacts = {
  'find.report-drafted': Type.Object({ by: Id, state: Token, compartment: Token, documentHash: Hash }, exactly),
  'find.report-revised': Type.Object({ by: Id, documentHash: Hash }, exactly),
  'find.report-submitted': Type.Object({ by: Id }, exactly),
  'review.report-reviewed': Type.Object({ by: Id, documentHash: Hash, note: Words }, exactly),
  'review.report-returned': Type.Object({ by: Id, documentHash: Hash, note: Words }, exactly),
  'review.report-minimised': Type.Object({ by: Id, documentHash: Hash, recordHash: Hash }, exactly),
  'review.privacy-reopened': Type.Object({ by: Id, why: Words }, exactly),
} as const;

export type ReportStatus = 'none' | 'draft' | 'submitted' | 'returned' | 'reviewed' | 'minimised';

export interface Report {
  readonly status: ReportStatus;
  readonly state: string;
  readonly compartment: string;
  /** Everybody who wrote or submitted any version. */
  readonly authors: readonly string[];
  /** Everybody who reviewed or returned any version as second reader. */
  readonly readers: readonly string[];
  readonly documentHash: string;
  /** The record of what was masked and how long it is kept; of the version that stands. */
  readonly minimisationHash: string;
  readonly veil: Veil | undefined;
}

export const noReport: Report = {
  status: 'none',
  state: '',
  compartment: '',
  authors: [],
  readers: [],
  documentHash: '',
  minimisationHash: '',
  veil: undefined,
};

const statusAfter: Readonly<Record<keyof typeof reportFacts, ReportStatus>> = {
  'find.report-drafted': 'draft',
  'find.report-revised': 'draft',
  'find.report-submitted': 'submitted',
  'review.report-reviewed': 'reviewed',
  'review.report-returned': 'returned',
  'review.report-minimised': 'minimised',
  'review.privacy-reopened': 'reviewed',
};

/** The report after a fact of its stream. */
export function evolveReport(before: Report, happened: Happened): Report {
  const { kind, fact, veil } = readFact(reportFacts, happened);
  const state = { ...before, veil: before.veil ?? veil };
  if (kind === undefined) return state;
  const moved = { ...state, status: statusAfter[kind] };
  if (fact === undefined) return moved;
  const { by } = fact.content;
  switch (fact.kind) {
    case 'find.report-drafted': {
      const { state: writing, compartment, documentHash } = fact.content;
      return { ...moved, authors: withPerson(moved.authors, by), state: writing, compartment, documentHash };
    }
    case 'find.report-revised':
      return { ...moved, authors: withPerson(moved.authors, by), documentHash: fact.content.documentHash };
    case 'find.report-submitted':
      return { ...moved, authors: withPerson(moved.authors, by) };
    case 'review.report-reviewed':
    case 'review.report-returned':
      return { ...moved, readers: withPerson(moved.readers, by) };
    case 'review.report-minimised':
      return { ...moved, minimisationHash: fact.content.recordHash };
    case 'review.privacy-reopened':
      return { ...moved, minimisationHash: '' };
  }
}

/** The payloads of the author's commands. */
export const reportPayloads = {
  draft: Type.Object({ compartment: Token, documentHash: Hash }, exactly),
  revise: Type.Object({ report: Id, documentHash: Hash }, exactly),
  submit: Type.Object({ report: Id }, exactly),
} as const;
