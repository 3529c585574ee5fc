import {
  type Policy,
  preparsePolicySet,
  preparseSchema,
  statefulIsAuthorized,
  validate,
} from '@cedar-policy/cedar-wasm/nodejs';
import { AtalayaError } from '../../model/errors.ts';
import { forbidden, notPermitted, policyError, type RefusedByPolicy } from './refused.ts';
import { callOf, type RequestData } from './request.ts';
import { coversAction, type PolicyFile, type Rule, readRules } from './rules.ts';
import { readSchema, type Schema } from './schema.ts';
import { Unfit } from './types.ts';

/** Permitted, with every rule that permits; or every reason why not. */
export type PolicyAnswer = { readonly allowed: true; readonly rules: readonly Rule[] } | RefusedByPolicy;

/** Rules ready to decide by. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  readonly schema: Schema;
  /** Never throws, and keeps no answers: the next request may come after a dismissal. */
  authorise(request: RequestData): PolicyAnswer;
  /** Gives the memory back; the set refuses from then on. */
  close(): void;
}

const freeNames: string[] = [];
let names = 0;
/** Schemas made ready, by their text: sets of rules share them. */
const schemaNames = new Map<string, string>();

/** @throws AtalayaError `policy-invalid`. */
function prepareSchema({ text }: Schema): string {
  const ready = schemaNames.get(text);
  if (ready !== undefined) return ready;
  const name = `atalaya-${schemaNames.size}`;
  const answer = preparseSchema(name, text);
  if (answer.type === 'failure') throw invalid(answer.errors.map(({ message }) => message));
  schemaNames.set(text, name);
  return name;
}

/**
 * Rules made ready without having been validated: for what has been (`loadRules`), and for tests of the tests.
 * @throws AtalayaError `policy-invalid` where Cedar cannot read them.
 */
export function prepareRules(rules: readonly Rule[], schema: Schema): RuleSet {
  const name = freeNames.pop() ?? `atalaya-${names++}`;
  // What a rule says to people is kept here: Cedar decides faster without it.
  const policies: Record<string, Policy> = Object.fromEntries(
    rules.map(({ id, json: { annotations: _, ...bare } }) => [id, bare]),
  );
  const schemaName = prepareSchema(schema);
  const prepared = preparsePolicySet(name, { staticPolicies: policies });
  if (prepared.type === 'failure') {
    freeNames.push(name);
    throw invalid(prepared.errors.map(({ message }) => message));
  }
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const cited = (ids: readonly string[]): readonly Rule[] =>
    ids.flatMap((id) => byId.get(id) ?? []).toSorted((a, b) => a.id.localeCompare(b.id, 'en'));
  let open = true;

  const decide = (request: RequestData): PolicyAnswer => {
    if (!open) throw new Unfit('this set of rules is closed');
    const answer = statefulIsAuthorized({
      ...callOf(request, schema),
      preparsedSchemaName: schemaName,
      preparsedPolicySetId: name,
    });
    if (answer.type === 'failure') return policyError(answer.errors.map(({ message }) => message));
    const { decision, diagnostics } = answer.response;
    const rulesFound = cited(diagnostics.reason);
    // Cedar leaves a rule that fails out of its answer; here it refuses.
    if (diagnostics.errors.length > 0 || answer.warnings.length > 0) {
      const errors = diagnostics.errors.map(({ policyId, error }) => `${policyId}: ${error.message}`);
      return policyError([...errors, ...answer.warnings.map(({ message }) => message)]);
    }
    if (rulesFound.length !== diagnostics.reason.length) return policyError(['a rule answered that is not in the set']);
    if (decision === 'allow') return { allowed: true, rules: rulesFound };
    if (rulesFound.length > 0) return forbidden(request, rulesFound);
    const could = rules.filter((rule) => rule.effect === 'permit' && coversAction(rule, request.action, schema));
    return notPermitted(request, could);
  };

  return {
    rules,
    schema,
    authorise(request) {
      try {
        return decide(request);
      } catch (error) {
        return policyError([error instanceof Error ? error.message : String(error)]);
      }
    },
    close() {
      if (!open) return;
      open = false;
      preparsePolicySet(name, { staticPolicies: {} });
      freeNames.push(name);
    },
  };
}

function invalid(faults: readonly string[], where = 'policies'): AtalayaError {
  return new AtalayaError(
    'policy-invalid',
    faults.join('; '),
    where,
    'Mend the rules; nothing is decided by rules that are not sound',
  );
}

/** Everything wrong with rules: as texts, in their annotations, against the schema; an action that nobody is permitted. */
function faultsOf(rules: readonly Rule[], schema: Schema): readonly string[] {
  const staticPolicies: Record<string, Policy> = Object.fromEntries(rules.map(({ id, text }) => [id, text]));
  const answer = validate({
    schema: schema.text,
    policies: { staticPolicies },
    validationSettings: { mode: 'strict' },
  });
  // `success` says only that the validator ran.
  const found =
    answer.type === 'failure'
      ? [...answer.errors, ...answer.warnings].map(({ message }) => message)
      : [
          ...[...answer.validationErrors, ...answer.validationWarnings].map(({ error }) => error.message),
          ...answer.otherWarnings.map(({ message }) => message),
        ];
  const idle = [...schema.actions.keys()].filter(
    (action) => !rules.some((rule) => rule.effect === 'permit' && coversAction(rule, action, schema)),
  );
  return [...found, ...idle.map((action) => `no rule permits ${action} to anybody`)];
}

/**
 * Parses and validates a set of rules, and makes it ready.
 * @throws AtalayaError `policy-invalid` with every fault: a text that does not parse; an @id, @source, @en, @es or cure that is missing; an id that stands
 *   twice; any error or warning of the validator; an action that no rule permits.
 */
export function loadRules(files: readonly PolicyFile[], schemaText: string, where = 'policies'): RuleSet {
  let schema: Schema;
  try {
    schema = readSchema(schemaText);
  } catch (error) {
    throw invalid([`schema: ${error instanceof Error ? error.message : String(error)}`], where);
  }
  const { rules, faults } = readRules(files);
  // A set with two rules of one id cannot be handed to the validator: one would hide the other.
  if (faults.length > 0) throw invalid(faults, where);
  const unsound = faultsOf(rules, schema);
  if (unsound.length > 0) throw invalid(unsound, where);
  return prepareRules(rules, schema);
}
