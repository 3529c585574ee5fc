import { entryLimitBytes, hashBytes, tileWidth } from '../format.ts';
import { equalBytes, toBase64 } from './bytes.ts';
import type { BundleDigest, BundleTask } from './examine.ts';
import { tileName } from './names.ts';
import type { ProblemKind, ProblemList } from './problems.ts';
import { allKnown, type Candidate, reconcile, sameHash, unknown } from './reconcile.ts';
import type { Rules } from './rules.ts';
import type { EvidenceSource } from './source.ts';
import { type FromEntries, readTile, type StoredTile, TileTruth, type Truth } from './tiles.ts';
import { Peaks, type TreeHash } from './tree.ts';

/** Differing entries of one bundle that are told one by one. */
const TOLD_OF_A_BUNDLE = 16;
/** After so many bundles in a row that are not there, the rest is not asked for. */
const MISSING_IN_A_ROW = 2_000;
const BUNDLE_LIMIT_BYTES = tileWidth * (2 + entryLimitBytes - 1);

/** Examines a bundle, here or in another thread. */
export type Examine = (task: BundleTask) => Promise<BundleDigest>;

/** A root that the tree must have at some size on the way. */
export interface DueRoot {
  readonly size: number;
  readonly root: Uint8Array;
  /** What it means where it has not: the problem, and the file that says so. */
  readonly kind: ProblemKind;
  readonly file: string | null;
}

export interface WalkOptions {
  readonly source: EvidenceSource;
  readonly tree: TreeHash;
  readonly problems: ProblemList;
  readonly rules: Rules;
  readonly examine: Examine;
  /** Bundles that are read ahead. */
  readonly ahead: number;
  onEntries(done: number): void;
}

interface Fetched {
  readonly file: string;
  readonly digest: BundleDigest | undefined;
  /** Why there is no digest. */
  readonly fault: { readonly kind: 'bundle-missing' | 'file-unreadable'; readonly detail: string } | undefined;
  /** The level 0 tile of a full bundle. */
  readonly tile: StoredTile | undefined;
}

/** Goes through the entries bundle by bundle and recomputes the tree from them. May go on later to a larger size. */
export class Walk {
  readonly #options: WalkOptions;
  readonly #peaks: Peaks;
  #broken = false;
  #size = 0;
  #missing = 0;

  constructor(options: WalkOptions) {
    this.#options = options;
    this.#peaks = new Peaks(options.tree);
  }

  /** Entries gone through. */
  get size(): number {
    return this.#size;
  }

