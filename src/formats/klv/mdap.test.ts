import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeValue, expectLossless, hex, toHex } from '../../../test/klv-properties.ts';
import { Special } from './codec.ts';
import {
  expandRuns,
  floatElements,
  type MultiArray,
  mappedRows,
  mdap,
  naturalArray,
  rowsOf,
  uintElements,
} from './mdap.ts';

const floats = mdap(floatElements);
const uints = mdap(uintElements);

function read(codec: typeof floats, text: string): MultiArray {
  const { value, issues } = decodeValue(codec, hex(text));
  expect(issues).toEqual([]);
  if (value === undefined || value instanceof Special) throw new Error('no array');
  expect(toHex(codec.encode(value))).toBe(toHex(hex(text)));
  return value;
}

describe('multi-dimensional arrays', () => {
  it('natural format: unsigned integers and floats', () => {
    expect(rowsOf(read(uints, '02 02 03 02 01 0085 0080 0061 0045 001f 005b'))).toEqual([
      [133, 128, 97],
      [69, 31, 91],
    ]);
    expect(read(floats, '01 02 04 01 3f800000 c0000000').elements).toEqual([1, -2]);
    expect(floats.encode(naturalArray([2], [1, -2], 4))).toEqual(hex('01 02 04 01 3f800000 c0000000'));
  });

  it('ST 1201, with bounds of four or eight bytes', () => {
    const value = read(floats, '01 02 02 02 00000000 49742400 0001 0008');
    expect(value).toMatchObject({ min: 0, max: 1e6, boundBytes: 4, elements: [32, 256] });
    const wide = read(floats, '01 01 02 02 bff0000000000000 3ff0000000000000 4000');
    expect(wide).toMatchObject({ min: -1, max: 1, boundBytes: 8, elements: [0] });
  });

  it('Boolean array', () => {
    expect(rowsOf(read(uints, '02 02 05 01 03 a5 40'))).toEqual([
      [1, 0, 1, 0, 0],
      [1, 0, 1, 0, 1],
    ]);
    const padded = decodeValue(uints, hex('01 03 01 03 a5'));
    expect(padded.issues).toMatchObject([{ code: 'value-reserved' }]);
    expect(padded.value).toMatchObject({ elements: [1, 0, 1], paddingBits: 5 });
  });

  it('unsigned integers with their bias', () => {
    expect(read(uints, '01 03 01 04 8148 00 01 8100').elements).toEqual([200, 201, 328]);
  });

  it('run-length encoding: later runs lie over earlier ones', () => {
    const value = read(uints, '02 03 04 01 05 00  07 0001 0202  09 0102 0202');
    expect(value.runs).toHaveLength(2);
    expect(expandRuns(value, 12)).toEqual([0, 7, 7, 0, 0, 7, 9, 9, 0, 0, 9, 9]);
    expect(expandRuns(value, 11)).toBeUndefined();
    expect(expandRuns(read(uints, '01 8f ff ff ff 7f 01 05 00'), 1e6)).toBeUndefined();
  });

  it('rows with a mapping each', () => {
    const rows = mdap(
      mappedRows([
        [0, 100],
        [-1, 1],
      ]),
    );
    expect(rowsOf(read(rows, '02 02 02 02 01 2000 4000 0000 4000'))).toEqual([
      [32, 64],
      [-1, 0],
    ]);
    expect(decodeValue(rows, hex('02 03 01 02 01 2000 4000 4000')).value).toBeUndefined();
  });

  it.each([
    '',
    '00',
    '01 00 01 01',
    '01 01 00 01',
    '01 01 01 06 00',
    '01 01 03 01 000000',
    '01 02 04 01 3f800000',
    '01 01 02 02 00000000 00000000 0001',
    '01 01 02 02 7fc00000 49742400 0001',
    '01 01 01 04',
    '09 01 01 01 01 01 01 01 01 01 01 01 00',
  ])('%s is no array, and reported', (text) => {
    const { value, issues } = decodeValue(floats, hex(text));
    expect(value).toBeUndefined();
    expect(issues.map(({ code }) => code)).toEqual(['item-malformed']);
  });

  it('special elements are kept', () => {
    const { value, issues } = decodeValue(floats, hex('01 02 02 02 00000000 49742400 c800 e100'));
    expect(issues).toMatchObject([{ code: 'special-value' }]);
    expect(value).toMatchObject({ elements: [new Special('+Infinity'), new Special('IMAP Above Maximum')] });
  });

  it('holds against any bytes', () => {
    expectLossless(floats, fc.uint8Array({ maxLength: 40 }));
    const head = fc.tuple(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom(1, 2, 4),
      fc.integer({ min: 1, max: 5 }),
      fc.uint8Array({ maxLength: 80 }),
    );
    for (const codec of [floats, uints]) {
      expectLossless(
        codec,
        head.map(([a, b, size, algorithm, rest]) => Uint8Array.of(2, a, b, size, algorithm, ...rest)),
      );
    }
  });
});
