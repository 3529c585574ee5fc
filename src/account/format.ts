/**
 * The constants of the log's formats, and nothing else: the one module that the log and its independent verifier share.
 * Sources: RFC 6962 section 2.1; C2SP tlog-tiles, tlog-checkpoint, signed-note, tlog-cosignature; docs/adr/0006-the-log.md.
 */

/** Version of the entry's layout, its first item. */
export const entryFormat = 1;

/** Items of an entry's outer array. */
export const entryItems = 15;

/** An entry is shorter than this: a bundle gives its length in two bytes (tlog-tiles, "Log entries"). */
export const entryLimitBytes = 65_536;

/** A body whose content is longer than this is sealed in a blob instead of in place. */
export const inlineLimitBytes = 4_096;

/** Hashes of a full tile, and entries of a full bundle (tlog-tiles). */
export const tileWidth = 256;

/** Levels of the tree that one tile spans. */
export const tileHeight = 8;

/** Bytes of SHA-256. */
export const hashBytes = 32;

/** Domain separation of leaves and nodes (RFC 6962 section 2.1). */
export const leafPrefix = 0x00;
export const nodePrefix = 0x01;

/** Ways a body stands in an entry. */
export const bodySealed = 0;
export const bodyInBlob = 1;
export const bodyOpen = 2;

/**
 * The only kinds whose body may be open: facts about the log itself, which a verifier without keys must read.
 * The open body of `account.key-destroyed` is deterministic CBOR: [[keyId(16), ...], [[compartment, epoch], ...], authority]: the keys that
 * were destroyed, the key-encryption keys that were replaced for it, and in words who ordered it. A blob whose key it names may be absent.
 */
export const openKinds = ['account.key-destroyed', 'account.log-opened'] as const;

/** Signature types of notes: the log's Ed25519, and a witness's timestamped cosignature. */
export const noteEd25519 = 0x01;
export const noteCosignature = 0x04;

/** First line of what a cosignature signs (tlog-cosignature, "Ed25519 signed message"). */
export const cosignatureHeader = 'cosignature/v1';

/** Names of files below the evidence's prefix. */
export const checkpointFile = 'checkpoint';
export const pendingCheckpointFile = 'checkpoint.pending';
export const tileFolder = 'tile';
export const entriesFolder = 'tile/entries';
export const blobFolder = 'blob';

/** Text of the envelope: `stage/id` streams, `stage.what-happened` kinds, role, state, agency and compartment tokens. */
export const streamPattern = /^[a-z][a-z-]{1,23}\/[0-9a-z][0-9a-z-]{0,63}$/;
export const kindPattern = /^[a-z][a-z-]{1,23}\.[a-z][a-z-]{1,47}$/;
export const tokenPattern = /^[A-Za-z0-9][A-Za-z0-9-]{0,31}$/;
