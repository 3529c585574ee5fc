import { isRole } from '../../model/office.ts';
import { type Reason, type Refusal, refusalOf } from '../../model/refusal.ts';
import { spanishRoles } from '../../model/words.es.ts';
import type { Found } from '../../model/workflow.ts';
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

function foundIn({ principal, action, resource, context }: RequestData): Found {
  const [office, state] = [wordOf(context, 'office'), wordOf(principal, 'state')];
  const thing = `${wordOf(resource, 'type')} ${wordOf(resource, 'id')}`;
  const officeEs = isRole(office) ? spanishRoles[office] : office;
  return {
    en: `${action} on ${thing} by ${office} of ${state}`,
    es: `${action} sobre ${thing} por ${officeEs} de ${state}`,
  };
}

function refused(why: RefusedByPolicy['why'], rules: readonly Rule[], reasons: readonly Reason[]): RefusedByPolicy {
  const all = refusalOf(reasons) ?? refusalOf([errorReason('no rule answered')])!;
  return { ...all, allowed: false, why, rules };
}

function errorReason(message: string): Reason {
  const cure = 'Tell who runs the service: the request or the rules are not sound.';
  const es = {
    // As Cedar says it.
    found: message,
    allowed: 'lo que toda regla puede responder',
    cure: 'Avise a quien opera el servicio: la petición o las reglas tienen fallos.',
  };
  return { code: 'policy-error', source: ownSource, found: message, allowed: 'what every rule can answer', cure, es };
}

/** Cites every rule that forbids. */
export function forbidden(request: RequestData, rules: readonly Rule[]): RefusedByPolicy {
  const found = foundIn(request);
  const reasons = rules.map((rule) => ({
    code: rule.id,
    source: rule.source,
    found: found.en,
    allowed: rule.en,
    cure: rule.cure?.en ?? '',
    es: { found: found.es, allowed: rule.es, cure: rule.cure?.es ?? '' },
  }));
  return refused('forbidden', rules, reasons);
}

/** Names the rules that could have permitted it, and what they ask. */
export function notPermitted(request: RequestData, could: readonly Rule[]): RefusedByPolicy {
  const cure = 'Have it done by somebody in that office.';
  const found = foundIn(request);
  const cureEs = 'Pídalo a quien ocupe ese cargo.';
  const reasons = could.map((rule) => ({
    code: 'not-permitted',
    source: rule.source,
    found: found.en,
    allowed: `${rule.id}: ${rule.en}`,
    cure,
    es: { found: found.es, allowed: `${rule.id}: ${rule.es}`, cure: cureEs },
  }));
  return refused('not-permitted', could, reasons);
}

/** Anything that kept a rule from answering refuses. */
export function policyError(messages: readonly string[]): RefusedByPolicy {
  return refused('policy-error', [], messages.map(errorReason));
}
