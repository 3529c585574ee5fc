import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** The folder of public reference data: `ATALAYA_DATA`, or `../shared/data` beside the project. It is never part of the project. */
export const referenceFolder: string = process.env['ATALAYA_DATA'] ?? resolve(projectRoot, '../shared/data');

/** Path of a reference file, or `undefined` where the data is absent: the test that needs it is then skipped, by name. */
export function referenceFile(path: string): string | undefined {
  const full = join(referenceFolder, path);
  return existsSync(full) ? full : undefined;
}
