import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';

const texts = ['a', 'AAA', '0'.repeat(64), '2026-12-01T00:00:00Z', '06:00', 'AAAA', '2026-12-01', '2026-12'];

function boundOf(schema: TSchema, name: string): number {
  const bound: unknown = Object.entries(schema).find(([key]) => key === name)?.[1];
  return typeof bound === 'number' ? bound : 0;
}

/** Some value that fits a payload's schema; a text where none fits is left out, and the check of the payload tells. */
export function sampleOf(schema: TSchema): unknown {
  if (Type.IsObject(schema)) {
    return Object.fromEntries(Object.entries(schema.properties).map(([name, one]) => [name, sampleOf(one)]));
  }
  if (Type.IsTuple(schema)) return schema.items.map(sampleOf);
  if (Type.IsArray(schema)) {
    const least = Math.max(1, boundOf(schema, 'minItems'));
    return Array.from({ length: least }, () => sampleOf(schema.items));
  }
  if (Type.IsUnion(schema) && schema.anyOf[0] !== undefined) return sampleOf(schema.anyOf[0]);
  if (Type.IsLiteral(schema)) return schema.const;
  if (Type.IsInteger(schema) || Type.IsNumber(schema)) return Math.max(1, boundOf(schema, 'minimum'));
  if (Type.IsBoolean(schema)) return true;
  if (Type.IsNull(schema)) return null;
  return texts.find((text) => Value.Check(schema, text));
}
