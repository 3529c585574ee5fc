import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import { encodeCbor } from '../../account/cbor.ts';
import { equalBytes } from '../../account/equal.ts';
import { hashBytes, inlineLimitBytes } from '../../account/format.ts';

/**
 * How content is sealed (docs/adr/0006-the-log.md): a salt of 32 random bytes and the content, by AES-256-GCM (NIST SP 800-38D) with the item's data key, a
 * random nonce of 12 bytes, the tag of 16 at the end. The commitment is HMAC-SHA-256 of the content, keyed with the salt.
 */
export const saltBytes = hashBytes;
export const nonceBytes = 12;
const tagBytes = 16;

/** Salt of open bodies: there is nothing to hide, and whoever verifies must know it. */
export const openSalt = new Uint8Array(saltBytes);

const blockBytes = 64;
const inner = new Uint8Array(blockBytes + inlineLimitBytes);
const outer = new Uint8Array(blockBytes + hashBytes);

/**
 * HMAC-SHA-256 (RFC 2104) of the content, keyed with the salt. Of short content by two plain hashes: Node's Hmac takes four times as long, most of it
 * for a key that is used once.
 */
export function commit(salt: Uint8Array, content: Uint8Array): Uint8Array {
  if (content.length > inlineLimitBytes || salt.length > blockBytes) {
    return new Uint8Array(createHmac('sha256', createSecretKey(salt)).update(content).digest());
  }
  inner.fill(0x36, 0, blockBytes);
  outer.fill(0x5c, 0, blockBytes);
  for (let i = 0; i < salt.length; i += 1) {
    const byte = salt[i] ?? 0;
    inner[i] = 0x36 ^ byte;
    outer[i] = 0x5c ^ byte;
  }
  inner.set(content, blockBytes);
  outer.set(hash('sha256', inner.subarray(0, blockBytes + content.length), 'buffer'), blockBytes);
  const commitment = new Uint8Array(hash('sha256', outer, 'buffer'));
  inner.fill(0, 0, blockBytes + content.length);
  return commitment;
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
