import { createSecretKey, type KeyObject } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { overwrite, privateFolder, removeForGood, writePrivate } from './durable.ts';
import { IdTable } from './id-table.ts';
import type { RandomBytes } from './keys.ts';
import {
  damaged,
  isHole,
  payloadBytes,
  type Record,
  RecordFile,
  recordBytes,
  secretBytes,
  writeHeader,
  writeRecord,
} from './records.ts';
import { printOf, scopeOf, unwrapKey, wrapKey } from './wrap.ts';

/** Items whose keys one key-encryption key wraps at most. */
export const epochItems = 65_536;
export const epochMagic = 'ATLKEYS1';
export const goneMagic = 'ATLGONE1';
export const goneFile = 'destroyed';
const epochPattern = /^(\d{8})-(\d{8})\.keys$/;
const sliceRecords = 1_024;

/** Moments of a destruction at which a test may let the process end. */
export type DestroyStep = 'remembered' | 'rewrapped' | 'overwritten' | 'removed';

export interface RingOptions {
  readonly random: RandomBytes;
  readonly epochItems: number;
  readonly afterStep: (step: DestroyStep) => void;
}

interface Epoch {
  readonly number: number;
  generation: number;
  kek: KeyObject;
  file: RecordFile;
}

export interface Wanted {
  readonly keyId: Uint8Array;
  readonly key: Uint8Array;
}

/** What an epoch holds from a slot on, for a state's share: its key-encryption key, and the records. To be overwritten after use. */
export interface EpochContent {
  readonly epoch: number;
  readonly generation: number;
  readonly kek: Uint8Array;
  readonly fromSlot: number;
  /** Whole records of 64 bytes. */
  readonly records: Uint8Array;
}

export function epochName(epoch: number, generation: number): string {
  return `${String(epoch).padStart(8, '0')}-${String(generation).padStart(8, '0')}.keys`;
}

/** Epoch and generation of a file's name; undefined where it is no such file. */
export function parseEpochName(name: string): { readonly epoch: number; readonly generation: number } | undefined {
  const parts = epochPattern.exec(name);
  return parts === null ? undefined : { epoch: Number(parts[1]), generation: Number(parts[2]) };
}

/** Whether a file is what a write or a destruction that broke off left behind. */
export function isLeftover(name: string): boolean {
  return name.endsWith('.tmp') || name.endsWith('.dead');
}

/** The keys of one compartment: a file for each epoch, and the ids of what was destroyed. One writer at a time. */
export class CompartmentRing {
  readonly name: string;
  readonly #folder: string;
  readonly #options: RingOptions;
  readonly #epochs: Epoch[] = [];
  readonly #table = new IdTable();
  readonly #gone = new IdTable();
  /** Former files that are still to be overwritten and removed. */
  readonly #dead = new Set<string>();
  #goneFile: RecordFile | undefined;

  private constructor(name: string, folder: string, options: RingOptions) {
    this.name = name;
    this.#folder = folder;
    this.#options = options;
  }

  /** Opens a compartment's folder, or makes it, and finishes a destruction that was begun. */
  static async open(name: string, folder: string, options: RingOptions): Promise<CompartmentRing> {
    const ring = new CompartmentRing(name, folder, options);
    await privateFolder(folder);
    await ring.#openGone();
    const stale = await ring.#openEpochs();
    for (const epoch of stale) await ring.#rewrap(epoch);
    return ring;
  }

  get items(): number {
    return this.#table.size;
  }

  get epochs(): number {
    return this.#epochs.length;
  }

  isDestroyed(keyId: Uint8Array): boolean {
    return this.#goneSlot(keyId) !== undefined;
  }

