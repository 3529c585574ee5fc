import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';

/**
 * Hybrid public key encryption, single shot, base mode (RFC 9180): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. Base mode says nothing about
 * who sealed; whoever needs that signs beside it.
 */
const kemId = 0x0020;
const kdfId = 0x0001;
const aeadId = 0x0002;
const baseMode = 0;
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** An ephemeral key pair; handed in by tests only, so that published vectors can be met. */
export interface X25519Pair {
  readonly publicKey: Uint8Array;
  readonly privateKey: KeyObject;
}

// RFC 8410: the fixed beginnings of an X25519 key as SubjectPublicKeyInfo and PKCS #8, before its 32 bytes.
const publicPrefix = Buffer.from('302a300506032b656e032100', 'hex');
const privatePrefix = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** A public key of its 32 bytes (RFC 7748); throws a RangeError for another length. */
export function x25519Public(raw: Uint8Array): KeyObject {
  if (raw.length !== keyBytes) throw new RangeError(`An X25519 public key has 32 bytes, not ${raw.length}`);
  return createPublicKey({ key: Buffer.concat([publicPrefix, raw]), format: 'der', type: 'spki' });
}

/** A private key of its 32 bytes (RFC 7748); throws a RangeError for another length. */
export function x25519Private(raw: Uint8Array): KeyObject {
  if (raw.length !== keyBytes) throw new RangeError(`An X25519 private key has 32 bytes, not ${raw.length}`);
  return createPrivateKey({ key: Buffer.concat([privatePrefix, raw]), format: 'der', type: 'pkcs8' });
}

/** The 32 public bytes of a private or public X25519 key. */
export function x25519Raw(key: KeyObject): Uint8Array {
  const half = key.type === 'private' ? createPublicKey(key) : key;
  return new Uint8Array(half.export({ format: 'der', type: 'spki' }).subarray(publicPrefix.length));
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff);
}

const kemSuite = Buffer.concat([Buffer.from('KEM'), u16(kemId)]);
const hpkeSuite = Buffer.concat([Buffer.from('HPKE'), u16(kemId), u16(kdfId), u16(aeadId)]);
const empty = new Uint8Array(0);

function hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const mac = createHmac('sha256', key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

/** LabeledExtract (section 4); the empty salt is 32 zeros, as in RFC 5869. */
function labeledExtract(suite: Uint8Array, salt: Uint8Array, label: string, secret: Uint8Array): Uint8Array {
  const key = salt.length === 0 ? new Uint8Array(keyBytes) : salt;
  return hmac(key, Buffer.from('HPKE-v1'), suite, Buffer.from(label), secret);
}

/** LabeledExpand (section 4) to at most 32 bytes, which one block of HKDF-SHA256 gives. */
function labeledExpand(suite: Uint8Array, secret: Uint8Array, label: string, info: Uint8Array, length: number) {
  const labeled = [u16(length), Buffer.from('HPKE-v1'), suite, Buffer.from(label), info];
  return hmac(secret, ...labeled, Uint8Array.of(1)).subarray(0, length);
}

/** Shared secret of the KEM (section 4.1). A public key of low order makes OpenSSL refuse, as section 7.1.4 demands. */
function sharedSecret(privateKey: KeyObject, publicKey: KeyObject, enc: Uint8Array, recipient: Uint8Array) {
  const dh = diffieHellman({ privateKey, publicKey });
  const prk = labeledExtract(kemSuite, empty, 'eae_prk', dh);
  return labeledExpand(kemSuite, prk, 'shared_secret', Buffer.concat([enc, recipient]), keyBytes);
}

/** Key and first nonce (section 5.1). */
function keySchedule(shared: Uint8Array, info: Uint8Array): { readonly key: Uint8Array; readonly nonce: Uint8Array } {
  const context = Buffer.concat([
    Uint8Array.of(baseMode),
    labeledExtract(hpkeSuite, empty, 'psk_id_hash', empty),
    labeledExtract(hpkeSuite, empty, 'info_hash', info),
  ]);
  const secret = labeledExtract(hpkeSuite, shared, 'secret', empty);
  return {
    key: labeledExpand(hpkeSuite, secret, 'key', context, keyBytes),
    nonce: labeledExpand(hpkeSuite, secret, 'base_nonce', context, nonceBytes),
  };
}

function freshPair(): X25519Pair {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return { publicKey: x25519Raw(publicKey), privateKey };
}

/** Seals to a public key of 32 bytes: the encapsulated key (32 bytes), ciphertext, tag (16). */
export function hpkeSeal(
  recipient: Uint8Array,
  info: Uint8Array,
  associated: Uint8Array,
  content: Uint8Array,
  ephemeral: X25519Pair = freshPair(),
): Uint8Array {
  const shared = sharedSecret(ephemeral.privateKey, x25519Public(recipient), ephemeral.publicKey, recipient);
  const { key, nonce } = keySchedule(shared, info);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(associated);
  return Buffer.concat([ephemeral.publicKey, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what `hpkeSeal` gave; undefined where key, info, associated data or bytes do not agree. */
export function hpkeOpen(
  privateKey: KeyObject,
  info: Uint8Array,
  associated: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | undefined {
  if (sealed.length < keyBytes + tagBytes) return undefined;
  const enc = sealed.subarray(0, keyBytes);
  try {
    const shared = sharedSecret(privateKey, x25519Public(enc), enc, x25519Raw(privateKey));
    const { key, nonce } = keySchedule(shared, info);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(associated);
    decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
    return Buffer.concat([decipher.update(sealed.subarray(keyBytes, sealed.length - tagBytes)), decipher.final()]);
  } catch {
    return undefined;
  }
}
