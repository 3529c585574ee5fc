import { createPublicKey, hash, verify } from 'node:crypto';
import type { VerifyEd25519 } from '../src/account/hash.ts';
import { BundleExaminer } from '../src/account/verify/examine.ts';
import { readKeys, type TrustedKeys } from '../src/account/verify/note.ts';
import type { EvidenceSource, FoundName } from '../src/account/verify/source.ts';
import { type Verdict, type VerifyOptions, verifyEvidence } from '../src/account/verify/verify.ts';

export const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');

export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
  const x = Buffer.from(publicKey).toString('base64url');
  return verify(null, message, createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } }), signature);
};

/** Evidence in memory, as the verifier reads it; `onSettle` is what a running log does meanwhile. */
export function memorySource(files: ReadonlyMap<string, Uint8Array>, onSettle: () => void = () => {}): EvidenceSource {
  async function* list(): AsyncGenerator<FoundName> {
    for (const name of [...files.keys()]) yield { name, type: 'file' };
  }
  return {
    async read(name, limitBytes) {
      const bytes = files.get(name);
      if (bytes === undefined) return { outcome: 'missing' };
      return {
        outcome: 'read',
        bytes: Uint8Array.from(bytes.subarray(0, limitBytes)),
        goesOn: bytes.length > limitBytes,
      };
    },
    async hash(name) {
      const bytes = files.get(name);
      return bytes === undefined
        ? { outcome: 'missing' }
        : { outcome: 'read', sha256: sha256(bytes), sizeBytes: bytes.length };
    },
    list,
    async settle() {
      onSettle();
    },
  };
}

export function trusted(keysText: string): TrustedKeys {
  const reading = readKeys(keysText, sha256);
  if ('keys' in reading) return reading.keys;
  throw new Error(reading.fault);
}

/** Verifies evidence in memory. */
export function verifyMemory(
  files: ReadonlyMap<string, Uint8Array>,
  keysText: string,
  more: { readonly kept?: Uint8Array; readonly onSettle?: () => void; readonly list?: false } = {},
): Promise<Verdict> {
  const examiner = new BundleExaminer(sha256);
  const { list, ...blind } = memorySource(files, more.onSettle);
  const options: VerifyOptions = {
    source: more.list === false || list === undefined ? blind : { ...blind, list },
    keys: trusted(keysText),
    kept: more.kept,
    sha256,
    verifyEd25519,
    examine: async (task) => examiner.examine(task),
    concurrency: 4,
    onProgress: () => {},
  };
  return verifyEvidence(options);
}
