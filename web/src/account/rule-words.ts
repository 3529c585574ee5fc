import type { PolicyRuleView } from '../../../src/model/log-views.ts';
import { type Role, roles } from '../../../src/model/office.ts';
import type { Words } from '../i18n/index.ts';
import type { Language } from '../state/workstation.ts';

/** Which rules of the policies are looked for; an empty text stands for all. */
export interface PolicyFilter {
  readonly query: string;
  readonly action: string;
  readonly office: string;
  readonly file: string;
  readonly effect: '' | PolicyRuleView['effect'];
}

export const EVERY_RULE: PolicyFilter = { query: '', action: '', office: '', file: '', effect: '' };

/** The statement without its annotations. */
export const statementOf = (text: string): string => text.slice(Math.max(0, text.search(/^(?:permit|forbid)\b/m)));

/** The offices that a statement names; none where it is about whoever acts. */
export function officesIn({ text }: PolicyRuleView): readonly Role[] {
  const statement = statementOf(text);
  return roles.filter((role) => statement.includes(`"${role}"`));
}

const plain = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** Rules as the filter asks, every word of whose query stands somewhere in them. */
export function rulesAsAsked(
  rules: readonly PolicyRuleView[],
  { query, action, office, file, effect }: PolicyFilter,
  language: Language,
): readonly PolicyRuleView[] {
  const words = plain(query)
    .split(/\s+/)
    .filter((word) => word !== '');
  return rules.filter((rule) => {
    if (action !== '' && !rule.actions.includes(action)) return false;
    if (office !== '' && !officesIn(rule).some((one) => one === office)) return false;
    if (file !== '' && rule.file !== file) return false;
    if (effect !== '' && rule.effect !== effect) return false;
    const text = plain([rule.id, rule.source, rule[language], rule.cure?.[language] ?? '', rule.text].join(' '));
    return words.every((word) => text.includes(word));
  });
}

/** What the filter can ask for, of these rules. */
export function choicesOf(rules: readonly PolicyRuleView[]) {
  const actions = [...new Set(rules.flatMap((rule) => rule.actions))].sort();
  const named = new Set(rules.flatMap(officesIn));
  return {
    actions,
    offices: roles.filter((role) => named.has(role)),
    files: [...new Set(rules.map(({ file }) => file))],
  };
}

/** A date and time to the minute, which rules are dated by. */
export const minuteText = (timeUs: number, t: Words): string => t.utc(timeUs).replace(/:\d\dZ$/, 'Z');
