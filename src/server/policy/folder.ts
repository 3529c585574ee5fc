import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AtalayaError } from '../../model/errors.ts';
import { loadRules, type RuleSet } from './engine.ts';
import type { PolicyFile } from './rules.ts';

/** The rules that the service decides by. */
export const policyFolder = fileURLToPath(new URL('../../../policies', import.meta.url));
export const schemaName = 'schema.cedarschema';

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AtalayaError(
      'file-not-found',
      `The rules could not be read: ${why}`,
      path,
      'Name a folder or file of rules (*.cedar)',
    );
  }
}

function list(path: string): readonly string[] | undefined {
  try {
    return readdirSync(path).toSorted();
  } catch {
    return undefined;
  }
}

/**
 * The rules of a folder (its *.cedar files and its schema) or of one file; where the folder holds no schema, that of the service.
 * @throws AtalayaError `file-not-found`, or `policy-invalid` with every fault.
 */
export function readRuleSet(path: string): RuleSet {
  const names = list(path);
  const folder = names === undefined ? dirname(path) : path;
  const files: PolicyFile[] = (names ?? [basename(path)])
    .filter((name) => names === undefined || name.endsWith('.cedar'))
    .map((name) => ({ name, text: read(join(folder, name)) }));
  if (files.length === 0) {
    throw new AtalayaError(
      'file-not-found',
      'There are no rules in the folder',
      path,
      'Name a folder with *.cedar files',
    );
  }
  const own = list(folder)?.includes(schemaName) === true;
  return loadRules(files, read(join(own ? folder : policyFolder, schemaName)), path);
}
