import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DoorClient } from '../../../test/door.ts';
import { expectProblem } from '../../../test/service-client.ts';
import { noteCosignature, noteEd25519 } from '../../account/format.ts';
import { formatVerifierKey, makeVerifierKey } from '../../account/note.ts';
import type { PolicyRuleView } from '../../model/log-views.ts';
import { sha256 } from '../../store/hashing.ts';
import { policyFolder } from '../policy/folder.ts';
import { keysView, witnessState } from './reference-routes.ts';
import { LogKeysSchema, RulesSchema } from './reference-schemas.ts';

let door: DoorClient;
beforeAll(async () => {
  door = await DoorClient.open();
});
afterAll(() => door.close());

it('tells whose signatures to look for: the log’s own key, and the witnesses’ by state', async () => {
  const answer = await door.get('pablo', '/api/log/keys');
  expect(answer.statusCode, answer.body).toBe(200);
  expect(Value.Check(LogKeysSchema, answer.json())).toBe(true);
  const [own] = door.data.verifierKeys;
  if (own === undefined) throw new Error('the log has no key');
  expect(answer.json()).toEqual({ log: formatVerifierKey(own), witnesses: [] });

  const bytes = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
  const log = makeVerifierKey('log.test/a', noteEd25519, bytes(1), sha256);
  const usa = makeVerifierKey('witness.test/usa', noteCosignature, bytes(2), sha256);
  const odd = makeVerifierKey('witness.test/north-desk', noteCosignature, bytes(3), sha256);
  const view = keysView([usa, log, odd]);
  expect(Value.Check(LogKeysSchema, view)).toBe(true);
  expect(view).toEqual({
    log: formatVerifierKey(log),
    witnesses: [
      { state: 'USA', key: formatVerifierKey(usa) },
      { state: 'witness.test/north-desk', key: formatVerifierKey(odd) },
    ],
  });
  expect(() => keysView([usa])).toThrow('keys of its log');
  expect(witnessState('mex')).toBe('mex');
});

it('hands out every rule as it is written, to every office', async () => {
  const answer = await door.get('pablo', '/api/rules');
  expect(answer.statusCode, answer.body).toBe(200);
  expect(Value.Check(RulesSchema, answer.json())).toBe(true);
  const rules: readonly PolicyRuleView[] = answer.json();
  expect(rules.map(({ id }) => id)).toEqual(door.options.policy.rules.map(({ id }) => id));
  const about = (id: string): readonly string[] => rules.find((rule) => rule.id === id)?.actions ?? [];
  expect(about('inspector-exports-the-log')).toEqual(['read.export-log']);
  // By a group, and by naming none.
  expect(about('acting-freshly-signed-in')).toContain('account.sign-rule');
  expect(about('acting-freshly-signed-in')).not.toContain('account.propose-rule');
  expect(about('acting-for-own-state')).toEqual([...door.options.policy.schema.actions.keys()]);
  for (const { id, file, text, effect, cure, es } of rules) {
    const written = readFileSync(join(policyFolder, file), 'utf8');
    expect(written, id).toContain(text.trim());
    expect(text).toContain(`@id("${id}")`);
    expect(es).not.toBe('');
    expect(cure === null).toBe(effect === 'permit');
  }
});

it('tells nothing to who is not signed in', async () => {
  for (const url of ['/api/log/keys', '/api/rules']) expectProblem(await door.get('nobody', url), 401, 'not-signed-in');
});
