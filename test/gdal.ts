import { execFileSync } from 'node:child_process';

/** Whether GDAL's programs are here; a test that needs them is skipped, by name, where they are not. */
export const hasGdal: boolean = (() => {
  try {
    execFileSync('gdalinfo', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** Runs one of GDAL's programs and gives what it printed. */
export function gdal(program: string, args: readonly string[], input?: string): string {
  return execFileSync(program, [...args], { encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'pipe'] });
}
