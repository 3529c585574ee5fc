import type { JudgedAgreement, JudgedCase, JudgedConcurrence } from '../case/judged.ts';
import type { CheckCode } from './codes.ts';
import type { Finding } from './finding.ts';
import type { Space } from './space.ts';

export { type Finding, where } from './finding.ts';

/** A: reads the agreement. G: compares volumes or times of the route. */
export type Mark = 'A' | 'G';

/** A case with the agreement that its plan rests on. */
export interface Under {
  readonly judged: JudgedCase;
  readonly agreement: JudgedAgreement;
  /** The concurrences that count now, one at most of each party. */
  readonly live: readonly JudgedConcurrence[];
}

/** What there is to look at. What is broken is absent, and has a code of its own. */
export interface Looked {
  readonly judged: JudgedCase;
  readonly under: Under | undefined;
  readonly space: Space | undefined;
  readonly inconsistent: readonly Finding[];
  readonly misshapen: readonly Finding[];
}

/** One check: its code, what it rests on, and what it finds. */
export interface Row {
  readonly code: CheckCode;
  readonly marks: readonly Mark[];
  readonly find: (it: Looked) => readonly Finding[];
}

export const row = (code: CheckCode, find: (judged: JudgedCase) => readonly Finding[]): Row => ({
  code,
  marks: [],
  find: ({ judged }) => find(judged),
});

/** A check that reads the agreement; where only a part of it compares volumes, it is handed the space or nothing. */
export const rowA = (code: CheckCode, find: (under: Under, space: Space | undefined) => readonly Finding[]): Row => ({
  code,
  marks: ['A'],
  find: ({ under, space }) => (under === undefined ? [] : find(under, space)),
});

export const rowG = (code: CheckCode, find: (judged: JudgedCase, space: Space) => readonly Finding[]): Row => ({
  code,
  marks: ['G'],
  find: ({ judged, space }) => (space === undefined ? [] : find(judged, space)),
});

export const rowAG = (code: CheckCode, find: (under: Under, space: Space) => readonly Finding[]): Row => ({
  code,
  marks: ['A', 'G'],
  find: ({ under, space }) => (under === undefined || space === undefined ? [] : find(under, space)),
});
