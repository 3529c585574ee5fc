import { AtalayaError } from '../model/errors.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { type Checkpoint, parseCheckpoint, parseDecimal } from './checkpoint.ts';
import { equalBytes } from './equal.ts';
import { type Fault, isFault } from './fault.ts';
import { hashBytes } from './format.ts';
import type { Sha256, VerifyEd25519 } from './hash.ts';
import { emptyRoot } from './merkle.ts';
import {
  formatNote,
  type Note,
  noteBytes,
  noteLimitBytes,
  parseNoteText,
  readText,
  type VerifierKey,
  verifyText,
} from './note.ts';
import { verifyConsistency } from './proof.ts';

/** A request to cosign (C2SP tlog-witness, "add-checkpoint"). */
export interface AddCheckpoint {
  /** Size of the tree that the witness is believed to have cosigned last; 0 for none. */
  readonly oldSize: number;
  /** Consistency proof from the old size to the checkpoint's. */
  readonly proof: readonly Uint8Array[];
  readonly note: Note;
  readonly checkpoint: Checkpoint;
}

/** The last checkpoint of a log that a witness cosigned. */
export interface WitnessState {
  readonly size: number;
  readonly root: Uint8Array;
}

/** What became of the signatures on a request's checkpoint. */
export type Checked = 'verified' | 'origin-unknown' | 'unsigned';

/** A witness's answer, with the status of HTTP it is sent with. */
export type WitnessDecision =
  | { readonly status: 200; readonly state: WitnessState }
  /** The request contradicts itself. */
  | { readonly status: 400; readonly why: string }
  /** No signature of a trusted key of the log holds. */
  | { readonly status: 403; readonly why: string }
  /** The witness knows no such log. */
  | { readonly status: 404; readonly why: string }
  /**
   * The old size is not the witness's last, whose size is sent back; or (`fork`) the log signed two trees of one size, which
   * proves its misbehaviour and is worth keeping.
   */
  | { readonly status: 409; readonly why: string; readonly size: number; readonly fork: boolean }
  /** The proof does not show that the new tree grew from the old one. */
  | { readonly status: 422; readonly why: string };

/** Lines of a consistency proof that a client may send at most. */
export const proofLimitLines = 63;

/** Bytes of a request that are read at most. */
export const addCheckpointLimitBytes = noteLimitBytes + 64 * 64;

/** The body of a 409: size of the last cosigned checkpoint and a newline; its type `text/x.tlog.size`. */
export function formatSize(size: number): string {
  return `${size}\n`;
}

export const sizeContentType = 'text/x.tlog.size';

/** The size in the body of a 409. */
export function parseSize(body: string): number | Fault {
  const size = body.endsWith('\n') ? parseDecimal(body.slice(0, -1)) : undefined;
  return size ?? { fault: 'no size: a decimal number and a newline expected', at: 0 };
}

/** The body of a request. Errors: `value-out-of-range` for what the other side would have to refuse. */
export function formatAddCheckpoint(request: Pick<AddCheckpoint, 'oldSize' | 'proof' | 'note'>): Uint8Array {
  const { oldSize, proof, note } = request;
  const wrong = !Number.isSafeInteger(oldSize) || oldSize < 0 || proof.length > proofLimitLines;
  if (wrong || proof.some((hash) => hash.length !== hashBytes)) {
    const what = `No request to cosign: old size ${oldSize}, a proof of ${proof.length} hashes`;
    throw new AtalayaError(
      'value-out-of-range',
      what,
      'add-checkpoint',
      'Give a size, and at most 63 hashes of 32 bytes',
    );
  }
  const lines = [`old ${oldSize}`, ...proof.map(encodeBase64)];
  return noteBytes(`${lines.join('\n')}\n\n${formatNote(note)}`);
}

/** A request from its body (tlog-witness, "add-checkpoint"); a fault is answered with 400. */
export function parseAddCheckpoint(body: Uint8Array): AddCheckpoint | Fault {
  const text = readText(body, addCheckpointLimitBytes);
  if (isFault(text)) return text;
  // The head holds no empty line, so the first one ends it; the checkpoint's own comes later.
  const middle = text.indexOf('\n\n');
  if (middle < 0) return { fault: 'no empty line before the checkpoint', at: text.length };
  const [first = '', ...lines] = text.slice(0, middle).split('\n');
  const oldSize = first.startsWith('old ') ? parseDecimal(first.slice(4)) : undefined;
  if (oldSize === undefined) return { fault: 'the first line is not "old" and a size', at: 0 };
  if (lines.length > proofLimitLines) return { fault: `more than ${proofLimitLines} lines of proof`, at: 0 };
  const proof: Uint8Array[] = [];
  for (const line of lines) {
    const hash = decodeBase64(line);
    if (hash?.length !== hashBytes)
      return { fault: 'a line of proof that is no hash in canonical base64', at: proof.length + 1 };
    proof.push(hash);
  }
  const note = parseNoteText(text.slice(middle + 2));
  if (isFault(note)) return note;
  const checkpoint = parseCheckpoint(note.text);
  return isFault(checkpoint) ? checkpoint : { oldSize, proof, note, checkpoint };
}

/** Checks a request's signatures against the keys that are trusted for each origin; unknown keys are passed over. */
export function checkSignatures(
  request: AddCheckpoint,
  logs: ReadonlyMap<string, readonly VerifierKey[]>,
  verify: VerifyEd25519,
): Checked {
  const keys = logs.get(request.checkpoint.origin);
  if (keys === undefined) return 'origin-unknown';
  const { text, signatures } = request.note;
  const signed = keys.some((key) => signatures.some((signature) => verifyText(text, signature, key, verify)));
  return signed ? 'verified' : 'unsigned';
}

/**
 * What a witness answers (tlog-witness, "add-checkpoint"). `state` is what it cosigned last for this origin, undefined where it
 * never did. Whoever cosigns upon a 200 must first have stored the new state, in one step with reading the old.
 */
export function decide(
  state: WitnessState | undefined,
  request: AddCheckpoint,
  checked: Checked,
  sha256: Sha256,
): WitnessDecision {
  const { oldSize, proof, checkpoint } = request;
  if (checked === 'origin-unknown') return { status: 404, why: `the log ${checkpoint.origin} is not known here` };
  if (checked === 'unsigned') return { status: 403, why: 'no signature of a trusted key holds' };
  if (oldSize > checkpoint.size) {
    return { status: 400, why: `the old size ${oldSize} is above the checkpoint's ${checkpoint.size}` };
  }
  const last = state ?? { size: 0, root: emptyRoot(sha256) };
  if (oldSize !== last.size) {
    const why = `the last cosigned size is ${last.size}, not ${oldSize}`;
    return { status: 409, why, size: last.size, fork: isFork(last, checkpoint) };
  }
  if (isFork(last, checkpoint)) {
    const why = `two trees of size ${last.size}: the log has forked`;
    return { status: 409, why, size: last.size, fork: true };
  }
  if (!verifyConsistency(oldSize, checkpoint.size, last.root, checkpoint.root, proof, sha256)) {
    return { status: 422, why: `no proof that the tree of size ${checkpoint.size} grew from that of size ${oldSize}` };
  }
  return { status: 200, state: { size: checkpoint.size, root: checkpoint.root } };
}

function isFork(last: WitnessState, checkpoint: Checkpoint): boolean {
  return checkpoint.size === last.size && !equalBytes(checkpoint.root, last.root);
}
