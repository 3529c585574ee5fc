import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeValue, expectLossless, hex, toHex } from '../../../test/klv-properties.ts';
import { Special } from './codec.ts';
import { withDeviationRanges } from './source-list.ts';
import { covarianceOf, makeSdcc, type Sdcc, sdccFlp, sdccFlpFor } from './st1010.ts';

function read(text: string): Sdcc {
  const { value, issues } = decodeValue(sdccFlp, hex(text));
  expect(issues).toEqual([]);
  if (value === undefined || value instanceof Special) throw new Error('no pack');
  expect(toHex(sdccFlp.encode(value))).toBe(toHex(hex(text)));
  return value;
}

describe('SDCC-FLP', () => {
  it('mode 2 with floats only', () => {
    const pack = read('02 84 04 404ccccd 4181999a 3efae148');
    expect(pack).toMatchObject({ mode: 2, sparse: false, correlationFormat: 'IEEE', standardDeviationFormat: 'IEEE' });
    expect(pack.standardDeviations).toEqual([Math.fround(3.2), Math.fround(16.2)]);
    expect(pack.correlations).toEqual([
      [1, Math.fround(0.49)],
      [Math.fround(0.49), 1],
    ]);
  });

  it('mode 1: correlations by IMAP, deviations as floats', () => {
    const pack = read('02 42 404ccccd 4181999a 5f5c');
    expect(pack).toMatchObject({ mode: 1, standardDeviationBytes: 4, correlationBytes: 2, correlationFormat: 'IMAP' });
    expect(pack.correlations[0]?.[1]).toBeCloseTo(0.49, 4);
  });

  it('a single variable, in double precision', () => {
    const pack = read('01 90 08 402a666666666666');
    expect(pack.standardDeviations).toEqual([13.2]);
    expect(pack.correlations).toEqual([[1]]);
  });

  it('sparse: what the bit vector leaves out is zero', () => {
    const pack = read('05 b3 04 4080 404ccccd 4181999a 436a3333 3ea3d70a 40c9999a 5f5c28 800000');
    const [a, b, c, d, e] = pack.correlations;
    expect(a?.map((x) => Math.round(1e4 * Number(x)) / 1e4)).toEqual([1, 0, 0.49, 0, 0]);
    expect(b).toEqual([0, 1, 0, 0, 0]);
    expect(c?.[4]).toBe(1);
    expect(d).toEqual([0, 0, 0, 1, 0]);
    expect(e).toEqual([0, 0, 1, 0, 1]);
  });

  it('without correlations does not claim that they are zero', () => {
    const pack = read('02 40 3f800000 40000000');
    expect(pack.correlations).toEqual([
      [1, undefined],
      [undefined, 1],
    ]);
    const { covariance } = covarianceOf(pack, ['sensorLatitudeDeg', 'sensorLongitudeDeg']);
    expect(covariance).toEqual([
      [1, undefined],
      [undefined, 4],
    ]);
  });

  it('half floats', () => {
    expect(read('02 82 02 3c00 4000 b800').standardDeviations).toEqual([1, 2]);
  });

  it.each([
    ['', 'nothing'],
    ['02', 'no parse control'],
    ['02 84', 'half a parse control'],
    ['02 84 84 00', 'three bytes of parse control'],
    ['02 84 04 404ccccd', 'too few numbers'],
    ['02 83 04 404ccccd 4181999a 000000', 'a float of three bytes'],
    ['02 9f 04 00', 'a correlation of fifteen bytes'],
    ['83 00 40', 'a matrix of 384'],
    ['80 02 42 404ccccd 4181999a 5f5c', 'a padded matrix size'],
  ])('%s is reported: %s', (text) => {
    const { value, issues } = decodeValue(sdccFlp, hex(text));
    expect(value).toBeUndefined();
    expect(issues.map(({ code }) => code)).toContain('item-malformed');
  });

  it('bytes at the end are kept and reported', () => {
    const bytes = hex('01 80 04 404ccccd ffee');
    const { value, issues } = decodeValue(sdccFlp, bytes);
    expect(issues).toMatchObject([{ code: 'item-malformed', offset: 7 }]);
    expect(value).toMatchObject({ trailing: hex('ffee') });
  });

  it('a correlation beyond one and a deviation below zero are out of range', () => {
    const { issues } = decodeValue(sdccFlp, hex('02 84 04 bf800000 3f800000 40000000'));
    expect(issues.map(({ code }) => code)).toEqual(['value-out-of-range', 'value-out-of-range']);
  });

  it('deviations by IMAP need their range: from the codec, or afterwards', () => {
    const bytes = hex('01 80 12 4000');
    const unknown = decodeValue(sdccFlp, bytes);
    expect(unknown.issues.map(({ code }) => code)).toEqual(['item-malformed']);
    expect(unknown.value).toMatchObject({ standardDeviations: [undefined] });
    if (unknown.value === undefined || unknown.value instanceof Special) throw new Error('no pack');
    expect(toHex(sdccFlp.encode(unknown.value))).toBe(toHex(bytes));
    expect(withDeviationRanges(unknown.value, [64]).standardDeviations).toEqual([32]);
    const known = sdccFlpFor(() => ({ min: 0, max: 64 }));
    const { value, issues } = decodeValue(known, bytes);
    expect(issues).toEqual([]);
    expect(value).toMatchObject({ standardDeviations: [32] });
  });

  it('made here comes back, sparse or not', () => {
    const matrix = [
      [1, 0, -0.5],
      [0, 1, 0.25],
      [-0.5, 0.25, 1],
    ];
    for (const sparse of [false, true]) {
      const made = makeSdcc([1, 2, 3], matrix, { sparse, correlationFormat: 'IMAP', correlationBytes: 3 });
      const { value } = decodeValue(sdccFlp, sdccFlp.encode(made));
      expect(value).toMatchObject({ standardDeviations: [1, 2, 3], correlations: matrix, sparse });
    }
    expect(() => makeSdcc([1], matrix)).toThrow(RangeError);
  });

  it('covariance is symmetric, with variances on the diagonal', () => {
    const pack = read('02 84 04 40000000 40400000 3f000000');
    expect(covarianceOf(pack, ['a', 'b'])).toEqual({
      names: ['a', 'b'],
      covariance: [
        [4, 3],
        [3, 9],
      ],
    });
    expect(() => covarianceOf(pack, ['a'])).toThrow(RangeError);
  });

  it('holds against any bytes', () => {
    expectLossless(sdccFlp, fc.uint8Array({ maxLength: 40 }));
    const head = fc.tuple(
      fc.integer({ min: 0, max: 6 }),
      fc.constantFrom(0x42, 0x4b, 0x13),
      fc.uint8Array({ minLength: 40, maxLength: 120 }),
    );
    expectLossless(
      sdccFlp,
      head.map(([size, control, rest]) => Uint8Array.of(size, control, ...rest)),
    );
    const head2 = fc.tuple(
      fc.integer({ min: 0, max: 6 }),
      fc.constantFrom(0x84, 0x98, 0xb3, 0xf2),
      fc.constantFrom(4, 8, 2, 0x13, 0x64),
      fc.uint8Array({ minLength: 40, maxLength: 120 }),
    );
    expectLossless(
      sdccFlp,
      head2
        .filter(([, first]) => (first & 0x1f) !== 0x18)
        .map(([size, first, second, rest]) => Uint8Array.of(size, first, second, ...rest)),
    );
  });
});
