import { useEffect, useState } from 'react';
import { pendingRules, type Rule, rulesAt } from '../../../src/account/rules/state.ts';

/** Whether a rule with dates is in force at a moment, and what comes. */
export type Force =
  | { readonly is: 'now'; readonly pendingUs: number | null }
  | { readonly is: 'pending'; readonly fromUs: number }
  | { readonly is: 'none' };

export function forceOf(rule: Rule, atUs: number): Force {
  const [next] = pendingRules([rule], atUs).filter(({ version }) => version.status === 'adopted');
  if (rulesAt([rule], atUs).length > 0) return { is: 'now', pendingUs: next?.version.fromUs ?? null };
  return next === undefined ? { is: 'none' } : { is: 'pending', fromUs: next.version.fromUs };
}

/** The present, microseconds since 1970, to the half minute. */
export function useNowUs(): number {
  const [nowUs, setNowUs] = useState(() => Date.now() * 1000);
  useEffect(() => {
    const timer = setInterval(() => setNowUs(Date.now() * 1000), 30_000);
    return () => clearInterval(timer);
  }, []);
  return nowUs;
}
