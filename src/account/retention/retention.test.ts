import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRefusal } from '../../model/refusal.ts';
import { decide, type RetentionCommand, type RetentionRefusal } from './decide.ts';
import { illustrativePolicies } from './illustrative.ts';
import { addPeriod, parsePolicies, type RetentionPolicy, ruleAt } from './policy.ts';
import { due, evolve, type ItemClock, type RetentionFact } from './state.ts';

const us = (text: string): number => Date.parse(text) * 1_000;
const collectedUs = us('2026-03-01T10:00:00Z');
const rule = {
  id: 'R1',
  source: { instrument: 'Law', reference: 'Art. 1', checked: true },
  itemKinds: ['clip'],
  evaluateWithin: { amount: 30, unit: 'days' },
  retainFor: { amount: 1, unit: 'years' },
} as const;
const policies: readonly RetentionPolicy[] = [
  { version: 1, inForceFromUs: us('2026-01-01T00:00:00Z'), rules: [rule] },
  {
    version: 2,
    inForceFromUs: us('2026-03-20T00:00:00Z'),
    rules: [{ ...rule, retainFor: { amount: 2, unit: 'years' } }],
  },
];
const startCommand = { do: 'start', item: 'i', compartment: 'A', itemKind: 'clip', collectedUs } as const;
const hold = {
  id: 'h1',
  by: 'court 7',
  why: 'a case is open',
  source: 'order 12/2026',
  reviewByUs: us('2027-01-01T00:00:00Z'),
};
const keep = { do: 'evaluate', item: 'i', outcome: 'keep', why: 'shows an airstrip' } as const;
const notNeeded = { do: 'evaluate', item: 'i', outcome: 'not-needed', why: 'empty desert' } as const;

/** Carries commands out, one after the other; ends at a refusal. */
function tell(steps: readonly (readonly [string, RetentionCommand])[]): {
  clock: ItemClock | undefined;
  refusal?: RetentionRefusal;
  facts: RetentionFact[];
} {
  let clock: ItemClock | undefined;
  const facts: RetentionFact[] = [];
  for (const [at, command] of steps) {
    const answer = decide(clock, command, us(at), policies);
    if (isRefusal(answer)) return { clock, refusal: answer, facts };
    for (const fact of answer) clock = evolve(clock, fact);
    facts.push(...answer);
  }
  return { clock, facts };
}

const codes = (refusal: RetentionRefusal | undefined): readonly string[] =>
  refusal?.reasons.map(({ code }) => code) ?? [];
const begun = ['2026-03-02T00:00:00Z', startCommand] as const;
const remove = { do: 'delete', item: 'i' } as const;

