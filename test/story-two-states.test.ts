import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('../bin/atalaya.mjs', import.meta.url));
const states = ['usa', 'mex'] as const;
type State = (typeof states)[number];

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function atalaya(...words: string[]): Promise<Ran> {
  const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (err += text));
  const [code] = await once(child, 'close');
  return { code, out, err };
}

interface Ready {
  readonly url: string;
  readonly verifierKey: string;
  readonly exchangeKey: string;
  readonly cosignedSize: number;
}

/** Two states' witnesses as processes of their own, over a log that one operator runs. */
describe('two states keep a log that one operator runs', () => {
  let place: string;
  let log: string;
  let logKey: string;
  const running = new Map<State, { readonly child: ChildProcess; readonly ready: Ready }>();
  const keysFile = () => join(place, 'verifier.keys');

  const start = async (state: State, port = 0): Promise<Ready> => {
    const words = ['witness', join(place, state), '--keys', keysFile(), '--from', join(log, 'evidence'), '--json'];
    words.push('--name', `witness.test/${state}`, '--share', join(place, `${state}.share`), '--port', String(port));
    const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = await once(child.stdout!, 'data');
    const ready: Ready = JSON.parse(String(line));
    running.set(state, { child, ready });
    return ready;
  };
  const stop = async (state: State): Promise<void> => {
    const one = running.get(state);
    running.delete(state);
    if (one === undefined || one.child.exitCode !== null) return;
    one.child.kill('SIGTERM');
    await once(one.child, 'exit');
  };
  const verify = async (folder: string, ...more: string[]) => {
    const ran = await atalaya('verify', folder, '--keys', keysFile(), '--json', ...more);
    return { code: ran.code, ...JSON.parse(ran.out) };
  };
  const nameWitnesses = async (): Promise<void> => {
    const lines = [...running.values()].map(({ ready }) => `${ready.verifierKey} ${ready.url}`);
    await writeFile(join(log, 'witnesses'), `# asked to cosign\n${lines.join('\n')}\n`);
    await writeFile(
      keysFile(),
      `${logKey}\n${[...running.values()].map(({ ready }) => ready.verifierKey).join('\n')}\n`,
    );
  };

  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), 'atalaya-states-'));
    log = join(place, 'log');
    expect((await atalaya('log', 'fill', log, '--entries', '300', '--seed', '5')).code).toBe(0);
    logKey =
      (await readFile(join(log, 'keys.pub'), 'utf8')).split('\n').find((line) => line.startsWith('exercise')) ?? '';
    await writeFile(keysFile(), `${logKey}\n`);
    for (const state of states) await start(state);
    // Each witness keeps the other's cosignatures with its copy, so each has to know the other's key.
    const ports = new Map([...running].map(([state, { ready }]) => [state, Number(new URL(ready.url).port)]));
    await nameWitnesses();
    for (const state of states) {
      await stop(state);
      await start(state, ports.get(state));
    }
  }, 60_000);
  afterAll(async () => {
    for (const state of states) await stop(state);
    await rm(place, { recursive: true, force: true });
  });

  it('is cosigned by both once they hold it, and each copy verifies alone', async () => {
    expect(await verify(join(log, 'evidence'))).toMatchObject({ code: 1, size: 300 });
    const published = await atalaya('log', 'publish', log, '--json');
    expect(published, published.err).toMatchObject({ code: 0 });
    expect(JSON.parse(published.out).cosigned).toEqual({ 'witness.test/usa': 300, 'witness.test/mex': 300 });
    expect(await verify(join(log, 'evidence'))).toMatchObject({ code: 0, ok: true, size: 300, problems: [] });
    for (const state of states) {
      await expect
        .poll(() => verify(join(place, state)), { timeout: 15_000, interval: 500 })
        .toMatchObject({ code: 0, size: 300 });
      expect(await verify(running.get(state)!.ready.url)).toMatchObject({ code: 0, size: 300 });
    }
  }, 60_000);

  it('gives each state exactly its compartments', async () => {
    const shared: Record<State, string> = { usa: 'joint,usa,notices-usa', mex: 'joint,mex' };
    for (const state of states) {
      const words = ['--with', running.get(state)!.ready.exchangeKey, '--compartments', shared[state]];
      const ran = await atalaya('log', 'share', log, ...words, '--out', join(place, `${state}.share`));
      expect(ran, ran.err).toMatchObject({ code: 0 });
    }
    // The log grows, is cosigned again, and with that the shares are taken in.
    expect((await atalaya('log', 'fill', log, '--entries', '40', '--seed', '6')).code).toBe(0);
    expect((await atalaya('log', 'publish', log)).code).toBe(0);
    for (const state of states) {
      const port = Number(new URL(running.get(state)!.ready.url).port);
      await stop(state);
      const ran = await atalaya('log', 'show', join(place, state), '--limit', '300', '--json');
      const shown: { entries: { compartment: string; content?: unknown; sealed?: string }[] } = JSON.parse(ran.out);
      expect(shown.entries).toHaveLength(300);
      const mine = shared[state].split(',');
      for (const { compartment, content, sealed } of shown.entries) {
        if (mine.includes(compartment)) expect(content).toMatchObject({ exercise: true });
        else expect({ content, sealed }).toEqual({ content: undefined, sealed: 'no-key' });
      }
      expect(new Set(shown.entries.map((entry) => entry.compartment)).size).toBeGreaterThan(2);
      await start(state, port);
    }
  }, 120_000);

  it('cannot be rolled back: both witnesses refuse, and a kept checkpoint shows it', async () => {
    const kept = join(place, 'kept.checkpoint');
    const earlier = join(place, 'earlier');
    await cp(log, earlier, { recursive: true });
    expect((await atalaya('log', 'fill', log, '--entries', '25', '--seed', '7')).code).toBe(0);
    expect((await atalaya('log', 'publish', log)).code).toBe(0);
    await copyFile(join(log, 'evidence', 'checkpoint'), kept);
    expect(await verify(join(log, 'evidence'), '--checkpoint', kept)).toMatchObject({ code: 0, size: 365 });
    const rolled = await verify(join(earlier, 'evidence'), '--checkpoint', kept);
    expect(rolled).toMatchObject({ code: 1, size: 340 });
    expect(rolled.problems.map((problem: { kind: string }) => problem.kind)).toContain('rolled-back');
    const refused = await atalaya('log', 'publish', earlier, '--json');
    expect(refused.code).not.toBe(0);
    expect(refused.out + refused.err).toMatch(/knows more of this log: it has cosigned 365 entries/);
    const grown = await atalaya('log', 'fill', earlier, '--entries', '3', '--seed', '8');
    expect(grown.code).not.toBe(0);
  }, 120_000);

  it('is restored from a state\u2019s replica, and goes on', async () => {
    const lost = join(place, 'lost');
    const ports = new Map([...running].map(([state, { ready }]) => [state, Number(new URL(ready.url).port)]));
    for (const state of states) await stop(state);
    await rename(log, lost);
    await cp(join(lost, 'keys'), join(log, 'keys'), { recursive: true });
    const restored = await atalaya('log', 'restore', join(place, 'mex'), log, '--json');
    expect(restored, restored.err).toMatchObject({ code: 0 });
    expect(JSON.parse(restored.out)).toMatchObject({ size: 365, published: 365 });
    await copyFile(join(lost, 'witnesses'), join(log, 'witnesses'));
    for (const state of states) await start(state, ports.get(state));
    const grown = await atalaya('log', 'fill', log, '--entries', '10', '--seed', '9');
    expect(grown, grown.err).toMatchObject({ code: 0 });
    const published = await atalaya('log', 'publish', log, '--json');
    expect(JSON.parse(published.out).cosigned).toEqual({ 'witness.test/usa': 375, 'witness.test/mex': 375 });
    expect(await verify(join(log, 'evidence'))).toMatchObject({ code: 0, size: 375 });
  }, 120_000);
});
