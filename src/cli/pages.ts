import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { Io } from './command.ts';

const builder = new URL('../../web/build.ts', import.meta.url);

/**
 * The folder of the built page, built first where its sources changed: in a process of its own, since the builder is large and
 * needed once. `undefined` where the page cannot be built, which is said: the service is of use without it.
 */
export async function builtPages(io: Io): Promise<string | undefined> {
  if (!existsSync(builder)) return undefined;
  const code = `const { ensureBuilt } = await import(${JSON.stringify(builder.href)}); process.stdout.write('\\n' + await ensureBuilt());`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: io.signal,
  });
  const [said, trouble, exitCode] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    }),
  ]);
  const folder = said.split('\n').at(-1);
  if (exitCode === 0 && folder !== undefined && folder !== '') return folder;
  io.say(`The page could not be built; only the interface is served (/api).\n${trouble.trim()}`);
  return undefined;
}
