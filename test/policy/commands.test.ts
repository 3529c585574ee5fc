import { describe, expect, it } from 'vitest';
import { roles } from '../../src/model/office.ts';
import { policyFolder, readRuleSet } from '../../src/server/policy/folder.ts';
import { sampleOf } from '../../src/server/policy/sample.ts';
import { allCommands as commands } from '../../src/server/policy/stages.ts';
import { actor, requestFor } from './requests.ts';
import { permits } from './tables.ts';

const set = readRuleSet(policyFolder);
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
    const opened = command.open(sampleOf(command.payload));
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
