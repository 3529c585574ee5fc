import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commit, contentOf, seal, unseal } from './sealing.ts';

const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.constantFrom(0, 55, 56, 64, 4_096, 4_097, 9_000).map((n) => new Uint8Array(n).fill(n)),
);
const salt = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('sealing', () => {
  it('commits by HMAC-SHA-256, whatever the length', () => {
    fc.assert(
      fc.property(salt, content, (key, bytes) => {
        expect(commit(key, bytes)).toEqual(new Uint8Array(createHmac('sha256', key).update(bytes).digest()));
      }),
    );
    // RFC 4231, test case 2.
    expect(Buffer.from(commit(Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?'))).toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  it('opens what it sealed, and nothing else', () => {
    const key = new Uint8Array(32).fill(1);
    const nonce = new Uint8Array(12).fill(2);
    fc.assert(
      fc.property(salt, content, fc.uint8Array(), fc.nat(), (key2, bytes, aad, at) => {
        const sealed = seal(key, nonce, aad, [key2, bytes]);
        const opened = unseal(key, nonce, aad, sealed);
        expect(opened === undefined ? undefined : contentOf(opened, commit(key2, bytes))).toEqual(bytes);
        const changed = Uint8Array.from(sealed);
        changed[at % sealed.length] = (changed[at % sealed.length] ?? 0) ^ 1;
        expect(unseal(key, nonce, aad, changed)).toBeUndefined();
        expect(unseal(key, nonce, Uint8Array.of(...aad, 0), sealed)).toBeUndefined();
        expect(contentOf(Uint8Array.of(...key2, ...bytes, 0), commit(key2, bytes))).toBeUndefined();
      }),
    );
    expect(unseal(key, nonce, nonce, new Uint8Array(15))).toBeUndefined();
    expect(contentOf(new Uint8Array(31), key)).toBeUndefined();
  });
});
