import type { Fault } from './fault.ts';
import { blobFolder, entriesFolder, tileFolder, tileHeight, tileWidth } from './format.ts';
import type { Node } from './merkle.ts';

/** Place of a tile of hashes: its level, its index within the level, and how many hashes it holds (256 when full). */
export interface Tile {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

/** Place of an entry bundle. */
export interface BundlePlace {
  readonly index: number;
  readonly width: number;
}

/** The highest level a path may name (C2SP tlog-tiles, "Merkle Tree"). */
const levelLimit = 63;

/** Tile index in path elements of three digits, all but the last behind an `x` (tlog-tiles, "Merkle Tree"): x001/x234/067. */
function indexPath(index: number): string {
  let path = String(index % 1000).padStart(3, '0');
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`;
  }
  return path;
}

function widthPath(width: number): string {
  return width === tileWidth ? '' : `.p/${width}`;
}

/** `tile/<L>/<N>[.p/<W>]` (tlog-tiles, "Merkle Tree"). */
export function tilePath(tile: Tile): string {
  return `${tileFolder}/${tile.level}/${indexPath(tile.index)}${widthPath(tile.width)}`;
}

/** `tile/entries/<N>[.p/<W>]` (tlog-tiles, "Log entries"). */
export function entriesPath(place: BundlePlace): string {
  return `${entriesFolder}/${indexPath(place.index)}${widthPath(place.width)}`;
}

/** Folder of a tile's or bundle's partial forms, from the path of the full one. */
export function partialFolder(fullPath: string): string {
  return `${fullPath}.p`;
}

/** `blob/<2 hex>/<64 hex>`: where the ciphertext of this SHA-256 lies (docs/adr/0006-the-log.md). */
export function blobPath(sha256: Uint8Array): string {
  let hex = '';
  for (const byte of sha256) hex += byte.toString(16).padStart(2, '0');
  return `${blobFolder}/${hex.slice(0, 2)}/${hex}`;
}

export type TreePath = ({ readonly kind: 'tile' } & Tile) | ({ readonly kind: 'entries' } & BundlePlace);

const pathPattern = /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** What a tile's or bundle's path says; only the one form of each path is taken. */
export function parseTreePath(path: string): TreePath | Fault {
  const match = path.length > 256 ? null : pathPattern.exec(path);
  if (match === null) return { fault: 'no path of a tile or an entry bundle', at: 0 };
  const [, folder = '', elements = '', partial] = match;
  const index = Number(elements.replaceAll(/[x/]/g, ''));
  const width = partial === undefined ? tileWidth : Number(partial);
  if (!Number.isSafeInteger(index) || indexPath(index) !== elements) return { fault: 'an index out of form', at: 0 };
  if (partial !== undefined && width >= tileWidth) return { fault: 'a partial width above 255', at: 0 };
  if (folder === 'entries') return { kind: 'entries', index, width };
  const level = Number(folder);
  return level > levelLimit ? { fault: 'a level above 63', at: 0 } : { kind: 'tile', level, index, width };
}

/** Hashes of a tile level in a tree of this size: floor(size / 256^level). */
export function levelHashes(level: number, size: number): number {
  return Math.floor(size / tileWidth ** level);
}

/** Hashes of the last, partial tile of a level: floor(size / 256^level) mod 256; 0 where there is none (tlog-tiles, "Partial Tiles"). */
export function partialWidth(level: number, size: number): number {
  return levelHashes(level, size) % tileWidth;
}

/** Width of one tile in a tree of this size: 256, less for the last, 0 where there is none. */
export function widthOf(level: number, index: number, size: number): number {
  return Math.max(0, Math.min(tileWidth, levelHashes(level, size) - index * tileWidth));
}

/** Every tile of a tree of this size, lower levels first. */
export function* tilesOf(size: number): Generator<Tile, undefined> {
  for (let level = 0; levelHashes(level, size) > 0; level++) {
    const hashes = levelHashes(level, size);
    for (let index = 0; index * tileWidth < hashes; index++) yield { level, index, width: widthOf(level, index, size) };
  }
}

/** Every entry bundle of a log of this size. */
export function* bundlesOf(size: number): Generator<BundlePlace, undefined> {
  for (let index = 0; index * tileWidth < size; index++) yield { index, width: widthOf(0, index, size) };
}

/** The unfinished tiles of a tree of this size, at most one a level: what appending needs. */
export function edgeTiles(size: number): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0; levelHashes(level, size) > 0; level++) {
    const width = partialWidth(level, size);
    if (width > 0) tiles.push({ level, index: Math.floor(levelHashes(level, size) / tileWidth), width });
  }
  return tiles;
}

/** Bundle and position in it of an entry, in a log of this size. */
export function bundleOfEntry(entry: number, size: number): BundlePlace & { readonly offset: number } {
  const index = Math.floor(entry / tileWidth);
  return { index, width: widthOf(0, index, size), offset: entry % tileWidth };
}

/** Where a perfect subtree's hash comes from: the `count` hashes from `offset` on of a tile, joined to one. */
export function tileOfNode(
  node: Node,
  size: number,
): { readonly tile: Tile; readonly offset: number; readonly count: number } {
  const level = Math.floor(node.level / tileHeight);
  const count = 2 ** (node.level % tileHeight);
  const first = node.index * count;
  const index = Math.floor(first / tileWidth);
  return { tile: { level, index, width: widthOf(level, index, size) }, offset: first % tileWidth, count };
}
