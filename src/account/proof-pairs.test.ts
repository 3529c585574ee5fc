import { expect, it } from 'vitest';
import { rememberingSha256 } from '../../test/account-crypto.ts';
import { proveAllPairs } from '../../test/all-pairs.ts';

it('every proof of every pair of sizes to 600 holds, and spoilt ones are refused', () => {
  const size = 600;
  const tally = proveAllPairs(size, 7, rememberingSha256());
  const pairs = (size * (size + 1)) / 2 + ((size + 1) * (size + 2)) / 2;
  expect(tally).toEqual({ held: pairs, refused: Math.floor(pairs / 7), wrong: undefined });
}, 60_000);
