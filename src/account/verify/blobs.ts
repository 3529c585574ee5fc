import { toHex } from './bytes.ts';
import type { AttachmentRead } from './entry.ts';
import { blobName } from './names.ts';
import type { ProblemList } from './problems.ts';
import type { EvidenceSource } from './source.ts';
import { Column, KeyTable } from './tables.ts';

const HASH_WORDS = 8;
const KEY_ID_WORDS = 4;

function wordsOf(bytes: Uint8Array, words: number): Uint32Array {
  const copy = new Uint32Array(words);
  new Uint8Array(copy.buffer).set(bytes.subarray(0, words * 4));
  return copy;
}

/** A blob that was not there when it was looked for: its number. */
type Missing = number;

/** The blobs that entries name, and the keys whose destruction entries prove: about 100 bytes of memory for each blob. */
export class BlobAccounts {
  readonly #problems: ProblemList;
  readonly #blobs = new KeyTable(HASH_WORDS);
  readonly #sizes = new Column();
  readonly #keys = new Column();
  readonly #entries = new Column();
  readonly #keyIds = new KeyTable(KEY_ID_WORDS);
  /** 1 for each key id whose destruction is proved. */
  readonly #destroyed = new Column();
  #checked = 0;

  constructor(problems: ProblemList) {
    this.#problems = problems;
  }

  /** Blobs that entries name. */
  get count(): number {
    return this.#blobs.size;
  }

  refer(attachment: AttachmentRead, entry: number, file: string): void {
    const before = this.#blobs.size;
    const blob = this.#blobs.put(wordsOf(attachment.sha256, HASH_WORDS), 0);
    const key = this.#keyIds.put(wordsOf(attachment.keyId, KEY_ID_WORDS), 0);
    if (blob === before) {
      this.#sizes.set(blob, attachment.sizeBytes);
      this.#keys.set(blob, key);
      this.#entries.set(blob, entry);
      return;
    }
    if (this.#sizes.get(blob) !== attachment.sizeBytes || this.#keys.get(blob) !== key) {
      const detail = `size or key of blob ${toHex(attachment.sha256)} differ from what entry ${this.#entries.get(blob)} says`;
      this.#problems.add('attachment-conflict', file, entry, detail);
    }
  }

  destroy(keyIds: readonly Uint8Array[]): void {
    for (const keyId of keyIds) this.#destroyed.set(this.#keyIds.put(wordsOf(keyId, KEY_ID_WORDS), 0), 1);
  }

  /** True where an entry names the blob with this SHA-256 (hexadecimal). */
  isNamed(hex: string): boolean {
    const bytes = Uint8Array.from({ length: HASH_WORDS * 4 }, (_, i) =>
      Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16),
    );
    return this.#blobs.find(wordsOf(bytes, HASH_WORDS), 0) >= 0;
  }

  #isDestroyed(blob: number): boolean {
    return this.#destroyed.get(this.#keys.get(blob)) === 1;
  }

  /**
   * Hashes every blob not yet looked at, `concurrency` at a time. Gives those that are not there: the proof that the key
   * was destroyed may stand further on in a running log.
   */
  async check(source: EvidenceSource, concurrency: number, onBlob: (done: number) => void): Promise<Missing[]> {
    const missing: Missing[] = [];
    const end = this.#blobs.size;
    const worker = async (): Promise<void> => {
      while (this.#checked < end) {
        const blob = this.#checked++;
        if (!(await this.#checkOne(blob, source))) missing.push(blob);
        onBlob(blob);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    return missing.sort((a, b) => a - b);
  }

  async #checkOne(blob: number, source: EvidenceSource): Promise<boolean> {
    const hex = toHex(this.#blobs.keyBytes(blob));
    const name = blobName(hex);
    const sizeBytes = this.#sizes.get(blob);
    const entry = this.#entries.get(blob);
    const file = await source.hash(name, sizeBytes);
    switch (file.outcome) {
      case 'missing':
        return false;
      case 'unreadable':
        this.#problems.add('file-unreadable', name, entry, file.why);
        return true;
      case 'read': {
        const told = `entry ${entry} names ${sizeBytes} bytes`;
        if (file.sizeBytes > sizeBytes) this.#problems.add('blob-changed', name, entry, `${told}, there are more`);
        else if (file.sizeBytes < sizeBytes) {
          this.#problems.add('blob-changed', name, entry, `${told}, there are ${file.sizeBytes}`);
        } else if (toHex(file.sha256) !== hex) {
          this.#problems.add('blob-changed', name, entry, `its SHA-256 is ${toHex(file.sha256)}`);
        }
        return true;
      }
    }
  }

  /** Tells of those missing blobs that no proof of destruction explains. */
  tellMissing(missing: readonly Missing[]): void {
    for (const blob of missing.filter((one) => !this.#isDestroyed(one))) {
      const name = blobName(toHex(this.#blobs.keyBytes(blob)));
      const entry = this.#entries.get(blob);
      this.#problems.add('blob-missing', name, entry, `entry ${entry} names it, and no entry proves its key destroyed`);
    }
  }

  isExplained(blob: Missing): boolean {
    return this.#isDestroyed(blob);
  }
}
