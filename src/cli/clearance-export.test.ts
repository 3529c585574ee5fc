import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { captureCommand } from '../../test/capture-command.ts';
import { itemsAmiss } from '../../test/fpl-recogniser.ts';
import { sampleCase, samplePlan } from '../../test/sortie-plans.ts';
import { canonicalHash } from '../formats/jcs/canonical.ts';
import { type ExportKind, exportClearance, exportKinds } from '../server/clearance-export.ts';
import { sha256 } from '../store/hashing.ts';

const file = sampleCase(canonicalHash(samplePlan, sha256));
const scratch = mkdtempSync(join(tmpdir(), 'atalaya-export-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const text = async (as: ExportKind, value: unknown = file, language: 'en' | 'es' = 'en'): Promise<string> =>
  new TextDecoder('latin1').decode(await exportClearance(value, as, { language, exercise: true }));

describe('what is drawn from a case', () => {
  it('is each of its kind', async () => {
    expect(itemsAmiss(await text('fpl'))).toEqual([]);
    expect(await text('rpas')).toContain('Request for authorisation');
    expect(await text('rpas', file, 'es')).toContain('Solicitud de autorizaci');
    expect(JSON.parse(await text('rpas-json'))).toHaveProperty('format', 'atalaya-rpas-request/1');
    expect(await text('notice')).toContain('Notice to the legislature of USA');
    expect(await text('pdf')).toMatch(/^%PDF-1\./);
  });

  it('is no clearance where the case is refused, while the plan can still be filed', async () => {
    const refused = { ...file, attestation: null };
    await expect(text('pdf', refused)).rejects.toMatchObject({
      code: 'not-possible',
      message: expect.stringContaining('attestation-missing'),
    });
    expect(itemsAmiss(await text('fpl', refused))).toEqual([]);
  });

  it('says what is wrong with what is no case', async () => {
    for (const kind of exportKinds) {
      await expect(text(kind, { ...file, plan: { ...samplePlan, cruiseKt: 'fast' } })).rejects.toMatchObject({
        code: 'format-damaged',
        where: '/plan/cruiseKt',
      });
    }
    await expect(text('rpas', { ...file, agreements: [] })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('atalaya check CASE.json --export', () => {
  writeFileSync(join(scratch, 'case.json'), JSON.stringify(file));
  const check = (...argv: string[]) => captureCommand(scratch, ['check', 'case.json', ...argv]);

  it('prints a text, or writes a file', async () => {
    const { code, out } = await check('--export', 'fpl');
    expect(code).toBe(0);
    expect(itemsAmiss(out)).toEqual([]);
    const spanish = await check('--export', 'notice', '--lang', 'es', '--out', 'aviso.txt');
    expect(spanish).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(join(scratch, 'aviso.txt'), 'utf8')).toContain('Aviso al poder legislativo de USA');
    expect((await check('--export', 'pdf', '--exercise', '--out', 'clearance.pdf')).code).toBe(0);
    expect(readFileSync(join(scratch, 'clearance.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('asks for a file to put a PDF in, and for something to write', async () => {
    expect(await check('--export', 'pdf')).toMatchObject({ code: 2, said: [expect.stringContaining('--out')] });
    expect(await check('--out', 'x')).toMatchObject({ code: 2, said: [expect.stringContaining('--export')] });
    expect(await check('--export', 'fpl', '--out', 'no/such/folder')).toMatchObject({ code: 2 });
  });
});
