import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { registry } from '../src/cli/registry.ts';
import { type LongStream, writeLongStream } from './long-stream.ts';
import type { BenchRow } from './row.ts';

const LIMIT_MB = 200;
const program = fileURLToPath(new URL('../bin/atalaya.mjs', import.meta.url));
const preload = new URL('peak-memory.mjs', import.meta.url).href;

/** Peak resident memory of the commands that read a whole recording, on a stream far larger than the limit. */
export async function benchMemory(streamGb: number, say: (line: string) => void): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'atalaya-bench-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const path = join(folder, 'long.ts');
    say(`  writing a stream of ${streamGb} GB`);
    const stream = writeLongStream(path, streamGb * 1e9);
    const rows: BenchRow[] = [];
    const runs = { klv: ['klv', path], exploit: ['exploit', path, '--out', join(folder, 'out'), '--json'] };
    for (const [name, words] of Object.entries(runs)) {
      if (!Object.hasOwn(registry, name)) continue;
      say(`  atalaya ${name}`);
      rows.push(await measure(name, words, stream));
    }
    return rows;
  } finally {
    remove();
    process.off('exit', remove);
  }
}

async function measure(name: string, words: readonly string[], stream: LongStream): Promise<BenchRow> {
  const startMs = performance.now();
  const child = spawn(process.execPath, ['--import', preload, program, ...words], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let messages = '';
  let peakKb = '';
  child.stdio[2]?.on('data', (chunk) => {
    messages = `${messages}${chunk}`.slice(-2000);
  });
  child.stdio[3]?.on('data', (chunk) => {
    peakKb += String(chunk);
  });
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`atalaya ${name} ended with ${child.exitCode}: ${messages.trim()}`);
  const seconds = (performance.now() - startMs) / 1000;
  const peakMb = (Number(peakKb) * 1024) / 1e6;
  const gb = stream.bytes / 1e9;
  return {
    name: `peak memory, ${name}, ${gb.toFixed(1)} GB`,
    ours: `${peakMb.toFixed(0)} MB`,
    against: `limit ${LIMIT_MB} MB`,
    ratio: LIMIT_MB / peakMb,
    note: `${stream.packets} packets, ${(stream.durationS / 60).toFixed(0)} min of flight, ${(stream.bytes / 1e6 / seconds).toFixed(0)} MB/s${peakMb > LIMIT_MB ? ', OVER THE LIMIT' : ''}`,
  };
}
