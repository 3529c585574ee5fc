import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { splitBundle } from '../../account/bundle.ts';
import { appendToEdge, emptyEdge, type TreeEdge } from '../../account/compact-range.ts';
import { decodeEntry } from '../../account/entry.ts';
import type { Attachment } from '../../account/entry-types.ts';
import { equalBytes } from '../../account/equal.ts';
import { isFault } from '../../account/fault.ts';
import { hashBytes, tileWidth } from '../../account/format.ts';
import { leafHash } from '../../account/merkle.ts';
import { blobPath, bundlesOf, entriesPath, parseTreePath, tilePath, widthOf } from '../../account/tile.ts';
import { AtalayaError } from '../../model/errors.ts';
import { type EvidenceFolder, syncFolder } from '../evidence/files.ts';
import { readBundle } from '../evidence/tree-files.ts';
import { sha256 } from '../hashing.ts';
import { splitPayload, wholeRecords } from '../log/embedded/record.ts';

const cure = 'Restore the log from a replica or another backup, and keep this one for those who look into it';

export interface Counts {
  files: number;
  bytes: number;
  blobs: number;
  /** Blobs that are gone because their keys were destroyed. */
  blobsGone: number;
}

/** Called with the entries that are done, now and then. */
export type Along = (entries: number) => void;

/**
 * Copies the tree of a size, from its entries: every bundle is read, its tiles are computed anew and written, and the root must come out. What is there
 * already must be the same. Gives what the entries have attached. Errors: `log-damaged`, `file-unwritable`.
 */
export async function copyTree(
  from: EvidenceFolder,
  to: EvidenceFolder,
  size: number,
  root: Uint8Array,
  counts: Counts,
  along: Along,
  signal: AbortSignal,
): Promise<Attached> {
  const attached = new Attached();
  let edge: TreeEdge = emptyEdge;
  for (const place of bundlesOf(size)) {
    signal.throwIfAborted();
    const bytes = await readBundle(from, place.index, place.width);
    const entries = splitBundle(bytes);
    if (isFault(entries) || entries.length < place.width)
      throw damaged('An entry bundle is broken', entriesPath(place));
    const kept = entries.slice(0, place.width);
    const length = kept.reduce((sum, entry) => sum + entry.length + 2, 0);
    await to.write(entriesPath(place), bytes.subarray(0, length));
    const grown = appendToEdge(
      edge,
      kept.map((entry) => leafHash(entry, sha256)),
      sha256,
    );
    // Full tiles at once; partial ones only for the size that is copied.
    const last = place.index * tileWidth + place.width === size;
    const edges = last ? lastTiles(grown.edge) : [];
    for (const tile of [...grown.tiles.filter(({ width }) => width === tileWidth), ...edges]) {
      await to.write(tilePath(tile), tile.bytes);
      counts.files++;
      counts.bytes += tile.bytes.length;
    }
    edge = grown.edge;
    counts.files++;
    counts.bytes += length;
    for (const entry of kept) attached.take(entry);
    along(edge.size);
  }
  const found = size === 0 ? sha256(new Uint8Array(0)) : appendToEdge(edge, [], sha256).root;
  if (!equalBytes(found, root)) throw damaged('The entries do not make the tree that was signed', 'tile/entries');
  return attached;
}

function lastTiles(edge: TreeEdge) {
  return edge.levels.flatMap(({ bytes }, level) => {
    const width = bytes.length / hashBytes;
    if (width === 0) return [];
    const index = Math.floor(edge.size / tileWidth ** (level + 1));
    return widthOf(level, index, edge.size) === width ? [{ level, index, width, bytes }] : [];
  });
}

/** Removes what an earlier backup in the same folder held and this size does not. */
export async function dropOthers(to: EvidenceFolder, size: number): Promise<void> {
  const others: string[] = [];
  for await (const name of to.list('tile/')) {
    const place = parseTreePath(name);
    if (isFault(place)) continue;
    const level = place.kind === 'tile' ? place.level : 0;
    if (widthOf(level, place.index, size) !== place.width) others.push(name);
  }
  for (const name of others) await to.remove(name);
}

