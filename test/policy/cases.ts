import { roles } from '../../src/model/office.ts';
import type { RuleSet } from '../../src/server/policy/engine.ts';
import type { PolicyRequest } from '../../src/server/policy/request.ts';
import type { Schema } from '../../src/server/policy/schema.ts';
import { applies, type Change, requestFor } from './requests.ts';
import { type Forbid, forbids, permits } from './tables.ts';

/** What is asked, and what must be answered: permitted or not, and by which rules. */
export interface PolicyCase {
  /** The rule that the table has it for. */
  readonly rule: string;
  readonly name: string;
  readonly request: PolicyRequest;
  readonly expected: Expected;
}

/** The whole answer; or only that one rule has nothing to do with it, whatever others say. */
export type Expected = { readonly answer: string } | { readonly silent: string };

const allowed = (rules: readonly string[]): string => `permitted by ${rules.toSorted().join(', ')}`;
const refused = (rules: readonly string[]): string => `refused by ${rules.toSorted().join(', ')}`;
const unpermitted = 'permitted by none';

/** The answer in the words of the table. */
export function answerOf(set: RuleSet, request: PolicyRequest): string {
  const answer = set.authorise(request);
  const ids = answer.rules.map(({ id }) => id);
  if (answer.allowed) return allowed(ids);
  switch (answer.why) {
    case 'forbidden':
      return refused(ids);
    case 'not-permitted':
      return unpermitted;
    case 'policy-error':
      return `policy-error: ${answer.reasons.map(({ found }) => found).join('; ')}`;
  }
}

/** Undefined where the answer is right; else what was answered. */
export function wrongAnswer(set: RuleSet, { request, expected }: PolicyCase): string | undefined {
  const answer = answerOf(set, request);
  if ('answer' in expected) return answer === expected.answer ? undefined : answer;
  const cited = answer.startsWith('policy-error') || answer.split(/ by |, /).includes(expected.silent);
  return cited ? answer : undefined;
}

const permitting = (action: string, office: string): readonly string[] =>
  permits
    .filter(({ offices, actions }) => actions.includes(action) && (offices === 'any' || offices.includes(office)))
    .map(({ rule }) => rule);

/** Every office tries every act, with nothing else wrong. */
function officeCases(actions: Schema['actions']): PolicyCase[] {
  return [...actions.values()].flatMap(({ name, resourceType }) =>
    roles.map((office) => {
      const rules = permitting(name, office);
      const about = permits.find((one) => one.actions.includes(name))?.rule ?? '';
      return {
        rule: rules[0] ?? about,
        name: `${office}: ${name}`,
        request: requestFor(name, resourceType, office),
        expected: { answer: rules.length === 0 ? unpermitted : allowed(rules) },
      };
    }),
  );
}

const forbidsAction = ({ actions }: Forbid, action: string): boolean =>
  'allBut' in actions ? !actions.allBut.includes(action) : actions.includes(action);

/** Every act is tried with what a rule forbids, and with what comes nearest to it; acts that the rule does not speak of must not mind either. */
function forbidCases(actions: Schema['actions']): PolicyCase[] {
  const cases: PolicyCase[] = [];
  for (const row of forbids) {
    for (const { name, resourceType } of actions.values()) {
      const add = (change: Change, breaks: boolean): void => {
        if (!applies(change, resourceType)) return;
        const office = change.context?.office ?? roles.find((one) => permitting(name, one).length > 0);
        if (office === undefined) return;
        const request = requestFor(name, resourceType, office, change);
        const rules = permitting(name, office);
        const own = breaks ? refused([row.rule]) : rules.length === 0 ? unpermitted : allowed(rules);
        const expected: Expected = forbidsAction(row, name) ? { answer: own } : { silent: row.rule };
        cases.push({ rule: row.rule, name: `${name} with ${JSON.stringify(change)}`, request, expected });
      };
      for (const change of row.breaks) add(change, true);
      for (const change of row.keeps) add(change, false);
    }
  }
  return cases;
}

/** All cases of the tables, for the actions that a schema has. */
export function policyCases({ actions }: Schema): readonly PolicyCase[] {
  return [...forbidCases(actions), ...officeCases(actions)];
}
