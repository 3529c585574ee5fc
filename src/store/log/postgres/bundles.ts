import { splitBundle } from '../../../account/bundle.ts';
import { isFault } from '../../../account/fault.ts';
import { tileWidth } from '../../../account/format.ts';
import { widthOf } from '../../../account/tile.ts';
import { AtalayaError } from '../../../model/errors.ts';
import type { Evidence } from '../../evidence/evidence.ts';
import { readBundle } from '../../evidence/tree-files.ts';

/** Bundles kept split, the longest unused dropped first. */
const kept = 8;

/** Reads published entries from their bundles. */
export class BundleReader {
  readonly #evidence: Evidence;
  readonly #held = new Map<string, Promise<readonly Uint8Array[]>>();

  constructor(evidence: Evidence) {
    this.#evidence = evidence;
  }

  /** Bytes of the entry at an index below `published`. Errors: `log-damaged` where the bundle is missing or broken. */
  async entry(index: number, published: number): Promise<Uint8Array> {
    const bundle = Math.floor(index / tileWidth);
    const width = widthOf(0, bundle, published);
    const bytes = (await this.#bundle(bundle, width))[index % tileWidth];
    if (bytes !== undefined) return bytes;
    throw damaged(bundle, `it lacks entry ${index}`);
  }

  async #bundle(index: number, width: number): Promise<readonly Uint8Array[]> {
    const name = `${index}/${width}`;
    const held = this.#held.get(name) ?? this.#read(index, width);
    this.#held.delete(name);
    this.#held.set(name, held);
    const oldest = this.#held.keys().next().value;
    if (this.#held.size > kept && oldest !== undefined) this.#held.delete(oldest);
    try {
      return await held;
    } catch (error) {
      // Storage that was away must be asked again.
      this.#held.delete(name);
      throw error;
    }
  }

  async #read(index: number, width: number): Promise<readonly Uint8Array[]> {
    const { buffer, byteOffset, length } = await readBundle(this.#evidence, index, width);
    const entries = splitBundle(new Uint8Array(buffer, byteOffset, length));
    if (isFault(entries)) throw damaged(index, entries.fault);
    return entries;
  }
}

const damaged = (bundle: number, why: string): AtalayaError =>
  new AtalayaError(
    'log-damaged',
    `A bundle of the evidence is damaged: ${why}`,
    `bundle ${bundle}`,
    'Restore it from a replica or a backup.',
  );
