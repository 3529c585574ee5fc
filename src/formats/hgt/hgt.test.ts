import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referenceFile } from '../../../test/reference-data.ts';
import { AtalayaError } from '../../model/errors.ts';
import { hgtCorner, readHgt } from './hgt.ts';

describe('the name of a height file', () => {
  it.each([
    ['N44W072.hgt', 44, -72],
    ['/data/srtm/s01e006.HGT', -1, 6],
    ['N00E000.SRTMGL1.hgt', 0, 0],
    ['S90W180.hgt', -90, -180],
    ['folder\\N89E179.hgt', 89, 179],
  ])('%s tells its corner', (name, southDeg, westDeg) => {
    expect(hgtCorner(name)).toEqual({ southDeg, westDeg });
  });

  it.each(['N90E000.hgt', 'N44W181.hgt', 'N44E180.hgt', 'terrain.hgt', 'N4W072.hgt', 'N44W0721.hgt', ''])(
    '"%s" tells none',
    (name) => {
      expect(hgtCorner(name)).toBeUndefined();
    },
  );
});

describe('a height file', () => {
  it('is read row by row from the north-west, big-endian, with its voids', () => {
    const side = 1201;
    const bytes = new Uint8Array(side * side * 2);
    const view = new DataView(bytes.buffer);
    view.setInt16(0, 1234);
    view.setInt16(2, -12);
    view.setInt16(2 * side, 8848);
    view.setInt16(bytes.length - 2, -32768);
    const grid = readHgt(bytes, 'S12W003.hgt');
    expect([grid.southDeg, grid.northDeg, grid.westDeg, grid.eastDeg]).toEqual([-12, -11, -3, -2]);
    expect([grid.rows, grid.columns, grid.heightReference]).toEqual([1201, 1201, 'egm96']);
    expect([...grid.heightsM.subarray(0, 3)]).toEqual([1234, -12, 0]);
    expect(grid.heightsM[side]).toBe(8848);
    expect(grid.heightsM[side * side - 1]).toBeNaN();
  });

  it('of 3601 posts is told by its length, also out of the middle of a buffer', () => {
    const buffer = new Uint8Array(3601 * 3601 * 2 + 7);
    buffer[7 + 1] = 9;
    const grid = readHgt(buffer.subarray(7), 'N01E001.hgt');
    expect([grid.rows, grid.heightsM[0]]).toEqual([3601, 9]);
  });

  it('fuzzed: any other bytes are refused with the reason, never otherwise', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 5000 }),
        fc.oneof(fc.string(), fc.constant('N44W072.hgt')),
        (bytes, name) => {
          expect(() => readHgt(bytes, name)).toThrow(AtalayaError);
        },
      ),
    );
    expect(() => readHgt(new Uint8Array(2884800), 'N44W072.hgt')).toThrow(/2884800 bytes/);
    expect(() => readHgt(new Uint8Array(2884802), 'tile.hgt')).toThrow(/corner/);
  });

  const pyrenees = referenceFile('terrain/N42E001.hgt');
  it.skipIf(pyrenees === undefined)('of the Pyrenees has the published range of heights', () => {
    const grid = readHgt(readFileSync(pyrenees ?? ''), 'N42E001.hgt');
    let [low, high] = [9999, -9999];
    for (const height of grid.heightsM) {
      if (height < low) low = height;
      if (height > high) high = height;
    }
    expect([low, high]).toEqual([349, 3100]);
  });
});
