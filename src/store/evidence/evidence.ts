/**
 * Named plain objects of the evidence: files below a folder, or objects of a bucket. Names are relative paths by
 * src/account/tile.ts; `checkpoint` and `checkpoint.pending` are replaced, everything else is written once.
 */
export interface Evidence {
  read(name: string): Promise<Uint8Array | undefined>;
  /** Bytes from an offset on; fewer where the object ends. */
  readRange(name: string, offset: number, length: number): Promise<Uint8Array | undefined>;
  /** Writes whole or not at all. The same bytes again are no error; other bytes under an immutable name are (`log-damaged`). */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Replaces `checkpoint` or `checkpoint.pending`, atomically. */
  replace(name: string, bytes: Uint8Array): Promise<void>;
  remove(name: string): Promise<void>;
  /** Names below a prefix, in no order. */
  list(prefix: string): AsyncIterable<string>;
  /** Resolves when everything written so far survives a loss of power. */
  sync(): Promise<void>;
}
