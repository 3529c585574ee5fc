import { createSecretKey } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealingData } from '../src/account/entry.ts';
import type { Attachment, Entry } from '../src/account/entry-types.ts';
import { formatVerifierKey } from '../src/account/note.ts';
import { readKeys } from '../src/account/verify/note.ts';
import { type Verdict, verifyEvidence } from '../src/account/verify/verify.ts';
import { folderSource } from '../src/cli/verify-folder.ts';
import { startExaminers } from '../src/cli/verify-threads.ts';
import { backupLog, restoreLog } from '../src/store/backup/backup.ts';
import { openBlobFolder } from '../src/store/blobs/folder.ts';
import { sealBlobs } from '../src/store/blobs/sealed.ts';
import { type DataFolder, openDataFolder } from '../src/store/folder/data-folder.ts';
import { sha256, verifyEd25519 } from '../src/store/hashing.ts';
import { unwrapKey } from '../src/store/keys/wrap.ts';
import type { Content } from '../src/store/memory/memory.ts';
import { unseal } from '../src/store/memory/sealing.ts';
import { openPiece } from '../src/store/tracks/sealing.ts';

/*
 * Bar 4 of the log, from end to end: what was deleted is in no byte of the folder, of a later backup, or of an earlier backup restored now, and does
 * not open with all that is left; what lies beside it opens; the log verifies.
 */
const compartment = 'USA-NAS';
const actor = { role: 'analyst', state: 'USA', agency: 'NAS' };
const startUs = 1_790_000_000_000_000;
const word = 'XYLOPHONE-under-the-mesa-';
const gone = 'find/gone';
const stays = 'find/stays';
const oddLatDeg = 31.123_456_789_012;

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const long = (text: string): Uint8Array => bytesOf(text.repeat(400));
async function* one(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

let root = '';
let data: DataFolder;
let first: Remains;
let keyOfGone: Uint8Array;
let kekBefore: Uint8Array;
let recordBefore: Uint8Array;
const place = (name: string): string => join(root, name);

async function filesOf(folder: string): Promise<readonly { readonly path: string; readonly bytes: Buffer }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.map(async (path) => ({ path, bytes: await readFile(path) })));
}

/** Everything that is sealed with the deleted item's key, as it stood before the deletion. */
interface Remains {
  readonly entries: readonly Entry[];
  readonly blobs: readonly Attachment[];
}

async function remainsOf(folder: DataFolder): Promise<Remains> {
  const entries: Entry[] = [];
  for await (const { entry } of folder.log.stream(gone, 1)) entries.push(entry);
  return { entries, blobs: entries.flatMap(({ attachments }) => attachments) };
}

/** All keys that anybody could make of the folders' bytes: each key file's own, and whatever any of those unwraps or is. */
async function keysWithin(folders: readonly string[]): Promise<readonly Uint8Array[]> {
  const files = (await Promise.all(folders.map(filesOf))).flat().filter(({ path }) => path.includes('/keys/'));
  const found = new Map<string, Uint8Array>();
  const note = (key: Uint8Array): unknown => found.set(Buffer.from(key).toString('hex'), key);
  for (const { bytes } of files) for (let at = 0; at + 32 <= bytes.length; at += 1) note(bytes.subarray(at, at + 32));
  const keks = files.filter(({ path }) => path.endsWith('.keys')).map(({ bytes }) => bytes.subarray(24, 56));
  for (const kek of keks) {
    const key = createSecretKey(kek);
    for (const { bytes } of files) {
      for (let at = 0; at + 40 <= bytes.length; at += 1) {
        const data = unwrapKey(key, bytes.subarray(at, at + 40));
        if (data !== undefined) note(data);
      }
    }
  }
  return [...found.values()];
}

/** How much of the deleted item opens with the keys and ciphertext that lie in folders. */
async function openedWith(
  keys: readonly Uint8Array[],
  { entries, blobs }: Remains,
  folders: readonly string[],
): Promise<number> {
  let opened = 0;
  const storages = await Promise.all(
    folders.map((folder) => openBlobFolder(join(folder, 'evidence'), join(root, 'scratch'))),
  );
  const pieces = folders.flatMap(piecesIn);
  for (const key of keys) {
    for (const entry of entries) {
      const { body } = entry;
      if (body.form !== 'sealed') continue;
      const associated = sealingData(entry, entry.command, entry.part);
      if (unseal(key, body.nonce, associated, body.ciphertext) !== undefined) opened += 1;
    }
    for (const storage of storages) {
      for (const blob of blobs) {
        if (!(await storage.has(blob.sha256))) continue;
        const start = sealBlobs(storage).get(key, blob, { from: 0, to: 1 })[Symbol.asyncIterator]();
        if (
          await start.next().then(
            () => true,
            () => false,
          )
        )
          opened += 1;
      }
    }
    for (const piece of pieces) {
      try {
        if (openPiece(key, piece)[0]?.latDeg === oddLatDeg) opened += 1;
      } catch {
        // It does not open, as it should not.
      }
    }
  }
  return opened;
}

