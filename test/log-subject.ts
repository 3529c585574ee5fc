import type { EntryDraft } from '../src/account/entry-types.ts';
import { noteEd25519 } from '../src/account/format.ts';
import { makeVerifierKey } from '../src/account/note.ts';
import { signerFromSeed } from '../src/store/keys/signing.ts';
import type { Append } from '../src/store/log/log.ts';
import type { Signing } from '../src/store/log/postgres/publisher.ts';
import { sha256 } from './account-crypto.ts';

/** A log's identity for tests, always the same. */
export function testSigning(): Signing {
  const signer = signerFromSeed(new Uint8Array(32).fill(7));
  const origin = 'log.test/atalaya';
  const key = makeVerifierKey(origin, noteEd25519, signer.publicKey, sha256);
  return { origin, key, sign: signer.sign, witnesses: [] };
}

/** A sealed draft whose bytes follow from where it stands. */
export function draft(stream: string, version: number, sizeBytes = 100): EntryDraft {
  const fill = sha256(new TextEncoder().encode(`${stream} ${version}`));
  return {
    stream,
    version,
    kind: 'review.noted',
    role: 'analyst',
    state: stream.length % 2 === 0 ? 'USA' : 'MEX',
    agency: 'agency-1',
    compartment: 'joint',
    commitment: fill,
    attachments: [],
    body: {
      form: 'sealed',
      keyId: fill.slice(0, 16),
      nonce: fill.slice(0, 12),
      ciphertext: new Uint8Array(sizeBytes).fill(fill[0] ?? 0),
    },
  };
}

/** A command of one stream: `count` entries from a version on. */
export function command(commandId: string, timeUs: number, stream: string, version: number, count = 1): Append {
  return { commandId, timeUs, drafts: Array.from({ length: count }, (_, i) => draft(stream, version + i)) };
}
