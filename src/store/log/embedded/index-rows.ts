import type { Entry } from '../../../account/entry-types.ts';
import { tileWidth } from '../../../account/format.ts';

/** What the index keeps of an entry: its envelope's searchable part and its place, no content. */
export interface IndexRow {
  readonly index: number;
  readonly stream: string;
  readonly version: number;
  readonly kind: string;
  readonly compartment: string;
  readonly state: string;
  readonly timeUs: number;
  /** Offset of the entry's bytes in its bundle. */
  readonly place: number;
  readonly bytes: number;
  readonly parts: number;
  /** The command's hash, with its first entry only. */
  readonly command: Uint8Array | undefined;
}

/** Follows where entries come to lie in their bundles. */
export class BundlePlaces {
  #index: number;
  #offset: number;

  /** @param offset bytes of the bundle that entry `index` goes to. */
  constructor(index: number, offset: number) {
    this.#index = index;
    this.#offset = offset;
  }

  /** The place of the next entry, of this many bytes. */
  next(bytes: number): number {
    if (this.#index % tileWidth === 0) this.#offset = 0;
    const place = this.#offset + 2;
    this.#offset = place + bytes;
    this.#index++;
    return place;
  }

  copy(): BundlePlaces {
    return new BundlePlaces(this.#index, this.#offset);
  }
}

/** The row of an entry that was read back. */
export function rowOf(index: number, entry: Entry, bytes: number, place: number): IndexRow {
  const { stream, version, kind, compartment, state, timeUs, parts } = entry;
  const command = entry.part === 0 ? entry.command : undefined;
  return { index, stream, version, kind, compartment, state, timeUs, place, bytes, parts, command };
}
