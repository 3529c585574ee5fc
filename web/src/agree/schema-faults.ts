import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Fault } from './area-form.ts';

/**
 * Where a document is not of its schema: each place once, the deepest that is known. Looked at field by field, since the checker tells only so many faults of
 * one value.
 */
export function schemaFaults(
  fields: Readonly<Record<string, TSchema>>,
  document: Readonly<Record<string, unknown>>,
): readonly Fault[] {
  return Object.entries(fields).flatMap(([name, schema]) => {
    const pointers = Value.Errors(schema, document[name]).map(({ instancePath }) => `/${name}${instancePath}`);
    // A choice of several forms is told once for each: the field is at fault once.
    const places = [...new Set(pointers)];
    const deepest = places.filter((one) => !places.some((other) => other.startsWith(`${one}/`)));
    return deepest.map((pointer): Fault => ({ pointer, kind: 'form', place: undefined }));
  });
}
