import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = dirname(import.meta.dirname);
const DIST = join(ROOT, 'web/dist');
const STAMP = 'built-from.json';

/** From what a page was built: files outside web/src that it took, and the hash of all. */
interface Stamp {
  readonly taken: readonly string[];
  readonly hash: string;
}

/** Files that shape the page besides its sources. */
const FIXED = ['web/index.html', 'web/vite.config.ts', 'web/build.ts', 'package-lock.json'];

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

function hashOf(taken: readonly string[]): string {
  const files = [...new Set([...FIXED, ...filesUnder('web/src'), ...filesUnder('web/public'), ...taken])].sort();
  const hash = createHash('sha256');
  for (const file of files) {
    const path = join(ROOT, file);
    hash.update(file).update('\0');
    if (existsSync(path)) hash.update(readFileSync(path));
    hash.update('\0');
  }
  return hash.digest('hex');
}

function stampIn(folder: string): Stamp | null {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, STAMP), 'utf8'));
    if (typeof value !== 'object' || value === null || !('taken' in value) || !('hash' in value)) return null;
    const { taken, hash } = value;
    if (!Array.isArray(taken) || typeof hash !== 'string') return null;
    return { taken: taken.filter((file): file is string => typeof file === 'string'), hash };
  } catch {
    return null;
  }
}

/** True where web/dist was built from the sources as they are. */
export function isBuilt(): boolean {
  const stamp = stampIn(DIST);
  return stamp !== null && existsSync(join(DIST, 'index.html')) && hashOf(stamp.taken) === stamp.hash;
}

/**
 * The folder of the page, built by Vite where it is absent or was built from other sources. A page is built beside and put in
 * place whole, so that what is served is never half of one. Throws what Vite throws.
 */
export async function ensureBuilt(): Promise<string> {
  if (!isBuilt()) await build();
  return DIST;
}

async function build(): Promise<void> {
  const vite = await import('vite');
  const beside = join(ROOT, `web/.dist-${process.pid}`);
  const taken = new Set<string>();
  try {
    await vite.build({
      configFile: join(ROOT, 'web/vite.config.ts'),
      build: { outDir: beside },
      plugins: [
        {
          name: 'taken',
          // Every module of the project that went into the page, wherever it stands.
          moduleParsed: ({ id }) => {
            const file = relative(ROOT, id.replace(/[?\0].*$/, '')).replaceAll('\\', '/');
            const outside = file.startsWith('..') || isAbsolute(file) || file.startsWith('node_modules/');
            if (!outside && file !== '' && existsSync(join(ROOT, file))) taken.add(file);
          },
        },
      ],
    });
    const files = [...taken].sort();
    writeFileSync(join(beside, STAMP), JSON.stringify({ taken: files, hash: hashOf(files) } satisfies Stamp));
    rmSync(DIST, { recursive: true, force: true });
    renameSync(beside, DIST);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const before = performance.now();
  const known = isBuilt();
  const folder = await ensureBuilt();
  const seconds = ((performance.now() - before) / 1000).toFixed(1);
  process.stdout.write(`${relative(process.cwd(), folder)} ${known ? 'is up to date' : `built in ${seconds} s`}\n`);
}
