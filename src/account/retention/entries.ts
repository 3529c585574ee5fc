import type { Basis, Hold, RetentionFact } from './state.ts';

/** The stream of an item's clock. Its entries have a key of their own: what was decided about an item outlives the item. */
export function clockStream(item: string): string {
  return `retention/${item}`;
}

/** Kind of the entry that a fact becomes. */
export function kindOf(fact: RetentionFact): string {
  return `account.${fact.kind}`;
}

/** Kinds of entries that a clock is folded of. */
export const clockKinds: readonly string[] = [
  'account.retention-started',
  'account.retention-evaluated',
  'account.hold-placed',
  'account.hold-lifted',
  'account.deletion-ordered',
];

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value);

function basisOf(value: unknown): Basis | undefined {
  const fields = fieldsOf(value);
  if (fields === undefined) return undefined;
  const { ruleId, policyVersion, source } = fields;
  return isText(ruleId) && isTime(policyVersion) && isText(source) ? { ruleId, policyVersion, source } : undefined;
}

function holdOf(value: unknown): Hold | undefined {
  const fields = fieldsOf(value);
  if (fields === undefined) return undefined;
  const { id, by, why, source, fromUs, reviewByUs } = fields;
  if (!isText(id) || !isText(by) || !isText(why) || !isText(source)) return undefined;
  return isTime(fromUs) && isTime(reviewByUs) ? { id, by, why, source, fromUs, reviewByUs } : undefined;
}

/** A fact from the content of an entry; undefined where it is none. */
export function parseFact(value: unknown): RetentionFact | undefined {
  const fields = fieldsOf(value);
  if (fields === undefined) return undefined;
  const { kind, item } = fields;
  if (!isText(item)) return undefined;
  switch (kind) {
    case 'retention-started': {
      const { compartment, itemKind, collectedUs, evaluateByUs, basis: told } = fields;
      const basis = basisOf(told);
      if (!isText(compartment) || !isText(itemKind) || !isTime(collectedUs) || !isTime(evaluateByUs)) return undefined;
      if (basis === undefined) return undefined;
      return { kind: 'retention-started', item, compartment, itemKind, collectedUs, evaluateByUs, basis };
    }
    case 'retention-evaluated': {
      const { outcome, why, deleteDueUs, basis: told } = fields;
      const basis = basisOf(told);
      if (outcome !== 'keep' && outcome !== 'not-needed') return undefined;
      if (!isText(why) || !isTime(deleteDueUs) || basis === undefined) return undefined;
      return { kind: 'retention-evaluated', item, outcome, why, deleteDueUs, basis };
    }
    case 'hold-placed': {
      const { hold: told } = fields;
      const hold = holdOf(told);
      return hold === undefined ? undefined : { kind: 'hold-placed', item, hold };
    }
    case 'hold-lifted': {
      const { holdId, by, why } = fields;
      return isText(holdId) && isText(by) && isText(why) ? { kind: 'hold-lifted', item, holdId, by, why } : undefined;
    }
    case 'deletion-ordered': {
      const { authority } = fields;
      return isText(authority) ? { kind: 'deletion-ordered', item, authority } : undefined;
    }
    default:
      return undefined;
  }
}
