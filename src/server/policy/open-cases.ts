import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { ruleFacts } from '../../account/rules/state.ts';
import { Words } from '../../model/facts.ts';
import { checked, parseMoment } from './dated.ts';
import type { RequestData } from './request.ts';

/** A case that waits for an answer. */
export type OpenCase =
  | { readonly name: string; readonly ask: 'act'; readonly request: RequestData }
  | { readonly name: string; readonly ask: 'retention'; readonly itemKind: string; readonly collectedUs: number }
  | { readonly name: string; readonly ask: 'designation'; readonly designated: string }
  | { readonly name: string; readonly ask: 'rules'; readonly ruleKind: RuleKind };

const kindOfRule = ruleFacts['account.rule-proposed'].properties.ruleKind;
type RuleKind = Static<typeof kindOfRule>;

const exactly = { additionalProperties: false } as const;
const part = Type.Object({});
const Filed = Type.Array(
  Type.Union([
    Type.Object(
      {
        name: Words,
        ask: Type.Literal('act'),
        request: Type.Object({ principal: part, action: Type.String(), resource: part, context: part }, exactly),
      },
      exactly,
    ),
    Type.Object({ name: Words, ask: Type.Literal('retention'), itemKind: Words, collected: Type.String() }, exactly),
    Type.Object({ name: Words, ask: Type.Literal('designation'), designated: Words }, exactly),
    Type.Object({ name: Words, ask: Type.Literal('rules'), ruleKind: kindOfRule }, exactly),
  ]),
);

/**
 * Open cases from a file: a list of what is asked.
 * @throws AtalayaError `format-damaged` saying where.
 */
export function parseOpenCases(value: unknown, place: string): readonly OpenCase[] {
  const list = checked(
    value,
    (it) => Value.Check(Filed, it),
    () => Value.Errors(Filed, value).map((it) => `${it.instancePath || '/'} ${it.message}`),
    place,
  );
  return list.map((one, i): OpenCase => {
    if (one.ask !== 'retention') return one;
    const { name, ask, itemKind, collected } = one;
    return { name, ask, itemKind, collectedUs: parseMoment(collected, `${place}[${i}].collected`) };
  });
}
