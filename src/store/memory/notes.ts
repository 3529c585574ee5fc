/** A sealed snapshot as it is kept. */
export interface SealedSnapshot {
  readonly stream: string;
  readonly compartment: string;
  readonly keyId: Uint8Array;
  readonly version: number;
  readonly nonce: Uint8Array;
  readonly sealed: Uint8Array;
}

/** A blob, the key it is sealed with, and the size of the log when it was stored. */
export interface NotedBlob {
  readonly sha256: Uint8Array;
  readonly keyId: Uint8Array;
  readonly fromIndex: number;
}

/**
 * What the memory keeps beside the log to be quick: snapshots, which blobs an item has, and which of them no entry names yet. It may be
 * deleted at any time while nothing runs; the next start builds it again from the log (snapshots are made anew as they fall due).
 */
export interface Notes {
  /** Replaces an older snapshot of the stream; a newer one stays. */
  saveSnapshot(snapshot: SealedSnapshot): Promise<void>;
  loadSnapshot(stream: string): Promise<SealedSnapshot | undefined>;
  removeSnapshots(keyId: Uint8Array): Promise<void>;
  /** Notes blobs; `pending` where no entry names them yet. */
  noteBlobs(blobs: readonly NotedBlob[], pending: boolean): Promise<void>;
  /** An entry names these blobs now. */
  keepBlobs(sha256s: readonly Uint8Array[]): Promise<void>;
  dropBlobs(sha256s: readonly Uint8Array[]): Promise<void>;
  pendingBlobs(): Promise<readonly NotedBlob[]>;
  blobsOf(keyId: Uint8Array): Promise<readonly Uint8Array[]>;
  /** How far in the log something has been done; undefined where it never was. */
  mark(name: string): Promise<number | undefined>;
  setMark(name: string, index: number): Promise<void>;
  close(): Promise<void>;
}
