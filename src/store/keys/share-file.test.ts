import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AtalayaError } from '../../model/errors.ts';
import type { SharePiece } from './share.ts';
import { readShare, writeShare } from './share-file.ts';

async function file(pieces: readonly SharePiece[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of writeShare(pieces)) parts.push(part);
  return Buffer.concat(parts);
}

const piece = fc.record({
  name: fc.stringMatching(/^[a-z]{1,9}\/[0-9a-z.-]{1,20}$/),
  bytes: fc.uint8Array({ maxLength: 300 }),
});

it('reads back what it wrote', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 6 }), async (pieces) => {
      const back = [...readShare(await file(pieces), 'test')].map(({ name, bytes }) => ({ name, bytes: [...bytes] }));
      expect(back).toEqual(pieces.map(({ name, bytes }) => ({ name, bytes: [...bytes] })));
    }),
  );
});

it('says of any other bytes that they are no share, and never gives a piece that is cut', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(() => [...readShare(bytes, 'test')]).toThrow(AtalayaError);
    }),
  );
  const whole = await file([
    { name: 'a/1', bytes: new Uint8Array(40) },
    { name: 'b/2', bytes: new Uint8Array(9) },
  ]);
  for (let length = 0; length < whole.length; length++) {
    const found: SharePiece[] = [];
    try {
      for (const one of readShare(whole.subarray(0, length), 'test')) found.push(one);
      expect(found).toHaveLength(length < 40 ? 0 : 1);
    } catch (error) {
      expect(error).toMatchObject({ code: 'keyring-damaged' });
    }
    for (const one of found) expect([40, 9]).toContain(one.bytes.length);
  }
});
