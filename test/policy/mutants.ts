import { type Expr, type PolicyJson, schemaToJson, schemaToText } from '@cedar-policy/cedar-wasm/nodejs';
import { prepareRules } from '../../src/server/policy/engine.ts';
import type { Rule } from '../../src/server/policy/rules.ts';
import { readSchema, type Schema } from '../../src/server/policy/schema.ts';
import { type PolicyCase, wrongAnswer } from './cases.ts';

/** A set of rules with one thing spoilt in one way. */
export interface Mutant {
  /** The rule, or the action. */
  readonly of: string;
  readonly what: string;
  readonly rules: readonly Rule[];
  readonly schema: Schema;
}

type Tree = unknown;
interface Change {
  readonly what: string;
  readonly tree: Tree;
}

const isObject = (tree: Tree): tree is Readonly<Record<string, Tree>> =>
  typeof tree === 'object' && tree !== null && !Array.isArray(tree);

const opposite: Readonly<Record<string, string>> = { '==': '!=', '!=': '==' };
const neighbours: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '&&': ['||'],
  '||': ['&&'],
  contains: [],
  containsAll: ['containsAny'],
  containsAny: ['containsAll'],
};
const truths = new Set([
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '&&',
  '||',
  '!',
  'contains',
  'containsAll',
  'containsAny',
  'isEmpty',
  'like',
  'has',
  'in',
  'is',
]);

/** What can be spoilt at the top of an expression that is true or false. */
function spoilt(operator: string, operands: Tree): Change[] {
  const tree = { [operator]: operands };
  const changes: Change[] = [{ what: `not (${operator})`, tree: { '!': { arg: tree } } }];
  const other = opposite[operator];
  if (other !== undefined) changes.push({ what: `${operator} to ${other}`, tree: { [other]: operands } });
  for (const one of neighbours[operator] ?? [])
    changes.push({ what: `${operator} to ${one}`, tree: { [one]: operands } });
  if (operator === '!' && isObject(operands)) changes.push({ what: '! dropped', tree: operands['arg'] });
  if ((operator === '&&' || operator === '||') && isObject(operands)) {
    changes.push({ what: `left of ${operator} dropped`, tree: operands['right'] });
    changes.push({ what: `right of ${operator} dropped`, tree: operands['left'] });
  }
  return changes;
}

function constants(value: Tree): Change[] {
  if (typeof value === 'number') {
    return [value - 1, value + 1].map((it) => ({ what: `${value} to ${it}`, tree: { Value: it } }));
  }
  if (typeof value === 'string') return [{ what: `"${value}" to "${value}x"`, tree: { Value: `${value}x` } }];
  return typeof value === 'boolean' ? [{ what: `${value} to ${!value}`, tree: { Value: !value } }] : [];
}

/** Every expression that differs from this one in one place. */
function* spoiltIn(tree: Tree): Generator<Change> {
  if (Array.isArray(tree)) {
    const items: readonly Tree[] = tree;
    for (const [i, item] of items.entries()) {
      for (const change of spoiltIn(item)) yield { ...change, tree: items.with(i, change.tree) };
    }
    return;
  }
  if (!isObject(tree)) return;
  for (const [key, inner] of Object.entries(tree)) {
    if (key === 'Value') yield* constants(inner);
    else if (key === 'Literal') yield { what: `"${String(inner)}" longer`, tree: { Literal: `${String(inner)}x` } };
    else if (truths.has(key)) yield* spoilt(key, inner);
    for (const change of spoiltIn(inner)) yield { ...change, tree: { ...tree, [key]: change.tree } };
  }
}

