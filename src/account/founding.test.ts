import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeCbor } from './cbor.ts';
import { decodeFounding, encodeFounding } from './founding.ts';

it.each(['exercise', 'operations'] as const)('%s is read back', (purpose) =>
  expect(decodeFounding(encodeFounding(purpose))).toBe(purpose),
);

it('nothing else is a purpose', () => {
  for (const other of [
    ['atalaya log', 1, 'Exercise'],
    ['atalaya log', 2, 'exercise'],
    ['atalaya log', 1, 'exercise', 1],
    ['a log', 1, 'exercise'],
  ])
    expect(decodeFounding(encodeCbor(other))).toBeUndefined();
  fc.assert(fc.property(fc.uint8Array(), (bytes) => decodeFounding(bytes) === undefined));
});
