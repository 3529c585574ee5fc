import { type SchemaJson, schemaToJsonWithResolvedTypes, type Type } from '@cedar-policy/cedar-wasm/nodejs';
import type { Fields, ValueType } from './types.ts';

/** An action as the schema has it. */
export interface ActionShape {
  readonly name: string;
  /** Type of what it is done to. */
  readonly resourceType: string;
  readonly context: Fields;
  /** Every group it stands in, also through others. */
  readonly groups: ReadonlySet<string>;
}

export interface Schema {
  readonly text: string;
  readonly principal: Fields;
  /** What is done, by its name; groups are left out. */
  readonly actions: ReadonlyMap<string, ActionShape>;
  readonly entities: ReadonlyMap<string, EntityShape>;
}

export interface EntityShape {
  /** How the stages call it: the same word, or that of its `@of`. */
  readonly called: string;
  readonly fields: Fields;
}

export const principalType = 'Person';
const plain: ReadonlyMap<string, ValueType> = new Map([
  ['String', { kind: 'text' }],
  ['Long', { kind: 'number' }],
  ['Bool', { kind: 'flag' }],
  ['Boolean', { kind: 'flag' }],
]);

class SchemaReader {
  readonly #common: Readonly<Record<string, Type<string>>>;

  constructor(common: Readonly<Record<string, Type<string>>>) {
    this.#common = common;
  }

  type(type: Type<string>): ValueType {
    const simple = plain.get(type.type);
    if (simple !== undefined) return simple;
    if ('element' in type) return { kind: 'set', of: this.type(type.element) };
    if ('attributes' in type) return { kind: 'record', fields: this.fields(type) };
    if (type.type === 'Entity' && 'name' in type) return { kind: 'entity', name: type.name };
    const common = Object.hasOwn(this.#common, type.type) ? this.#common[type.type] : undefined;
    if (common === undefined) throw new TypeError(`the type ${type.type} is not read here`);
    return this.type(common);
  }

  fields(type: Type<string> | undefined): Fields {
    if (type === undefined) return new Map();
    if (!('attributes' in type)) {
      const common = this.type(type);
      return common.kind === 'record' ? common.fields : new Map();
    }
    const fields = new Map<string, ValueType>();
    for (const [name, one] of Object.entries(type.attributes)) {
      // What may be missing would have to be asked for in every rule: it is set out as a value instead.
      if (one.required === false) throw new TypeError(`${name} is optional; every attribute is required here`);
      fields.set(name, this.type(one));
    }
    return fields;
  }
}

type Actions = SchemaJson<string>[string]['actions'];

function groupsOf(name: string, actions: Actions, seen = new Set<string>()): ReadonlySet<string> {
  for (const { id } of actions[name]?.memberOf ?? []) {
    if (seen.has(id)) continue;
    seen.add(id);
    groupsOf(id, actions, seen);
  }
  return seen;
}

/**
 * What a schema in Cedar's own notation says of actions and entities.
 * @throws TypeError saying what is wrong with it.
 */
export function readSchema(text: string): Schema {
  const answer = schemaToJsonWithResolvedTypes(text);
  if (answer.type === 'failure') throw new TypeError(answer.errors.map(({ message }) => message).join('; '));
  const space = answer.json[''];
  if (space === undefined || Object.keys(answer.json).length !== 1)
    throw new TypeError('one namespace, without a name, is expected');
  const reader = new SchemaReader(space.commonTypes ?? {});
  const entities = new Map<string, EntityShape>();
  for (const [name, type] of Object.entries(space.entityTypes)) {
    if ('enum' in type) throw new TypeError(`${name} is an enumeration, which is not read here`);
    entities.set(name, { called: type.annotations?.['of'] ?? name, fields: reader.fields(type.shape) });
  }
  const actions = new Map<string, ActionShape>();
  for (const [name, { appliesTo }] of Object.entries(space.actions)) {
    const [resourceType, ...more] = appliesTo?.resourceTypes ?? [];
    // A group of actions applies to nothing of itself.
    if (appliesTo === undefined || resourceType === undefined) continue;
    if (more.length > 0) throw new TypeError(`${name} applies to more than one type of resource`);
    if (appliesTo.principalTypes.some((type) => type !== principalType))
      throw new TypeError(`${name} is done by something else than a ${principalType}`);
    actions.set(name, {
      name,
      resourceType,
      context: reader.fields(appliesTo.context),
      groups: groupsOf(name, space.actions),
    });
  }
  const principal = entities.get(principalType)?.fields;
  if (principal === undefined) throw new TypeError(`there is no entity ${principalType}`);
  return { text, principal, actions, entities };
}
