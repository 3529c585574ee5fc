import { mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { LogInMemory } from '../../../test/log-in-memory.ts';
import { decodeCbor } from '../../account/cbor.ts';
import { openBlobFolder } from '../blobs/folder.ts';
import { sealBlobs } from '../blobs/sealed.ts';
import { openKeyring } from '../keys/files.ts';
import { openSqliteTracks } from '../tracks/sqlite.ts';
import type { Command, Content, Fact, Memory } from './memory.ts';
import { openSqliteNotes } from './notes-sqlite.ts';
import type { ForgetStep, MemoryParts } from './parts.ts';
import { openMemory } from './sealed.ts';

const compartment = 'USA-NAS';
const actor = { role: 'analyst', state: 'USA', agency: 'NAS' };
const startUs = 1_790_000_000_000_000;
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const large = (marker: string): Uint8Array =>
  new Uint8Array(Buffer.from(marker.repeat(Math.ceil(5_000 / marker.length))));

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

interface Place {
  readonly folder: string;
  readonly log: LogInMemory;
  open(more?: Partial<MemoryParts>): Promise<{ readonly memory: Memory; readonly parts: MemoryParts }>;
}

async function place(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'memory-'));
  folders.push(folder);
  const log = new LogInMemory();
  return {
    folder,
    log,
    open: async (more = {}) => {
      const parts = {
        log,
        keys: await openKeyring(join(folder, 'keys')),
        blobs: sealBlobs(await openBlobFolder(join(folder, 'evidence'), join(folder, 'scratch'))),
        notes: await openSqliteNotes(join(folder, 'notes.db')),
        alone: true,
        ...more,
      };
      return { memory: await openMemory(parts), parts };
    },
  };
}

function command(commandId: string, expected: Record<string, number>, facts: readonly Fact[]): Command {
  return { commandId, timeUs: startUs, actor, expected: new Map(Object.entries(expected)), facts };
}

function fact(stream: string, content: string | Uint8Array, more: Partial<Fact> = {}): Fact {
  const bytes = typeof content === 'string' ? new Uint8Array(Buffer.from(content)) : content;
  return { stream, kind: 'find.noted', compartment, content: bytes, ...more };
}

