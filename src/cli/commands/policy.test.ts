import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureCommand } from '../../../test/capture-command.ts';
import { requestFor } from '../../../test/policy/requests.ts';
import { smallLog } from '../../../test/policy/small-log.ts';
import { policyFolder } from '../../server/policy/folder.ts';
import { openDataFolder } from '../../store/folder/data-folder.ts';

let folder: string;
const run = (...argv: string[]) => captureCommand(folder, ['policy', ...argv]);
const write = (name: string, value: unknown): void => writeFileSync(join(folder, name), JSON.stringify(value));

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

  it('does what its page says, with the examples of the page', async () => {
    const page = readFileSync(new URL('../../../docs/policy-diff.md', import.meta.url), 'utf8');
    const [cases, rules] = [...page.matchAll(/```json\n([^`]+)```/g)].map((it) => it[1] ?? '');
    writeFileSync(join(folder, 'page-cases.json'), cases ?? '');
    writeFileSync(join(folder, 'page-rules.json'), rules ?? '');
    const given = ['--rules', 'page-rules.json', '--cases', 'page-cases.json', '--json'];
    const { out } = await run('diff', '@2026-11-30', '@2026-12-01T00:00Z', ...given);
    const told: unknown = JSON.parse(out);
    expect(told).toMatchObject({ cases: 4, changed: 2 });
    expect(told).toMatchObject({ differences: [{ name: 'clips of June' }, { name: 'The Group' }] });
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
