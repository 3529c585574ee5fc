import { decodeCbor, encodeCbor } from './cbor.ts';
import { isFault } from './fault.ts';

/** What a log was founded for. It stands open in the log's first entry and can never be changed. */
export type Purpose = 'exercise' | 'operations';

export const foundingKind = 'account.log-opened';
export const foundingStream = 'log/founding';

/** The open body of the first entry: deterministic CBOR ["atalaya log", 1, purpose]. */
export function encodeFounding(purpose: Purpose): Uint8Array {
  return encodeCbor(['atalaya log', 1, purpose]);
}

/** The purpose that a founding entry's body states; undefined where it states none. */
export function decodeFounding(body: Uint8Array): Purpose | undefined {
  const decoded = decodeCbor(body);
  if (isFault(decoded) || !Array.isArray(decoded.value) || decoded.value.length !== 3) return undefined;
  const [title, version, purpose] = decoded.value;
  if (title !== 'atalaya log' || version !== 1) return undefined;
  return purpose === 'exercise' || purpose === 'operations' ? purpose : undefined;
}
