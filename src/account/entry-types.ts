/** A place of ciphertext beside the log: SHA-256 of the ciphertext, its length, and the key it is sealed with. */
export interface Attachment {
  readonly sha256: Uint8Array;
  readonly sizeBytes: number;
  readonly keyId: Uint8Array;
}

/** How an entry's body stands in it; see docs/adr/0006-the-log.md. */
export type Body =
  | { readonly form: 'sealed'; readonly keyId: Uint8Array; readonly nonce: Uint8Array; readonly ciphertext: Uint8Array }
  | { readonly form: 'in-blob' }
  | { readonly form: 'open'; readonly bytes: Uint8Array };

/** Who acted, as far as the open envelope says: never a name. */
export interface Actor {
  readonly role: string;
  /** ISO 3166-1 alpha-3 of the state acted for. */
  readonly state: string;
  readonly agency: string;
}

/** An entry whose time and command are not yet set: what a command asks the log to take. */
export interface EntryDraft extends Actor {
  readonly stream: string;
  /** Position in its stream, from 1. */
  readonly version: number;
  readonly kind: string;
  readonly compartment: string;
  /** 32 bytes; HMAC-SHA-256 of the content under a salt that is sealed with it. */
  readonly commitment: Uint8Array;
  readonly attachments: readonly Attachment[];
  readonly body: Body;
}

/** An entry as it stands in the log. */
export interface Entry extends EntryDraft {
  /** Microseconds since 1970-01-01T00:00:00Z; never falls along the log. */
  readonly timeUs: number;
  /** First 16 bytes of SHA-256 of the command's id. */
  readonly command: Uint8Array;
  /** Which of the command's entries this is, from 0, and how many it has. */
  readonly part: number;
  readonly parts: number;
}
