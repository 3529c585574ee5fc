import { pointerStep } from '../../../src/formats/jcs/canonical.ts';

/** One field in which two documents differ. */
export interface FieldChange {
  /** JSON pointer (RFC 6901). */
  readonly pointer: string;
  /** Undefined where the field was not there. */
  readonly before: unknown;
  /** Undefined where it is not there any more. */
  readonly after: unknown;
}

type Members = ReadonlyMap<string | number, unknown>;

const membersOf = (value: unknown): Members | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  return Array.isArray(value) ? new Map(value.entries()) : new Map(Object.entries(value));
};

/** Whether both are lists, or both are objects: else they are compared as a whole. */
const sameForm = (a: unknown, b: unknown): boolean => Array.isArray(a) === Array.isArray(b);

function walk(before: unknown, after: unknown, pointer: string): readonly FieldChange[] {
  const [those, these] = [membersOf(before), membersOf(after)];
  if (those === undefined || these === undefined || !sameForm(before, after)) {
    return Object.is(before, after) ? [] : [{ pointer, before, after }];
  }
  return [...new Set([...those.keys(), ...these.keys()])].flatMap((key) =>
    walk(those.get(key), these.get(key), pointer + pointerStep(key)),
  );
}

/** Every field in which two documents of JSON differ, in the order of the first; lists are compared by place. Empty: they are one. */
export const changesOf = (before: unknown, after: unknown): readonly FieldChange[] => walk(before, after, '');
