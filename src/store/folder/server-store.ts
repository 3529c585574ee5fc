import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { parseCheckpoint } from '../../account/checkpoint.ts';
import { isFault } from '../../account/fault.ts';
import { checkpointFile, noteEd25519 } from '../../account/format.ts';
import { makeVerifierKey, parseNote } from '../../account/note.ts';
import { AtalayaError } from '../../model/errors.ts';
import { openBlobBucket } from '../blobs/bucket.ts';
import { openBlobFolder } from '../blobs/folder.ts';
import { sealBlobs } from '../blobs/sealed.ts';
import type { BlobStorage } from '../blobs/storage.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { openEvidenceFolder } from '../evidence/files.ts';
import { openS3Evidence, type S3EvidenceOptions } from '../evidence/s3.ts';
import { sha256 } from '../hashing.ts';
import { openKeyring } from '../keys/files.ts';
import { loadSigner } from '../keys/signing.ts';
import type { Database } from '../log/postgres/connection.ts';
import { openPostgresLog } from '../log/postgres/open.ts';
import { rebuildPostgresLog } from '../log/postgres/rebuild.ts';
import { openPostgresNotes } from '../memory/notes-postgres.ts';
import { openMemory } from '../memory/sealed.ts';
import { openPostgresTracks } from '../tracks/postgres.ts';
import { readWitnesses } from '../witness/addresses.ts';
import { witnessAt } from '../witness/ask.ts';
import { type DataFolder, type DataFolderOptions, keysFolder } from './data-folder.ts';

export interface ServerStoreOptions extends Omit<DataFolderOptions, 'publishIntervalMs' | 'onProgress'> {
  /** Holds the journal, the index, the tracks and the memory's notes. The folder holds keys and scratch. */
  readonly database: Database;
  /** Where evidence and blobs lie; the folder's own `evidence/` where none is named. */
  readonly bucket?: S3EvidenceOptions;
  readonly publishMs?: number;
  /** Whether no other process works upon this log. */
  readonly alone?: boolean;
}

interface Place {
  readonly evidence: Evidence;
  storage(): Promise<BlobStorage>;
  close(): Promise<void>;
}

function placeOf({ folder, bucket }: Pick<ServerStoreOptions, 'folder' | 'bucket'>): Place {
  const scratch = join(folder, 'scratch');
  if (bucket !== undefined) {
    const evidence = openS3Evidence(bucket);
    return { evidence, storage: () => openBlobBucket(evidence, scratch), close: async () => evidence.close() };
  }
  const evidence = openEvidenceFolder(join(folder, 'evidence'), scratch);
  return { evidence, storage: () => openBlobFolder(join(folder, 'evidence'), scratch), close: () => evidence.close() };
}

/** The origin that the published checkpoint names; it is held against the log's key when the log is opened. */
async function publishedOrigin(evidence: Evidence): Promise<string | undefined> {
  const bytes = await evidence.read(checkpointFile);
  const note = bytes === undefined ? undefined : parseNote(bytes);
  if (note === undefined || isFault(note)) return undefined;
  const checkpoint = parseCheckpoint(note.text);
  return isFault(checkpoint) ? undefined : checkpoint.origin;
}

async function identityOf(options: ServerStoreOptions, evidence: Evidence) {
  const known = await publishedOrigin(evidence);
  const origin = known ?? options.origin;
  if (origin === undefined) {
    throw new AtalayaError(
      'usage',
      'There is no log here',
      options.folder,
      'Give the place of a log, or an origin for a new one',
    );
  }
  const random = known === undefined ? (options.randomFor?.('signer') ?? randomBytes) : undefined;
  const signer = await loadSigner(join(options.folder, keysFolder, 'log.key'), random);
  return { origin, signer, key: makeVerifierKey(origin, noteEd25519, signer.publicKey, sha256) };
}

/**
 * Opens what a service on PostgreSQL keeps of a log, the same parts as `openDataFolder`: several processes may, each with the same keys. Errors:
 * those of the log, the keyring and the memory; `usage` where there is no log and no origin.
 */
export async function openServerStore(options: ServerStoreOptions): Promise<DataFolder> {
  const { folder, database } = options;
  const randomFor = options.randomFor ?? (() => randomBytes);
  const place = placeOf(options);
  const opened: { close(): Promise<void> }[] = [place];
  const closeAll = async (): Promise<void> => {
    for (const one of opened.toReversed()) await one.close();
  };
  try {
    const { origin, signer, key } = await identityOf(options, place.evidence);
    const witnesses =
      options.witnesses ?? (await readWitnesses(folder)).map((address) => witnessAt(address, place.evidence));
    const log = await openPostgresLog({
      database,
      evidence: place.evidence,
      signing: { origin, key, sign: signer.sign, witnesses },
      ...(options.publishMs === undefined ? {} : { publishMs: options.publishMs }),
    });
    opened.push(log);
    const keys = await openKeyring(join(folder, keysFolder, 'ring'), { random: randomFor('keys') });
    opened.push(keys);
    const blobs = sealBlobs(await place.storage(), randomFor('blobs'));
    const notes = await openPostgresNotes(database);
    const tracks = await openPostgresTracks({ database, random: randomFor('tracks') });
    opened.push(tracks);
    const alone = options.alone ?? false;
    const memory = await openMemory({ log, keys, blobs, notes, tracks, random: randomFor('memory'), alone });
    opened.push(memory);
    // What was ordered deleted before the process ended is deleted before anybody reads.
    await memory.resumeDeletions(options.now());
    return {
      origin,
      log,
      keys,
      memory,
      tracks,
      evidence: place.evidence,
      verifierKeys: [key, ...witnesses.map((it) => it.key)],
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Makes the index in the database anew from evidence and journal; gives the entries it then holds. Errors: those of `rebuildPostgresLog`. */
export async function rebuildServerStore(
  options: ServerStoreOptions,
  onProgress: (done: number, of: number) => void,
): Promise<number> {
  const place = placeOf(options);
  try {
    const { origin, key } = await identityOf(options, place.evidence);
    return await rebuildPostgresLog({ database: options.database, evidence: place.evidence, origin, key, onProgress });
  } finally {
    await place.close();
  }
}
