// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates stand in plain strings here, as the text of a source would
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { circleBreaches, deadBreaches, directionBreaches, importsOf } from './tidy/imports.ts';
import { codeOnly } from './tidy/lexer.ts';
import { programsOf, readProject } from './tidy/read.ts';
import { type Breach, breachLine, type Source } from './tidy/source.ts';
import { lengthBreaches, purityBreaches, typeBreaches } from './tidy/style.ts';
import { idleStatements, wordBreaches } from './tidy/words.ts';

const { code, texts } = readProject(fileURLToPath(new URL('..', import.meta.url)));

describe('the project is tidy', () => {
  const none = (breaches: readonly Breach[]): void => expect(breaches.map(breachLine)).toEqual([]);

  it('was read', () => {
    expect(code.map(({ path }) => path)).toEqual(expect.arrayContaining(['bin/atalaya.mjs', 'src/cli/main.ts']));
    expect(programsOf(code)).toEqual(
      expect.arrayContaining(['bin/atalaya.mjs', 'bench/main.ts', 'test/prove/main.ts']),
    );
  });
  it('imports flow one way', () => none(directionBreaches(code)));
  it('no imports run in a circle', () => none(circleBreaches(code)));
  it('no file is dead', () => none(deadBreaches(code, programsOf(code))));
  it('pure folders are handed the world', () => none(purityBreaches(code)));
  it('no cast without a reason', () => none(typeBreaches(code)));
  it('files are short', () => none(lengthBreaches(code)));
  it('the vocabulary is that of observation', () => none(wordBreaches(texts)));
  it('every line allowed to name what is forbidden is still there', () => expect(idleStatements(texts)).toEqual([]));
});

const at = (path: string, text: string): Source => ({ path, text });
const rules = (breaches: readonly Breach[]): string[] => breaches.map((it) => `${it.path}:${it.line}`);

describe('the reader of code', () => {
  it('blanks comments, texts and regular expressions, and keeps places', () => {
    const source = [
      "const a = 'any // no comment'; // as any",
      '/* import x',
      ' */ const b = `t ${a as string} as any`;',
      'const c = /["\'`/]as any/g; const d = 4 / 2 / 1;',
      "const e = '\\'as any';",
    ].join('\n');
    const read = codeOnly(source);
    expect(read.length).toBe(source.length);
    expect(read.split('\n').length).toBe(5);
    expect(read).not.toContain('any');
    expect(read).toContain('a as string');
    expect(read).toContain('const d = 4 / 2 / 1;');
    expect(read.split('\n')[4]).toBe("const e = '        ';");
  });

  it('keeps braces of code within templates apart from those that end them', () => {
    expect(codeOnly('`a${f({ b: `c${d}e` })}g`; h')).toBe('` ${f({ b: ` ${d} ` })} `; h');
  });

  it('finds every kind of import', () => {
    const source = at(
      'src/geo/a.ts',
      `import a from './a1.ts';\nimport type { b } from "../model/b.ts";\nimport './c.ts';\nexport * from './d.ts';
const e = () => import('./e.ts');\nnew URL('./f.ts', import.meta.url);\nnew URL('/g', base);\n// import './h.ts'
const i = "import './i.ts'"; import {\n  j,\n} from 'geotiff';`,
    );
    expect(importsOf(source).map((it) => it.path ?? it.specifier)).toEqual([
      'src/geo/a1.ts',
      'src/model/b.ts',
      'src/geo/c.ts',
      'src/geo/d.ts',
      'src/geo/e.ts',
      'src/geo/f.ts',
      'geotiff',
    ]);
  });
});

