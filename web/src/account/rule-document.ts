import { parsePolicies } from '../../../src/account/retention/policy.ts';
import type { RuleKind } from '../../../src/account/rules/state.ts';

/** A document as it is written in a form, or what is wrong with it. */
export type DocumentRead = { readonly document: unknown } | { readonly faults: readonly string[] };

const namesOf = (document: unknown): readonly string[] | undefined => {
  if (typeof document !== 'object' || document === null || !('designated' in document)) return undefined;
  const { designated } = document;
  if (!Array.isArray(designated) || Object.keys(document).length !== 1) return undefined;
  const names: readonly unknown[] = designated;
  return names.every((name) => typeof name === 'string') ? names : undefined;
};

/** A document as people write it: designations a name a line, all else as JSON. */
export function documentText(ruleKind: RuleKind, document: unknown): string {
  const names = ruleKind === 'designations' ? namesOf(document) : undefined;
  return names === undefined ? JSON.stringify(document, null, 2) : names.join('\n');
}

/** Reads what was written. What the service would take and no rule could be read from is told before it is sent. */
export function documentIn(ruleKind: RuleKind, text: string): DocumentRead {
  if (ruleKind === 'designations') {
    const names = text.split('\n').map((line) => line.trim());
    return { document: { designated: [...new Set(names.filter((name) => name !== ''))] } };
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (thrown) {
    return { faults: [thrown instanceof Error ? thrown.message : String(thrown)] };
  }
  if (ruleKind !== 'retention') return { document };
  const read = parsePolicies([{ version: 1, inForceFromUs: 0, rules: document }]);
  if (!('faults' in read)) return { document };
  return { faults: read.faults.map(({ path, fault }) => `${path.replace(/^\[0\]\.rules/, '') || '/'}: ${fault}`) };
}

/** The first words of a document, for a list: its names, or its rules, or else its JSON. */
export function documentBrief(ruleKind: RuleKind | undefined, document: unknown): string {
  const names = ruleKind === 'designations' ? namesOf(document) : undefined;
  if (names !== undefined) return names.join(', ');
  if (Array.isArray(document)) {
    const rules: readonly unknown[] = document;
    const ids = rules.map((rule) => (typeof rule === 'object' && rule !== null && 'id' in rule ? String(rule.id) : ''));
    if (ids.every((id) => id !== '')) return ids.join(', ');
  }
  return JSON.stringify(document) ?? '';
}
