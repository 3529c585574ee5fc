import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a program of the system lies, or `undefined`: the test that needs it is then skipped, by name. */
export function commandPath(...names: readonly string[]): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of names) {
      const path = join(folder, name);
      if (folder !== '' && existsSync(path)) return path;
    }
  }
  return undefined;
}