async function* one(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

async function contents(memory: Memory, stream: string): Promise<readonly Content[]> {
  const all: Content[] = [];
  for await (const { content } of memory.recall(stream)) all.push(content);
  return all;
}

const shown = (content: Content | undefined): string =>
  content?.known === 'yes' ? text(content.bytes) : (content?.why ?? 'none');

async function blobNames(folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(folder, 'evidence'), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

describe('memory', () => {
  it('gives back what it was told, in place and in blobs, also after a start; the log sees no content', async () => {
    const at = await place();
    let { memory } = await at.open();
    const clip = await memory.attach(compartment, 'find/a', one(large('clip of the site ')));
    const facts = [
      fact('find/a', 'a first finding', { attachments: [clip] }),
      fact('find/a', large('a long finding ')),
      fact('find/b', new Uint8Array(4_096).fill(65)),
      fact('find/b', new Uint8Array(4_097).fill(66), { attachments: [clip] }),
      fact('find/b', ''),
    ];
    const result = await memory.remember(command('c1', { 'find/a': 0, 'find/b': 0 }, facts));
    expect(result).toMatchObject({ outcome: 'appended', duplicate: false });
    expect(at.log.entryAt(2).body.form).toBe('sealed');
    expect(at.log.entryAt(3).body.form).toBe('in-blob');
    expect(at.log.entryAt(3).attachments.length).toBe(2);
    expect(Buffer.concat(at.log.bytes).includes('finding')).toBe(false);
    await memory.close();
    ({ memory } = await at.open());
    const found = [...(await contents(memory, 'find/a')), ...(await contents(memory, 'find/b'))];
    expect(found.map((content) => content.known === 'yes' && text(content.bytes))).toEqual(
      facts.map((it) => text(it.content)),
    );
    const later: number[] = [];
    for await (const { entry } of memory.recall('find/b', 2)) later.push(entry.version);
    expect(later).toEqual([2, 3]);
    await memory.close();
  });

  it('leaves no blob behind where a command conflicts, repeats, or cannot be sealed', async () => {
    const at = await place();
    const { memory } = await at.open();
    const facts = [fact('find/a', large('long '))];
    await memory.remember(command('c1', { 'find/a': 0 }, facts));
    expect((await blobNames(at.folder)).length).toBe(1);
    expect(await memory.remember(command('c1', { 'find/a': 0 }, facts))).toMatchObject({ duplicate: true });
    expect(await memory.remember(command('c2', { 'find/a': 0 }, facts))).toMatchObject({
      outcome: 'conflict',
      actualVersion: 1,
    });
    const resting = command('c5', { 'find/b': 0 }, [fact('find/b', large('long '))]);
    expect(await memory.remember({ ...resting, unchanged: new Map([['find/a', 0]]) })).toEqual({
      outcome: 'conflict',
      stream: 'find/a',
      expectedVersion: 0,
      actualVersion: 1,
    });
    const mixed = [fact('find/a', large('long ')), fact('find/x', 'x', { compartment: 'not a token' })];
    const refused = memory.remember(command('c3', { 'find/a': 1, 'find/x': 0 }, mixed));
    await expect(refused).rejects.toMatchObject({ code: 'value-out-of-range' });
    await expect(memory.remember(command('c4', {}, facts))).rejects.toMatchObject({ code: 'value-out-of-range' });
    expect((await blobNames(at.folder)).length).toBe(1);
    expect(await memory.remember({ ...resting, unchanged: new Map([['find/a', 1]]) })).toMatchObject({
      outcome: 'appended',
    });
    await memory.close();
  });

  it('removes at a start what was stored and came to be named by no entry, and keeps what was named', async () => {
    const at = await place();
    let { memory } = await at.open();
    const kept = await memory.attach(compartment, 'find/a', one(large('kept ')));
    await memory.attach(compartment, 'find/a', one(large('left over ')));
    // The process ends after the log took the entry, before the notes were brought up to date.
    const taken = at.log.append.bind(at.log);
    at.log.append = async (append) => {
      await taken(append);
      throw new Error('the process ends here');
    };
    const named = command('c1', { 'find/a': 0 }, [fact('find/a', large('body '), { attachments: [kept] })]);
    await expect(memory.remember(named)).rejects.toThrow('the process ends here');
    at.log.append = taken;
    expect((await blobNames(at.folder)).length).toBe(3);
    await memory.close();
    ({ memory } = await at.open());
    expect((await blobNames(at.folder)).length).toBe(2);
    expect(shown((await contents(memory, 'find/a'))[0])).toContain('body ');
    await memory.close();
  });

  it('refuses content that was moved, changed, or is not what was committed to', async () => {
    const at = await place();
    const { memory } = await at.open();
    await memory.remember(command('c1', { 'find/a': 0 }, [fact('find/a', 'one'), fact('find/a', 'two')]));
    const [first, second] = [at.log.entryAt(0), at.log.entryAt(1)];
    const play = async (entry: typeof first): Promise<unknown> => {
      at.log.stream = async function* () {
        yield { index: 0, entry };
      };
      return contents(memory, 'find/a');
    };
    expect(await play(first)).toHaveLength(1);
    const changes = [
      { ...first, body: second.body },
      { ...first, version: 2 },
      { ...first, kind: 'find.withdrawn' },
      { ...first, part: 1 },
      { ...first, commitment: second.commitment },
    ];
    for (const entry of changes) await expect(play(entry)).rejects.toMatchObject({ code: 'log-damaged' });
    await memory.close();
  });

  it('keeps snapshots as far as they help', async () => {
    const at = await place();
    const { memory } = await at.open();
    const state = (word: string): Uint8Array => new Uint8Array(Buffer.from(word));
    expect(await memory.loadSnapshot('find/a')).toBeUndefined();
    await memory.remember(command('c1', { 'find/a': 0 }, [fact('find/a', 'one'), fact('find/a', 'two')]));
    await memory.saveSnapshot('find/a', compartment, 'find/a', 2, state('after two'));
    await memory.saveSnapshot('find/a', compartment, 'find/a', 1, state('after one'));
    expect(await memory.loadSnapshot('find/a')).toEqual({ version: 2, state: state('after two') });
    await memory.saveSnapshot('find/a', compartment, 'find/a', 3, state('of a log that was longer'));
    expect(await memory.loadSnapshot('find/a')).toBeUndefined();
    expect((await readFile(join(at.folder, 'notes.db'))).includes('after two')).toBe(false);
    await memory.close();
  });
});

describe('forgetting', () => {
  const authority = 'RULE-7, DoDM 5240.01';
  const order = { commandId: 'd1', timeUs: startUs, actor };

  async function told(at: Place, more?: Partial<MemoryParts>) {
    const { memory, parts } = await at.open({ ...more, tracks: await openSqliteTracks(join(at.folder, 'tracks.db')) });
    const facts = [
      fact('find/a', 'gone'),
      fact('find/a', large('gone ')),
      fact('find/b', 'stays'),
      fact('find/c', 'of a', { item: 'find/a' }),
    ];
    const clip = await memory.attach(compartment, 'find/a', one(large('clip ')));
    await memory.remember(
      command('c1', { 'find/a': 0, 'find/b': 0, 'find/c': 0 }, [
        ...facts,
        fact('find/b', 'with', { attachments: [clip] }),
      ]),
    );
    await memory.saveSnapshot('find/a', compartment, 'find/a', 2, new Uint8Array(9));
    const key = await parts.keys.dataKey(compartment, 'find/a');
    const sample = { timeUs: startUs, latDeg: 1, lonDeg: 2, heightM: 3, headingDeg: 4, speedMS: 5 };
    await parts.tracks?.append('N-1', key, compartment, [sample]);
    await contents(memory, 'find/a');
    return { memory, parts, key };
  }

  async function expectGone(at: Place, memory: Memory, parts: MemoryParts): Promise<void> {
    expect((await contents(memory, 'find/a')).map(shown)).toEqual(['destroyed', 'destroyed']);
    expect((await contents(memory, 'find/c')).map(shown)).toEqual(['destroyed']);
    expect((await contents(memory, 'find/b')).map(shown)).toEqual(['stays', 'with']);
    expect(await memory.loadSnapshot('find/a')).toBeUndefined();
    expect(await parts.tracks?.aircraft()).toEqual([]);
    expect(await blobNames(at.folder)).toEqual([]);
    const added = memory.remember(command('c9', { 'find/a': 2 }, [fact('find/a', 'more')]));
    await expect(added).rejects.toMatchObject({ code: 'key-destroyed' });
  }

  it('reaches everything that the item had, and nothing else; the proof is open', async () => {
    const at = await place();
    const { memory, parts, key } = await told(at);
    const result = await memory.forget(order, compartment, 'find/a', authority);
    await expectGone(at, memory, parts);
    const index = result.outcome === 'appended' ? (result.positions[0]?.index ?? 0) : 0;
    const proof = at.log.entryAt(index);
    expect(proof.kind).toBe('account.key-destroyed');
    const body = proof.body.form === 'open' ? proof.body.bytes : new Uint8Array(0);
    expect(decodeCbor(body)).toEqual({ value: [[key.keyId], [[compartment, 1]], authority] });
    expect((await contents(memory, proof.stream)).map(({ known }) => known)).toEqual(['yes', 'yes']);
    const size = at.log.bytes.length;
    expect(await memory.forget(order, compartment, 'find/a', authority)).toEqual({ ...result, duplicate: true });
    expect(at.log.bytes.length).toBe(size);
    expect(await memory.resumeDeletions(startUs)).toBe(0);
    await memory.close();
  });

  it.each<ForgetStep>(['intended', 'destroyed', 'removed'])(
    'broken off after it was %s, is finished at the next start',
    async (step) => {
      const at = await place();
      const failing = await told(at, {
        afterStep: (it) => {
          if (it === step) throw new Error('the process ends here');
        },
      });
      await expect(failing.memory.forget(order, compartment, 'find/a', authority)).rejects.toThrow('ends here');
      await failing.memory.close();
      const { memory, parts } = await at.open({ tracks: await openSqliteTracks(join(at.folder, 'tracks.db')) });
      expect(await memory.resumeDeletions(startUs + 1)).toBe(1);
      await expectGone(at, memory, parts);
      expect(await memory.resumeDeletions(startUs + 1)).toBe(0);
      expect(await memory.forget(order, compartment, 'find/a', authority)).toMatchObject({ duplicate: true });
      expect(at.log.entryAt(at.log.bytes.length - 1)).toMatchObject({ kind: 'account.key-destroyed', role: 'analyst' });
      await memory.close();
    },
  );

  it('takes many items at once, with one proof; and refuses none or too many', async () => {
    const at = await place();
    const { memory } = await at.open();
    const streams = Array.from({ length: 400 }, (_, i) => `find/i${i}`);
    const expected = Object.fromEntries(streams.map((stream) => [stream, 0]));
    await memory.remember(
      command(
        'c1',
        expected,
        streams.map((stream) => fact(stream, 'x')),
      ),
    );
    const result = await memory.forget(order, compartment, streams.slice(1), authority);
    expect(at.log.bytes.length).toBe(402);
    expect(result).toMatchObject({ outcome: 'appended', positions: [{ index: 401 }] });
    const known = await Promise.all(streams.map(async (stream) => shown((await contents(memory, stream))[0])));
    expect(known).toEqual(['x', ...streams.slice(1).map(() => 'destroyed')]);
    for (const count of [0, 2_001]) {
      const refused = memory.forget(
        { ...order, commandId: 'd2' },
        compartment,
        Array.from({ length: count }, (_, i) => `a/${i}`),
        authority,
      );
      await expect(refused).rejects.toMatchObject({ code: 'value-out-of-range' });
    }
    await memory.close();
  });

  it('finds the blobs again where the notes were lost', async () => {
    const at = await place();
    await (await told(at)).memory.close();
    for (const name of await readdir(at.folder)) if (name.startsWith('notes.db')) await unlink(join(at.folder, name));
    const { memory, parts } = await at.open({ tracks: await openSqliteTracks(join(at.folder, 'tracks.db')) });
    expect((await blobNames(at.folder)).length).toBe(2);
    await memory.forget(order, compartment, 'find/a', authority);
    await expectGone(at, memory, parts);
    await memory.close();
  });

  it('reaches blobs that another process attached', async () => {
    const at = await place();
    const { memory } = await at.open({ alone: false });
    const other = await at.open({
      alone: false,
      keys: (await at.open()).parts.keys,
      notes: await openSqliteNotes(join(at.folder, 'other.db')),
    });
    await other.memory.remember(command('c1', { 'find/a': 0 }, [fact('find/a', large('by another '))]));
    expect((await blobNames(at.folder)).length).toBe(1);
    await memory.close();
    const { memory: first } = await at.open({ alone: false });
    await first.forget(order, compartment, 'find/a', authority);
    expect(await blobNames(at.folder)).toEqual([]);
    await first.close();
    await other.memory.close();
  });

  it('a keyring that is another one opens nothing, and says so', async () => {
    const at = await place();
    await (await told(at)).memory.close();
    await rm(join(at.folder, 'keys'), { recursive: true });
    await writeFile(join(at.folder, 'note'), '');
    const { memory } = await at.open();
    expect((await contents(memory, 'find/a')).map(shown)).toEqual(['no-key', 'no-key']);
    await memory.close();
  });
});
