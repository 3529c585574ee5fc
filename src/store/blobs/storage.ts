/** A blob that is being written: nothing of it is visible until it is published. */
export interface StagedBlob {
  write(ciphertext: Uint8Array): Promise<void>;
  /**
   * Gives the blob its name, by SHA-256 of what was written (32 bytes); it is on the disk, or stored, when this resolves. A blob that already has
   * the name stays as it is. `sizeBytes` is what was written in all.
   */
  publish(sha256: Uint8Array, sizeBytes: number): Promise<void>;
  /** Leaves nothing behind; no error where it was published. */
  abandon(): Promise<void>;
}

/** Where the ciphertext of blobs lies: a folder's files, or a bucket's objects. It knows nothing of keys. */
export interface BlobStorage {
  stage(): Promise<StagedBlob>;
  /** Bytes from an offset on, fewer where the blob ends; undefined where there is no such blob. */
  readRange(sha256: Uint8Array, offset: number, length: number): Promise<Uint8Array | undefined>;
  has(sha256: Uint8Array): Promise<boolean>;
  remove(sha256: Uint8Array): Promise<void>;
}