/** The blobs that entries name, and the keys whose destruction excuses one that is missing. */
export class Attached {
  readonly blobs = new Map<string, Attachment>();
  readonly #proofs: string[] = [];

  take(bytes: Uint8Array): void {
    const entry = decodeEntry(bytes);
    if (isFault(entry)) throw damaged(`An entry is none: ${entry.fault}`, 'tile/entries');
    for (const blob of entry.attachments) this.blobs.set(hex(blob.sha256), blob);
    if (entry.kind === 'account.key-destroyed' && entry.body.form === 'open') this.#proofs.push(hex(entry.body.bytes));
  }

  add(other: Attached): void {
    for (const [id, blob] of other.blobs) this.blobs.set(id, blob);
    this.#proofs.push(...other.#proofs);
  }

  isGone(blob: Attachment): boolean {
    const id = hex(blob.keyId);
    return this.#proofs.some((proof) => proof.includes(id));
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Copies blobs that are not there yet, each checked against its name on the way. */
export async function copyBlobs(
  from: string,
  to: string,
  attached: Attached,
  counts: Counts,
  signal: AbortSignal,
): Promise<void> {
  for (const blob of attached.blobs.values()) {
    signal.throwIfAborted();
    const name = blobPath(blob.sha256);
    const there = await stat(join(to, name)).catch(() => undefined);
    if (there?.size === blob.sizeBytes) {
      counts.blobs++;
      continue;
    }
    const found = await stat(join(from, name)).catch(() => undefined);
    if (found === undefined) {
      if (!attached.isGone(blob))
        throw damaged('A blob is missing, and no entry proves that its key was destroyed', name);
      counts.blobsGone++;
      continue;
    }
    await copyBlob(join(from, name), join(to, name), blob, signal);
    counts.blobs++;
    counts.bytes += blob.sizeBytes;
  }
}

async function copyBlob(from: string, to: string, blob: Attachment, signal: AbortSignal): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  const part = `${to}.${randomUUID()}.part`;
  const digest = createHash('sha256');
  const file = await open(part, 'wx');
  try {
    for await (const piece of createReadStream(from, { signal, highWaterMark: 1 << 20 })) {
      digest.update(piece);
      await file.writeFile(piece);
    }
    if (hex(digest.digest()) !== hex(blob.sha256)) throw damaged('A blob holds other bytes than its name says', from);
    await file.datasync();
    await file.close();
    await rename(part, to);
    await syncFolder(dirname(to));
  } finally {
    await file.close().catch(() => undefined);
    await rm(part, { force: true });
  }
}

/** Copies the whole records of a journal, even while it is written; gives the index behind its last entry, 0 for an empty one. */
export async function copyJournal(from: string, to: string, attached: Attached, counts: Counts): Promise<number> {
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  let end = 0;
  const names = await readdir(from).catch(() => []);
  for (const name of names.sort()) {
    // A segment that has gone meanwhile stands in the evidence by now, which is copied afterwards.
    const bytes = await readFile(join(from, name)).catch(() => undefined);
    if (bytes === undefined) continue;
    let at = 0;
    for (const record of wholeRecords(bytes)) {
      for (const entry of splitPayload(record.payload)) attached.take(entry);
      end = record.first + record.count;
      at = record.endsAt;
    }
    const file = await open(join(to, name), 'w');
    try {
      await file.writeFile(bytes.subarray(0, at));
      await file.datasync();
    } finally {
      await file.close();
    }
    counts.files++;
    counts.bytes += at;
  }
  await syncFolder(to);
  return end;
}

function damaged(what: string, where: string): AtalayaError {
  return new AtalayaError('log-damaged', what, where, cure);
}
