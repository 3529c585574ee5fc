import { describe, expect, it } from 'vitest';
import { sealed } from '../../../sim/authority/base-case.ts';
import { changed } from '../../../test/authority/change.ts';
import { caseTable } from '../../../test/authority/table.ts';
import { sha256 } from '../../store/hashing.ts';
import { readCase } from '../case/parse.ts';
import { checkReading } from './check.ts';

/** As a file would hold it. */
const answerTo = (file: unknown) => checkReading(readCase(JSON.parse(JSON.stringify(file)), sha256));

describe.each(Object.entries(caseTable))('checks: %s', (_, cases) => {
  it.each(cases.map((one) => [`${one.codes.join(' ') || 'clear'}: ${one.name}`, one] as const))('%s', (_, one) => {
    const { decision, reasons } = answerTo(sealed(changed(one), sha256));
    expect(reasons.map(({ code }) => code).toSorted()).toEqual([...one.codes].toSorted());
    expect(decision).toBe(one.codes.length === 0 ? 'clear' : 'refuse');
    for (const { es, ...en } of reasons) {
      for (const text of [en.source, en.found, en.allowed, en.cure, es.found, es.allowed, es.cure]) {
        expect(text.trim()).not.toBe('');
        expect(text).not.toMatch(/undefined|NaN|\[object/);
      }
      expect(es.cure).not.toBe(en.cure);
    }
  });
});
