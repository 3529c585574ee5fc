import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { captureCommand } from './capture-command.ts';

let folder: string;
const run = async (...argv: string[]) => captureCommand(folder, argv, Date.UTC(2026, 5, 1));
const json = async (...argv: string[]) => {
  const { code, out, said } = await run(...argv, '--json');
  return { code, said, ...JSON.parse(out || '{}') };
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'atalaya-retention-'));
  expect((await run('log', 'fill', 'demo', '--entries', '400', '--seed', '3')).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Shown {
  readonly stream: string;
  readonly compartment: string;
  readonly kind: string;
  readonly sealed?: string;
  readonly content?: unknown;
}

it('an item is deleted when its clock permits it, with proof, and stays deleted in an earlier backup', async () => {
  const all: { entries: Shown[] } = await json('log', 'show', 'demo', '--limit', '400');
  const one = all.entries.find(({ kind }) => kind === 'observe.callout-made')!;
  const item = one.stream.replace('/', '-');
  expect(one.content).toMatchObject({ exercise: true });
  expect((await run('log', 'backup', 'demo', '--out', 'before')).code).toBe(0);

  const noClock = await json('log', 'forget', 'demo', '--item', item);
  expect(noClock).toMatchObject({ code: 1, done: false });
  const started = await json(
    'log',
    'retain',
    'demo',
    '--item',
    item,
    '--kind',
    'look',
    '--compartment',
    one.compartment,
  );
  expect(started).toMatchObject({ code: 0, done: true, clock: { status: 'awaiting-evaluation' } });
  const early = await json('log', 'forget', 'demo', '--item', item);
  expect(early).toMatchObject({ code: 1, done: false });
  expect(early.reasons[0]).toMatchObject({ source: expect.stringContaining('DoDM 5240.01'), cure: expect.any(String) });
  const due = await json('log', 'due', 'demo');
  expect(due.due).toEqual([expect.objectContaining({ item, what: 'evaluate', overdue: false })]);
  const judged = await json('log', 'retain', 'demo', '--item', item, '--outcome', 'not-needed', '--why', 'a farm');
  expect(judged).toMatchObject({ code: 0, clock: { status: 'not-needed' } });
  const gone = await json('log', 'forget', 'demo', '--item', item);
  expect(gone).toMatchObject({ code: 0, clock: { status: 'deleted' } });

  const after: { entries: Shown[] } = await json('log', 'show', 'demo', '--stream', one.stream);
  expect(after.entries.length).toBeGreaterThan(0);
  for (const entry of after.entries) expect(entry).toMatchObject({ sealed: 'destroyed' });
  const proof: { entries: Shown[] } = await json('log', 'show', 'demo', '--kind', 'account.key-destroyed');
  expect(proof.entries).toHaveLength(1);
  expect(await json('verify', 'demo', '--keys', 'demo/keys.pub')).toMatchObject({
    code: 1,
    problems: expect.arrayContaining([expect.objectContaining({ kind: 'cosignature-missing' })]),
  });
  expect(await json('log', 'due', 'demo')).toMatchObject({ due: [], clocks: 1 });

  // An earlier backup, restored beside today's keys.
  const { cpSync } = await import('node:fs');
  cpSync(join(folder, 'demo', 'keys'), join(folder, 'restored', 'keys'), { recursive: true });
  expect((await run('log', 'restore', 'before', 'restored')).code).toBe(0);
  const restored: { entries: Shown[] } = await json('log', 'show', 'restored', '--stream', one.stream);
  for (const entry of restored.entries) expect(entry).toMatchObject({ sealed: 'destroyed' });
  const neighbour: { entries: Shown[] } = await json('log', 'show', 'restored', '--limit', '400');
  expect(neighbour.entries.filter(({ content }) => content !== undefined).length).toBeGreaterThan(300);
});
