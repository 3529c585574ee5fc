import type { Checkpoint } from '../../../account/checkpoint.ts';
import { decodeEntry } from '../../../account/entry.ts';
import { equalBytes } from '../../../account/equal.ts';
import { tileWidth } from '../../../account/format.ts';
import { leafHash } from '../../../account/merkle.ts';
import { bundleOfEntry, entriesPath } from '../../../account/tile.ts';
import { AtalayaError } from '../../../model/errors.ts';
import type { Evidence } from '../../evidence/evidence.ts';
import { sha256 } from '../../hashing.ts';
import type { Disk } from './disk.ts';
import { BundlePlaces, type IndexRow, rowOf } from './index-rows.ts';
import { Journal } from './journal.ts';
import { LogIndex } from './log-index.ts';
import { splitPayload } from './record.ts';
import { TreeWriter } from './tree-writer.ts';

const ROWS_AT_ONCE = 16_384;
const RESTORE = 'Restore the folder from a replica or a backup.';

export type Progress = (done: number, of: number) => void;

/** Journal and tree of a data folder, agreeing with each other and with what was signed. */
export interface Recovered {
  readonly journal: Journal;
  readonly tree: TreeWriter;
}

/** Where the journal lies, and on what. */
export interface JournalPlace {
  readonly folder: string;
  readonly disk: Disk;
  readonly segmentBytes?: number | undefined;
}

/**
 * Brings journal and evidence together. The evidence below the journal's first entry was synced; what stands above it may have suffered from a
 * loss of power and is written again from the journal, but only if that gives the root that was signed.
 * @throws AtalayaError `log-damaged`; `rolled-back` where the folder has signed more than it holds.
 */
export async function recover(
  place: JournalPlace,
  evidence: Evidence,
  last: Checkpoint | undefined,
): Promise<Recovered> {
  const { folder, disk, segmentBytes } = place;
  const journal = await Journal.open(folder, disk, last?.size ?? 0, segmentBytes);
  if (last !== undefined && last.size > journal.end) {
    const tree = await holds(evidence, last);
    if (tree === undefined) {
      throw new AtalayaError(
        'rolled-back',
        `The folder signed a checkpoint of ${last.size} entries, and holds ${journal.end}`,
        folder,
        'Restore the evidence from a replica, which holds all that was cosigned.',
      );
    }
    await agree(journal, evidence, last.size);
    await journal.restartAt(last.size);
    return { journal, tree };
  }
  if (last === undefined && journal.first > 0) {
    throw new AtalayaError(
      'log-damaged',
      'The evidence has no checkpoint, and the journal no longer starts at 0',
      folder,
      RESTORE,
    );
  }
  const tree = await TreeWriter.open(evidence, journal.first);
  if (last !== undefined) await checkRoot(journal, tree, last, folder);
  for await (const entries of journalEntries(journal, journal.first)) await tree.append(entries, true);
  await tree.settle(true);
  return { journal, tree };
}

/** The tree of a signed checkpoint, if the evidence holds its right edge. */
async function holds(evidence: Evidence, checkpoint: Checkpoint): Promise<TreeWriter | undefined> {
  try {
    const tree = await TreeWriter.open(evidence, checkpoint.size);
    return equalBytes(tree.root, checkpoint.root) ? tree : undefined;
  } catch (error) {
    if (error instanceof AtalayaError && error.code === 'log-damaged') return undefined;
    throw error;
  }
}

/** What the journal still holds must stand in the evidence that is ahead of it. */
async function agree(journal: Journal, evidence: Evidence, size: number): Promise<void> {
  let at = journal.first;
  for await (const entries of journalEntries(journal, at)) {
    for (const entry of entries) {
      const found = await entryIn(evidence, at, size);
      if (found === undefined || !equalBytes(found, entry)) {
        throw new AtalayaError('log-damaged', `Journal and evidence hold different entries ${at}`, 'journal', RESTORE);
      }
      at++;
    }
  }
}

let cached: { readonly path: string; readonly entries: readonly Uint8Array[] } | undefined;

async function entryIn(evidence: Evidence, index: number, size: number): Promise<Uint8Array | undefined> {
  const place = bundleOfEntry(index, size);
  const path = entriesPath(place);
  if (cached?.path !== path) cached = { path, entries: splitPayload((await evidence.read(path)) ?? new Uint8Array(0)) };
  return cached.entries[place.offset];
}

