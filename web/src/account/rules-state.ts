import { useMemo } from 'react';
import { evolveRule, noRule, type Rule } from '../../../src/account/rules/state.ts';
import type { PolicyRuleView } from '../../../src/model/log-views.ts';
import { ask } from '../state/api.ts';
import { createStore, useStore } from '../state/store.ts';
import { type Trouble, troubleOf } from '../state/who.ts';
import { byStream, useReading } from './reading.ts';

interface Policies {
  readonly rules: readonly PolicyRuleView[] | null;
  readonly trouble: Trouble | null;
}
/** The rules of the policies do not change while the service runs: they are asked for once. */
const policies = createStore<Policies>({ rules: null, trouble: null });
export const usePolicies = <S>(take: (value: Policies) => S): S => useStore(policies, take);

export function askPolicies(): void {
  policies.set({ trouble: null });
  ask<readonly PolicyRuleView[]>('/api/rules').then(
    (rules) => policies.set({ rules, trouble: null }),
    (thrown: unknown) => policies.set({ trouble: troubleOf(thrown) }),
  );
}

/** The rules with dates that stand in the log, by their ids. */
export function useDatedRules() {
  const reading = useReading('rules');
  const facts = reading.state === 'ready' ? reading.facts : null;
  const rules = useMemo(
    (): readonly Rule[] =>
      facts === null ? [] : [...byStream(facts, 'rule/').values()].map((those) => those.reduce(evolveRule, noRule)),
    [facts],
  );
  return { reading, rules };
}
