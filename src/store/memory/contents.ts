import { sealingData } from '../../account/entry.ts';
import type { Entry } from '../../account/entry-types.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { Blobs } from '../blobs/blobs.ts';
import type { Keys } from '../keys/keys.ts';
import { KeyCache } from './key-cache.ts';
import type { Content } from './memory.ts';
import { contentOf, openSalt, saltBytes, unseal } from './sealing.ts';

/** Gives what an entry says, as far as a keyring reaches. Errors: `log-damaged` where it is not what was committed to. */
export type OpenContent = (entry: Entry) => Content | Promise<Content>;

/** A way to open entries with a keyring, or without one: then only open bodies are known. */
export function openContents(keys: Keys | undefined, blobs: Blobs, cache = new KeyCache()): OpenContent {
  const unknown = async (keyId: Uint8Array): Promise<Content> => {
    return { known: 'no', why: (await keys?.isDestroyed(keyId)) === true ? 'destroyed' : 'no-key' };
  };

  const openBlob = async (entry: Entry): Promise<Content> => {
    const blob = entry.attachments[0];
    if (blob === undefined) throw damaged(entry);
    const key = await keys?.find(entry.compartment, blob.keyId);
    if (key === undefined) return unknown(blob.keyId);
    const parts: Uint8Array[] = [];
    for await (const part of blobs.get(key, blob)) parts.push(part);
    return checked(entry, Buffer.concat(parts));
  };

  const open: OpenContent = (entry) => {
    const { body } = entry;
    switch (body.form) {
      case 'open':
        return checked(entry, Buffer.concat([openSalt, body.bytes]));
      case 'in-blob':
        return openBlob(entry);
      case 'sealed': {
        const key = cache.get(body.keyId);
        if (key === undefined) return openAfresh(entry, body.keyId);
        return checked(entry, unseal(key, body.nonce, sealingData(entry, entry.command, entry.part), body.ciphertext));
      }
    }
  };

  const openAfresh = async (entry: Entry, keyId: Uint8Array): Promise<Content> => {
    const { body } = entry;
    const raw = await keys?.find(entry.compartment, keyId);
    if (raw === undefined || body.form !== 'sealed') return unknown(keyId);
    const key = cache.add(keyId, raw);
    raw.fill(0);
    return checked(entry, unseal(key, body.nonce, sealingData(entry, entry.command, entry.part), body.ciphertext));
  };

  return open;
}

function damaged({ stream, version }: Entry): AtalayaError {
  const cure = 'Run atalaya verify, and take the entry from a replica.';
  const what = 'The content of an entry is not what was committed to';
  return new AtalayaError('log-damaged', what, `${stream} ${version}`, cure);
}

function checked(entry: Entry, salted: Uint8Array | undefined): Content {
  const bytes = salted === undefined ? undefined : contentOf(salted, entry.commitment);
  if (salted === undefined || bytes === undefined) throw damaged(entry);
  return { known: 'yes', bytes, salt: salted.subarray(0, saltBytes) };
}
