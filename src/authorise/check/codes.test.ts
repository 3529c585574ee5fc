import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { schemaFiles } from '../case/schemas.ts';
import { checkTexts } from './codes.ts';
import { rows } from './table.ts';

const page = readFileSync(new URL('../../../docs/check.md', import.meta.url), 'utf8');
const documented = [...page.matchAll(/^\| `([a-z-]+)` \| ([AG ]*)\|/gm)].map(([, code, marks]) =>
  `${code} ${marks}`.trim(),
);

describe('the codes', () => {
  it('stand in docs/check.md in the order of the table, with the same marks', () => {
    expect(documented).toEqual(['case-invalid', ...rows.map(({ code, marks }) => [code, ...marks].join(' '))]);
  });

  it('have texts each, and no text is of none', () => {
    expect(Object.keys(checkTexts)).toEqual(['case-invalid', ...rows.map(({ code }) => code)]);
  });

  it.each(Object.entries(checkTexts))(
    '%s says what, whence and what to do, in two languages',
    (_, { source, en, es }) => {
      expect(source).toMatch(/\S{3}/);
      for (const text of [en.says, en.cure, es.says, es.cure]) expect(text).toMatch(/^\p{Lu}.*\.$/u);
      expect(es.says).not.toBe(en.says);
      expect(es.cure).not.toBe(en.cure);
    },
  );
});

describe('docs/schemas', () => {
  it.each([...schemaFiles()])('%s is current (npm run docs)', (name, text) => {
    expect(readFileSync(new URL(`../../../docs/schemas/${name}`, import.meta.url), 'utf8')).toBe(text);
  });
});
