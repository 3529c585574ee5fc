import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { pointerStep } from '../../formats/jcs/canonical.ts';
import { instantUs } from '../../model/instant.ts';
import { instantPattern } from '../../model/region.ts';

/** Why a document is not of its form. */
export interface CaseFault {
  /** JSON pointer (RFC 6901); empty for the whole. */
  readonly pointer: string;
  readonly found: string;
  readonly allowed: string;
}

type Schema = Readonly<Record<string, unknown>>;

const isRecord = (it: unknown): it is Readonly<Record<string, unknown>> =>
  typeof it === 'object' && it !== null && !Array.isArray(it);
const isList = (it: unknown): it is readonly unknown[] => Array.isArray(it);
const schemaOf = (it: unknown): Schema => (isRecord(it) ? it : {});
const schemasOf = (it: unknown): readonly Schema[] => (isList(it) ? it.map(schemaOf) : []);

/** A value in a few words; what strangers wrote is not repeated at length. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (isList(value)) return `a list of ${value.length}`;
  if (isRecord(value)) return 'an object';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function numberFaults(schema: Schema, value: number, pointer: string): CaseFault[] {
  const { minimum, exclusiveMinimum, maximum } = schema;
  const parts: string[] = [];
  if (schema['type'] === 'integer') parts.push('a whole number');
  if (typeof minimum === 'number') parts.push(`at least ${minimum}`);
  if (typeof exclusiveMinimum === 'number') parts.push(`more than ${exclusiveMinimum}`);
  if (typeof maximum === 'number') parts.push(`at most ${maximum}`);
  const right =
    (schema['type'] !== 'integer' || Number.isInteger(value)) &&
    !(typeof minimum === 'number' && value < minimum) &&
    !(typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum) &&
    !(typeof maximum === 'number' && value > maximum);
  return right ? [] : [{ pointer, found: shown(value), allowed: parts.join(', ') }];
}

function listFaults(schema: Schema, value: readonly unknown[], pointer: string): CaseFault[] {
  const faults: CaseFault[] = [];
  const { items, minItems, maxItems } = schema;
  const found = `${value.length} items`;
  if (typeof minItems === 'number' && value.length < minItems) {
    faults.push({ pointer, found, allowed: `at least ${minItems}` });
  }
  if (typeof maxItems === 'number' && value.length > maxItems) {
    faults.push({ pointer, found, allowed: `at most ${maxItems}` });
    return faults;
  }
  // Only lists of texts ask for it.
  if (schema['uniqueItems'] === true && new Set(value).size < value.length) {
    faults.push({ pointer, found: 'the same item twice', allowed: 'each item once' });
  }
  const each = isList(items) ? schemasOf(items) : undefined;
  if (each !== undefined && value.length > each.length) {
    faults.push({ pointer, found, allowed: `at most ${each.length}` });
  }
  for (const [i, item] of value.entries()) {
    faults.push(...walk(each === undefined ? schemaOf(items) : (each[i] ?? {}), item, pointer + pointerStep(i)));
  }
  return faults;
}

function objectFaults(schema: Schema, value: Readonly<Record<string, unknown>>, pointer: string): CaseFault[] {
  const faults: CaseFault[] = [];
  const properties = schemaOf(schema['properties']);
  const required = isList(schema['required']) ? schema['required'] : [];
  for (const [key, member] of Object.entries(value)) {
    const at = pointer + pointerStep(key);
    if (Object.hasOwn(properties, key)) faults.push(...walk(schemaOf(properties[key]), member, at));
    else {
      const allowed = `one of ${Object.keys(properties).join(', ')}`;
      faults.push({ pointer: at, found: 'a field that is not known', allowed });
    }
  }
  for (const key of required) {
    if (Object.hasOwn(value, String(key))) continue;
    const allowed = 'every field that the schema asks for';
    faults.push({ pointer: pointer + pointerStep(String(key)), found: 'nothing: the field is missing', allowed });
  }
  return faults;
}

function unionFaults(branches: readonly Schema[], value: unknown, pointer: string): CaseFault[] {
  if (branches.every((branch) => 'const' in branch)) {
    if (branches.some((branch) => branch['const'] === value)) return [];
    return [
      {
        pointer,
        found: shown(value),
        allowed: `one of ${branches.map((branch) => shown(branch['const'])).join(', ')}`,
      },
    ];
  }
  // The branch that was meant is the one with the fewest faults.
  const tries = branches.map((branch) => walk(branch, value, pointer));
  return tries.reduce((best, one) => (one.length < best.length ? one : best));
}

function walk(schema: Schema, value: unknown, pointer: string): CaseFault[] {
  const wrong = (allowed: string): CaseFault[] => [{ pointer, found: shown(value), allowed }];
  if ('anyOf' in schema) return unionFaults(schemasOf(schema['anyOf']), value, pointer);
  if ('const' in schema) return value === schema['const'] ? [] : wrong(shown(schema['const']));
  switch (schema['type']) {
    case 'object':
      return isRecord(value) ? objectFaults(schema, value, pointer) : wrong('an object');
    case 'array':
      return isList(value) ? listFaults(schema, value, pointer) : wrong('a list');
    case 'number':
    case 'integer':
      return typeof value === 'number' ? numberFaults(schema, value, pointer) : wrong('a number');
    case 'boolean':
      return typeof value === 'boolean' ? [] : wrong('true or false');
    case 'null':
      return value === null ? [] : wrong('null');
    case 'string':
      return typeof value === 'string' ? textFaults(schema, value, pointer) : wrong('a text');
    default:
      return [];
  }
}

function textFaults(schema: Schema, value: string, pointer: string): CaseFault[] {
  // RFC 8785 knows no form of half a surrogate pair.
  if (!value.isWellFormed()) return [{ pointer, found: 'half a surrogate pair', allowed: 'whole characters' }];
  const { pattern, minLength, maxLength } = schema;
  const { length } = value;
  if (typeof minLength === 'number' && length < minLength) {
    return [{ pointer, found: `${length} characters`, allowed: `at least ${minLength}` }];
  }
  if (typeof maxLength === 'number' && length > maxLength) {
    return [{ pointer, found: `${length} characters`, allowed: `at most ${maxLength}` }];
  }
  if (pattern === instantPattern && instantUs(value) === undefined) {
    return [{ pointer, found: shown(value), allowed: 'a moment that exists, such as 2026-12-01T14:00:00Z' }];
  }
  if (typeof pattern !== 'string' || new RegExp(pattern).test(value)) return [];
  return [{ pointer, found: shown(value), allowed: `a text of the form ${pattern}` }];
}

/** Every place at which a value is not of a schema, in the order of the value. Empty exactly where it is of the schema, its texts are whole and its moments exist. */
export function schemaFaults(schema: TSchema, value: unknown): readonly CaseFault[] {
  const faults = walk(schemaOf(schema), value, '');
  if (faults.length > 0 || Value.Check(schema, value)) return faults;
  // What the library sees and the walk above does not is refused all the same.
  return Value.Errors(schema, value).map((it) => ({
    pointer: it.instancePath,
    found: it.message,
    allowed: 'what the schema says',
  }));
}