  /**
   * Goes on to `size`, whose root is `root`; `due` are roots that must be met on the way. Gives false where the signed root does not
   * fit the tiles and `demandTrust` is set: then nothing is held against it.
   */
  async to(size: number, root: Uint8Array, due: readonly DueRoot[], demandTrust: boolean): Promise<boolean> {
    const { source, tree, problems, ahead } = this.#options;
    const last = Math.floor(size / tileWidth);
    const entries: FromEntries = {
      edgeLeaves: async () => {
        const { digest } = await this.#fetchBundle(last, size % tileWidth);
        return digest === undefined ? unknown(size % tileWidth) : candidateOf(digest, size % tileWidth);
      },
      bundleRoot: async (bundle) => (await this.#fetchBundle(bundle, tileWidth)).digest?.root,
    };
    const tiles = await TileTruth.open(source, tree, problems, size, root, entries);
    if (!tiles.trusted && demandTrust) return false;
    const from = Math.floor(this.#size / tileWidth);
    const end = Math.ceil(size / tileWidth);
    if (this.#size === 0) this.#meet(due, 0, 0, new Uint8Array(0));
    const coming: Promise<Fetched>[] = [];
    for (let bundle = from; bundle < end; bundle++) {
      while (coming.length < ahead && bundle + coming.length < end) {
        const next = bundle + coming.length;
        const fetched = this.#gather(next, Math.min(tileWidth, size - next * tileWidth));
        fetched.catch(() => undefined); // met when its turn comes
        coming.push(fetched);
      }
      const fetched = await coming.shift()!;
      const width = Math.min(tileWidth, size - bundle * tileWidth);
      await this.#take(fetched, bundle, width, tiles, due);
      this.#options.onEntries(bundle * tileWidth + width);
      this.#missing = fetched.digest === undefined ? this.#missing + 1 : 0;
      if (this.#missing >= MISSING_IN_A_ROW) {
        const detail = `${MISSING_IN_A_ROW} files in a row are missing; the rest, to entry ${size - 1}, was not asked for`;
        problems.add('bundle-missing', fetched.file, bundle * tileWidth, detail);
        await Promise.allSettled(coming);
        break;
      }
    }
    this.#size = size;
    return true;
  }

  async #gather(bundle: number, width: number): Promise<Fetched> {
    const { source } = this.#options;
    const [{ file, digest, fault }, tile] = await Promise.all([
      this.#fetchBundle(bundle, width),
      width === tileWidth ? readTile(source, 0, bundle, tileWidth) : undefined,
    ]);
    return { file, digest, fault, tile };
  }

  async #fetchBundle(bundle: number, width: number): Promise<Omit<Fetched, 'tile'>> {
    const { source, examine } = this.#options;
    const file = tileName('entries', bundle, width);
    const read = await source.read(file, BUNDLE_LIMIT_BYTES);
    if (read.outcome === 'missing' && width < tileWidth) {
      const full = tileName('entries', bundle, tileWidth);
      const grown = await source.read(full, BUNDLE_LIMIT_BYTES);
      if (grown.outcome === 'read') {
        return { file: full, digest: await examine({ bytes: grown.bytes, width, mayGoOn: true }), fault: undefined };
      }
    }
    switch (read.outcome) {
      case 'missing':
        return { file, digest: undefined, fault: { kind: 'bundle-missing', detail: `a file of ${width} entries` } };
      case 'unreadable':
        return { file, digest: undefined, fault: { kind: 'file-unreadable', detail: read.why } };
      case 'read':
        return { file, digest: await examine({ bytes: read.bytes, width, mayGoOn: false }), fault: undefined };
    }
  }

  async #take(
    fetched: Fetched,
    bundle: number,
    width: number,
    tiles: TileTruth,
    due: readonly DueRoot[],
  ): Promise<void> {
    const { problems, rules } = this.#options;
    const first = bundle * tileWidth;
    const { file, digest, fault, tile } = fetched;
    const rootDue = width === tileWidth ? await tiles.bundleRoot(bundle) : undefined;
    const truth = this.#leafTruth(fetched, width, tiles, rootDue);
    if (tile !== undefined) tiles.tell(tile, truth);

    if (fault !== undefined) problems.add(fault.kind, file, first, fault.detail);
    if (digest === undefined) rules.pass(first, width);
    else {
      const changed = truth.trusted
        ? this.#changed(digest, truth, first, width, file)
        : this.#untrusted(fetched, digest, truth, first, rootDue?.trusted === true);
      rules.take({ file, first, width, digest, changed });
    }
    this.#meet(due, first, width, truth.hashes);
    if (rootDue !== undefined) this.#push(truth, rootDue, digest);
    this.#meet(due, first + width, 0, new Uint8Array(0));
  }

