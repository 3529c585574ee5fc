import { createCipheriv, createDecipheriv, createHmac, type KeyObject } from 'node:crypto';
import { encodeCbor } from '../../account/cbor.ts';
import { equalBytes } from '../../account/equal.ts';
import { hashBytes } from '../../account/format.ts';

/**
 * How content is sealed (docs/adr/0006-the-log.md): a salt of 32 random bytes and the content, by AES-256-GCM (NIST SP 800-38D) with the item's data key, a
 * random nonce of 12 bytes, the tag of 16 at the end. The commitment is HMAC-SHA-256 of the content, keyed with the salt.
 */
export const saltBytes = hashBytes;
export const nonceBytes = 12;
const tagBytes = 16;

/** Salt of open bodies: there is nothing to hide, and whoever verifies must know it. */
export const openSalt = new Uint8Array(saltBytes);

export function commit(salt: Uint8Array, content: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac('sha256', salt).update(content).digest());
}

export function seal(
  key: KeyObject | Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array,
  parts: readonly Uint8Array[],
) {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(associated);
  return new Uint8Array(
    Buffer.concat([...parts.map((part) => cipher.update(part)), cipher.final(), cipher.getAuthTag()]),
  );
}

/** What was sealed; undefined where key, nonce, associated data or bytes do not agree. */
export function unseal(
  key: KeyObject | Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | undefined {
  const end = sealed.length - tagBytes;
  if (end < 0) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(associated);
    decipher.setAuthTag(sealed.subarray(end));
    const content = decipher.update(sealed.subarray(0, end));
    // In GCM nothing comes at the end but the verdict on the tag.
    decipher.final();
    return new Uint8Array(content.buffer, content.byteOffset, content.length);
  } catch {
    return undefined;
  }
}

/** Takes the salt off, and holds the content against its commitment; undefined where it is not what was committed to. */
export function contentOf(salted: Uint8Array, commitment: Uint8Array): Uint8Array | undefined {
  if (salted.length < saltBytes) return undefined;
  const content = salted.subarray(saltBytes);
  return equalBytes(commit(salted.subarray(0, saltBytes), content), commitment) ? content : undefined;
}

/** What a snapshot's seal binds beside the state. */
export function snapshotData(stream: string, compartment: string, keyId: Uint8Array, version: number): Uint8Array {
  return encodeCbor(['snapshot', stream, compartment, keyId, version]);
}
