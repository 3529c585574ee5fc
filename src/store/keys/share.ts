import type { KeyObject } from 'node:crypto';
import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type CborValue, decodeCbor, encodeCbor } from '../../account/cbor.ts';
import { isFault } from '../../account/fault.ts';
import { tokenPattern } from '../../account/format.ts';
import { AtalayaError } from '../../model/errors.ts';
import { sha256 } from '../hashing.ts';
import { epochItems, epochMagic, epochName, goneFile, goneMagic, parseEpochName } from './compartment.ts';
import { overwrite, privateFolder, removeForGood, writePrivate } from './durable.ts';
import type { FolderKeys } from './files.ts';
import { hpkeOpen, hpkeSeal } from './hpke.ts';
import {
  idBytes,
  isHole,
  payloadBytes,
  type Record,
  RecordFile,
  readHeader,
  recordBytes,
  secretBytes,
  writeHeader,
  writeRecord,
} from './records.ts';
import { printOf, scopeOf } from './wrap.ts';

/**
 * A state's share of the keyring: for each of its compartments, the key-encryption keys, each sealed to the state's X25519 key (HPKE, RFC 9180, base mode), with
 * the wrapped data keys; and what was destroyed. One piece is deterministic CBOR:
 *
 *     ["epoch", compartment, epoch, generation, print(text), from slot, sealed key(80), records]
 *     ["destroyed", compartment, records]
 *
 * Records are those of records.ts. Base mode does not say who sealed: pieces are taken over a channel that does.
 */
