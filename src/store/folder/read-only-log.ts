import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { splitBundle } from '../../account/bundle.ts';
import { decodeEntry } from '../../account/entry.ts';
import { isFault } from '../../account/fault.ts';
import { tileWidth } from '../../account/format.ts';
import { widthOf } from '../../account/tile.ts';
import { AtalayaError } from '../../model/errors.ts';
import { openEvidenceFolder } from '../evidence/files.ts';
import { readBundle } from '../evidence/tree-files.ts';
import { splitPayload, wholeRecords } from '../log/embedded/record.ts';
import type { Filter, Head, Log, StoredEntry } from '../log/log.ts';
import { readCheckpoint } from './checkpoint.ts';

/**
 * A log that is only read, from its evidence and what its journal holds beyond: a state's replica, a backup, or a folder whose service may be running.
 * It needs no lock, index or signing key, and reads from the front. `append` and `publish` throw `folder-read-only`.
 */
export async function openReadOnlyLog(folder: string): Promise<Log> {
  const { checkpoint, signers } = await readCheckpoint(folder);
  const { origin, size: published } = checkpoint;
  const evidence = openEvidenceFolder(join(folder, 'evidence'), join(folder, 'scratch'));
  const refuse = async (): Promise<never> => {
    throw new AtalayaError('folder-read-only', 'This log is opened for reading', folder, 'Open it as its operator');
  };
  async function* entries(fromIndex: number, filter: Filter = {}): AsyncGenerator<StoredEntry> {
    for await (const stored of all(fromIndex)) if (agrees(stored, filter)) yield stored;
  }
  async function* all(fromIndex: number): AsyncGenerator<StoredEntry> {
    let index = fromIndex;
    while (index < published) {
      const bundle = Math.floor(index / tileWidth);
      const width = widthOf(0, bundle, published);
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
    let size = published;
    for await (const { at } of journalEntries(join(folder, 'journal'))) size = Math.max(size, at + 1);
    const cosigned = new Map(signers.filter((name) => name !== origin).map((name) => [name, published]));
    return { size, published, cosigned, troubles: [] };
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
