import { AtalayaError } from '../model/errors.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { equalBytes } from './equal.ts';
import { type Fault, isFault } from './fault.ts';
import { noteCosignature, noteEd25519 } from './format.ts';
import type { Sha256, SignEd25519, VerifyEd25519 } from './hash.ts';

/** One signature line: who (by name and key id), and the bytes that follow the key id. */
export interface NoteSignature {
  readonly name: string;
  /** First four bytes of the key's hash, big-endian. */
  readonly keyId: number;
  readonly signature: Uint8Array;
}

/** A signed note (C2SP signed-note, "Format"); `text` ends in a newline. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Signature types that are read and made here. */
export type KeyType = typeof noteEd25519 | typeof noteCosignature;

/** A public key as a verifier is given it (signed-note, "Verifier keys"). */
export interface VerifierKey {
  readonly name: string;
  readonly keyId: number;
  readonly type: KeyType;
  /** 32 bytes, RFC 8032. */
  readonly publicKey: Uint8Array;
}

/** A note longer than this, or with more signatures, is not read; the specification asks for at least 16 signatures. */
export const noteLimitBytes = 262_144;
export const noteLimitSignatures = 64;

const keyIdBytes = 4;
const publicKeyBytes = 32;
const signatureBytes = 64;
const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const namePattern = /^[^\p{White_Space}\p{Cc}+]+$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what the note must not hold
const controlPattern = /[\u0000-\u0009\u000b-\u001f]/;
const linePattern = /^\u2014 ([^ ]+) ([A-Za-z0-9+/]+={0,2})$/;

/** Whether a key's name is non-empty and holds no white space, control character or plus (signed-note, "Format"). */
export function isKeyName(name: string): boolean {
  return namePattern.test(name) && name.isWellFormed();
}

function uint32(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, keyIdBytes).getUint32(0);
}

/** SHA-256(name || 0x0A || type || public key)[:4], as a number (signed-note, "Signatures"). */
export function noteKeyId(name: string, type: KeyType, publicKey: Uint8Array, sha256: Sha256): number {
  const head = utf8.encode(`${name}\n`);
  const message = new Uint8Array(head.length + 1 + publicKey.length);
  message.set(head);
  message[head.length] = type;
  message.set(publicKey, head.length + 1);
  return uint32(sha256(message));
}

/** A verifier's key from its parts. Errors: `value-out-of-range` where the name or the key's length is not allowed. */
export function makeVerifierKey(name: string, type: KeyType, publicKey: Uint8Array, sha256: Sha256): VerifierKey {
  if (!isKeyName(name)) {
    const what = `${JSON.stringify(name)} is no name of a key`;
    throw new AtalayaError(
      'value-out-of-range',
      what,
      'name',
      'Use a name without spaces and plus, such as log.example/1',
    );
  }
  if (publicKey.length !== publicKeyBytes) {
    const what = `A public key of ${publicKey.length} bytes`;
    throw new AtalayaError('value-out-of-range', what, name, `Give the ${publicKeyBytes} bytes of an Ed25519 key`);
  }
  return { name, keyId: noteKeyId(name, type, publicKey, sha256), type, publicKey };
}

/** `<name>+<8 hex of the key id>+<base64 of type and public key>` (signed-note, "Verifier keys"). */
export function formatVerifierKey(key: VerifierKey): string {
  const material = new Uint8Array(1 + key.publicKey.length);
  material[0] = key.type;
  material.set(key.publicKey, 1);
  return `${key.name}+${key.keyId.toString(16).padStart(8, '0')}+${encodeBase64(material)}`;
}

/** A verifier's key from its line; its key id must be that of its name and bytes. */
export function parseVerifierKey(line: string, sha256: Sha256): VerifierKey | Fault {
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(line);
  if (match === null) return { fault: 'no verifier key: name+id+base64 expected', at: 0 };
  const [, name = '', id = '', text = ''] = match;
  if (!isKeyName(name)) return { fault: 'no name of a key', at: 0 };
  const material = decodeBase64(text);
  const at = name.length + id.length + 2;
  if (material === undefined) return { fault: 'the key is no canonical base64', at };
  const type = material[0];
  if (type !== noteEd25519 && type !== noteCosignature) return { fault: `a key of type ${type} is not used here`, at };
  if (material.length !== 1 + publicKeyBytes) return { fault: `a key of ${material.length - 1} bytes, not 32`, at };
  const key = makeVerifierKey(name, type, material.slice(1), sha256);
  return key.keyId === Number.parseInt(id, 16) ? key : { fault: 'the id is not that of the key', at: name.length + 1 };
}

/** One signature line with its newline. */
export function formatSignature({ name, keyId, signature }: NoteSignature): string {
  const bytes = new Uint8Array(keyIdBytes + signature.length);
  new DataView(bytes.buffer).setUint32(0, keyId);
  bytes.set(signature, keyIdBytes);
  return `\u2014 ${name} ${encodeBase64(bytes)}\n`;
}

