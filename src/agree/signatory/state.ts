import { Type } from 'typebox';
import type { DecidedFact, Happened } from '../../model/command.ts';
import { exactly, factsOf, Id, readFact, Token, type Veil } from '../../model/facts.ts';

/** The one stream that says for which state a person signs, agreements and sorties alike: `signatory/register`. */
export const signatoryStream = 'signatory/register';
export const signatoryFacts = {
  'authorise.signatory-bound': Type.Object({ by: Id, state: Token }, exactly),
} as const;

/** For which state each person has ever signed: the first signature binds. */
export interface Signatories {
  readonly bound: Readonly<Record<string, string>>;
  readonly veil: Veil | undefined;
}

export const noSignatories: Signatories = { bound: {}, veil: undefined };

export function evolveSignatories(before: Signatories, happened: Happened): Signatories {
  const { fact, veil } = readFact(signatoryFacts, happened);
  const state = { ...before, veil: before.veil ?? veil };
  if (fact === undefined) return state;
  const { by, state: signingFor } = fact.content;
  return { ...state, bound: { [by]: signingFor, ...state.bound } };
}

const binding = factsOf(signatoryFacts);

/** What a first signature adds to the register; nothing where the person has signed before. */
export function bindingOf({ bound }: Signatories, by: string, state: string): readonly DecidedFact[] {
  if (bound[by] !== undefined) return [];
  return [binding({ stream: signatoryStream, compartment: 'people' }, 'authorise.signatory-bound', { by, state })];
}

/** Who has ever signed for each of two states, and for any other: a policy holds every person to one. */
export function signersOf({ bound }: Signatories, [firstState = '', secondState = '']: readonly string[]) {
  const those = (counts: (state: string) => boolean) => Object.keys(bound).filter((it) => counts(bound[it] ?? ''));
  return {
    firstState,
    secondState,
    signersFirst: those((state) => state === firstState),
    signersSecond: those((state) => state === secondState),
    signersElsewhere: those((state) => state !== firstState && state !== secondState),
  };
}
