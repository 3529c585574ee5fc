import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { captureCommand } from '../capture-command.ts';
import {
  Authorities,
  leafHash,
  type MadeOptions,
  madeEntries,
  madeLog,
  tilePath,
  treeRoot,
} from '../evidence-writer.ts';

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

/** Has the log itself fill a folder (`atalaya log fill`): its evidence under `evidence/`, its keys in `keys.pub`. */
export async function fillFolder(scratch: Scratch, name: string, entries: number, seed: number): Promise<string> {
  const argv = ['log', 'fill', name, '--entries', String(entries), '--seed', String(seed)];
  const { code, said } = await captureCommand(scratch.path, argv);
  if (code !== 0) throw new Error(`atalaya ${argv.join(' ')}: exit ${code}: ${said.join(' ')}`);
  return join(scratch.path, name);
}

/** Entries of a bundle, which are length-prefixed. */
function entriesOf(bundle: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bundle.length; ) {
    const end = at + 2 + bundle[at]! * 256 + bundle[at + 1]!;
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
}

/** What the log itself wrote, signed anew by keys of this run, so that mutations can sign what the log did not. */
export async function filledSubject(scratch: Scratch, name: string, size: number, seed: number): Promise<Subject> {
  const filled = await fillFolder(scratch, `${name}-filled`, size, seed);
  const files = new Map<string, Uint8Array>();
  for (const found of readdirSync(join(filled, 'evidence'), { recursive: true, withFileTypes: true })) {
    const path = join(found.parentPath, found.name);
    if (found.isFile()) files.set(path.slice(join(filled, 'evidence').length + 1), readFileSync(path));
  }
  const entries: Uint8Array[] = [];
  for (let bundle = 0; entries.length < size; bundle++) {
    const width = Math.min(256, size - bundle * 256);
    entries.push(...entriesOf(files.get(tilePath('entries', bundle, width))!));
  }
  const origin = Buffer.from(files.get('checkpoint')!).toString().split('\n')[0];
  const authorities = new Authorities(seed, 2, origin);
  const leaves = entries.map(leafHash);
  files.set('checkpoint', authorities.checkpoint(size, treeRoot(leaves)));
  const folder = join(scratch.path, name);
  mkdirSync(folder);
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