  /** The leaf hashes of a bundle: what entries and tile give, held against the root that the tile above demands. */
  #leafTruth(fetched: Fetched, width: number, tiles: TileTruth, rootDue: Truth | undefined): Truth {
    const { digest, tile } = fetched;
    if (rootDue === undefined) return tiles.edgeLeaves ?? { hashes: new Uint8Array(0), trusted: false };
    const isWhole = digest?.root !== undefined && tile?.hashes !== undefined;
    const agree = isWhole && equalBytes(digest.leaves, tile.hashes);
    if (agree && equalBytes(digest.root, rootDue.hashes)) return { hashes: digest.leaves, trusted: rootDue.trusted };
    const computed = digest === undefined ? unknown(width) : candidateOf(digest, width);
    const stored = tile?.hashes === undefined ? unknown(width) : allKnown(tile.hashes);
    const { tree } = this.#options;
    const found = reconcile(
      computed,
      stored,
      () => 0,
      (hashes) => equalBytes(tree.perfect(hashes, 0, tileWidth), rootDue.hashes),
    );
    return { hashes: found.hashes, trusted: found.trusted && rootDue.trusted };
  }

  #changed(digest: BundleDigest, truth: Truth, first: number, width: number, file: string): Uint8Array | undefined {
    const { problems } = this.#options;
    const wrong: number[] = [];
    for (let at = 0; at < width; at++) {
      if (at >= digest.count || !sameHash(digest.leaves, truth.hashes, at)) wrong.push(at);
    }
    // Of a bundle that has grown since it was taken, the entries told of before are not told again.
    const isNew = (wrong.at(-1) ?? width) >= this.#size - first;
    if (digest.tear !== undefined) {
      const from = wrong[0];
      problems.add('bundle-damaged', file, from === undefined ? null : first + from, digest.tear);
    } else if (isNew && wrong.length <= TOLD_OF_A_BUNDLE) {
      for (const at of wrong) problems.add('entry-changed', file, first + at, 'its hash is not the signed one');
    } else if (isNew) {
      const detail = `its hash is not the signed one, nor those of ${wrong.length - 1} more entries to ${first + wrong.at(-1)!}`;
      problems.add('entry-changed', file, first + wrong[0]!, detail);
    }
    if (wrong.length === 0) return undefined;
    const changed = new Uint8Array(width);
    for (const at of wrong) changed[at] = 1;
    return changed;
  }

  /** It is not known which hash each entry should have: what can still be told is whether the file is wrong, or contradicts its tile. */
  #untrusted(
    { file, tile }: Fetched,
    digest: BundleDigest,
    truth: Truth,
    first: number,
    rootKnown: boolean,
  ): Uint8Array | undefined {
    const { problems } = this.#options;
    if (digest.tear !== undefined) problems.add('bundle-damaged', file, first + digest.count, digest.tear);
    const hashes = tile?.hashes ?? truth.hashes;
    const count = Math.min(digest.count, hashes.length / hashBytes);
    let differs = 0;
    while (differs < count && sameHash(digest.leaves, hashes, differs)) differs++;
    if (rootKnown) {
      // Both are wrong, since neither gives the root above them; where they contradict each other is the likeliest place.
      const at = differs < count ? differs : 0;
      if (digest.tear === undefined) {
        const detail = `neither the entries of this file nor their tile give the signed hash; here they first differ`;
        problems.add('entry-changed', file, first + at, detail);
      }
      if (tile?.hashes !== undefined) problems.add('tile-changed', tile.file, null, 'not the signed hashes');
      return new Uint8Array(digest.count).fill(1);
    }
    if (differs < count) {
      const detail = `the entry and its hash in ${tile?.file ?? 'its tile'} contradict each other`;
      problems.add('tile-disagrees', file, first + differs, detail);
    }
    return undefined;
  }

  #push(truth: Truth, rootDue: Truth, digest: BundleDigest | undefined): void {
    if (rootDue.trusted) this.#peaks.push(new Uint8Array(rootDue.hashes));
    else if (digest?.root !== undefined) this.#peaks.push(digest.root);
    else {
      this.#broken = true;
      this.#peaks.push(this.#options.tree.perfect(truth.hashes, 0, tileWidth));
    }
  }

  /** Holds the tree against the roots that are due at sizes from `first` to below `first + width` (or at `first`). */
  #meet(due: readonly DueRoot[], first: number, width: number, leaves: Uint8Array): void {
    for (const one of due) {
      const within = width === 0 ? one.size === first : one.size > first && one.size < first + width;
      // A partial bundle ends the walk: its end is met with its leaves, since it is no full bundle.
      const atEnd = width > 0 && width < tileWidth && one.size === first + width;
      if (!within && !atEnd) continue;
      if (width === 0 && first % tileWidth !== 0) continue;
      const root = this.#peaks.root(leaves, one.size - first);
      if (equalBytes(root, one.root)) continue;
      const found = this.#broken ? 'cannot be recomputed' : `is ${toBase64(root)}`;
      const detail = `the root of ${one.size} entries ${found}, not ${toBase64(one.root)}`;
      this.#options.problems.add(one.kind, one.file, null, detail);
    }
  }
}

function candidateOf(digest: BundleDigest, width: number): Candidate {
  const known = new Uint8Array(width);
  known.fill(1, 0, digest.count);
  return { hashes: digest.leaves, known };
}