describe('direction', () => {
  const fault = (from: string, to: string): number => {
    const up = '../'.repeat(from.split('/').length - 1);
    return directionBreaches([at(from, `import { x } from '${up}${to}';`)]).length;
  };

  it.each([
    ['src/model/a.ts', 'src/geo/b.ts'],
    ['src/geo/a.ts', 'src/formats/klv/b.ts'],
    ['src/formats/klv/a.ts', 'src/geo/b.ts'],
    ['src/observe/a.ts', 'src/find/b.ts'],
    ['src/observe/a.ts', 'src/cli/b.ts'],
    ['src/observe/a.ts', 'sim/b.ts'],
    ['src/account/a.ts', 'src/store/b.ts'],
    ['src/store/a.ts', 'src/server/b.ts'],
    ['src/cli/a.ts', 'src/app.ts'],
    ['src/cli/a.ts', 'web/b.ts'],
    ['src/cli/a.ts', 'test/b.ts'],
    ['src/cli/a.ts', 'src/geo/b.test.ts'],
    ['src/cli/a.ts', 'src/somewhere/b.ts'],
    ['sim/a.ts', 'src/cli/b.ts'],
    ['sim/a.ts', 'bench/b.ts'],
    ['web/a.ts', 'src/store/b.ts'],
    ['web/a.ts', 'sim/b.ts'],
  ])('%s may not import %s', (from, to) => expect(fault(from, to)).toBe(1));

  it.each([
    ['src/geo/a.ts', 'src/model/b.ts'],
    ['src/formats/kml/a.ts', 'src/formats/paths/b.ts'],
    ['src/find/a.ts', 'src/observe/b.ts'],
    ['src/cli/a.ts', 'sim/b.ts'],
    ['src/app.ts', 'src/cli/b.ts'],
    ['sim/a.ts', 'src/formats/klv/b.ts'],
    ['web/a.ts', 'src/observe/b.ts'],
    ['src/model/a.test.ts', 'src/cli/b.ts'],
    ['bench/a.ts', 'sim/b.ts'],
  ])('%s may import %s', (from, to) => expect(fault(from, to)).toBe(0));
});

describe('circles and dead files', () => {
  const sources = [
    at('bin/atalaya.mjs', "import('../src/cli/main.ts');"),
    at('src/cli/main.ts', "import './a.ts'; import './parts.ts';"),
    at('src/cli/a.ts', "import type { b } from './b.ts';"),
    at('src/cli/b.ts', "export * from './c.ts';"),
    at('src/cli/c.ts', "import './a.ts';"),
    at('src/cli/lonely.ts', "import './a.ts';"),
    at('src/cli/lonely.test.ts', "import './lonely.ts'; import '../../test/help.ts';"),
    at('test/help.ts', ''),
    at('test/unused.ts', ''),
    at('src/cli/parts.ts', "new URL('../formats/page/', import.meta.url);"),
    at('src/formats/page/main.ts', ''),
  ];

  it('tells a circle once, with all its files', () => {
    expect(circleBreaches(sources).map((it) => it.message)).toEqual([
      'src/cli/a.ts -> src/cli/b.ts -> src/cli/c.ts -> src/cli/a.ts',
    ]);
    const started = at('src/cli/b.ts', "new URL('./c.ts', import.meta.url);");
    expect(circleBreaches(sources.map((it) => (it.path === 'src/cli/b.ts' ? started : it)))).toEqual([]);
    expect(circleBreaches(sources.filter(({ path }) => path !== 'src/cli/c.ts'))).toEqual([]);
  });

  it('tells a file that only its own test imports, and a helper nobody imports', () => {
    expect(rules(deadBreaches(sources, ['bin/atalaya.mjs']))).toEqual(['src/cli/lonely.ts:0', 'test/unused.ts:0']);
  });
});

