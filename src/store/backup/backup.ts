import { copyFile, mkdir, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { checkpointFile } from '../../account/format.ts';
import { AtalayaError } from '../../model/errors.ts';
import { isAbsent } from '../absent.ts';
import { openEvidenceFolder, syncFolder } from '../evidence/files.ts';
import { type FolderCheckpoint, readCheckpoint } from '../folder/checkpoint.ts';
import { witnessesFile } from '../witness/addresses.ts';
import { type Along, Attached, type Counts, copyBlobs, copyJournal, copyTree, dropOthers } from './copy.ts';
import { dropManifest, type Manifest, readManifest, writeManifest } from './manifest.ts';

export interface BackupReport extends Manifest, Readonly<Counts> {}

/** What a data folder holds that a backup must hold too. The keyring is not among it, and must never be. */
const journalFolder = 'journal';
const evidenceFolder = 'evidence';
const tracksFile = 'tracks.sqlite';
const scratchFolder = 'scratch';
const unfinished = 'restore.unfinished';
const POLL_MS = 100;
const PUBLISHED_WITHIN_MS = 3_000;
/** What may lie in a folder that a log is restored into. */
const keptAtRestore = ['keys', 'keys.pub', witnessesFile, unfinished];

/**
 * Backs up a data folder, also while a service writes to it: the evidence, the journal's entries beyond it, sealed tracks. Never the keyring: what
 * is deleted later must not come back. Into a folder that holds an earlier backup of the same log only what is new is written. Everything is
 * read and checked on the way, so that a finished backup is a checked one. Errors: `log-damaged`, `usage`, `file-unwritable`.
 */
export async function backupLog(folder: string, out: string, along: Along, signal: AbortSignal): Promise<BackupReport> {
  await apart(folder, out);
  const held = await names(out);
  const before = await readManifest(out);
  const { checkpoint } = await readCheckpoint(folder);
  const isOurs = before !== undefined || held.includes(unfinished);
  if (held.length > 0 && !isOurs) {
    throw new AtalayaError(
      'usage',
      `The folder holds ${held.slice(0, 5).join(', ')}`,
      out,
      'Back up into an empty folder',
    );
  }
  if (before !== undefined && before.origin !== checkpoint.origin) {
    const what = `The folder holds a backup of the log ${before.origin}, this one is ${checkpoint.origin}`;
    throw new AtalayaError('usage', what, out, 'Give each log a backup folder of its own');
  }
  // Until the manifest stands again, the mark says whose the folder is.
  await mkdir(join(out, unfinished), { recursive: true });
  await dropManifest(out);
  const report = await transfer(folder, out, along, signal);
  await rm(join(out, unfinished), { recursive: true });
  const { origin, published, size, root } = report;
  await writeManifest(out, { origin, published, size, root });
  return report;
}

/**
 * Puts a backup, or a state's replica, in place as the data folder of the log. A keyring that lies there stays: what has been deleted since the
 * backup stays deleted. The index is made anew at the next start. Errors: `usage` where something else lies there, `log-damaged`.
 */
export async function restoreLog(
  from: string,
  folder: string,
  along: Along,
  signal: AbortSignal,
): Promise<BackupReport> {
  await apart(from, folder);
  const inTheWay = (await names(folder)).filter((name) => !keptAtRestore.includes(name));
  if (inTheWay.length > 0) {
    const cure = 'Restore into an empty folder, or one that holds the keyring alone; move a damaged log aside first';
    throw new AtalayaError('usage', `The folder holds ${inTheWay.slice(0, 5).join(', ')}`, folder, cure);
  }
  if ((await names(from)).includes(unfinished)) {
    const cure = 'Give a finished backup (it holds backup.json), or the folder of a witness';
    throw new AtalayaError('usage', 'This backup broke off', from, cure);
  }
  // Before anything is made: there is something to restore.
  await readCheckpoint(from);
  const part = join(folder, unfinished);
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true });
  const report = await transfer(from, part, along, signal).catch(async (error: unknown) => {
    await rm(part, { recursive: true, force: true });
    throw error;
  });
  // The evidence last: a folder without it is no log yet, and can be restored into again.
  const kept = await names(folder);
  for (const name of [witnessesFile, tracksFile, journalFolder, evidenceFolder]) {
    if ((await names(part)).includes(name) && !kept.includes(name)) await rename(join(part, name), join(folder, name));
  }
  await rm(part, { recursive: true });
  await syncFolder(folder);
  return report;
}

