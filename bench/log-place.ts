import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signerFromSeed } from '../src/store/keys/signing.ts';
import { openEmbeddedLog } from '../src/store/log/embedded/embedded-log.ts';
import type { Log } from '../src/store/log/log.ts';

const origin = 'bench.atalaya/log';

/** A folder on the disk that is measured, removed when the work ends, also by an interruption. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'atalaya-bench-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const stop = (): void => process.exit(130);
  process.once('exit', remove);
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await work(folder);
  } finally {
    remove();
    process.off('exit', remove);
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/** Opens the embedded log of a folder again and again with the one key; nothing is published but on demand, unless an interval is given. */
export function logOpener(folder: string): (publishIntervalMs?: number) => Promise<Log> {
  const signer = signerFromSeed(randomBytes(32));
  return (publishIntervalMs) =>
    openEmbeddedLog({
      folder,
      origin,
      signer: { name: origin, ...signer },
      now: () => Date.now() * 1_000,
      publishIntervalMs: publishIntervalMs ?? 'none',
    });
}

/** Bytes of a file, or of all files below a folder; 0 where there is none. */
export function bytesBelow(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesBelow(join(path, name)), 0);
}

/** The value below which this share of the values lies; the values get sorted. */
export function quantile(values: Float64Array | number[], share: number): number {
  const sorted = values instanceof Float64Array ? values.sort() : values.sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
