import { describe, expect, it } from 'vitest';
import { evolveRule, noRule, type Rule } from '../../../src/account/rules/state.ts';
import type { PolicyRuleView } from '../../../src/model/log-views.ts';
import { standingOf } from './force.ts';
import { documentBrief, documentIn, documentText } from './rule-document.ts';
import { choicesOf, EVERY_RULE, officesIn, rulesAsAsked } from './rule-words.ts';

const rule = (id: string, more: Partial<PolicyRuleView>): PolicyRuleView => ({
  ...{ id, file: 'a.cedar', effect: 'permit', actions: [], source: 'EO 13462', en: '', es: '', cure: null, text: '' },
  ...more,
});
const sign = rule('sign', {
  actions: ['account.sign-rule'],
  en: 'An adviser signs.',
  es: 'Un asesor firma tras la autenticación.',
  text: '// the "pilot" is not meant\n@id("sign")\n@en("the pilot")\npermit (principal)\nwhen { context.office == "legal-adviser" };',
});
const all = rule('all', {
  file: 'b.cedar',
  effect: 'forbid',
  actions: ['account.sign-rule', 'fly.halt'],
  text: 'forbid (principal, action, resource);',
});

describe('rules of the policies', () => {
  it('name the offices of their statement, not of their notes', () => {
    expect(officesIn(sign)).toEqual(['legal-adviser']);
    expect(officesIn(all)).toEqual([]);
  });

  it('are found by every word, without regard to accents, and by what they are about', () => {
    const found = (part: Partial<typeof EVERY_RULE>, language: 'en' | 'es' = 'en') =>
      rulesAsAsked([sign, all], { ...EVERY_RULE, ...part }, language).map(({ id }) => id);
    expect(found({})).toEqual(['sign', 'all']);
    expect(found({ query: 'ADVISER signs' })).toEqual(['sign']);
    expect(found({ query: 'adviser flies' })).toEqual([]);
    expect(found({ query: 'autenticacion' }, 'es')).toEqual(['sign']);
    expect(found({ query: 'firma' })).toEqual([]);
    expect(found({ action: 'fly.halt' })).toEqual(['all']);
    expect(found({ office: 'legal-adviser' })).toEqual(['sign']);
    expect(found({ file: 'b.cedar' })).toEqual(['all']);
    expect(found({ effect: 'forbid', action: 'account.sign-rule' })).toEqual(['all']);
    expect(choicesOf([sign, all])).toEqual({
      actions: ['account.sign-rule', 'fly.halt'],
      offices: ['legal-adviser'],
      files: ['a.cedar', 'b.cedar'],
    });
  });
});

describe('a document of a rule', () => {
  it('is written and read as names, or as JSON, and comes back the same', () => {
    expect(documentIn('designations', ' Group A\n\nGroup B \nGroup A')).toEqual({
      document: { designated: ['Group A', 'Group B'] },
    });
    expect(documentText('designations', { designated: ['Group A', 'Group B'] })).toBe('Group A\nGroup B');
    const odd = { designated: ['Group A'], more: 1 };
    expect(documentText('designations', odd)).toBe(JSON.stringify(odd, null, 2));
    expect(documentIn('notices', documentText('notices', { days: 3 }))).toEqual({ document: { days: 3 } });
  });

  it('that no rule could be read from is refused with its place', () => {
    expect(documentIn('notices', '{')).toHaveProperty('faults');
    const faults = documentIn('retention', '[{"id": "RET-1"}]');
    expect('faults' in faults && faults.faults.join('\n')).toMatch(/^\[0\]\.source/m);
    const good = [
      {
        id: 'RET-1',
        source: { instrument: 'test', reference: '1', checked: false },
        itemKinds: ['clip'],
        evaluateWithin: { amount: 1, unit: 'days' },
        retainFor: { amount: 2, unit: 'years' },
      },
    ];
    expect(documentIn('retention', JSON.stringify(good))).toEqual({ document: good });
    expect(documentBrief('retention', good)).toBe('RET-1');
    expect(documentBrief('designations', { designated: ['A', 'B'] })).toBe('A, B');
    expect(documentBrief('notices', { days: 3 })).toBe('{"days":3}');
  });
});

describe('a version of a rule', () => {
  const facts = (list: readonly (readonly [kind: string, value: object])[]): Rule =>
    list
      .map(([kind, value], index) => ({
        ...{ index, stream: 'rule/r', version: index + 1, kind, timeUs: index },
        ...{ role: 'legal-adviser', state: 'USA', agency: 'A' },
        content: { known: true as const, value },
      }))
      .reduce(evolveRule, noRule);
  const proposed = (version: number, fromUs: number, document: unknown = {}) =>
    [
      'account.rule-proposed',
      { by: 'p', ruleKind: 'notices', version, document, source: 's', fromUs, untilUs: null },
    ] as const;
  const adopted = (version: number) => ['a', 'b'].map((by) => ['account.rule-signed', { by, version }] as const);

  it('stands as its signatures and dates have it', () => {
    const rule = facts([
      proposed(1, 10),
      ...adopted(1),
      proposed(2, 20),
      ...adopted(2),
      proposed(3, 30),
      proposed(4, 40),
      ['account.rule-dropped', { by: 'p', version: 4, why: 'w' }],
      proposed(5, 50, null),
      ...adopted(5),
    ]);
    const at = (atUs: number) => rule.versions.map((version) => standingOf(rule, version, atUs));
    expect(at(5)).toEqual(['pending', 'pending', 'proposed', 'dropped', 'pending']);
    expect(at(15)).toEqual(['now', 'pending', 'proposed', 'dropped', 'pending']);
    expect(at(35)).toEqual(['past', 'now', 'lapsed', 'dropped', 'pending']);
    // The last one ends the rule: from then on none is in force.
    expect(at(55)).toEqual(['past', 'past', 'lapsed', 'dropped', 'past']);
  });
});
