import { describe, expect, it } from 'vitest';
import { sha256, verifyMemory } from '../../../test/evidence-memory.ts';
import {
  Authorities,
  cbor,
  encodeEntry,
  type Fields,
  type Item,
  treeRoot,
  writeTree,
} from '../../../test/evidence-writer.ts';
import type { Problem } from './problems.ts';

/** A log of these very entries, signed by everybody: what a log does wrong, not what is done to it. */
async function problemsOf(
  entries: readonly Uint8Array[],
  blobs: readonly Uint8Array[] = [],
): Promise<readonly Problem[]> {
  const files = new Map<string, Uint8Array>();
  const leaves = writeTree(entries, (name, bytes) => files.set(name, bytes));
  for (const blob of blobs) files.set(blobPath(blob), blob);
  const authorities = new Authorities(1, 1);
  files.set('checkpoint', authorities.checkpoint(leaves.length, treeRoot(leaves)));
  return (await verifyMemory(files, authorities.keysText)).problems;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const blobPath = (blob: Uint8Array): string => `blob/${hex(sha256(blob)).slice(0, 2)}/${hex(sha256(blob))}`;
const id = (of: string | number): Buffer => Buffer.from(sha256(Buffer.from(String(of)))).subarray(0, 16);
const sealed: Item = [0, id('key'), Buffer.alloc(12), Buffer.alloc(40)];

let serial = 0;
function fields(more: Partial<Fields> = {}): Fields {
  serial++;
  const common = { stream: `fly/s${serial}`, version: 1, kind: 'fly.launched', timeUs: 1_000_000 };
  return { ...common, command: id(serial), part: 0, parts: 1, body: sealed, ...more };
}
const entry = (more: Partial<Fields> = {}): Buffer => encodeEntry(fields(more));

describe('the layout of entries', () => {
  const raw = (change: (items: Item[]) => Item[]): Buffer => {
    const { stream, version, kind, timeUs, command, part, parts, body } = fields();
    const who = ['analyst', 'MEX', 'CNA'];
    return cbor(
      change([1, stream, version, kind, timeUs, ...who, command, part, parts, 'joint', Buffer.alloc(32), [], body]),
    );
  };
  const put = (at: number, item: Item): Buffer => raw((items) => items.with(at, item));
  const good = entry();

  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', Buffer.alloc(0), /cut off/],
    ['another format', put(0, 2), /byte 1: not format 1/],
    ['an item less', raw((items) => items.slice(0, -1)), /byte 0: an array of 14 items, not 15/],
    ['an item more', raw((items) => [...items, 0]), /byte 0: an array of 16/],
    ['bytes after it', Buffer.concat([good, Buffer.of(0)]), /bytes after the end/],
    ['its end missing', good.subarray(0, -1), /more than there are/],
    ['a stream without stage', put(1, 'x'), /byte 2: "x" is no stream/],
    ['a stream of no text', put(1, 5), /a whole number where text is due/],
    ['a long stream', put(1, `fly/${'a'.repeat(65_000)}`), /is no stream/],
    ['version 0', put(2, 0), /version 0 is below 1/],
    ['a kind of no form', put(3, 'Fly'), /is no kind/],
    ['an empty role', put(5, ''), /"" is no role/],
    ['a short command', put(8, Buffer.alloc(15)), /15 bytes, not 16/],
    ['a part beyond its parts', put(9, 1), /part 1 of 1/],
    ['no parts', put(10, 0), /parts 0 is below 1/],
    ['a short commitment', put(12, Buffer.alloc(31)), /31 bytes, not 32/],
    ['an attachment of two items', put(13, [[Buffer.alloc(32), 1]]), /an array of 2 items, not 3/],
    ['a body of no form', put(14, [7]), /a body of 1 items, form 7/],
    ['an empty body', put(14, []), /a body of 0 items/],
    ['an open body of any kind', put(14, [2, Buffer.from('content')]), /an open body/],
    ['a body in a blob that is not there', put(14, [1]), /none is attached/],
    ['a map', Buffer.concat([Buffer.of(0x8f), Buffer.of(0xa0)]), /a map where a whole number/],
    [
      'a number that is not in its shortest form',
      Buffer.concat([Buffer.of(0x8f, 0x18, 0x01), good.subarray(2)]),
      /shortest/,
    ],
    ['an array without a length', Buffer.concat([Buffer.of(0x9f), good.subarray(1), Buffer.of(0xff)]), /not definite/],
    ['a number above 2^53', put(4, 2 ** 53 + 2), /above 2\^53/],
  ])('%s is told of, with its place', async (_, bytes, detail) => {
    const problems = await problemsOf([entry(), bytes, entry()]);
    expect(problems).toMatchObject([{ kind: 'entry-malformed', entry: 1, file: 'tile/entries/000.p/3' }]);
    expect(problems[0]?.detail).toMatch(detail);
  });

  it('the longest entry passes', async () => {
    const { stream, command } = fields();
    const room =
      65_535 - entry({ stream, command, body: [0, id(1), Buffer.alloc(12), Buffer.alloc(300)] }).length + 300;
    const longest = entry({ body: [0, id(1), Buffer.alloc(12), Buffer.alloc(room)] });
    expect(longest.length).toBeGreaterThan(65_500);
    expect(await problemsOf([longest, entry()])).toEqual([]);
  });
});

