import { AtalayaError } from '../model/errors.ts';
import { cosignatureHeader, noteCosignature } from './format.ts';
import type { SignEd25519, VerifyEd25519 } from './hash.ts';
import { isOf, type Note, type NoteSignature, noteBytes, type VerifierKey } from './note.ts';

/** Bytes of the time, and of the Ed25519 signature behind it (C2SP tlog-cosignature, "Format"). */
const timeBytes = 8;
const signatureBytes = 64;

/** A witness's word for a checkpoint, checked. */
export interface Cosigned {
  readonly key: VerifierKey;
  /** When the witness signed, seconds since 1970-01-01T00:00:00Z by its clock. */
  readonly timeS: number;
  readonly signature: NoteSignature;
}

/** What a cosignature signs: header line, time line, the checkpoint's text (tlog-cosignature, "Ed25519 signed message"). */
export function cosignedMessage(text: string, timeS: number): Uint8Array {
  return noteBytes(`${cosignatureHeader}\ntime ${timeS}\n${text}`);
}

/** Cosigns a checkpoint's text at a time (whole seconds since 1970). Errors: `value-out-of-range`. */
export function cosign(text: string, timeS: number, key: VerifierKey, sign: SignEd25519): NoteSignature {
  if (!Number.isSafeInteger(timeS) || timeS < 0 || key.type !== noteCosignature) {
    const what = `No cosignature at time ${timeS} with a key of type ${key.type}`;
    throw new AtalayaError('value-out-of-range', what, key.name, 'Give whole seconds and a cosignature key (type 4)');
  }
  const signature = new Uint8Array(timeBytes + signatureBytes);
  new DataView(signature.buffer).setBigUint64(0, BigInt(timeS));
  signature.set(sign(cosignedMessage(text, timeS)), timeBytes);
  return { name: key.name, keyId: key.keyId, signature };
}

/** The time of a cosignature that holds over this text, in seconds; undefined where it is not of this key or does not hold. */
export function verifyCosignature(
  text: string,
  line: NoteSignature,
  key: VerifierKey,
  verify: VerifyEd25519,
): number | undefined {
  const { signature } = line;
  if (key.type !== noteCosignature || !isOf(line, key) || signature.length !== timeBytes + signatureBytes)
    return undefined;
  const time = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  if (time > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  const timeS = Number(time);
  const holds = verify(key.publicKey, cosignedMessage(text, timeS), signature.subarray(timeBytes));
  return holds ? timeS : undefined;
}

/** The cosignatures of known witnesses that hold on a note: one a witness, its latest. Lines of others are passed over. */
export function cosignatures(
  note: Note,
  witnesses: readonly VerifierKey[],
  verify: VerifyEd25519,
): readonly Cosigned[] {
  const found = new Map<VerifierKey, Cosigned>();
  for (const signature of note.signatures) {
    const key = witnesses.find((witness) => isOf(signature, witness));
    if (key === undefined) continue;
    const timeS = verifyCosignature(note.text, signature, key, verify);
    if (timeS === undefined || (found.get(key)?.timeS ?? -1) >= timeS) continue;
    found.set(key, { key, timeS, signature });
  }
  return [...found.values()];
}
