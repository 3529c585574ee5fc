import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto';
import type { Sha256, VerifyEd25519 } from '../../../account/hash.ts';

/** SHA-256 of Node's own crypto. */
export const sha256: Sha256 = (bytes) => hash('sha256', bytes, 'buffer');

/** DER of an Ed25519 public key up to its 32 bytes (RFC 8410 section 4). */
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');

function keyOf(publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([publicPrefix, publicKey]), format: 'der', type: 'spki' });
}

export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
  try {
    return verify(null, message, keyOf(publicKey), signature);
  } catch {
    return false;
  }
};
