/** SHA-256 (FIPS 180-4), handed in: Node's own on servers, a script's in the browser. Gives 32 bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** Verifies an Ed25519 signature (RFC 8032): 32-byte public key, message, 64-byte signature. Never throws. */
export type VerifyEd25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

/** Signs by Ed25519 (RFC 8032) with a key that stays where it is. Gives 64 bytes. */
export type SignEd25519 = (message: Uint8Array) => Uint8Array;