/** One signature line, given without its newline. */
export function parseSignature(line: string): NoteSignature | Fault {
  const match = linePattern.exec(line);
  if (match === null) return { fault: 'no signature line: "\u2014 name base64" expected', at: 0 };
  const [, name = '', text = ''] = match;
  if (!isKeyName(name)) return { fault: 'no name of a key', at: 2 };
  const bytes = decodeBase64(text);
  if (bytes === undefined) return { fault: 'a signature that is no canonical base64', at: name.length + 3 };
  if (bytes.length <= keyIdBytes) return { fault: 'a signature without bytes', at: name.length + 3 };
  return { name, keyId: uint32(bytes), signature: bytes.slice(keyIdBytes) };
}

/** Signature lines, each with its newline, as a witness answers them. `at` of a fault is an offset in characters. */
export function parseSignatures(lines: string): readonly NoteSignature[] | Fault {
  if (!lines.endsWith('\n')) return { fault: 'the last signature line has no newline', at: lines.length };
  const signatures: NoteSignature[] = [];
  let at = 0;
  for (const line of lines.slice(0, -1).split('\n')) {
    if (signatures.length === noteLimitSignatures) return { fault: `more than ${noteLimitSignatures} signatures`, at };
    const signature = parseSignature(line);
    if (isFault(signature)) return { fault: signature.fault, at: at + signature.at };
    signatures.push(signature);
    at += line.length + 1;
  }
  return signatures;
}

/** UTF-8 of a note's text: what an Ed25519 note signature signs. */
export function noteBytes(text: string): Uint8Array {
  return utf8.encode(text);
}

/** UTF-8 as text, or a fault; the bytes are taken as they are, with no mark dropped. */
export function readText(bytes: Uint8Array, limitBytes: number): string | Fault {
  if (bytes.length > limitBytes) return { fault: `longer than ${limitBytes} bytes`, at: limitBytes };
  try {
    return fromUtf8.decode(bytes);
  } catch {
    return { fault: 'no UTF-8', at: 0 };
  }
}

/** A note from its bytes (signed-note, "Format"). `at` of a fault is an offset in characters. */
export function parseNote(bytes: Uint8Array): Note | Fault {
  const whole = readText(bytes, noteLimitBytes);
  return isFault(whole) ? whole : parseNoteText(whole);
}

/** A note from its text. */
export function parseNoteText(whole: string): Note | Fault {
  const control = controlPattern.exec(whole);
  if (control !== null) return { fault: 'a control character', at: control.index };
  // The last empty line parts text and signatures; earlier ones belong to the text.
  const middle = whole.lastIndexOf('\n\n');
  if (middle < 0) return { fault: 'no empty line before the signatures', at: whole.length };
  const signatures = parseSignatures(whole.slice(middle + 2));
  if (isFault(signatures)) return { fault: signatures.fault, at: signatures.at + middle + 2 };
  return { text: whole.slice(0, middle + 1), signatures };
}

/** The note as it is stored and sent. Errors: `value-out-of-range` where its text could not be read back. */
export function formatNote(note: Note): string {
  const bad = !note.text.endsWith('\n') || controlPattern.test(note.text) || !note.text.isWellFormed();
  if (bad || note.signatures.length === 0 || note.signatures.length > noteLimitSignatures) {
    const what = 'A note needs a text that ends in a newline, without control characters, and 1 to 64 signatures';
    throw new AtalayaError('value-out-of-range', what, 'note', 'Mend the text or the signatures');
  }
  return `${note.text}\n${note.signatures.map(formatSignature).join('')}`;
}

/** Signs a text with the key of that name (type 0x01, signed-note, "Ed25519 signatures"). */
export function signText(text: string, key: VerifierKey, sign: SignEd25519): NoteSignature {
  return { name: key.name, keyId: key.keyId, signature: sign(noteBytes(text)) };
}

/** Whether a signature line is of this key, by name and id; that it holds is another question. */
export function isOf(signature: NoteSignature, key: VerifierKey): boolean {
  return signature.keyId === key.keyId && signature.name === key.name;
}

/** Whether an Ed25519 signature of type 0x01 by this key holds over the text. */
export function verifyText(text: string, signature: NoteSignature, key: VerifierKey, verify: VerifyEd25519): boolean {
  if (key.type !== noteEd25519 || !isOf(signature, key) || signature.signature.length !== signatureBytes) return false;
  return verify(key.publicKey, noteBytes(text), signature.signature);
}

/**
 * Which of the known keys (type 0x01) signed a note. Lines of other keys are passed over; a known key's line that does not
 * hold refuses the whole note, and so does a note that no known key signed (signed-note, "Signatures").
 */
export function verifyNote(
  note: Note,
  keys: readonly VerifierKey[],
  verify: VerifyEd25519,
): readonly VerifierKey[] | Fault {
  const signers = new Set<VerifierKey>();
  for (const signature of note.signatures) {
    const key = keys.find((known) => known.type === noteEd25519 && isOf(signature, known));
    if (key === undefined) continue;
    if (!verifyText(note.text, signature, key, verify))
      return { fault: `the signature of ${key.name} does not hold`, at: 0 };
    signers.add(key);
  }
  return signers.size > 0 ? [...signers] : { fault: 'signed by no known key', at: 0 };
}

/** Whether two keys are the same in every part. */
export function sameKey(a: VerifierKey, b: VerifierKey): boolean {
  return a.name === b.name && a.type === b.type && equalBytes(a.publicKey, b.publicKey);
}
