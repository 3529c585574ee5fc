import { type Reason, type Refusal, refusalOf } from '../../model/refusal.ts';
import { fieldOf, type RequestData } from './request.ts';
import type { Rule } from './rules.ts';

/** Why a request is refused: a rule forbids it, none permits it, or the rules could not answer. */
export interface RefusedByPolicy extends Refusal {
  readonly allowed: false;
  readonly why: 'forbidden' | 'not-permitted' | 'policy-error';
  /** The rules that forbade; or those that could have permitted. */
  readonly rules: readonly Rule[];
}

const ownSource = 'Atalaya, policy';

function wordOf(value: object, name: string): string {
  const found = fieldOf(value, name);
  return typeof found === 'string' ? found : 'unknown';
}

function found({ principal, action, resource, context }: RequestData): string {
  const actor = `${wordOf(context, 'office')} of ${wordOf(principal, 'state')}`;
  return `${action} on ${wordOf(resource, 'type')} ${wordOf(resource, 'id')} by ${actor}`;
}

function refused(why: RefusedByPolicy['why'], rules: readonly Rule[], reasons: readonly Reason[]): RefusedByPolicy {
  const all = refusalOf(reasons) ?? refusalOf([errorReason('no rule answered')])!;
  return { ...all, allowed: false, why, rules };
}

function errorReason(message: string): Reason {
  const cure = 'Tell who runs the service: the request or the rules are not sound.';
  return { code: 'policy-error', source: ownSource, found: message, allowed: 'what every rule can answer', cure };
}

/** Cites every rule that forbids. */
export function forbidden(request: RequestData, rules: readonly Rule[]): RefusedByPolicy {
  const reasons = rules.map((rule) => ({
    code: rule.id,
    source: rule.source,
    found: found(request),
    allowed: rule.en,
    cure: rule.cure?.en ?? '',
  }));
  return refused('forbidden', rules, reasons);
}

/** Names the rules that could have permitted it, and what they ask. */
export function notPermitted(request: RequestData, could: readonly Rule[]): RefusedByPolicy {
  const cure = 'Have it done by somebody in that office.';
  const reasons = could.map((rule) => ({
    code: 'not-permitted',
    source: rule.source,
    found: found(request),
    allowed: `${rule.id}: ${rule.en}`,
    cure,
  }));
  return refused('not-permitted', could, reasons);
}

/** Anything that kept a rule from answering refuses. */
export function policyError(messages: readonly string[]): RefusedByPolicy {
  return refused('policy-error', [], messages.map(errorReason));
}
