import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';

const texts = ['a', 'AAA', '0'.repeat(64)];

/** Some value that fits a payload's schema; a text where none fits is left out, and the check of the payload tells. */
export function sampleOf(schema: TSchema): unknown {
  if (Type.IsObject(schema)) {
    return Object.fromEntries(Object.entries(schema.properties).map(([name, one]) => [name, sampleOf(one)]));
  }
  if (Type.IsTuple(schema)) return schema.items.map(sampleOf);
  if (Type.IsArray(schema)) return [sampleOf(schema.items)];
  if (Type.IsUnion(schema) && schema.anyOf[0] !== undefined) return sampleOf(schema.anyOf[0]);
  if (Type.IsLiteral(schema)) return schema.const;
  if (Type.IsInteger(schema)) return 1;
  return texts.find((text) => Value.Check(schema, text));
}
