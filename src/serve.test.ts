import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Io } from './cli/command.ts';
import { dispatch } from './cli/main.ts';
import { openDataFolder } from './store/folder/data-folder.ts';
import { foundLog } from './store/folder/founding.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atalaya-serve-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address === null || typeof address === 'string' ? reject() : resolve(address.port)));
    });
  });
}

/** Runs the command until it is ready and `look` has looked. */
async function serve(argv: readonly string[], look: (ready: object) => Promise<void>) {
  const interrupt = new AbortController();
  const said: string[] = [];
  let looked: Promise<void> = Promise.resolve();
  const nothing = async (): Promise<void> => undefined;
  const io: Io = {
    out: {
      write: nothing,
      line: nothing,
      flush: nothing,
      json: async (value) => {
        looked = look(Object(value)).finally(() => interrupt.abort());
      },
    },
    say: (text) => void said.push(text),
    progress: () => ({ update() {}, finish() {} }),
    signal: interrupt.signal,
    cwd: folder,
    env: {},
    now: () => Date.now(),
  };
  const code = await dispatch(['serve', ...argv], io, { serve: () => import('./serve.ts') });
  await looked;
  return { code, said: said.join('\n') };
}

describe('atalaya serve', () => {
  it('founds an exercise, and serves door and workstation at one address, at the port asked for or not at all', async () => {
    const port = String(await freePort());
    const url = `http://127.0.0.1:${port}`;
    const seen: unknown[] = [];
    const argv = ['x', '--exercise', '--port', port, '--json'];
    const { code } = await serve(argv, async (ready) => {
      seen.push(ready);
      for (const path of ['/api/session/people', '/api/flights', '/health'])
        seen.push((await fetch(url + path)).status);
      const second = await serve(['y', ...argv.slice(1)], async () => undefined);
      expect([second.code, second.said]).toEqual([2, expect.stringContaining('is not free')]);
    });
    expect(code).toBe(0);
    expect(seen).toEqual([{ url, origin: 'exercise.atalaya/log', exercise: true }, 200, 200, 200]);
    await expect(fetch(url)).rejects.toThrow();
    // Its witnesses stand beside it at the next start too.
    let counted = '';
    const again = await serve(argv, async () => {
      counted = await (await fetch(`${url}/metrics`)).text();
    });
    expect(again.code).toBe(0);
    for (const state of ['USA', 'MEX']) {
      expect(counted).toMatch(new RegExp(`atalaya_log_cosigned\\{witness="witness\\.exercise/${state}"\\} [1-9]`));
    }
  }, 120_000);

  it('founds nothing unasked, and opens no operations without saying how people sign in', async () => {
    const none = await serve(['none'], async () => undefined);
    expect([none.code, none.said]).toEqual([2, expect.stringContaining('There is no log in this folder')]);
    const now = (): number => Date.now() * 1_000;
    const data = await openDataFolder({ folder: join(folder, 'o'), origin: 'log.test/o', now, witnesses: [] });
    await foundLog(data.log, 'operations', now());
    await data.log.publish();
    await data.close();
    const operations = await serve(['o', '--exercise'], async () => undefined);
    expect([operations.code, operations.said]).toEqual([2, expect.stringContaining('Give --identity FILE')]);
  });
});
