import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { parsePolicies, type RetentionPolicy } from '../../account/retention/policy.ts';
import { type DatedRule, noRule, type Rule, type RuleVersion, ruleFacts, rulesAt } from '../../account/rules/state.ts';
import { AtalayaError } from '../../model/errors.ts';
import { Words } from '../../model/facts.ts';

const kindOfRule = ruleFacts['account.rule-proposed'].properties.ruleKind;
/** One version of a rule with dates, as it stands in a file. */
const FiledVersion = Type.Object(
  {
    rule: Words,
    ruleKind: kindOfRule,
    source: Words,
    from: Type.String(),
    until: Type.Optional(Type.String()),
    document: Type.Unknown(),
  },
  { additionalProperties: false },
);
const Filed = Type.Array(FiledVersion);
const Designations = Type.Object({ designated: Type.Array(Words) }, { additionalProperties: false });

const instant = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z)?$/;

/** Microseconds since 1970 of a day (its midnight) or moment in UTC, as `2026-12-01` or `2026-12-01T00:00Z`; undefined for anything else. */
export function momentOf(text: string): number | undefined {
  const timeMs = instant.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(timeMs) || timeMs < 0 ? undefined : timeMs * 1_000;
}

/** @throws AtalayaError `format-damaged` naming the place. */
export function parseMoment(text: string, place: string): number {
  const timeUs = momentOf(text);
  if (timeUs !== undefined) return timeUs;
  throw new AtalayaError(
    'format-damaged',
    `"${text}" is no moment`,
    place,
    'Write it as 2026-12-01 or 2026-12-01T00:00Z',
  );
}

/** @throws AtalayaError `format-damaged` with every place that does not fit. */
export function checked<T>(
  value: unknown,
  check: (it: unknown) => it is T,
  faults: () => readonly string[],
  place: string,
): T {
  if (check(value)) return value;
  throw new AtalayaError(
    'format-damaged',
    faults().slice(0, 5).join('; '),
    place,
    'docs/policy-diff.md shows the form',
  );
}

/**
 * Rules with dates from a file: versions of one rule in any order, each adopted.
 * @throws AtalayaError `format-damaged` saying where.
 */
export function parseDatedRules(value: unknown, place: string): readonly Rule[] {
  const list = checked(
    value,
    (it) => Value.Check(Filed, it),
    () => Value.Errors(Filed, value).map((it) => `${it.instancePath || '/'} ${it.message}`),
    place,
  );
  const rules = new Map<string, Rule>();
  for (const [i, { rule: id, ruleKind, source, from, until, document }] of list.entries()) {
    const before = rules.get(id) ?? { ...noRule, status: 'standing', id, ruleKind };
    if (before.ruleKind !== ruleKind) {
      throw new AtalayaError('format-damaged', `The rule ${id} is of two kinds`, `${place}[${i}]`, 'Give it one kind');
    }
    const fromUs = parseMoment(from, `${place}[${i}].from`);
    const untilUs = until === undefined ? null : parseMoment(until, `${place}[${i}].until`);
    const version: RuleVersion = {
      version: before.versions.length + 1,
      document,
      source,
      fromUs,
      untilUs,
      proposer: '',
      signers: [],
      status: 'adopted',
      adoptedUs: fromUs,
    };
    rules.set(id, { ...before, versions: [...before.versions, version] });
  }
  return [...rules.values()];
}

/** Rules of a kind that are in force at a moment, in the order of their ids. */
export function datedAt(rules: readonly Rule[], ruleKind: DatedRule['ruleKind'], atUs: number): readonly DatedRule[] {
  return rulesAt(rules, atUs)
    .filter((one) => one.ruleKind === ruleKind)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The retention policy that documents (each a list of retention rules) make together; or why they make none. */
export function retentionOf(rules: readonly DatedRule[]): readonly RetentionPolicy[] | { readonly fault: string } {
  if (rules.length === 0) return [];
  const together = rules.flatMap(({ version: { document } }): readonly unknown[] =>
    Array.isArray(document) ? document : [document],
  );
  const read = parsePolicies([{ version: 1, inForceFromUs: 0, rules: together }]);
  if (!('faults' in read)) return read;
  return { fault: read.faults.map(({ path, fault }) => `${path}: ${fault}`).join('; ') };
}

/** The rules that designate a name; or why that cannot be told. */
export function designating(
  rules: readonly DatedRule[],
  name: string,
): readonly DatedRule[] | { readonly fault: string } {
  const found: DatedRule[] = [];
  for (const rule of rules) {
    const { document } = rule.version;
    if (!Value.Check(Designations, document))
      return { fault: `${rule.id}: a document {"designated": [names]} is expected` };
    if (document.designated.includes(name)) found.push(rule);
  }
  return found;
}
