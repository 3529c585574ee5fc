import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/**
 * How a blob is sealed: a salt of 32 bytes, then chunks of at most 65,536 bytes of content, each followed by its tag of 16. The chunks' key comes of the item's
 * data key and the salt by HKDF-SHA256 (RFC 5869), so that blobs of one item share no nonce. Chunks are AES-256-GCM in the STREAM construction
 * (Hoang, Reyhanitabar, Rogaway, Vizar 2015): nonce = 7 zeros, chunk number (4 bytes, big-endian), 1 in the last chunk and 0 before, so that
 * a chunk that was moved, left out or cut off does not open. Content that fills its chunks ends with a full one; empty content is one empty chunk.
 */
export const chunkBytes = 65_536;
export const tagBytes = 16;
export const saltBytes = 32;
export const sealedChunkBytes = chunkBytes + tagBytes;
const info = 'atalaya blob';
const maxChunks = 2 ** 32;

/** What a blob's length in bytes says: chunks, and bytes of content; undefined where no blob has such a length. */
export function blobShape(sizeBytes: number): { readonly chunks: number; readonly contentBytes: number } | undefined {
  const body = sizeBytes - saltBytes;
  const chunks = Math.ceil(body / sealedChunkBytes);
  const contentBytes = body - chunks * tagBytes;
  const last = body - (chunks - 1) * sealedChunkBytes;
  if (!Number.isSafeInteger(sizeBytes) || body < tagBytes || chunks > maxChunks) return undefined;
  return last < tagBytes || (last === tagBytes && chunks > 1) ? undefined : { chunks, contentBytes };
}

export function chunkKey(dataKey: Uint8Array, salt: Uint8Array): KeyObject {
  const raw = new Uint8Array(hkdfSync('sha256', dataKey, salt, info, 32));
  const key = createSecretKey(raw);
  raw.fill(0);
  return key;
}

function nonceOf(chunk: number, last: boolean): Uint8Array {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(chunk, 7);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

function sealChunk(key: KeyObject, chunk: number, last: boolean, content: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(chunk, last));
  return Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

/** Opens a sealed chunk; undefined where it is not this chunk of this blob. */
export function openChunk(key: KeyObject, chunk: number, last: boolean, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < tagBytes) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(chunk, last), { authTagLength: tagBytes });
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - tagBytes)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** Cuts content into full chunks and a last one, whatever pieces it comes in; holds one chunk. */
async function* chunksOf(content: AsyncIterable<Uint8Array>): AsyncIterable<{ bytes: Uint8Array; last: boolean }> {
  let held = Buffer.alloc(chunkBytes);
  let filled = 0;
  for await (const piece of content) {
    let at = 0;
    while (at < piece.length) {
      if (filled === chunkBytes) {
        yield { bytes: held, last: false };
        held = Buffer.alloc(chunkBytes);
        filled = 0;
      }
      const taken = Math.min(chunkBytes - filled, piece.length - at);
      held.set(piece.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
    }
  }
  yield { bytes: held.subarray(0, filled), last: true };
}

/** The ciphertext of a blob, piece by piece. The salt is 32 fresh random bytes. */
export async function* sealStream(
  dataKey: Uint8Array,
  salt: Uint8Array,
  content: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  yield salt;
  const key = chunkKey(dataKey, salt);
  let chunk = 0;
  for await (const { bytes, last } of chunksOf(content)) {
    if (chunk >= maxChunks) throw new RangeError('A blob holds at most 2^32 chunks');
    yield sealChunk(key, chunk, last, bytes);
    chunk += 1;
  }
}
