import { join } from 'node:path';
import { type Checkpoint, parseCheckpoint } from '../../account/checkpoint.ts';
import { isFault } from '../../account/fault.ts';
import { checkpointFile, pendingCheckpointFile } from '../../account/format.ts';
import { parseNote } from '../../account/note.ts';
import { AtalayaError } from '../../model/errors.ts';
import { isNowhere, readIfThere } from '../absent.ts';

/** The checkpoint in a log's folder: an operator's, a backup or a replica. What it says is checked by no key; `atalaya verify` does that. */
export interface FolderCheckpoint {
  readonly bytes: Uint8Array;
  readonly checkpoint: Checkpoint;
  /** Names on its signature lines. */
  readonly signers: readonly string[];
}

/**
 * The checkpoint of a folder, or the one that waits for its first cosignatures; undefined where neither lies there. Errors: `log-damaged` where it
 * is none, and those of the system: a log that cannot be read must not pass for one that is not there.
 */
export async function findCheckpoint(folder: string): Promise<FolderCheckpoint | undefined> {
  for (const name of [checkpointFile, pendingCheckpointFile]) {
    const path = join(folder, 'evidence', name);
    const bytes = await readIfThere(path, isNowhere);
    if (bytes === undefined) continue;
    const note = parseNote(bytes);
    if (isFault(note)) throw damaged(note.fault, path);
    const checkpoint = parseCheckpoint(note.text);
    if (isFault(checkpoint)) throw damaged(checkpoint.fault, path);
    return { bytes, checkpoint, signers: note.signatures.map((line) => line.name) };
  }
  return undefined;
}

function damaged(fault: string, path: string): AtalayaError {
  const cure = 'Restore it from a state\u2019s replica or a backup; atalaya verify says what else is wrong';
  return new AtalayaError('log-damaged', `The checkpoint cannot be read: ${fault}`, path, cure);
}

/** As `findCheckpoint`. Errors: also `not-ready` where none was published. */
export async function readCheckpoint(folder: string): Promise<FolderCheckpoint> {
  const found = await findCheckpoint(folder);
  if (found !== undefined) return found;
  const cure =
    'Give the folder of a log that has published its first checkpoint, a backup of it or the folder of a witness';
  throw new AtalayaError('not-ready', 'There is no published log in this folder', folder, cure);
}

/** The origin of the log whose evidence lies in a folder; undefined where none was published yet. Errors: those of `findCheckpoint`. */
export async function originOf(folder: string): Promise<string | undefined> {
  return (await findCheckpoint(folder))?.checkpoint.origin;
}
