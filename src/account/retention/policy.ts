/** A span of the calendar, counted in UTC: years keep month and day (29 February becomes 28 February). */
export interface Period {
  readonly amount: number;
  readonly unit: 'days' | 'years';
}

/** Where a rule stands. */
export interface RuleSource {
  readonly instrument: string;
  readonly reference: string;
  /** Whether somebody has held the period against the instrument's text; one that was not is said to be so wherever it is shown. */
  readonly checked: boolean;
}

/** How long items of some kinds may be held. */
export interface RetentionRule {
  readonly id: string;
  readonly source: RuleSource;
  readonly itemKinds: readonly string[];
  /** From collection: by then somebody has decided whether the item is needed; an item that nobody evaluated is due for deletion. */
  readonly evaluateWithin: Period;
  /** From the evaluation on, where that says to keep it: then deletion is due. */
  readonly retainFor: Period;
}

/** The rules in force from a moment on, until the next version is. */
export interface RetentionPolicy {
  readonly version: number;
  readonly inForceFromUs: number;
  readonly rules: readonly RetentionRule[];
}

/** A rule with the version of the policy that it stands in. */
export interface RuleInForce {
  readonly rule: RetentionRule;
  readonly policyVersion: number;
}

export interface PolicyFault {
  /** Where in the data, as `[0].rules[2].id`. */
  readonly path: string;
  readonly fault: string;
}

const dayUs = 86_400_000_000;
const longestDays = 36_525;

/** The moment a period after another, in microseconds since 1970. */
export function addPeriod(timeUs: number, { amount, unit }: Period): number {
  if (unit === 'days') return timeUs + amount * dayUs;
  const intoMs = Math.floor(timeUs / 1_000);
  const from = new Date(intoMs);
  const to = new Date(intoMs);
  to.setUTCFullYear(from.getUTCFullYear() + amount);
  if (to.getUTCMonth() !== from.getUTCMonth()) to.setUTCDate(0);
  return to.getTime() * 1_000 + (timeUs - intoMs * 1_000);
}

/** How a source is cited. */
export function citation({ instrument, reference, checked }: RuleSource): string {
  return `${instrument}, ${reference}${checked ? '' : ' (period not checked against the text)'}`;
}

/** The rule for a kind of item at a moment; undefined where none is in force. */
export function ruleAt(
  policies: readonly RetentionPolicy[],
  itemKind: string,
  timeUs: number,
): RuleInForce | undefined {
  const policy = policies.findLast(({ inForceFromUs }) => inForceFromUs <= timeUs);
  const rule = policy?.rules.find(({ itemKinds }) => itemKinds.includes(itemKind));
  return policy === undefined || rule === undefined ? undefined : { rule, policyVersion: policy.version };
}

/** Reads items of untrusted data and notes what is wrong with them, so that one look tells all of it. */
class PolicyReader {
  readonly faults: PolicyFault[] = [];

  note(path: string, fault: string): void {
    this.faults.push({ path, fault });
  }

  fields(value: unknown, path: string): Readonly<Record<string, unknown>> {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
    this.note(path, 'an object is expected');
    return {};
  }

  list(value: unknown, path: string): readonly unknown[] {
    if (Array.isArray(value) && value.length > 0) return value;
    this.note(path, 'a list of at least one item is expected');
    return [];
  }

  text(value: unknown, path: string): string {
    if (typeof value === 'string' && value.trim() !== '') return value;
    this.note(path, 'a text is expected');
    return '';
  }

  integer(value: unknown, path: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value;
    this.note(path, `an integer from ${least} to ${most} is expected`);
    return least;
  }

  period(value: unknown, path: string): Period {
    const { amount, unit } = this.fields(value, path);
    if (unit !== 'days' && unit !== 'years') {
      this.note(`${path}.unit`, 'days or years is expected');
      return { amount: 1, unit: 'days' };
    }
    const most = unit === 'days' ? longestDays : Math.floor(longestDays / 365.25);
    return { amount: this.integer(amount, `${path}.amount`, 1, most), unit };
  }

  source(value: unknown, path: string): RuleSource {
    const { instrument, reference, checked } = this.fields(value, path);
    if (typeof checked !== 'boolean') this.note(`${path}.checked`, 'true or false is expected');
    return {
      instrument: this.text(instrument, `${path}.instrument`),
      reference: this.text(reference, `${path}.reference`),
      checked: checked === true,
    };
  }

  rule(value: unknown, path: string): RetentionRule {
    const { id, source, itemKinds, evaluateWithin, retainFor } = this.fields(value, path);
    return {
      id: this.text(id, `${path}.id`),
      source: this.source(source, `${path}.source`),
      itemKinds: this.list(itemKinds, `${path}.itemKinds`).map((kind, i) => this.text(kind, `${path}.itemKinds[${i}]`)),
      evaluateWithin: this.period(evaluateWithin, `${path}.evaluateWithin`),
      retainFor: this.period(retainFor, `${path}.retainFor`),
    };
  }

  policy(value: unknown, path: string): RetentionPolicy {
    const { version, inForceFromUs, rules } = this.fields(value, path);
    const read = this.list(rules, `${path}.rules`).map((rule, i) => this.rule(rule, `${path}.rules[${i}]`));
    this.unique(
      read.map(({ id }) => id),
      `${path}.rules`,
      'rule',
    );
    this.unique(
      read.flatMap(({ itemKinds }) => itemKinds),
      `${path}.rules`,
      'kind of item',
    );
    return {
      version: this.integer(version, `${path}.version`, 1),
      inForceFromUs: this.integer(inForceFromUs, `${path}.inForceFromUs`, 0),
      rules: read,
    };
  }

  unique(names: readonly string[], path: string, what: string): void {
    const seen = new Set<string>();
    for (const name of names) {
      if (seen.has(name)) this.note(path, `the ${what} ${JSON.stringify(name)} stands twice`);
      seen.add(name);
    }
  }
}

/** Policies from untrusted data, oldest first: versions and dates rise. Gives every fault, or the policies. */
export function parsePolicies(
  value: unknown,
): readonly RetentionPolicy[] | { readonly faults: readonly PolicyFault[] } {
  const reader = new PolicyReader();
  const policies = reader.list(value, '').map((policy, i) => reader.policy(policy, `[${i}]`));
  for (const [i, policy] of policies.entries()) {
    const before = policies[i - 1];
    if (before === undefined) continue;
    if (policy.version <= before.version) reader.note(`[${i}].version`, 'versions must rise');
    if (policy.inForceFromUs <= before.inForceFromUs) reader.note(`[${i}].inForceFromUs`, 'dates must rise');
  }
  return reader.faults.length === 0 ? policies : { faults: reader.faults };
}
