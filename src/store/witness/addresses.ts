import { join } from 'node:path';
import { isFault } from '../../account/fault.ts';
import { noteCosignature } from '../../account/format.ts';
import { parseVerifierKey } from '../../account/note.ts';
import { AtalayaError } from '../../model/errors.ts';
import { isNowhere, readTextIfThere } from '../absent.ts';
import { sha256 } from '../hashing.ts';
import type { WitnessAddress } from './ask.ts';

/** Name of the file in a data folder that says which witnesses are asked. */
export const witnessesFile = 'witnesses';

/**
 * The witnesses of a data folder: a line `name+id+base64 http://…/` for each, `#` begins a comment; none where there is no such file.
 * Errors: `usage` with the line that is none.
 */
export async function readWitnesses(folder: string): Promise<readonly WitnessAddress[]> {
  const path = join(folder, witnessesFile);
  const text = (await readTextIfThere(path, isNowhere)) ?? '';
  const addresses: WitnessAddress[] = [];
  for (const [number, whole] of text.split('\n').entries()) {
    const line = whole.trim();
    if (line !== '' && !line.startsWith('#')) addresses.push(parseAddress(line, `${path}, line ${number + 1}`));
  }
  return addresses;
}

function parseAddress(line: string, where: string): WitnessAddress {
  const [keyText = '', url = '', ...rest] = line.split(/\s+/);
  const key = parseVerifierKey(keyText, sha256);
  const why = isFault(key)
    ? key.fault
    : key.type !== noteCosignature
      ? 'the key is no witness\u2019s'
      : !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)
        ? 'the address is no http address'
        : rest.length > 0
          ? 'there is more on the line than key and address'
          : undefined;
  if (!isFault(key) && why === undefined) return { key, url };
  const cure = 'Give each witness a line: its public key as it prints it, a space, its address';
  throw new AtalayaError('usage', `This names no witness: ${why}`, where, cure);
}
