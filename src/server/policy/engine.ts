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

/** Makes policies ready for Cedar under a name of their own. @throws AtalayaError `policy-invalid`. */
function prepareSet(staticPolicies: Record<string, Policy>): string {
  const name = freeNames.pop() ?? `atalaya-${names++}`;
  const prepared = preparsePolicySet(name, { staticPolicies });
  if (prepared.type === 'success') return name;
  freeNames.push(name);
  throw invalid(prepared.errors.map(({ message }) => message));
}

function dropSet(name: string): void {
  preparsePolicySet(name, { staticPolicies: {} });
  freeNames.push(name);
}

/**
 * Rules made ready by the actions that their scopes take in, each when it is first asked for: Cedar looks at every rule of the set it is handed, and a rule whose
 * scope leaves out an action neither answers nor fails for it.
 */
class SetsByAction {
  readonly #rules: readonly Rule[];
  readonly #schema: Schema;
  readonly #byAction = new Map<string, string>();
  /** Names by the ids of the rules: actions of one group share a set. */
  readonly #byRules = new Map<string, string>();

  constructor(rules: readonly Rule[], schema: Schema) {
    this.#rules = rules;
    this.#schema = schema;
  }

  /** The name of the rules that can answer for an action. */
  of(action: string): string {
    const ready = this.#byAction.get(action);
    if (ready !== undefined) return ready;
    const covering = this.#rules.filter((rule) => coversAction(rule, action, this.#schema));
    const key = covering.map(({ id }) => id).join(' ');
    const name = this.#byRules.get(key) ?? prepareSet(bare(covering));
    this.#byRules.set(key, name);
    this.#byAction.set(action, name);
    return name;
  }

  drop(): void {
    for (const name of this.#byRules.values()) dropSet(name);
    this.#byRules.clear();
    this.#byAction.clear();
  }
}

/** What a rule says to people is kept here: Cedar decides faster without it. */
const bare = (rules: readonly Rule[]): Record<string, Policy> =>
  Object.fromEntries(rules.map(({ id, json: { annotations: _, ...rest } }) => [id, rest]));

/**
 * Rules made ready without having been validated: for what has been (`loadRules`), and for tests of the tests.
 * @throws AtalayaError `policy-invalid` where Cedar cannot read them.
 */
export function prepareRules(rules: readonly Rule[], schema: Schema): RuleSet {
  const schemaName = prepareSchema(schema);
  // All of them once, so that what Cedar cannot read is told now.
  dropSet(prepareSet(bare(rules)));
  const sets = new SetsByAction(rules, schema);
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const cited = (ids: readonly string[]): readonly Rule[] =>
    ids.flatMap((id) => byId.get(id) ?? []).toSorted((a, b) => a.id.localeCompare(b.id, 'en'));
  let open = true;

  const decide = (request: RequestData): PolicyAnswer => {
    if (!open) throw new Unfit('this set of rules is closed');
    const answer = statefulIsAuthorized({
      // Asked first: it refuses an action that there is not.
      ...callOf(request, schema),
      preparsedSchemaName: schemaName,
      preparsedPolicySetId: sets.of(request.action),
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
      sets.drop();
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
