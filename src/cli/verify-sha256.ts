import { hash } from 'node:crypto';

/**
 * SHA-256 by Node. The digest comes as a text of 32 characters: for inputs of some hundred bytes, making Node's Buffer for it takes
 * twice the time of the hash itself.
 */
export function sha256(bytes: Uint8Array): Uint8Array {
  const text = hash('sha256', bytes, 'binary');
  const digest = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) digest[i] = text.charCodeAt(i);
  return digest;
}
