import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256, verifyEd25519 } from '../../../test/evidence-memory.ts';
import { Authorities, checkpointText, tilePath, treeRoot } from '../../../test/evidence-writer.ts';
import { fromBase64, toBase64 } from './bytes.ts';
import { CborFault } from './cbor.ts';
import { EntryReader } from './entry.ts';
import { BundleExaminer } from './examine.ts';
import { parseBlobName, parseTileName, tileName } from './names.ts';
import { checkSignature, linesBy, readCheckpoint, readKeys } from './note.ts';
import { KeyTable } from './tables.ts';
import { levelsOf, Peaks, TreeHash } from './tree.ts';

describe('base64', () => {
  it('reads what it writes, and only the canonical form', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const text = toBase64(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64'));
        expect(fromBase64(text)).toEqual(bytes);
      }),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), (text) => {
        const bytes = fromBase64(text);
        if (bytes !== undefined) expect(toBase64(bytes)).toBe(text);
      }),
    );
    for (const bad of ['AB==', 'AAB=', 'A', 'A===', '====', 'AA=A', 'AAA', 'AA-_', 'AA\n=']) {
      expect(fromBase64(bad)).toBeUndefined();
    }
  });
});

describe('names', () => {
  it('are those of tlog-tiles', () => {
    expect(tileName(0, 1_234_067, 256)).toBe('tile/0/x001/x234/067');
    expect(tileName('entries', 5, 3)).toBe('tile/entries/005.p/3');
    fc.assert(
      fc.property(fc.nat({ max: 1e12 }), fc.integer({ min: 1, max: 256 }), (index, width) => {
        expect(tileName(3, index, width)).toBe(tilePath('3', index, width));
        expect(parseTileName(tileName(3, index, width))).toEqual({ level: 3, index, width });
      }),
    );
  });

  it.each([
    'tile/0/0',
    'tile/00/000',
    'tile/0/x000/001',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/0/001/002',
    'tile//000',
    'tile/entries/x1/000',
    'tile/0/000/',
    'Tile/0/000',
    'tile/0/000\n',
  ])('%j is no tile', (name) => {
    expect(parseTileName(name)).toBeUndefined();
  });

  it('a blob lies below its first two digits', () => {
    expect(parseBlobName(`blob/ab/ab${'0'.repeat(62)}`)).toBe(`ab${'0'.repeat(62)}`);
    for (const bad of [`blob/ac/ab${'0'.repeat(62)}`, `blob/AB/AB${'0'.repeat(62)}`, `blob/ab/ab${'0'.repeat(61)}`]) {
      expect(parseBlobName(bad)).toBeUndefined();
    }
  });
});

describe('the tree', () => {
  it('has the root of RFC 6962, also where it is built by bundles', () => {
    const tree = new TreeHash(sha256);
    const leaves = Array.from({ length: 1_100 }, (_, i) => Buffer.from(sha256(Buffer.of(i & 255, i >> 8))));
    for (const size of [0, 1, 2, 3, 7, 255, 256, 257, 511, 512, 513, 767, 1_024, 1_100]) {
      const peaks = new Peaks(tree);
      const full = Math.floor(size / 256);
      const all = Buffer.concat(leaves.slice(0, size));
      for (let bundle = 0; bundle < full; bundle++) peaks.push(tree.perfect(all, bundle * 256, 256));
      expect(Buffer.from(peaks.root(all.subarray(full * 8192), size % 256))).toEqual(treeRoot(leaves, 0, size));
    }
  });

  it('has the tiles that tlog-tiles gives as an example', () => {
    expect(levelsOf(70_000)).toEqual([
      { full: 273, width: 112 },
      { full: 1, width: 17 },
      { full: 0, width: 1 },
    ]);
    expect(levelsOf(0)).toEqual([]);
  });
});

describe('the table of keys', () => {
  it('numbers them as a Map does', () => {
    const word = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word, word), { maxLength: 300 }), (keys) => {
        const table = new KeyTable(3);
        const map = new Map<string, number>();
        for (const key of keys) {
          const words = Uint32Array.from([9, ...key.map((one) => one * 0x55555555)]);
          const known = map.get(key.join()) ?? -1;
          expect(table.find(words, 1)).toBe(known);
          if (known < 0) map.set(key.join(), map.size);
          expect(table.put(words, 1)).toBe(map.get(key.join()));
          expect(Buffer.from(table.keyBytes(table.find(words, 1)))).toEqual(Buffer.from(words.slice(1).buffer));
        }
        expect(table.size).toBe(map.size);
      }),
    );
  });
});

