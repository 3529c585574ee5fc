import { isFault } from '../../account/fault.ts';
import { tileWidth } from '../../account/format.ts';
import { entriesPath, levelHashes, parseTreePath, type Tile, tilePath } from '../../account/tile.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { Evidence } from './evidence.ts';

/** Reads one tile, or the wider form that has taken its place. */
export async function readTile(evidence: Pick<Evidence, 'read'>, tile: Tile): Promise<Uint8Array> {
  const exact = await evidence.read(tilePath(tile));
  const bytes = exact ?? (await evidence.read(tilePath({ ...tile, width: tileWidth })));
  if (bytes !== undefined) return bytes;
  throw missing(tilePath(tile));
}

/** Reads the entry bundle of a width, or the full one that has taken its place, cut to that width by the caller. */
export async function readBundle(evidence: Pick<Evidence, 'read'>, index: number, width: number): Promise<Uint8Array> {
  const bytes =
    (await evidence.read(entriesPath({ index, width }))) ??
    (await evidence.read(entriesPath({ index, width: tileWidth })));
  if (bytes !== undefined) return bytes;
  throw missing(entriesPath({ index, width }));
}

function missing(name: string): AtalayaError {
  const what = 'A file of the evidence is missing';
  return new AtalayaError('log-damaged', what, name, 'Restore the evidence from a replica or a backup.');
}

/** Removes every bundle and tile that reaches beyond a size: what was written ahead of a checkpoint that never came. */
export async function trimEvidence(evidence: Evidence, size: number): Promise<number> {
  const beyond: string[] = [];
  for await (const name of evidence.list('tile/')) {
    const place = parseTreePath(name);
    if (isFault(place)) continue;
    const level = place.kind === 'tile' ? place.level : 0;
    if (place.index * tileWidth + place.width > levelHashes(level, size)) beyond.push(name);
  }
  for (const name of beyond) await evidence.remove(name);
  return beyond.length;
}