describe('from entry to entry', () => {
  it.each<[string, Partial<Fields>[], string, number]>([
    ['a version left out', [{ stream: 'fly/a' }, { stream: 'fly/a', version: 3 }], 'version-not-next', 1],
    ['a version twice', [{ stream: 'fly/a' }, { stream: 'fly/a' }], 'version-not-next', 1],
    ['a stream that begins late', [{ version: 2 }], 'version-not-next', 0],
    ['time that falls', [{ timeUs: 5 }, { timeUs: 9 }, { timeUs: 8 }, { timeUs: 9 }], 'time-fell', 2],
    [
      'a part left out',
      [
        { command: id('c'), parts: 3 },
        { command: id('c'), part: 2, parts: 3 },
      ],
      'command-torn',
      1,
    ],
    ['a command broken off', [{ parts: 2 }, {}], 'command-torn', 1],
    ['a command that is cut off by the end', [{}, { parts: 2 }], 'command-torn', 1],
    ['a command that begins with part 1', [{ part: 1, parts: 2 }], 'command-torn', 0],
    ['a part of another command', [{ parts: 2 }, { part: 1, parts: 2 }], 'command-torn', 1],
    [
      'another number of parts',
      [
        { command: id('c'), parts: 2 },
        { command: id('c'), part: 1, parts: 3 },
      ],
      'command-torn',
      1,
    ],
    ['a command twice', [{ command: id('c') }, { command: id('c') }], 'command-torn', 1],
  ])('%s', async (_, entries, kind, at) => {
    const problems = await problemsOf(entries.map(entry));
    expect(problems[0]).toMatchObject({ kind, entry: at });
    expect(new Set(problems.map((one) => one.kind)).size).toBe(1);
  });

  it('streams and commands run across bundles', async () => {
    const entries: Buffer[] = [];
    for (let i = 0; i < 600; i += 3) {
      for (let part = 0; part < 3; part++) {
        entries.push(
          entry({ stream: `fly/${part}`, version: 1 + i / 3, command: id(`c${i}`), part, parts: 3, timeUs: i }),
        );
      }
    }
    expect(await problemsOf(entries)).toEqual([]);
    expect(await problemsOf(entries.toSpliced(255, 1))).toMatchObject([
      { kind: 'command-torn', entry: 255 },
      { kind: 'version-not-next' },
    ]);
  });
});

describe('blobs', () => {
  const blob = Buffer.from('ciphertext');
  const key = id('item');
  const attach = (sizeBytes = blob.length, keyId: Uint8Array = key): Partial<Fields> => ({
    attachments: [[sha256(blob), sizeBytes, keyId]],
    body: [1],
  });
  const destroyed = (content: Item): Partial<Fields> => ({ kind: 'account.key-destroyed', body: [2, cbor(content)] });

  it('are there, or their key is proved to be destroyed, before or after', async () => {
    const proof = destroyed([[id('x'), key], [['joint', 7]], 'order 12']);
    expect(await problemsOf([entry(attach())], [blob])).toEqual([]);
    expect(await problemsOf([entry(attach()), entry(proof)])).toEqual([]);
    expect(await problemsOf([entry(proof), entry(attach())])).toEqual([]);
    expect(await problemsOf([entry(attach()), entry(proof)], [blob])).toEqual([]);
    expect(await problemsOf([entry(attach())])).toMatchObject([
      { kind: 'blob-missing', entry: 0, file: blobPath(blob) },
    ]);
    const other = destroyed([[id('x')], [['joint', 7]], 'order 12']);
    expect(await problemsOf([entry(attach()), entry(other)])).toMatchObject([{ kind: 'blob-missing', entry: 0 }]);
  });

  it('have the size that is named, and one key', async () => {
    expect(await problemsOf([entry(attach(9))], [blob])).toMatchObject([{ kind: 'blob-changed', entry: 0 }]);
    expect(await problemsOf([entry(attach(11))], [blob])).toMatchObject([{ kind: 'blob-changed', entry: 0 }]);
    const conflict = [{ kind: 'attachment-conflict', entry: 1 }];
    expect(await problemsOf([entry(attach()), entry(attach(9))], [blob])).toMatchObject(conflict);
    expect(await problemsOf([entry(attach()), entry(attach(10, id(0)))], [blob])).toMatchObject(conflict);
    expect(await problemsOf([entry(attach()), entry(attach())], [blob])).toEqual([]);
  });

  it('that no entry names do not belong there', async () => {
    expect(await problemsOf([entry()], [blob])).toMatchObject([{ kind: 'file-unexpected', file: blobPath(blob) }]);
  });

  it.each<[string, Partial<Fields>]>([
    ['sealed', { kind: 'account.key-destroyed' }],
    ['empty', { kind: 'account.key-destroyed', body: [2, Buffer.alloc(0)] }],
    ['no array', destroyed('all')],
    ['of short key ids', destroyed([[Buffer.alloc(15)], [], ''])],
    ['of no compartment', destroyed([[key], [['', 1]], ''])],
    ['of one item more', destroyed([[key], [], '', 0])],
    [
      'followed by more',
      { kind: 'account.key-destroyed', body: [2, Buffer.concat([cbor([[key], [], '']), Buffer.of(0)])] },
    ],
  ])('a proof of destruction that is %s proves nothing', async (_, proof) => {
    const problems = await problemsOf([entry(attach()), entry(proof)]);
    expect(problems.map(({ kind }) => kind)).toEqual(['entry-malformed', 'blob-missing']);
  });
});
