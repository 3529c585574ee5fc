import { Type } from 'typebox';
import { exactly } from '../../model/facts.ts';
import type { LogKeysView, PolicyRuleView } from '../../model/log-views.ts';

/** `Unsafe` for their types alone: the lists of a view are not to be written to. */

const Text = Type.String();
const VerifierKeyText = Type.String({ pattern: '^[^+\\s]+\\+[0-9a-f]{8}\\+[A-Za-z0-9+/]+={0,2}$' });

export const LogKeysSchema = Type.Unsafe<LogKeysView>(
  Type.Object(
    { log: VerifierKeyText, witnesses: Type.Array(Type.Object({ state: Text, key: VerifierKeyText }, exactly)) },
    exactly,
  ),
);

const bothLanguages = Type.Object({ en: Text, es: Text }, exactly);
const Rule = Type.Object(
  {
    id: Text,
    file: Text,
    effect: Type.Union([Type.Literal('permit'), Type.Literal('forbid')]),
    actions: Type.Array(Text),
    source: Text,
    en: Text,
    es: Text,
    cure: Type.Union([bothLanguages, Type.Null()]),
    text: Text,
  },
  exactly,
);
export const RulesSchema = Type.Unsafe<PolicyRuleView[]>(Type.Array(Rule));