export interface SharePiece {
  /** `<compartment>/<epoch>-<generation>.<from slot>` or `<compartment>/destroyed`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a state holds of an epoch already. */
export interface HeldEpoch {
  readonly generation: number;
  readonly count: number;
  readonly print: string;
}

/** Epochs held, by `<compartment>/<epoch>`. */
export type HeldShare = ReadonlyMap<string, HeldEpoch>;

interface EpochPiece {
  readonly compartment: string;
  readonly epoch: number;
  readonly generation: number;
  readonly print: string;
  readonly fromSlot: number;
  readonly sealedKek: Uint8Array;
  readonly raw: Uint8Array;
  readonly records: readonly (Record | undefined)[];
}

interface GonePiece {
  readonly compartment: string;
  readonly records: readonly (Record | undefined)[];
}

const info = Buffer.from('atalaya keyring share 1');

/** What the seal binds beside the key: the epoch, and the very records that come with it. */
function bindingOf(compartment: string, numbers: readonly number[], records: Uint8Array): Uint8Array {
  return encodeCbor([compartment, numbers, sha256(records)]);
}

/**
 * The pieces that bring a state's share up to date: what was destroyed first, then each epoch that is new, has grown, or was wrapped anew. Holds one epoch in
 * memory (4 MiB). `held` is what the state has (`heldShare`); without it, everything is given.
 */
export async function* exportShare(
  keys: FolderKeys,
  compartments: readonly string[],
  statePublicKey: Uint8Array,
  held: HeldShare = new Map(),
): AsyncIterable<SharePiece> {
  for (const compartment of compartments) {
    const gone = await keys.inspect(compartment, async (ring) => ring?.destroyed());
    if (gone === undefined) continue;
    if (gone.length > 0)
      yield { name: `${compartment}/${goneFile}`, bytes: encodeCbor(['destroyed', compartment, gone]) };
    for (let epoch = 1; ; epoch += 1) {
      const known = held.get(`${compartment}/${epoch}`);
      const piece = await exportEpoch(keys, compartment, epoch, statePublicKey, known);
      if (piece === 'none') break;
      if (piece !== 'unchanged') yield piece;
    }
  }
}

function exportEpoch(
  keys: FolderKeys,
  compartment: string,
  number: number,
  statePublicKey: Uint8Array,
  held: HeldEpoch | undefined,
): Promise<SharePiece | 'none' | 'unchanged'> {
  return keys.inspect(compartment, async (ring) => {
    const standing = ring?.standing(number);
    if (ring === undefined || standing === undefined) return 'none';
    const { generation, print, count } = standing;
    const grows = held?.print === print && held.generation === generation && held.count <= count;
    if (grows && held.count === count) return 'unchanged';
    const { kek, fromSlot, records } = await ring.content(number, grows ? held.count : 0);
    const sealed = hpkeSeal(statePublicKey, info, bindingOf(compartment, [number, generation, fromSlot], records), kek);
    kek.fill(0);
    const bytes = encodeCbor(['epoch', compartment, number, generation, print, fromSlot, sealed, records]);
    const name = `${compartment}/${epochName(number, generation).replace('.keys', '')}.${fromSlot}`;
    return { name, bytes };
  });
}

function unreadable(name: string, what: string): AtalayaError {
  return new AtalayaError('keyring-damaged', what, name, 'Ask for the share again, from the beginning.');
}

/** Records of a piece; the checksum was made for its former place and is made anew for the next. */
function recordsOf(bytes: CborValue | undefined, name: string): readonly (Record | undefined)[] {
  if (
    !(bytes instanceof Uint8Array) ||
    bytes.length % recordBytes !== 0 ||
    bytes.length > epochItems * recordBytes * 16
  )
    throw unreadable(name, 'A piece of a share has no whole records');
  return Array.from({ length: bytes.length / recordBytes }, (_, i) => {
    const at = i * recordBytes;
    const id = bytes.slice(at, at + idBytes);
    return isHole(id) ? undefined : { id, payload: bytes.slice(at + idBytes, at + idBytes + payloadBytes) };
  });
}

function readPiece({ name, bytes }: SharePiece): EpochPiece | GonePiece {
  const decoded = decodeCbor(bytes, { sizeBytes: 1 << 30 });
  const items = isFault(decoded) || !Array.isArray(decoded.value) ? [] : decoded.value;
  const [kind, compartment, epoch, generation, print, fromSlot, sealedKek, records] = items;
  if (typeof compartment === 'string' && tokenPattern.test(compartment)) {
    if (kind === 'destroyed' && items.length === 3) return { compartment, records: recordsOf(epoch, name) };
    const places = [epoch, generation, fromSlot].every((it) => typeof it === 'number');
    if (
      kind === 'epoch' &&
      items.length === 8 &&
      places &&
      typeof print === 'string' &&
      sealedKek instanceof Uint8Array
    ) {
      return {
        compartment,
        epoch: Number(epoch),
        generation: Number(generation),
        print,
        fromSlot: Number(fromSlot),
        sealedKek,
        raw: records instanceof Uint8Array ? records : new Uint8Array(0),
        records: recordsOf(records, name),
      };
    }
  }
  throw unreadable(name, 'A piece of a share cannot be read');
}

function fileBytes(
  magic: string,
  piece: { compartment: string; epoch: number; generation: number },
  secret: Uint8Array,
  records: readonly (Record | undefined)[],
): Buffer {
  const bytes = Buffer.alloc((records.length + 1) * recordBytes);
  const { compartment, epoch, generation } = piece;
  writeHeader(bytes, { magic, scope: scopeOf(compartment), epoch, generation, secret, settled: records.length });
  for (const [i, record] of records.entries()) writeRecord(bytes.subarray((i + 1) * recordBytes), record, 0);
  return bytes;
}

/** Names of an epoch's files in a compartment's folder. */
async function filesOf(folder: string, epoch: number): Promise<readonly string[]> {
  const names = await readdir(folder);
  return names.filter((name) => parseEpochName(name)?.epoch === epoch);
}

async function importEpoch(folder: string, privateKey: KeyObject, piece: EpochPiece, name: string): Promise<void> {
  const { compartment, epoch, generation, print, fromSlot, sealedKek, raw, records } = piece;
  const kek = hpkeOpen(privateKey, info, bindingOf(compartment, [epoch, generation, fromSlot], raw), sealedKek);
  if (kek?.length !== secretBytes || printOf(kek) !== print) {
    throw unreadable(name, 'A key of the share does not open with this private key');
  }
  const path = join(folder, epochName(epoch, generation));
  const before = await filesOf(folder, epoch);
  if (fromSlot > 0) {
    const held = before.includes(epochName(epoch, generation)) ? await heldEpoch(path) : undefined;
    if (held?.print !== print || held.count !== fromSlot)
      throw unreadable(name, 'A piece does not continue what is held');
    const { file } = await RecordFile.open(path, () => {});
    const fresh = records.filter((record) => record !== undefined);
    if (fresh.length !== records.length) throw unreadable(name, 'A piece that continues has holes');
    await file.append(fresh);
    return;
  }
  // A former file of the same name goes aside first; should the process end here, the piece is asked for again.
  for (const old of before) await rename(join(folder, old), join(folder, `${old}.dead`));
  const bytes = fileBytes(epochMagic, piece, kek, records);
  await writePrivate(path, bytes);
  for (const secrets of [bytes, kek]) secrets.fill(0);
  for (const old of before) {
    await overwrite(join(folder, `${old}.dead`));
    await removeForGood(join(folder, `${old}.dead`));
  }
}

/** Ids that were destroyed are only ever added to. */
async function importGone(folder: string, { compartment, records }: GonePiece): Promise<void> {
  const path = join(folder, goneFile);
  const known = new Map<string, Record>();
  const keep = (record: Record): void => {
    const id = Uint8Array.from(record.id);
    known.set(Buffer.from(id).toString('hex'), { id, payload: Uint8Array.from(record.payload) });
  };
  if ((await readdir(folder)).includes(goneFile)) await RecordFile.open(path, keep);
  for (const record of records) if (record !== undefined) keep(record);
  const place = { compartment, epoch: 0, generation: 0 };
  await writePrivate(path, fileBytes(goneMagic, place, new Uint8Array(secretBytes), [...known.values()]));
}

/**
 * Builds or updates a state's own keyring of its share; `openKeyring` opens it afterwards (not while this runs). Former key-encryption keys are
 * overwritten and removed, so that what was destroyed at the operator's is destroyed here. Repeating is harmless. Errors: `keyring-damaged` (a piece that
 * cannot be read, is for another key, or does not continue what is held).
 */
export async function importShare(
  folder: string,
  privateKey: KeyObject,
  pieces: AsyncIterable<SharePiece> | Iterable<SharePiece>,
): Promise<void> {
  await privateFolder(folder);
  for await (const sealed of pieces) {
    const piece = readPiece(sealed);
    const own = join(folder, piece.compartment);
    await privateFolder(own);
    if ('epoch' in piece) await importEpoch(own, privateKey, piece, sealed.name);
    else await importGone(own, piece);
  }
}

async function heldEpoch(path: string): Promise<HeldEpoch> {
  const bytes = await readFile(path);
  const { generation, secret } = readHeader(bytes, path);
  const held = { generation, count: Math.floor(bytes.length / recordBytes) - 1, print: printOf(secret) };
  secret.fill(0);
  bytes.fill(0, 0, recordBytes);
  return held;
}

/** What a state's keyring holds of each epoch; nothing where there is no folder yet. */
export async function heldShare(folder: string): Promise<HeldShare> {
  const held = new Map<string, HeldEpoch>();
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const { name, parentPath } of names) {
    const place = parseEpochName(name);
    const compartment = parentPath.slice(folder.length + 1);
    if (place === undefined || !tokenPattern.test(compartment)) continue;
    held.set(`${compartment}/${place.epoch}`, await heldEpoch(join(parentPath, name)));
  }
  return held;
}
