import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { policyCases, wrongAnswer } from '../../../test/policy/cases.ts';
import { caughtBy, mutants } from '../../../test/policy/mutants.ts';
import type { Change } from '../../../test/policy/requests.ts';
import { forbids, permits } from '../../../test/policy/tables.ts';
import { play, type Step } from '../../../test/policy/world.ts';
import { roles } from '../../model/office.ts';
import { prepareRules } from './engine.ts';
import { policyFolder, readRuleSet } from './folder.ts';

const set = readRuleSet(policyFolder);
afterAll(() => set.close());
const cases = policyCases(set.schema);

/** In how many places two changes differ. */
function distance(a: Change, b: Change): number {
  const places = (change: Change): ReadonlyMap<string, string> =>
    new Map(
      Object.entries(change).flatMap(([part, value]) =>
        typeof value === 'object'
          ? Object.entries(value).map(([name, one]) => [`${part}.${name}`, JSON.stringify(one)] as const)
          : [[part, JSON.stringify(value)] as const],
      ),
    );
  const [left, right] = [places(a), places(b)];
  return [...new Set([...left.keys(), ...right.keys()])].filter((place) => left.get(place) !== right.get(place)).length;
}

describe('the rules', () => {
  it('stand each in the table of cases, with the nearest request on the other side', () => {
    const ids = (effect: string): readonly string[] =>
      set.rules.filter((it) => it.effect === effect).map(({ id }) => id);
    expect(permits.map(({ rule }) => rule).toSorted()).toEqual(ids('permit').toSorted());
    expect(forbids.map(({ rule }) => rule).toSorted()).toEqual(ids('forbid').toSorted());
    for (const { rule, breaks, keeps } of forbids) {
      const nearest = breaks.map((one) => Math.min(...[{}, ...keeps].map((other) => distance(one, other))));
      expect(Math.min(...nearest), rule).toBe(1);
    }
  });

  it('answer every case of the table, each office and each act', () => {
    expect(cases.length).toBeGreaterThan(roles.length * set.schema.actions.size);
    const wrong = cases.flatMap((one) => {
      const answer = wrongAnswer(set, one);
      return answer === undefined ? [] : [`${one.rule}: ${one.name}: ${answer}, not ${JSON.stringify(one.expected)}`];
    });
    expect(wrong).toEqual([]);
  });

  it('are noticed when one is dropped, and in a sample of other mutants (prove service.1 has all)', () => {
    let other = 0;
    const sample = [...mutants(set.rules, set.schema)].filter(({ what }) => what === 'dropped' || other++ % 24 === 0);
    expect(sample.length).toBeGreaterThan(set.rules.length);
    const survivors = sample.filter((mutant) => caughtBy(mutant, cases) === undefined);
    expect(survivors.map(({ of, what }) => `${of}: ${what}`)).toEqual([]);
  }, 120_000);

  it('name offices that there are, each of them', () => {
    const named = set.rules.flatMap(({ text }) =>
      [...text.matchAll(/context\.office == "([^"]+)"/g)].map((it) => it[1]),
    );
    expect(roles.filter((role) => !named.includes(role))).toEqual([]);
    expect(named.filter((one) => !roles.some((role) => role === one))).toEqual([]);
  });
});

const step: fc.Arbitrary<Step> = fc.record({
  person: fc.nat(3),
  act: fc.nat(999),
  subject: fc.nat(3),
  moves: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});
const steps = fc.array(step, { minLength: 40, maxLength: 60, size: 'max' });

describe('whatever people try, in whatever order', () => {
  it('nobody comes to hold two duties', () => {
    let permitted = 0;
    const property = fc.property(steps, (some) => {
      const played = play(set, some);
      permitted += played.permitted;
      expect(played.broken).toEqual([]);
    });
    fc.assert(property, { numRuns: 25 });
    expect(permitted).toBeGreaterThan(250);
  });

  const duties = set.rules.filter(({ id }) => id.startsWith('duty-'));
  it.each(duties.map(({ id }) => id))('without %s somebody does', (id) => {
    const less = prepareRules(
      set.rules.filter((rule) => rule.id !== id),
      set.schema,
    );
    try {
      const property = fc.property(steps, (some) => play(less, some).broken.length === 0);
      expect(fc.check(property, { numRuns: 100, endOnFailure: true }).failed).toBe(true);
    } finally {
      less.close();
    }
  });
});
