import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { splitBundle } from '../../account/bundle.ts';
import { decodeEntry } from '../../account/entry.ts';
import type { Attachment, Entry } from '../../account/entry-types.ts';
import { isFault } from '../../account/fault.ts';
import { entryLimitBytes, tileWidth } from '../../account/format.ts';
import { blobPath, entriesPath } from '../../account/tile.ts';
import { AtalayaError } from '../../model/errors.ts';
import { type EvidenceFolder, openEvidenceFolder, syncFolder } from '../evidence/files.ts';
import { trimEvidence } from '../evidence/tree-files.ts';
import { TreeWriter } from '../log/embedded/tree-writer.ts';
import type { Source } from './source.ts';

const bundleLimitBytes = tileWidth * (entryLimitBytes + 2);

/** What came with the entries that were copied. */
export interface Copied {
  /** Root of the tree of the copied entries. */
  readonly root: Uint8Array;
  /** Kinds of entries among the new ones that a witness acts on: destructions of keys. */
  readonly destructions: readonly Entry[];
}

/**
 * A full copy of a log's evidence, made from the entries themselves: leaves and tiles are computed here, never copied. It stands at a size that was
 * cosigned; what is copied beyond it counts only once `settle` was called, and is dropped at the next start otherwise.
 */
export class Replica {
  readonly #folder: string;
  readonly #evidence: EvidenceFolder;
  #writer: TreeWriter;
  /** Blobs that a destroyed key sealed may be missing at the source. */
  readonly #gone = new Set<string>();

  private constructor(folder: string, evidence: EvidenceFolder, writer: TreeWriter) {
    this.#folder = folder;
    this.#evidence = evidence;
    this.#writer = writer;
  }

  /** Opens the copy in a folder at the size that was settled last. Errors: `log-damaged` where the copy has lost something. */
  static async open(folder: string, size: number): Promise<Replica> {
    const evidence = openEvidenceFolder(join(folder, 'evidence'), join(folder, 'scratch'));
    await trimEvidence(evidence, size);
    return new Replica(folder, evidence, await TreeWriter.open(evidence, size));
  }

  get size(): number {
    return this.#writer.size;
  }

  get evidence(): EvidenceFolder {
    return this.#evidence;
  }

  /**
   * Copies the entries up to a size, and the blobs they name. Errors: `not-ready` where the source lacks something yet, `log-damaged` where what it
   * gives is no entry of the log; then the copy is back at its settled size.
   */
  async follow(source: Source, size: number, signal: AbortSignal): Promise<Copied> {
    const settled = this.#writer.size;
    const destructions: Entry[] = [];
    const blobs: Attachment[] = [];
    try {
      while (this.#writer.size < size) {
        signal.throwIfAborted();
        const entries = await this.#fetchBundle(source, this.#writer.size, size);
        for (const [i, bytes] of entries.entries()) {
          const entry = decodeEntry(bytes);
          if (isFault(entry)) throw damaged(`Entry ${this.#writer.size + i} is none: ${entry.fault}`, source.name);
          if (entry.kind === 'account.key-destroyed') destructions.push(entry);
          blobs.push(...entry.attachments);
        }
        await this.#writer.append(entries, true);
      }
      this.#noteDestroyed(destructions);
      for (const blob of blobs) await this.#fetchBlob(source, blob, signal);
    } catch (error) {
      await this.backTo(settled);
      throw error;
    }
    return { root: this.#writer.root, destructions };
  }

  /** Drops what was copied beyond a size: the entries turned out not to be the log's. */
  async backTo(size: number): Promise<void> {
    await trimEvidence(this.#evidence, size);
    this.#writer = await TreeWriter.open(this.#evidence, size);
  }

  /** Makes everything copied so far last, with its unfinished tiles. */
  async settle(): Promise<void> {
    await this.#writer.settle(true);
    await this.#evidence.sync();
  }

  /** Puts the checkpoint in place, and drops partial forms it no longer needs. */
  async publish(name: string, bytes: Uint8Array): Promise<void> {
    await this.#evidence.replace(name, bytes);
    await this.#writer.tidy();
  }

  async close(): Promise<void> {
    await this.#evidence.close();
  }

  async #fetchBundle(source: Source, from: number, to: number): Promise<readonly Uint8Array[]> {
    const index = Math.floor(from / tileWidth);
    const width = Math.min(tileWidth, to - index * tileWidth);
    const place = entriesPath({ index, width });
    const bytes =
      (await source.read(place, bundleLimitBytes)) ??
      (await source.read(entriesPath({ index, width: tileWidth }), bundleLimitBytes));
    if (bytes === undefined) throw notYet(place, source.name);
    const entries = splitBundle(bytes);
    if (isFault(entries)) throw damaged(`The bundle ${place} is none: ${entries.fault}`, source.name);
    if (entries.length < width) throw damaged(`The bundle ${place} has ${entries.length} entries`, source.name);
    return entries.slice(from - index * tileWidth, width);
  }

  #noteDestroyed(destructions: readonly Entry[]): void {
    for (const { body } of destructions) if (body.form === 'open') this.#gone.add(hex(body.bytes));
  }

  /** Fetches a blob to its place, unless it is there; its bytes must be those its name says. */
  async #fetchBlob(source: Source, blob: Attachment, signal: AbortSignal): Promise<void> {
    const name = blobPath(blob.sha256);
    const path = join(this.#folder, 'evidence', name);
    const there = await stat(path).catch(() => undefined);
    if (there?.size === blob.sizeBytes) return;
    const content = await source.stream(name);
    if (content === undefined) {
      // A blob may have been removed after its key was destroyed, before it was ever copied here: the proof stands further on.
      if ([...this.#gone].some((proof) => proof.includes(hex(blob.keyId)))) return;
      throw notYet(name, source.name);
    }
    const scratch = join(this.#folder, 'scratch');
    await mkdir(scratch, { recursive: true });
    const part = join(scratch, `${randomUUID()}.blob`);
    const digest = createHash('sha256');
    let bytes = 0;
    const file = await open(part, 'wx');
    try {
      for await (const piece of content) {
        signal.throwIfAborted();
        bytes += piece.length;
        if (bytes > blob.sizeBytes) throw damaged(`The blob ${name} is longer than its entry says`, source.name);
        digest.update(piece);
        await file.writeFile(piece);
      }
      await file.datasync();
      if (bytes !== blob.sizeBytes || hex(digest.digest()) !== hex(blob.sha256)) {
        throw damaged(`The blob ${name} holds other bytes than its entry says`, source.name);
      }
      await file.close();
      await mkdir(dirname(path), { recursive: true });
      await rename(part, path);
      await syncFolder(dirname(path));
    } finally {
      await file.close().catch(() => undefined);
      await rm(part, { force: true });
    }
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function notYet(name: string, source: string): AtalayaError {
  return new AtalayaError(
    'not-ready',
    `The source does not have ${name}`,
    source,
    'It is asked again with the next checkpoint',
  );
}

function damaged(what: string, source: string): AtalayaError {
  return new AtalayaError(
    'log-damaged',
    what,
    source,
    'Nothing was cosigned; keep the evidence of it and ask the operator',
  );
}
