import { closeSync, openSync, readSync } from 'node:fs';
import { open, readFile, truncate } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { AtalayaError } from '../../model/errors.ts';
import { unwritable } from '../unwritable.ts';

/**
 * A file of records of one size, 64 bytes, so that none ever lies across two sectors: a header, then records in slots from 0.
 *
 *     header = magic(8) scope(8) epoch(4) generation(4) secret(32) settled(4) crc(4)
 *     record = id(16) payload(40) first(4) crc(4)          first: slot where the group begins that it was written with
 *
 * Numbers are big-endian; a checksum (CRC-32) covers what stands before it. `settled` records were on the disk before the file got its name. A record
 * all zero but for `first` and the checksum is a hole: a record that was taken out.
 */
export const recordBytes = 64;
export const idBytes = 16;
export const payloadBytes = 40;
export const secretBytes = 32;
const crcAt = 60;
const firstAt = 56;
const settledAt = 56;

export interface Header {
  readonly magic: string;
  /** 8 bytes: the beginning of the hash of what the file belongs to. */
  readonly scope: Uint8Array;
  readonly epoch: number;
  readonly generation: number;
  readonly secret: Uint8Array;
  readonly settled: number;
}

export interface Record {
  readonly id: Uint8Array;
  readonly payload: Uint8Array;
}

function sealCrc(block: Buffer): void {
  block.writeUInt32BE(crc32(block.subarray(0, crcAt)), crcAt);
}

function sound(block: Buffer): boolean {
  return block.readUInt32BE(crcAt) === crc32(block.subarray(0, crcAt));
}

export function writeHeader(into: Buffer, header: Header): void {
  into.write(header.magic, 0, 8, 'latin1');
  into.set(header.scope, 8);
  into.writeUInt32BE(header.epoch, 16);
  into.writeUInt32BE(header.generation, 20);
  into.set(header.secret, 24);
  into.writeUInt32BE(header.settled, settledAt);
  sealCrc(into.subarray(0, recordBytes));
}

/** Writes a record, or a hole where there is none, into a slot's 64 bytes. */
export function writeRecord(into: Buffer, record: Record | undefined, first: number): void {
  into.fill(0, 0, recordBytes);
  if (record !== undefined) {
    into.set(record.id, 0);
    into.set(record.payload, idBytes);
  }
  into.writeUInt32BE(first, firstAt);
  sealCrc(into.subarray(0, recordBytes));
}

export function isHole(id: Uint8Array): boolean {
  return id.every((byte) => byte === 0);
}

export function damaged(what: string, path: string): AtalayaError {
  return new AtalayaError(
    'keyring-damaged',
    what,
    path,
    'Stop writing to this folder; take the keyring from the share that a state keeps, or look for a failing disk.',
  );
}

/** The header of a file's bytes; throws `keyring-damaged`. */
export function readHeader(bytes: Buffer, path: string): Header {
  const block = bytes.subarray(0, recordBytes);
  if (block.length < recordBytes || !sound(block)) throw damaged('The beginning of a key file cannot be read', path);
  return {
    magic: block.toString('latin1', 0, 8),
    scope: new Uint8Array(block.subarray(8, 16)),
    epoch: block.readUInt32BE(16),
    generation: block.readUInt32BE(20),
    secret: new Uint8Array(block.subarray(24, 24 + secretBytes)),
    settled: block.readUInt32BE(settledAt),
  };
}

/**
 * How many records of a file count. What follows the first unsound record was never acknowledged if all of it was written in one group with
 * that record: then the write was torn. Anything else is damage.
 */
function soundRecords(bytes: Buffer, settled: number, path: string): number {
  const whole = Math.floor(bytes.length / recordBytes) - 1;
  const block = (slot: number): Buffer => bytes.subarray((slot + 1) * recordBytes, (slot + 2) * recordBytes);
  let count = 0;
  while (count < whole && sound(block(count))) count += 1;
  if (count < settled) throw damaged(`Key record ${count} cannot be read`, path);
  for (let slot = count + 1; slot < whole; slot += 1) {
    const later = block(slot);
    if (sound(later) && later.readUInt32BE(firstAt) > count)
      throw damaged(`Key record ${count} cannot be read, and others were written after it`, path);
  }
  return count;
}

/** A file of records that grows at its end; one writer at a time (see `Keyring`), reads at any time. */
export class RecordFile {
  readonly path: string;
  #count: number;
  #failed = false;

  private constructor(path: string, count: number) {
    this.path = path;
    this.#count = count;
  }

  /** Opens a file, cuts a torn end off, and shows each record and hole to `visit`. */
  static async open(path: string, visit: (record: Record, slot: number) => void) {
    const bytes = await readFile(path);
    const header = readHeader(bytes, path);
    const count = soundRecords(bytes, header.settled, path);
    const length = (count + 1) * recordBytes;
    if (bytes.length > length) await truncate(path, length);
    for (let slot = 0; slot < count; slot += 1) {
      const at = (slot + 1) * recordBytes;
      visit({ id: bytes.subarray(at, at + idBytes), payload: bytes.subarray(at + idBytes, at + firstAt) }, slot);
    }
    bytes.fill(0, 24, 24 + secretBytes);
    return { header, file: new RecordFile(path, count) };
  }

  /** A file that was just written whole with so many records. */
  static written(path: string, count: number): RecordFile {
    return new RecordFile(path, count);
  }

  get count(): number {
    return this.#count;
  }

  /** Appends records as one group; they are on the disk when it resolves. Gives the slot of the first. */
  async append(records: readonly Record[]): Promise<number> {
    // After a failed sync nobody knows what the disk holds; the next start reads it and decides.
    if (this.#failed)
      throw damaged('An earlier write to this key file failed; it is closed until the next start', this.path);
    const first = this.#count;
    const bytes = Buffer.alloc(records.length * recordBytes);
    for (const [i, record] of records.entries()) {
      writeRecord(bytes.subarray(i * recordBytes, (i + 1) * recordBytes), record, first);
    }
    this.#failed = true;
    try {
      const handle = await open(this.path, 'r+');
      try {
        let done = 0;
        while (done < bytes.length) {
          const at = (first + 1) * recordBytes + done;
          done += (await handle.write(bytes, done, bytes.length - done, at)).bytesWritten;
        }
        await handle.datasync();
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw unwritable(error, this.path);
    }
    this.#failed = false;
    this.#count += records.length;
    return first;
  }

  /** One record, read anew and checked. Blocks for one read of 64 bytes. */
  read(slot: number): Record {
    const block = Buffer.alloc(recordBytes);
    try {
      const descriptor = openSync(this.path, 'r');
      try {
        readSync(descriptor, block, 0, recordBytes, (slot + 1) * recordBytes);
      } finally {
        closeSync(descriptor);
      }
    } catch {
      throw damaged('A key file cannot be opened any more', this.path);
    }
    if (!sound(block)) throw damaged(`Key record ${slot} cannot be read`, this.path);
    return { id: block.subarray(0, idBytes), payload: block.subarray(idBytes, firstAt) };
  }
}