function piecesIn(folder: string) {
  const database = new DatabaseSync(join(folder, 'tracks.sqlite'), { readOnly: true });
  const bytes = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : new Uint8Array(0));
  const rows = database.prepare('SELECT * FROM pieces').all();
  database.close();
  return rows.map((row) => ({
    aircraft: String(row['aircraft']),
    compartment: String(row['compartment']),
    keyId: bytes(row['key_id']),
    fromUs: Number(row['from_us']),
    toUs: Number(row['to_us']),
    count: Number(row['samples']),
    nonce: bytes(row['nonce']),
    sealed: bytes(row['sealed']),
  }));
}

/** Places of the content in a folder, in any usual form, and of the keys that it was sealed with. */
async function tracesIn(folder: string): Promise<readonly string[]> {
  const utf8 = Buffer.from(word);
  const position = (write: (buffer: Buffer) => void): Buffer => {
    const buffer = Buffer.alloc(8);
    write(buffer);
    return buffer;
  };
  const needles: Readonly<Record<string, Uint8Array>> = {
    text: utf8,
    'text, two bytes a letter': Buffer.from(word, 'utf16le'),
    'text in hexadecimal': Buffer.from(utf8.toString('hex')),
    'position, big-endian': position((buffer) => buffer.writeDoubleBE(oddLatDeg)),
    'position, little-endian': position((buffer) => buffer.writeDoubleLE(oddLatDeg)),
    'data key': keyOfGone,
    'wrapped data key': recordBefore,
    'former key-encryption key': kekBefore,
  };
  // Base64 differs with the place within three bytes.
  const base64 = [0, 1, 2].map((skip) => Buffer.from(utf8.subarray(skip).toString('base64').slice(0, 20)));
  const traces: string[] = [];
  for (const { path, bytes } of await filesOf(folder)) {
    for (const [what, needle] of Object.entries(needles))
      if (bytes.includes(Buffer.from(needle))) traces.push(`${what} in ${path}`);
    for (const needle of base64) if (bytes.includes(needle)) traces.push(`text in base64 in ${path}`);
  }
  return traces;
}

async function verify(folder: string, keys: DataFolder['verifierKeys']): Promise<Verdict> {
  const reading = readKeys(keys.map(formatVerifierKey).join('\n'), sha256);
  if (!('keys' in reading)) throw new Error(reading.fault);
  const examiners = startExaminers();
  try {
    return await verifyEvidence({
      source: folderSource(join(folder, 'evidence')),
      keys: reading.keys,
      kept: undefined,
      sha256,
      verifyEd25519,
      examine: examiners.examine,
      concurrency: 4,
      onProgress: () => {},
    });
  } finally {
    await examiners.close();
  }
}

async function contents(folder: DataFolder, stream: string): Promise<readonly string[]> {
  const shown = (content: Content): string =>
    content.known === 'yes'
      ? Buffer.from(content.bytes)
          .toString()
          .slice(0, word.length + 6)
      : content.why;
  const all: string[] = [];
  for await (const { content } of folder.memory.recall(stream)) all.push(shown(content));
  return all;
}

async function tell(item: string, marker: string, latDeg: number): Promise<void> {
  const { memory, keys, tracks } = data;
  const clip = await memory.attach(compartment, item, one(long(`clip ${marker}`)));
  const facts = [bytesOf(`short ${marker}`), long(`long  ${marker}`)].map((content, i) => {
    return { stream: item, kind: 'find.noted', compartment, content, attachments: i === 0 ? [clip] : [] };
  });
  await memory.remember({ commandId: `tell ${item}`, timeUs: startUs, actor, expected: new Map([[item, 0]]), facts });
  await memory.saveSnapshot(item, compartment, item, 2, long(`state ${marker}`));
  const sample = { timeUs: startUs, latDeg, lonDeg: -110, heightM: 2_000, headingDeg: 90, speedMS: 50 };
  await tracks.append(`N-${item}`, await keys.dataKey(compartment, item), compartment, [sample]);
}

const open = (folder: string): Promise<DataFolder> =>
  openDataFolder({ folder, origin: 'log.test/deletion', now: () => startUs, publishIntervalMs: 'none' });
