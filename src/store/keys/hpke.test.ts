import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hpkeOpen, hpkeSeal, x25519Private, x25519Public, x25519Raw } from './hpke.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

/** RFC 9180's published test vectors (test-vectors.json): mode 0, KEM 0x0020, KDF 0x0001, AEAD 0x0002, encryption 0. */
const vector = {
  info: hex('4f6465206f6e2061204772656369616e2055726e'),
  skRm: hex('497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d'),
  pkRm: hex('430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c'),
  skEm: hex('179d4b53b6365c45b600c4163b61d95cbc2f4d9e36f1695558dce265ab8bab11'),
  enc: '6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256',
  aad: hex('436f756e742d30'),
  pt: hex('4265617574792069732074727574682c20747275746820626561757479'),
  ct: 'e5d84cd531cfb583096e7cfa9641bd3079cf3a91cda813c52deb5f512be9931980a41de125a925cdad859d5b7a',
};

describe('HPKE, base mode', () => {
  it('seals and opens the published vector', () => {
    const ephemeral = x25519Private(vector.skEm);
    const pair = { publicKey: x25519Raw(ephemeral), privateKey: ephemeral };
    const sealed = hpkeSeal(vector.pkRm, vector.info, vector.aad, vector.pt, pair);
    expect(Buffer.from(sealed).toString('hex')).toBe(vector.enc + vector.ct);
    const opened = hpkeOpen(x25519Private(vector.skRm), vector.info, vector.aad, sealed);
    expect(Buffer.from(opened ?? []).toString()).toBe('Beauty is truth, truth beauty');
    expect(x25519Raw(x25519Public(vector.pkRm))).toEqual(vector.pkRm);
  });

  it('opens what it sealed, and nothing that was changed', () => {
    const { privateKey } = generateKeyPairSync('x25519');
    const recipient = x25519Raw(privateKey);
    const bytes = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(bytes, bytes, bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (info, aad, content, at, flip) => {
        const sealed = new Uint8Array(hpkeSeal(recipient, info, aad, content));
        expect(new Uint8Array(hpkeOpen(privateKey, info, aad, sealed) ?? [255])).toEqual(content);
        const place = at % sealed.length;
        // The highest bit of the encapsulated key is ignored by X25519 (RFC 7748), yet HPKE binds the bytes themselves.
        sealed[place] = (sealed[place] ?? 0) ^ flip;
        expect(hpkeOpen(privateKey, info, aad, sealed)).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  it('refuses short input, other associated data, a point of low order, and keys of a wrong length', () => {
    const { privateKey } = generateKeyPairSync('x25519');
    const none = new Uint8Array(0);
    expect(hpkeOpen(privateKey, none, none, new Uint8Array(47))).toBeUndefined();
    expect(hpkeOpen(privateKey, none, none, new Uint8Array(64))).toBeUndefined();
    const sealed = hpkeSeal(x25519Raw(privateKey), none, none, vector.pt);
    expect(hpkeOpen(privateKey, none, vector.aad, sealed)).toBeUndefined();
    expect(() => x25519Public(none)).toThrow(RangeError);
    expect(() => x25519Private(none)).toThrow(RangeError);
  });
});