describe('keys and notes', () => {
  const { keysText, log, witnesses } = new Authorities(1);

  it('keys are read by lines, and refused with the line', () => {
    const reading = readKeys(keysText.replaceAll('\n', '\r\n'), sha256);
    expect(reading).toMatchObject({
      keys: { log: { name: 'log.example/mx-us' }, witnesses: [{ name: 'w0.example' }, { name: 'w1.example' }] },
    });
    const flipped = log.vkey.replace(/\+./, (two) => (two === '+0' ? '+1' : '+0'));
    const cases: [string, RegExp][] = [
      ['', /no log's key/],
      [witnesses[0]!.vkey, /no log's key/],
      [`${log.vkey}\n${log.vkey}`, /twice/],
      [flipped, /does not belong/],
      ['what is this', /no verifier key/],
      [log.vkey.slice(0, -4), /a key of 29|no verifier key/],
      [`${log.vkey}=`, /no verifier key/],
    ];
    for (const [text, fault] of cases)
      expect(readKeys(text, sha256)).toMatchObject({ fault: expect.stringMatching(fault) });
  });

  const text = checkpointText('o', 5, new Uint8Array(32));
  const note = `${text}\n${log.line(text)}${witnesses[0]!.line(text)}`;
  const root = Buffer.alloc(32).toString('base64');

  it.each([
    ['', /no empty line/],
    [note.slice(0, -1), /no line end/],
    [`${note}\n`, /more than three|no signature line/],
    [note.replace('5', '05'), /no size/],
    [note.replace('5', '-1'), /no size/],
    [note.replace('5', '9007199254740992'), /no size/],
    [note.replace('o\n', '\n'), /origin is empty/],
    [note.replace('o\n', 'o\r\n'), /control character/],
    [note.replace(root, root.slice(4)), /no hash/],
    [note.replace(root, root.replace('A=', 'B=')), /no hash/],
    [note.replace(`${root}\n`, `${root}\nmore\n`), /more than three/],
    [note.replace('\u2014 log', '- log'), /no signature line/],
    [note.replace('\u2014 log', '\u2014  log'), /no signature line/],
    [text, /no empty line/],
    [`${text}\n`, /no signature line/],
    [`\ufeff${note}`, /origin/],
  ])('%j is no checkpoint', (bad, fault) => {
    const read = readCheckpoint(Buffer.from(bad));
    if (typeof read === 'string') expect(read).toMatch(fault);
    else expect(read.origin).not.toBe('o'); // a mark in front is part of the origin, which is then another
  });

  it('refuses what is not UTF-8, and survives any bytes', () => {
    expect(readCheckpoint(Buffer.concat([Buffer.from(note), Buffer.of(0xff)]))).toBe('not UTF-8');
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void readCheckpoint(bytes)));
    const read = readCheckpoint(Buffer.from(note));
    const reading = readKeys(keysText, sha256);
    if (typeof read === 'string' || !('keys' in reading)) throw new Error('the note is good');
    const { keys } = reading;
    expect(checkSignature(read, keys.log, linesBy(read, keys.log)[0]!, verifyEd25519)).toEqual({
      holds: true,
      timeS: undefined,
    });
    const witness = keys.witnesses[0]!;
    expect(checkSignature(read, witness, linesBy(read, witness)[0]!, verifyEd25519)).toEqual({
      holds: true,
      timeS: 1_790_000_000n,
    });
    expect(checkSignature(read, keys.log, linesBy(read, witness)[0]!, verifyEd25519).holds).toBe(false);
  });
});

describe('any bytes', () => {
  it('as an entry are decoded or refused', () => {
    const reader = new EntryReader(sha256);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const own = Uint8Array.from([0x8f, 1, ...bytes]);
        expect(() => reader.decode(own, 0, own.length)).toThrow(CborFault);
      }),
    );
  });

  it('as a bundle are examined, entry for entry', () => {
    const examiner = new BundleExaminer(sha256);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 256 }), (bytes, width) => {
        const digest = examiner.examine({ bytes: Uint8Array.from(bytes), width, mayGoOn: false });
        expect(digest.count).toBeLessThanOrEqual(width);
        expect(digest.malformed.length).toBe(digest.count);
        if (digest.count < width) expect(digest.tear).toMatch(/cut off/);
      }),
    );
  });
});
