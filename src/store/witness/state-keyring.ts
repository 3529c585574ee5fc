import { createPrivateKey, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { decodeBase64, encodeBase64 } from '../../account/base64.ts';
import { AtalayaError } from '../../model/errors.ts';
import { readTextIfThere } from '../absent.ts';
import { privateFolder, writePrivate } from '../keys/durable.ts';
import { x25519Private, x25519Raw } from '../keys/hpke.ts';
import type { RandomBytes } from '../keys/keys.ts';
import { importShare } from '../keys/share.ts';
import { readShare } from '../keys/share-file.ts';

const keyPrefix = 'x25519:';

/** A state's exchange key as a person hands it over: `x25519:` and base64 of 32 bytes. Errors: `usage`. */
export function readExchangeKey(text: string): Uint8Array {
  const raw = text.startsWith(keyPrefix) ? decodeBase64(text.slice(keyPrefix.length).trim()) : undefined;
  if (raw?.length === 32) return raw;
  const cure = 'Give it as the witness printed it: x25519: and 44 characters of base64';
  throw new AtalayaError('usage', 'This is no exchange key', text.slice(0, 60), cure);
}

/** A state's own keyring: what the operator shares of its compartments, sealed to the state's exchange key. */
export class StateKeyring {
  readonly #folder: string;
  readonly #key: KeyObject;

  private constructor(folder: string, key: KeyObject) {
    this.#folder = folder;
    this.#key = key;
  }

  /** Opens the keyring under a witness's `keys/`, with an exchange key made at the first call. */
  static async open(folder: string, random: RandomBytes): Promise<StateKeyring> {
    await privateFolder(folder);
    const path = join(folder, 'exchange.key');
    const pem = await readTextIfThere(path);
    if (pem !== undefined) return new StateKeyring(folder, readKey(pem, path));
    const key = x25519Private(random(32));
    const text = key.export({ format: 'pem', type: 'pkcs8' });
    await writePrivate(path, new TextEncoder().encode(String(text)));
    return new StateKeyring(folder, key);
  }

  /** The public half, as it is handed to the operator. */
  get exchangeKey(): string {
    return `${keyPrefix}${encodeBase64(x25519Raw(this.#key))}`;
  }

  /** Takes a share in: new keys, and destructions, which overwrite what was held. Errors: `keyring-damaged`. */
  async take(share: Uint8Array, where: string): Promise<void> {
    await importShare(join(this.#folder, 'ring'), this.#key, readShare(share, where));
  }
}

function readKey(pem: string, path: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'x25519') return key;
  } catch {
    // Told below: whatever is wrong with it, it is no key.
  }
  const cure = 'Put back the key file that belongs here; with a new one the operator must share anew';
  throw new AtalayaError('keyring-damaged', 'This is no X25519 private key (PKCS #8, PEM)', path, cure);
}
