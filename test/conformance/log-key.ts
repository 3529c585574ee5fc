import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { LogSigner } from '../../src/store/log/embedded/embedded-log.ts';

const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A log's key for tests, from a seed byte. */
export function testSigner(name: string, seed = 7): LogSigner {
  const key = createPrivateKey({
    key: Buffer.concat([pkcs8Head, Buffer.alloc(32, seed)]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32));
  return { name, publicKey, sign: (message) => new Uint8Array(sign(null, message, key)) };
}
