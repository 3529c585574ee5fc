import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { AtalayaError } from '../model/errors.ts';
import type { Io } from './command.ts';

const builder = fileURLToPath(new URL('../../web/build.ts', import.meta.url));

/**
 * The folder of the built page, building it first where its sources are newer: in a process of its own, since the builder is large
 * and needed once. `undefined` where the page's sources are not installed.
 * @throws AtalayaError `internal` where it cannot be built
 */
export async function builtPages(io: Io): Promise<string | undefined> {
  if (!existsSync(builder)) return undefined;
  const code = 'const { ensureBuilt } = await import(process.argv[1]); process.stdout.write(await ensureBuilt());';
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code, builder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: io.signal,
  });
  const [folder, trouble, exitCode] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    }),
  ]);
  const path = folder.trim().split('\n').at(-1);
  if (exitCode === 0 && path !== undefined && path !== '') return path;
  throw new AtalayaError('internal', `The page could not be built: ${trouble.trim()}`, 'web/', 'Install anew: npm ci');
}
