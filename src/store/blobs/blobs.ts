import type { Attachment } from '../../account/entry-types.ts';
import type { DataKey } from '../keys/keys.ts';

/** Content too large for an entry: sealed in chunks, named by SHA-256 of its ciphertext, streamed both ways. */
export interface Blobs {
  /**
   * Seals and stores a stream; nothing is left behind when it breaks off. On the disk (or stored) before it resolves. `beforeStored` is awaited when the name is
   * known and not yet visible, so that the caller can note what to clean up should the process end in between.
   */
  put(
    key: DataKey,
    content: AsyncIterable<Uint8Array>,
    beforeStored?: (blob: Attachment) => Promise<void>,
  ): Promise<Attachment>;
  /**
   * Opens a blob, all of it or a range of the content, chunk by chunk; `log-damaged` where ciphertext or tag do not agree, or the blob is gone.
   * All of it is held against its hash as well; within a range each chunk answers for itself.
   */
  get(
    key: Uint8Array,
    blob: Attachment,
    range?: { readonly from: number; readonly to: number },
  ): AsyncIterable<Uint8Array>;
  has(sha256: Uint8Array): Promise<boolean>;
  /** Removes the ciphertext of a blob whose key was destroyed. */
  remove(sha256: Uint8Array): Promise<void>;
}
