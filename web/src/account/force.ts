import { useEffect, useState } from 'react';
import {
  pendingRules,
  type Rule,
  type RuleVersion,
  rulesAt,
  signaturesToAdopt,
} from '../../../src/account/rules/state.ts';

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

/**
 * How one version of a rule stands at a moment: `proposed` lacks signatures; `lapsed` lacks them and can get none, its date being past; `pending` is adopted for a day to
 * come; `now` is in force; `past` was, until it ended or was replaced, or was that end itself.
 */
export const standings = ['now', 'proposed', 'pending', 'past', 'lapsed', 'dropped'] as const;
export type VersionStanding = (typeof standings)[number];

export function standingOf(rule: Rule, { version, status, fromUs }: RuleVersion, atUs: number): VersionStanding {
  switch (status) {
    case 'dropped':
      return 'dropped';
    case 'proposed':
      return fromUs > atUs ? 'proposed' : 'lapsed';
    case 'adopted':
      if (fromUs > atUs) return 'pending';
      return rulesAt([rule], atUs).some((one) => one.version.version === version) ? 'now' : 'past';
  }
}

/** Signatures that a version still lacks. */
export const signaturesLacking = ({ signers }: RuleVersion): number => Math.max(0, signaturesToAdopt - signers.length);

/** The present, microseconds since 1970, to the half minute. */
export function useNowUs(): number {
  const [nowUs, setNowUs] = useState(() => Date.now() * 1000);
  useEffect(() => {
    const timer = setInterval(() => setNowUs(Date.now() * 1000), 30_000);
    return () => clearInterval(timer);
  }, []);
  return nowUs;
}
