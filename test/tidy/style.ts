import { importsOf, isPure } from './imports.ts';
import { codeOnly } from './lexer.ts';
import { type Breach, isTest, lineOf, type Source } from './source.ts';

const MOST_LINES = 400;
/** A table of cases may run on; what is tested should still be found at a glance. */
const MOST_LINES_OF_A_TEST = 500;

/** Tables that are long because the standard is: their line limit, and why. */
export const LONG_FILES: Readonly<Record<string, { readonly lines: number; readonly why: string }>> = {};

/** Files of more than 400 lines (tests: 500) that are not on the list of long tables, and list entries that are needed no more. */
export function lengthBreaches(sources: readonly Source[], allowed = LONG_FILES): Breach[] {
  return sources.flatMap(({ path, text }) => {
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    const usual = path.endsWith('.test.ts') ? MOST_LINES_OF_A_TEST : MOST_LINES;
    const most = allowed[path]?.lines ?? usual;
    if (lines > most) return [{ rule: 'length', path, line: 0, message: `${lines} lines, more than ${most}` }];
    if (allowed[path] !== undefined && lines <= usual) {
      return [{ rule: 'length', path, line: 0, message: 'is on the list of long files without need' }];
    }
    return [];
  });
}

/** Casts without a stated reason, and orders to the compiler to look away. `any` itself is refused by the linter. */
export function typeBreaches(sources: readonly Source[]): Breach[] {
  return sources
    .filter(({ path }) => path.endsWith('.ts') || path.endsWith('.tsx'))
    .flatMap((source) => [...castBreaches(source), ...directiveBreaches(source)]);
}

function castBreaches(source: Source): Breach[] {
  // What `as` means in import and export lists, `* as name` and mapped types is no cast.
  const code = codeOnly(source.text)
    .replaceAll(/\b(?:import|export)\s+(?:type\s+)?(?:[\w$]+\s*,\s*)?\{[^}]*\}/g, blank)
    .replaceAll(/\*\s*as\s+[\w$]+/g, blank)
    .replaceAll(/\[\s*[\w$]+\s+in\b[^\]]*\]/g, blank);
  const lines = source.text.split('\n');
  const breaches: Breach[] = [];
  for (const match of code.matchAll(/[\w$)\]}>'"`!]\s+as\s+(?!const\b)[\w$({['"`]/g)) {
    const line = lineOf(code, match.index + match[0].length);
    const reason = /\/\/ cast: \S/;
    if (reason.test(lines[line - 1] ?? '') || reason.test(lines[line - 2] ?? '')) continue;
    breaches.push({ rule: 'cast', path: source.path, line, message: 'a cast without `// cast: why it holds`' });
  }
  return breaches;
}

function directiveBreaches(source: Source): Breach[] {
  const breaches: Breach[] = [];
  const orders =
    /(?:\/\/|\/\*)\s*(?:@ts-(?:ignore|nocheck|expect-error)\b|biome-ignore\S* lint\/suspicious\/noExplicitAny)/g;
  for (const match of source.text.matchAll(orders)) {
    const inTest = isTest(source.path) && match[0].includes('expect-error');
    if (inTest) continue;
    const line = lineOf(source.text, match.index);
    breaches.push({
      rule: 'directive',
      path: source.path,
      line,
      message: 'the compiler or linter is told to look away',
    });
  }
  return breaches;
}

const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ');

/** Programs of the browser that lie within a pure folder: timers are theirs to set. Nothing else may import them. */
const BROWSER_PROGRAMS = /^src\/formats\/report\/page\//;

/** Reaching for the world: what a pure folder must be handed instead. */
const WORLD: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/\bMath\.random\b/g, 'randomness'],
  [/\bDate\.now\b/g, 'the clock'],
  [/\bnew\s+Date\s*(?:\(\s*\)|(?![\s(.\w]))/g, 'the clock'],
  [/(?<![.\w])Date\s*\(/g, 'the clock'],
  [/\bperformance\s*\.\s*now\b/g, 'the clock'],
  [/(?<![.\w])(?:setTimeout|setInterval|setImmediate)\s*\(/g, 'a timer'],
  [/(?<![.\w])crypto\s*\.\s*(?:getRandomValues|randomUUID)\b/g, 'randomness'],
  [/(?<![.\w])(?:fetch|XMLHttpRequest|WebSocket)\s*\(/g, 'the network'],
  [/(?<![.\w])process\s*\./g, 'the process'],
  [/(?<![.\w])console\s*\./g, 'the terminal'],
  [/(?<![.\w])Buffer\s*\./g, "Node's Buffer (use Uint8Array)"],
];

/** Pure folders that read a clock, a random source, a file, a socket, or anything else of Node. */
export function purityBreaches(sources: readonly Source[]): Breach[] {
  const breaches: Breach[] = [];
  for (const source of sources.filter(({ path }) => isPure(path) && !BROWSER_PROGRAMS.test(path))) {
    const code = codeOnly(source.text);
    for (const [pattern, what] of WORLD) {
      for (const match of code.matchAll(pattern)) {
        const line = lineOf(code, match.index);
        // `new Date(` with an argument is arithmetic; `Date(` behind `new` was told above.
        if (what === 'the clock' && /\bnew\s+$/.test(code.slice(0, match.index))) continue;
        breaches.push({ rule: 'pure', path: source.path, line, message: `${what}: ${match[0].trim()}` });
      }
    }
    for (const one of importsOf(source).filter((it) => it.specifier.startsWith('node:'))) {
      breaches.push({ rule: 'pure', path: source.path, line: one.line, message: `imports ${one.specifier}` });
    }
  }
  return breaches;
}
