import { appendToBundle } from '../../../account/bundle.ts';
import { appendToEdge, edgeFromTiles, edgeRoot, type TreeEdge } from '../../../account/compact-range.ts';
import { hashBytes, tileWidth } from '../../../account/format.ts';
import { leafHash } from '../../../account/merkle.ts';
import { edgeTiles, entriesPath, partialFolder, type Tile, tilePath } from '../../../account/tile.ts';
import { AtalayaError } from '../../../model/errors.ts';
import type { Evidence } from '../../evidence/evidence.ts';
import { inParallel } from '../../evidence/parallel.ts';
import { sha256 } from '../../hashing.ts';
import { splitPayload } from './record.ts';

/** Files written at the same time: each takes several turns of an event loop that groups of appends keep busy. */
const FILES_AT_ONCE = 32;
const RESTORE = 'Restore the evidence from a replica or a backup.';

/**
 * Grows the tree and its files: entry bundles and tiles (C2SP tlog-tiles). It knows the right edge of the tree and the bytes of the
 * unfinished bundle, nothing of what lies left of them.
 */
export class TreeWriter {
  readonly #evidence: Evidence;
  #edge: TreeEdge;
  #bundle: Uint8Array;
  /** Full paths whose partial forms are to be removed once a checkpoint no longer needs them. */
  #obsolete: string[] = [];
  /** Files at the last settled size. */
  #settled = 0;

  private constructor(evidence: Evidence, edge: TreeEdge, bundle: Uint8Array) {
    this.#evidence = evidence;
    this.#edge = edge;
    this.#bundle = bundle;
    this.#settled = edge.size;
  }

  /** Takes up a tree at a size that the evidence holds whole. Throws `log-damaged` where its right edge cannot be read. */
  static async open(evidence: Evidence, size: number): Promise<TreeWriter> {
    const tiles = new Map<string, Uint8Array>();
    for (const tile of edgeTiles(size)) {
      tiles.set(
        tilePath(tile),
        await readWidest(
          evidence,
          tilePath({ ...tile, width: tileWidth }),
          tile.width,
          (bytes) => bytes.length / hashBytes,
        ),
      );
    }
    const edge = edgeFromTiles(size, (tile: Tile) => tiles.get(tilePath(tile))!, sha256);
    const writer = new TreeWriter(evidence, edge, await bundleAt(evidence, size));
    // Full tiles and bundles whose partial forms a crash left behind.
    for (const tile of edgeTiles(size)) writer.#obsolete.push(tilePath({ ...tile, width: tileWidth }));
    if (size % tileWidth > 0)
      writer.#obsolete.push(entriesPath({ index: Math.floor(size / tileWidth), width: tileWidth }));
    return writer;
  }

  get size(): number {
    return this.#edge.size;
  }

  get root(): Uint8Array {
    return edgeRoot(this.#edge, sha256);
  }

  /** Bytes of the unfinished bundle. */
  get bundle(): Uint8Array {
    return this.#bundle;
  }

  /** The root that the tree would have with further entries; nothing is written. */
  rootWith(leaves: readonly Uint8Array[]): Uint8Array {
    return appendToEdge(this.#edge, leaves, sha256).root;
  }

  /**
   * Appends entries and writes what became full. Nothing has changed where it throws, and the same entries may be given again.
   * @param repair overwrite what a loss of power left of a file that was not yet synced.
   */
  async append(entries: readonly Uint8Array[], repair: boolean): Promise<void> {
    const leaves = entries.map((entry) => leafHash(entry, sha256));
    const { edge, tiles } = appendToEdge(this.#edge, leaves, sha256);
    let bundle = this.#bundle;
    let index = Math.floor(this.#edge.size / tileWidth);
    const finished: [path: string, bytes: Uint8Array][] = [];
    for (let at = 0, held = this.#edge.size % tileWidth; at < entries.length; held = 0) {
      const count = Math.min(tileWidth - held, entries.length - at);
      bundle = appendToBundle(bundle, entries.slice(at, at + count));
      at += count;
      if (held + count < tileWidth) break;
      finished.push([entriesPath({ index, width: tileWidth }), bundle]);
      bundle = new Uint8Array(0);
      index++;
    }
    for (const tile of tiles) {
      if (tile.width === tileWidth) finished.push([tilePath(tile), tile.bytes]);
    }
    await inParallel(finished, FILES_AT_ONCE, ([path, bytes]) => this.#put(path, bytes, repair));
    this.#edge = edge;
    this.#bundle = bundle;
    for (const [path] of finished) this.#obsolete.push(path);
  }

  /** Writes the unfinished bundle and tiles, so that a checkpoint of this size can be published. */
  async settle(repair: boolean): Promise<void> {
    const { size } = this.#edge;
    if (size === this.#settled && !repair) return;
    const width = size % tileWidth;
    if (width > 0) await this.#put(entriesPath({ index: Math.floor(size / tileWidth), width }), this.#bundle, repair);
    for (const tile of edgeTiles(size)) {
      await this.#put(tilePath(tile), this.#edge.levels[tile.level]!.bytes, repair);
    }
    this.#settled = size;
  }

  async #put(name: string, bytes: Uint8Array, repair: boolean): Promise<void> {
    try {
      await this.#evidence.write(name, bytes);
    } catch (error) {
      if (!repair || !(error instanceof AtalayaError) || error.code !== 'log-damaged') throw error;
      await this.#evidence.remove(name);
      await this.#evidence.write(name, bytes);
    }
  }

  /** Removes the partial forms of what is full, after the checkpoint that names the full ones stands. */
  async tidy(): Promise<void> {
    const { size } = this.#edge;
    const open = new Set(edgeTiles(size).map((tile) => tilePath({ ...tile, width: tileWidth })));
    open.add(entriesPath({ index: Math.floor(size / tileWidth), width: tileWidth }));
    const obsolete = this.#obsolete.filter((path) => !open.has(path));
    for (const path of obsolete) {
      for await (const name of this.#evidence.list(`${partialFolder(path)}/`)) await this.#evidence.remove(name);
    }
    this.#obsolete = this.#obsolete.filter((path) => open.has(path));
  }
}

/** A file's full form, or the widest partial one, holding at least so many items. */
async function readWidest(
  evidence: Evidence,
  fullPath: string,
  least: number,
  widthOf: (bytes: Uint8Array) => number,
): Promise<Uint8Array> {
  const full = await evidence.read(fullPath);
  if (full !== undefined && widthOf(full) === tileWidth) return full;
  for await (const name of evidence.list(`${partialFolder(fullPath)}/`)) {
    const width = Number(name.slice(name.lastIndexOf('/') + 1));
    if (!(width >= least)) continue;
    const bytes = await evidence.read(name);
    if (bytes !== undefined && widthOf(bytes) === width) return bytes;
  }
  throw new AtalayaError(
    'log-damaged',
    `The evidence holds too little of this file: ${least} items are needed`,
    fullPath,
    RESTORE,
  );
}

/** The bytes of the unfinished bundle of a log of this size. */
async function bundleAt(evidence: Evidence, size: number): Promise<Uint8Array> {
  const held = size % tileWidth;
  if (held === 0) return new Uint8Array(0);
  const path = entriesPath({ index: Math.floor(size / tileWidth), width: tileWidth });
  const bytes = await readWidest(evidence, path, held, (found) => splitPayload(found).length);
  const entries = splitPayload(bytes).slice(0, held);
  return appendToBundle(new Uint8Array(0), entries);
}
