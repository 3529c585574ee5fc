import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { prove } from './log-2.ts';
import { readTrace } from './log-2-trace.ts';

const hasStrace = spawnSync('strace', ['-V']).status === 0;

describe('bar 2 of the log, in small', () => {
  it('loses nothing at five crashes', { timeout: 120_000 }, async () => {
    const lines: string[] = [];
    const { passed, failed } = await prove({ seed: 11, n: 5, store: 'embedded', print: (line) => lines.push(line) });
    expect({ passed, failed, lines: failed > 0 ? lines : [] }).toEqual({ passed: 5, failed: 0, lines: [] });
  });

  it.skipIf(!hasStrace)(
    'acknowledges only what fdatasync has returned for (strace)',
    { timeout: 120_000 },
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'atalaya-trace-'));
      const trace = join(folder, 'trace');
      try {
        const child = fileURLToPath(new URL('./log-2-child.ts', import.meta.url));
        const task = JSON.stringify({ place: { folder: join(folder, 'log') }, seed: 5, run: 0 });
        const calls = 'trace=write,pwrite64,fdatasync,fsync';
        const command = ['-f', '-y', '-xx', '-s', '48', '-e', calls, '-o', trace, process.execPath, child, task];
        const traced = spawn('strace', command, { stdio: ['ignore', 'pipe', 'ignore'] });
        let acknowledged = 0;
        traced.stdout.setEncoding('utf8').on('data', (text: string) => {
          acknowledged += text.split('\n').length - 1;
          // Ending the tracer's child: the load itself goes on for ever.
          if (acknowledged > 300) traced.stdout.destroy();
        });
        await new Promise((resolve) => traced.on('close', resolve));
        const { acknowledgements, syncs, early } = readTrace(await readFile(trace, 'utf8'));
        expect(early).toEqual([]);
        expect(acknowledgements).toBeGreaterThan(200);
        expect(syncs).toBeGreaterThan(1);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  );

  it('finds an acknowledgement that comes too early in a trace', () => {
    const record = '\\x41\\x54\\x4a\\x31\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x02';
    const hex = (text: string): string => Buffer.from(text).toString('hex').replaceAll(/../g, '\\x$&');
    const written = `7 pwrite64(21<${hex('/d/journal/0')}>, "${record}"..., 400, 0) = 400`;
    const begun = `8 fdatasync(21<${hex('/d/journal/0')}> <unfinished ...>`;
    const ended = '8 <... fdatasync resumed>) = 0';
    const told = `6 write(1<pipe:[1]>, "${hex('0-1-0 0 2\n')}", 10) = 10`;
    expect(readTrace([written, begun, ended, told].join('\n'))).toEqual({ acknowledgements: 1, syncs: 1, early: [] });
    expect(readTrace([written, begun, told, ended].join('\n')).early).toEqual(['0-1-0 0 2']);
    expect(readTrace([begun, written, ended, told].join('\n')).early).toEqual(['0-1-0 0 2']);
  });
});
