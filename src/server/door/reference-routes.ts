import { noteCosignature } from '../../account/format.ts';
import { formatVerifierKey, type VerifierKey } from '../../account/note.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { LogKeysView, PolicyRuleView } from '../../model/log-views.ts';
import type { RuleSet } from '../policy/engine.ts';
import { coversAction, type Rule } from '../policy/rules.ts';
import type { App } from '../routes.ts';
import * as schemas from './reference-schemas.ts';
import { problems } from './schemas.ts';
import type { SessionOf } from './sessions.ts';

export interface ReferenceParts {
  /** The log's and the witnesses'. */
  readonly verifierKeys: readonly VerifierKey[];
  readonly policy: Pick<RuleSet, 'rules' | 'schema'>;
  /** @throws AtalayaError `not-signed-in`, `not-permitted`. */
  readonly demand: (request: Request, action: string) => Promise<unknown>;
}

type Request = Parameters<SessionOf>[0];

/** What a reader checks the log and the answers by: whose signatures, and the rules as they are written. */
export function referenceRoutes(app: App, { verifierKeys, policy, demand }: ReferenceParts): void {
  const keys = { config: { access: { action: 'read.browse-log' } }, schema: answering(schemas.LogKeysSchema) };
  app.get('/api/log/keys', keys, async (request) => {
    await demand(request, 'read.browse-log');
    return keysView(verifierKeys);
  });
  const rules = { config: { access: { action: 'read.list-rules' } }, schema: answering(schemas.RulesSchema) };
  app.get('/api/rules', rules, async (request) => {
    await demand(request, 'read.list-rules');
    return policy.rules.map((rule) => ruleView(rule, policy.schema));
  });
}

const answering = <S>(schema: S) => ({ response: { 200: schema, ...problems } });

/**
 * The state of a witness, which its key's name ends with (`witness.example/usa`); the whole name where it ends otherwise.
 */
export function witnessState(name: string): string {
  return /\/([a-z]{3})$/i.exec(name)?.[1]?.toUpperCase() ?? name;
}

/** @throws AtalayaError `not-found` where there is no key of a log among them. */
export function keysView(keys: readonly VerifierKey[]): LogKeysView {
  const log = keys.find(({ type }) => type !== noteCosignature);
  if (log === undefined) {
    const cure = 'Take the keys from who runs the log (keys.pub)';
    throw new AtalayaError('not-found', 'This service was not given the keys of its log', 'keys', cure);
  }
  const witnesses = keys
    .filter(({ type }) => type === noteCosignature)
    .map((key) => ({ state: witnessState(key.name), key: formatVerifierKey(key) }));
  return { log: formatVerifierKey(log), witnesses };
}

function ruleView(rule: Rule, schema: RuleSet['schema']): PolicyRuleView {
  const { id, file, effect, source, en, es, cure, text } = rule;
  const actions = [...schema.actions.keys()].filter((action) => coversAction(rule, action, schema));
  return { id, file, effect, actions, source, en, es, cure: cure ?? null, text };
}
