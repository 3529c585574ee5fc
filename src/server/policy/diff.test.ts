import { preparsePolicySet, preparseSchema, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { policyCases } from '../../../test/policy/cases.ts';
import { smallLog } from '../../../test/policy/small-log.ts';
import type { Happened } from '../../model/command.ts';
import { AtalayaError } from '../../model/errors.ts';
import { momentOf, parseDatedRules } from './dated.ts';
import { answerCase, type Difference, differenceOf, type Side } from './diff.ts';
import { prepareRules } from './engine.ts';
import { policyFolder, readRuleSet } from './folder.ts';
import { type OpenCase, parseOpenCases } from './open-cases.ts';
import { openItemCases, standingOf } from './open-items.ts';
import { callOf } from './request.ts';
import type { Rule } from './rules.ts';
import { allCommands } from './stages.ts';

const service = readRuleSet(policyFolder);
afterAll(() => service.close());
const acts: readonly OpenCase[] = policyCases(service.schema).map(({ request }, i) => ({
  name: `${i}`,
  ask: 'act',
  request,
}));

function differences(cases: readonly OpenCase[], before: Side, after: Side): readonly Difference[] {
  return cases.flatMap((one) => differenceOf(one, before, after) ?? []);
}

describe('policies', () => {
  /** Cedar asked directly, with nothing of ours in between but the request. */
  function decisionsBy(rules: readonly Rule[], cases: readonly OpenCase[]): readonly string[] {
    const staticPolicies = Object.fromEntries(rules.map(({ id, json }) => [id, json]));
    expect(preparsePolicySet('directly', { staticPolicies }).type).toBe('success');
    expect(preparseSchema('directly', service.schema.text).type).toBe('success');
    return cases.map((one) => {
      if (one.ask !== 'act') throw new Error('an act is expected');
      const call = callOf(one.request, service.schema);
      const names = { preparsedPolicySetId: 'directly', preparsedSchemaName: 'directly' };
      const answer = statefulIsAuthorized({ ...call, ...names });
      if (answer.type === 'failure' || answer.response.diagnostics.errors.length > 0) return 'error';
      return answer.response.decision;
    });
  }

  /** Rules of the service, some dropped, some turned round. */
  const someRules = fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: service.rules.length, maxLength: service.rules.length })
    .map((fates) =>
      service.rules.flatMap((rule, i): readonly Rule[] => {
        if (fates[i] === 0) return [];
        if (fates[i] !== 1) return [rule];
        const effect = rule.effect === 'permit' ? 'forbid' : 'permit';
        return [{ ...rule, effect, json: { ...rule.json, effect } }];
      }),
    );
  const someActs = fc.subarray([...acts], { minLength: 20, maxLength: 20 });

  it('that differ at random: exactly the cases are listed that Cedar, asked both ways, decides otherwise', () => {
    let listed = 0;
    let kept = 0;
    const property = fc.property(someRules, someRules, someActs, (a, b, cases) => {
      const [before, after] = [prepareRules(a, service.schema), prepareRules(b, service.schema)];
      try {
        const side = { dated: [], atUs: 0 };
        const found = differences(cases, { ...side, policies: before }, { ...side, policies: after });
        const changed = found.filter(({ isAnother }) => isAnother).map(({ name }) => name);
        const [byA, byB] = [decisionsBy(a, cases), decisionsBy(b, cases)];
        const expected = cases.filter((_, i) => byA[i] !== byB[i]).map(({ name }) => name);
        expect(changed).toEqual(expected);
        listed += changed.length;
        kept += cases.length - changed.length;
      } finally {
        before.close();
        after.close();
      }
    });
    fc.assert(property, { numRuns: 10 });
    expect(listed).toBeGreaterThan(10);
    expect(kept).toBeGreaterThan(10);
  });

  it('that are the same change nothing', () => {
    const side: Side = { policies: service, dated: [], atUs: 0 };
    expect(differences(acts.slice(0, 100), side, side)).toEqual([]);
  });

  it('both answers name the rules responsible; the same answer for another reason is told apart', () => {
    const duty = 'duty-author-not-second-reader';
    const less = prepareRules(
      service.rules.filter(({ id }) => id !== duty),
      service.schema,
    );
    const side = { dated: [], atUs: 0 };
    const reviews = acts.filter((one) => one.ask === 'act' && one.request.action.startsWith('review.'));
    const found = differences(reviews, { ...side, policies: service }, { ...side, policies: less });
    less.close();
    const broken = found.filter(({ isAnother }) => isAnother);
    expect(broken.length).toBeGreaterThan(0);
    for (const { before, after } of broken) {
      expect(before).toMatchObject({
        answer: 'refused',
        rules: [{ id: duty, source: expect.stringContaining('ICD 203') }],
      });
      expect(after).toMatchObject({ answer: 'permitted', rules: [{ id: 'second-reader-reviews' }] });
    }
  });
});

