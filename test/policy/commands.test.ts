import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { accountCommands } from '../../src/account/commands.ts';
import { agreeCommands } from '../../src/agree/commands.ts';
import { authoriseCommands } from '../../src/authorise/commands.ts';
import { findCommands } from '../../src/find/commands.ts';
import { flyCommands } from '../../src/fly/commands.ts';
import { roles } from '../../src/model/office.ts';
import type { StageCommand } from '../../src/model/stage-command.ts';
import { releaseCommands } from '../../src/release/commands.ts';
import { reviewCommands } from '../../src/review/commands.ts';
import { policyFolder, readRuleSet } from '../../src/server/policy/folder.ts';
import { actor, requestFor } from './requests.ts';
import { permits } from './tables.ts';

const set = readRuleSet(policyFolder);
const commands: readonly StageCommand[] = [
  ...agreeCommands,
  ...authoriseCommands,
  ...flyCommands,
  ...findCommands,
  ...reviewCommands,
  ...releaseCommands,
  ...accountCommands,
];

const texts = ['a', 'USA', '0'.repeat(64)];

/** Some value of a schema. */
function someOf(schema: TSchema): unknown {
  if (Type.IsObject(schema)) {
    return Object.fromEntries(Object.entries(schema.properties).map(([name, one]) => [name, someOf(one)]));
  }
  if (Type.IsTuple(schema)) return schema.items.map(someOf);
  if (Type.IsArray(schema)) return [someOf(schema.items)];
  if (Type.IsUnion(schema)) return someOf(schema.anyOf[0]!);
  if (Type.IsLiteral(schema)) return schema.const;
  if (Type.IsInteger(schema)) return 1;
  return texts.find((text) => Value.Check(schema, text));
}

/** What only a stream that has begun can give. */
const laterOnly: Readonly<Record<string, string>> = {
  'release.receive-package': 'resource.officer is no id',
  'release.report-outcome': 'resource.officer is no id',
  'account.sign-rule': 'resource lacks proposer, signers',
  'account.drop-rule': 'resource lacks proposer, signers',
};

describe('the commands of the stages and the acts of the rules', () => {
  it('are the same, but for reading', () => {
    const acts = [...set.schema.actions.keys()].filter((name) => !name.startsWith('read.'));
    expect(commands.map(({ name }) => name).toSorted()).toEqual(acts.toSorted());
  });

  it.each(commands.map((it) => [it.name, it] as const))('%s: resource, sign-in and offices', (name, command) => {
    const act = set.schema.actions.get(name);
    expect(set.schema.entities.get(act?.resourceType ?? '')?.called).toBe(command.resourceType);
    expect(act?.groups.has('signature')).toBe(command.stepUp);
    const offices = roles.filter((role) =>
      permits.some((one) => one.actions.includes(name) && (one.offices === 'any' || one.offices.includes(role))),
    );
    expect(offices).toEqual(command.by === 'anyone' ? roles : roles.filter((role) => command.by.includes(role)));
  });

  it.each(commands.map((it) => [it.name, it] as const))('%s: what it acts on fits the schema', (name, command) => {
    const opened = command.open(someOf(command.payload));
    if ('faults' in opened) throw new Error(JSON.stringify(opened.faults));
    const type = set.schema.actions.get(name)!.resourceType;
    const { resource } = opened;
    const answer = set.authorise({ ...requestFor(name, type, 'inspector'), resource });
    const error = answer.allowed || answer.why !== 'policy-error' ? undefined : answer.reasons[0].found;
    expect(error).toBe(laterOnly[name]);
    const withLater = { ...resource.attributes, officer: actor, proposer: actor, signers: [] };
    const known = Object.entries(withLater).filter(([key]) => {
      const later = key === 'officer' || key === 'proposer' || key === 'signers';
      return !later || set.schema.entities.get(type)!.fields.has(key);
    });
    if (laterOnly[name] === undefined) return;
    const later = { ...resource, attributes: Object.fromEntries(known) };
    const again = set.authorise({ ...requestFor(name, type, 'inspector'), resource: later });
    expect(again.allowed || again.why).not.toBe('policy-error');
  });
});
