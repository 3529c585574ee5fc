import type { VerifyEd25519 } from '../hash.ts';
import { quoted } from './bytes.ts';
import { type Checkpoint, checkSignature, linesBy, readCheckpoint, type TrustedKeys } from './note.ts';
import type { ProblemKind, ProblemList } from './problems.ts';

/** A witness that cosigned, and when by its own clock. */
export interface Cosigned {
  readonly name: string;
  /** Seconds since 1970-01-01T00:00:00Z. */
  readonly timeS: bigint;
}

export interface SignedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly cosigned: readonly Cosigned[];
}

/**
 * Checks a note against every key that was given: the log's signature and each witness's, each once, and no line by anyone else.
 * Gives the checkpoint wherever it can be read, so that the rest can be checked against what it claims.
 */
export function checkNote(
  bytes: Uint8Array,
  file: string,
  keys: TrustedKeys,
  verify: VerifyEd25519,
  problems: ProblemList,
): SignedCheckpoint | undefined {
  const checkpoint = readCheckpoint(bytes);
  if (typeof checkpoint === 'string') {
    problems.add('checkpoint-malformed', file, null, checkpoint);
    return undefined;
  }
  const tell = (kind: ProblemKind, detail: string): void => problems.add(kind, file, null, detail);
  if (checkpoint.origin !== keys.log.name) {
    tell('origin-mismatch', `origin ${quoted(checkpoint.origin)}, key ${quoted(keys.log.name)}`);
  }
  const known = new Set<unknown>();
  const cosigned: Cosigned[] = [];
  for (const key of [keys.log, ...keys.witnesses]) {
    const isLog = key === keys.log;
    const lines = linesBy(checkpoint, key);
    if (lines.length === 0)
      tell(isLog ? 'log-signature-missing' : 'cosignature-missing', `no line by ${quoted(key.name)}`);
    if (lines.length > 1) tell('signature-repeated', `${lines.length} lines by ${quoted(key.name)}`);
    for (const line of lines) {
      known.add(line);
      const reading = checkSignature(checkpoint, key, line, verify);
      if (!reading.holds) {
        tell(isLog ? 'log-signature-invalid' : 'cosignature-invalid', `${quoted(key.name)}: ${reading.why}`);
      } else if (reading.timeS !== undefined && lines.length === 1) {
        cosigned.push({ name: key.name, timeS: reading.timeS });
      }
    }
  }
  for (const line of checkpoint.signatures) {
    if (!known.has(line)) tell('signature-unknown', `a line by ${quoted(line.name)}, whose key was not given`);
  }
  return { checkpoint, cosigned };
}

/** Reads a checkpoint that only the log must have signed; a text says why it is of no use. Lines by others are passed over. */
export function readSignedByLog(bytes: Uint8Array, keys: TrustedKeys, verify: VerifyEd25519): Checkpoint | string {
  const checkpoint = readCheckpoint(bytes);
  return typeof checkpoint === 'string' ? checkpoint : signedByLog(checkpoint, keys, verify);
}

/** The checkpoint, if the log has signed it; else why that is not so. */
export function signedByLog(checkpoint: Checkpoint, keys: TrustedKeys, verify: VerifyEd25519): Checkpoint | string {
  if (checkpoint.origin !== keys.log.name)
    return `its origin is ${quoted(checkpoint.origin)}, not ${quoted(keys.log.name)}`;
  const lines = linesBy(checkpoint, keys.log);
  if (lines.length === 0) return `no signature by ${quoted(keys.log.name)}`;
  for (const line of lines) {
    const reading = checkSignature(checkpoint, keys.log, line, verify);
    if (!reading.holds) return `the log's signature: ${reading.why}`;
  }
  return checkpoint;
}
