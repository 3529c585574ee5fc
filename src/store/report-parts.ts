import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { PageModule } from '../formats/report/bundle.ts';
import { bundled } from '../formats/report/bundle.ts';
import type { WorldMaps } from '../formats/report/document.ts';
import type { PageParts } from '../formats/report/html.ts';
import { readTopology } from '../formats/topojson/topology.ts';

const require = createRequire(import.meta.url);
const page = new URL('../formats/report/page/', import.meta.url);

/**
 * Types taken off a source. Node 24 marks the function as experimental, in a warning on stderr where only our own messages belong; the
 * version of Node is pinned, so that the warning says nothing the lock file does not.
 */
function withoutTypes(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Imports that stay once the types are gone. */
const importPattern = /^import\s*\{[^}]*\}\s*from\s*['"]([^'"]+)['"]/gm;

/** The modules that the page's entry leads to, read from the sources beside this file and from the packages. */
function modulesFrom(entry: URL): PageModule[] {
  const found = new Map<string, PageModule>();
  const visit = (path: string, url: URL): void => {
    if (found.has(path)) return;
    const source = readFileSync(url, 'utf8');
    const code = url.pathname.endsWith('.ts') ? withoutTypes(source) : source;
    found.set(path, { path, code });
    for (const [, specifier = ''] of code.matchAll(importPattern)) {
      if (specifier.startsWith('.')) {
        const next = new URL(specifier, url);
        visit(next.pathname, next);
      } else visit(specifier, new URL('mgrs.esm.js', pathToFileURL(require.resolve(specifier))));
    }
  };
  visit(entry.pathname, entry);
  return [...found.values()];
}

/** Script, style and notices of the report, put together from the sources as they stand. */
export function readPageParts(): PageParts {
  const entry = new URL('main.ts', page);
  return {
    script: bundled(modulesFrom(entry), entry.pathname, 'startReport'),
    style: readFileSync(new URL('style.css', page), 'utf8'),
    notices: [
      'mgrs',
      readFileSync(new URL('../license.md', pathToFileURL(require.resolve('mgrs'))), 'utf8'),
      'world-atlas',
      readFileSync(require.resolve('world-atlas/LICENSE'), 'utf8'),
    ].join('\n\n'),
    sha256Base64: (text) => createHash('sha256').update(text, 'utf8').digest('base64'),
  };
}

function countries(scale: '10m' | '50m' | '110m') {
  return readTopology(readFileSync(require.resolve(`world-atlas/countries-${scale}.json`)), 'countries');
}

/** Natural Earth at three scales, from the package `world-atlas`. */
export function readWorldMaps(): WorldMaps {
  return { fine: countries('10m'), middle: countries('50m'), coarse: countries('110m') };
}
