import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { importsOf } from '../../../test/tidy/imports.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
/** All that the verifier shares with the log: constants, and the types of what it is handed. */
const SHARED = ['src/account/format.ts', 'src/account/hash.ts'];

it('the verifier shares nothing with the log but the constants of its formats', () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  expect(names).toContain('verify.ts');
  for (const name of names) {
    const path = `src/account/verify/${name}`;
    const imports = importsOf({ path, text: readFileSync(posix.join(folder, name), 'utf8') });
    const foreign = imports.filter((one) => {
      const own = one.path !== undefined && posix.dirname(one.path) === 'src/account/verify';
      return !own && !SHARED.includes(one.path ?? '');
    });
    expect(foreign.map((one) => `${name} imports ${one.specifier}`)).toEqual([]);
  }
  const format = readFileSync(posix.join(folder, '../format.ts'), 'utf8');
  expect(importsOf({ path: 'src/account/format.ts', text: format })).toEqual([]);
});
