import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFault } from './fault.ts';
import {
  blobPath,
  bundleOfEntry,
  bundlesOf,
  edgeTiles,
  entriesPath,
  parseTreePath,
  partialFolder,
  partialWidth,
  tileOfNode,
  tilePath,
  tilesOf,
  widthOf,
} from './tile.ts';

describe('paths of tiles', () => {
  it.each([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 0, index: 0, width: 1 }, 'tile/0/000.p/1'],
    // The example of tlog-tiles.
    [{ level: 0, index: 1_234_067, width: 256 }, 'tile/0/x001/x234/067'],
    // As golang.org/x/mod/sumdb/tlog writes them, but for the height.
    [{ level: 5, index: 123_456_078, width: 2 }, 'tile/5/x123/x456/078.p/2'],
    [{ level: 0, index: 3_057_500, width: 256 }, 'tile/0/x003/x057/500'],
    [{ level: 63, index: 1000, width: 255 }, 'tile/63/x001/000.p/255'],
  ])('%j is %s', (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTreePath(path)).toEqual({ kind: 'tile', ...tile });
  });

  it('of bundles, blobs and partial folders', () => {
    expect(entriesPath({ index: 273, width: 112 })).toBe('tile/entries/273.p/112');
    expect(parseTreePath('tile/entries/x001/273')).toEqual({ kind: 'entries', index: 1273, width: 256 });
    expect(blobPath(new Uint8Array(32).fill(0x0a))).toBe(`blob/0a/${'0a'.repeat(32)}`);
    expect(partialFolder(tilePath({ level: 0, index: 7, width: 256 }))).toBe('tile/0/007.p');
  });

  it.each([
    'tile/0/00',
    'tile/0/0000',
    'tile/0/x000/000',
    'tile/0/x000/001',
    'tile/0/001/000',
    'tile/0/x001',
    'tile/00/000',
    'tile/01/000',
    'tile/64/000',
    'tile/100/000',
    'tile/-1/000',
    'tile/3/5/123/456/078',
    'tile/0/000.p/0',
    'tile/0/000.p/01',
    'tile/0/000.p/256',
    'tile/0/000.p/999',
    'tile/0/000.p/',
    'tile/0/000.p',
    'tile/0/000/',
    '/tile/0/000',
    'tile/0/../000',
    'tile/entries/x/000',
    'tile/data/000',
    'tile/0/000\n',
    'tile/0/\u0660\u0660\u0660',
    'tile/0/x999/x999/x999/x999/x999/x999/999',
    '',
  ])('%j is none', (path) => {
    expect(isFault(parseTreePath(path))).toBe(true);
  });

  it('come back the same, and no other path is taken', () => {
    const tiles = fc.record({
      level: fc.nat(63),
      index: fc.oneof(fc.nat(3_000_000), fc.maxSafeNat()),
      width: fc.integer({ min: 1, max: 256 }),
    });
    fc.assert(
      fc.property(tiles, (tile) => {
        expect(parseTreePath(tilePath(tile))).toEqual({ kind: 'tile', ...tile });
        const { index, width } = tile;
        expect(parseTreePath(entriesPath({ index, width }))).toEqual({ kind: 'entries', index, width });
      }),
    );
    const noise = fc.array(fc.constantFrom('tile/', 'entries/', '0', '1', '99', '000', 'x', '/', '.p/', '.'), {
      maxLength: 9,
    });
    fc.assert(
      fc.property(noise, (parts) => {
        const path = parts.join('');
        const answer = parseTreePath(path);
        if (isFault(answer)) return;
        expect(answer.kind === 'tile' ? tilePath(answer) : entriesPath(answer)).toBe(path);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('tiles of a tree', () => {
  it('of 70,000 and of 256 entries are those of tlog-tiles', () => {
    const tiles = [...tilesOf(70_000)];
    expect(tiles.filter((tile) => tile.level === 0 && tile.width === 256)).toHaveLength(273);
    expect(tiles.slice(273)).toEqual([
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 0, width: 256 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ]);
    expect([...tilesOf(256)]).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ]);
    expect([...tilesOf(0)]).toEqual([]);
    expect([...bundlesOf(257)]).toEqual([
      { index: 0, width: 256 },
      { index: 1, width: 1 },
    ]);
    expect([...bundlesOf(0)]).toEqual([]);
  });

  it('have the widths of the specification at every level', () => {
    expect([0, 1, 2, 3].map((level) => partialWidth(level, 70_000))).toEqual([112, 17, 1, 0]);
    expect(partialWidth(0, 256)).toBe(0);
    expect(partialWidth(6, 2 ** 53 - 1)).toBe(31);
    expect(widthOf(0, 273, 70_000)).toBe(112);
    expect(widthOf(0, 274, 70_000)).toBe(0);
    expect(widthOf(1, 0, 70_000)).toBe(256);
    expect(edgeTiles(65_536)).toEqual([{ level: 2, index: 0, width: 1 }]);
    expect(edgeTiles(65_537).map(tilePath)).toEqual(['tile/0/256.p/1', 'tile/2/000.p/1']);
  });

  it('hold each entry and node in one place', () => {
    expect(bundleOfEntry(69_999, 70_000)).toEqual({ index: 273, width: 112, offset: 111 });
    expect(tileOfNode({ level: 0, index: 69_999 }, 70_000)).toEqual({
      tile: { level: 0, index: 273, width: 112 },
      offset: 111,
      count: 1,
    });
    // Level 10 lies two levels above the hashes of tile level 1.
    expect(tileOfNode({ level: 10, index: 64 }, 70_000)).toEqual({
      tile: { level: 1, index: 1, width: 17 },
      offset: 0,
      count: 4,
    });
    expect(tileOfNode({ level: 7, index: 1 }, 256)).toMatchObject({ offset: 128, count: 128 });
  });
});
