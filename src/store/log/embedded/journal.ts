import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AtalayaError } from '../../../model/errors.ts';
import type { Disk, DiskFile } from './disk.ts';
import { headerBytes, isTorn, isWhole, readHeader, recordBytes } from './record.ts';

/** Length from which on a new segment is begun. */
export const usualSegmentBytes = 16 * 2 ** 20;
const namePattern = /^\d{16}$/;
const RESTORE =
  'Restore the folder from a replica or a backup, or move the journal away if the evidence holds all of it.';

interface Segment {
  readonly path: string;
  readonly first: number;
  /** Opened when it is first read or written. */
  file: DiskFile | undefined;
  /** Bytes of whole records. */
  bytes: number;
}

interface Place {
  readonly first: number;
  readonly count: number;
  readonly segment: Segment;
  readonly offset: number;
  readonly length: number;
}

/** Entries of one record, still in the form of a bundle. */
export interface JournalRecord {
  readonly first: number;
  readonly count: number;
  readonly payload: Uint8Array;
}

const systemCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT'].includes(systemCode(error));

const segmentName = (first: number): string => String(first).padStart(16, '0');

/**
 * What makes an acknowledged entry durable: records appended to segment files, one write and one fdatasync for each group.
 * Segments go when the evidence that holds their entries was synced.
 */
export class Journal {
  readonly #folder: string;
  readonly #disk: Disk;
  readonly #segmentBytes: number;
  #segments: Segment[] = [];
  #places: Place[] = [];
  #failure: AtalayaError | undefined;
  #end: number;

  private constructor(folder: string, disk: Disk, segmentBytes: number) {
    this.#folder = folder;
    this.#segmentBytes = segmentBytes;
    this.#disk = disk;
    this.#end = 0;
  }

  /**
   * Opens the journal of a data folder and checks every record in it. A torn last record was never acknowledged: it is cut off.
   * @param start the index at which an empty journal starts.
   * @throws AtalayaError `log-damaged` at any other damage, with file and offset.
   */
  static async open(folder: string, disk: Disk, start: number, segmentBytes = usualSegmentBytes): Promise<Journal> {
    const journal = new Journal(join(folder, 'journal'), disk, segmentBytes);
    await mkdir(journal.#folder, { recursive: true });
    // The names on the way to the segments, which may have been made just now.
    await disk.syncFolder(folder);
    await disk.syncFolder(dirname(folder));
    const names = (await readdir(journal.#folder)).filter((name) => namePattern.test(name)).sort();
    for (const name of names) await journal.#load(name, name === names.at(-1));
    if (names.length === 0) journal.#end = start;
    return journal;
  }

  /** Index of the first entry it holds (its end, where it holds none). */
  get first(): number {
    return this.#segments[0]?.first ?? this.#end;
  }

  /** Index that the next entry gets. */
  get end(): number {
    return this.#end;
  }

  get failure(): AtalayaError | undefined {
    return this.#failure;
  }

  async #load(name: string, last: boolean): Promise<void> {
    const path = join(this.#folder, name);
    const first = Number(name);
    if (this.#segments.length === 0) this.#end = first;
    if (first !== this.#end) {
      const what = `A segment of the journal starts at entry ${first} where ${this.#end} follows`;
      throw new AtalayaError('log-damaged', what, path, RESTORE);
    }
    const bytes = await readFile(path);
    const segment: Segment = { path, first, file: undefined, bytes: 0 };
    this.#segments.push(segment);
    while (segment.bytes < bytes.length) {
      const at = segment.bytes;
      const header = readHeader(bytes, at);
      if (header === undefined || header.first !== this.#end || !isWhole(bytes, at, header)) {
        if (!last || !isTorn(bytes, at)) {
          throw new AtalayaError('log-damaged', 'The journal is damaged', `${path}, offset ${at}`, RESTORE);
        }
        await this.#cut(segment);
        return;
      }
      this.#remember(segment, header.first, header.count, header.length);
    }
  }

  #remember(segment: Segment, first: number, count: number, length: number): void {
    this.#places.push({ first, count, segment, offset: segment.bytes + headerBytes, length });
    segment.bytes += recordBytes(length);
    this.#end = first + count;
  }

  async #cut(segment: Segment): Promise<void> {
    const file = await this.#file(segment);
    await file.truncate(segment.bytes);
    await file.sync();
  }

  async #file(segment: Segment): Promise<DiskFile> {
    segment.file ??= await this.#disk.open(segment.path, false);
    return segment.file;
  }

  /**
   * Appends one sealed record and makes it durable. Only one may be under way.
   * @throws AtalayaError `disk-full`: nothing was kept of it and the next may be tried; `log-failed`: nothing more is taken until the
   * log is opened again, because what the disk holds is no longer known.
   */
  async append(record: Uint8Array, first: number, count: number): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const segment = await this.#current();
    const file = await this.#file(segment);
    try {
      await file.write(record, segment.bytes);
    } catch (error) {
      await this.#takeBack(segment, file, error);
    }
    try {
      await file.sync();
    } catch (error) {
      // Never asked again: the kernel may have dropped the pages and would call them clean (fsync's errors are told once).
      throw this.#fail('The journal could not be synced', segment.path, error);
    }
    this.#remember(segment, first, count, record.length - recordBytes(0));
  }

