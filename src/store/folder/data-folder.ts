import { randomBytes } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { noteCosignature, noteEd25519 } from '../../account/format.ts';
import { formatVerifierKey, makeVerifierKey, type VerifierKey } from '../../account/note.ts';
import { AtalayaError } from '../../model/errors.ts';
import { openBlobFolder } from '../blobs/folder.ts';
import { sealBlobs } from '../blobs/sealed.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { openEvidenceFolder } from '../evidence/files.ts';
import { sha256 } from '../hashing.ts';
import { type FolderKeys, openKeyring } from '../keys/files.ts';
import type { RandomBytes } from '../keys/keys.ts';
import { loadSigner } from '../keys/signing.ts';
import { openEmbeddedLog } from '../log/embedded/embedded-log.ts';
import type { Log } from '../log/log.ts';
import type { WitnessClient } from '../log/witness-client.ts';
import type { Memory } from '../memory/memory.ts';
import { openSqliteNotes } from '../memory/notes-sqlite.ts';
import { openMemory } from '../memory/sealed.ts';
import { openSqliteTracks } from '../tracks/sqlite.ts';
import type { Tracks } from '../tracks/tracks.ts';
import { readWitnesses } from '../witness/addresses.ts';
import { witnessAt } from '../witness/ask.ts';
import { originOf } from './checkpoint.ts';

/** Names in a data folder that are not the log's own. */
export const keysFolder = 'keys';
export const publicKeysFile = 'keys.pub';

export interface DataFolderOptions {
  readonly folder: string;
  /** Which log this is, for a new folder; an existing one knows. */
  readonly origin?: string;
  /** Who is asked to cosign; else those of the folder's `witnesses` file. */
  readonly witnesses?: readonly WitnessClient[];
  /** The system's randomness for every part, but in a run that must repeat. */
  readonly randomFor?: (part: 'signer' | 'keys' | 'blobs' | 'memory' | 'tracks') => RandomBytes;
  /** Microseconds since 1970. */
  readonly now: () => number;
  readonly publishIntervalMs?: number | 'none';
  readonly onProgress?: (done: number, of: number) => void;
}

/** Everything that one machine keeps of a log, opened together. */
export interface DataFolder {
  readonly origin: string;
  readonly log: Log;
  readonly keys: FolderKeys;
  readonly memory: Memory;
  readonly tracks: Tracks;
  /** What is published of the log, to be handed on. */
  readonly evidence: Pick<Evidence, 'read'>;
  /** The log's public key and the witnesses', as a verifier is given them. */
  readonly verifierKeys: readonly VerifierKey[];
  close(): Promise<void>;
}

/** Opens a data folder for writing, or founds one. Errors: those of the log, the keyring and the memory; `usage` where there is no log and no origin. */
export async function openDataFolder(options: DataFolderOptions): Promise<DataFolder> {
  const { folder } = options;
  const randomFor = options.randomFor ?? (() => randomBytes);
  const known = await originOf(folder);
  const origin = known ?? options.origin;
  if (origin === undefined) {
    throw new AtalayaError('usage', 'There is no log in this folder', folder, 'Give the folder of a log');
  }
  // A log that was restored without its keyring must not get another key: it would be no longer this log.
  const random = known === undefined ? randomFor('signer') : undefined;
  const signer = await loadSigner(join(folder, keysFolder, 'log.key'), random);
  const evidence = openEvidenceFolder(join(folder, 'evidence'), join(folder, 'scratch'));
  const witnesses = options.witnesses ?? (await readWitnesses(folder)).map((address) => witnessAt(address, evidence));
  const log = await openEmbeddedLog({
    folder,
    origin,
    signer: { name: origin, ...signer },
    witnesses,
    now: options.now,
    ...(options.publishIntervalMs === undefined ? {} : { publishIntervalMs: options.publishIntervalMs }),
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
  });
  try {
    const keys = await openKeyring(join(folder, keysFolder, 'ring'), { random: randomFor('keys') });
    const storage = await openBlobFolder(join(folder, 'evidence'), join(folder, 'scratch'));
    const blobs = sealBlobs(storage, randomFor('blobs'));
    const notes = await openSqliteNotes(join(folder, 'notes.sqlite'));
    const tracks = await openSqliteTracks(join(folder, 'tracks.sqlite'), randomFor('tracks'));
    const memory = await openMemory({ log, keys, blobs, notes, tracks, random: randomFor('memory'), alone: true });
    // What was ordered deleted before the process ended is deleted before anybody reads.
    await memory.resumeDeletions(options.now());
    const logKey = makeVerifierKey(origin, noteEd25519, signer.publicKey, sha256);
    const verifierKeys = [logKey, ...witnesses.map(({ key }) => key)];
    return {
      origin,
      log,
      keys,
      memory,
      tracks,
      evidence,
      verifierKeys,
      close: async () => {
        await memory.close();
        await tracks.close();
        await keys.close();
        await log.close();
        await evidence.close();
      },
    };
  } catch (error) {
    await log.close();
    throw error;
  }
}

/** Writes the public keys for whoever verifies, a line each, with what they are. */
export async function writePublicKeys(folder: string, keys: readonly VerifierKey[], remark: string): Promise<string> {
  const lines = keys.map((key) => {
    const what = key.type === noteCosignature ? 'a witness' : 'the log';
    return `# ${what}\n${formatVerifierKey(key)}\n`;
  });
  const path = join(folder, publicKeysFile);
  await writeFile(`${path}.part`, `# ${remark}\n${lines.join('')}`);
  await rename(`${path}.part`, path);
  return path;
}
