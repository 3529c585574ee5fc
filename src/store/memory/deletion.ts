import { decodeCbor, encodeCbor } from '../../account/cbor.ts';
import { commandHash } from '../../account/entry.ts';
import { isFault } from '../../account/fault.ts';
import { AtalayaError } from '../../model/errors.ts';
import { sha256 } from '../hashing.ts';
import type { Destruction } from '../keys/keys.ts';

/** Kinds of the two entries of a deletion; the second is open, so that a verifier without keys can read it. */
export const intentKind = 'account.deletion-intended';
export const proofKind = 'account.key-destroyed';

/** Intents of a compartment are sealed with one item's key, which no deletion touches. */
export const intentItem = 'account/deletions';

/** Items of one deletion: their ids have to fit into one entry, the proof. */
export const mostItems = 2_000;

/** What is to be deleted; kept in the intent, so that whoever finds it can finish. */
export interface Intent {
  readonly commandId: string;
  readonly keyIds: readonly Uint8Array[];
  readonly authority: string;
}

/** The stream of one deletion: version 1 is its intent, version 2 its proof. */
export function deletionStream(commandId: string): string {
  return `account/deletion-${Buffer.from(commandHash(commandId, sha256)).toString('hex')}`;
}

export function intentCommand(commandId: string): string {
  return `${commandId}/intent`;
}

export function encodeIntent({ commandId, keyIds, authority }: Intent): Uint8Array {
  return encodeCbor([commandId, keyIds, authority]);
}

export function decodeIntent(bytes: Uint8Array, stream: string): Intent {
  const decoded = decodeCbor(bytes);
  if (!isFault(decoded) && Array.isArray(decoded.value)) {
    const [commandId, ids, authority] = decoded.value;
    const keyIds = Array.isArray(ids) ? ids.filter((id) => id instanceof Uint8Array) : [];
    if (typeof commandId === 'string' && keyIds.length > 0 && typeof authority === 'string')
      return { commandId, keyIds, authority };
  }
  throw new AtalayaError('log-damaged', 'An intent to delete cannot be read', stream, 'Run atalaya verify.');
}

/** Body of the proof: [[key id...], [[compartment, epoch]...], authority] in deterministic CBOR. */
export function encodeProof({ keyIds, epochs }: Destruction, authority: string): Uint8Array {
  return encodeCbor([keyIds, epochs.map(({ compartment, epoch }) => [compartment, epoch]), authority]);
}