/** Copies and checks what a backup holds from one folder to another. */
async function transfer(folder: string, out: string, along: Along, signal: AbortSignal): Promise<BackupReport> {
  const counts: Counts = { files: 0, bytes: 0, blobs: 0, blobsGone: 0 };
  // The journal first: what leaves it meanwhile has come to stand in the evidence, which is read after it.
  const unpublished = new Attached();
  const journalEnd = await copyJournal(join(folder, journalFolder), join(out, journalFolder), unpublished, counts);
  const { bytes, checkpoint } = await publishedUpTo(folder, journalEnd, signal);
  const from = openEvidenceFolder(join(folder, evidenceFolder), join(out, scratchFolder));
  const to = openEvidenceFolder(join(out, evidenceFolder), join(out, scratchFolder));
  try {
    await dropOthers(to, checkpoint.size);
    const attached = await copyTree(from, to, checkpoint.size, checkpoint.root, counts, along, signal);
    attached.add(unpublished);
    await copyBlobs(join(folder, evidenceFolder), join(out, evidenceFolder), attached, counts, signal);
    await to.replace(checkpointFile, bytes);
    await to.sync();
  } finally {
    await from.close();
    await to.close();
  }
  await copyTracks(folder, out);
  // A log that is restored asks its witnesses: without them nobody would notice that it is older than it was.
  await rm(join(out, witnessesFile), { force: true });
  if ((await names(folder)).includes(witnessesFile))
    await copyFile(join(folder, witnessesFile), join(out, witnessesFile));
  await rm(join(out, scratchFolder), { recursive: true, force: true });
  const root = Buffer.from(checkpoint.root).toString('hex');
  const size = Math.max(journalEnd, checkpoint.size);
  return { origin: checkpoint.origin, published: checkpoint.size, size, root, ...counts };
}

/** Tracks are sealed piece by piece; SQLite copies its file consistently while others write to it. */
async function copyTracks(folder: string, out: string): Promise<void> {
  const isThere = async (name: string) => (await stat(join(folder, name)).catch(() => undefined)) !== undefined;
  if (!(await isThere(tracksFile))) return;
  const part = join(out, `${tracksFile}.part`);
  await rm(part, { force: true });
  // While nobody has it open there is no write-ahead log, and SQLite would want to make one, which it may not in a backup that cannot be written to.
  const log = `${tracksFile}-wal`;
  if (!(await isThere(log))) {
    await copyFile(join(folder, tracksFile), part);
    if (!(await isThere(log))) return rename(part, join(out, tracksFile));
    await rm(part);
  }
  const { backup, DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(join(folder, tracksFile), { readOnly: true });
  try {
    await backup(database, part);
  } finally {
    database.close();
  }
  await rename(part, join(out, tracksFile));
}

/** What is copied must not come to lie in the folder that it is copied from. */
async function apart(from: string, to: string): Promise<void> {
  const way = relative(await realOf(from), await realOf(to));
  if (way !== '' && (way === '..' || way.startsWith(`..${sep}`))) return;
  throw new AtalayaError('usage', `It lies in the folder that is copied, ${from}`, to, 'Name a folder elsewhere');
}

/** The real path of what may not be there yet. */
async function realOf(path: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined || dirname(path) === path) return real ?? path;
  return join(await realOf(dirname(path)), basename(path));
}

/**
 * The checkpoint, once it covers what the journal held: a service that runs publishes within moments, and a backup whose journal has nothing beyond
 * can be verified as it is. Where nobody publishes, what there is.
 */
async function publishedUpTo(folder: string, size: number, signal: AbortSignal): Promise<FolderCheckpoint> {
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    const stood = await readCheckpoint(folder);
    if (stood.checkpoint.size >= size || waitedMs >= PUBLISHED_WITHIN_MS) return stood;
    await setTimeout(POLL_MS, undefined, { signal });
  }
}

async function names(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (isAbsent(error)) return [];
    throw error;
  });
}
