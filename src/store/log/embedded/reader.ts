import { decodeEntry } from '../../../account/entry.ts';
import { tileWidth } from '../../../account/format.ts';
import { entriesPath } from '../../../account/tile.ts';
import { AtalayaError } from '../../../model/errors.ts';
import type { Evidence } from '../../evidence/evidence.ts';
import type { Filter, StoredEntry } from '../log.ts';
import type { Link } from './link.ts';
import type { ToldPage } from './protocol.ts';
import { splitPayload } from './record.ts';

const PAGE_ENTRIES = 512;
const RESTORE = 'Restore the evidence from a replica or a backup.';

/**
 * Reads entries in the main thread: from full bundles, which never change; what stands in none yet, the worker sends. Damage found on the way is
 * told (`log-damaged`); that nothing was forged, only the verifier says.
 */
export class Reader {
  readonly #evidence: Evidence;
  readonly #link: Link;

  constructor(evidence: Evidence, link: Link) {
    this.#evidence = evidence;
    this.#link = link;
  }

  /** Entries of a stream from a version on. */
  async *stream(stream: string, fromVersion: number): AsyncIterable<StoredEntry> {
    for (let at: number | undefined = fromVersion; at !== undefined; ) {
      const page: ToldPage = await this.#link.ask({ ask: 'stream', stream, fromVersion: at, limit: PAGE_ENTRIES });
      yield* this.#read(page);
      at = page.next;
    }
  }

  /** Entries in [from, to) that a filter takes. */
  async *filtered(filter: Filter, from: number, to: number): AsyncIterable<StoredEntry> {
    for (let at: number | undefined = from; at !== undefined && at < to; ) {
      const page: ToldPage = await this.#link.ask({ ask: 'filter', filter, from: at, to, limit: PAGE_ENTRIES });
      yield* this.#read(page);
      at = page.next;
    }
  }

  async *#read({ bundled, places, tail }: ToldPage): AsyncIterable<StoredEntry> {
    const sent = splitPayload(tail);
    let at = 0;
    for (const { index, place, bytes } of places) {
      if (index >= bundled) {
        yield stored(index, sent[at++]!);
        continue;
      }
      const path = bundlePath(index);
      const found = await this.#evidence.readRange(path, place, bytes);
      if (found?.length !== bytes)
        throw new AtalayaError('log-damaged', `Entry ${index} is not where it belongs`, path, RESTORE);
      yield stored(index, found);
    }
  }

  /** Entries in [from, to), bundle by bundle, the next one read while one is given out. */
  async *range(from: number, to: number): AsyncIterable<StoredEntry> {
    let at = from;
    let next: Promise<Uint8Array | undefined> | undefined;
    for (let bundled = 0; at < to; ) {
      if (at >= bundled) {
        const page = await this.#link.ask({ ask: 'tail', from: at, to });
        bundled = page.bundled;
        for (const bytes of splitPayload(page.bytes)) yield stored(at++, bytes);
        continue;
      }
      const bytes = await (next ?? this.#evidence.read(bundlePath(at)));
      const following = at - (at % tileWidth) + tileWidth;
      next = following < Math.min(to, bundled) ? this.#evidence.read(bundlePath(following)) : undefined;
      // Where nobody comes back for it, its failure is nobody's.
      next?.catch(() => undefined);
      const entries = splitPayload(bytes ?? new Uint8Array(0));
      if (entries.length !== tileWidth)
        throw new AtalayaError('log-damaged', 'A bundle is missing or damaged', bundlePath(at), RESTORE);
      for (; at < Math.min(following, to); at++) yield stored(at, entries[at % tileWidth]!);
    }
  }
}

const bundlePath = (index: number): string => entriesPath({ index: Math.floor(index / tileWidth), width: tileWidth });

function stored(index: number, bytes: Uint8Array): StoredEntry {
  const entry = decodeEntry(bytes);
  if (!('fault' in entry)) return { index, entry };
  throw new AtalayaError('log-damaged', `Entry ${index} cannot be read: ${entry.fault}`, entry.field, RESTORE);
}
