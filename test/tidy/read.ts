import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from './source.ts';

const SKIPPED = new Set(['node_modules', '.git', 'out', 'coverage', 'dist']);
const CODE = /\.(?:ts|tsx|mjs|js)$/;
const TEXT = /\.(?:ts|tsx|mjs|js|md|html|css|yml|sh|cedar|cedarschema)$|^(?:package\.json|\.ci\/run)$/;

/** Every text of the project that people wrote: code and documents. */
export function readProject(root: string): { readonly code: Source[]; readonly texts: Source[] } {
  const texts: Source[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) walk(path);
      else if (entry.isFile() && TEXT.test(path)) texts.push({ path, text: readFileSync(join(root, path), 'utf8') });
    }
  };
  walk('');
  return { code: texts.filter(({ path }) => CODE.test(path)), texts };
}

/** The files that something outside the sources starts: npm scripts, the bin, tools, and data folders' own examples. */
export function programsOf(code: readonly Source[]): string[] {
  const fixed = new Set([
    'bin/atalaya.mjs',
    'bench/main.ts',
    'docs/generate.ts',
    // By hand, when the map file beside it is made anew.
    'src/server/maps/mexico-states.ts',
    'test/prove/main.ts',
    'test/setup.ts',
    'vitest.config.ts',
    // Started by npm and by the command line, by vite, and by web/index.html.
    'web/build.ts',
    'web/vite.config.ts',
    'web/src/main.tsx',
  ]);
  return code.map(({ path }) => path).filter((path) => fixed.has(path) || path.startsWith('examples/'));
}
