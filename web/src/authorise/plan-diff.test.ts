import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/formats/jcs/canonical.ts';
import { changesOf } from './plan-diff.ts';

describe('the fields in which two plans differ', () => {
  it('are named each by its place, with both values', () => {
    const before = { callSign: 'A1', sensors: ['EO/IR', 'SAR'], lostLink: null, band: { lower: { altitudeM: 4000 } } };
    const after = { callSign: 'A1', sensors: ['EO/IR'], lostLink: { legs: [] }, band: { lower: { altitudeM: 4100 } } };
    expect(changesOf(before, after)).toEqual([
      { pointer: '/sensors/1', before: 'SAR', after: undefined },
      { pointer: '/lostLink', before: null, after: { legs: [] } },
      { pointer: '/band/lower/altitudeM', before: 4000, after: 4100 },
    ]);
    expect(changesOf({ 'a/b': 1 }, { 'a/b': [1] })).toEqual([{ pointer: '/a~1b', before: 1, after: [1] }]);
  });

  it('are none exactly where the documents are one', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(changesOf(a, structuredClone(a))).toEqual([]);
        expect(changesOf(a, b).length === 0).toBe(canonicalJson(a) === canonicalJson(b));
      }),
    );
  });
});
