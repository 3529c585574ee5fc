import fc from 'fast-check';
import { expect, it } from 'vitest';
import { kindPattern, streamPattern } from '../format.ts';
import { clockKinds, clockStream, kindOf, parseFact } from './entries.ts';
import type { RetentionFact } from './state.ts';

const text = fc.string({ minLength: 1, maxLength: 30 });
const time = fc.integer({ min: 0, max: 2 ** 52 });
const basis = fc.record({ ruleId: text, policyVersion: fc.nat(), source: text });
const hold = fc.record({ id: text, by: text, why: text, source: text, fromUs: time, reviewByUs: time });
const fact: fc.Arbitrary<RetentionFact> = fc.oneof(
  fc.record({
    kind: fc.constant('retention-started' as const),
    item: text,
    compartment: text,
    itemKind: text,
    collectedUs: time,
    evaluateByUs: time,
    basis,
  }),
  fc.record({
    kind: fc.constant('retention-evaluated' as const),
    item: text,
    outcome: fc.constantFrom('keep' as const, 'not-needed' as const),
    why: text,
    deleteDueUs: time,
    basis,
  }),
  fc.record({ kind: fc.constant('hold-placed' as const), item: text, hold }),
  fc.record({ kind: fc.constant('hold-lifted' as const), item: text, holdId: text, by: text, why: text }),
  fc.record({ kind: fc.constant('deletion-ordered' as const), item: text, authority: text }),
);

it('reads back every fact, and names its entry', () => {
  fc.assert(
    fc.property(fact, (it) => {
      expect(parseFact(JSON.parse(JSON.stringify(it)))).toEqual(it);
      expect(kindOf(it)).toMatch(kindPattern);
      expect(clockKinds).toContain(kindOf(it));
    }),
  );
  expect(clockStream('site-1-0a')).toMatch(streamPattern);
});

it('takes nothing for a fact that lacks a member or has another type', () => {
  fc.assert(
    fc.property(
      fact,
      fc.nat(),
      fc.oneof(fc.constant(undefined), fc.constant(null), fc.object()),
      (it, which, instead) => {
        const names = Object.keys(it);
        const name = names[which % names.length]!;
        expect(parseFact({ ...it, [name]: instead })).toBeUndefined();
      },
    ),
  );
  fc.assert(fc.property(fc.anything(), (value) => void parseFact(value)));
});
