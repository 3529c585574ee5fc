import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const run = promisify(execFile);
const project = fileURLToPath(new URL('../..', import.meta.url));

/** Not the package's own: those switch web security off, and would hide faults. */
const flags = [
  '--headless=shell',
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
  '--autoplay-policy=no-user-gesture-required',
];

/** Unpacks the package's Chromium once for a machine, whole or not at all, and gives its folder. */
async function unpacked(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const manifest = join(dirname(entry), '../../package.json');
  const version = /"version": "([\d.]+)"/.exec(await readFile(manifest, 'utf8'))?.[1] ?? 'unknown';
  const folder = join(tmpdir(), `atalaya-chromium-${version}`);
  if (existsSync(folder)) return folder;
  const beside = await mkdtemp(`${folder}-`);
  const code = `const { default: chromium } = await import('@sparticuz/chromium'); await chromium.executablePath();`;
  // The variable makes the package unpack its own NSS and NSPR too, for a machine that has none.
  const env = { ...process.env, TMPDIR: beside, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' };
  await run(process.execPath, ['--input-type=module', '--eval', code], { env, cwd: project });
  // Where another was faster, what it unpacked is used.
  await rename(beside, folder).catch(() => rm(beside, { recursive: true, force: true }));
  return folder;
}

/** The variables of the process that are set, and more. */
function environment(more: Record<string, string>): Record<string, string> {
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) set[name] = value;
  return { ...set, ...more };
}

/**
 * Starts the browser: with the machine's libraries, else with those of the package.
 * @param more flags beside the usual ones
 * @throws why it does not start
 */
export async function startBrowser(more: readonly string[] = []): Promise<Browser> {
  const folder = await unpacked();
  const fonts: Record<string, string> = existsSync('/etc/fonts/fonts.conf')
    ? {}
    : { FONTCONFIG_PATH: join(folder, 'fonts') };
  const options = { executablePath: join(folder, 'chromium'), args: [...flags, ...more], timeout: 20_000 };
  try {
    return await chromium.launch({ ...options, env: environment(fonts) });
  } catch {
    const libraries = { LD_LIBRARY_PATH: join(folder, 'al2023/lib') };
    return await chromium.launch({ ...options, env: environment({ ...fonts, ...libraries }) });
  }
}
