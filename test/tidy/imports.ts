import { posix } from 'node:path';
import { codeOnly } from './lexer.ts';
import { type Breach, isTest, lineOf, type Source } from './source.ts';

/** One import of one file: static, dynamic, re-export, or a worker's or data file's `new URL(…, import.meta.url)`. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** The path within the project, where the specifier is relative. */
  readonly path: string | undefined;
  /** False for a `new URL`: a file that is read, or run in a thread or process of its own. */
  readonly isImport: boolean;
}

// In `codeOnly` the quotes still stand while what they hold is blank: the specifier is read from the source at their place.
const SPECIFIER = /(?:\bfrom|\bimport|\bimport\s*\(|\bnew\s+URL\s*\()\s*(['"])/g;

export function importsOf(source: Source): Import[] {
  const code = codeOnly(source.text);
  const imports: Import[] = [];
  for (const match of code.matchAll(SPECIFIER)) {
    const start = match.index + match[0].length;
    const end = code.indexOf(match[1]!, start);
    const specifier = source.text.slice(start, end);
    const isUrl = match[0].startsWith('new');
    if (isUrl && !/^\s*,\s*import\.meta\.url/.test(code.slice(end + 1))) continue;
    const relative = specifier.startsWith('.') || isUrl;
    const path = relative ? posix.normalize(posix.join(posix.dirname(source.path), specifier)) : undefined;
    imports.push({ specifier, line: lineOf(source.text, match.index), path, isImport: !isUrl });
  }
  return imports;
}

/** The layers of the house, lowest first. What stands in one row may import an earlier row, not its neighbours. */
const LAYERS: readonly (readonly string[])[] = [
  ['src/model'],
  ['src/geo', 'src/formats', 'src/kernels'],
  // The stages, in the order of the story.
  ['src/agree'],
  ['src/plan'],
  ['src/authorise'],
  ['src/fly'],
  ['src/observe'],
  ['src/find'],
  ['src/review'],
  ['src/release'],
  ['src/account'],
  // The simulated world is built of the pure parts; only what is outside may run it.
  ['sim'],
  ['src/store'],
  ['src/bus'],
  ['src/feeds'],
  ['src/server'],
  ['src/cli'],
  ['src/app.ts'],
  ['src/platform.ts'],
  // The commands that run what the root puts together.
  ['src/start.ts', 'src/serve.ts'],
];
const SIM_LAYER = LAYERS.findIndex((row) => row.includes('sim'));

/** Folders whose files read no clock, random source, file or socket, and run in a browser. */
export const isPure = (path: string): boolean => {
  const layer = layerOf(path);
  return layer !== undefined && layer.index < SIM_LAYER && !isTest(path);
};

function layerOf(path: string): { readonly index: number; readonly name: string } | undefined {
  for (const [index, row] of LAYERS.entries()) {
    const name = row.find((folder) => path === folder || path.startsWith(`${folder}/`));
    if (name !== undefined) return { index, name };
  }
  return undefined;
}

const pageBuilder = 'web/build.ts';
const outside = (path: string): boolean => /^(?:test|bench|examples)\//.test(path) || path.endsWith('.test.ts');

/** Imports that run against the house's direction. Tests may import what they please. */
export function directionBreaches(sources: readonly Source[]): Breach[] {
  const breaches: Breach[] = [];
  for (const source of sources.filter((it) => !isTest(it.path) && !it.path.startsWith('bench/'))) {
    for (const one of importsOf(source)) {
      // A program that is started in a process of its own (`atalaya bench`, the builder of the page) is not imported.
      if (one.path === undefined || (!one.isImport && (outside(one.path) || one.path === pageBuilder))) continue;
      const why = directionFault(source.path, one.path);
      if (why !== undefined) breaches.push({ rule: 'direction', path: source.path, line: one.line, message: why });
    }
  }
  return breaches;
}

function directionFault(from: string, to: string): string | undefined {
  if (outside(to) && !from.startsWith('examples/')) return `the program may not import ${to}`;
  if (from.startsWith('web/')) {
    return to.startsWith('web/') || isPure(to) ? undefined : `web/ may import pure folders only, not ${to}`;
  }
  const here = layerOf(from);
  const there = layerOf(to);
  if (here === undefined) return undefined;
  if (to.startsWith('web/')) return `${here.name} may not import the workstation (${to})`;
  if (there === undefined) return from.startsWith('src/') && to.startsWith('src/') ? `${to} is in no layer` : undefined;
  if (here.name === there.name || there.index < here.index) return undefined;
  return there.index === here.index
    ? `${here.name} and ${there.name} stand side by side: neither may import the other (${to})`
    : `${here.name} may not import the later ${there.name} (${to})`;
}

/** Circles of imports, each told once, from its first file. */
export function circleBreaches(sources: readonly Source[]): Breach[] {
  // A file that is run in a thread or process of its own is led to, not imported.
  const graph = graphOf(sources, (one) => one.isImport);
  const state = new Map<string, 'open' | 'done'>();
  const breaches: Breach[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      const circle = [...trail.slice(trail.indexOf(path)), path];
      breaches.push({ rule: 'circle', path, line: 0, message: circle.join(' -> ') });
      return;
    }
    state.set(path, 'open');
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of graph.keys()) visit(path, []);
  return breaches;
}

/**
 * Files that nothing leads to. The program (src, sim, web, bin) must be reached from `programs`: a file that only its test
 * imports is dead. Helpers of tests and benches may also be reached from a test.
 */
export function deadBreaches(sources: readonly Source[], programs: readonly string[]): Breach[] {
  const graph = graphOf(sources);
  const paths = [...graph.keys()];
  const fromPrograms = reached(graph, programs);
  const fromTests = reached(graph, [...programs, ...paths.filter((path) => path.endsWith('.test.ts'))]);
  return paths
    .filter((path) => !path.endsWith('.test.ts'))
    .filter((path) => !(isTest(path) || path.startsWith('bench/') ? fromTests : fromPrograms).has(path))
    .map((path) => ({ rule: 'dead', path, line: 0, message: 'no program leads to this file' }));
}

function graphOf(sources: readonly Source[], counts: (one: Import) => boolean = () => true): Map<string, string[]> {
  const known = new Set(sources.map((source) => source.path));
  const graph = new Map<string, string[]>();
  for (const source of sources) {
    const found = importsOf(source).flatMap((one) => {
      // A folder that is read as a whole (`new URL('page/', …)`) stands for its main.ts.
      const path = one.path?.endsWith('/') ? `${one.path}main.ts` : one.path;
      return path !== undefined && known.has(path) && counts(one) ? [path] : [];
    });
    graph.set(source.path, [...new Set(found)]);
  }
  return graph;
}

function reached(graph: ReadonlyMap<string, readonly string[]>, starts: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const open = [...starts];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    open.push(...(graph.get(path) ?? []));
  }
  return seen;
}
