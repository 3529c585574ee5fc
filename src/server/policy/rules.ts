import { type PolicyJson, policySetTextToParts, policyToJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { Schema } from './schema.ts';

/** One rule: a statement of a file of policies, with what a lawyer reads of it. */
export interface Rule {
  readonly id: string;
  /** Name of the file it stands in. */
  readonly file: string;
  readonly effect: 'permit' | 'forbid';
  readonly source: string;
  readonly en: string;
  readonly es: string;
  /** How one comes to what a forbidding rule asks for; permitting rules have none. */
  readonly cure: { readonly en: string; readonly es: string } | undefined;
  /** The statement as it was written. */
  readonly text: string;
  readonly json: PolicyJson;
}

export interface PolicyFile {
  readonly name: string;
  readonly text: string;
}

const texts = ['source', 'en', 'es'] as const;
const cures = ['cure_en', 'cure_es'] as const;
const known = new Set<string>(['id', ...texts, ...cures]);

function readRule(text: string, file: string, faults: string[]): Rule | undefined {
  const answer = policyToJson(text);
  if (answer.type === 'failure') {
    faults.push(`${file}: ${answer.errors.map(({ message }) => message).join('; ')}`);
    return undefined;
  }
  const { json } = answer;
  const notes = json.annotations ?? {};
  const note = (name: string): string => (Object.hasOwn(notes, name) ? (notes[name] ?? '').trim() : '');
  const id = note('id');
  const where = `${file}: the rule ${id === '' ? `"${text.replaceAll(/\s+/g, ' ').slice(0, 60)}"` : id}`;
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id)) faults.push(`${where} needs an @id of lower-case words and hyphens`);
  const demanded = json.effect === 'forbid' ? [...texts, ...cures] : texts;
  for (const name of demanded) if (note(name) === '') faults.push(`${where} lacks @${name}`);
  for (const name of Object.keys(notes)) if (!known.has(name)) faults.push(`${where} has an unknown @${name}`);
  const cure = json.effect === 'forbid' ? { en: note('cure_en'), es: note('cure_es') } : undefined;
  return { id, file, effect: json.effect, source: note('source'), en: note('en'), es: note('es'), cure, text, json };
}

/** The rules of the files, in their order, and what is wrong with any. */
export function readRules(files: readonly PolicyFile[]): {
  readonly rules: readonly Rule[];
  readonly faults: readonly string[];
} {
  const faults: string[] = [];
  const rules: Rule[] = [];
  for (const { name, text } of files) {
    const parts = policySetTextToParts(text);
    if (parts.type === 'failure') {
      faults.push(`${name}: ${parts.errors.map(({ message }) => message).join('; ')}`);
      continue;
    }
    if (parts.policy_templates.length > 0) faults.push(`${name}: templates are not used here`);
    // Cedar gives the statements in an order of its own; a reader expects that of the file.
    const inOrder = parts.policies.toSorted((a, b) => text.indexOf(a) - text.indexOf(b));
    for (const one of inOrder) {
      const rule = readRule(one, name, faults);
      if (rule !== undefined) rules.push(rule);
    }
  }
  const seen = new Set<string>();
  for (const { id, file } of rules) {
    if (seen.has(id)) faults.push(`${file}: the id ${id} stands twice`);
    seen.add(id);
  }
  return { rules, faults };
}

/** Whether the scope of a rule takes in an action, whatever its conditions then ask. */
export function coversAction(rule: Rule, action: string, schema: Schema): boolean {
  const shape = schema.actions.get(action);
  if (shape === undefined) return false;
  const constraint = rule.json.action;
  const named = (uid: { readonly __entity: { readonly id: string } } | { readonly id: string }): string =>
    '__entity' in uid ? uid.__entity.id : uid.id;
  switch (constraint.op) {
    case 'All':
      return true;
    case '==':
      return 'entity' in constraint && named(constraint.entity) === action;
    case 'in': {
      const listed = 'entity' in constraint ? [constraint.entity] : constraint.entities;
      return listed.some((uid) => named(uid) === action || shape.groups.has(named(uid)));
    }
  }
}
