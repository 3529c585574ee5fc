import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { simulatedRecording } from '../sim/recording.ts';
import type { Io } from './cli/command.ts';
import { dispatch } from './cli/main.ts';
import { isWritten, keep } from './cli/simulated-flight.ts';

const sortie = { seed: 3, durationS: 3, rateHz: 4, startTimeUs: Date.UTC(2026, 0, 15, 15) * 1000 };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atalaya-start-test-'));
  writeFileSync(join(folder, 'a.ts'), Buffer.concat([...simulatedRecording(sortie).chunks]));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command; `onLine` sees its output, and may stop it. */
async function run(argv: readonly string[], onLine: (line: string, stop: () => void) => void) {
  const interrupt = new AbortController();
  const said: string[] = [];
  const line = async (text: string): Promise<void> => onLine(text, () => interrupt.abort());
  const io: Io = {
    out: { write: line, line, json: async () => undefined, flush: async () => undefined },
    say: (text) => void said.push(text),
    progress: () => ({ update() {}, finish() {} }),
    signal: interrupt.signal,
    cwd: folder,
    env: {},
    now: () => 0,
  };
  return { code: await dispatch(argv, io, { start: () => import('./start.ts') }), said };
}

describe('atalaya start', () => {
  it('serves the workstation with the recordings open, and ends in good order', async () => {
    let asked: Promise<unknown> | undefined;
    let url = '';
    const { code } = await run(['start', 'a.ts', '--port', '0'], (line, stop) => {
      url = /^Workstation: (http:\/\/127\.0\.0\.1:\d+\/)$/.exec(line)?.[1] ?? '';
      asked = fetch(`${url}api/flights`)
        .then((answer) => answer.json())
        .finally(stop);
    });
    expect(code).toBe(0);
    expect(await asked).toMatchObject([{ name: 'a.ts', simulated: expect.any(Boolean) }]);
    await expect(fetch(url)).rejects.toThrow();
  }, 120_000);

  it('opens the door of an exercise beside them; a second start has the recordings, and says what keeps it from the exercise', async () => {
    const ask = async (url: string, path: string) => {
      const answer = await fetch(`${url}${path}`);
      const value: unknown = await answer.json();
      return { status: answer.status, value };
    };
    const urlOf = (line: string): string => /^Workstation: (\S+)$/.exec(line)?.[1] ?? '';
    const seen: unknown[] = [];
    let second: Awaited<ReturnType<typeof run>> | undefined;
    const first = await run(['start', 'a.ts', '--port', '0'], (line, stop) => {
      if (urlOf(line) === '') return;
      const inFirst = async (): Promise<void> => {
        seen.push(await ask(urlOf(line), 'api/session/people'));
        second = await run(['start', 'a.ts', '--port', '0'], (another, stopSecond) => {
          if (urlOf(another) === '') return;
          const inSecond = async (): Promise<void> => {
            seen.push(await ask(urlOf(another), 'api/identity'), await ask(urlOf(another), 'api/flights'));
          };
          void inSecond().finally(stopSecond);
        });
      };
      void inFirst().finally(stop);
    });
    expect([first.code, second?.code]).toEqual([0, 0]);
    expect(seen).toMatchObject([
      { status: 200, value: expect.arrayContaining([expect.objectContaining({ person: 'pilot-usa' })]) },
      { status: 404, value: { code: 'not-found' } },
      { status: 200, value: [{ name: 'a.ts' }] },
    ]);
    expect(first.said.join('\n')).not.toContain('cannot be opened');
    expect(second?.said.join('\n')).toMatch(/exercise cannot be opened.*open in process.*Stop that process/);
    expect(readdirSync(join(folder, 'out', 'exercise'))).toContain('evidence');
  }, 120_000);

  it('writes the reports of several recordings, each in a folder of its own', async () => {
    writeFileSync(join(folder, 'b.ts'), Buffer.concat([...simulatedRecording({ ...sortie, seed: 4 }).chunks]));
    const { code, said } = await run(['start', 'a.ts', 'b.ts', '--out', 'reports', '--no-serve'], () => undefined);
    expect([code, said.filter((line) => line.startsWith('written to')).length]).toEqual([0, 2]);
    for (const name of ['a', 'b']) expect(readdirSync(join(folder, 'reports', name))).toContain('report.html');
  });

  it('says what is wrong with a recording that is not there', async () => {
    const { code, said } = await run(['start', 'none.ts', '--port', '0'], () => undefined);
    expect(code).toBe(2);
    expect(said.join('\n')).toContain('There is no such file');
  }, 120_000);
});

describe('the simulated flight', () => {
  it('is kept whole, and made anew where the simulation changed', async () => {
    const path = join(folder, 'kept', 'flight.ts');
    expect(await isWritten(path)).toBe(false);
    await keep(join(folder, 'a.ts'), path);
    expect(readdirSync(join(folder, 'kept'))).toEqual(['flight.ts']);
    expect(await isWritten(path)).toBe(true);
    writeFileSync(path, '');
    expect(await isWritten(path)).toBe(false);
  });
});
