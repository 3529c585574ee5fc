import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { DecidedFact, Happened } from './command.ts';

/** What a fact or a payload is made of. Bounds keep an entry under its limit (docs/adr/0006-the-log.md). */
export const Id = Type.String({ pattern: '^[0-9a-z][0-9a-z-]{0,63}$' });
/** A state (ISO 3166-1 alpha-3), agency or compartment, as the envelope takes it. */
export const Token = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,31}$' });
/** SHA-256 of a document, in hexadecimal. */
export const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' });
/** Something is said: not only blanks. */
export const Words = Type.String({ minLength: 1, maxLength: 4_000, pattern: '\\S' });
export const TimeUs = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

export const exactly = { additionalProperties: false } as const;

/** The contents of facts, by their kind. */
export type FactSchemas = Readonly<Record<string, TSchema>>;

/** Every fact of a table, told apart by its kind. */
export type FactOf<T extends FactSchemas> = {
  [K in keyof T & string]: { readonly kind: K; readonly content: Readonly<Static<T[K]>> };
}[keyof T & string];

/** The first fact of a stream that could not be read. Whatever rests on it is refused: what is not known may be what forbids. */
export interface Veil {
  readonly why: 'no-key' | 'destroyed' | 'malformed' | 'unknown-kind';
  readonly stream: string;
  readonly version: number;
  readonly kind: string;
}

export function veilOf(why: Veil['why'], { stream, version, kind }: Happened): Veil {
  return { why, stream, version, kind };
}

export interface ReadFact<T extends FactSchemas> {
  /** The kind, where the table has it: so much is known even of a fact whose content is gone. */
  readonly kind: (keyof T & string) | undefined;
  readonly fact: FactOf<T> | undefined;
  readonly veil: Veil | undefined;
}

/** A fact read back by its stage's table. Never throws: what cannot be read is a veil. */
export function readFact<T extends FactSchemas>(schemas: T, happened: Happened): ReadFact<T> {
  const { kind, content } = happened;
  const veil = (why: Veil['why']): Veil => veilOf(why, happened);
  const schema = Object.hasOwn(schemas, kind) ? schemas[kind] : undefined;
  if (schema === undefined) return { kind: undefined, fact: undefined, veil: veil('unknown-kind') };
  // cast: the table has this very key, as was just seen
  const ofTable = kind as keyof T & string;
  if (!content.known) return { kind: ofTable, fact: undefined, veil: veil(content.why) };
  if (!Value.Check(schema, content.value)) return { kind: ofTable, fact: undefined, veil: veil('malformed') };
  // cast: the content was checked against the schema of its own kind
  const fact = { kind, content: content.value } as FactOf<T>;
  return { kind: ofTable, fact, veil: undefined };
}

/** Where a fact belongs. */
export interface Place {
  readonly stream: string;
  readonly compartment: string;
}

/** Makes facts of a table; what belongs to one stream is deleted together, so the stream's name is the item's. */
export function factsOf<T extends FactSchemas>(_schemas: T) {
  return <K extends keyof T & string>(place: Place, kind: K, content: Static<T[K]>): DecidedFact => ({
    stream: place.stream,
    kind,
    compartment: place.compartment,
    item: place.stream.replace('/', '-'),
    content,
  });
}

/** A set of persons as a sorted list, so that equal sets are equal lists. */
export function withPerson(persons: readonly string[], person: string): readonly string[] {
  return persons.includes(person) ? persons : [...persons, person].sort();
}
