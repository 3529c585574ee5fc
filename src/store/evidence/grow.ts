import { appendToBundle } from '../../account/bundle.ts';
import { appendToEdge, edgeFromTiles, type TreeEdge } from '../../account/compact-range.ts';
import { isFault } from '../../account/fault.ts';
import { tileWidth } from '../../account/format.ts';
import type { Sha256 } from '../../account/hash.ts';
import { leafHash } from '../../account/merkle.ts';
import {
  edgeTiles,
  entriesPath,
  levelHashes,
  parseTreePath,
  partialFolder,
  type Tile,
  tilePath,
} from '../../account/tile.ts';
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

/** The right edge of the tree that is stored, from its last tiles. */
export async function readEdge(evidence: Pick<Evidence, 'read'>, size: number, sha256: Sha256): Promise<TreeEdge> {
  const tiles = new Map<string, Uint8Array>();
  for (const tile of edgeTiles(size)) tiles.set(tilePath(tile), await readTile(evidence, tile));
  return edgeFromTiles(size, (tile) => tiles.get(tilePath(tile))!, sha256);
}

/**
 * Writes the bundles and tiles that further entries make, behind a tree of which `edge` is the edge; the checkpoint is the caller's.
 * Gives the new edge and root. Partial forms stay: `dropPartials` takes them once a checkpoint over the full ones stands.
 */
export async function growEvidence(
  evidence: Evidence,
  edge: TreeEdge,
  entries: readonly Uint8Array[],
  sha256: Sha256,
): Promise<{ readonly edge: TreeEdge; readonly root: Uint8Array }> {
  let at = edge.size;
  for (let taken = 0; taken < entries.length; ) {
    const index = Math.floor(at / tileWidth);
    const there = at % tileWidth;
    const some = entries.slice(taken, taken + tileWidth - there);
    const before = there === 0 ? new Uint8Array(0) : await readBundle(evidence, index, there);
    await evidence.write(entriesPath({ index, width: there + some.length }), appendToBundle(before, some));
    taken += some.length;
    at += some.length;
  }
  const leaves = entries.map((entry) => leafHash(entry, sha256));
  const grown = appendToEdge(edge, leaves, sha256);
  for (const tile of grown.tiles) await evidence.write(tilePath(tile), tile.bytes);
  return { edge: grown.edge, root: grown.root };
}

/** Removes partial tiles and bundles whose full form has come to stand between two sizes (tlog-tiles, "Partial Tiles"). */
export async function dropPartials(evidence: Evidence, from: number, to: number): Promise<void> {
  for (let level = 0; levelHashes(level, to) > 0; level++) {
    const before = Math.floor(levelHashes(level, from) / tileWidth);
    const now = Math.floor(levelHashes(level, to) / tileWidth);
    // Only the tile that was partial at the old size, or was published in steps since, can have partial forms.
    for (let index = before; index < now; index++) {
      await dropFolder(evidence, partialFolder(tilePath({ level, index, width: tileWidth })));
      if (level === 0) await dropFolder(evidence, partialFolder(entriesPath({ index, width: tileWidth })));
    }
  }
}

async function dropFolder(evidence: Evidence, folder: string): Promise<void> {
  const names: string[] = [];
  for await (const name of evidence.list(`${folder}/`)) names.push(name);
  for (const name of names) await evidence.remove(name);
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
