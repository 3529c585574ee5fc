import { createCipheriv, createDecipheriv, createHash, type KeyObject } from 'node:crypto';

// RFC 3394, section 2.2.3.1: the initial value by which unwrapping knows that it succeeded.
const initialValue = Buffer.alloc(8, 0xa6);

/** Wraps a data key of 32 bytes by AES key wrap (RFC 3394): 40 bytes. */
export function wrapKey(kek: KeyObject, key: Uint8Array): Uint8Array {
  const cipher = createCipheriv('id-aes256-wrap', kek, initialValue);
  return Buffer.concat([cipher.update(key), cipher.final()]);
}

/** Opens a wrapped key; undefined where it was not wrapped with this key, or was changed. */
export function unwrapKey(kek: KeyObject, wrapped: Uint8Array): Uint8Array | undefined {
  const decipher = createDecipheriv('id-aes256-wrap', kek, initialValue);
  try {
    return new Uint8Array(Buffer.concat([decipher.update(wrapped), decipher.final()]));
  } catch {
    return undefined;
  }
}

/** What ties a key file to its compartment: 8 bytes. */
export function scopeOf(compartment: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(`atalaya compartment\0${compartment}`).digest().subarray(0, 8));
}

/** Tells two key-encryption keys apart without telling them: 8 bytes of a hash of 32 random ones. */
export function printOf(kek: Uint8Array): string {
  return createHash('sha256').update('atalaya key print\0').update(kek).digest('hex').slice(0, 16);
}
