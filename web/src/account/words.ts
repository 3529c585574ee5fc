import { concernTexts } from '../../../src/account/concern/decide.ts';
import { personTexts } from '../../../src/account/people/decide.ts';
import { ruleTexts } from '../../../src/account/rules/decide.ts';
import type { RuleEntry } from '../../../src/model/workflow.ts';
import { en } from '../i18n/en.ts';
import type { MessageKey, Words } from '../i18n/index.ts';
import { roleText } from '../i18n/role-text.ts';
import type { Language } from '../state/workstation.ts';

type Named<Prefix extends string> = MessageKey extends infer K
  ? K extends `${Prefix}.${infer Name}`
    ? Name
    : never
  : never;
export type KnownKind = Named<'kind'>;

const isKind = (text: string): text is KnownKind => Object.hasOwn(en, `kind.${text}`);

/** A kind of entry in words; one that has none yet, as the log writes it. */
export const kindText = (kind: string, t: Words): string => (isKind(kind) ? t(`kind.${kind}`) : kind);

interface ActorView {
  readonly role: string;
  readonly state: string;
  readonly agency: string;
}

/** Who an entry is by. The log itself is of no state, which it writes as `none`. */
export function actorText({ role, state, agency }: ActorView, t: Words): string {
  const place = [state, agency].filter((one) => one !== 'none').join(' ');
  return place === '' ? roleText(role, t) : `${roleText(role, t)}, ${place}`;
}

/** Kinds that have words, in the order of their words. */
export function kindsByWords(t: Words): readonly (readonly [string, string])[] {
  return Object.keys(en)
    .filter((key) => key.startsWith('kind.'))
    .map((key) => key.slice('kind.'.length))
    .map((kind): readonly [string, string] => [kind, kindText(kind, t)])
    .sort(([, a], [, b]) => a.localeCompare(b, t.language));
}

const texts: ReadonlyMap<string, RuleEntry> = new Map(
  Object.entries({ ...personTexts, ...concernTexts, ...ruleTexts }),
);

/** A rule of the stages in a language, by the code that a refusal cites; undefined for rules of the policies. */
export const ruleSays = (code: string, language: Language) => texts.get(code)?.[language];