function* spoiltScopes(json: PolicyJson): Generator<{ readonly what: string; readonly json: PolicyJson }> {
  for (const scope of ['principal', 'resource'] as const) {
    if (json[scope].op !== 'All') yield { what: `any ${scope}`, json: { ...json, [scope]: { op: 'All' } } };
  }
  const { action } = json;
  if (action.op !== 'All') yield { what: 'any action', json: { ...json, action: { op: 'All' } } };
  if (action.op !== 'in' || !('entities' in action)) return;
  for (const [i, entity] of action.entities.entries()) {
    const entities = action.entities.toSpliced(i, 1);
    const id = '__entity' in entity ? entity.__entity.id : entity.id;
    yield { what: `without ${id}`, json: { ...json, action: { op: 'in', entities } } };
  }
}

function* spoiltConditions(json: PolicyJson): Generator<{ readonly what: string; readonly json: PolicyJson }> {
  for (const [i, clause] of json.conditions.entries()) {
    yield { what: `${clause.kind} dropped`, json: { ...json, conditions: json.conditions.toSpliced(i, 1) } };
    const kind = clause.kind === 'when' ? 'unless' : 'when';
    yield {
      what: `${clause.kind} to ${kind}`,
      json: { ...json, conditions: json.conditions.with(i, { ...clause, kind }) },
    };
    for (const { what, tree } of spoiltIn(clause.body)) {
      // cast: made of the body's own expressions, each replaced by one of the same kind
      const body = tree as Expr;
      yield {
        what: `${clause.kind}: ${what}`,
        json: { ...json, conditions: json.conditions.with(i, { ...clause, body }) },
      };
    }
  }
}

/** The schema, each time with one act taken out of one of its groups. */
function* spoiltSchemas(
  schema: Schema,
): Generator<{ readonly of: string; readonly what: string; readonly schema: Schema }> {
  const read = schemaToJson(schema.text);
  if (read.type === 'failure') throw new Error(read.errors.map(({ message }) => message).join('; '));
  const space = read.json['']!;
  for (const [name, action] of Object.entries(space.actions)) {
    for (const [i, group] of (action.memberOf ?? []).entries()) {
      const changed = { ...action, memberOf: action.memberOf!.toSpliced(i, 1) };
      const text = schemaToText({ '': { ...space, actions: { ...space.actions, [name]: changed } } });
      if (text.type === 'failure') throw new Error(text.errors.map(({ message }) => message).join('; '));
      yield { of: name, what: `out of ${group.id}`, schema: readSchema(text.text) };
    }
  }
}

/**
 * Every set that differs from this one in one place: a statement dropped, its effect turned round, its scope widened or one action less, a condition dropped or
 * inverted, an operand dropped, an operator turned to its neighbour, a constant changed; an act taken out of a group.
 */
export function* mutants(rules: readonly Rule[], schema: Schema): Generator<Mutant> {
  for (const [i, rule] of rules.entries()) {
    const { id, json } = rule;
    yield { of: id, what: 'dropped', rules: rules.toSpliced(i, 1), schema };
    const effect = json.effect === 'permit' ? 'forbid' : 'permit';
    const turned = { ...rule, effect, json: { ...json, effect } } as const;
    yield { of: id, what: `${json.effect} to ${effect}`, rules: rules.with(i, turned), schema };
    for (const spoil of [...spoiltScopes(json), ...spoiltConditions(json)]) {
      yield { of: id, what: spoil.what, rules: rules.with(i, { ...rule, json: spoil.json }), schema };
    }
  }
  for (const spoil of spoiltSchemas(schema)) yield { ...spoil, rules };
}

/** The first case that a mutant answers wrongly, and how; undefined where it goes unnoticed. */
export function caughtBy(
  mutant: Mutant,
  cases: readonly PolicyCase[],
): { readonly by: PolicyCase; readonly answer: string } | undefined {
  const set = prepareRules(mutant.rules, mutant.schema);
  try {
    const about = (one: PolicyCase): boolean => one.rule === mutant.of || one.request.action === mutant.of;
    // What the table has it for is the likeliest to notice.
    for (const by of [...cases.filter(about), ...cases.filter((one) => !about(one))]) {
      const answer = wrongAnswer(set, by);
      if (answer !== undefined) return { by, answer };
    }
    return undefined;
  } finally {
    set.close();
  }
}
