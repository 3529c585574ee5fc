import { type Policy, preparsePolicySet, preparseSchema, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policyCases } from '../../../test/policy/cases.ts';
import { policyFolder, readRuleSet } from './folder.ts';
import { callOf, type PolicyRequest } from './request.ts';
import { coversAction } from './rules.ts';

const set = readRuleSet(policyFolder);
afterAll(() => set.close());
const cases = policyCases(set.schema);

/** Cedar's own answer by a set of policies made ready before: whether it permits, by which policies, and which failed. */
function byCedar(policies: string, request: PolicyRequest) {
  const call = { ...callOf(request, set.schema), preparsedSchemaName: 'whole', preparsedPolicySetId: policies };
  const answer = statefulIsAuthorized(call);
  if (answer.type === 'failure') throw new Error(answer.errors[0]?.message);
  const { decision, diagnostics } = answer.response;
  return { allowed: decision === 'allow', ids: diagnostics.reason.toSorted(), failed: diagnostics.errors.length };
}

function make(name: string, policies: Record<string, Policy>): void {
  expect(preparsePolicySet(name, { staticPolicies: policies }).type).toBe('success');
}

beforeAll(() => {
  expect(preparseSchema('whole', set.schema.text).type).toBe('success');
  make('whole', Object.fromEntries(set.rules.map(({ id, text }) => [id, text])));
  const scopes = set.rules.map(({ id, json }): [string, Policy] => {
    const anybody: Policy = {
      effect: 'permit',
      principal: { op: 'All' },
      action: json.action,
      resource: { op: 'All' },
      conditions: [],
    };
    return [id, anybody];
  });
  make('scopes', Object.fromEntries(scopes));
});
afterAll(() => {
  for (const name of ['whole', 'scopes']) make(name, {});
});

describe('rules taken by their action', () => {
  it('are those whose scope takes it in, by the word of Cedar itself', () => {
    const asked = new Map(cases.map(({ request }) => [request.action, request]));
    expect([...asked.keys()].toSorted()).toEqual([...set.schema.actions.keys()].toSorted());
    for (const [action, request] of asked) {
      const ours = set.rules.filter((rule) => coversAction(rule, action, set.schema)).map(({ id }) => id);
      expect(ours.toSorted(), action).toEqual(byCedar('scopes', request).ids);
    }
  });

  it('answer as all of them do together, in every case of the table', () => {
    for (const { request } of cases) {
      const whole = byCedar('whole', request);
      const answer = set.authorise(request);
      expect(whole.failed).toBe(0);
      expect(answer.allowed).toBe(whole.allowed);
      const ids = answer.allowed ? answer.rules.map(({ id }) => id) : answer.reasons.map(({ code }) => code);
      // Where no rule answers at all, the reasons name those that could have permitted.
      if (whole.ids.length > 0) expect(ids.toSorted()).toEqual(whole.ids);
      else if (!answer.allowed) expect(answer.why).toBe('not-permitted');
    }
  });

  it('are given back when the set is closed', () => {
    const other = readRuleSet(policyFolder);
    const [first] = cases;
    if (first === undefined) throw new Error('no case');
    const open = other.authorise(first.request);
    other.close();
    expect(other.authorise(first.request)).toMatchObject({ allowed: false, why: 'policy-error' });
    expect(set.authorise(first.request).allowed).toBe(open.allowed);
  });
});
