import { AtalayaError } from '../model/errors.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { type Fault, isFault } from './fault.ts';
import { hashBytes } from './format.ts';
import type { SignEd25519, VerifyEd25519 } from './hash.ts';
import { formatNote, type Note, parseNote, signText, type VerifierKey, verifyNote } from './note.ts';

/** A tree head as a log signs it (C2SP tlog-checkpoint, "Note text"). */
export interface Checkpoint {
  /** Which log this is. */
  readonly origin: string;
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  /** Further lines, opaque; this log writes none. */
  readonly extensions: readonly string[];
}

/** A checkpoint whose log's signature holds, with the note it came in. */
export interface OpenedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly note: Note;
}

/** A decimal number without leading zeroes, to 2^53-1. */
export function parseDecimal(text: string): number | undefined {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The three lines, and extension lines, each with its newline. Errors: `value-out-of-range`. */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  const { origin, size, root, extensions } = checkpoint;
  const text = `${[origin, String(size), encodeBase64(root), ...extensions].join('\n')}\n`;
  const back = parseCheckpoint(text);
  if (!isFault(back) && back.origin === origin && back.extensions.length === extensions.length) return text;
  const what = `No checkpoint: ${isFault(back) ? back.fault : 'a line holds a newline'}`;
  throw new AtalayaError('value-out-of-range', what, 'checkpoint', 'Give an origin, a size, and a root of 32 bytes');
}

/** A checkpoint from a note's text. `at` of a fault is the number of the line, from 0. */
export function parseCheckpoint(text: string): Checkpoint | Fault {
  if (!text.endsWith('\n')) return { fault: 'the last line has no newline', at: 0 };
  const lines = text.slice(0, -1).split('\n');
  const [origin = '', sizeText = '', rootText = '', ...extensions] = lines;
  const empty = lines.indexOf('');
  if (empty >= 0) return { fault: 'an empty line', at: empty };
  if (lines.length < 3) return { fault: 'fewer than three lines', at: lines.length };
  const size = parseDecimal(sizeText);
  if (size === undefined) return { fault: 'no size: a decimal number to 2^53-1 expected', at: 1 };
  const root = decodeBase64(rootText);
  if (root?.length !== hashBytes) return { fault: 'no root: canonical base64 of 32 bytes expected', at: 2 };
  return { origin, size, root, extensions };
}

/** A signed checkpoint, as a note that witnesses can be asked to cosign. */
export function signCheckpoint(checkpoint: Checkpoint, key: VerifierKey, sign: SignEd25519): Note {
  const text = formatCheckpoint(checkpoint);
  return { text, signatures: [signText(text, key, sign)] };
}

/** A note's UTF-8, as it is stored in `checkpoint`. */
export function checkpointBytes(note: Note): Uint8Array {
  return new TextEncoder().encode(formatNote(note));
}

/** A checkpoint from its bytes, where it is of this origin and a known key of the log (type 0x01) signed it; else why not. */
export function openCheckpoint(
  bytes: Uint8Array,
  origin: string,
  keys: readonly VerifierKey[],
  verify: VerifyEd25519,
): OpenedCheckpoint | Fault {
  const note = parseNote(bytes);
  if (isFault(note)) return note;
  const signers = verifyNote(note, keys, verify);
  if (isFault(signers)) return signers;
  const checkpoint = parseCheckpoint(note.text);
  if (isFault(checkpoint)) return checkpoint;
  if (checkpoint.origin !== origin) return { fault: `of the log ${checkpoint.origin}, not of ${origin}`, at: 0 };
  return { checkpoint, note };
}
