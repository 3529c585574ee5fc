import { AtalayaError } from '../../model/errors.ts';

/** A module of the page: its path (a URL-like name, unique), and its code without types. */
export interface PageModule {
  readonly path: string;
  readonly code: string;
}

const importPattern = /^import\s*\{([^}]*)\}\s*from\s*['"]([^'"]+)['"];?/gm;
const declarationPattern = /^export\s+(?:async\s+)?(?:function\*?|const|class)\s+([A-Za-z_$][\w$]*)/gm;
/** A list of exports at the start of a line, or at the end of minified code. */
const exportListPattern = /(?<=^|[;}])export\s*\{([^}]*)\};?[ \t]*$/gm;

/** `a, b as c` as pairs of the name inside and the name outside. */
function pairs(list: string): [inner: string, outer: string][] {
  return list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [inner = '', outer] = part.split(/\s+as\s+/);
      return [inner, outer ?? inner];
    });
}

function fault(what: string, path: string): AtalayaError {
  return new AtalayaError('internal', what, path, 'Report this as a fault of Atalaya.');
}

/** Where an import leads: relative to the importing module, or as it stands for a package. */
function resolved(specifier: string, from: string): string {
  return specifier.startsWith('.') ? new URL(specifier, new URL(from, 'page:///')).pathname : specifier;
}

/**
 * Joins modules into one script: each becomes a function that gives back what it exports, in the order of their imports. Named
 * imports and named exports only, without circles: that is all our own page needs. `entry` is called at the end.
 */
export function bundled(modules: readonly PageModule[], entryPath: string, entry: string): string {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const names = new Map<string, string>();
  const open = new Set<string>();
  const out: string[] = [];
  const add = (path: string, from: string): string => {
    const known = names.get(path);
    if (known !== undefined) return known;
    const module = byPath.get(path);
    if (module === undefined) throw fault(`The page imports ${path}, which was not handed in`, from);
    if (open.has(path)) throw fault(`The page's modules import each other in a circle`, path);
    open.add(path);
    const body = module.code.replace(importPattern, (_, list: string, specifier: string) => {
      const source = add(resolved(specifier, path), path);
      const bindings = pairs(list).map(([inner, outer]) => (inner === outer ? inner : `${inner}: ${outer}`));
      return `const { ${bindings.join(', ')} } = ${source};`;
    });
    const exported: [string, string][] = [];
    for (const [, name = ''] of body.matchAll(declarationPattern)) exported.push([name, name]);
    for (const [, list = ''] of body.matchAll(exportListPattern)) exported.push(...pairs(list));
    const bare = body
      .replace(exportListPattern, ';')
      .replace(/^export\s+/gm, '')
      .replace(/^\/\/# sourceMappingURL=.*$/gm, '');
    const name = `m${names.size}`;
    names.set(path, name);
    const members = exported.map(([inner, outer]) => (inner === outer ? inner : `${outer}: ${inner}`));
    out.push(`const ${name} = (() => {\n${bare}\nreturn { ${members.join(', ')} };\n})();`);
    return name;
  };
  const main = add(entryPath, entryPath);
  return `'use strict';\n(() => {\n${out.join('\n')}\n${main}.${entry}();\n})();\n`;
}
