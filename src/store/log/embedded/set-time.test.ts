import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftOf } from '../../../../test/conformance/entries.ts';
import { encodeEntry } from '../../../account/entry.ts';
import { setTime } from './set-time.ts';

describe('the time of an encoded entry', () => {
  const time = fc.oneof(
    fc.maxSafeNat(),
    fc.nat(2 ** 31),
    fc.constantFrom(0, 23, 24, 255, 65_536, 2 ** 32 - 1, 2 ** 32),
  );

  it('is set as if the entry had been encoded with it', () => {
    fc.assert(
      fc.property(
        time,
        time,
        fc.integer({ min: 1, max: 70_000 }),
        fc.integer({ min: 1, max: 60 }),
        (from, to, version, length) => {
          const entry = {
            ...draftOf(`review/${'a'.repeat(length)}`, version),
            command: new Uint8Array(16),
            part: 0,
            parts: 1,
          };
          const bytes = encodeEntry({ ...entry, timeUs: from });
          const before = bytes.slice();
          expect(setTime(bytes, to)).toEqual(encodeEntry({ ...entry, timeUs: to }));
          expect(bytes).toEqual(before);
        },
      ),
    );
  });
});
