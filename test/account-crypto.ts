import { createPrivateKey, createPublicKey, hash, sign, verify } from 'node:crypto';
import type { Sha256, SignEd25519, VerifyEd25519 } from '../src/account/hash.ts';

/** SHA-256 as the programs hand it in. */
export const sha256: Sha256 = (bytes) => new Uint8Array(hash('sha256', bytes, 'buffer'));

/** SHA-256 that remembers: for tests that hash the same few messages a million times. */
export function rememberingSha256(): Sha256 {
  const known = new Map<string, Uint8Array>();
  return (bytes) => {
    const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    let digest = known.get(key);
    if (digest === undefined) {
      digest = sha256(bytes);
      known.set(key, digest);
    }
    return digest;
  };
}

const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
  const key = createPublicKey({ key: Buffer.concat([spkiHead, publicKey]), format: 'der', type: 'spki' });
  return verify(null, message, key, signature);
};

/** An Ed25519 key pair from a seed of 32 bytes (RFC 8032). */
export function keyPair(seed: Uint8Array): { readonly publicKey: Uint8Array; readonly sign: SignEd25519 } {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    publicKey: new Uint8Array(spki.subarray(spkiHead.length)),
    sign: (message) => new Uint8Array(sign(null, message, key)),
  };
}

export function fromHex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

export function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}
