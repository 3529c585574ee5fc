import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseCase, sealed } from '../../../sim/authority/base-case.ts';
import type { TableCase } from '../../../test/authority/change.ts';
import { breakages } from '../../../test/authority/pairs.ts';
import { sha256 } from '../../store/hashing.ts';
import { readCase } from '../case/parse.ts';
import { checkReading } from './check.ts';
import { rows } from './table.ts';

function answerTo(broken: readonly TableCase[]): readonly string[] {
  const file = baseCase();
  for (const one of file.concurrences) one.conditions = [];
  for (const { change } of broken) change(file);
  const { reasons } = checkReading(readCase(JSON.parse(JSON.stringify(sealed(file, sha256))), sha256));
  return [...new Set(reasons.map(({ code }) => code))].toSorted();
}

/** What is told of several: what each says, without that which rests on something another of them broke. */
function union(broken: readonly TableCase[]): readonly string[] {
  const told = new Set(broken.flatMap(({ codes }) => codes));
  const kept = rows.filter(({ marks }) => {
    if (marks.includes('A') && told.has('agreement-unknown')) return false;
    return !(marks.includes('G') && (told.has('plan-inconsistent') || told.has('geometry-invalid')));
  });
  return kept
    .map(({ code }): string => code)
    .filter((code) => told.has(code))
    .toSorted();
}

describe('breakages together', () => {
  it('each alone says its own', () => {
    expect(answerTo([])).toEqual([]);
    for (const one of breakages) expect(answerTo([one]), one.codes.join()).toEqual(one.codes);
  });

  it('in twos to sixes say what each says, and nothing else', () => {
    const index = fc.integer({ min: 0, max: breakages.length - 1 });
    fc.assert(
      fc.property(fc.uniqueArray(index, { minLength: 2, maxLength: 6 }), (indices) => {
        const broken = breakages.filter((_, i) => indices.includes(i));
        expect(answerTo(broken)).toEqual(union(broken));
      }),
      { numRuns: 200 },
    );
  });

  it('all at once', () => {
    expect(answerTo(breakages)).toEqual(union(breakages));
    const standing = breakages.filter(
      ({ codes }) => !/^(plan-inconsistent|geometry-invalid|agreement-unknown)$/.test(codes.join()),
    );
    expect(answerTo(standing)).toEqual(union(standing));
  });
});
