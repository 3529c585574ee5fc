import { describe, expect, it } from 'vitest';
import { bandOf, boxOf } from '../../../sim/authority/base-case.ts';
import { asked } from '../../../test/authority-story.ts';
import { noonUs } from '../../../test/chain.ts';
import { type Comparable, duplicatesOf } from './duplicates.ts';

const own: Comparable = {
  status: 'submitted',
  purpose: 'laboratories',
  area: asked.area,
  draftedUs: noonUs,
  latestUsefulUs: noonUs + 10,
};
const box = (westDeg: number) => ({ id: 'b', outer: boxOf(30, westDeg, 30.4, westDeg + 0.5), band: bandOf(0, 1) });

describe('requirements that ask the same', () => {
  it.each<[string, Partial<Comparable>, boolean]>([
    ['the same', {}, true],
    ['another purpose', { purpose: 'wildfire' }, false],
    ['an area that overlaps', { area: box(-110) }, true],
    ['an area within 1 m', { area: box(-109.5) }, true],
    ['an area apart', { area: box(-109.499) }, false],
    ['an area that is none', { area: { ...box(-100), outer: [] } }, true],
    ['no area that could be read', { area: undefined }, true],
    ['a time that is over', { draftedUs: noonUs - 10, latestUsefulUs: noonUs }, false],
    ['a time to the last moment', { draftedUs: noonUs - 10, latestUsefulUs: noonUs + 1 }, true],
    ['a time after it', { draftedUs: noonUs + 10, latestUsefulUs: noonUs + 20 }, false],
    ['tasked already', { status: 'tasked' }, true],
    ['declined', { status: 'declined' }, false],
    ['a draft', { status: 'draft' }, false],
  ])('%s', (_, change, isDuplicate) => {
    expect(duplicatesOf(own, new Map([['r2', { ...own, ...change }]]))).toEqual(isDuplicate ? ['r2'] : []);
  });

  it('leaves the requirement itself out', () => {
    expect(duplicatesOf(own, new Map([['r1', own]]))).toEqual([]);
  });
});
