import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ProblemList, problemKinds, problemLimit } from './problems.ts';

it('docs/verify.md tells what each kind means', () => {
  const page = readFileSync(new URL('../../../docs/verify.md', import.meta.url), 'utf8');
  const told = page
    .split('\n')
    .filter((line) => /^\| `[a-z-]+` \|/.test(line) && !line.includes('checkpoint.pending` |'));
  const due = Object.entries(problemKinds).map(([kind, meaning]) => `| \`${kind}\` | ${meaning} |`);
  expect(told.filter((line) => !line.startsWith('| `checkpoint` |'))).toEqual(due);
});

it('problems beyond the limit are counted, and their files remembered', () => {
  const problems = new ProblemList();
  for (let i = 0; i < problemLimit + 5; i++) problems.add('blob-missing', `blob/${i}`, i, '');
  expect([problems.told.length, problems.more, problems.count]).toEqual([problemLimit, 5, problemLimit + 5]);
  expect(problems.isFaulty(`blob/${problemLimit + 4}`)).toBe(true);
  expect(problems.isFaulty('blob/x')).toBe(false);
});
