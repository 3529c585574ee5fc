import { join } from 'node:path';
import { noteEd25519 } from '../../src/account/format.ts';
import { formatVerifierKey, makeVerifierKey } from '../../src/account/note.ts';
import { openEvidenceFolder } from '../../src/store/evidence/files.ts';
import { sha256 } from '../../src/store/hashing.ts';
import { openEmbeddedLog } from '../../src/store/log/embedded/embedded-log.ts';
import type { Log } from '../../src/store/log/log.ts';
import { testSigner } from '../conformance/log-key.ts';

/** Where a log lies that a child process writes and its parent examines. */
export interface CrashPlace {
  readonly folder: string;
  /** Named where the log stands on PostgreSQL. */
  readonly database?: { readonly url: string; readonly schema: string };
}

export const crashOrigin = 'log.test/crash';
const signer = testSigner(crashOrigin);
const key = makeVerifierKey(crashOrigin, noteEd25519, signer.publicKey, sha256);

export const crashKeys = `${formatVerifierKey(key)}\n`;
export const evidenceOf = ({ folder }: CrashPlace): string => join(folder, 'evidence');

/** Segments and pauses are short here, so that a crash meets every stage of a log's life. */
export async function openPlace(place: CrashPlace, publishMs: number): Promise<Log> {
  const { folder, database } = place;
  if (database === undefined) {
    return openEmbeddedLog({
      folder,
      origin: crashOrigin,
      signer,
      now: () => Date.now() * 1000,
      publishIntervalMs: publishMs,
      segmentBytes: 256 * 1024,
    });
  }
  const { openPostgresLog } = await import('../../src/store/log/postgres/open.ts');
  const evidence = openEvidenceFolder(evidenceOf(place), join(folder, 'scratch'));
  const signing = { origin: crashOrigin, key, sign: signer.sign, witnesses: [] };
  return openPostgresLog({ database, evidence, signing, publishMs, publishPatienceMs: 30_000 });
}
