import type { CedarValueJson } from '@cedar-policy/cedar-wasm/nodejs';

/** A type of the schema, as far as requests use them. */
export type ValueType =
  | { readonly kind: 'text' | 'number' | 'flag' }
  | { readonly kind: 'entity'; readonly name: string }
  | { readonly kind: 'set'; readonly of: ValueType }
  | { readonly kind: 'record'; readonly fields: Fields };
export type Fields = ReadonlyMap<string, ValueType>;

/** A value that does not fit the schema; it refuses. */
export class Unfit extends Error {}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A value in the form Cedar reads, if it is of the type; entities are given by their ids.
 * @throws Unfit naming the place.
 */
export function toCedar(value: unknown, type: ValueType, place: string): CedarValueJson {
  switch (type.kind) {
    case 'text':
      if (typeof value === 'string') return value;
      throw new Unfit(`${place} is no text`);
    case 'number':
      if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
      throw new Unfit(`${place} is no whole number`);
    case 'flag':
      if (typeof value === 'boolean') return value;
      throw new Unfit(`${place} is neither true nor false`);
    case 'entity':
      if (typeof value === 'string' && value !== '') return { __entity: { type: type.name, id: value } };
      throw new Unfit(`${place} is no id`);
    case 'set':
      if (!Array.isArray(value)) throw new Unfit(`${place} is no list`);
      return value.map((one: unknown, i) => toCedar(one, type.of, `${place}[${i}]`));
    case 'record':
      if (!isObject(value)) throw new Unfit(`${place} is no record`);
      return toRecord(value, type.fields, place);
  }
}

/**
 * The named fields of a record, each of its type: none missing, none more.
 * @throws Unfit naming the place.
 */
export function toRecord(value: object, fields: Fields, place: string): Record<string, CedarValueJson> {
  const given: readonly [string, unknown][] = Object.entries(value);
  const record: Record<string, CedarValueJson> = {};
  for (const [name, one] of given) {
    const type = fields.get(name);
    if (type === undefined) throw new Unfit(`${place}.${name} is unknown to the schema`);
    record[name] = toCedar(one, type, `${place}.${name}`);
  }
  const missing = [...fields.keys()].filter((name) => !Object.hasOwn(record, name));
  if (missing.length > 0) throw new Unfit(`${place} lacks ${missing.join(', ')}`);
  return record;
}
