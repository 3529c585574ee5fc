import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { baseCase, sealed } from '../../../sim/authority/base-case.ts';
import { exampleFile, examples } from '../../../sim/authority/examples.ts';
import { captureCommand } from '../../../test/capture-command.ts';
import { sha256 } from '../../store/hashing.ts';

const cases = fileURLToPath(new URL('../../../examples/cases/', import.meta.url));
const names = readdirSync(cases).sort();

const scratch = mkdtempSync(join(tmpdir(), 'atalaya-check-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const check = (...argv: string[]) => captureCommand(scratch, ['check', ...argv]);
const written = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(scratch, name), content);
  return name;
};

describe('examples/cases', () => {
  it('are what their script makes', () => {
    expect(names).toEqual(examples.map(({ name }) => `${name}.json`));
    for (const example of examples) {
      expect(readFileSync(join(cases, `${example.name}.json`), 'utf8'), example.name).toBe(
        exampleFile(example, sha256),
      );
    }
  });

  it('come out as they say', async () => {
    const { code, out, said } = await captureCommand(cases, ['check', '--expect', ...names]);
    expect(out.split('\n').filter((line) => !line.startsWith('ok  '))).toEqual([
      `${names.length} files, 0 not as expected`,
      '',
    ]);
    expect(said).toEqual([]);
    expect(code).toBe(0);
  });
});

describe('atalaya check CASE.json', () => {
  const base = (): string => written('base.json', JSON.stringify(sealed(baseCase(), sha256)));

  it('clears with exit code 0, on a line or as JSON', async () => {
    const page = await check(base());
    expect(page.code).toBe(0);
    expect(page.out).toMatch(/^Clear: nothing stands against it; plan [0-9a-f]{64}\n$/);
    const { code, out } = await check(base(), '--json');
    expect(code).toBe(0);
    const answer: unknown = JSON.parse(out);
    expect(answer).toEqual({ decision: 'clear', planHash: expect.stringMatching(/^[0-9a-f]{64}$/), reasons: [] });
    const hash = await check(base(), '--hash');
    expect(hash.code).toBe(0);
    expect(answer).toHaveProperty('planHash', hash.out.trimEnd());
  });

  it('refuses with exit code 1, every reason with its cure', async () => {
    const file = baseCase();
    file.plan.aircraft.sensors = ['SAR\u001b[2J', 'LIDAR'].map((name) => name.slice(0, 5));
    file.plan.transponder = 'off';
    const name = written('refused.json', JSON.stringify(sealed(file, sha256)));
    const { code, out } = await check(name, '--json');
    expect(code).toBe(1);
    const { decision, reasons } = JSON.parse(out);
    expect(decision).toBe('refuse');
    const page = await check(name);
    expect(page.code).toBe(1);
    for (const { code: reason, source, found, allowed, cure } of reasons) {
      for (const part of [reason, source, found, allowed, cure]) expect(page.out).toContain(part);
    }
  });

  it('says of a case that is not of its form where it is wrong', async () => {
    const file = { ...sealed(baseCase(), sha256), 'no\u001b[2J': 1 };
    const name = written('invalid.json', JSON.stringify(file));
    const { code, out } = await check(name, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ decision: 'refuse', planHash: null, reasons: [{ code: 'case-invalid' }] });
    const page = await check(name);
    expect(page.out).not.toContain('\u001b');
    const hash = await check(name, '--hash');
    expect(hash).toMatchObject({ code: 1, out: '', said: [expect.stringContaining('case-invalid at /no')] });
  });

  it.each([
    ['is not there', 'absent.json', 2],
    ['is no JSON', written('text.json', '{"format":'), 3],
    ['is no UTF-8', written('latin.json', Uint8Array.of(0x22, 0xe9, 0x22)), 3],
  ])('ends with an error where the file %s', async (_, name, exit) => {
    const { code, out, said } = await check(name);
    expect(code).toBe(exit);
    expect(out).toBe('');
    expect(said).toHaveLength(1);
  });

  it('decides one file at a time', async () => expect((await check(base(), base())).code).toBe(2));

  it('names what is not as expected', async () => {
    const file = { ...sealed(baseCase(), sha256), expect: { decision: 'refuse', codes: ['transponder-off'] } };
    const name = written('other.json', JSON.stringify(file));
    const { code, out } = await check('--expect', name, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      files: 1,
      failed: 1,
      results: [{ file: name, ok: false, decision: 'clear', missing: ['transponder-off'], unexpected: [] }],
    });
    expect((await check('--expect', base())).code).toBe(3);
  });
});
