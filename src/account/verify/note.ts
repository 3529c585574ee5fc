import { cosignatureHeader, hashBytes, noteCosignature, noteEd25519 } from '../format.ts';
import type { Sha256, VerifyEd25519 } from '../hash.ts';
import { concatBytes, equalBytes, fromBase64, quoted, toHex } from './bytes.ts';

const KEY_ID_BYTES = 4;
const SIGNATURE_BYTES = 64;
const TIMESTAMP_BYTES = 8;
const TYPED_KEY_BYTES = 33;

/** A note of three lines and its signatures is far shorter; more is not read. */
export const noteLimitBytes = 65_536;

/** A key that the caller trusts (signed-note, "Verifier keys"). */
export interface TrustedKey {
  readonly name: string;
  readonly keyId: Uint8Array;
  /** 0x01: the log's; 0x04: a witness's. */
  readonly type: number;
  readonly publicKey: Uint8Array;
}

/** Whom the caller trusts: one log and its witnesses. */
export interface TrustedKeys {
  readonly log: TrustedKey;
  readonly witnesses: readonly TrustedKey[];
}

export type KeysReading = { readonly keys: TrustedKeys } | { readonly fault: string; readonly line: number | null };

const NAME = /^[^\s+\p{Zs}\p{Cc}]+$/u;

/**
 * Reads verifier keys (`name+hash+base64`), one a line; empty lines and lines that start with `#` are passed over.
 * There must be exactly one key of a log (type 0x01); keys of witnesses have type 0x04.
 */
export function readKeys(text: string, sha256: Sha256): KeysReading {
  const keys: TrustedKey[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const key = readKey(line, sha256);
    if (typeof key === 'string') return { fault: key, line: index + 1 };
    if (keys.some((other) => other.name === key.name || equalBytes(other.publicKey, key.publicKey))) {
      return { fault: `the name or the key of ${quoted(key.name)} stands in the file twice`, line: index + 1 };
    }
    keys.push(key);
  }
  const [log, ...others] = keys.filter((key) => key.type === noteEd25519);
  if (log === undefined) return { fault: "there is no log's key (type 0x01)", line: null };
  if (others.length > 0) return { fault: 'there is more than one log key (type 0x01)', line: null };
  return { keys: { log, witnesses: keys.filter((key) => key.type === noteCosignature) } };
}

function readKey(line: string, sha256: Sha256): TrustedKey | string {
  const [name = '', hash = '', ...rest] = line.split('+');
  const typed = fromBase64(rest.join('+'));
  if (!NAME.test(name) || !/^[0-9a-fA-F]{8}$/.test(hash) || typed === undefined) {
    return 'this is no verifier key of the form name+hash+base64';
  }
  const type = typed[0];
  if (type !== noteEd25519 && type !== noteCosignature) return `a key of type ${type ?? 'none'} is not known here`;
  if (typed.length !== TYPED_KEY_BYTES) return `a key of ${typed.length - 1} bytes, not 32`;
  const keyId = sha256(concatBytes(new TextEncoder().encode(`${name}\n`), typed)).slice(0, KEY_ID_BYTES);
  if (toHex(keyId) !== hash.toLowerCase()) return 'the hash does not belong to this name and key';
  return { name, keyId, type, publicKey: typed.slice(1) };
}

/** A signature line of a note, as it stands. */
interface SignatureLine {
  readonly name: string;
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** A checkpoint as it reads; nothing is said about its signatures. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** What the log signed. */
  readonly text: Uint8Array;
  readonly signatures: readonly SignatureLine[];
}

/** Reads a checkpoint (tlog-checkpoint) in its exact form, without extension lines; a text says what is wrong. */
export function readCheckpoint(bytes: Uint8Array): Checkpoint | string {
  if (bytes.length > noteLimitBytes) return `longer than ${noteLimitBytes} bytes`;
  let note: string;
  try {
    note = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return 'not UTF-8';
  }
  for (let i = 0; i < note.length; i++) {
    if (note.charCodeAt(i) < 0x20 && note[i] !== '\n') return `a control character at character ${i}`;
  }
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return 'no empty line between text and signatures, or no line end at the end';
  const text = note.slice(0, split + 1);
  const [origin = '', sizeText = '', rootText = '', ...more] = text.slice(0, -1).split('\n');
  if (origin === '') return 'the origin is empty';
  if (!/^(?:0|[1-9]\d{0,15})$/.test(sizeText) || !Number.isSafeInteger(Number(sizeText))) {
    return `${quoted(sizeText)} is no size`;
  }
  const root = fromBase64(rootText);
  if (root?.length !== hashBytes) return 'the root is no hash of 32 bytes in canonical base64';
  if (more.length > 0) return 'more than three lines of text';
  const signatures: SignatureLine[] = [];
  for (const line of note.slice(split + 2, -1).split('\n')) {
    const read = readSignature(line);
    if (read === undefined) return `${quoted(line)} is no signature line`;
    signatures.push(read);
  }
  return { origin, size: Number(sizeText), root, text: new TextEncoder().encode(text), signatures };
}

function readSignature(line: string): SignatureLine | undefined {
  const [dash, name, text, ...more] = line.split(' ');
  if (dash !== '\u2014' || name === undefined || text === undefined || more.length > 0) return undefined;
  const bytes = fromBase64(text);
  if (!NAME.test(name) || bytes === undefined || bytes.length <= KEY_ID_BYTES) return undefined;
  return { name, keyId: bytes.slice(0, KEY_ID_BYTES), signature: bytes.slice(KEY_ID_BYTES) };
}

/** The lines of a note that claim to be by this key. */
export function linesBy(checkpoint: Checkpoint, key: TrustedKey): readonly SignatureLine[] {
  return checkpoint.signatures.filter((line) => line.name === key.name && equalBytes(line.keyId, key.keyId));
}

/** Whether a line holds: the log's over the text, a witness's over time and text (tlog-cosignature, "Ed25519 signed message"). */
export type SignatureReading =
  | { readonly holds: false; readonly why: string }
  | { readonly holds: true; readonly timeS: bigint | undefined };

export function checkSignature(
  checkpoint: Checkpoint,
  key: TrustedKey,
  line: SignatureLine,
  verify: VerifyEd25519,
): SignatureReading {
  const { signature } = line;
  const doesNotHold = { holds: false, why: 'the signature is not by this key over this text' } as const;
  if (key.type === noteEd25519) {
    if (signature.length !== SIGNATURE_BYTES) return { holds: false, why: `${signature.length} bytes, not 64` };
    return verify(key.publicKey, checkpoint.text, signature) ? { holds: true, timeS: undefined } : doesNotHold;
  }
  if (signature.length !== TIMESTAMP_BYTES + SIGNATURE_BYTES) {
    return { holds: false, why: `${signature.length} bytes, not 72` };
  }
  const timeS = new DataView(signature.buffer, signature.byteOffset, TIMESTAMP_BYTES).getBigUint64(0);
  if (timeS >= 2n ** 63n) return { holds: false, why: 'its time is 2^63 or later' };
  const message = concatBytes(new TextEncoder().encode(`${cosignatureHeader}\ntime ${timeS}\n`), checkpoint.text);
  return verify(key.publicKey, message, signature.subarray(TIMESTAMP_BYTES)) ? { holds: true, timeS } : doesNotHold;
}
