import type { Blobs } from '../blobs/blobs.ts';
import type { Log } from '../log/log.ts';
import type { NotedBlob, Notes } from './notes.ts';

const gatheredMark = 'blobs';
const batch = 1_000;

/**
 * Brings the notes on blobs in line with the log at a start: all blobs that entries name, where the notes are new; and those that were stored
 * but that no entry came to name, because the process ended in between, are removed.
 */
export async function gatherBlobs(parts: {
  readonly log: Log;
  readonly blobs: Blobs;
  readonly notes: Notes;
  readonly alone?: boolean;
}): Promise<void> {
  if ((await parts.notes.mark(gatheredMark)) === undefined) await gatherAll(parts.log, parts.notes);
  if (parts.alone === true) await removeOrphans(parts.log, parts.blobs, parts.notes);
}

async function gatherAll(log: Log, notes: Notes): Promise<void> {
  const { size } = await log.head();
  let found: NotedBlob[] = [];
  for await (const { index, entry } of log.entries(0)) {
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
