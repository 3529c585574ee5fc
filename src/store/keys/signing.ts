import { createPrivateKey, createPublicKey, type KeyObject, randomUUID, sign } from 'node:crypto';
import { chmod, link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SignEd25519 } from '../../account/hash.ts';
import { AtalayaError } from '../../model/errors.ts';
import { readTextIfThere } from '../absent.ts';
import { syncFolder } from '../evidence/files.ts';
import { ed25519PublicPrefix } from '../hashing.ts';
import type { RandomBytes } from './keys.ts';

/** DER of an Ed25519 private key up to its 32 bytes (RFC 8410 section 7). */
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
/** A signing key that does not leave its object. */
export interface Signer {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly sign: SignEd25519;
}

/** A signer from its 32-byte seed (RFC 8032, 5.1.5). */
export function signerFromSeed(seed: Uint8Array): Signer {
  return signerOf(createPrivateKey({ key: Buffer.concat([privatePrefix, seed]), format: 'der', type: 'pkcs8' }));
}

function signerOf(key: KeyObject): Signer {
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(ed25519PublicPrefix.length);
  return { publicKey: new Uint8Array(publicKey), sign: (message) => sign(null, message, key) };
}

/**
 * The signer whose key lies in a file (PKCS #8, PEM), made at the first call and readable by its owner alone.
 * @param random undefined where there must be a key already: of a log that has signed.
 * Errors: `keyring-damaged` where the file holds no Ed25519 key, or is missing and none may be made.
 */
export async function loadSigner(path: string, random: RandomBytes | undefined): Promise<Signer> {
  const there = await readTextIfThere(path);
  if (there !== undefined) return readSigner(there, path);
  if (random === undefined) {
    const cure = "Put the folder keys/ of this log's keyring in place; it is in no backup";
    throw new AtalayaError('keyring-damaged', 'The key that this log signs with is missing', path, cure);
  }
  const seed = random(32);
  const der = Buffer.concat([privatePrefix, seed]);
  const pem = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'pem', type: 'pkcs8' });
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.${randomUUID()}.part`;
  const file = await open(part, 'wx', 0o600);
  try {
    await file.writeFile(pem);
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(part, 0o600);
  await placeFirst(part, path);
  await syncFolder(dirname(path));
  // Of two that begin at once, both sign with the key that lies there.
  return readSigner((await readTextIfThere(path)) ?? '', path);
}

/** Puts a file in place unless one is there already; where the file system has no links, whatever is there. */
async function placeFirst(part: string, path: string): Promise<void> {
  try {
    await link(part, path);
  } catch (error) {
    const there = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!there) return rename(part, path);
  }
  await rm(part);
}

function readSigner(pem: string, path: string): Signer {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return signerOf(key);
  } catch {
    // Told below: whatever is wrong with it, it is no key.
  }
  throw new AtalayaError(
    'keyring-damaged',
    'This is no Ed25519 private key (PKCS #8, PEM)',
    path,
    'Put back the key file that belongs here; a new key is another log or witness',
  );
}
