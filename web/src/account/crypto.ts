import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 as hash } from '@noble/hashes/sha2.js';
import type { Sha256, VerifyEd25519 } from '../../../src/account/hash.ts';

/** SHA-256 in the page. WebCrypto's own answers later only, which the log's functions do not wait for. */
export const sha256: Sha256 = (bytes) => hash(bytes);

/** Ed25519 as RFC 8032 has it (not the laxer ZIP 215), so that page, service and verifier refuse the same. */
export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
};
