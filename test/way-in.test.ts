import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const wayIn = join(root, 'bin/atalaya.mjs');

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

async function run(node: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(node, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    err += String(chunk);
  });
  await once(child, 'close');
  return { code: child.exitCode, signal: child.signalCode, out, err };
}

/** A Node older than 24 on this machine's PATH, where there is one. */
function findOldNode(): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const node = join(folder, 'node');
    if (!existsSync(node)) continue;
    const major = Number.parseInt(execFileSync(node, ['--version'], { encoding: 'utf8' }).slice(1), 10);
    if (major < 24) return node;
  }
  return undefined;
}

describe('the way in, under the Node of the lock file', () => {
  it('runs a command with a clean standard output and nothing on standard error', async () => {
    const ended = await run(process.execPath, [wayIn, '--version']);
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out).toMatch(/^atalaya \d/);
  });

  it('gives the exit code of the error catalogue and one line', async () => {
    const ended = await run(process.execPath, [wayIn, 'no-such-command']);
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(ended.err.trimEnd().split('\n')).toHaveLength(1);
  });
});

const oldNode = findOldNode();

describe.skipIf(oldNode === undefined)('the way in, under an older Node', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'atalaya-way-in-'));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  /** A copy of the way in whose program and whose Node 24 we choose. */
  function house(name: string, program: string, manifest: unknown, binary: string | undefined): string {
    const folder = join(scratch, name);
    mkdirSync(join(folder, 'bin'), { recursive: true });
    mkdirSync(join(folder, 'src/cli'), { recursive: true });
    cpSync(wayIn, join(folder, 'bin/atalaya.mjs'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'src/cli/main.ts'), program);
    const platform = process.platform === 'win32' ? 'win' : process.platform;
    const installed = join(folder, `node_modules/node-${platform}-${process.arch}`);
    mkdirSync(installed, { recursive: true });
    if (manifest !== undefined) writeFileSync(join(installed, 'package.json'), JSON.stringify(manifest));
    if (binary !== undefined) writeFileSync(join(installed, 'node'), binary, { mode: 0o755 });
    return join(folder, 'bin/atalaya.mjs');
  }
  const real = `#!/bin/sh\nexec "${process.execPath}" "$@"\n`;
  const manifest24 = { version: '24.0.0', bin: { node: 'node' } };
  const node = oldNode ?? '';

  it('hands over, with arguments, output and exit code', async () => {
    const program = `export function main(argv: string[]): void { console.log(process.versions.node.split('.')[0], argv.join('|')); process.exitCode = 7; }`;
    const ended = await run(node, [house('hand', program, manifest24, real), 'a b', '--c']);
    expect(ended).toMatchObject({ code: 7, err: '' });
    expect(ended.out).toMatch(/^\d+ a b\|--c\n$/);
    expect(Number.parseInt(ended.out, 10)).toBeGreaterThanOrEqual(24);
  });

  it('never hands over twice', async () => {
    const loop = `#!/bin/sh\nexec "${node}" "$@"\n`;
    const ended = await run(node, [house('loop', '', manifest24, loop)]);
    expect(ended.code).toBe(69);
    expect(ended.err).toContain('was handed over to');
    expect(ended.err.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each([
    ['nothing is installed', undefined, undefined],
    ['what is installed is too old', { version: '22.1.0', bin: { node: 'node' } }, real],
    ['its binary is gone', manifest24, undefined],
    ['its binary cannot be started', manifest24, '#!/no/such/interpreter\n'],
  ])('names the cure where %s', async (what, manifest, binary) => {
    const ended = await run(node, [house(what.replaceAll(' ', '-'), '', manifest, binary)]);
    expect(ended).toMatchObject({ code: 69, out: '' });
    expect(ended.err).toContain('npm ci');
    expect(ended.err.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('passes %s on and ends as the program ends', async (signal) => {
    const program = `export function main(): void {
      process.on('${signal}', () => { console.log('told'); process.exitCode = 5; clearInterval(timer); });
      const timer = setInterval(() => {}, 1000); console.log('ready'); }`;
    const child = spawn(node, [house(signal, program, manifest24, real)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (chunk) => {
      if (out === '') child.kill(signal);
      out += String(chunk);
    });
    await once(child, 'close');
    expect(out).toBe('ready\ntold\n');
    expect(child.exitCode).toBe(5);
  });

  it('dies of the signal its program died of', async () => {
    const program = `export function main(): void { process.kill(process.pid, 'SIGKILL'); }`;
    const ended = await run(node, [house('ended', program, manifest24, real)]);
    expect(ended).toMatchObject({ code: null, signal: 'SIGKILL' });
  });
});
