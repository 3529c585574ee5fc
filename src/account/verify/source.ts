/** What came of asking for a file. */
export type FileRead =
  | {
      readonly outcome: 'read';
      readonly bytes: Uint8Array<ArrayBuffer> /** There is more than was asked for. */;
      readonly goesOn: boolean;
    }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'unreadable'; readonly why: string };

/** A file hashed from end to end. */
export type FileHash =
  | { readonly outcome: 'read'; readonly sha256: Uint8Array; readonly sizeBytes: number }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'unreadable'; readonly why: string };

/** A name that was found below the evidence's prefix. `other`: no plain file (a link, a socket), never followed. */
export interface FoundName {
  readonly name: string;
  readonly type: 'file' | 'other';
}

/**
 * Where evidence is read from: a folder, a web server, a test's memory. Names are relative to the evidence's prefix.
 * What is not the evidence's fault (a server that cannot be reached) is thrown, and ends the verification.
 */
export interface EvidenceSource {
  /** The first `limitBytes` bytes of a file. The buffer is the caller's own. */
  read(name: string, limitBytes: number): Promise<FileRead>;
  /** SHA-256 and length of a file, read as a stream; reading may stop once more than `limitBytes` bytes came. */
  hash(name: string, limitBytes: number): Promise<FileHash>;
  /** Every name there is, in no order; absent where the source cannot tell (a web server). */
  readonly list?: () => AsyncIterable<FoundName>;
  /** Waits as long as a running log may take to finish what it has begun to write. */
  settle(): Promise<void>;
}
