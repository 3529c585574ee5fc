import fc from 'fast-check';
import { expect, it } from 'vitest';
import { streamPattern } from '../../account/format.ts';
import { decodeIntent, deletionStream, encodeIntent } from './deletion.ts';

const id = fc.uint8Array({ minLength: 16, maxLength: 16 });
const intent = fc.record({
  commandId: fc.string({ unit: 'grapheme' }),
  keyIds: fc.array(id, { minLength: 1, maxLength: 50 }),
  authority: fc.string({ unit: 'grapheme' }),
});

it('an intent to delete comes back as it was, and its stream has a proper name', () => {
  fc.assert(
    fc.property(intent, (it) => {
      expect(decodeIntent(encodeIntent(it), 'account/x')).toEqual(it);
      expect(deletionStream(it.commandId)).toMatch(streamPattern);
    }),
  );
});

it('takes any bytes, and says where they are no intent', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(() => decodeIntent(bytes, 'account/x')).toThrow(
        expect.objectContaining({ code: 'log-damaged', where: 'account/x' }),
      );
    }),
  );
});
