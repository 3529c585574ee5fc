import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { splitBundle } from '../../account/bundle.ts';
import { parseCheckpoint } from '../../account/checkpoint.ts';
import { decodeEntry } from '../../account/entry.ts';
import { isFault } from '../../account/fault.ts';
import { checkpointFile, pendingCheckpointFile, tileWidth } from '../../account/format.ts';
import { parseNote } from '../../account/note.ts';
import { widthOf } from '../../account/tile.ts';
import { AtalayaError } from '../../model/errors.ts';
import { isNowhere, readIfThere } from '../absent.ts';
import { openEvidenceFolder } from '../evidence/files.ts';
import { readBundle } from '../evidence/tree-files.ts';
import { splitPayload, wholeRecords } from '../log/embedded/record.ts';
import type { Filter, Head, Log, StoredEntry } from '../log/log.ts';

/** What a folder of evidence says of itself, without keys to check it by. */
export interface Told {
  readonly origin: string;
  readonly published: number;
  /** Names on the checkpoint's signature lines, unchecked: `atalaya verify` checks them. */
  readonly signers: readonly string[];
}

/** What the checkpoint of a folder says. Errors: `not-ready` where none was published, `log-damaged`. */
export async function readTold(folder: string): Promise<Told> {
  for (const name of [checkpointFile, pendingCheckpointFile]) {
    const path = join(folder, 'evidence', name);
    const bytes = await readIfThere(path, isNowhere);
    if (bytes === undefined) continue;
    const note = parseNote(bytes);
    const checkpoint = isFault(note) ? note : parseCheckpoint(note.text);
    if (isFault(note) || isFault(checkpoint)) {
      const why = isFault(checkpoint) ? checkpoint.fault : 'no note';
      throw new AtalayaError(
        'log-damaged',
        `The checkpoint cannot be read: ${why}`,
        path,
        'Run atalaya verify to see what else is wrong',
      );
    }
    return { origin: checkpoint.origin, published: checkpoint.size, signers: note.signatures.map((line) => line.name) };
  }
  const cure = 'Give the folder of a log, a backup of it or the folder of a witness';
  throw new AtalayaError('not-ready', 'There is no published log in this folder', folder, cure);
}

/**
 * A log that is only read, from its evidence and what its journal holds beyond: a state's replica, a backup, or a folder whose service may be running.
 * It needs no lock, index or signing key, and reads from the front. `append` and `publish` throw `folder-read-only`.
 */
export async function openReadOnlyLog(folder: string): Promise<Log> {
  const told = await readTold(folder);
  const evidence = openEvidenceFolder(join(folder, 'evidence'), join(folder, 'scratch'));
  const refuse = async (): Promise<never> => {
    throw new AtalayaError('folder-read-only', 'This log is opened for reading', folder, 'Open it as its operator');
  };
  async function* entries(fromIndex: number, filter: Filter = {}): AsyncGenerator<StoredEntry> {
    for await (const stored of all(fromIndex)) if (agrees(stored, filter)) yield stored;
  }
  async function* all(fromIndex: number): AsyncGenerator<StoredEntry> {
    let index = fromIndex;
    while (index < told.published) {
      const bundle = Math.floor(index / tileWidth);
      const width = widthOf(0, bundle, told.published);
      const items = splitBundle(await readBundle(evidence, bundle, width));
      if (isFault(items)) throw damaged(`The entry bundle ${bundle} is broken: ${items.fault}`, folder);
      for (const bytes of items.slice(index - bundle * tileWidth, width)) yield stored(bytes, index++, folder);
      if (items.length < width) throw damaged(`The entry bundle ${bundle} is too short`, folder);
    }
    for await (const { at, bytes } of journalEntries(join(folder, 'journal'))) {
      if (at === index) yield stored(bytes, index++, folder);
    }
  }
  const head = async (): Promise<Head> => {
    let size = told.published;
    for await (const { at } of journalEntries(join(folder, 'journal'))) size = Math.max(size, at + 1);
    const cosigned = new Map(told.signers.filter((name) => name !== told.origin).map((name) => [name, told.published]));
    return { size, published: told.published, cosigned, troubles: [] };
  };
  return {
    append: refuse,
    publish: refuse,
    entries,
    head,
    stream: async function* (stream, fromVersion) {
      for await (const one of entries(0, { stream })) if (one.entry.version >= fromVersion) yield one;
    },
    version: async (stream) => {
      let version = 0;
      for await (const one of entries(0, { stream })) version = one.entry.version;
      return version;
    },
    command: async () => undefined,
    subscribe: () => () => undefined,
    close: () => evidence.close(),
  };
}

async function* journalEntries(folder: string): AsyncGenerator<{ readonly at: number; readonly bytes: Uint8Array }> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.sort()) {
    const bytes = await readFile(join(folder, name)).catch(() => undefined);
    if (bytes === undefined) continue;
    for (const { first, payload } of wholeRecords(bytes)) {
      let at = first;
      for (const entry of splitPayload(payload)) yield { at: at++, bytes: entry };
    }
  }
}

function stored(bytes: Uint8Array, index: number, folder: string): StoredEntry {
  const entry = decodeEntry(bytes);
  if (isFault(entry)) throw damaged(`Entry ${index} is none: ${entry.fault}`, folder);
  return { index, entry };
}

function agrees({ entry }: StoredEntry, filter: Filter): boolean {
  return (
    (filter.kind === undefined || entry.kind === filter.kind) &&
    (filter.stream === undefined || entry.stream === filter.stream) &&
    (filter.compartment === undefined || entry.compartment === filter.compartment) &&
    (filter.state === undefined || entry.state === filter.state) &&
    (filter.fromUs === undefined || entry.timeUs >= filter.fromUs) &&
    (filter.toUs === undefined || entry.timeUs < filter.toUs)
  );
}

function damaged(what: string, where: string): AtalayaError {
  return new AtalayaError(
    'log-damaged',
    what,
    where,
    'Run atalaya verify to see what is wrong; read a replica meanwhile',
  );
}