  /** The data key of an id; undefined where it is not held. */
  find(keyId: Uint8Array): Uint8Array | undefined {
    let wrapped: Uint8Array | undefined;
    const place = this.#table.find(keyId, (value) => {
      const record = this.#recordAt(value);
      if (!same(record.id, keyId)) return false;
      wrapped = record.payload;
      return true;
    });
    if (place === undefined || wrapped === undefined) return undefined;
    const epoch = this.#epochOf(place);
    const key = unwrapKey(epoch.kek, wrapped);
    if (key === undefined) throw damaged('A data key cannot be unwrapped', epoch.file.path);
    return key;
  }

  /** Keeps new keys; they are on the disk when it resolves. */
  async add(wanted: readonly Wanted[]): Promise<void> {
    let done = 0;
    while (done < wanted.length) {
      const epoch = await this.#openEpoch();
      const room = this.#options.epochItems - epoch.file.count;
      const group = wanted.slice(done, done + room);
      const records = group.map(({ keyId, key }) => ({ id: keyId, payload: wrapKey(epoch.kek, key) }));
      const first = await epoch.file.append(records);
      for (const [i, { keyId }] of group.entries()) this.#table.add(keyId, this.#placeOf(epoch.number, first + i));
      done += group.length;
    }
  }

  /**
   * Destroys keys: first their ids are remembered as destroyed, from when on nothing gives or makes them; then each of their epochs gets a new
   * key-encryption key. What breaks off in between is finished by the next `open`, or by the same call. Gives the epochs, in order.
   */
  async destroy(keyIds: readonly Uint8Array[]): Promise<readonly number[]> {
    const fresh = keyIds.filter((keyId) => !this.isDestroyed(keyId));
    if (fresh.length > 0) {
      const records = fresh.map((keyId): Record => {
        const payload = Buffer.alloc(payloadBytes);
        payload.writeUInt32BE(this.#epochHolding(keyId) ?? 0, 0);
        return { id: keyId, payload };
      });
      const file = await this.#ensureGone();
      const first = await file.append(records);
      for (const [i, { id }] of records.entries()) {
        this.#gone.add(id, first + i);
        this.#table.delete(id, (value) => same(this.#recordAt(value).id, id));
      }
    }
    this.#options.afterStep('remembered');
    const numbers = new Set(keyIds.map((keyId) => this.#epochOfGone(keyId)).filter((number) => number > 0));
    const epochs = [...numbers].sort((a, b) => a - b);
    for (const number of epochs) {
      const epoch = this.#epochs[number - 1];
      if (epoch !== undefined && (await this.#holdsDestroyed(epoch))) await this.#rewrap(epoch);
    }
    for (const path of this.#dead) await this.#discard(path);
    return epochs;
  }

  /** An epoch's generation, number of records and print of its key-encryption key; undefined where there is no such epoch. */
  standing(
    number: number,
  ): { readonly generation: number; readonly count: number; readonly print: string } | undefined {
    const epoch = this.#epochs[number - 1];
    if (epoch === undefined) return undefined;
    return { generation: epoch.generation, count: epoch.file.count, print: printOf(epoch.kek.export()) };
  }

  async content(number: number, fromSlot: number): Promise<EpochContent> {
    const epoch = this.#epochOf((number - 1) * epochItems);
    const bytes = await readFile(epoch.file.path);
    const records = bytes.subarray((fromSlot + 1) * recordBytes, (epoch.file.count + 1) * recordBytes);
    return { epoch: number, generation: epoch.generation, kek: epoch.kek.export(), fromSlot, records };
  }

  /** Ids and epochs of what was destroyed: whole records of 64 bytes. */
  async destroyed(): Promise<Uint8Array> {
    const file = this.#goneFile;
    if (file === undefined) return new Uint8Array(0);
    return (await readFile(file.path)).subarray(recordBytes, (file.count + 1) * recordBytes);
  }

  #placeOf(epoch: number, slot: number): number {
    return (epoch - 1) * epochItems + slot;
  }

  #epochOf(place: number): Epoch {
    const epoch = this.#epochs[Math.floor(place / epochItems)];
    if (epoch === undefined) throw damaged('A key lies in no epoch', this.#folder);
    return epoch;
  }

  #recordAt(place: number): Record {
    return this.#epochOf(place).file.read(place % epochItems);
  }

  #epochHolding(keyId: Uint8Array): number | undefined {
    const place = this.#table.find(keyId, (value) => same(this.#recordAt(value).id, keyId));
    return place === undefined ? undefined : this.#epochOf(place).number;
  }

  #goneSlot(keyId: Uint8Array): number | undefined {
    const file = this.#goneFile;
    if (file === undefined) return undefined;
    return this.#gone.find(keyId, (slot) => same(file.read(slot).id, keyId));
  }

  #epochOfGone(keyId: Uint8Array): number {
    const slot = this.#goneSlot(keyId);
    const payload = slot === undefined ? undefined : this.#goneFile?.read(slot).payload;
    return payload === undefined ? 0 : Buffer.from(payload).readUInt32BE(0);
  }

  async #openGone(): Promise<void> {
    const names = await readdir(this.#folder);
    for (const name of names.filter(isLeftover)) {
      const path = join(this.#folder, name);
      await overwrite(path);
      await removeForGood(path);
    }
    if (!names.includes(goneFile)) return;
    const path = join(this.#folder, goneFile);
    const { header, file } = await RecordFile.open(path, ({ id }, slot) => this.#gone.add(id, slot));
    this.#check(header.magic === goneMagic && same(header.scope, scopeOf(this.name)), path);
    this.#goneFile = file;
  }

  async #ensureGone(): Promise<RecordFile> {
    if (this.#goneFile === undefined) {
      const path = join(this.#folder, goneFile);
      await writePrivate(path, this.#headerBytes(goneMagic, 0, 0, new Uint8Array(secretBytes), 0));
      this.#goneFile = RecordFile.written(path, 0);
    }
    return this.#goneFile;
  }

  /** Opens the newest generation of each epoch and removes the others; gives the epochs that still hold destroyed keys. */
  async #openEpochs(): Promise<readonly Epoch[]> {
    const newest = new Map<number, number>();
    const found = (await readdir(this.#folder)).flatMap((name) => parseEpochName(name) ?? []);
    for (const { epoch, generation } of found) newest.set(epoch, Math.max(generation, newest.get(epoch) ?? 0));
    const stale: Epoch[] = [];
    for (let number = 1; number <= newest.size; number += 1) {
      const generation = newest.get(number);
      if (generation === undefined) throw damaged(`The keys of epoch ${number} are missing`, this.#folder);
      const { epoch, holdsDestroyed } = await this.#loadEpoch(number, generation);
      this.#epochs.push(epoch);
      if (holdsDestroyed) stale.push(epoch);
    }
    for (const { epoch, generation } of found) {
      if (generation !== newest.get(epoch)) await this.#discard(join(this.#folder, epochName(epoch, generation)));
    }
    return stale;
  }

  async #loadEpoch(number: number, generation: number) {
    const path = join(this.#folder, epochName(number, generation));
    let holdsDestroyed = false;
    const { header, file } = await RecordFile.open(path, ({ id }, slot) => {
      if (isHole(id)) return;
      if (this.#gone.size > 0 && this.isDestroyed(id)) holdsDestroyed = true;
      else this.#table.add(id, this.#placeOf(number, slot));
    });
    const agrees = header.epoch === number && header.generation === generation;
    this.#check(agrees && header.magic === epochMagic && same(header.scope, scopeOf(this.name)), path);
    const kek = createSecretKey(header.secret);
    header.secret.fill(0);
    return { epoch: { number, generation, kek, file }, holdsDestroyed };
  }

  /** The epoch that takes new keys: the last, or a new one where that is full. */
  async #openEpoch(): Promise<Epoch> {
    const last = this.#epochs.at(-1);
    if (last !== undefined && last.file.count < this.#options.epochItems) return last;
    const number = this.#epochs.length + 1;
    const secret = this.#options.random(secretBytes);
    const path = join(this.#folder, epochName(number, 1));
    const bytes = this.#headerBytes(epochMagic, number, 1, secret, 0);
    await writePrivate(path, bytes);
    const epoch = { number, generation: 1, kek: createSecretKey(secret), file: RecordFile.written(path, 0) };
    secret.fill(0);
    bytes.fill(0);
    this.#epochs.push(epoch);
    return epoch;
  }

  async #holdsDestroyed(epoch: Epoch): Promise<boolean> {
    const bytes = await readFile(epoch.file.path);
    for (let at = recordBytes; at < bytes.length; at += recordBytes) {
      const id = bytes.subarray(at, at + 16);
      if (!isHole(id) && this.isDestroyed(id)) return true;
    }
    return false;
  }

  /** Wraps the surviving keys of an epoch anew under a fresh key-encryption key; the old one is overwritten and removed. */
  async #rewrap(epoch: Epoch): Promise<void> {
    const before = epoch.file;
    const old = await readFile(before.path);
    const secret = this.#options.random(secretBytes);
    const kek = createSecretKey(secret);
    const generation = epoch.generation + 1;
    const bytes = Buffer.alloc((before.count + 1) * recordBytes);
    writeHeader(bytes, this.#header(epochMagic, epoch.number, generation, secret, before.count));
    for (let slot = 0; slot < before.count; slot += 1) {
      // Wrapping a full epoch takes about a second of the processor; what waits meanwhile gets its turn in between.
      if (slot % sliceRecords === sliceRecords - 1) await setImmediate();
      const at = (slot + 1) * recordBytes;
      const id = old.subarray(at, at + 16);
      const keeps = !isHole(id) && !this.isDestroyed(id);
      writeRecord(
        bytes.subarray(at),
        keeps ? this.#wrapAnew(epoch, kek, id, old.subarray(at + 16, at + 56)) : undefined,
        0,
      );
    }
    const path = join(this.#folder, epochName(epoch.number, generation));
    await writePrivate(path, bytes);
    epoch.kek = kek;
    epoch.generation = generation;
    epoch.file = RecordFile.written(path, before.count);
    this.#dead.add(before.path);
    for (const secrets of [secret, bytes, old]) secrets.fill(0);
    this.#options.afterStep('rewrapped');
    await this.#discard(before.path);
  }

  #wrapAnew(epoch: Epoch, kek: KeyObject, id: Uint8Array, wrapped: Uint8Array): Record {
    const key = unwrapKey(epoch.kek, wrapped);
    if (key === undefined) throw damaged('A data key cannot be unwrapped', epoch.file.path);
    const payload = wrapKey(kek, key);
    key.fill(0);
    return { id, payload };
  }

  async #discard(path: string): Promise<void> {
    this.#dead.add(path);
    await overwrite(path);
    this.#options.afterStep('overwritten');
    await removeForGood(path);
    this.#dead.delete(path);
    this.#options.afterStep('removed');
  }

  #header(magic: string, epoch: number, generation: number, secret: Uint8Array, settled: number) {
    return { magic, scope: scopeOf(this.name), epoch, generation, secret, settled };
  }

  #headerBytes(magic: string, epoch: number, generation: number, secret: Uint8Array, settled: number): Buffer {
    const bytes = Buffer.alloc(recordBytes);
    writeHeader(bytes, this.#header(magic, epoch, generation, secret, settled));
    return bytes;
  }

  #check(agrees: boolean, path: string): void {
    if (!agrees) throw damaged('A key file does not belong where it lies', path);
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