describe('style', () => {
  it('finds casts without a reason', () => {
    const bad = 'const a = b as C;\nconst d = (e) as unknown;\nconst f = [g] as readonly string[];\nh = i! as J;';
    expect(rules(typeBreaches([at('src/a.ts', bad)]))).toHaveLength(4);
    const good =
      "import { a as b } from 'c';\nimport * as d from 'e';\nexport { f as g };\nimport h, { i as j } from 'k';\nconst l = m as const;\n" +
      '// cast: the table was made from this very list\nconst n = o as P;\nconst q = r as S; // cast: checked above\n' +
      'type T<U> = { [K in keyof U as `x`]: U[K] }; // not as such\n';
    expect(rules(typeBreaches([at('src/a.ts', good)]))).toEqual([]);
  });

  it('finds orders to the compiler to look away', () => {
    expect(rules(typeBreaches([at('src/a.ts', `// ${'@ts-'}ignore\n// ${'@ts-'}expect-error later`)]))).toHaveLength(2);
    expect(
      rules(typeBreaches([at('src/a.ts', `// ${'biome-'}ignore lint/suspicious/noExplicitAny: no`)])),
    ).toHaveLength(1);
    expect(typeBreaches([at('src/a.test.ts', `// ${'@ts-'}expect-error no such item`)])).toEqual([]);
  });

  it('finds the world in pure folders, and only there', () => {
    const bad = [
      'Math.random();',
      'Date.now();',
      'new Date();',
      'new Date;',
      'Date();',
      'performance.now();',
      'setTimeout(f);',
      'crypto.randomUUID();',
      "fetch('x');",
      'process.env;',
      'console.log();',
      'Buffer.from(x);',
      "import 'node:fs';",
    ].join('\n');
    expect(new Set(rules(purityBreaches([at('src/geo/a.ts', bad)]))).size).toBe(13);
    expect(purityBreaches([at('src/cli/a.ts', bad), at('src/geo/a.test.ts', bad), at('sim/a.ts', bad)])).toEqual([]);
    const good = '// Date.now()\nnew Date(timeMs); this.fetch(); x.process.y; const t = "new Date()"; new Date (1);';
    expect(purityBreaches([at('src/geo/a.ts', good)])).toEqual([]);
  });

  it('finds long files, and list entries without need', () => {
    const long = at('src/a.ts', 'x\n'.repeat(401));
    expect(
      lengthBreaches([long, at('src/b.ts', 'x\n'.repeat(400)), at('src/b.test.ts', 'x\n'.repeat(500))], {}),
    ).toHaveLength(1);
    expect(lengthBreaches([at('src/a.test.ts', 'x\n'.repeat(501))], {})).toHaveLength(1);
    expect(lengthBreaches([long], { 'src/a.ts': { lines: 500, why: 'a table' } })).toEqual([]);
    expect(lengthBreaches([at('src/b.ts', '')], { 'src/b.ts': { lines: 500, why: 'once' } })).toHaveLength(1);
  });
});

describe('vocabulary', () => {
  it.each([
    'const weaponLoad = 1;',
    'the missile',
    'TARGET_LIST',
    'targetPerson',
    'targets: []',
    '// strike package',
    'killChain',
    'a lethal matter',
    'faceRecognition',
    'face recognition',
    'person re-identification by gait',
    'biometric',
  ])('refuses %j', (line) => expect(wordBreaches([at('src/observe/a.ts', line)]).length).toBeGreaterThan(0));

  it.each([
    'non-lethal and nonlethal',
    'vmtiTargets: VmtiTarget[]',
    'event.target.value',
    'items.targetWidthM',
    "child.kill('SIGKILL')",
    'skill, killer whale',
    'restrike',
    'surface',
  ])('allows %j', (line) => expect(wordBreaches([at('src/observe/a.ts', line)])).toEqual([]));

  it('leaves formats to the words of their standards, and documents to the stated lines', () => {
    expect(wordBreaches([at('src/formats/klv/a.ts', 'weaponLoad')])).toEqual([]);
    const stated = [{ path: 'README.md', text: 'has no weapon vocabulary', why: 'the prohibition' }];
    expect(wordBreaches([at('README.md', 'It has no weapon vocabulary.')], stated)).toEqual([]);
    expect(wordBreaches([at('README.md', 'It has a weapon.')], stated)).toHaveLength(1);
    expect(idleStatements([at('README.md', 'nothing')], stated)).toHaveLength(1);
  });
});
