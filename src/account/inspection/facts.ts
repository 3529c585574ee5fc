import { Type } from 'typebox';
import { exactly, factsOf, Id, Token } from '../../model/facts.ts';

const Code = Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$' });

/** What the service itself notes for a state's inspectors. */
export const inspectionFacts = {
  /** A command that was not carried out: who asked for what, and which rules stood against it; never what was said in it. */
  'account.command-refused': Type.Object(
    {
      by: Id,
      command: Type.String({ pattern: '^[a-z][a-z-]{1,23}\\.[a-z][a-z-]{1,47}$' }),
      /** Who said no: the policies, or the state of things. */
      refusedBy: Type.Union([Type.Literal('policy'), Type.Literal('domain')]),
      codes: Type.Array(Code, { minItems: 1, maxItems: 64 }),
      /** Refusals before this one, since the last that stands here, that were too many to be noted. */
      leftOut: Type.Integer({ minimum: 0 }),
    },
    exactly,
  ),
  /** Bodies that the service opened for a person within one hour, by compartment. */
  'account.body-opened': Type.Object(
    {
      by: Id,
      fromUs: Type.Integer({ minimum: 0 }),
      untilUs: Type.Integer({ minimum: 0 }),
      opened: Type.Array(Type.Object({ compartment: Token, entries: Type.Integer({ minimum: 1 }) }, exactly), {
        minItems: 1,
      }),
    },
    exactly,
  ),
} as const;

export const inspectionFact = factsOf(inspectionFacts);

/** Where notes for the inspectors of a state stand. A state is an ISO 3166-1 code; what is longer has no inspectors of its own. */
export function inspectionPlace(state: string): { readonly stream: string; readonly compartment: string } {
  const own = /^[A-Za-z0-9]{1,16}$/.test(state) ? state : undefined;
  return own === undefined
    ? { stream: 'inspection/any', compartment: 'inspection' }
    : { stream: `inspection/${own.toLowerCase()}`, compartment: `inspection-${own}` };
}
