import { type Static, Type } from 'typebox';
import type { Happened } from './command.ts';
import { exactly, Id, readFact, TimeUs, type Veil, veilOf, Words, withPerson } from './facts.ts';

/** Rules with dates (docs/adr/0007-one-door.md): what stands in the log of them, and which are in force. Stages that rest on a rule read it by this. */

export const RuleKind = Type.Union([
  Type.Literal('designations'),
  Type.Literal('retention'),
  Type.Literal('notices'),
  Type.Literal('releasability'),
]);
export type RuleKind = Static<typeof RuleKind>;

export const ruleText = {
  /** The rule as data; null ends the rule from that moment on. Read by whoever uses a rule of that kind. */
  document: Type.Unknown(),
  /** The instrument it rests on, and the place in it. */
  source: Words,
  fromUs: TimeUs,
  untilUs: Type.Union([TimeUs, Type.Null()]),
};
export const ruleVersion = Type.Integer({ minimum: 1, maximum: 1_000_000 });

/** What happens to a rule with dates. */
export const ruleFacts = {
  'account.rule-proposed': Type.Object({ by: Id, ruleKind: RuleKind, version: ruleVersion, ...ruleText }, exactly),
  'account.rule-signed': Type.Object({ by: Id, version: ruleVersion }, exactly),
  'account.rule-dropped': Type.Object({ by: Id, version: ruleVersion, why: Words }, exactly),
} as const;

/** The one stream that lists all rules: `rules/register`. A stage that asks which rules are in force begins here. */
export const ruleRegisterStream = 'rules/register';
export const ruleRegisterFacts = {
  'account.rule-listed': Type.Object({ by: Id, rule: Id, ruleKind: RuleKind }, exactly),
} as const;

export interface RuleRegister {
  readonly listed: readonly { readonly rule: string; readonly ruleKind: RuleKind }[];
  readonly veil: Veil | undefined;
}

export const noRuleRegister: RuleRegister = { listed: [], veil: undefined };

/** The register after a fact of its stream. */
export function evolveRuleRegister(before: RuleRegister, happened: Happened): RuleRegister {
  const { fact, veil } = readFact(ruleRegisterFacts, happened);
  const state = { ...before, veil: before.veil ?? veil };
  if (fact === undefined) return state;
  const { rule, ruleKind } = fact.content;
  return { ...state, listed: [...state.listed, { rule, ruleKind }] };
}

/** Persons it takes to adopt a version; whoever proposed it is none of them. */
export const signaturesToAdopt = 2;

export interface RuleVersion {
  readonly version: number;
  readonly document: unknown;
  readonly source: string;
  readonly fromUs: number;
  readonly untilUs: number | null;
  readonly proposer: string;
  readonly signers: readonly string[];
  readonly status: 'proposed' | 'adopted' | 'dropped';
  /** When the last signature was given. */
  readonly adoptedUs: number | undefined;
}

export type RuleStatus = 'none' | 'standing';

/** A rule with all its versions, oldest first. */
export interface Rule {
  readonly status: RuleStatus;
  readonly id: string;
  readonly ruleKind: RuleKind | undefined;
  readonly versions: readonly RuleVersion[];
  readonly veil: Veil | undefined;
}

export const noRule: Rule = { status: 'none', id: '', ruleKind: undefined, versions: [], veil: undefined };

/** A fact about a version that never was proposed is a veil: the rule is then not what it seems. */
function changed(rule: Rule, number: number, happened: Happened, change: (one: RuleVersion) => RuleVersion): Rule {
  if (!rule.versions.some(({ version: one }) => one === number)) {
    return { ...rule, veil: rule.veil ?? veilOf('malformed', happened) };
  }
  return { ...rule, versions: rule.versions.map((one) => (one.version === number ? change(one) : one)) };
}

/** The rule after a fact of its stream. */
export function evolveRule(before: Rule, happened: Happened): Rule {
  const { kind, fact, veil } = readFact(ruleFacts, happened);
  const state = { ...before, veil: before.veil ?? veil };
  if (kind === undefined) return state;
  const rule: Rule = { ...state, status: 'standing', id: happened.stream.slice(happened.stream.indexOf('/') + 1) };
  if (fact === undefined) return rule;
  switch (fact.kind) {
    case 'account.rule-proposed': {
      const { by: proposer, ruleKind, ...rest } = fact.content;
      const proposed: RuleVersion = { ...rest, proposer, signers: [], status: 'proposed', adoptedUs: undefined };
      return { ...rule, ruleKind, versions: [...rule.versions, proposed] };
    }
    case 'account.rule-signed':
      return changed(rule, fact.content.version, happened, (one) => {
        const signers = withPerson(one.signers, fact.content.by);
        const isAdopted = signers.length >= signaturesToAdopt;
        return isAdopted ? { ...one, signers, status: 'adopted', adoptedUs: happened.timeUs } : { ...one, signers };
      });
    case 'account.rule-dropped':
      return changed(rule, fact.content.version, happened, (one) => ({ ...one, status: 'dropped' }));
  }
}

/** A version of a rule that is in force, or waits. */
export interface DatedRule {
  readonly id: string;
  readonly ruleKind: RuleKind;
  readonly version: RuleVersion;
  /** The moment a later version takes its place, or it ends of itself; undefined where neither is known. */
  readonly endsUs: number | undefined;
}

/** A later version replaces from its date on: of two of one date, the one adopted later. */
const inOrder = (a: RuleVersion, b: RuleVersion): number =>
  a.fromUs - b.fromUs || (a.adoptedUs ?? 0) - (b.adoptedUs ?? 0) || a.version - b.version;

function dated({ id, ruleKind, versions }: Rule): readonly DatedRule[] {
  if (ruleKind === undefined) return [];
  const adopted = versions.filter(({ status }) => status === 'adopted').sort(inOrder);
  return adopted.map((version, i) => {
    const ends = [version.untilUs, adopted[i + 1]?.fromUs].filter((it) => typeof it === 'number');
    return { id, ruleKind, version, endsUs: ends.length === 0 ? undefined : Math.min(...ends) };
  });
}

/**
 * The rules in force at a moment, as they were adopted by then or, for a moment to come, as they stand adopted now.
 * A rule that could not be read whole is left out; ask `unreadRules` for them.
 */
export function rulesAt(rules: Iterable<Rule>, atUs: number): readonly DatedRule[] {
  return [...rules]
    .filter(({ veil }) => veil === undefined)
    .flatMap(dated)
    .filter(({ version, endsUs }) => version.fromUs <= atUs && (endsUs === undefined || atUs < endsUs))
    .filter(({ version }) => version.document !== null);
}

/** Versions that are not in force yet: proposed, or adopted for a date to come; soonest first. */
export function pendingRules(rules: Iterable<Rule>, atUs: number): readonly DatedRule[] {
  return [...rules]
    .flatMap((rule) => {
      const { id, ruleKind, versions } = rule;
      if (ruleKind === undefined) return [];
      const proposed = versions.filter(({ status }) => status === 'proposed');
      const waiting = proposed.map((version) => ({
        id,
        ruleKind,
        version,
        endsUs: version.untilUs ?? undefined,
      }));
      return [...waiting, ...dated(rule).filter(({ version }) => version.fromUs > atUs)];
    })
    .sort((a, b) => a.version.fromUs - b.version.fromUs);
}

/** Rules of which something could not be read: what rests on them is refused. */
export function unreadRules(rules: Iterable<Rule>): readonly Rule[] {
  return [...rules].filter(({ veil }) => veil !== undefined);
}
