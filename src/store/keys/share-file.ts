import { AtalayaError } from '../../model/errors.ts';
import type { SharePiece } from './share.ts';

/** A share as one file: a mark, then each piece's name and bytes behind their lengths (32 bits, big-endian). */
const mark = new TextEncoder().encode('ATLSHR1\n');
const lengthBytes = 4;
const nameLimit = 200;

/** Bytes of a share file, piece by piece. */
export async function* writeShare(
  pieces: AsyncIterable<SharePiece> | Iterable<SharePiece>,
): AsyncGenerator<Uint8Array> {
  yield mark;
  for await (const { name, bytes } of pieces) {
    yield framed(new TextEncoder().encode(name));
    yield framed(bytes);
  }
}

function framed(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(lengthBytes + bytes.length);
  new DataView(out.buffer).setUint32(0, bytes.length);
  out.set(bytes, lengthBytes);
  return out;
}

/** The pieces of a share file. Errors: `keyring-damaged` where it is none, or ends early. */
export function* readShare(bytes: Uint8Array, where: string): Generator<SharePiece> {
  if (Buffer.compare(bytes.subarray(0, mark.length), mark) !== 0) throw damaged('This is no share of a keyring', where);
  let at = mark.length;
  const take = (what: string): Uint8Array => {
    if (at + lengthBytes > bytes.length) throw damaged(`The share ends within ${what}`, where);
    const length = new DataView(bytes.buffer, bytes.byteOffset + at, lengthBytes).getUint32(0);
    at += lengthBytes;
    if (at + length > bytes.length) throw damaged(`The share ends within ${what}`, where);
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const name = take('the name of a piece');
    if (name.length > nameLimit) throw damaged('The name of a piece is too long', where);
    yield { name: new TextDecoder().decode(name), bytes: take('a piece') };
  }
}

function damaged(what: string, where: string): AtalayaError {
  return new AtalayaError('keyring-damaged', what, where, 'Ask the operator for the share again');
}
