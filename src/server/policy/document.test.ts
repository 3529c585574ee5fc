import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { rulesDocument } from './document.ts';

it('docs/rules.md is what the rules say (npm run docs writes it)', () => {
  const page = rulesDocument();
  expect(readFileSync(new URL('../../../docs/rules.md', import.meta.url), 'utf8')).toBe(page);
  expect(page).toContain('### duty-author-not-second-reader');
  expect(page).not.toMatch(/undefined|\[object/);
});
