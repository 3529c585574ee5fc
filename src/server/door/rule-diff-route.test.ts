import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DoorClient, startUs } from '../../../test/door.ts';
import { expectProblem } from '../../../test/service-client.ts';
import { clockStream } from '../../account/retention/entries.ts';
import type { RuleDiffView } from '../../model/log-views.ts';
import { RuleDiffSchema } from './rule-diff-route.ts';

const dayUs = 86_400_000_000;
const day = (count: number): number => startUs + count * dayUs;
const iso = (timeUs: number): string => new Date(timeUs / 1_000).toISOString().slice(0, 10);

const period = (days: number) => ({ amount: days, unit: 'days' });
const keeps = (days: number) => [
  {
    id: 'RET-clip',
    source: { instrument: 'test', reference: 'test', checked: false },
    itemKinds: ['clip'],
    evaluateWithin: period(days),
    retainFor: period(2 * days),
  },
];

let door: DoorClient;
/** Writes facts as a stage would; who may is not what is tried here. */
async function write(stream: string, compartment: string, facts: readonly (readonly [kind: string, value: object])[]) {
  const version = await door.data.log.version(stream);
  const bytes = new TextEncoder();
  await door.data.memory.remember({
    commandId: `test/${stream}/${version}`,
    timeUs: startUs,
    actor: { role: 'legal-adviser', state: 'USA', agency: 'NAS' },
    expected: new Map([[stream, version]]),
    facts: facts.map(([kind, value]) => ({
      ...{ stream, kind, compartment, item: stream, attachments: [] },
      content: bytes.encode(JSON.stringify(value)),
    })),
  });
}
const proposed = (version: number, ruleKind: string, document: unknown, fromUs: number) =>
  [
    'account.rule-proposed',
    { by: 'lena', ruleKind, version, document, source: 'test', fromUs, untilUs: null },
  ] as const;
const signed = (version: number, by: string) => ['account.rule-signed', { by, version }] as const;
const opened = (person: string) => [
  ['account.compartment-granted', { by: 'founder', compartment: 'rules', why: 'test' }] as const,
  ['account.compartment-granted', { by: 'founder', compartment: `clocks-${person}`, why: 'test' }] as const,
];

beforeAll(async () => {
  door = await DoorClient.open();
  await write('person/rosa', 'people', opened('rosa'));
  await write('rule/keep', 'rules', [
    proposed(1, 'retention', keeps(10), day(0)),
    signed(1, 'ana'),
    signed(1, 'luis'),
    proposed(2, 'retention', keeps(30), day(5)),
    signed(2, 'ana'),
  ]);
  await write('rule/names', 'rules', [
    proposed(1, 'designations', { designated: ['Cartel A'] }, day(3)),
    signed(1, 'ana'),
    signed(1, 'luis'),
  ]);
  const clock = { itemKind: 'clip', collectedUs: day(-1), evaluateByUs: day(9) };
  const basis = { ruleId: 'RET-clip', policyVersion: 1, source: 'test' };
  for (const [item, compartment] of [
    ['one', 'clocks-rosa'],
    ['two', 'clocks-others'],
    ['gone', 'clocks-rosa'],
  ] as const) {
    const started = { kind: 'retention-started', item, compartment, ...clock, basis };
    await write(clockStream(item), compartment, [['account.retention-started', started]]);
  }
  await write(clockStream('gone'), 'clocks-rosa', [['account.deletion-ordered', { item: 'gone', authority: 'test' }]]);
});
afterAll(() => door.close());

async function diff(query: string): Promise<RuleDiffView> {
  const answer = await door.get('rosa', `/api/rules/diff?${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  const view: unknown = answer.json();
  expect([...Value.Errors(RuleDiffSchema, view)].slice(0, 3)).toEqual([]);
  if (!Value.Check(RuleDiffSchema, view)) throw new Error('not as the schema says');
  return view;
}

it('lists what a version that waits would change, at the moment it would take force, and nothing else', async () => {
  const { a, b, differences, closed, left } = await diff('b=keep~2');
  expect([a.atUs, b.atUs]).toEqual([day(5), day(5)]);
  // One of the items is not open to her, one is deleted; the designation that comes before is the same on both sides.
  expect([closed, left]).toEqual([1, 0]);
  expect(differences.map(({ about, isAnother }) => ({ about, isAnother }))).toEqual([
    { about: { ask: 'retention', itemKind: 'clip', item: 'one', collectedUs: day(-1) }, isAnother: true },
    { about: { ask: 'retention', itemKind: 'clip', item: null, collectedUs: day(5) }, isAnother: true },
    { about: { ask: 'rules', ruleKind: 'retention' }, isAnother: true },
  ]);
  const [item] = differences;
  expect(item?.before.means).toEqual({ is: 'kept', evaluateByUs: day(9), deleteDueUs: day(25) });
  expect(item?.after.means).toEqual({ is: 'kept', evaluateByUs: day(29), deleteDueUs: day(65) });
  expect(await diff('b=keep')).toEqual(await diff('b=keep~2'));
});

it('lists what a day to come answers otherwise than now, by what is adopted', async () => {
  const { a, b, differences } = await diff(`a=@now&b=@${iso(day(3))}`);
  expect([a.atUs, b.atUs]).toEqual([startUs, day(3)]);
  const name = differences.find(({ about }) => about.ask === 'designation');
  expect(name?.before).toEqual({ means: { is: 'not-designated' }, rules: [] });
  expect(name?.after).toMatchObject({ means: { is: 'designated' }, rules: [{ id: 'names v1', source: 'test' }] });
  expect(await diff(`b=@${iso(day(3))}`)).toEqual(await diff(`a=@now&b=@${iso(day(3))}`));
  // No rule on keeping changes until then: that a term would begin later is no change.
  expect(differences.filter(({ about }) => about.ask === 'retention')).toEqual([]);
  expect((await diff('a=@now&b=@now')).differences).toEqual([]);
});

it('says what is wrong with what was asked', async () => {
  for (const b of ['@tomorrow', 'Keep', '@2026-13-01']) {
    const answer = await door.get('rosa', `/api/rules/diff?b=${b}`);
    expect({ status: answer.statusCode, ...answer.json() }, b).toMatchObject({ status: 400, code: 'request-invalid' });
  }
  expect((await door.get('rosa', '/api/rules/diff')).statusCode).toBe(400);
  for (const b of ['keep~1', 'keep~9', 'no-such-rule']) {
    expectProblem(await door.get('rosa', `/api/rules/diff?b=${b}`), 404, 'not-found');
  }
});

it('is open to whom the rules are open to', async () => {
  expectProblem(await door.get('nobody', '/api/rules/diff?b=keep'), 401, 'not-signed-in');
  const refused = await door.get('carl', '/api/rules/diff?b=keep');
  expect(refused.statusCode).toBe(403);
  expect(refused.json()).toMatchObject({ reasons: [{ code: 'acting-with-need-to-know' }] });
});
