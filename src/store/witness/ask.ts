import type { Checkpoint } from '../../account/checkpoint.ts';
import { verifyCosignature } from '../../account/cosignature.ts';
import { isFault } from '../../account/fault.ts';
import { type Note, type NoteSignature, parseSignatures, type VerifierKey } from '../../account/note.ts';
import { consistencyPlan, proofFromTiles } from '../../account/proof.ts';
import { formatAddCheckpoint, parseSize, sizeContentType } from '../../account/witness.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { readTile } from '../evidence/tree-files.ts';
import { sha256, verifyEd25519 } from '../hashing.ts';
import type { WitnessClient } from '../log/witness-client.ts';

/** A witness as the log knows it: its key (type 0x04), and the prefix of its address. */
export interface WitnessAddress {
  readonly key: VerifierKey;
  readonly url: string;
}

const answerLimitBytes = 65_536;

/** A witness, however it is reached. */
export interface WitnessWay {
  readonly key: VerifierKey;
  /** For people. */
  readonly name: string;
  /** Sends a request to cosign. Errors: `not-ready` where it cannot answer. */
  readonly ask: (body: Uint8Array, signal: AbortSignal) => Promise<Reply>;
}

/** One witness over HTTP (C2SP tlog-witness, "add-checkpoint"); otherwise as `witnessBy`. */
export function witnessAt(witness: WitnessAddress, evidence: Pick<Evidence, 'read'>): WitnessClient {
  const url = new URL('add-checkpoint', witness.url.endsWith('/') ? witness.url : `${witness.url}/`);
  return witnessBy({ key: witness.key, name: url.origin, ask: (body, signal) => post(url, body, signal) }, evidence);
}

/**
 * One witness as the log asks it. It remembers the size that the witness cosigned last, and learns it from a 409.
 * Errors: `rolled-back` where the witness has seen more of the log than there is, or another log of that size; `not-ready` where it cannot answer now.
 */
export function witnessBy({ key, name, ask }: WitnessWay, evidence: Pick<Evidence, 'read'>): WitnessClient {
  let lastSize = 0;
  const cosign = async (checkpoint: Checkpoint, note: Note, signal: AbortSignal): Promise<NoteSignature> => {
    for (let attempt = 0; attempt < 3; attempt++) {
      const plan = consistencyPlan(lastSize, checkpoint.size);
      const proof = await proofFromTiles(plan, (tile) => readTile(evidence, tile), sha256);
      const answer = await ask(formatAddCheckpoint({ oldSize: lastSize, proof, note }), signal);
      if (answer.status === 200) {
        const found = cosignatureOf(answer.body, note, key);
        if (found === undefined) throw trouble('not-ready', 'It answered without its cosignature', name);
        lastSize = checkpoint.size;
        return found;
      }
      // With the size that the witness itself gave, no proof can be made: the log was rolled back, and has grown again since.
      if (answer.status === 422)
        throw rolledBack(`this log did not grow from the ${lastSize} entries it cosigned`, name);
      if (answer.status !== 409 || !answer.type.startsWith(sizeContentType)) {
        throw trouble('not-ready', `It answered ${answer.status}: ${answer.body.trim().slice(0, 300)}`, name);
      }
      const size = parseSize(answer.body);
      if (isFault(size)) throw trouble('not-ready', `It answered 409 without a size: ${size.fault}`, name);
      if (size > checkpoint.size)
        throw rolledBack(`it has cosigned ${size} entries, this log has ${checkpoint.size}`, name);
      if (size === lastSize) throw rolledBack(`it has cosigned another tree of ${size} entries`, name);
      lastSize = size;
    }
    throw trouble('not-ready', 'It changes the size it cosigned last as often as it is asked', name);
  };
  return { key, cosign };
}

/** What a witness answers, as HTTP says it. */
export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

async function post(url: URL, body: Uint8Array, signal: AbortSignal): Promise<Reply> {
  try {
    const response = await fetch(url, { method: 'POST', body: new Uint8Array(body), redirect: 'error', signal });
    const parts: Uint8Array[] = [];
    let total = 0;
    for await (const part of response.body ?? []) {
      total += part.length;
      if (total > answerLimitBytes) throw new Error(`an answer of more than ${answerLimitBytes} bytes`);
      parts.push(part);
    }
    const text = Buffer.concat(parts).toString('utf8');
    return { status: response.status, type: response.headers.get('content-type') ?? '', body: text };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined;
    throw trouble(
      'not-ready',
      `It does not answer: ${cause ?? (error instanceof Error ? error.message : String(error))}`,
      url.origin,
    );
  }
}

function cosignatureOf(body: string, note: Note, key: VerifierKey): NoteSignature | undefined {
  const lines = parseSignatures(body);
  if (isFault(lines)) return undefined;
  return lines.find((line) => verifyCosignature(note.text, line, key, verifyEd25519) !== undefined);
}

function trouble(code: 'not-ready' | 'rolled-back', what: string, name: string): AtalayaError {
  return new AtalayaError(code, what, `witness ${name}`, 'It is asked again with the next checkpoint');
}

function rolledBack(what: string, name: string): AtalayaError {
  const cure =
    "Restore the log from a state's replica, which has what is missing here; never go on from the older state";
  return new AtalayaError('rolled-back', `A witness knows more of this log: ${what}`, `witness ${name}`, cure);
}