async function checkRoot(journal: Journal, tree: TreeWriter, last: Checkpoint, folder: string): Promise<void> {
  const leaves: Uint8Array[] = [];
  for await (const entries of journalEntries(journal, tree.size)) {
    for (const entry of entries) if (tree.size + leaves.length < last.size) leaves.push(leafHash(entry, sha256));
    if (tree.size + leaves.length >= last.size) break;
  }
  if (tree.size <= last.size && equalBytes(tree.rootWith(leaves), last.root)) return;
  throw new AtalayaError(
    'log-damaged',
    `Journal and evidence do not give the tree of ${last.size} entries that was signed last`,
    folder,
    RESTORE,
  );
}

/** Entries of the journal from an index on, record by record. */
export async function* journalEntries(journal: Journal, from: number): AsyncIterable<Uint8Array[]> {
  for (let at = from; at < journal.end; ) {
    const record = await journal.read(at);
    if (record === undefined)
      throw new AtalayaError('log-damaged', `The journal lacks entry ${at}`, 'journal', RESTORE);
    yield splitPayload(record.payload).slice(at - record.first);
    at = record.first + record.count;
  }
}

/**
 * Opens the index and brings it up to the log. One that is missing, cannot be read, or is not this log's is made anew from evidence and journal.
 * @throws AtalayaError `rolled-back` where the index knows of entries the log does not hold.
 */
export async function openIndex(
  path: string,
  evidence: Evidence,
  { journal, tree }: Recovered,
  progress: Progress,
): Promise<LogIndex> {
  let index: LogIndex | undefined;
  try {
    index = LogIndex.open(path);
    if (index.size > journal.end) throw ahead(index.size, journal.end, path);
    await catchUp(index, evidence, journal, tree, progress);
    return index;
  } catch (error) {
    index?.close();
    if (error instanceof AtalayaError && error.where !== 'index') throw error;
  }
  LogIndex.remove(path);
  const fresh = LogIndex.open(path);
  await catchUp(fresh, evidence, journal, tree, progress);
  return fresh;
}

function ahead(known: number, held: number, path: string): AtalayaError {
  const what = `The index knows ${known} entries, journal and evidence hold ${held}: acknowledged entries are missing`;
  const cure =
    'Restore journal and evidence from a replica or a backup. If they are meant to be older: atalaya log rebuild.';
  return new AtalayaError('rolled-back', what, path, cure);
}

/** Adds what the index lacks. */
async function catchUp(
  index: LogIndex,
  evidence: Evidence,
  journal: Journal,
  tree: TreeWriter,
  progress: Progress,
): Promise<void> {
  let rows: IndexRow[] = [];
  // The last row it has is read again: an index of another log is told by it.
  const from = Math.max(0, index.size - 1);
  let known = index.size > 0;
  for await (const row of allRows(evidence, journal, tree, from)) {
    if (known) {
      if (!index.agrees(row))
        throw new AtalayaError('log-damaged', 'The index is of another log', 'index', 'It is made anew.');
      known = false;
      continue;
    }
    rows.push(row);
    if (rows.length < ROWS_AT_ONCE) continue;
    index.add(rows);
    rows = [];
    progress(index.size, journal.end);
  }
  index.add(rows);
}

/** The index's rows of all entries from one on. */
async function* allRows(evidence: Evidence, journal: Journal, tree: TreeWriter, from: number): AsyncIterable<IndexRow> {
  const start = from - (from % tileWidth);
  const places = new BundlePlaces(start, 0);
  let at = start;
  for await (const entries of bundlesAndJournal(evidence, journal, tree, start)) {
    for (const bytes of entries) {
      const place = places.next(bytes.length);
      if (at >= from) yield rowAt(at, bytes, place);
      at++;
    }
  }
}

async function* bundlesAndJournal(
  evidence: Evidence,
  journal: Journal,
  tree: TreeWriter,
  from: number,
): AsyncIterable<Uint8Array[]> {
  // The tree may grow meanwhile: its size is asked for anew each time.
  for (let at = from; at < tree.size - (tree.size % tileWidth); at += tileWidth) {
    const path = entriesPath({ index: at / tileWidth, width: tileWidth });
    const entries = splitPayload((await evidence.read(path)) ?? new Uint8Array(0));
    if (entries.length === tileWidth) yield entries;
    else
      throw new AtalayaError(
        'log-damaged',
        `A bundle holds ${entries.length} entries instead of ${tileWidth}`,
        path,
        RESTORE,
      );
  }
  const { size, bundle } = tree;
  yield splitPayload(bundle);
  yield* journalEntries(journal, size);
}

function rowAt(index: number, bytes: Uint8Array, place: number): IndexRow {
  const entry = decodeEntry(bytes);
  if (!('fault' in entry)) return rowOf(index, entry, bytes.length, place);
  throw new AtalayaError('log-damaged', `Entry ${index} cannot be read: ${entry.fault}`, `entry ${index}`, RESTORE);
}
