import { createPublicKey, hash, verify } from 'node:crypto';
import type { Sha256, VerifyEd25519 } from '../account/hash.ts';

/**
 * SHA-256 (FIPS 180-4) of Node's own crypto. The digest comes as a text of 32 characters: for inputs of some hundred bytes, Node's Buffer for
 * it takes twice the time of the hash itself.
 */
export const sha256: Sha256 = (bytes) => {
  const text = hash('sha256', bytes, 'binary');
  const digest = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) digest[i] = text.charCodeAt(i);
  return digest;
};

/** DER of an Ed25519 public key up to its 32 bytes (RFC 8410 section 4). */
export const ed25519PublicPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** Verifies by Node; a key or signature out of form is no signature. */
export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    const der = Buffer.concat([ed25519PublicPrefix, publicKey]);
    return verify(null, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature);
  } catch {
    return false;
  }
};
