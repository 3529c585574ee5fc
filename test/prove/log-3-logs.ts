import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Authorities, type MadeOptions, madeEntries, madeLog, tilePath } from '../evidence-writer.ts';

/** A log to be damaged: its files in memory and in a folder. */
export interface Subject {
  readonly folder: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly entries: readonly Uint8Array[];
  readonly leaves: readonly Buffer[];
  readonly authorities: Authorities;
}

export interface Logs {
  /** A log of other keys. */
  readonly foreign: Pick<Subject, 'authorities'>;
}

/** A folder of this run, which `remove` takes away with everything below. */
export class Scratch {
  readonly path = mkdtempSync(join(tmpdir(), 'atalaya-log-3-'));

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Writes, or removes, files below a folder. */
export function put(folder: string, files: Iterable<readonly [string, Uint8Array | undefined]>): void {
  for (const [name, bytes] of files) {
    const path = join(folder, 'evidence', name);
    if (bytes === undefined) rmSync(path, { force: true });
    else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    }
  }
}

/** Makes a log and writes it: evidence and keys as `atalaya log fill` lays them out. */
export function makeSubject(
  scratch: Scratch,
  name: string,
  options: MadeOptions & { readonly witnesses?: number },
): Subject {
  const { files, authorities, leaves } = madeLog(options);
  const entries = [...madeEntries(options, () => {})];
  const folder = join(scratch.path, name);
  mkdirSync(join(folder, 'evidence'), { recursive: true });
  put(folder, files);
  writeFileSync(join(folder, 'keys.pub'), authorities.keysText);
  return { folder, files, entries, leaves, authorities };
}

/** Partial tiles and bundles of earlier checkpoints, beside those of today: what a log may leave behind. */
export function earlierPartials(subject: Subject, widths: readonly number[]): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const bundle = Math.floor(subject.entries.length / 256);
  const start = bundle * 256;
  for (const width of widths.filter((one) => one <= subject.entries.length - start)) {
    const entries = subject.entries.slice(start, start + width);
    const framed = entries.flatMap((entry) => [Buffer.of(entry.length >> 8, entry.length & 255), entry]);
    files.set(tilePath('entries', bundle, width), Buffer.concat(framed));
    files.set(tilePath('0', bundle, width), Buffer.concat(subject.leaves.slice(start, start + width)));
  }
  return files;
}
