import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AtalayaError } from '../../model/errors.ts';
import { isNowhere, readTextIfThere } from '../absent.ts';
import { syncFolder } from '../evidence/files.ts';

/** What a finished backup says of itself. A folder without it is none: either something else, or one that broke off. */
export interface Manifest {
  readonly origin: string;
  /** Entries under the backup's checkpoint. */
  readonly published: number;
  /** Entries in all, those of the journal included. */
  readonly size: number;
  /** Root of the published tree, hexadecimal. */
  readonly root: string;
}

export const manifestFile = 'backup.json';

/** The manifest of a backup folder; undefined where there is none. Errors: `format-damaged`. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const path = join(folder, manifestFile);
  const text = await readTextIfThere(path, isNowhere);
  if (text === undefined) return undefined;
  const manifest = parse(text);
  if (manifest !== undefined) return manifest;
  throw new AtalayaError('format-damaged', 'The manifest of the backup cannot be read', path, 'Take another backup');
}

function parse(text: string): Manifest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { origin, published, size, root } = value as Record<string, unknown>; // cast: each member is looked at below
  const count = (it: unknown): it is number => typeof it === 'number' && Number.isSafeInteger(it) && it >= 0;
  if (typeof origin !== 'string' || !count(published) || !count(size) || size < published) return undefined;
  return typeof root === 'string' && /^[0-9a-f]{64}$/.test(root) ? { origin, published, size, root } : undefined;
}

/** Writes the manifest: with it, the backup is whole. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const part = join(folder, `${manifestFile}.part`);
  const file = await open(part, 'w');
  try {
    await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, join(folder, manifestFile));
  await syncFolder(folder);
}

/** Takes the manifest away: what follows may break off. */
export async function dropManifest(folder: string): Promise<void> {
  await rm(join(folder, manifestFile), { force: true });
  await syncFolder(folder);
}
