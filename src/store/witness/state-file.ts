import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeBase64, encodeBase64 } from '../../account/base64.ts';
import { parseDecimal } from '../../account/checkpoint.ts';
import { hashBytes } from '../../account/format.ts';
import type { WitnessState } from '../../account/witness.ts';
import { AtalayaError } from '../../model/errors.ts';
import { readTextIfThere } from '../absent.ts';
import { syncFolder } from '../evidence/files.ts';

const fileName = 'cosigned';

/** What was cosigned last: two lines, size and root. Errors: `log-damaged`, since a witness that forgets could sign a rollback. */
export async function readState(folder: string): Promise<WitnessState | undefined> {
  const path = join(folder, fileName);
  const text = await readTextIfThere(path);
  if (text === undefined) return undefined;
  const [sizeText = '', rootText = '', end, ...more] = text.split('\n');
  const size = parseDecimal(sizeText);
  const root = decodeBase64(rootText);
  if (size !== undefined && root?.length === hashBytes && end === '' && more.length === 0) return { size, root };
  throw new AtalayaError(
    'log-damaged',
    'The record of what was cosigned last cannot be read',
    path,
    'Put it back from the copy of the evidence: the size and root of its checkpoint, a line each',
  );
}

/** The copy's checkpoint says more than the record: the record was lost, or put back from an older day. */
export function forgotten(folder: string, copied: number, recorded: number | undefined): AtalayaError {
  const known = recorded === undefined ? 'there is no record of it' : `the record says ${recorded}`;
  return new AtalayaError(
    'log-damaged',
    `The copy has a checkpoint of ${copied} entries that was cosigned, and ${known}`,
    join(folder, fileName),
    'Put the record back from the copy: the size and root of its checkpoint, a line each',
  );
}

/** Replaces the record; on the disk when it resolves. */
export async function writeState(folder: string, state: WitnessState): Promise<void> {
  const path = join(folder, fileName);
  const part = `${path}.part`;
  const file = await open(part, 'w');
  try {
    await file.writeFile(`${state.size}\n${encodeBase64(state.root)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, path);
  await syncFolder(folder);
}