describe('rules with dates', () => {
  const dayUs = 86_400_000_000;
  const text = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
  const retention = (itemKind: string, days: number): unknown => [
    {
      id: `RET-${itemKind}`,
      source: { instrument: 'test', reference: 'test', checked: false },
      itemKinds: [itemKind],
      evaluateWithin: { amount: days, unit: 'days' },
      retainFor: { amount: 2 * days, unit: 'days' },
    },
  ];
  const names = ['first', 'second'];
  interface Filed {
    readonly rule: string;
    readonly ruleKind: 'designations' | 'retention';
    readonly source: string;
    readonly from: string;
    readonly until?: string;
    readonly document: unknown;
    readonly days: readonly [from: number, until: number];
    readonly says: string;
  }
  const day = fc.integer({ min: 1, max: 12 });
  const version: fc.Arbitrary<Filed> = fc
    .record({
      rule: fc.constantFrom('a', 'b'),
      from: day,
      length: fc.option(day),
      of: fc.subarray(names),
      days: fc.integer({ min: 20, max: 22 }),
    })
    .map(({ rule, from, length, of, days }) => ({
      rule,
      ruleKind: rule === 'a' ? 'designations' : 'retention',
      source: 'test',
      from: text(from),
      ...(length === null ? {} : { until: text(from + length) }),
      document: rule === 'a' ? { designated: of } : retention('clip', days),
      days: [from, length === null ? Number.POSITIVE_INFINITY : from + length],
      says: rule === 'a' ? of.join() : `${days}`,
    }));
  const cases: readonly OpenCase[] = [
    ...names.map((designated): OpenCase => ({ name: designated, ask: 'designation', designated })),
    { name: 'clip', ask: 'retention', itemKind: 'clip', collectedUs: 0 },
    { name: 'look', ask: 'retention', itemKind: 'look', collectedUs: 0 },
    { name: 'all designations', ask: 'rules', ruleKind: 'designations' },
  ];

  /** What is in force by the plainest reading: the version that took force last, if its end has not come. */
  function inForce(versions: readonly Filed[], rule: string, at: number): Filed | undefined {
    const begun = versions.filter((one) => one.rule === rule && one.days[0] <= at);
    const latest = Math.max(...begun.map(({ days }) => days[0]));
    const last = begun.findLast(({ days }) => days[0] === latest);
    return last !== undefined && at < last.days[1] ? last : undefined;
  }

  it('two days: exactly the cases are listed that change between them', () => {
    let listed = 0;
    const property = fc.property(fc.array(version, { maxLength: 6 }), day, day, (versions, from, to) => {
      const filed = versions.map(({ days: _, says: __, ...rest }) => rest);
      const dated = parseDatedRules(filed, 'rules');
      const side = (at: number): Side => ({ policies: service, dated, atUs: at * dayUs });
      const found = differences(cases, side(from), side(to)).filter(({ isAnother }) => isAnother);
      const changes = (read: (at: number) => unknown): boolean => read(from) !== read(to);
      const expected = cases.filter(({ name }) => {
        if (name === 'clip') {
          // Kept until a time counted from the day of the question: another day is another answer, as long as a rule answers.
          return changes((at) => {
            const rule = inForce(versions, 'b', at);
            return rule === undefined ? 'none' : `${at} ${rule.says}`;
          });
        }
        if (name === 'look') return false;
        const rule = (at: number) => inForce(versions, 'a', at);
        if (name === 'all designations')
          return changes((at) => (rule(at) === undefined ? -1 : versions.indexOf(rule(at)!)));
        return changes((at) => rule(at)?.says.split(',').includes(name) === true);
      });
      expect(found.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
      listed += found.length;
    });
    fc.assert(property, { numRuns: 300 });
    expect(listed).toBeGreaterThan(100);
  });

  it('that cannot be read are an answer of their own', () => {
    const side = (document: unknown): Side => ({
      policies: service,
      dated: parseDatedRules(
        [
          { rule: 'a', ruleKind: 'designations', source: 's', from: '1970-01-01', document },
          { rule: 'b', ruleKind: 'retention', source: 's', from: '1970-01-01', document },
        ],
        'rules',
      ),
      atUs: dayUs,
    });
    for (const one of cases.slice(0, 3)) expect(answerCase(side({ spoilt: true }), one).answer).toMatch(/^error: /);
  });

  it.each([
    ['no list', {}],
    ['an unknown kind', [{ rule: 'a', ruleKind: 'x', source: 's', from: '2026-01-01', document: {} }]],
    ['no moment', [{ rule: 'a', ruleKind: 'retention', source: 's', from: 'tomorrow', document: {} }]],
    [
      'two kinds of one rule',
      ['retention', 'notices'].map((ruleKind) => ({
        rule: 'a',
        ruleKind,
        source: 's',
        from: '2026-01-01',
        document: {},
      })),
    ],
    ['something more', [{ rule: 'a', ruleKind: 'retention', source: 's', from: '2026-01-01', document: {}, more: 1 }]],
  ])('a file of them with %s is refused', (_, value) =>
    expect(() => parseDatedRules(value, 'f')).toThrow(AtalayaError),
  );

  it.each([
    ['2026-12-01', Date.UTC(2026, 11, 1)],
    ['2026-12-01T06:30Z', Date.UTC(2026, 11, 1, 6, 30)],
    ['2026-12-01T06:30:15.5Z', Date.UTC(2026, 11, 1, 6, 30, 15, 500)],
    ['2026-12-01T06:30', undefined],
    ['2026-13-01', undefined],
    ['1969-12-31', undefined],
    ['now', undefined],
  ])('the moment %s', (word, timeMs) => expect(momentOf(word)).toBe(timeMs === undefined ? undefined : timeMs * 1_000));
});

describe('open cases', () => {
  it('of a file that do not fit are refused, whatever they are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          expect(parseOpenCases(value, 'cases')).toEqual(value);
        } catch (error) {
          expect(error).toBeInstanceOf(AtalayaError);
        }
      }),
    );
    expect(() =>
      parseOpenCases([{ name: 'x', ask: 'retention', itemKind: 'clip', collected: 'once' }], 'cases'),
    ).toThrow(/"once" is no moment/);
  });

  async function* log(): AsyncGenerator<Happened> {
    for (const [index, [stream, kind, value]] of smallLog.entries()) {
      const content = { known: true, value } as const;
      yield { index, stream, version: index, kind, role: 'analyst', state: 'USA', agency: 'A', timeUs: index, content };
    }
  }

  it('of a log are the steps its items wait for, asked for by everybody in office', async () => {
    const standing = await standingOf(log());
    const cases = [...openItemCases(standing, allCommands, 1_000_000)];
    const asked = cases.map(({ name }) => name);
    expect(asked).toContain('review.accept-report on report/r1 by second-reader p1');
    expect(asked).toContain('review.accept-report on report/r1 by second-reader p2');
    expect(asked).toContain('find.submit-report on report/r2 by analyst p1');
    expect(asked.filter((name) => name.includes('accept-report on report/r2'))).toEqual([]);

    const less = prepareRules(
      service.rules.filter(({ id }) => id !== 'duty-author-not-second-reader'),
      service.schema,
    );
    const side = { dated: [], atUs: 0 };
    const found = differences(cases, { ...side, policies: service }, { ...side, policies: less });
    less.close();
    const changed = found.filter(({ isAnother }) => isAnother);
    expect(changed.map(({ name, before, after }) => [name, before.answer, after.answer])).toEqual([
      ['review.accept-report on report/r1 by second-reader p1', 'refused', 'permitted'],
      ['review.return-report on report/r1 by second-reader p1', 'refused', 'permitted'],
    ]);
  });
});
