import { join } from 'node:path';
import { type OpenedCheckpoint, openCheckpoint } from '../../../account/checkpoint.ts';
import { isFault } from '../../../account/fault.ts';
import { checkpointFile, pendingCheckpointFile } from '../../../account/format.ts';
import type { VerifierKey } from '../../../account/note.ts';
import { AtalayaError } from '../../../model/errors.ts';
import { readIfThere } from '../../absent.ts';
import { verifyEd25519 } from '../../hashing.ts';
import { layout } from './layout.ts';

/** What a data folder has signed: the largest checkpoint of all that lie in it, and the published one. */
export interface Signed {
  readonly last: OpenedCheckpoint | undefined;
  readonly published: OpenedCheckpoint | undefined;
}

/**
 * Reads the signed checkpoints of a data folder. One that does not hold refuses the start: nothing may be signed upon what is not known
 * to be this log's own. Throws `log-damaged`.
 */
export async function readSigned(folder: string, origin: string, key: VerifierKey): Promise<Signed> {
  const { evidence, lastSigned } = layout(folder);
  const read = async (path: string): Promise<OpenedCheckpoint | undefined> => {
    const bytes = await readIfThere(path);
    if (bytes === undefined) return undefined;
    const opened = openCheckpoint(bytes, origin, [key], verifyEd25519);
    if (!isFault(opened)) return opened;
    throw new AtalayaError(
      'log-damaged',
      `A checkpoint of this folder does not hold: ${opened.fault}`,
      path,
      'Start with the origin and the key the log was made with, or restore the file from a replica or a backup.',
    );
  };
  const published = await read(join(evidence, checkpointFile));
  const others = [await read(join(evidence, pendingCheckpointFile)), await read(lastSigned)];
  let last = published;
  for (const other of others) {
    if (other !== undefined && other.checkpoint.size > (last?.checkpoint.size ?? -1)) last = other;
  }
  return { last, published };
}