  async #takeBack(segment: Segment, file: DiskFile, error: unknown): Promise<never> {
    if (!isFull(error)) throw this.#fail('The journal could not be written', segment.path, error);
    try {
      await file.truncate(segment.bytes);
    } catch (second) {
      throw this.#fail('The journal could not be cut back after the disk was full', segment.path, second);
    }
    throw diskFull(segment.path);
  }

  #fail(what: string, path: string, error: unknown): AtalayaError {
    const detail = error instanceof Error ? error.message : String(error);
    const cure =
      'Check the disk, then start again: everything acknowledged is kept. Repeat open commands with the same ids.';
    this.#failure = new AtalayaError('log-failed', `${what}: ${detail}`, path, cure);
    return this.#failure;
  }

  /** The segment to write to; a new one, its name durable, once the last is full. */
  async #current(): Promise<Segment> {
    const last = this.#segments.at(-1);
    if (last !== undefined && last.bytes < this.#segmentBytes) return last;
    const path = join(this.#folder, segmentName(this.#end));
    const segment: Segment = { path, first: this.#end, file: undefined, bytes: 0 };
    try {
      segment.file = await this.#disk.open(path, true);
      await segment.file.sync();
      await this.#disk.syncFolder(this.#folder);
    } catch (error) {
      await segment.file?.close().catch(() => undefined);
      await rm(path, { force: true }).catch(() => undefined);
      if (isFull(error)) throw diskFull(path);
      throw this.#fail('A new segment of the journal could not be made', path, error);
    }
    this.#segments.push(segment);
    return segment;
  }

  /** The record that holds an entry. */
  async read(index: number): Promise<JournalRecord | undefined> {
    const place = this.#find(index);
    if (place === undefined) return undefined;
    const payload = await (await this.#file(place.segment)).read(place.length, place.offset);
    if (payload.length === place.length) return { first: place.first, count: place.count, payload };
    throw new AtalayaError('log-damaged', 'The journal was cut short', place.segment.path, RESTORE);
  }

  #find(index: number): Place | undefined {
    let low = 0;
    let high = this.#places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const place = this.#places[middle]!;
      if (place.first + place.count <= index) low = middle + 1;
      else high = middle;
    }
    const place = this.#places[low];
    return place !== undefined && place.first <= index ? place : undefined;
  }

  /** Whether a segment could be removed if the evidence were synced up to here. */
  hasSegmentBefore(index: number): boolean {
    const second = this.#segments[1];
    return second !== undefined && second.first <= index;
  }

  /** Removes the segments all of whose entries lie before an index; never the one that is written. */
  async dropBefore(index: number): Promise<void> {
    while (this.hasSegmentBefore(index)) {
      const segment = this.#segments.shift()!;
      const kept = this.#segments[0]!.first;
      const until = this.#places.findIndex((place) => place.first >= kept);
      this.#places = until === -1 ? [] : this.#places.slice(until);
      await segment.file?.close();
      await rm(segment.path, { force: true });
    }
    await this.#disk.syncFolder(this.#folder);
  }

  /** Starts anew at an index behind its end: the evidence was restored from a replica that is ahead of it. */
  async restartAt(index: number): Promise<void> {
    const old = this.#segments;
    this.#segments = [];
    this.#places = [];
    this.#end = index;
    for (const segment of old) {
      await segment.file?.close();
      await rm(segment.path, { force: true });
    }
    await this.#disk.syncFolder(this.#folder);
  }

  async close(): Promise<void> {
    for (const segment of this.#segments) await segment.file?.close();
  }
}

function diskFull(path: string): AtalayaError {
  const cure = 'Free some space: the log goes on by itself, and nothing acknowledged is lost.';
  return new AtalayaError('disk-full', 'The disk is full, the entries were not taken', path, cure);
}
