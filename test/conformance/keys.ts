import { afterEach, describe, expect, it } from 'vitest';
import type { Keys } from '../../src/store/keys/keys.ts';

/** A kind of keyring under test: opens the one keyring of this case, again and again. */
export interface KeysUnderTest {
  open(): Promise<Keys>;
  clear(): Promise<void>;
}

const other = new Uint8Array(16).fill(7);

/** What every keyring keeps to (src/store/keys/keys.ts). */
export function keysSuite(name: string, make: () => Promise<KeysUnderTest>): void {
  describe(`keyring: ${name}`, () => {
    let under: KeysUnderTest | undefined;
    const start = async (): Promise<KeysUnderTest> => {
      under = await make();
      return under;
    };
    afterEach(() => under?.clear());

    it('gives one item one key, also to many at once and after a start', async () => {
      const ring = await start();
      const keys = await ring.open();
      const many = await Promise.all(Array.from({ length: 40 }, (_, i) => keys.dataKey('USA-NAS', `item-${i % 20}`)));
      const distinct = new Set(many.map(({ key }) => Buffer.from(key).toString('hex')));
      expect(distinct.size).toBe(20);
      expect(new Set(many.map(({ keyId }) => Buffer.from(keyId).toString('hex'))).size).toBe(20);
      for (const { keyId, key } of many) expect([keyId.length, key.length]).toEqual([16, 32]);
      await keys.close();
      const again = await ring.open();
      expect(await again.dataKey('USA-NAS', 'item-3')).toEqual(many[3]);
      expect(await again.find('USA-NAS', many[3]?.keyId ?? other)).toEqual(many[3]?.key);
      expect(await again.compartments()).toEqual(['USA-NAS']);
      await again.close();
    });

    it('tells compartments apart, and holds nothing it did not make', async () => {
      const keys = await (await start()).open();
      const [a, b] = await Promise.all([keys.dataKey('A', 'item'), keys.dataKey('B', 'item')]);
      expect(a.keyId).not.toEqual(b.keyId);
      expect(await keys.find('B', a.keyId)).toBeUndefined();
      expect(await keys.find('C', other)).toBeUndefined();
      expect(await keys.isDestroyed(other)).toBe(false);
      await expect(keys.dataKey('../up', 'item')).rejects.toMatchObject({ code: 'value-out-of-range' });
      await keys.close();
    });

    it('destroys for good, spares the neighbours, and says the same when asked again', async () => {
      const ring = await start();
      let keys = await ring.open();
      const [gone, stays] = await Promise.all([keys.dataKey('A', 'gone'), keys.dataKey('A', 'stays')]);
      const unknown = { compartment: 'A', keyId: other };
      const wanted = [{ compartment: 'A', keyId: gone.keyId }, unknown, unknown];
      const first = await keys.destroy(wanted);
      expect(first).toEqual({ keyIds: [gone.keyId, other], epochs: [{ compartment: 'A', epoch: 1 }] });
      for (const _ of [1, 2]) {
        expect(await keys.find('A', gone.keyId)).toBeUndefined();
        expect(await keys.isDestroyed(gone.keyId)).toBe(true);
        expect(await keys.find('A', stays.keyId)).toEqual(stays.key);
        await expect(keys.dataKey('A', 'gone')).rejects.toMatchObject({ code: 'key-destroyed' });
        expect(await keys.destroy(wanted)).toEqual(first);
        await keys.close();
        keys = await ring.open();
      }
      expect((await keys.dataKey('A', 'new')).key).not.toEqual(gone.key);
      await keys.close();
    });
  });
}
