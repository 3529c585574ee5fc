import { useEffect, useMemo, useState } from 'react';
import { evolveRule, noRule, type Rule } from '../../../src/account/rules/state.ts';
import type { Happened } from '../../../src/model/command.ts';
import type { PolicyRuleView, RuleDiffView } from '../../../src/model/log-views.ts';
import { ask } from '../state/api.ts';
import { createStore, useStore } from '../state/store.ts';
import { type Trouble, troubleOf, useWho } from '../state/who.ts';
import { workstation } from '../state/workstation.ts';
import { useLive } from './live.ts';
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

/** Whoever holds it reads and keeps the rules with dates. */
export const compartmentOfRules = 'rules';

export const useRulesOpen = (): boolean =>
  useWho(({ who }) => who?.session?.compartments.includes(compartmentOfRules) === true);

/** A rule with dates, and all that happened to it. */
export interface DatedRuleRead {
  readonly rule: Rule;
  readonly history: readonly Happened[];
}

/** The rules with dates that stand in the log, in the order in which they were first proposed. */
export function useDatedRules() {
  const reading = useReading(compartmentOfRules);
  const facts = reading.state === 'ready' ? reading.facts : null;
  const rules = useMemo(
    (): readonly DatedRuleRead[] =>
      facts === null
        ? []
        : [...byStream(facts, 'rule/').values()].map((history) => ({
            rule: history.reduce(evolveRule, noRule),
            history,
          })),
    [facts],
  );
  return { reading, rules };
}

export const RULE_TABS = ['dated', 'policies', 'diff'] as const;
export type RuleTab = (typeof RULE_TABS)[number];

interface RuleView {
  /** Null until one was chosen: then what is selected says which. */
  readonly tab: RuleTab | null;
  /** What is compared with what stands: `RULE~VERSION`, or `@DATE`; empty where nothing is. */
  readonly compared: string;
}
const view = createStore<RuleView>({ tab: null, compared: '' });
export const useRuleView = <S>(take: (value: RuleView) => S): S => useStore(view, take);
export const showRuleTab = (tab: RuleTab): void => view.set({ tab });
export const compareWith = (compared: string): void => view.set({ compared });

/** Shows what a version that waits would change. */
export function showChange(id: string, version: number): void {
  view.set({ tab: 'diff', compared: `${id}~${version}` });
  workstation.set({ page: 'rules' });
}

export type Comparing =
  | { readonly state: 'none' | 'loading' }
  | { readonly state: 'ready'; readonly diff: RuleDiffView }
  | { readonly state: 'failed'; readonly trouble: Trouble };

/** What a rule that waits, or a day to come, would change; asked anew for another person, when a rule changes, and at `again`. */
export function useComparing(compared: string): Comparing & { readonly again: () => void } {
  const serial = useWho((value) => value.serial);
  const told = useLive(({ last }) => (last?.compartment === compartmentOfRules ? last.index : -1));
  const [turn, setTurn] = useState(0);
  const [comparing, setComparing] = useState<Comparing>({ state: 'none' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: who asks, and what was told, make it be asked anew
  useEffect(() => {
    if (compared === '') return setComparing({ state: 'none' });
    const stop = new AbortController();
    setComparing({ state: 'loading' });
    ask<RuleDiffView>(`/api/rules/diff?${new URLSearchParams({ b: compared })}`, { signal: stop.signal }).then(
      (diff) => !stop.signal.aborted && setComparing({ state: 'ready', diff }),
      (thrown: unknown) => !stop.signal.aborted && setComparing({ state: 'failed', trouble: troubleOf(thrown) }),
    );
    return () => stop.abort();
  }, [compared, serial, told, turn]);
  return { ...comparing, again: () => setTurn((value) => value + 1) };
}
