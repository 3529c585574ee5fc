import type { Blobs } from '../blobs/blobs.ts';
import type { Log } from '../log/log.ts';
import type { NotedBlob, Notes } from './notes.ts';

const gatheredMark = 'blobs';
const batch = 1_000;

interface BlobParts {
  readonly log: Log;
  readonly blobs: Blobs;
  readonly notes: Notes;
  readonly alone?: boolean;
}

/**
 * Brings the notes on blobs in line with the log at a start: those that entries name and the notes do not know, where the notes are new or others
 * write too; and those that were stored but that no entry came to name, because the process ended in between, are removed.
 */
export async function gatherBlobs(parts: BlobParts): Promise<void> {
  if ((await parts.notes.mark(gatheredMark)) === undefined) await gather(parts, 0);
  else await gatherOthers(parts);
  if (parts.alone === true) await removeOrphans(parts.log, parts.blobs, parts.notes);
}

/** Notes the blobs of entries that other processes have appended since the last time. */
export async function gatherOthers(parts: BlobParts): Promise<void> {
  if (parts.alone !== true) await gather(parts, (await parts.notes.mark(gatheredMark)) ?? 0);
}

async function gather({ log, notes }: BlobParts, from: number): Promise<void> {
  const { size } = await log.head();
  let found: NotedBlob[] = [];
  for await (const { index, entry } of log.entries(from)) {
    for (const { sha256, keyId } of entry.attachments) found.push({ sha256, keyId, fromIndex: index });
    if (found.length < batch) continue;
    await notes.noteBlobs(found, false);
    found = [];
  }
  await notes.noteBlobs(found, false);
  await notes.setMark(gatheredMark, size);
}

async function removeOrphans(log: Log, blobs: Blobs, notes: Notes): Promise<void> {
  const pending = await notes.pendingBlobs();
  if (pending.length === 0) return;
  const orphans = new Map(pending.map(({ sha256 }) => [Buffer.from(sha256).toString('hex'), sha256]));
  const named: Uint8Array[] = [];
  const from = pending.reduce((least, { fromIndex }) => Math.min(least, fromIndex), Number.MAX_SAFE_INTEGER);
  for await (const { entry } of log.entries(from)) {
    for (const { sha256 } of entry.attachments) {
      if (orphans.delete(Buffer.from(sha256).toString('hex'))) named.push(sha256);
    }
  }
  for (const sha256 of orphans.values()) await blobs.remove(sha256);
  await notes.dropBlobs([...orphans.values()]);
  await notes.keepBlobs(named);
}
