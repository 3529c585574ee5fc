import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** Licences that ask for no more than their notice. */
const PERMISSIVE = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'Zlib',
  'CC0-1.0',
  'Unlicense',
  'BlueOak-1.0.0',
]);

/** Packages of another licence: by name, with the reason. */
const EXCEPTIONS: readonly { readonly name: RegExp; readonly licence: string; readonly why: string }[] = [
  {
    name: /^lightningcss(?:-[a-z\d-]+)?$/,
    licence: 'MPL-2.0',
    why: "vite's style sheet compiler: used as it is while the page is built and under vitest, no part of what is served",
  },
  {
    name: /^axe-core$/,
    licence: 'MPL-2.0',
    why: 'looks for barriers in the page, in tests only: no part of what is served',
  },
  { name: /^splaytree-ts$/, licence: 'BDS-3-Clause', why: 'BSD-3-Clause, misspelt by its author' },
  {
    name: /^png-js$/,
    licence: 'none stated',
    why: 'MIT by its LICENSE file, not by its manifest; reads pictures for pdfkit, and is handed none here',
  },
  {
    name: /^humanize-number$/,
    licence: 'none stated',
    why: "MIT by its Readme, not by its manifest; behind the tests' S3 server, no part of what is served",
  },
];

interface Package {
  readonly name: string;
  readonly version: string;
  readonly licence: string | undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** What a manifest states: `license`, or the older `licenses`, each of which may be chosen. */
function statedLicence(manifest: Record<string, unknown>): string | undefined {
  const several = manifest['licenses'];
  if (!Array.isArray(several)) return textOf(manifest['license']);
  const types = several.map((it: unknown) => (isRecord(it) ? textOf(it['type']) : undefined));
  return types.length > 0 && types.every((it) => it !== undefined) ? types.join(' OR ') : undefined;
}

function readJson(path: string): Record<string, unknown> {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!isRecord(value)) throw new Error(`${path} holds no object`);
  return value;
}

/** Binaries for other platforms that a locked package may bring and the lock file lacks: `npm ci` would refuse it. */
function missingVariants(root: string): string[] {
  const packages = readJson(`${root}package-lock.json`)['packages'];
  if (!isRecord(packages)) throw new Error('package-lock.json lists no packages');
  return Object.entries(packages).flatMap(([path, entry]) => {
    const variants = isRecord(entry) ? entry['optionalDependencies'] : undefined;
    if (!isRecord(variants)) return [];
    const places = (name: string): string[] => [`${path}/node_modules/${name}`, `node_modules/${name}`];
    return Object.keys(variants).filter((name) => !places(name).some((place) => Object.hasOwn(packages, place)));
  });
}

/** Every package of the lock file: its licence as the lock file has it, else as the installed package states it. */
function lockedPackages(root: string): Package[] {
  const packages = readJson(`${root}package-lock.json`)['packages'];
  if (!isRecord(packages)) throw new Error('package-lock.json lists no packages');
  return Object.entries(packages).flatMap(([path, entry]) => {
    if (path === '' || !isRecord(entry)) return [];
    const manifestPath = `${root}${path}/package.json`;
    const manifest = existsSync(manifestPath) ? readJson(manifestPath) : {};
    return [
      {
        name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
        version: textOf(entry['version']) ?? '?',
        licence: textOf(entry['license']) ?? statedLicence(manifest),
      },
    ];
  });
}

/** True where every part of an SPDX expression that binds us is permissive: all of `AND`, one of `OR`. */
function isPermissive(expression: string): boolean {
  const bare = expression.replaceAll(/[()]/g, '');
  return bare.split(/\s+OR\s+/).some((choice) => choice.split(/\s+AND\s+/).every((one) => PERMISSIVE.has(one.trim())));
}

function refused({ name, licence }: Package): boolean {
  const stated = licence ?? 'none stated';
  return !isPermissive(stated) && !EXCEPTIONS.some((it) => it.name.test(name) && it.licence === stated);
}

const root = fileURLToPath(new URL('..', import.meta.url));
const packages = lockedPackages(root);

describe('licences of the packages', () => {
  it('are all permissive', () => {
    expect(packages.length).toBeGreaterThan(20);
    expect(packages.filter(refused).map((it) => `${it.name}@${it.version}: ${it.licence ?? 'none stated'}`)).toEqual(
      [],
    );
  });

  it('stand in a lock file that is whole, for every platform', () => expect(missingVariants(root)).toEqual([]));

  it('need every exception on the list', () => {
    for (const exception of EXCEPTIONS) {
      expect(packages.filter((it) => exception.name.test(it.name)).length, String(exception.name)).toBeGreaterThan(0);
    }
  });

  it('are each named with their reason in ARCHITECTURE.md where we chose them', () => {
    const manifest = readJson(`${root}package.json`);
    const architecture = readFileSync(`${root}ARCHITECTURE.md`, 'utf8');
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
      const chosen = manifest[kind];
      if (!isRecord(chosen)) continue;
      for (const [name, version] of Object.entries(chosen)) {
        expect(architecture, name).toContain(`\`${name}\``);
        expect(version, `${name} is pinned`).toMatch(/^\d+\.\d+\.\d+$/);
      }
    }
  });

  it.each([
    ['MIT', true],
    ['(MIT AND Zlib)', true],
    ['MIT OR GPL-3.0-only', true],
    ['MIT AND GPL-3.0-only', false],
    ['AGPL-3.0', false],
    ['SEE LICENSE IN x', false],
  ])('%s is permissive: %s', (expression, expected) => expect(isPermissive(expression)).toBe(expected));

  it('refuse a package without one, and an exception under another name', () => {
    const one = { name: 'x', version: '1.0.0' };
    expect(refused({ ...one, licence: undefined })).toBe(true);
    expect(refused({ ...one, licence: 'MPL-2.0' })).toBe(true);
    expect(refused({ ...one, name: 'lightningcss-linux-x64-gnu', licence: 'MPL-2.0' })).toBe(false);
  });
});
