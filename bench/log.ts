import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BenchRow } from './row.ts';

const programs = {
  append: new URL('./log-append.ts', import.meta.url),
  read: new URL('./log-read.ts', import.meta.url),
};

/** Runs a measurement in a process of its own, all its threads counting their syncs; gives the rows it prints. */
export async function benchLog(part: keyof typeof programs, entries: number): Promise<BenchRow[]> {
  const preload = new URL('sync-count.mjs', import.meta.url).href;
  const program = fileURLToPath(programs[part]);
  const child = spawn(process.execPath, ['--import', preload, program, String(entries)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`log-${part} ended with ${child.exitCode}`);
  // cast: both programs print rows and nothing else
  return JSON.parse(out) as BenchRow[];
}