describe('the clock of an item', () => {
  it('runs from collection, and is due for deletion where nobody evaluated', () => {
    const { clock } = tell([begun]);
    expect(clock?.evaluateByUs).toBe(us('2026-03-31T10:00:00Z'));
    const clocks = clock === undefined ? [] : [clock];
    expect(due(clocks, us('2026-03-31T09:59:00Z'))).toMatchObject([
      { what: 'evaluate', overdue: false, source: 'Law, Art. 1' },
    ]);
    expect(due(clocks, us('2026-03-31T10:00:00Z'))).toMatchObject([{ what: 'delete', overdue: true }]);
    expect(due(clocks, 0, us('2026-03-01T00:00:00Z'))).toEqual([]);
    expect(codes(tell([begun, ['2026-03-31T09:59:00Z', remove]]).refusal)).toEqual(['not-evaluated']);
    expect(tell([begun, ['2026-03-31T10:00:00Z', remove]]).clock?.status).toBe('deleted');
    expect(codes(tell([begun, ['2026-04-01T00:00:00Z', keep]]).refusal)).toEqual(['too-late-to-keep']);
  });

  it('follows the version in force when it was evaluated, and says which', () => {
    const [early, late] = ['2026-03-19T00:00:00Z', '2026-03-21T00:00:00Z'].map((at) => tell([begun, [at, keep]]));
    expect(early?.clock).toMatchObject({ deleteDueUs: us('2027-03-19T00:00:00Z'), basis: { policyVersion: 1 } });
    expect(late?.clock).toMatchObject({ deleteDueUs: us('2028-03-21T00:00:00Z'), basis: { policyVersion: 2 } });
  });

  it('keeps what is kept until it is due, unless it is not needed after all', () => {
    const kept = [begun, ['2026-03-10T00:00:00Z', keep]] as const;
    expect(codes(tell([...kept, ['2027-03-09T23:59:00Z', remove]]).refusal)).toEqual(['not-due']);
    expect(tell([...kept, ['2027-03-10T00:00:00Z', remove]]).clock?.status).toBe('deleted');
    const after = tell([...kept, ['2026-05-01T00:00:00Z', notNeeded], ['2026-05-01T00:00:00Z', remove]]);
    expect(after.facts.at(-1)).toEqual({ kind: 'deletion-ordered', item: 'i', authority: 'R1 v2: Law, Art. 1' });
  });

  it('is stopped by every hold until each is lifted, and all of them are named', () => {
    const held = [
      begun,
      ['2026-03-03T00:00:00Z', { do: 'hold', item: 'i', hold }],
      ['2026-03-03T00:00:00Z', { do: 'hold', item: 'i', hold: { ...hold, id: 'h2', by: 'inspector' } }],
    ] as const;
    const at = '2026-03-04T00:00:00Z';
    const { clock, refusal } = tell([...held, [at, remove]]);
    expect(codes(refusal)).toEqual(['under-hold', 'under-hold', 'not-evaluated']);
    expect(refusal?.reasons[0]).toMatchObject({ source: 'order 12/2026', cure: 'Have the hold h1 lifted by court 7.' });
    const clocks = clock === undefined ? [] : [clock];
    expect(due(clocks, us('2026-06-01T00:00:00Z')).map(({ what }) => what)).toEqual([
      'evaluate',
      'review-hold',
      'review-hold',
    ]);
    const lift = (holdId: string) =>
      ({ do: 'lift', item: 'i', holdId, by: 'court 7', why: 'the case is closed' }) as const;
    expect(codes(tell([...held, [at, lift('h1')], [at, notNeeded], [at, remove]]).refusal)).toEqual(['under-hold']);
    expect(tell([...held, [at, lift('h1')], [at, lift('h2')], [at, notNeeded], [at, remove]]).clock?.status).toBe(
      'deleted',
    );
    expect(codes(tell([...held, [at, lift('h3')]]).refusal)).toEqual(['no-such-hold']);
    expect(codes(tell([...held, [at, { do: 'hold', item: 'i', hold: { ...hold, why: ' ' } }]]).refusal)).toEqual([
      'reason-missing',
      'hold-stands',
    ]);
  });

  it('refuses what makes no sense, with all reasons', () => {
    expect(codes(tell([['2026-03-02T00:00:00Z', remove]]).refusal)).toEqual(['unknown-item']);
    const future = { ...startCommand, itemKind: 'cube', collectedUs: us('2030-01-01T00:00:00Z') };
    expect(codes(tell([begun, ['2026-03-02T00:00:00Z', future]]).refusal)).toEqual([
      'already-started',
      'in-future',
      'no-rule',
    ]);
    const gone = [begun, ['2026-04-01T00:00:00Z', remove]] as const;
    expect(codes(tell([...gone, ['2026-04-01T00:00:00Z', keep]]).refusal)).toEqual(['already-deleted']);
    expect(codes(tell([['2025-12-31T00:00:00Z', { ...startCommand, collectedUs: 0 }]]).refusal)).toEqual(['no-rule']);
    expect(codes(tell([begun, ['2026-03-05T00:00:00Z', { ...keep, why: '' }]]).refusal)).toEqual(['reason-missing']);
  });

  it('never deletes under a hold, nor early what was not found needless, whatever the order of commands', () => {
    const days = fc.integer({ min: 0, max: 900 });
    const command = fc.constantFrom<RetentionCommand>(
      keep,
      notNeeded,
      remove,
      { do: 'hold', item: 'i', hold: { ...hold, reviewByUs: us('2040-01-01T00:00:00Z') } },
      { do: 'lift', item: 'i', holdId: 'h1', by: 'court 7', why: 'closed' },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(days, command), { maxLength: 12 }), (steps) => {
        let clock: ItemClock | undefined;
        const ordered = [[0, startCommand] as const, ...steps.sort(([a], [b]) => a - b)];
        for (const [day, step] of ordered) {
          const atUs = collectedUs + day * 86_400_000_000;
          const answer = decide(clock, step, atUs, policies);
          if (isRefusal(answer)) {
            expect(answer.reasons.every(({ source, cure }) => source !== '' && cure !== '')).toBe(true);
            continue;
          }
          if (step.do === 'delete') {
            expect(clock?.holds).toEqual([]);
            expect(clock?.status === 'not-needed' || (clock?.deleteDueUs ?? Number.POSITIVE_INFINITY) <= atUs).toBe(
              true,
            );
          }
          for (const fact of answer) clock = evolve(clock, fact);
        }
      }),
    );
  });
});

describe('policy', () => {
  it('counts days and calendar years', () => {
    expect(addPeriod(us('2024-02-29T12:00:00Z') + 7, { amount: 1, unit: 'years' })).toBe(
      us('2025-02-28T12:00:00Z') + 7,
    );
    expect(addPeriod(us('2024-02-29T12:00:00Z'), { amount: 4, unit: 'years' })).toBe(us('2028-02-29T12:00:00Z'));
    expect(addPeriod(us('2026-12-31T23:59:59Z'), { amount: 1, unit: 'days' })).toBe(us('2027-01-01T23:59:59Z'));
  });

  it('is read from data, its example too, and every fault is told with its place', () => {
    expect(parsePolicies(JSON.parse(JSON.stringify(illustrativePolicies)))).toEqual(illustrativePolicies);
    expect(ruleAt(illustrativePolicies, 'clip', us('2026-06-01T00:00:00Z'))?.rule.id).toBe('RET-INCIDENTAL');
    const bad = [
      {
        version: 0,
        inForceFromUs: 'now',
        rules: [rule, { ...rule, evaluateWithin: { amount: 1.5, unit: 'weeks' }, source: {} }],
      },
      { version: 0, inForceFromUs: 0, rules: [{ ...rule, retainFor: { amount: 101, unit: 'years' } }] },
    ];
    const answer = parsePolicies(bad);
    expect('faults' in answer && answer.faults.map(({ path }) => path)).toEqual([
      '[0].rules[1].source.checked',
      '[0].rules[1].source.instrument',
      '[0].rules[1].source.reference',
      '[0].rules[1].evaluateWithin.unit',
      '[0].rules',
      '[0].rules',
      '[0].version',
      '[0].inForceFromUs',
      '[1].rules[0].retainFor.amount',
      '[1].version',
      '[1].version',
      '[1].inForceFromUs',
    ]);
  });

  it('takes any data without throwing', () => {
    fc.assert(fc.property(fc.anything(), (value) => void parsePolicies(value)));
    const near = fc.record({ version: fc.anything(), inForceFromUs: fc.anything(), rules: fc.array(fc.anything()) });
    fc.assert(fc.property(fc.array(near), (value) => void parsePolicies(value)));
  });
});