const whole = new AbortController().signal;
const ring = (folder: string): string => join(folder, 'keys', 'ring', compartment);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'deletion-'));
  data = await open(place('data'));
  await tell(gone, word, oddLatDeg);
  await tell(stays, 'neighbour', 32);
  await data.log.publish();
  first = await remainsOf(data);
  keyOfGone = (await data.keys.dataKey(compartment, gone)).key;
  const epoch = await readFile(join(ring(place('data')), '00000001-00000001.keys'));
  kekBefore = Uint8Array.from(epoch.subarray(24, 56));
  recordBefore = Uint8Array.from(epoch.subarray(64 + 16, 64 + 56));
});

afterAll(async () => {
  await data.close();
  await rm(root, { recursive: true, force: true });
});

describe('an item that is deleted', { timeout: 60_000 }, () => {
  it('opened before, by the very means that are tried after', async () => {
    expect(await contents(data, gone)).toEqual([`short ${word}`, `long  ${word}`]);
    await backupLog(place('data'), place('before'), () => {}, whole);
    const folders = [place('data'), place('before')];
    // One body in place, and two blobs and a piece of track in each of the two folders.
    expect(await openedWith(await keysWithin([place('data')]), first, folders)).toBe(1 + 2 * 3);
    expect(await keysWithin([place('before')])).toEqual([]);
    expect((await tracesIn(place('data'))).map((trace) => trace.split(' in ')[0])).toEqual(
      expect.arrayContaining(['former key-encryption key', 'wrapped data key']),
    );
  });

  it('is in no byte of the folder and opens with nothing that is left', async () => {
    const order = { commandId: 'delete it', timeUs: startUs, actor };
    expect(await data.memory.forget(order, compartment, gone, 'RET-1')).toMatchObject({ outcome: 'appended' });
    await data.log.publish();
    expect(await tracesIn(place('data'))).toEqual([]);
    expect(await openedWith(await keysWithin([place('data')]), first, [place('data'), place('before')])).toBe(0);
    expect(await contents(data, gone)).toEqual(['destroyed', 'destroyed']);
    await data.close();
    expect(await tracesIn(place('data'))).toEqual([]);
    data = await open(place('data'));
    expect(await contents(data, gone)).toEqual(['destroyed', 'destroyed']);
    expect(await data.memory.loadSnapshot(gone)).toBeUndefined();
  });

  it('leaves its neighbour of the same epoch as it was', async () => {
    expect(await contents(data, stays)).toEqual(
      ['short neighbour', 'long  neighbour'].map((it) => expect.stringContaining(it)),
    );
    const snapshot = await data.memory.loadSnapshot(stays);
    expect(Buffer.from(snapshot?.state ?? []).toString()).toContain('state neighbour');
    const find = (name: string, keyId: Uint8Array) => data.keys.find(name, keyId);
    for await (const part of data.tracks.read(`N-${stays}`, 0, Number.MAX_SAFE_INTEGER, find))
      expect(part).toMatchObject({ samples: [{ latDeg: 32 }] });
    expect((await data.tracks.aircraft()).map(({ aircraft }) => aircraft)).toEqual([`N-${stays}`]);
  });

  it('is in no later backup, and not in an earlier one that is restored now', async () => {
    await backupLog(place('data'), place('after'), () => {}, whole);
    expect(await tracesIn(place('after'))).toEqual([]);
    await restoreLog(place('before'), place('restored'), () => {}, whole);
    await cp(join(place('data'), 'keys'), join(place('restored'), 'keys'), { recursive: true });
    const restored = await open(place('restored'));
    expect(await contents(restored, gone)).toEqual(['destroyed', 'destroyed']);
    expect((await contents(restored, stays))[0]).toContain('short neighbour');
    const find = (name: string, keyId: Uint8Array) => restored.keys.find(name, keyId);
    for await (const part of restored.tracks.read(`N-${gone}`, 0, Number.MAX_SAFE_INTEGER, find))
      expect(part).toEqual({ unreadable: 1 });
    await restored.close();
    expect(await tracesIn(place('restored'))).toEqual([]);
    const folders = ['data', 'before', 'after', 'restored'].map(place);
    expect(await openedWith(await keysWithin(folders), first, folders)).toBe(0);
  });

  it('leaves a log that verifies, here, in both backups and restored', async () => {
    for (const name of ['data', 'before', 'after', 'restored']) {
      expect({ name, ...(await verify(place(name), data.verifierKeys)) }).toMatchObject({
        name,
        ok: true,
        problems: [],
      });
    }
  });
});
