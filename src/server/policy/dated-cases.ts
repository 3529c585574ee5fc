import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { parseFact } from '../../account/retention/entries.ts';
import { type DatedRule, pendingRules, type Rule, type RuleVersion } from '../../account/rules/state.ts';
import type { Happened } from '../../model/command.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { CaseView } from '../../model/log-views.ts';
import { momentOf } from './dated.ts';
import type { OpenCase } from './open-cases.ts';

/** The rules with dates to answer by, at a moment. */
export interface DatedSide {
  readonly dated: readonly Rule[];
  readonly atUs: number;
}

/** An item whose clock of retention has begun and that is not deleted. */
export interface HeldItem {
  readonly item: string;
  readonly itemKind: string;
  readonly collectedUs: number;
}

/** A case with what it is about. */
export interface DatedCase {
  readonly about: CaseView;
  readonly open: OpenCase;
}

const ruleWord = /^([a-z0-9][a-z0-9-]{0,63})(?:~([1-9]\d{0,5}))?$/;

/** Whether a word names one of these rules, or a version of one. */
export function namesRule(word: string, rules: readonly Rule[]): boolean {
  const [, id] = ruleWord.exec(word) ?? [];
  return rules.some((rule) => rule.id === id);
}

const invalid = (what: string, where: string): AtalayaError =>
  new AtalayaError('request-invalid', what, where, 'Write @now, @2026-12-01, @2026-12-01T00:00Z, RULE or RULE~VERSION');

/** A rule with one version changed. */
const changed = (rules: readonly Rule[], id: string, of: number, change: (one: RuleVersion) => RuleVersion) =>
  rules.map((rule) =>
    rule.id === id ? { ...rule, versions: rule.versions.map((one) => (one.version === of ? change(one) : one)) } : rule,
  );

/** The version that a word names: `RULE~2`, or `RULE` for the soonest that waits. */
function versionOf(word: string, rules: readonly Rule[], nowUs: number, where: string): DatedRule {
  const [, id = '', of] = ruleWord.exec(word) ?? [];
  if (id === '') throw invalid(`"${word}" is neither a moment nor a rule`, where);
  const waiting = pendingRules(
    rules.filter((rule) => rule.id === id),
    nowUs,
  ).find(({ version }) => of === undefined || version.version === Number(of));
  if (waiting !== undefined) return waiting;
  throw new AtalayaError('not-found', 'No version of such a rule waits', where, 'See the rules with dates');
}

/** A moment named by a word. @throws AtalayaError `request-invalid`. */
function momentIn(word: string, nowUs: number, where: string): number {
  const atUs = word === '@now' ? nowUs : momentOf(word.slice(1));
  if (atUs === undefined) throw invalid(`"${word}" is no moment`, where);
  return atUs;
}

/**
 * One side of a comparison: `@now`, `@DATE`, or a version that waits (`RULE~VERSION`), as if it were adopted, from the moment it would take force.
 * @throws AtalayaError `request-invalid`, or `not-found` where no such version waits.
 */
export function sideOf(word: string, rules: readonly Rule[], nowUs: number, where: string): DatedSide {
  if (word.startsWith('@')) return { dated: rules, atUs: momentIn(word, nowUs, where) };
  const { id, version } = versionOf(word, rules, nowUs, where);
  const adopt = (one: RuleVersion): RuleVersion => ({ ...one, status: 'adopted', adoptedUs: one.adoptedUs ?? nowUs });
  return { dated: changed(rules, id, version.version, adopt), atUs: Math.max(nowUs, version.fromUs) };
}

/**
 * The two sides of a comparison. Where nothing is said of the first, it is the second without that version at the same moment, or, where the second is a date, now.
 * @throws AtalayaError as `sideOf`.
 */
export function sidesOf(
  a: string | undefined,
  b: string,
  rules: readonly Rule[],
  nowUs: number,
): { readonly before: DatedSide; readonly after: DatedSide } {
  const after = sideOf(b, rules, nowUs, 'b');
  if (a !== undefined) return { before: sideOf(a, rules, nowUs, 'a'), after };
  if (b.startsWith('@')) return { before: sideOf('@now', rules, nowUs, 'a'), after };
  const { id, version } = versionOf(b, rules, nowUs, 'b');
  const without = changed(rules, id, version.version, (one) => ({ ...one, status: 'dropped' }));
  return { before: { dated: without, atUs: after.atUs }, after };
}

const Designations = Type.Object({ designated: Type.Array(Type.String()) });
const Retention = Type.Array(Type.Object({ itemKinds: Type.Array(Type.String()) }));

/** Whatever any version speaks of: names that are designated, kinds of items that are kept. */
function spokenOf(rules: readonly Rule[]): {
  readonly names: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
} {
  const names = new Set<string>();
  const kinds = new Set<string>();
  for (const { ruleKind, versions } of rules) {
    for (const { document } of versions) {
      if (ruleKind === 'designations' && Value.Check(Designations, document)) {
        for (const name of document.designated) names.add(name);
      }
      if (ruleKind === 'retention' && Value.Check(Retention, document)) {
        for (const { itemKinds } of document) for (const kind of itemKinds) kinds.add(kind);
      }
    }
  }
  return { names, kinds };
}

/**
 * The open cases that rules with dates answer: each item that is held, each kind of item and each name that a rule speaks of, and what stands of each kind of rule.
 * What people may do is not among them: that is for the policies, which no rule with dates changes.
 */
export function datedCases(rules: readonly Rule[], items: readonly HeldItem[], atUs: number): readonly DatedCase[] {
  const { names, kinds } = spokenOf(rules);
  const ruleKinds = [...new Set(rules.flatMap(({ ruleKind }) => ruleKind ?? []))].sort();
  const abouts: readonly CaseView[] = [
    ...items.map(({ item, itemKind, collectedUs }): CaseView => ({ ask: 'retention', itemKind, item, collectedUs })),
    ...[...kinds].sort().map((itemKind): CaseView => ({ ask: 'retention', itemKind, item: null, collectedUs: atUs })),
    ...[...names].sort().map((designated): CaseView => ({ ask: 'designation', designated })),
    ...ruleKinds.map((ruleKind): CaseView => ({ ask: 'rules', ruleKind })),
  ];
  return abouts.map((about) => ({ about, open: openOf(about) }));
}

function openOf(about: CaseView): OpenCase {
  switch (about.ask) {
    case 'retention': {
      const name = about.item === null ? `any ${about.itemKind}` : `${about.itemKind} ${about.item}`;
      return { ...about, name: `retention of ${name}` };
    }
    case 'designation':
      return { ...about, name: `designation of ${about.designated}` };
    case 'rules':
      return { ...about, name: `rules in force: ${about.ruleKind}` };
  }
}

/** Whose clock runs, of the facts of one: undefined where it is deleted or never began; `closed` where its beginning cannot be read. */
export function heldItem(facts: Iterable<Pick<Happened, 'kind' | 'content'>>): HeldItem | 'closed' | undefined {
  let held: HeldItem | 'closed' | undefined;
  for (const { kind, content } of facts) {
    if (kind === 'account.deletion-ordered') return undefined;
    if (kind !== 'account.retention-started') continue;
    const fact = content.known ? parseFact(content.value) : 'closed';
    if (fact === 'closed') held = fact;
    else if (fact?.kind === 'retention-started') held = fact;
  }
  return held;
}
