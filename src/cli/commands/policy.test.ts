import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureCommand } from '../../../test/capture-command.ts';
import { requestFor } from '../../../test/policy/requests.ts';
import { smallLog } from '../../../test/policy/small-log.ts';
import { evolveRule, noRule, type Rule } from '../../account/rules/state.ts';
import type { Happened } from '../../model/command.ts';
import type { CaseView } from '../../model/log-views.ts';
import { datedCases, type HeldItem, heldItem, sideOf } from '../../server/policy/dated-cases.ts';
import { answerCase } from '../../server/policy/diff.ts';
import { policyFolder, readRuleSet } from '../../server/policy/folder.ts';
import { openDataFolder } from '../../store/folder/data-folder.ts';

let folder: string;
const run = (...argv: string[]) => captureCommand(folder, ['policy', ...argv]);
const write = (name: string, value: unknown): void => writeFileSync(join(folder, name), JSON.stringify(value));

/** The rules and held items of what was written, folded apart from the log. */
function foldedOf(written: readonly (readonly [string, readonly (readonly [string, unknown])[]])[]) {
  const rules: Rule[] = [];
  const items: HeldItem[] = [];
  for (const [stream, list] of written) {
    const facts = list.map(([kind, value], index): Happened => {
      const place = { index, stream, version: index + 1, kind, timeUs: 1_000 };
      return { ...place, role: 'analyst', state: 'USA', agency: 'A', content: { known: true, value } };
    });
    if (stream.startsWith('rule/')) rules.push(facts.reduce(evolveRule, noRule));
    const item = heldItem(facts);
    if (item !== undefined && item !== 'closed') items.push(item);
  }
  return { rules, items };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'atalaya-policy-'));
  cpSync(policyFolder, join(folder, 'proposed'), { recursive: true });
  const path = join(folder, 'proposed', 'acting.cedar');
  writeFileSync(path, readFileSync(path, 'utf8').replace('<= 300', '<= 100'));
  write('cases.json', [
    {
      name: 'signs after two minutes',
      ask: 'act',
      request: requestFor('review.accept-report', 'Report', 'second-reader', { context: { signedInAgoS: 120 } }),
    },
    { name: 'signs at once', ask: 'act', request: requestFor('review.accept-report', 'Report', 'second-reader') },
    { name: 'The Group', ask: 'designation', designated: 'The Group' },
  ]);
  write('rules.json', [
    {
      rule: 'designation',
      ruleKind: 'designations',
      source: 'A Register, 1',
      from: '1970-02-01',
      document: { designated: ['The Group'] },
    },
  ]);
  writeFileSync(join(folder, 'unsound.cedar'), 'permit (principal, action, resource);');
  writeFileSync(join(folder, 'broken.json'), '[');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('policy', () => {
  it('check says how much is sound', async () => {
    expect((await run('check')).out).toMatch(/^\d+ rules are sound: \d+ permit, \d+ forbid, over \d+ acts\n$/);
    const { out } = await run('check', 'proposed', '--json');
    expect(JSON.parse(out)).toMatchObject({ rules: expect.any(Number), actions: expect.any(Number) });
  });

  it('diff of two folders lists the case that changes, with both answers and their rules', async () => {
    const { code, out } = await run('diff', policyFolder, 'proposed', '--cases', 'cases.json');
    expect(code).toBe(0);
    expect(out).toBe(
      [
        'signs after two minutes',
        '  before: permitted by second-reader-reviews (ICD 203)',
        '  after:  refused by acting-freshly-signed-in (Atalaya, signatures)',
        '3 cases, 1 answered otherwise',
        '',
      ].join('\n'),
    );
  });

  it('diff of two moments lists what a pending rule changes', async () => {
    const { out } = await run(
      'diff',
      '@now',
      '@1970-02-01',
      '--rules',
      'rules.json',
      '--cases',
      'cases.json',
      '--json',
    );
    expect(JSON.parse(out)).toMatchObject({
      cases: 3,
      changed: 1,
      differences: [
        {
          name: 'The Group',
          before: { answer: 'not designated', rules: [] },
          after: { answer: 'designated', rules: [{ id: 'designation v1', source: 'A Register, 1' }] },
        },
      ],
    });
    const day = await run(
      'diff',
      '@1970-01-31',
      '@1970-02-01T00:00Z',
      '--rules',
      'rules.json',
      '--cases',
      'cases.json',
    );
    expect(day.out).toContain('3 cases, 1 answered otherwise');
  });

  it('diff over a data folder asks for what its items wait for', async () => {
    const place = { folder: join(folder, 'data'), origin: 'test.example/log', now: () => 1_000 };
    const data = await openDataFolder({ ...place, publishIntervalMs: 'none' });
    const rule = {
      by: 'p0',
      ruleKind: 'designations',
      version: 1,
      document: { designated: ['The Group'] },
      source: 'A Register, 1',
      fromUs: 86_400_000_000,
      untilUs: null,
    };
    const signed = ['p3', 'p4'].map((by) => ['rule/a', 'account.rule-signed', { by, version: 1 }] as const);
    const facts = [...smallLog, ['rule/a', 'account.rule-proposed', rule] as const, ...signed];
    const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
    await data.memory.remember({
      commandId: 'all',
      timeUs: 1_000,
      actor: { role: 'analyst', state: 'USA', agency: 'A' },
      expected: new Map(facts.map(([stream]) => [stream, 0])),
      facts: facts.map(([stream, kind, value]) => ({ stream, kind, compartment: 'ops', content: bytes(value) })),
    });
    await data.log.publish();
    await data.close();

    const given = ['--data', 'data', '--cases', 'cases.json'];
    const days = await run('diff', '@now', '@1970-01-02', ...given);
    expect(days.said).toEqual([]);
    expect(days.out).toContain('after:  designated by a v1 (A Register, 1)');
    cpSync(policyFolder, join(folder, 'less'), { recursive: true });
    const path = join(folder, 'less', 'review.cedar');
    const duty = /@id\("duty-author-not-second-reader"\)[^}]+};/;
    const text = readFileSync(path, 'utf8');
    expect(text).toMatch(duty);
    writeFileSync(path, text.replace(duty, ''));
    const { out } = await run('diff', '@now', 'less', ...given);
    expect(out).toContain('review.accept-report on report/r1 by second-reader p1');
    expect(out).toMatch(
      /before: refused by duty-author-not-second-reader.+\n {2}after: {2}permitted by second-reader-reviews/,
    );
    expect(out).toMatch(/\d+ cases, 2 answered otherwise\n$/);
  });

  describe('over rules with dates and held items', () => {
    const dayUs = 86_400_000_000;
    const keeps = (days: number): unknown => [
      {
        id: 'RET-clip',
        source: { instrument: 'test', reference: 'test', checked: false },
        itemKinds: ['clip'],
        evaluateWithin: { amount: days, unit: 'days' },
        retainFor: { amount: 2 * days, unit: 'days' },
      },
    ];
    const proposed = (version: number, ruleKind: string, document: unknown, fromDay: number) =>
      [
        'account.rule-proposed',
        { by: 'p0', ruleKind, version, document, source: 'test', fromUs: fromDay * dayUs, untilUs: null },
      ] as const;
    const signed = (version: number, by: string) => ['account.rule-signed', { by, version }] as const;
    const adopted = (version: number) => [signed(version, 'p3'), signed(version, 'p4')];
    const started = (item: string, itemKind: string) =>
      [
        'account.retention-started',
        {
          ...{ kind: 'retention-started', item, itemKind, compartment: 'ops', collectedUs: 0, evaluateByUs: dayUs },
          basis: { ruleId: 'RET-clip', policyVersion: 1, source: 'test' },
        },
      ] as const;
    type Facts = readonly (readonly [kind: string, value: unknown])[];
    const written: readonly (readonly [stream: string, facts: Facts])[] = [
      [
        'rule/keep',
        [
          proposed(1, 'retention', keeps(10), 0),
          ...adopted(1),
          proposed(2, 'retention', keeps(30), 5),
          signed(2, 'p3'),
        ],
      ],
      ['rule/names', [proposed(1, 'designations', { designated: ['First'] }, 3), ...adopted(1)]],
      ['rule/more', [proposed(1, 'designations', { designated: ['Second'] }, 8), signed(1, 'p3')]],
      ['rule/notices', [proposed(1, 'notices', { within: 'a day' }, 3), ...adopted(1)]],
      ['rule/map', [proposed(1, 'releasability', { MEX: true }, 3), ...adopted(1)]],
      ['retention/one', [started('one', 'clip')]],
      ['retention/two', [started('two', 'report')]],
      [
        'retention/gone',
        [
          started('gone', 'clip'),
          ['account.deletion-ordered', { kind: 'deletion-ordered', item: 'gone', authority: 't' }],
        ],
      ],
    ];
    const rest = ['--data', 'dated', '--json'];
    interface Listed {
      readonly cases: number;
      readonly changed: number;
      readonly closed: number;
      readonly differences: readonly {
        readonly name: string;
        readonly about?: CaseView;
        readonly before: { readonly answer: string };
        readonly after: { readonly answer: string };
      }[];
    }
    const listed = async (...words: string[]): Promise<Listed> => {
      const { code, out, said } = await run('diff', ...words, ...rest);
      expect({ code, said }).toEqual({ code: 0, said: [] });
      return JSON.parse(out);
    };
    const names = ({ differences }: Listed): readonly string[] => differences.map(({ name }) => name);

    beforeAll(async () => {
      const place = { folder: join(folder, 'dated'), origin: 'test.example/dated', now: () => 1_000 };
      const data = await openDataFolder({ ...place, publishIntervalMs: 'none' });
      const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
      for (const [stream, facts] of written) {
        await data.memory.remember({
          commandId: stream,
          timeUs: 1_000,
          actor: { role: 'analyst', state: 'USA', agency: 'A' },
          expected: new Map([[stream, 0]]),
          facts: facts.map(([kind, value]) => ({
            stream,
            kind,
            compartment: 'ops',
            item: stream.replace('/', '-'),
            content: bytes(value),
          })),
        });
      }
      await data.log.publish();
      await data.close();
    });

    it('a day lists what the adopted rules change, of every kind, and nothing else', async () => {
      expect(await listed('@now', '@now')).toMatchObject({ cases: 9, changed: 0, closed: 0, differences: [] });
      expect(await listed('@1970-01-01', '@1970-01-02')).toMatchObject({ cases: 9, changed: 0 });
      const told = await listed('@now', '@1970-01-04');
      expect(told.differences.map(({ name, before, after }) => [name, before.answer, after.answer])).toEqual([
        ['designation of First', 'not designated', 'designated'],
        ['rules in force: designations', 'no rule in force', 'names v1 {"designated":["First"]}'],
        ['rules in force: notices', 'no rule in force', 'notices v1 {"within":"a day"}'],
        ['rules in force: releasability', 'no rule in force', 'map v1 {"MEX":true}'],
      ]);
      expect(told.changed).toBe(4);
      expect(told.differences[0]?.about).toEqual({ ask: 'designation', designated: 'First' });
    });

    it('a version that waits lists what it would change: against now, or alone against the same day without it', async () => {
      const alone = await listed('keep~2');
      expect(alone.differences.map(({ name, before, after }) => [name, before.answer, after.answer])).toEqual([
        [
          'retention of clip one',
          'to be evaluated by 1970-01-11 00:00, kept until 1970-01-26 00:00',
          'to be evaluated by 1970-01-31 00:00, kept until 1970-03-07 00:00',
        ],
        ['retention of any clip', expect.stringContaining('1970-01-16'), expect.stringContaining('1970-02-05')],
        ['rules in force: retention', expect.stringMatching(/^keep v1 /), expect.stringMatching(/^keep v2 /)],
      ]);
      expect(names(await listed('keep'))).toEqual(names(alone));
      // From now to the fifth day what is adopted takes force too.
      const all = [...names(await listed('@now', '@1970-01-04')), ...names(alone)].sort();
      expect([...names(await listed('@now', 'keep~2'))].sort()).toEqual(all);
      expect(names(await listed('@1970-01-09', 'more'))).toEqual([
        'designation of Second',
        'rules in force: designations',
      ]);
    });

    it('lists exactly what answers otherwise when both ways are run, case by case', async () => {
      const service = readRuleSet(policyFolder);
      const { rules, items } = foldedOf(written);
      let changes = 0;
      try {
        for (const [a, b] of [
          ['@now', '@1970-01-04'],
          ['@1970-01-03', '@1970-01-10'],
          ['@now', 'keep~2'],
          ['@1970-01-04', 'more~1'],
        ] as const) {
          const [before, after] = [a, b].map((word) => sideOf(word, rules, 0, word));
          if (before === undefined || after === undefined) throw new Error('two sides are expected');
          // Each way by itself, the decision at one moment.
          const at = Math.max(before.atUs, after.atUs);
          const expected = datedCases(rules, items, after.atUs)
            .map(({ open }) => ({
              name: open.name,
              answers: [before, after].map(
                (side) => answerCase({ ...side, policies: service, decidedUs: at }, open).answer,
              ),
            }))
            .filter(({ answers: [one, other] }) => one !== other);
          const told = await listed(a, b);
          expect(
            told.differences.map(({ name, before, after }) => ({ name, answers: [before.answer, after.answer] })),
          ).toEqual(expected);
          expect(told.cases).toBe(9);
          changes += expected.length;
        }
      } finally {
        service.close();
      }
      expect(changes).toBeGreaterThan(10);
    });

    it('files and folders on either side stand beside days and rules', async () => {
      write('other-rules.json', [
        { rule: 'keep', ruleKind: 'retention', source: 'test', from: '1970-01-01', document: keeps(20) },
        {
          rule: 'else',
          ruleKind: 'designations',
          source: 'test',
          from: '1970-01-01',
          document: { designated: ['Third'] },
        },
      ]);
      expect(names(await listed('@now', 'other-rules.json'))).toEqual([
        'retention of clip one',
        'retention of any clip',
        'designation of Third',
        'rules in force: designations',
        'rules in force: retention',
      ]);
      expect(names(await listed('@1970-01-04', 'proposed')).length).toBeGreaterThan(0);
      expect(names(await listed('@now', 'proposed'))).toEqual([]);
    });

    it('what waits no more, or never was, is said', async () => {
      for (const word of ['keep~1', 'keep~9']) {
        const answer = await run('diff', '@now', word, ...rest);
        expect({ word, code: answer.code, out: answer.out }).toEqual({ word, code: 2, out: '' });
        expect(answer.said[0]).toContain('No version of such a rule waits');
      }
      expect((await run('diff', 'nothing', ...rest)).said[0]).toMatch(/two sets of rules, or a rule that waits/);
    });
  });

  it('does what its page says, with the examples of the page', async () => {
    const page = readFileSync(new URL('../../../docs/policy-diff.md', import.meta.url), 'utf8');
    const [cases, rules] = [...page.matchAll(/```json\n([^`]+)```/g)].map((it) => it[1] ?? '');
    writeFileSync(join(folder, 'page-cases.json'), cases ?? '');
    writeFileSync(join(folder, 'page-rules.json'), rules ?? '');
    const given = ['--rules', 'page-rules.json', '--cases', 'page-cases.json', '--json'];
    const { out } = await run('diff', '@2026-11-30', '@2026-12-01T00:00Z', ...given);
    const told: unknown = JSON.parse(out);
    // The rule on clips is the same on both days.
    expect(told).toMatchObject({ cases: 4, changed: 1, differences: [{ name: 'The Group' }] });
    const none = await run('diff', '@2025-12-31', '@2026-01-01', ...given);
    expect(JSON.parse(none.out)).toMatchObject({ cases: 4, changed: 1, differences: [{ name: 'clips of June' }] });
    expect(out).not.toContain('error:');
  });

  it.each([
    [['weigh'], 2, /no "policy weigh"/],
    [['diff', '@now'], 2, /two sets/],
    [['diff', '@now', '@now'], 2, /--cases FILE or --data DIR/],
    [['diff', '@now', '@then', '--cases', 'cases.json'], 2, /"@then" is no moment/],
    [['diff', '@now', 'nowhere', '--cases', 'cases.json'], 2, /nowhere/],
    [['diff', '@now', 'unsound.cedar', '--cases', 'cases.json'], 3, /lacks @source/],
    [['diff', '@now', '@now', '--cases', 'nowhere.json'], 2, /nowhere\.json/],
    [['diff', '@now', '@now', '--cases', 'broken.json'], 3, /no JSON/],
    [['diff', '@now', '@now', '--cases', 'rules.json'], 3, /rules\.json/],
    [['diff', '@now', '@now', '--cases', 'cases.json', '--rules', 'cases.json'], 3, /cases\.json/],
    [['diff', '@now', '@now', '--data', 'proposed'], 2, /no log/],
    [['check', 'unsound.cedar'], 3, /@id/],
  ])('%j is a slip', async (argv, code, line) => {
    const answer = await run(...argv);
    expect({ code: answer.code, out: answer.out }).toEqual({ code, out: '' });
    expect(answer.said).toHaveLength(1);
    expect(answer.said[0]).toMatch(line);
  });
});
