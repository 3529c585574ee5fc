import { describe, expect, it } from 'vitest';
import { captureCommand } from '../../test/capture-command.ts';
import { AtalayaError } from '../model/errors.ts';
import { commandHelp } from './help.ts';
import { nearest } from './nearest.ts';
import { OutputClosed } from './output.ts';
import { registry } from './registry.ts';
import { toAtalayaError } from './trouble.ts';

const run = (...argv: string[]) => captureCommand('/', argv);

describe('dispatch', () => {
  it('lists every command on --help, on standard output', async () => {
    const { code, out, said } = await run('--help');
    expect(code).toBe(0);
    expect(said).toEqual([]);
    for (const name of Object.keys(registry)) expect(out).toContain(`\n  ${name} `);
  });

  it.each(Object.keys(registry))('%s has a help with its usage and examples that name it', async (name) => {
    const { code, out } = await run(name, '--help');
    expect(code).toBe(0);
    const { command } = await registry[name]!();
    expect(command.name).toBe(name);
    expect(out).toBe(commandHelp(command));
    expect(command.usage.startsWith(`atalaya ${name}`)).toBe(true);
    expect(command.examples.length).toBeGreaterThan(0);
    for (const example of command.examples) expect(example.line).toContain(name);
    expect((await run('help', name)).out).toBe(out);
  });

  it('names its version', async () => {
    expect((await run('--version')).out).toMatch(/^atalaya \d+\.\d+\.\d+\n$/);
  });

  it('refuses an unknown command in one line, with the nearest known', async () => {
    const { code, out, said } = await run('bensh');
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(said).toEqual([
      'atalaya: There is no command "bensh" (atalaya COMMAND). Did you mean "bench"? See: atalaya --help',
    ]);
    expect((await run('constructor')).code).toBe(2);
    expect((await run()).code).toBe(2);
  });

  it('tells a slip in the options by the name of the command', async () => {
    const { code, said } = await run('bench', '--gb', 'much');
    expect(code).toBe(2);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^atalaya bench: --gb is a number, not "much"/);
  });
});

describe('toAtalayaError', () => {
  const system = (code: string, syscall: string): Error =>
    Object.assign(new Error(code), { code, syscall, path: '/x' });

  it.each([
    ['ENOENT', 'open', 'file-not-found'],
    ['EISDIR', 'read', 'file-not-found'],
    ['EACCES', 'open', 'file-not-found'],
    ['EACCES', 'mkdir', 'file-unwritable'],
    ['ENOSPC', 'write', 'file-unwritable'],
    ['EMFILE', 'open', 'internal'],
  ])('%s on %s becomes %s', (code, syscall, expected) => {
    expect(toAtalayaError(system(code, syscall)).code).toBe(expected);
  });

  it('keeps what is already of the catalogue, and calls the rest a fault of ours', () => {
    const known = new AtalayaError('no-video', 'a', 'b', 'c');
    expect(toAtalayaError(known)).toBe(known);
    expect(toAtalayaError(new RangeError('odd'))).toMatchObject({ code: 'internal', exitCode: 70 });
    expect(toAtalayaError('a bare string').message).toContain('a bare string');
    expect(new OutputClosed()).toBeInstanceOf(Error);
  });
});

describe('nearest', () => {
  it.each([
    ['exploti', 'exploit'],
    ['expl', 'exploit'],
    ['kl', 'klv'],
    ['klvv', 'klv'],
    ['zebra', undefined],
    ['x', undefined],
  ])('%s -> %s', (typed, expected) => {
    expect(nearest(typed, ['klv', 'exploit', 'mux'])).toBe(expected);
  });
});
