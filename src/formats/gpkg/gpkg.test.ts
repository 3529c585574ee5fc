import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AtalayaError } from '../../model/errors.ts';
import type { Geometry } from './geometry.ts';
import { decodeGeometry, encodeGeometry, envelopeOf } from './geometry.ts';

const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const flat = fc.tuple(number, number);
const solid = fc.tuple(number, number, number);

function geometries(position: fc.Arbitrary<readonly [number, number, number?]>): fc.Arbitrary<Geometry> {
  const line = fc.array(position, { minLength: 1, maxLength: 6 });
  const rings = fc.array(line, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    position.map((coordinates): Geometry => ({ type: 'Point', coordinates })),
    line.map((coordinates): Geometry => ({ type: 'LineString', coordinates })),
    rings.map((coordinates): Geometry => ({ type: 'Polygon', coordinates })),
    rings.map((coordinates): Geometry => ({ type: 'MultiLineString', coordinates })),
    fc
      .array(rings, { minLength: 1, maxLength: 3 })
      .map((coordinates): Geometry => ({ type: 'MultiPolygon', coordinates })),
  );
}

describe('GeoPackage geometry (OGC 12-128r18, 2.1.3)', () => {
  it('writes the header and the well-known binary of a point as the standard lays them out', () => {
    const bytes = encodeGeometry({ type: 'Point', coordinates: [1, 2, 3] }, 4979, true);
    const hex = Buffer.from(bytes).toString('hex');
    // GP, version 0, little-endian without envelope, SRS 4979; byte order 1, type 1001, then x, y, z.
    expect(hex).toBe(`4750000173130000${'01e9030000'}${'000000000000f03f'}${'0000000000000040'}${'0000000000000840'}`);
  });

  it('writes the envelope of a line in the order minx, maxx, miny, maxy, minz, maxz', () => {
    const line: Geometry = {
      type: 'LineString',
      coordinates: [
        [3, -1, 7],
        [-2, 5, 6],
      ],
    };
    const bytes = encodeGeometry(line, 4979, true);
    const view = new DataView(bytes.buffer);
    expect(bytes[3]).toBe(0b0000_0101);
    expect([0, 1, 2, 3, 4, 5].map((at) => view.getFloat64(8 + 8 * at, true))).toEqual([-2, 3, -1, 5, 6, 7]);
  });

  it.each([
    ['flat', geometries(flat), false],
    ['with heights', geometries(solid), true],
  ])('reads back what was written, %s', (_, arbitrary, hasZ) => {
    fc.assert(
      fc.property(arbitrary, fc.integer({ min: -1, max: 99_999 }), (geometry, srsId) => {
        const blob = decodeGeometry(encodeGeometry(geometry, srsId, hasZ));
        expect(blob.geometry).toEqual(geometry);
        expect(blob.srsId).toBe(srsId);
        expect(blob.hasZ).toBe(hasZ);
        expect(blob.envelope).toEqual(geometry.type === 'Point' ? undefined : envelopeOf(geometry));
      }),
      { numRuns: 200 },
    );
  });

  it('knows the empty', () => {
    const empties: Geometry[] = [
      { type: 'Point', coordinates: undefined },
      { type: 'LineString', coordinates: [] },
      { type: 'MultiPolygon', coordinates: [] },
    ];
    for (const geometry of empties) {
      const bytes = encodeGeometry(geometry, 4326, false);
      expect(bytes[3]! & 0x10).toBe(0x10);
      expect(decodeGeometry(bytes).geometry).toEqual(geometry);
    }
  });

  it('reads big-endian', () => {
    const bytes = Buffer.from(`47500000000010e6${'0000000001'}${'3ff0000000000000'}${'4000000000000000'}`, 'hex');
    expect(decodeGeometry(bytes)).toEqual({
      srsId: 4326,
      hasZ: false,
      geometry: { type: 'Point', coordinates: [1, 2] },
      envelope: undefined,
    });
  });

  it('refuses damage with the byte at fault, and never anything else', () => {
    const whole = encodeGeometry(
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 0],
          ],
        ],
      },
      4326,
      false,
    );
    const refused = (bytes: Uint8Array): void => {
      try {
        decodeGeometry(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(AtalayaError);
      }
    };
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeGeometry(whole.subarray(0, length))).toThrow(AtalayaError);
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), refused), { numRuns: 500 });
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
        const bytes = whole.slice();
        bytes[at] = value;
        refused(bytes);
      }),
      { numRuns: 500 },
    );
  });
});
