import { entryLimitBytes, hashBytes, leafPrefix, tileWidth } from '../format.ts';
import type { Sha256 } from '../hash.ts';
import { CborFault } from './cbor.ts';
import { type AttachmentRead, commandBytes, EntryReader, streamKeyBytes } from './entry.ts';
import { TreeHash } from './tree.ts';

/** Words of 32 bits for each entry in `keys`: the stream's, then the command's. */
export const streamWords = streamKeyBytes / 4;
export const commandWords = commandBytes / 4;
export const keyWords = streamWords + commandWords;

/** Numbers for each entry in `numbers`. */
export const versionColumn = 0;
export const timeColumn = 1;
export const partColumn = 2;
export const partsColumn = 3;
export const columns = 4;

/** Everything the checks need of a bundle, in a form that goes from one thread to another cheaply. */
export interface BundleDigest {
  /** Entries that are whole. */
  readonly count: number;
  /** What is wrong with the file around its entries. */
  readonly tear: string | undefined;
  /** Leaf hashes (RFC 6962 section 2.1), 32 bytes each. */
  readonly leaves: Uint8Array<ArrayBuffer>;
  /** Root over the leaves, where the bundle is full. */
  readonly root: Uint8Array | undefined;
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly keys: Uint32Array<ArrayBuffer>;
  /** Entries that break the layout: place in the bundle, and why. Their numbers and keys mean nothing. */
  readonly malformed: readonly { readonly at: number; readonly why: string }[];
  readonly attached: readonly { readonly at: number; readonly attachments: readonly AttachmentRead[] }[];
  readonly destroyed: readonly { readonly at: number; readonly keyIds: readonly Uint8Array[] }[];
}

/** A bundle's bytes, how many entries it should hold, and whether more may follow them. */
export interface BundleTask {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly mayGoOn: boolean;
}

/** Examines bundles, each by itself: hashes and decodes every entry. One for each thread. Never throws on any bytes. */
export class BundleExaminer {
  readonly #sha256: Sha256;
  readonly #tree: TreeHash;
  readonly #reader: EntryReader;
  readonly #leaf = new Uint8Array(1 + entryLimitBytes);

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
    this.#tree = new TreeHash(sha256);
    this.#reader = new EntryReader(sha256);
    this.#leaf[0] = leafPrefix;
  }

  examine({ bytes: given, width, mayGoOn }: BundleTask): BundleDigest {
    // A plain array even where a subclass was given whose slices are not copies.
    const bytes = new Uint8Array(given.buffer, given.byteOffset, given.length);
    const leaves = new Uint8Array(width * hashBytes);
    const numbers = new Float64Array(width * columns);
    const keys = new Uint32Array(width * keyWords);
    const keyBytes = new Uint8Array(keys.buffer);
    const malformed: { at: number; why: string }[] = [];
    const attached: { at: number; attachments: readonly AttachmentRead[] }[] = [];
    const destroyed: { at: number; keyIds: readonly Uint8Array[] }[] = [];
    const { read } = this.#reader;

    let tear: string | undefined;
    let at = 0;
    let count = 0;
    for (; count < width; count++) {
      const start = at + 2;
      const end = start + ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0);
      if (start > bytes.length || end > bytes.length) {
        tear = `cut off after ${count} of ${width} entries, at byte ${at} of ${bytes.length}`;
        break;
      }
      this.#leaf.set(bytes.subarray(start, end), 1);
      leaves.set(this.#sha256(this.#leaf.subarray(0, 1 + end - start)), count * hashBytes);
      at = end;
      try {
        this.#reader.decode(bytes, start, end);
      } catch (error) {
        if (!(error instanceof CborFault)) throw error;
        malformed.push({ at: count, why: error.message });
        continue;
      }
      const row = count * columns;
      numbers[row + versionColumn] = read.version;
      numbers[row + timeColumn] = read.timeUs;
      numbers[row + partColumn] = read.part;
      numbers[row + partsColumn] = read.parts;
      const key = count * keyWords * 4;
      keyBytes.set(read.stream, key);
      keyBytes.set(bytes.subarray(read.commandAt, read.commandAt + commandBytes), key + streamKeyBytes);
      if (read.attachments.length > 0) attached.push({ at: count, attachments: read.attachments });
      if (read.destroyed.length > 0) destroyed.push({ at: count, keyIds: read.destroyed });
    }
    if (tear === undefined && at < bytes.length && !mayGoOn) {
      tear = `${bytes.length - at} bytes after the last of ${width} entries`;
    }
    const root = count === tileWidth ? this.#tree.perfect(leaves, 0, tileWidth) : undefined;
    return { count, tear, leaves, root, numbers, keys, malformed, attached, destroyed };
  }
}
