import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Chain, noonUs, officer, type Step, step } from '../../../test/chain.ts';
import { workflowSuite } from '../../../test/workflow-suite.ts';
import { ruleCommands } from '../commands.ts';
import { ruleWorkflow } from './decide.ts';
import { evolveRule, noRule, pendingRules, type Rule, rulesAt, unreadRules } from './state.ts';

const rule = 'i1';
const adviser = (person: string) => officer(person, 'legal-adviser');
const day = (days: number): number => noonUs + days * 86_400_000_000;
const text = { document: { list: ['one'] }, source: 'Decree 4, Art. 2', fromUs: day(1), untilUs: null };
const propose = step(adviser('lea'), 'account.propose-rule', { ruleKind: 'designations', ...text });
const amend = step(adviser('lea'), 'account.amend-rule', { rule, ...text, fromUs: day(5) });
const sign = step(adviser('liv'), 'account.sign-rule', { rule, version: 1 });
const signToo = { ...sign, as: adviser('lou') };
const drop = step(adviser('lea'), 'account.drop-rule', { rule, version: 1, why: 'a word was wrong' });
const dates = (it: Step, fromUs: number, untilUs: number | null): Step => ({
  ...it,
  payload: { ...it.payload, fromUs, untilUs },
});

workflowSuite('rule', {
  workflow: ruleWorkflow,
  commandsOf: ruleCommands,
  look: sign,
  creates: ['propose'],
  steps: { propose, amend, sign, drop },
  states: {
    none: { by: [], to: { propose: 'standing' } },
    standing: {
      by: [propose],
      to: { propose: 'standing', amend: 'standing', sign: 'standing', drop: 'standing' },
    },
  },
  offices: {
    propose: ['legal-adviser'],
    amend: ['legal-adviser'],
    sign: ['legal-adviser'],
    drop: ['legal-adviser'],
  },
  refused: [
    ['the proposer signs', ['proposer-adopts'], [propose, { ...sign, as: adviser('lea') }]],
    ['one signs twice', ['signs-twice'], [propose, sign, sign]],
    ['signed when adopted', ['not-proposed'], [propose, sign, signToo, { ...sign, as: adviser('lux') }]],
    ['dropped when adopted', ['not-proposed'], [propose, sign, signToo, drop]],
    ['signed when dropped', ['not-proposed'], [propose, drop, sign]],
    ['no such version', ['not-proposed'], [propose, { ...sign, payload: { rule, version: 2 } }]],
    ['proposed for now', ['in-force-in-past'], [{ ...propose, atUs: day(1) }]],
    ['amended for now', ['in-force-in-past'], [propose, { ...amend, atUs: day(5) }]],
    ['signed too late', ['in-force-in-past'], [propose, sign, { ...signToo, atUs: day(1) }]],
    ['ends first', ['ends-before-it-begins'], [dates(propose, day(2), day(2))]],
    ['an amendment ends first', ['ends-before-it-begins'], [propose, dates(amend, day(3), day(2))]],
    ['another drops it', ['not-the-proposer'], [propose, { ...drop, as: adviser('liv') }]],
  ],
});

const foldOf = (chain: Chain): Rule =>
  chain.facts.filter(({ stream }) => stream.startsWith('rule/')).reduce(evolveRule, noRule);
function told(...story: readonly Step[]): Rule {
  const chain = new Chain();
  for (const it of story) chain.must(it);
  return foldOf(chain);
}
const signed = (version: number): readonly Step[] =>
  [sign, signToo].map((it) => ({ ...it, payload: { rule, version } }));
const inForce = (one: Rule, at: number) => rulesAt([one], at).map(({ version }) => version.version);
const pending = (one: Rule, at: number) => pendingRules([one], at).map(({ version }) => version.version);

describe('rules with dates', () => {
  it('are in force from their date, when two have signed, until they end', () => {
    expect(inForce(told(propose, sign), day(2))).toEqual([]);
    const adopted = told(dates(propose, day(1), day(3)), ...signed(1));
    expect([0, 1, 2, 3].map((it) => inForce(adopted, day(it)))).toEqual([[], [1], [1], []]);
    expect(rulesAt([adopted], day(1))).toMatchObject([{ id: rule, ruleKind: 'designations', endsUs: day(3) }]);
  });

  it('are replaced by a later version on its date, for ever', () => {
    const replaced = told(propose, ...signed(1), dates(amend, day(5), day(7)), ...signed(2));
    expect([1, 4, 5, 7, 9].map((it) => inForce(replaced, day(it)))).toEqual([[1], [1], [2], [], []]);
    const ended = told(
      propose,
      ...signed(1),
      { ...amend, payload: { ...amend.payload, document: null } },
      ...signed(2),
    );
    expect([1, 4, 5].map((it) => inForce(ended, day(it)))).toEqual([[1], [1], []]);
  });

  it('are listed while they wait: proposed, or adopted for a date to come', () => {
    const both = told(propose, ...signed(1), amend);
    expect([0, 1].map((it) => pending(both, day(it)))).toEqual([[1, 2], [2]]);
    expect(pending(told(propose, drop), day(0))).toEqual([]);
  });

  it('are out of force and named where they cannot be read, and so is a fact about no version', () => {
    const chain = new Chain();
    for (const it of [propose, ...signed(1)]) chain.must(it);
    expect(inForce(foldOf(chain), day(2))).toEqual([1]);
    const strange = { ...chain.facts[1]!, content: { known: true, value: { by: 'liv', version: 7 } } } as const;
    for (const last of [strange, { ...strange, content: { known: false, why: 'no-key' } } as const]) {
      const unread = evolveRule(foldOf(chain), last);
      expect(inForce(unread, day(2))).toEqual([]);
      expect(unreadRules([unread])).toHaveLength(1);
    }
  });

  it('have at most one version in force at any moment, the adopted one of the latest date', () => {
    const version = fc.record({
      from: fc.integer({ min: 1, max: 9 }),
      last: fc.option(fc.integer({ min: 1, max: 5 })),
    });
    fc.assert(
      fc.property(fc.array(version, { minLength: 1, maxLength: 5 }), fc.integer({ min: 0, max: 15 }), (all, at) => {
        const story = all.flatMap(({ from, last }, i) => [
          dates(i === 0 ? propose : amend, day(from), last === null ? null : day(from + last)),
          ...signed(i + 1),
        ]);
        const begun = all.map((it, i) => ({ ...it, number: i + 1 })).filter(({ from }) => from <= at);
        const latest = begun.toSorted((a, b) => a.from - b.from || a.number - b.number).at(-1);
        const stands = latest !== undefined && (latest.last === null || at < latest.from + latest.last);
        expect(inForce(told(...story), day(at))).toEqual(stands ? [latest.number] : []);
      }),
      { numRuns: 40 },
    );
  });
});
